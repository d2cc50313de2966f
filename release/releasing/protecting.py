"""Who is protected, and every text that would give them away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.claims import Claim
from graph.connection import Database
from graph.matching import Secret, plain, tells
from graph.protected import LONG, family_pairs, turned
from graph.records import claim_from
from ontology.model import Datatype, Model
from ontology.rules import Rules
from release.reading import PATIENCE
from release.records import EntityRecord


@dataclass(frozen=True)
class Protected:
    """The protected persons and the sources that tell of them or of events, by id; the claims that do."""

    persons: frozenset[str]
    claims: tuple[Claim, ...]
    sources: frozenset[str]
    described: tuple[Claim, ...] = ()
    """What claims say of these sources."""


def find_protected(
    database: Database, model: Model, rules: Rules, records: Sequence[EntityRecord]
) -> Protected:
    """Everybody whom a fact or a claim, a retired one too, calls a defector, and their families' families.

    Whoever a current claim calls one person with somebody protected, by another id, is protected under both.
    """
    keys = [rules.person_key, rules.family_tie, model.redirect.key]
    stated = list(_claims(database, model, "c.predicate IN $keys", keys=keys))
    persons = _with_families(
        set(_defectors(rules, records, stated)), _family_pairs(model, rules, records, stated)
    )
    about = "c.subject_class = $event OR c.subject IN $persons OR c.object IN $persons"
    claims = tuple(_claims(database, model, about, event=rules.event, persons=sorted(persons)))
    sources = frozenset(claim.source for claim in claims)
    # What was ever said of these sources: a title that was taken back is known to who read it.
    described = _claims(
        database, model, "c.subject_class = $cls AND c.subject IN $sources",
        cls=model.source.name, sources=sorted(sources),
    )  # fmt: skip
    return Protected(frozenset(persons), claims, sources, tuple(described))


def _claims(database: Database, model: Model, condition: str, **values: object) -> Iterator[Claim]:
    query = f"MATCH (c:{model.claim.name}) WHERE {condition} RETURN properties(c) AS claim"
    for row in database.stream(query, values, timeout=PATIENCE):
        yield claim_from(row["claim"])


def _defectors(rules: Rules, records: Iterable[EntityRecord], stated: Iterable[Claim]) -> Iterator[str]:
    for record in records:
        if record.cls.name == rules.event:
            yield from (link.target for link in record.links if link.slot.key == rules.person_key)
    for claim in stated:
        if claim.predicate == rules.person_key and claim.object is not None:
            yield claim.object


def _family_pairs(
    model: Model, rules: Rules, records: Iterable[EntityRecord], stated: Iterable[Claim]
) -> dict[str, set[str]]:
    pairs = {id: set(others) for id, others in family_pairs(model, rules, stated).items()}
    for record in records:
        for tie in record.ties:
            if (
                tie.cls.name == rules.family_tie
                and tie.properties.get(rules.family_key) in rules.family_terms
                and tie.target is not None
            ):
                pairs.setdefault(tie.source, set()).add(tie.target)
                pairs.setdefault(tie.target, set()).add(tie.source)
    return pairs


def _with_families(persons: set[str], pairs: dict[str, set[str]]) -> set[str]:
    waiting = list(persons)
    while waiting:
        for other in pairs.get(waiting.pop(), ()):
            if other not in persons:
                persons.add(other)
                waiting.append(other)
    return persons


# ---- the texts


def secrets_of(
    model: Model, rules: Rules, records: Iterable[EntityRecord], found: Protected
) -> Iterator[Secret]:
    """Names, aliases, ids and all other texts of protected persons and of events, and of the sources that tell of them.

    Names, aliases and ids count wherever they are. Of other texts those are left aside that the graph also holds of
    something that is not protected, in the same words: a country, a remark that many rows have.
    """
    open_texts = _terms(model)
    hidden: list[Secret] = []
    for record in records:
        cls, id = record.cls, record.id
        if id in found.persons or cls.name == rules.event:
            kind = "an id of a protected person" if id in found.persons else "an id of an event"
            yield Secret(id, kind, id)
            hidden.extend(_texts(record, "a text of a protected claim"))
        elif cls is model.source and id in found.sources:
            hidden.append(Secret(id, "an id of a source of protected claims", id))
            hidden.extend(_texts(record, "a source of protected claims", rules.source_names))
        else:
            open_texts.add(plain(id))
            open_texts.update(plain(secret.text) for secret in _texts(record, ""))
        if id in found.persons:
            for secret in _texts(record, "a name of a protected person", rules.person_names):
                yield from turned(secret)
    for claim in found.claims:
        for secret in _names_claimed(rules, claim, found.persons):
            yield from turned(secret)
        hidden.extend(_stated(model, claim))
    for claim in found.described:
        if claim.predicate in rules.source_names and claim.value:
            hidden.append(Secret(claim.value, "a source of protected claims", claim.subject))
    yield from (secret for secret in hidden if plain(secret.text) not in open_texts)


def _terms(model: Model) -> set[str]:
    """The words of the ontology, which every release holds."""
    concepts = [c for scheme in model.schemes.values() for c in scheme.concepts.values()]
    words = (word for c in concepts for word in (c.notation, *c.labels.values(), *c.alternatives))
    return set(map(plain, words))


def _texts(record: EntityRecord, kind: str, keys: Sequence[str] = ()) -> Iterator[Secret]:
    for slot in record.cls.attributes:
        if slot.prop.datatype is Datatype.TEXT and (not keys or slot.key in keys):
            value = record.properties.get(slot.key)
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    yield Secret(text, kind, record.id)


def _names_claimed(rules: Rules, claim: Claim, persons: frozenset[str]) -> Iterator[Secret]:
    if claim.subject_class == rules.event:
        yield Secret(claim.subject, "an id of an event", claim.subject)
    if claim.subject in persons and claim.predicate in rules.person_names and claim.value:
        yield Secret(claim.value, "a name of a protected person", claim.subject)
    for id in (claim.subject, claim.object):
        if id is not None and id in persons:
            yield Secret(id, "an id of a protected person", id)


def _stated(model: Model, claim: Claim) -> Iterator[Secret]:
    """The texts and locators of one claim; values that are terms, numbers or dates tell nothing by themselves."""
    kind = "a text of a protected claim"
    cls = model.classes.get(claim.predicate) or model.classes[claim.subject_class]
    said = [(claim.predicate, claim.value), *claim.qualifiers]
    for key, value in said:
        slot = cls.by_key.get(key)
        if slot and value and slot.prop.datatype is Datatype.TEXT and slot.prop.bound is None:
            yield Secret(value, kind, claim.id)
    if claim.raw and tells(claim.raw, LONG):
        yield Secret(claim.raw, kind, claim.id)
    yield Secret(claim.id, "an id of a protected claim", claim.id)
    for place in claim.places:
        yield Secret(place, "a file locator of a protected claim", claim.id)
