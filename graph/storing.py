"""Claims into Neo4j: what is new is created, what is known is noted, and what they are about waits for its facts.

One call is one managed transaction, which may be repeated: every statement gives the same end state when run twice.
What is new is created, not merged: it costs less, and where another ingest was quicker, the constraints break the
transaction, and the batch is stored anew by whoever called (graph/loading.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graph.claims import Claim
from graph.layout import ENTITY, REPLACED_CLASS, UNSETTLED, WITHDRAWN
from graph.marking import marked
from graph.records import FIELDS, claim_properties, qualifiers_of
from graph.withdrawing import dig_up
from ontology.errors import OrbatlasError
from ontology.model import Class, Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


class Overtaken(OrbatlasError):
    """What this run has seen in the graph is not there any more: the batch must be looked at anew."""


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
    are those of this run alone. `missing` has the class of every id that the graph is known not to hold; None where
    nobody has looked. With `empty` the graph held no claims when the run began, so the first ones are taken for new.
    """

    claims: Mapping[str, Claim]
    collection: str
    recorded: date
    replace: bool
    first: frozenset[str]
    missing: Mapping[str, str] | None = field(default=None)
    empty: bool = field(default=False)


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


def held_classes(tx: ManagedTransaction, model: Model, ids: Iterable[str]) -> dict[str, str]:
    """Those of the ids that the graph holds, with their class."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE e.id IN $ids
        RETURN collect([e.id, labels(e) + coalesce(e.{REPLACED_CLASS}, [])]) AS held
    """
    classes = {cls.name for cls in model.entities}
    (record,) = tx.run(query, ids=sorted(ids))
    named = ((id, next((label for label in labels if label in classes), None)) for id, labels in record[0])
    return {id: cls for id, cls in named if cls is not None}


def store(tx: ManagedTransaction, model: Model, batch: Batch) -> Stored:
    """Write a batch of claims, and mark what the new ones are about.

    Raises Overtaken, or breaks a constraint, where something else wrote meanwhile.
    """
    known = _known(tx, model, sorted(batch.claims.keys() - batch.first if batch.empty else batch.claims))
    new = frozenset(batch.claims) - known.keys()
    revived = frozenset(id for id, retired in known.items() if retired)
    _create(tx, model, batch, sorted(new))
    _note_again(tx, model, batch, sorted(known.keys() - revived))
    _revive(tx, model, batch, sorted(revived))
    mark(tx, model, [batch.claims[id] for id in sorted(new | revived)], batch.missing)
    return Stored(new, revived)


def look_up(tx: ManagedTransaction, model: Model, batch: Batch) -> Stored:
    """What `store` would find new, without writing anything."""
    known = _known(tx, model, list(batch.claims))
    return Stored(
        frozenset(batch.claims) - known.keys(), frozenset(id for id, retired in known.items() if retired)
    )


def _known(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> dict[str, bool]:
    query = f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN collect([c.id, c.retired IS NOT NULL])"
    if not ids:
        return {}
    (record,) = tx.run(query, ids=ids)
    return dict(record[0])


# ---- writing claims


def _create(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    shared: dict[str, Any] = {"recorded": batch.recorded, "collections": [batch.collection]}
    for query, rows in _by_shape(model, batch, ids):
        tx.run(query, rows=rows, **shared).consume()


def _by_shape(model: Model, batch: Batch, ids: Sequence[str]) -> Iterator[tuple[str, list[Any]]]:
    """Statements with their rows. Rows are lists, since the keys of maps would be most of what is sent.

    A claim that comes with a day and collections of its own, out of an export, is told by all its properties.
    """
    shapes: dict[str, list[Claim]] = defaultdict(list)
    for id in ids:
        claim = batch.claims[id]
        plain = claim.recorded is None and not claim.collections and not claim.history
        tie = model.classes.get(claim.predicate)
        if plain and claim.retired is None and (tie or not claim.qualifiers):
            shapes[tie.name if tie else ""].append(claim)
        else:
            shapes["*"].append(claim)
    for shape, claims in sorted(shapes.items()):
        if shape == "*":
            query = f"UNWIND $rows AS row CREATE (c:{model.claim.name}) SET c = row"
            yield query, [_properties(model, batch, claim.id) for claim in claims]
        else:
            keys = _qualifier_keys(model.classes[shape]) if shape else ()
            yield _create_query(model, keys), [_row(model, claim, keys) for claim in claims]


_FIELDS = ("id", *FIELDS, "places")
_fields_of = attrgetter("id", *FIELDS)


def _qualifier_keys(tie: Class) -> tuple[str, ...]:
    return tuple(key for key in tie.by_key if key not in (tie.source, tie.target))


def _create_query(model: Model, keys: Sequence[str]) -> str:
    named = ", ".join(f"`{key}`: row[{place}]" for place, key in enumerate((*_FIELDS, *keys)))
    return f"""
        UNWIND $rows AS row
        CREATE (:{model.claim.name} {{{named}, recorded: $recorded, collections: $collections}})
    """


def _row(model: Model, claim: Claim, keys: Sequence[str]) -> list[Any]:
    """The values of _FIELDS and of the keys. A qualifier that may come several times is a list."""
    row: list[Any] = [*_fields_of(claim), list(claim.places) or None]
    if keys:
        said = qualifiers_of(model, claim)
        row.extend(said.get(key) for key in keys)
    return row


def _properties(model: Model, batch: Batch, id: str) -> dict[str, Any]:
    """A claim that comes with a day and collections of its own, out of an export, keeps them."""
    claim = batch.claims[id]
    found = claim_properties(model, claim)
    found["recorded"] = claim.recorded or batch.recorded
    found["collections"] = _collections(batch, claim)
    return found


def _collections(batch: Batch, claim: Claim) -> list[str]:
    return list(claim.collections) or [batch.collection]


def _note_again(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    """A known claim learns where else it was read. Its own lock comes first, so that two ingests lose nothing.

    Raises Overtaken where one was taken back since it was looked at: it is to be made again.
    """
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
        WITH c, row WHERE c.retired IS NULL
        WITH c, row, CASE WHEN row.fresh
            THEN [x IN coalesce(c.places, []) WHERE NOT x STARTS WITH $mine] ELSE coalesce(c.places, []) END AS held
        WITH c, row, held, held + [x IN row.places WHERE NOT x IN held] AS places
        SET c.places = CASE WHEN size(places) = 0 THEN null ELSE places END,
            c.collections = c.collections + [x IN row.collections WHERE NOT x IN c.collections],
            c.raw = CASE WHEN c.raw IS NULL OR row.raw < c.raw THEN row.raw ELSE c.raw END
        RETURN count(c) AS noted
    """
    if rows:
        (record,) = tx.run(query, rows=rows, mine=f"{batch.collection}/")
        if record["noted"] < len(rows):
            raise Overtaken("A claim was taken back by another run.", hint="Run the same command again.")


def _revive(tx: ManagedTransaction, model: Model, batch: Batch, ids: Sequence[str]) -> None:
    """A claim that was retired and is made again: its earlier period goes into its history."""
    rows = [{"id": id, "properties": _properties(model, batch, id)} for id in ids]
    query = f"""
        UNWIND $rows AS row
        MATCH (c:{model.claim.name} {{id: row.id}})
        SET c.id = c.id
        WITH c, row WHERE c.retired IS NOT NULL
        WITH c, row, coalesce(c.history, []) + (toString(c.recorded) + '/' + toString(c.retired)) AS history
        SET c = row.properties
        SET c.history = history
        RETURN count(c) AS revived
    """
    if rows:
        (record,) = tx.run(query, rows=rows)
        if record["revived"] < len(rows):
            raise Overtaken("A claim was made again by another run.", hint="Run the same command again.")


# ---- what the claims are about


def mark(
    tx: ManagedTransaction, model: Model, claims: Sequence[Claim], missing: Mapping[str, str] | None = None
) -> None:
    """See to it that everything the claims are about exists, and that the subjects' facts are derived anew.

    `missing` has the ids (with their class) that the graph does not hold, where that is known.
    """
    ends = {id: cls for claim in claims for id, cls in ends_of(model, claim)}
    if missing is None:
        _make(tx, model, ends, "MERGE (e:{entity} {{id: id}}) ON CREATE SET e:{cls}")
    else:
        made = {id: cls for id, cls in ends.items() if missing.get(id) == cls}
        _make(tx, model, made, "CREATE (:{entity}:{cls} {{id: id}})")
    if ends and _any_withdrawn(tx):
        dig_up(tx, ends)
    _wait(tx, sorted({claim.subject for claim in claims}))
    mark_unsettled(tx, model, claims)


def _make(tx: ManagedTransaction, model: Model, wanted: Mapping[str, str], how: str) -> None:
    for cls in sorted(set(wanted.values())):
        ids = sorted(id for id, of in wanted.items() if of == cls)
        each = how.format(entity=ENTITY, cls=model.classes[cls].name)
        tx.run(f"UNWIND $ids AS id {each}", ids=ids).consume()


def _any_withdrawn(tx: ManagedTransaction) -> bool:
    """Neo4j counts the nodes of a label without looking at them."""
    (record,) = tx.run(f"MATCH (w:{WITHDRAWN}) RETURN count(w) AS held")
    return bool(record["held"])


def _wait(tx: ManagedTransaction, subjects: Sequence[str]) -> None:
    query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) {marked('e')} RETURN count(e) AS waiting"
    if subjects:
        (record,) = tx.run(query, ids=subjects)
        if record["waiting"] < len(subjects):
            raise Overtaken(
                "A thing that was there a moment ago is gone.", hint="Run the same command again."
            )


def mark_unsettled(tx: ManagedTransaction, model: Model, claims: Sequence[Claim]) -> None:
    """What the claims say of the id that a thing is kept under is to be settled before facts are derived."""
    ids = sorted({claim.subject for claim in claims if claim.predicate == model.redirect.key})
    if ids:
        query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e:{UNSETTLED}"
        tx.run(query, ids=ids).consume()
