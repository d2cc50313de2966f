"""Claims into Neo4j: what is new is created, what is known is noted, and what they are about waits for its facts.

One call is one managed transaction, which may be repeated: every statement gives the same end state when run twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.claims import Claim
from graph.layout import ENTITY, PENDING, REPLACED_CLASS, UNSETTLED
from graph.records import claim_properties
from graph.withdrawing import dig_up
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


@dataclass(frozen=True, slots=True)
class Clash:
    """An id that is already of another class."""

    id: str
    wanted: str
    held: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Claims to store: by id, each with all places of this batch, and the collection and day that they come with.

    `first` names the claims that this run meets for the first time; with `replace`, their places of this collection
    are those of this run alone.
    """

    claims: Mapping[str, Claim]
    collection: str
    recorded: date
    replace: bool
    first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stored:
    """Which claims of a batch the graph did not hold as current before."""

    new: frozenset[str]
    revived: frozenset[str]


def ends_of(model: Model, claim: Claim) -> Iterable[tuple[str, str]]:
    """(id, class) of everything that a claim is about: its subject, and its object if it has one."""
    yield claim.subject, claim.subject_class
    if claim.object is not None:
        yield claim.object, object_class(model, claim)


def object_class(model: Model, claim: Claim) -> str:
    """The class of the other end of a link or a relation."""
    tie = model.classes.get(claim.predicate)
    if tie is not None:
        return tie.end_class(tie.target)
    return model.classes[claim.subject_class].by_key[claim.predicate].prop.range or claim.subject_class


def find_clashes(tx: ManagedTransaction, model: Model, wanted: Mapping[str, str]) -> dict[str, Clash]:
    """Those of the wanted (id → class) that the graph holds as something else."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE e.id IN $ids
        RETURN e.id AS id, labels(e) + coalesce(e.{REPLACED_CLASS}, []) AS labels
    """
    classes = {cls.name for cls in model.entities}
    found: dict[str, Clash] = {}
    for record in tx.run(query, ids=list(wanted)):
        held = next((label for label in record["labels"] if label in classes), None)
        if held is not None and held != wanted[record["id"]]:
            found[record["id"]] = Clash(record["id"], wanted[record["id"]], held)
    return found


def store(tx: ManagedTransaction, model: Model, batch: Batch) -> Stored:
    """Write a batch of claims, and mark what the new ones are about."""
    known = _known(tx, model, list(batch.claims))
    new = frozenset(batch.claims) - known.keys()
    revived = frozenset(id for id, retired in known.items() if retired)
    _create(tx, model, batch, sorted(new))
    _note_again(tx, model, batch, sorted(known.keys() - revived))
    _revive(tx, model, batch, sorted(revived))
    mark(tx, model, [batch.claims[id] for id in sorted(new | revived)])
    return Stored(new, revived)


def look_up(tx: ManagedTransaction, model: Model, batch: Batch) -> Stored:
    """What `store` would find new, without writing anything."""
    known = _known(tx, model, list(batch.claims))
    return Stored(
        frozenset(batch.claims) - known.keys(), frozenset(id for id, retired in known.items() if retired)
    )


def _known(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> dict[str, bool]:
    query = (
        f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN c.id AS id, c.retired IS NOT NULL AS retired"
    )
    return {record["id"]: record["retired"] for record in tx.run(query, ids=ids)}


def _create(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    """MERGE and not CREATE: another ingest may have made the same claim since it was looked for."""
    rows = [{"id": id, "properties": _properties(model, batch, id)} for id in ids]
    query = f"""
        UNWIND $rows AS row
        MERGE (c:{model.claim.name} {{id: row.id}})
        ON CREATE SET c = row.properties
        ON MATCH SET c.collections = {_union("c.collections", "row.properties.collections")}
        ON MATCH SET c.places = {_union("c.places", "row.properties.places")}
    """
    if rows:
        tx.run(query, rows=rows).consume()


def _properties(model: Model, batch: Batch, id: str) -> dict[str, Any]:
    """A claim that comes with a day and collections of its own, out of an export, keeps them."""
    claim = batch.claims[id]
    found = claim_properties(model, claim)
    found["recorded"] = claim.recorded or batch.recorded
    found["collections"] = _collections(batch, claim)
    return found


def _collections(batch: Batch, claim: Claim) -> list[str]:
    return list(claim.collections) or [batch.collection]


def _union(old: str, more: str) -> str:
    return f"coalesce({old}, []) + [x IN coalesce({more}, []) WHERE NOT x IN coalesce({old}, [])]"


def _note_again(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    """A known claim learns where else it was read. Its own lock comes first, so that two ingests lose nothing."""
    rows = [
        {
            "id": id,
            "places": list(batch.claims[id].places),
            "raw": batch.claims[id].raw,
            "fresh": batch.replace and id in batch.first,
            "collections": _collections(batch, batch.claims[id]),
        }
        for id in ids
    ]
    query = f"""
        UNWIND $rows AS row
        MATCH (c:{model.claim.name} {{id: row.id}})
        SET c.id = c.id
        WITH c, row, CASE WHEN row.fresh
            THEN [x IN coalesce(c.places, []) WHERE NOT x STARTS WITH $mine] ELSE coalesce(c.places, []) END AS held
        WITH c, row, held, held + [x IN row.places WHERE NOT x IN held] AS places
        SET c.places = CASE WHEN size(places) = 0 THEN null ELSE places END,
            c.collections = c.collections + [x IN row.collections WHERE NOT x IN c.collections],
            c.raw = CASE WHEN c.raw IS NULL OR row.raw < c.raw THEN row.raw ELSE c.raw END
    """
    if rows:
        tx.run(query, rows=rows, mine=f"{batch.collection}/").consume()


def _revive(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    """A claim that was retired and is made again: its earlier period goes into its history."""
    rows = [{"id": id, "properties": _properties(model, batch, id)} for id in ids]
    query = f"""
        UNWIND $rows AS row
        MATCH (c:{model.claim.name} {{id: row.id}})
        WITH c, row, coalesce(c.history, []) + (toString(c.recorded) + '/' + toString(c.retired)) AS history
        SET c = row.properties
        SET c.history = history
    """
    if rows:
        tx.run(query, rows=rows).consume()


def mark(tx: ManagedTransaction, model: Model, claims: Sequence[Claim]) -> None:
    """See to it that everything the claims are about exists, and that the subjects' facts are derived anew."""
    subjects = {claim.subject: claim.subject_class for claim in claims}
    ends = {id: cls for claim in claims for id, cls in ends_of(model, claim)}
    for cls in sorted(set(ends.values())):
        ids = sorted(id for id, of in ends.items() if of == cls)
        query = f"UNWIND $ids AS id MERGE (e:{ENTITY} {{id: id}}) ON CREATE SET e:{model.classes[cls].name}"
        tx.run(query, ids=ids).consume()
    dig_up(tx, ends)
    query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e:{PENDING}"
    tx.run(query, ids=sorted(subjects)).consume()
    mark_unsettled(tx, model, claims)


def mark_unsettled(tx: ManagedTransaction, model: Model, claims: Sequence[Claim]) -> None:
    """What the claims say of the id that a thing is kept under is to be settled before facts are derived."""
    ids = sorted({claim.subject for claim in claims if claim.predicate == model.redirect.key})
    if ids:
        query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e:{UNSETTLED}"
        tx.run(query, ids=ids).consume()
