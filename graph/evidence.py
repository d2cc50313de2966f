"""The evidence: every fact of a thing, the claims behind it and against it, and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.chain import bounds_from
from graph.claims import Claim
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from graph.records import claim_from
from graph.resolve import BOUND_KEYS
from graph.retiring import source_class
from ontology.model import Class, Kind, Model, Slot
from ontology.time import Bounds
from ontology.timewords import in_words

TIES_SHOWN = 200
"""Ties of one thing that are listed each way; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a source is, as far as the graph knows."""

    id: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    archive_url: str | None = None


@dataclass(frozen=True, slots=True)
class Testimony:
    """One claim under a fact. `stands` is false where the fact took another value than this claim's, or it is retired."""

    id: str
    says: str
    stands: bool
    source: SourceNote
    confidence: str | None
    places: tuple[str, ...]
    raw: str | None
    recorded: date | None
    retired: date | None


@dataclass(frozen=True, slots=True)
class FactEvidence:
    """A fact with its testimony. `what` is a property or a relation, `value` what the fact says, `words` its time in words."""

    id: str | None
    what: str
    label: str
    value: str
    other: str | None
    bounds: Bounds
    words: str
    confidence: str | None
    sources: int
    conflicts: tuple[str, ...]
    claims: tuple[Testimony, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All facts of a thing. `more` counts ties that are not listed."""

    id: str
    cls: str
    name: str
    facts: tuple[FactEvidence, ...]
    more: int = 0

    def as_json(self) -> dict[str, Any]:
        """The evidence as json: `id`, `class`, `name`, `facts` and `more`."""
        return {
            "id": self.id,
            "class": self.cls,
            "name": self.name,
            "facts": [_fact_json(fact) for fact in self.facts],
            "more": self.more,
        }


def _fact_json(fact: FactEvidence) -> dict[str, Any]:
    return {
        "id": fact.id,
        "what": fact.what,
        "label": fact.label,
        "value": fact.value,
        "other": fact.other,
        **fact.bounds.as_dict(),
        "words": fact.words,
        "confidence": fact.confidence,
        "sources": fact.sources,
        "conflicts": list(fact.conflicts),
        "claims": [_testimony_json(claim) for claim in fact.claims],
    }


def _testimony_json(claim: Testimony) -> dict[str, Any]:
    source = {name: getattr(claim.source, name) for name in SourceNote.__slots__}
    return {
        "id": claim.id,
        "says": claim.says,
        "stands": claim.stands,
        "source": source,
        "confidence": claim.confidence,
        "places": list(claim.places),
        "raw": claim.raw,
        "recorded": claim.recorded,
        "retired": claim.retired,
    }


def evidence(database: Database, model: Model, id: str) -> Evidence:
    """The evidence behind an entity, a fact or a claim, whichever has this id. Raises UnknownId."""
    found = _of_entity(database, model, id) or _of_tie(database, model, id) or _of_measurement(database, model, id)
    if found is None:
        found = _of_claim(database, model, id)
    return _with_sources(database, model, found)


# ---- an entity


def _of_entity(database: Database, model: Model, id: str) -> Evidence | None:
    rows = database.read(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN properties(e) AS node, labels(e) AS labels", {"id": id})
    if not rows:
        return None
    node, cls = rows[0]["node"], next(cls for cls in model.entities if cls.name in rows[0]["labels"])
    claims = _claims_about(database, model, id)
    ties, more = _ties_of(database, model, id)
    facts = [*_own_facts(cls, node, claims), *ties, *_taken_back(model, cls, claims)]
    name = str(node.get(cls.caption or "", None) or id)
    return Evidence(id, cls.name, name, tuple(facts), more)


def _claims_about(database: Database, model: Model, id: str) -> list[Claim]:
    query = f"MATCH (c:{model.claim.name} {{subject: $id}}) RETURN properties(c) AS claim ORDER BY c.id"
    return [claim_from(row["claim"]) for row in database.read(query, {"id": id})]


def _own_facts(cls: Class, node: Mapping[str, Any], claims: Sequence[Claim]) -> Iterable[FactEvidence]:
    """The properties of the entity itself, in the order of the ontology; the dates of its existence together."""
    for slot in cls.slots:
        said = [claim for claim in claims if claim.predicate == slot.key]
        if said and slot.prop.bound is None and not slot.prop.edge:
            yield _property_fact(slot, node, said)
    dated = [c for c in claims if c.predicate in cls.by_key and cls.by_key[c.predicate].prop.bound in BOUND_KEYS]
    if dated:
        yield _existence(node, dated)


def _property_fact(slot: Slot, node: Mapping[str, Any], said: Sequence[Claim]) -> FactEvidence:
    current = node.get(slot.key)
    held = {str(value) for value in current} if isinstance(current, list) else {str(current)}
    live = [claim for claim in said if claim.retired is None]
    return FactEvidence(
        id=None,
        what=slot.key,
        label=slot.prop.label,
        value=_value_words(slot, current),
        other=None,
        bounds=Bounds(),
        words="",
        confidence=node.get("confidence") if len(live) == len(said) else None,
        sources=len({claim.source for claim in live}),
        conflicts=tuple(key for key in node.get("conflicts") or () if key == slot.key),
        claims=tuple(_testimony(claim, _same(claim.value, held)) for claim in said),
    )


def _same(value: str | None, held: set[str]) -> bool:
    """Whether a claimed text is one of the stored values; a stored number may be written in another way."""
    if value in held:
        return True
    try:
        return any(float(value or "") == float(other) for other in held)
    except ValueError:
        return False


def _value_words(slot: Slot, value: Any) -> str:
    values = value if isinstance(value, list) else [] if value is None else [value]
    scheme = slot.prop.scheme
    return "; ".join(scheme.label_of(str(one)) if scheme else str(one) for one in values)


def _existence(node: Mapping[str, Any], dated: Sequence[Claim]) -> FactEvidence:
    bounds = bounds_from(node)
    sides = tuple(key for key in node.get("conflicts") or () if key in ("start", "end", "order"))
    return FactEvidence(
        id=None,
        what="existence",
        label="Existence",
        value=in_words(bounds),
        other=None,
        bounds=bounds,
        words=in_words(bounds),
        confidence=None,
        sources=len({claim.source for claim in dated if claim.retired is None}),
        conflicts=sides,
        claims=tuple(_testimony(claim, stands=True) for claim in dated),
    )


def _testimony(claim: Claim, stands: bool) -> Testimony:
    return Testimony(
        id=claim.id,
        says=says(claim),
        stands=stands and claim.retired is None,
        source=SourceNote(claim.source),
        confidence=claim.confidence,
        places=claim.places,
        raw=claim.raw,
        recorded=claim.recorded,
        retired=claim.retired,
    )


def says(claim: Claim) -> str:
    """What a claim says, in one line."""
    parts = [claim.value] if claim.value is not None else []
    parts.extend([claim.object] if claim.object is not None else [])
    parts.extend(f"{key.replace('_', ' ')} {value}" for key, value in claim.qualifiers if key != "spell")
    return f"{claim.predicate.replace('_', ' ')}: {', '.join(parts)}"


# ---- ties


def _ties_of(database: Database, model: Model, id: str) -> tuple[list[FactEvidence], int]:
    edges = "|".join(model.edge_types())
    query = f"""
        MATCH (e:{ENTITY} {{id: $id}})
        CALL (e) {{
            MATCH (e)-[r:{edges}]->(o) RETURN r, o, true AS out ORDER BY type(r), r.id LIMIT $limit
            UNION ALL
            MATCH (e)<-[r:{edges}]-(o) RETURN r, o, false AS out ORDER BY type(r), r.id LIMIT $limit
        }}
        RETURN type(r) AS type, properties(r) AS tie, out, properties(o) AS other, labels(o) AS labels
    """
    rows = database.read(query, {"id": id, "limit": TIES_SHOWN})
    degree = database.read(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN COUNT {{ (e)-[:{edges}]-() }} AS n", {"id": id})
    facts = [_measured(row, model) if not row["tie"] else _tie_fact(model, row) for row in rows]
    return _with_claims(database, model, facts), int(degree[0]["n"]) - len(rows)


def _tie_fact(model: Model, row: Mapping[str, Any]) -> tuple[FactEvidence, Sequence[str]]:
    tie, cls, slot = row["tie"], _class_of_edge(model, row["type"]), _slot_of_edge(model, row["type"])
    bounds = bounds_from(tie)
    phrase = (cls.phrase if cls else slot.prop.phrase if slot else None) or row["type"].lower()
    name = _caption(model, row["other"], row["labels"])
    said = _qualities(cls, tie)
    fact = FactEvidence(
        id=tie["id"],
        what=cls.name if cls else slot.key if slot else row["type"],
        label=(cls.label if cls else slot.prop.label if slot else row["type"]),
        value=f"{phrase} {name}{said}" if row["out"] else f"{name} {phrase} this{said}",
        other=row["other"]["id"],
        bounds=bounds,
        words=in_words(bounds) if cls else "",
        confidence=tie.get("confidence"),
        sources=tie["sources"],
        conflicts=tuple(tie.get("conflicts") or ()),
        claims=(),
    )
    return fact, tie["claims"]


def _measured(row: Mapping[str, Any], model: Model) -> tuple[FactEvidence, Sequence[str]]:
    """A measurement hangs on its thing by a plain edge; the fact is the node."""
    cls = next(cls for cls in model.of_kind(Kind.MEASUREMENT) if cls.name in row["labels"])
    node = row["other"]
    bounds = bounds_from(node)
    fact = FactEvidence(
        id=node["id"],
        what=cls.name,
        label=cls.label,
        value=_qualities(cls, node).strip(" ()"),
        other=None,
        bounds=bounds,
        words=in_words(bounds),
        confidence=node.get("confidence"),
        sources=node["sources"],
        conflicts=tuple(node.get("conflicts") or ()),
        claims=(),
    )
    return fact, node["claims"]


def _qualities(cls: Class | None, tie: Mapping[str, Any]) -> str:
    """The values of a tie in brackets: (commander, major)."""
    slots = [slot for slot in cls.attributes if slot.key in tie] if cls else []
    texts = [
        _value_words(slot, tie[slot.key]) if slot.prop.scheme else f"{slot.prop.label.lower()} {_value_words(slot, tie[slot.key])}"
        for slot in slots
    ]
    return f" ({', '.join(texts)})" if texts else ""


def _class_of_edge(model: Model, edge: str) -> Class | None:
    return next((cls for cls in model.classes.values() if cls.edge == edge), None)


def _slot_of_edge(model: Model, edge: str) -> Slot | None:
    return next((slot for cls in model.entities for slot in cls.links if slot.prop.edge == edge), None)


def _caption(model: Model, node: Mapping[str, Any], labels: Sequence[str]) -> str:
    cls = next((cls for cls in model.entities if cls.name in labels), None)
    return str((node.get(cls.caption) if cls and cls.caption else None) or node["id"])


def _with_claims(
    database: Database, model: Model, facts: Sequence[tuple[FactEvidence, Sequence[str]]]
) -> list[FactEvidence]:
    ids = sorted({id for _, claims in facts for id in claims})
    query = f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN properties(c) AS claim"
    claims = {claim.id: claim for claim in (claim_from(row["claim"]) for row in database.read(query, {"ids": ids}))}
    return [
        replace(fact, claims=tuple(_testimony(claims[id], _agrees(claims[id], fact)) for id in behind if id in claims))
        for fact, behind in facts
    ]


def _agrees(claim: Claim, fact: FactEvidence) -> bool:
    """A link that went to another object lost; so did a claim whose value the fact names as disputed and does not hold."""
    if claim.object is not None and fact.other is not None:
        return fact.other in (claim.object, claim.subject)
    return not any(key in fact.conflicts and f"{key} {value}" not in fact.value for key, value in claim.qualifiers)


def _taken_back(model: Model, cls: Class, claims: Sequence[Claim]) -> Iterable[FactEvidence]:
    """Ties that no current claim makes any more: shown, so that nothing is lost in silence."""
    retired = [claim for claim in claims if claim.retired is not None and _is_tie(cls, claim)]
    if retired:
        yield FactEvidence(
            None, "retired", "Taken back", "ties that no source in force claims", None, Bounds(), "", None, 0, (),
            tuple(_testimony(claim, stands=False) for claim in retired),
        )  # fmt: skip


def _is_tie(cls: Class, claim: Claim) -> bool:
    slot = cls.by_key.get(claim.predicate)
    return slot is None or slot.prop.edge is not None


def _of_tie(database: Database, model: Model, id: str) -> Evidence | None:
    parts = (
        f"MATCH (a)-[r:{edge} {{id: $id}}]->(b) RETURN type(r) AS type, properties(r) AS tie, a, b"
        for edge in model.edge_types()
    )
    query = f"CALL () {{ {' UNION ALL '.join(parts)} }} RETURN type, tie, properties(a) AS source, labels(a) AS source_labels, properties(b) AS other, labels(b) AS labels"
    rows = database.read(query, {"id": id})
    if not rows:
        return None
    row = {**rows[0], "out": True}
    (fact,) = _with_claims(database, model, [_tie_fact(model, row)])
    name = _caption(model, row["source"], row["source_labels"])
    return Evidence(id, fact.what, f"{name} {fact.value}", (fact,))


def _of_measurement(database: Database, model: Model, id: str) -> Evidence | None:
    for cls in model.of_kind(Kind.MEASUREMENT):
        rows = database.read(f"MATCH (m:{cls.name} {{id: $id}}) RETURN properties(m) AS other, labels(m) AS labels", {"id": id})
        if rows:
            (fact,) = _with_claims(database, model, [_measured(rows[0], model)])
            return Evidence(id, cls.name, f"{cls.label}: {fact.value}", (fact,))
    return None


def _of_claim(database: Database, model: Model, id: str) -> Evidence:
    rows = database.read(f"MATCH (c:{model.claim.name} {{id: $id}}) RETURN properties(c) AS claim", {"id": id})
    if not rows:
        raise UnknownId(id)
    claim = claim_from(rows[0]["claim"])
    fact = FactEvidence(
        None, claim.predicate, "Claim", says(claim), claim.subject, Bounds(), "", claim.confidence, 1, (),
        (_testimony(claim, stands=True),),
    )  # fmt: skip
    return Evidence(id, model.claim.name, says(claim), (fact,))


# ---- sources


def _with_sources(database: Database, model: Model, found: Evidence) -> Evidence:
    ids = sorted({claim.source.id for fact in found.facts for claim in fact.claims})
    query = f"MATCH (s:{source_class(model)}) WHERE s.id IN $ids RETURN properties(s) AS source"
    names = SourceNote.__slots__
    notes = {
        row["source"]["id"]: SourceNote(**{name: row["source"].get(name) for name in names})
        for row in database.read(query, {"ids": ids})
    }
    facts = tuple(
        replace(fact, claims=tuple(replace(c, source=notes.get(c.source.id, c.source)) for c in fact.claims))
        for fact in found.facts
    )
    return replace(found, facts=facts)
