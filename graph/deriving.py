"""Facts out of claims, in Neo4j: for every entity that waits for it, the facts are derived anew and written.

A batch is one managed transaction: it takes the entities' locks, reads their claims, resolves them, writes what
changed and takes the mark away. So whatever kills it in the middle, the mark is still there for the next run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from graph.claims import Claim
from graph.connection import Database
from graph.facts import EntityFact, Facts, Support, TieFact
from graph.layout import ENTITY, PENDING, UNSETTLED
from graph.merging import Redirects, as_kept, is_redirect, read_redirects, settle
from graph.records import claim_from
from graph.replacing import give_back_classes, take_classes
from graph.resolve import resolve
from graph.withdrawing import bury
from ontology.model import Kind, Model
from ontology.time import Bounds

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

BATCH = 1_000


def derive(database: Database, model: Model, progress: Callable[[int], None] | None = None) -> int:
    """Derive the facts of every entity that waits for it; how many there were. `progress` is told as it goes."""
    done = 0
    while ids := _waiting(database):
        database.write(partial(_derive_batch, model=model, ids=ids))
        done += len(ids)
        if progress:
            progress(done)
    return done


def count_waiting(database: Database) -> int:
    """How many entities wait for their facts: more than none after an ingest was broken off."""
    return int(database.read(f"MATCH (e:{PENDING}) RETURN count(e) AS waiting")[0]["waiting"])


def _waiting(database: Database) -> list[str]:
    """The next ids, first those whose other ids are unsettled: what they change would be derived twice."""
    for label in (UNSETTLED, PENDING):
        rows = database.read(f"MATCH (e:{label}) RETURN e.id AS id LIMIT $limit", {"limit": BATCH})
        if rows:
            return sorted(row["id"] for row in rows)
    return []


def _derive_batch(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    # The entities are locked first, so no claim about them can come in between reading and writing.
    tx.run(f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e.id = e.id", ids=ids).consume()
    settle(tx, model, ids)
    redirects = read_redirects(tx.run, model, ids)
    kept = sorted({redirects.kept(id) for id in ids})
    aside = sorted(set(ids) - set(kept))
    tx.run(
        f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e.id = e.id REMOVE e:{PENDING}",
        ids=sorted({*ids, *kept}),
    ).consume()
    facts = {id: resolve(model, claims) for id, claims in _claims_of(tx, model, redirects, kept).items()}
    _write_kept(tx, model, facts)
    if aside:
        _write_replaced(tx, model, aside)


def _claims_of(
    tx: ManagedTransaction, model: Model, redirects: Redirects, kept: Sequence[str]
) -> dict[str, list[Claim]]:
    """The current claims of each kept id, those of the ids that it replaces among them."""
    members = redirects.members(kept)
    claims = _current_claims(tx, model, sorted(set().union(*members.values())))
    if any(claims.values()):
        targets = {claim.object for of_one in claims.values() for claim in of_one if claim.object}
        further = read_redirects(tx.run, model, targets)
        redirects = Redirects({**redirects.direct, **further.direct})
    return {
        id: list(
            as_kept(model, redirects, (claim for one in sorted(members[id]) for claim in claims.get(one, [])))
        )
        for id in kept
    }


def _write_kept(tx: ManagedTransaction, model: Model, facts: Mapping[str, Facts]) -> None:
    silent = [id for id in facts if facts[id].entity is None]
    gone = sorted(set(silent) - _mentioned(tx, model, silent))
    give_back_classes(tx, model, list(facts))
    _write_entities(
        tx, [fact.entity for fact in facts.values() if fact.entity], [i for i in silent if i not in gone]
    )
    _write_ties(tx, model, facts)
    if gone:
        bury(tx, model, gone)


def _write_replaced(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """Ids that are kept under others: each has the way there, and no more."""
    claims = _current_claims(tx, model, ids)
    facts = {id: resolve(model, [claim for claim in claims[id] if is_redirect(model, claim)]) for id in ids}
    _write_entities(tx, [fact.entity for fact in facts.values() if fact.entity], ())
    _write_ties(tx, model, facts)
    take_classes(tx, model, {fact.entity.id: fact.entity.cls for fact in facts.values() if fact.entity})


def _current_claims(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> dict[str, list[Claim]]:
    # Where a claim was read does not matter to the rule, and is most of what a claim weighs.
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.subject IN $ids AND c.retired IS NULL
        RETURN c {{.*, places: null, raw: null, collections: null, history: null}} AS claim
    """
    found: dict[str, list[Claim]] = defaultdict(list)
    for record in tx.run(query, ids=ids):
        claim = claim_from(record["claim"])
        found[claim.subject].append(claim)
    return found


def _mentioned(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> set[str]:
    """Those of the ids that current claims about other things name."""
    query = f"""
        UNWIND $ids AS id
        MATCH (c:{model.claim.name} {{object: id}}) WHERE c.retired IS NULL
        RETURN DISTINCT id
    """
    return {record["id"] for record in tx.run(query, ids=ids)} if ids else set()


# ---- writing


def _write_entities(tx: ManagedTransaction, facts: Sequence[EntityFact], stubs: Sequence[str]) -> None:
    rows = [{"id": fact.id, "properties": _entity_properties(fact)} for fact in facts]
    rows.extend({"id": id, "properties": {"id": id}} for id in stubs)
    query = f"UNWIND $rows AS row MATCH (e:{ENTITY} {{id: row.id}}) SET e = row.properties"
    if rows:
        tx.run(query, rows=rows).consume()


def _entity_properties(fact: EntityFact) -> dict[str, Any]:
    return {
        "id": fact.id,
        **_stored(fact.values),
        **_stored_bounds(fact.bounds),
        **_stored_support(fact.support),
    }


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def _stored_bounds(bounds: Bounds) -> dict[str, Any]:
    return {key: day for key, day in bounds.as_dict().items() if day is not None}


def _stored_support(support: Support) -> dict[str, Any]:
    found: dict[str, Any] = {"claims": list(support.claims), "sources": support.sources}
    if support.confidence:
        found["confidence"] = support.confidence
    if support.conflicts:
        found["conflicts"] = list(support.conflicts)
    return found


def _write_ties(tx: ManagedTransaction, model: Model, facts: Mapping[str, Facts]) -> None:
    """All ties that start from these things are written anew: looking for what could stay costs more than it saves."""
    wanted = {tie.id: tie for of_one in facts.values() for tie in of_one.ties}
    _remove_edges(tx, model, list(facts))
    for edge, ties in _by_edge(model, wanted.values()):
        query = f"""
            UNWIND $rows AS row
            MATCH (a:{ENTITY} {{id: row.source}})
            MATCH (b:{ENTITY} {{id: row.target}})
            CREATE (a)-[r:{edge}]->(b)
            SET r = row.properties
        """
        tx.run(query, rows=[_tie_row(tie) for tie in ties]).consume()
    _write_measurements(tx, model, list(facts), wanted)


def _remove_edges(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    types = [edge for edge in model.edge_types() if edge not in _measurement_edges(model)]
    query = f"UNWIND $ids AS id MATCH (:{ENTITY} {{id: id}})-[r:{'|'.join(types)}]->() DELETE r"
    tx.run(query, ids=ids).consume()


def _measurement_edges(model: Model) -> set[str]:
    return {cls.edge for cls in model.of_kind(Kind.MEASUREMENT) if cls.edge}


def edge_of(model: Model, tie: TieFact) -> str:
    """The relationship type that a tie has in Neo4j."""
    if tie.link:
        return str(model.classes[tie.source_class].by_key[tie.cls].prop.edge)
    return str(model.classes[tie.cls].edge)


def _by_edge(model: Model, ties: Any) -> Iterator[tuple[str, list[TieFact]]]:
    groups: dict[str, list[TieFact]] = defaultdict(list)
    for tie in ties:
        if tie.target is not None:
            groups[edge_of(model, tie)].append(tie)
    yield from sorted(groups.items())


def _tie_row(tie: TieFact) -> dict[str, Any]:
    properties = {
        "id": tie.id,
        **_stored(tie.values),
        **_stored_bounds(tie.bounds),
        **_stored_support(tie.support),
    }
    return {"source": tie.source, "target": tie.target, "properties": properties}


def _write_measurements(
    tx: ManagedTransaction, model: Model, ids: Sequence[str], wanted: Mapping[str, TieFact]
) -> None:
    for cls in model.of_kind(Kind.MEASUREMENT):
        rows = [_tie_row(tie) for tie in wanted.values() if tie.cls == cls.name and tie.target is None]
        stale = f"""
            UNWIND $ids AS id
            MATCH (:{ENTITY} {{id: id}})<-[:{cls.edge}]-(m:{cls.name})
            WHERE NOT m.id IN $kept
            DETACH DELETE m
        """
        tx.run(stale, ids=ids, kept=[row["properties"]["id"] for row in rows]).consume()
        query = f"""
            UNWIND $rows AS row
            MATCH (a:{ENTITY} {{id: row.source}})
            MERGE (m:{cls.name} {{id: row.properties.id}})
            SET m = row.properties
            MERGE (m)-[:{cls.edge}]->(a)
        """
        if rows:
            tx.run(query, rows=rows).consume()
