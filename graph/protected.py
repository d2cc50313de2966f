"""Who is protected: everybody whom a claim, a retired one too, calls a defector, and their families' families.

The words of the ontology for this stand in ontology/rules.toml. A release looks at facts as well; what a fact says, a
claim says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

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

PATIENCE = 600.0
"""Seconds that looking at all names, and at all sources, may take."""

_BATCH = 5_000


def protected_persons(database: Database, model: Model, rules: Rules) -> frozenset[str]:
    """The ids of the protected, and of whoever a current claim calls one person with somebody protected."""
    events = _events(database, model.classes[rules.event])
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


def names_of(database: Database, model: Model, rules: Rules, persons: frozenset[str]) -> Iterator[Secret]:
    """Their ids, names and aliases."""
    ids = sorted(persons)
    for id in ids:
        yield Secret(id, "id", id)
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.subject IN $ids AND c.predicate IN $names AND c.value IS NOT NULL
        RETURN collect(DISTINCT [c.subject, c.value]) AS found
    """
    for id, name in _found(database, query, ids, names=rules.person_names):
        yield from turned(Secret(name, "name", id))


def free_texts(database: Database, model: Model, rules: Rules, persons: frozenset[str]) -> Iterator[str]:
    """Texts that would say who they are: of claims about them and the events by which they are protected, and what is
    told of sources that tell of nothing else. Terms, days, numbers and names of others tell nothing by themselves.
    """
    events = _events(database, model.classes[rules.event])
    about = (("subject", sorted(persons)), ("object", sorted(persons)), ("subject", events))
    for end, ids in about:
        yield from filter(_tells_much, _said(database, model, rules, end, ids))
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.subject IN $ids AND c.subject_class = $cls AND c.predicate IN $names
        RETURN collect(DISTINCT c.value) AS found
    """
    sources = _only_of_them(database, model, events, persons)
    yield from _found(database, query, sources, cls=model.source.name, names=rules.source_names)


def _said(database: Database, model: Model, rules: Rules, end: str, ids: Sequence[str]) -> Iterator[str]:
    """What stands in claims that have these ids at one end: remarks, and texts as found beyond the value itself."""
    entities = {cls.name for cls in model.entities}
    ties = [cls for cls in model.classes.values() if cls.name not in entities]
    claims = f"MATCH (c:{model.claim.name}) WHERE c.{end} IN $ids AND"
    raw = f"""
        {claims} size(c.raw) >= $long AND c.raw <> coalesce(c.value, '') AND c.raw <> coalesce(c.object, '')
        RETURN collect(DISTINCT c.raw) AS found
    """
    yield from _found(database, raw, ids, long=TELLING // 2)
    values = (
        f"{claims} c.predicate IN $free AND size(c.value) >= $long RETURN collect(DISTINCT c.value) AS found"
    )
    free = sorted(_free_keys(model.entities) - set(rules.person_names))
    yield from _found(database, values, ids, free=free, long=TELLING // 2)
    qualifiers = f"""
        {claims} c.predicate IN $ties UNWIND [key IN $free WHERE c[key] IS NOT NULL | c[key]] AS said
        RETURN collect(DISTINCT said) AS found
    """
    for said in _found(
        database, qualifiers, ids, ties=[cls.name for cls in ties], free=sorted(_free_keys(ties))
    ):
        yield from said if isinstance(said, list) else [said]


def _free_keys(classes: Iterable[Class]) -> set[str]:
    """The keys under which anything may be written: texts that are no day."""
    slots = ((key, slot.prop) for cls in classes for key, slot in cls.by_key.items())
    return {key for key, prop in slots if prop.datatype is Datatype.TEXT and prop.bound is None}


def _tells_much(text: str) -> bool:
    return len(plain(text)) >= TELLING and tells(text, TELLING)


def _found(database: Database, query: str, ids: Sequence[str], **values: object) -> Iterator[Any]:
    """What a query finds for the ids, asked for some at a time."""
    for at in range(0, len(ids), _BATCH):
        (row,) = database.read(query, {**values, "ids": list(ids[at : at + _BATCH])})
        yield from row["found"]


def telling_words(database: Database, model: Model, rules: Rules, persons: frozenset[str]) -> frozenset[str]:
    """Words of their names that stand in nobody else's name, and in no term: one alone says who is meant."""
    caption = model.classes[rules.person].caption
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.subject IN $ids AND c.predicate = $caption AND c.value IS NOT NULL
        RETURN collect(DISTINCT c.value) AS found
    """
    own = set().union(*map(words_of, _found(database, query, sorted(persons), caption=caption)))
    concepts = (one for scheme in model.schemes.values() for one in scheme.concepts.values())
    terms = {text for one in concepts for text in (*one.labels.values(), *one.alternatives)}
    others = terms | _words_of_others(database, rules, persons) if own else terms
    return frozenset(own.difference(*map(words_of, others)))


def _words_of_others(database: Database, rules: Rules, persons: frozenset[str]) -> set[str]:
    """All words of all other names, as they are written: of a million names there are few words."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE NOT e.id IN $persons
        UNWIND [key IN $keys WHERE e[key] IS NOT NULL | e[key]] AS names UNWIND names AS name
        UNWIND split(name, ' ') AS word RETURN collect(DISTINCT word) AS found
    """
    asked = {"persons": sorted(persons), "keys": list(rules.person_names)}
    (row,) = database.read(query, asked, timeout=PATIENCE)
    return set(row["found"])


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


def ids_beside(database: Database, model: Model, rules: Rules) -> Iterator[str]:
    """The ids of all events and sources: who made them up may have put somebody's name into them."""
    yield from _events(database, model.classes[rules.event])
    query = f"MATCH (s:{model.source.name}) RETURN collect(s.id) AS found"
    (row,) = database.read(query, {}, timeout=PATIENCE)
    yield from row["found"]


def _only_of_them(
    database: Database, model: Model, events: Sequence[str], persons: frozenset[str]
) -> Sequence[str]:
    """The sources that tell of the protected and their events, and of nobody and nothing else."""
    label, theirs = model.claim.name, sorted({*events, *persons})
    told: set[str] = set()
    for end in ("subject", "object"):
        query = f"MATCH (c:{label}) WHERE c.{end} IN $ids RETURN collect(DISTINCT c.source) AS found"
        told.update(_found(database, query, theirs))
    query = (
        f"UNWIND $sources AS source OPTIONAL CALL (source) {{ MATCH (c:{label} {{source: source}}) "
        "WHERE c.subject <> source AND NOT c.subject IN $theirs AND NOT coalesce(c.object, '') IN $theirs "
        "RETURN true AS other LIMIT 1 } WITH source, other WHERE other IS NULL RETURN collect(source) AS found"
    )
    (row,) = database.read(query, {"sources": sorted(told), "theirs": theirs}, timeout=PATIENCE)
    return list(row["found"])


def turned(secret: Secret) -> Iterator[Secret]:
    """A name as it is, and with its last word first, as registers have it."""
    yield secret
    words = plain(secret.text).split()
    if len(words) > 1 and len("".join(words)) >= LONG:
        yield Secret(" ".join([words[-1], *words[:-1]]), secret.kind, secret.record)


def _events(database: Database, cls: Class) -> list[str]:
    """The ids of all events, those too of which only retired claims speak."""
    query = f"""
        CALL () {{
            MATCH (e:{ENTITY}:{cls.name}) RETURN e.id AS id
            UNION MATCH (w:{WITHDRAWN}) WHERE w.class = $class RETURN w.id AS id
        }} RETURN collect(id) AS found
    """
    (row,) = database.read(query, {"class": cls.name}, timeout=PATIENCE)
    return list(row["found"])


def _claims(
    database: Database, model: Model, condition: str, ids: Sequence[str], **values: object
) -> Iterator[Claim]:
    """Claims, retired ones too, under a condition on ids that an index serves."""
    query = f"MATCH (c:{model.claim.name}) WHERE {condition} RETURN properties(c) AS claim"
    for at in range(0, len(ids), _BATCH):
        for row in database.stream(query, {**values, "ids": list(ids[at : at + _BATCH])}):
            yield claim_from(row["claim"])
