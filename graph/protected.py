"""Who is protected: everybody whom a claim, a retired one too, calls a defector, and their families' families.

The words of the ontology for this stand in ontology/rules.toml. A release looks at facts as well; what a fact says, a
claim says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.claims import Claim
from graph.connection import Database
from graph.layout import ENTITY, WITHDRAWN
from graph.matching import Secret, plain, tells
from graph.merging import is_redirect
from graph.records import claim_from
from ontology.model import Class, Datatype, Model
from ontology.rules import Rules

LONG = 9
"""A name of so many letters is looked for in another order of its words too; a raw text of fewer tells nothing."""

TELLING = 20
"""A free text of so many letters is kept from readers as a whole; what is shorter tells by the names in it alone."""

WORD = 4
"""A word of so many letters that nobody else's name has may tell who is meant."""

_BATCH = 5_000


def protected_persons(database: Database, model: Model, rules: Rules) -> frozenset[str]:
    """The ids of the protected, and of whoever a current claim calls one person with somebody protected."""
    events = [row["id"] for row in database.read(*_events(model.classes[rules.event]))]
    said = _claims(database, model, "c.subject IN $ids AND c.predicate = $key", events, key=rules.person_key)
    persons = {claim.object for claim in said if claim.object is not None}
    waiting = sorted(persons)
    keys = [rules.family_tie, model.redirect.key]
    while waiting:
        ties = _claims(database, model, "c.predicate IN $keys AND c.subject IN $ids", waiting, keys=keys)
        back = _claims(database, model, "c.predicate IN $keys AND c.object IN $ids", waiting, keys=keys)
        pairs = family_pairs(model, rules, [*ties, *back])
        waiting = sorted({other for one in waiting for other in pairs.get(one, ())} - persons)
        persons.update(waiting)
    return frozenset(persons)


def family_pairs(model: Model, rules: Rules, claims: Iterable[Claim]) -> Mapping[str, set[str]]:
    """Who is protected where the other is: family by any claim, and one person under two ids by a current one."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        kin = claim.predicate == rules.family_tie and claim.said.get(rules.family_key) in rules.family_terms
        same = claim.retired is None and is_redirect(model, claim)
        if claim.object is not None and (kin or same):
            pairs[claim.subject].add(claim.object)
            pairs[claim.object].add(claim.subject)
    return pairs


def texts_of(database: Database, model: Model, rules: Rules, persons: frozenset[str]) -> Iterator[Secret]:
    """Every text that would say who they are: ids, names and aliases, the texts of claims about them and of the events
    by which they are protected, and what is told of sources that tell of nothing else.
    """
    for id in sorted(persons):
        yield Secret(id, "id", id)
    for condition in ("c.subject IN $ids", "c.object IN $ids"):
        for claim in _claims(database, model, condition, sorted(persons)):
            if claim.subject in persons and claim.predicate in rules.person_names and claim.value:
                yield from turned(Secret(claim.value, "name", claim.subject))
            else:
                yield from _free_texts(model, claim)
    events = [row["id"] for row in database.read(*_events(model.classes[rules.event]))]
    for claim in _claims(database, model, "c.subject IN $ids", events):
        yield from _free_texts(model, claim)
    sources = _only_of_them(database, model, events, persons)
    for claim in _claims(
        database, model, "c.subject IN $ids AND c.subject_class = $cls", sources, cls=model.source.name
    ):
        if claim.predicate in rules.source_names and claim.value:
            yield Secret(claim.value, "text", claim.subject)


def telling_words(database: Database, model: Model, rules: Rules, persons: frozenset[str]) -> frozenset[str]:
    """Words of their names that stand in nobody else's name, and in no term: one alone says who is meant."""
    key = model.classes[rules.person].caption
    said = _claims(database, model, "c.subject IN $ids AND c.predicate = $key", sorted(persons), key=key)
    own = {word for claim in said for word in words_of(claim.value or "")}
    query = f"MATCH (e:{ENTITY}) RETURN e.id AS id, [key IN $keys | e[key]] AS names"
    for row in database.stream(query, {"keys": list(rules.person_names)}):
        if row["id"] not in persons:
            for names in row["names"]:
                own.difference_update(*map(words_of, names if isinstance(names, list) else [names or ""]))
    concepts = (one for scheme in model.schemes.values() for one in scheme.concepts.values())
    terms = (text for one in concepts for text in (*one.labels.values(), *one.alternatives))
    return frozenset(own.difference(*map(words_of, terms)))


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as they are compared, but for those too short to tell."""
    return frozenset(word for word in plain(text).split() if len(word) >= WORD and not word.isdigit())


def ids_about(database: Database, model: Model, persons: Iterable[str]) -> Iterator[str]:
    """The ids of all claims and facts about them: each is a hash, which a guess can be held against."""
    label = model.claim.name
    queries = (
        f"MATCH (c:{label}) WHERE c.subject IN $ids RETURN c.id AS id",
        f"MATCH (c:{label}) WHERE c.object IN $ids RETURN c.id AS id",
        f"MATCH (e:{ENTITY})-[r]-() WHERE e.id IN $ids AND r.id IS NOT NULL RETURN r.id AS id",
    )
    ids = sorted(persons)
    for query in queries:
        for at in range(0, len(ids), _BATCH):
            for row in database.stream(query, {"ids": ids[at : at + _BATCH]}):
                yield row["id"]


def _only_of_them(
    database: Database, model: Model, events: Sequence[str], persons: frozenset[str]
) -> Sequence[str]:
    """The sources that tell of the protected and their events, and of nobody and nothing else."""
    of_them = "c.subject IN $ids OR c.object IN $ids"
    told = {claim.source for claim in _claims(database, model, of_them, sorted({*events, *persons}))}
    query = (
        f"UNWIND $sources AS source OPTIONAL CALL (source) {{ MATCH (c:{model.claim.name} {{source: source}}) "
        "WHERE c.subject <> source AND NOT c.subject IN $theirs AND NOT coalesce(c.object, '') IN $theirs "
        "RETURN true AS other LIMIT 1 } WITH source, other WHERE other IS NULL RETURN source"
    )
    theirs = {"sources": sorted(told), "theirs": [*events, *persons]}
    return [row["source"] for row in database.read(query, theirs)]


def turned(secret: Secret) -> Iterator[Secret]:
    """A name as it is, and with its last word first, as registers have it."""
    yield secret
    words = plain(secret.text).split()
    if len(words) > 1 and len("".join(words)) >= LONG:
        yield Secret(" ".join([words[-1], *words[:-1]]), secret.kind, secret.record)


def _free_texts(model: Model, claim: Claim) -> Iterator[Secret]:
    """Remarks and texts as found. Names of units, terms, days and numbers tell nothing by themselves."""
    cls = model.classes.get(claim.predicate) or model.classes[claim.subject_class]
    for key, value in [(claim.predicate, claim.value), *claim.qualifiers]:
        slot = cls.by_key.get(key)
        free = slot is not None and slot.prop.datatype is Datatype.TEXT and slot.prop.bound is None
        if free and value and len(plain(value)) >= TELLING:
            yield Secret(value, "text", claim.id)
    if claim.raw and tells(claim.raw, TELLING):
        yield Secret(claim.raw, "text", claim.id)


def _events(cls: Class) -> tuple[str, Mapping[str, str]]:
    return (
        f"MATCH (e:{ENTITY}:{cls.name}) RETURN e.id AS id UNION "
        f"MATCH (w:{WITHDRAWN}) WHERE w.class = $class RETURN w.id AS id"
    ), {"class": cls.name}


def _claims(
    database: Database, model: Model, condition: str, ids: Sequence[str], **values: object
) -> Iterator[Claim]:
    """Claims, retired ones too, under a condition on ids that an index serves."""
    query = f"MATCH (c:{model.claim.name}) WHERE {condition} RETURN properties(c) AS claim"
    for at in range(0, len(ids), _BATCH):
        for row in database.stream(query, {**values, "ids": list(ids[at : at + _BATCH])}):
            yield claim_from(row["claim"])
