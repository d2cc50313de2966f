"""The evidence: every fact of a thing, the claims behind it and against it, and their sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graph.chain import bounds_from
from graph.claims import Claim
from graph.connection import Database
from graph.errors import UnknownId
from graph.factwords import class_of_edge, fact_of, in_brackets, posting_sentence, qualities, slot_of_edge
from graph.layout import ENTITY
from graph.merging import Redirects, as_kept, is_redirect, read_redirects
from graph.records import claim_from
from graph.resolve import BOUND_KEYS
from graph.support import confidence_rank
from graph.testimony import Evidence, FactEvidence, SourceNote, Testimony, says, testimony
from graph.wording import caption_of, class_of, same_value, value_words
from ontology.model import Class, Kind, Model, Slot
from ontology.time import Bounds
from ontology.timewords import in_words, told

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

__all__ = ["TIES_SHOWN", "Evidence", "FactEvidence", "SourceNote", "Testimony", "evidence", "says"]

TIES_SHOWN = 200
"""Ties of one thing that are listed each way; how many more there are is said."""

Read = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]

SaidOf = Mapping[str, tuple[str, ...]]
"""By the id of a claim, the ids in it that are kept under others."""


def evidence(database: Database, model: Model, id: str) -> Evidence:
    """The evidence behind an entity, a fact or a claim, whichever has this id. Raises UnknownId.

    It is read in one transaction, so an ingest that goes on meanwhile does not show by halves. What only retired
    claims speak of is found too.
    """

    def work(tx: ManagedTransaction) -> Evidence:
        def read(query: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
            return [dict(record) for record in tx.run(query, dict(values))]

        found = _of_entity(read, model, id) or _of_fact(read, model, id) or _of_claim(read, model, id)
        return _with_sources(read, model, found)

    return database.read_work(work)


# ---- an entity


def _of_entity(read: Read, model: Model, asked: str) -> Evidence | None:
    """Of a thing by whichever of its ids; what is claimed of any of them is shown."""
    redirects = read_redirects(read, model, [asked])
    id = redirects.kept(asked)
    ids = sorted(redirects.members([id])[id])
    (row,) = read(_entity_query(model), {"id": id, "ids": ids, "limit": TIES_SHOWN})
    stated = [claim_from(claim) for claim in row["about"]]
    if row["node"] is None and not stated:
        return None
    about = list(as_kept(model, redirects, stated))
    others = tuple(one for one in ids if one != id)
    node = row["node"] or {"id": id}
    labels = row["labels"] or [about[0].subject_class]
    cls = class_of(model, labels)
    drafts = [draft for tie in (*row["outgoing"], *row["incoming"]) if (draft := _draft(model, tie, id))]
    lost = [*about, *(claim_from(claim) for claim in row["retired"])]
    facts = [
        *(_own_facts(model, cls, node, about, _meant(redirects, stated)) if cls else ()),
        *_with_claims(read, model, drafts),
        *_within(model, stated, about),
        *_taken_back(model, lost),
    ]
    more = row["degree"] - len(row["outgoing"]) - len(row["incoming"])
    name = cls.name if cls else next((label for label in labels if label != ENTITY), ENTITY)
    return Evidence(id, name, caption_of(cls, node), tuple(facts), max(more, 0), others)


def _entity_query(model: Model) -> str:
    """The node, the claims about it, its ties each way, and retired claims of other things about it."""
    claim, edges = model.claim.name, "|".join(model.edge_types())
    tie = "{type: type(r), tie: properties(r), other: properties(o), labels: labels(o), out: %s}"
    listed = "RETURN %s ORDER BY type(r), r.id LIMIT $limit"
    return f"""
        OPTIONAL MATCH (e:{ENTITY} {{id: $id}})
        RETURN properties(e) AS node, labels(e) AS labels,
            COLLECT {{ MATCH (c:{claim}) WHERE c.subject IN $ids RETURN properties(c) ORDER BY c.id }} AS about,
            COLLECT {{
                MATCH (c:{claim}) WHERE c.object IN $ids AND c.retired IS NOT NULL
                RETURN properties(c) ORDER BY c.id LIMIT $limit
            }} AS retired,
            COLLECT {{ MATCH (e)-[r:{edges}]->(o) {listed % (tie % "true")} }} AS outgoing,
            COLLECT {{ MATCH (e)<-[r:{edges}]-(o) {listed % (tie % "false")} }} AS incoming,
            COUNT {{ (e)-[:{edges}]->() }} + COUNT {{ (e)<-[:{edges}]-() }} AS degree
    """


def _own_facts(
    model: Model, cls: Class, node: Mapping[str, Any], claims: Sequence[Claim], said_of: SaidOf
) -> Iterable[FactEvidence]:
    """The properties of the entity itself, in the order of the ontology; the dates of its existence together."""
    for slot in cls.slots:
        said = [claim for claim in claims if claim.predicate == slot.key]
        if said and slot.prop.bound is None and not slot.prop.edge:
            yield _property_fact(model, slot, node, said, said_of)
    dated = [claim for claim in claims if _bound(cls, claim) in BOUND_KEYS]
    if dated:
        yield _existence(model, node, dated, said_of)


def _bound(cls: Class, claim: Claim) -> str | None:
    slot = cls.by_key.get(claim.predicate)
    return slot.prop.bound if slot else None


def _property_fact(
    model: Model, slot: Slot, node: Mapping[str, Any], said: Sequence[Claim], said_of: SaidOf
) -> FactEvidence:
    current = node.get(slot.key)
    claims = tuple(
        testimony(claim, same_value(claim.value, current), said_of.get(claim.id, ())) for claim in said
    )
    return FactEvidence(
        id=None,
        what=slot.key,
        label=slot.prop.label,
        value=value_words(slot, current),
        other=None,
        bounds=Bounds(),
        words="",
        confidence=_surest(model, claims),
        sources=_sources(claims),
        conflicts=tuple(key for key in node.get("conflicts") or () if key == slot.key),
        claims=claims,
        sentence=f"{slot.prop.label}: {value_words(slot, current)}",
    )


def _existence(
    model: Model, node: Mapping[str, Any], dated: Sequence[Claim], said_of: SaidOf
) -> FactEvidence:
    bounds = bounds_from(node)
    claims = tuple(testimony(claim, stands=True, said_of=said_of.get(claim.id, ())) for claim in dated)
    return FactEvidence(
        id=None,
        what="existence",
        label="Existence",
        value=in_words(bounds),
        other=None,
        bounds=bounds,
        words=in_words(bounds),
        confidence=_surest(model, claims),
        sources=_sources(claims),
        conflicts=tuple(key for key in node.get("conflicts") or () if key in ("start", "end", "order")),
        claims=claims,
        sentence=told("Existed", bounds),
    )


def _surest(model: Model, claims: Iterable[Testimony]) -> str | None:
    """The best confidence of the claims that stand."""
    stated = [claim.confidence for claim in claims if claim.stands]
    return max(stated, key=lambda confidence: confidence_rank(model, confidence), default=None)


def _sources(claims: Iterable[Testimony]) -> int:
    return len({claim.source.id for claim in claims if claim.stands})


def _taken_back(model: Model, claims: Iterable[Claim]) -> Iterable[FactEvidence]:
    """Claims about ties that are no longer made: shown, so that nothing is lost in silence."""
    retired = [claim for claim in claims if claim.retired is not None and _is_tie(model, claim)]
    if retired:
        yield FactEvidence(
            id=None,
            what="retired",
            label="Taken back",
            value="claims about ties that are no longer made",
            other=None,
            bounds=Bounds(),
            words="",
            confidence=None,
            sources=0,
            conflicts=(),
            claims=tuple(testimony(claim, stands=False) for claim in retired),
        )


def _is_tie(model: Model, claim: Claim) -> bool:
    cls = model.classes.get(claim.subject_class)
    slot = cls.by_key.get(claim.predicate) if cls else None
    return slot is None or slot.prop.edge is not None


# ---- ties and measurements


@dataclass(frozen=True, slots=True)
class _Draft:
    """A fact whose claims are still to be read: `held` are its values, `target` is the id that it points to."""

    fact: FactEvidence
    claims: tuple[str, ...]
    held: Mapping[str, Any]
    target: str | None

    def agrees(self, claim: Claim, redirects: Redirects) -> bool:
        """Whether the claim says what the fact says, as far as it speaks of what is disputed."""
        meant = None if claim.object is None else redirects.kept(claim.object)
        if self.target not in (claim.object, meant):
            return False
        said = [
            (key, value) for key, value in claim.qualifiers if key in self.fact.conflicts and key in self.held
        ]
        return all(same_value(value, self.held[key]) for key, value in said)


def _draft(model: Model, row: Mapping[str, Any], id: str) -> _Draft | None:
    """A row of a tie; without properties of its own it is where a measurement hangs on its thing."""
    if row["tie"]:
        return _tie(model, row, id)
    return _measured(model, row)


def _tie(model: Model, row: Mapping[str, Any], id: str) -> _Draft:
    tie = row["tie"]
    cls, slot = class_of_edge(model, row["type"]), slot_of_edge(model, row["type"])
    name = caption_of(class_of(model, row["labels"]), row["other"])
    phrase = (cls.phrase if cls else slot.prop.phrase if slot else None) or row["type"].lower()
    value = f"{phrase} {name}" if row["out"] else f"{name} {phrase} this"
    fact = fact_of(cls, tie, value + in_brackets(cls, tie), row["other"]["id"])
    fact = replace(fact, sentence=posting_sentence(model, cls, row, name) or fact.sentence)
    if slot and not cls:
        fact = replace(fact, what=slot.key, label=slot.prop.label, sentence=value)
    return _Draft(fact, tuple(tie["claims"]), tie, row["other"]["id"] if row["out"] else id)


def _measured(model: Model, row: Mapping[str, Any]) -> _Draft | None:
    node = row["other"]
    cls = next((cls for cls in model.of_kind(Kind.MEASUREMENT) if cls.name in row["labels"]), None)
    if cls is None:
        return None
    fact = fact_of(cls, node, qualities(cls, node), other=None)
    return _Draft(fact, tuple(node["claims"]), node, target=None)


def _with_claims(read: Read, model: Model, drafts: Sequence[_Draft]) -> list[FactEvidence]:
    ids = sorted({id for draft in drafts for id in draft.claims})
    query = f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN properties(c) AS claim"
    rows = read(query, {"ids": ids}) if ids else []
    claims = {row["claim"]["id"]: claim_from(row["claim"]) for row in rows}
    redirects = read_redirects(read, model, {id for claim in claims.values() for id in _ends(claim)})
    return [_heard(draft, [claims[id] for id in draft.claims if id in claims], redirects) for draft in drafts]


def _heard(draft: _Draft, claims: Sequence[Claim], redirects: Redirects) -> FactEvidence:
    said_of = _meant(redirects, claims)
    return replace(
        draft.fact,
        claims=tuple(
            testimony(claim, draft.agrees(claim, redirects), said_of.get(claim.id, ())) for claim in claims
        ),
    )


# ---- other ids of a thing


def _ends(claim: Claim) -> Sequence[str]:
    return [claim.subject] if claim.object is None else [claim.subject, claim.object]


def _meant(redirects: Redirects, claims: Iterable[Claim]) -> SaidOf:
    if not redirects:
        return {}
    return {
        claim.id: tuple(dict.fromkeys(id for id in _ends(claim) if redirects.kept(id) != id))
        for claim in claims
    }


def _within(model: Model, stated: Sequence[Claim], about: Sequence[Claim]) -> Iterable[FactEvidence]:
    """Claims of a tie between two ids of one thing: no fact comes of them, so they are shown by themselves."""
    read = {claim.id for claim in about}
    left = [claim for claim in stated if claim.id not in read and not is_redirect(model, claim)]
    if left:
        shown = replace(_alone(left[0]), value="ties between two ids of this", other=None, confidence=None)
        yield replace(shown, claims=tuple(testimony(claim, stands=False) for claim in left), sources=0)


def _of_fact(read: Read, model: Model, id: str) -> Evidence | None:
    """A tie or a measurement, by the id of the fact."""
    rows = read(_fact_query(model), {"id": id})
    draft = _draft(model, rows[0], rows[0]["source"]["id"]) if rows else None
    if draft is None:
        return None
    (fact,) = _with_claims(read, model, [draft])
    name = caption_of(class_of(model, rows[0]["source_labels"]), rows[0]["source"])
    return Evidence(id, fact.what, f"{name} {fact.value}", (fact,))


def _fact_query(model: Model) -> str:
    figures = {str(cls.edge): cls.name for cls in model.of_kind(Kind.MEASUREMENT)}
    parts = [
        f"MATCH (o:{figures[edge]} {{id: $id}})-[r:{edge}]->(a) RETURN a, r, o"
        if edge in figures
        else f"MATCH (a)-[r:{edge} {{id: $id}}]->(o) RETURN a, r, o"
        for edge in model.edge_types()
    ]
    return f"""
        CALL () {{ {" UNION ALL ".join(parts)} }}
        RETURN type(r) AS type, properties(r) AS tie, true AS out, properties(o) AS other, labels(o) AS labels,
            properties(a) AS source, labels(a) AS source_labels
        LIMIT 1
    """


# ---- a claim


def _of_claim(read: Read, model: Model, id: str) -> Evidence:
    """The facts that a claim speaks for or against, with all their claims."""
    rows = read(f"MATCH (c:{model.claim.name} {{id: $id}}) RETURN properties(c) AS claim", {"id": id})
    if not rows:
        raise UnknownId(id)
    claim = claim_from(rows[0]["claim"])
    whole = _of_entity(read, model, claim.subject)
    facts = [fact for fact in (whole.facts if whole else ()) if any(one.id == id for one in fact.claims)]
    return Evidence(id, model.claim.name, says(claim), tuple(facts) or (_alone(claim),))


def _alone(claim: Claim) -> FactEvidence:
    """A claim whose fact is not among those that are listed."""
    return FactEvidence(
        id=None,
        what=claim.predicate,
        label="Claim",
        value=says(claim),
        other=claim.object,
        bounds=Bounds(),
        words="",
        confidence=claim.confidence,
        sources=1,
        conflicts=(),
        claims=(testimony(claim, stands=True),),
    )


# ---- sources


def _with_sources(read: Read, model: Model, found: Evidence) -> Evidence:
    ids = sorted({claim.source.id for fact in found.facts for claim in fact.claims})
    # Only entities as such have an index on their ids.
    query = f"MATCH (s:{ENTITY}:{model.source.name}) WHERE s.id IN $ids RETURN properties(s) AS source"
    rows = read(query, {"ids": ids}) if ids else []
    names = SourceNote.__slots__
    notes = {
        row["source"]["id"]: SourceNote(**{name: row["source"].get(name) for name in names}) for row in rows
    }
    facts = tuple(
        replace(fact, claims=tuple(replace(c, source=notes.get(c.source.id, c.source)) for c in fact.claims))
        for fact in found.facts
    )
    return replace(found, facts=facts)
