"""Facts into Neo4j. What is called within a transaction holds the locks of the things that the facts are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.facts import EntityFact, Facts, Support, TieFact
from graph.layout import ENTITY
from graph.withdrawing import dig_up
from ontology.model import Kind, Model
from ontology.time import Bounds

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


def write_entities(tx: ManagedTransaction, facts: Sequence[EntityFact], stubs: Sequence[str]) -> None:
    """What is known of things themselves; of stubs only that they are there."""
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


def write_ties(
    tx: ManagedTransaction, model: Model, facts: Mapping[str, Facts], had: Collection[str] | None = None
) -> None:
    """All ties that start from these things are written anew: looking for what could stay costs more than it saves.

    `had` names those that have been derived before; None where nobody knows. The others have no ties to remove.
    """
    wanted = {tie.id: tie for of_one in facts.values() for tie in of_one.ties}
    earlier = sorted(facts if had is None else had)
    _remove_edges(tx, model, earlier)
    for edge, ties in _by_edge(model, wanted.values()):
        rows = [_tie_row(tie) for tie in ties]
        made = _create_edges(tx, edge, rows)
        if made < len(rows):
            _mend_ends(tx, model, edge, ties)
    _write_measurements(tx, model, earlier, wanted)


def _create_edges(tx: ManagedTransaction, edge: str, rows: Sequence[Mapping[str, Any]]) -> int:
    query = f"""
        UNWIND $rows AS row
        MATCH (a:{ENTITY} {{id: row.source}})
        MATCH (b:{ENTITY} {{id: row.target}})
        CREATE (a)-[r:{edge}]->(b)
        SET r = row.properties
        RETURN count(r) AS made
    """
    (record,) = tx.run(query, rows=rows)
    return int(record["made"])


def _mend_ends(tx: ManagedTransaction, model: Model, edge: str, ties: Sequence[TieFact]) -> None:
    """Make the other ends that a withdrawal has taken away while a claim that names them was on its way in."""
    query = f"MATCH (e:{ENTITY}) WHERE e.id IN $ids RETURN collect(e.id) AS held"
    (record,) = tx.run(query, ids=sorted({str(tie.target) for tie in ties}))
    lost = [tie for tie in ties if tie.target not in set(record["held"])]
    for tie in lost:
        cls = model.classes[str(tie.target_class)].name
        tx.run(f"MERGE (e:{ENTITY} {{id: $id}}) ON CREATE SET e:{cls}", id=tie.target).consume()
    dig_up(tx, {str(tie.target) for tie in lost})
    _create_edges(tx, edge, [_tie_row(tie) for tie in lost])


def _remove_edges(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    types = [edge for edge in model.edge_types() if edge not in _measurement_edges(model)]
    query = f"UNWIND $ids AS id MATCH (:{ENTITY} {{id: id}})-[r:{'|'.join(types)}]->() DELETE r"
    if ids:
        tx.run(query, ids=ids).consume()


def _measurement_edges(model: Model) -> set[str]:
    return {cls.edge for cls in model.of_kind(Kind.MEASUREMENT) if cls.edge}


def edge_of(model: Model, tie: TieFact) -> str:
    """The relationship type that a tie has in Neo4j."""
    if tie.link:
        return str(model.classes[tie.source_class].by_key[tie.cls].prop.edge)
    return str(model.classes[tie.cls].edge)


def _by_edge(model: Model, ties: Iterable[TieFact]) -> Iterator[tuple[str, list[TieFact]]]:
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
    tx: ManagedTransaction, model: Model, earlier: Sequence[str], wanted: Mapping[str, TieFact]
) -> None:
    for cls in model.of_kind(Kind.MEASUREMENT):
        rows = [_tie_row(tie) for tie in wanted.values() if tie.cls == cls.name and tie.target is None]
        stale = f"""
            UNWIND $ids AS id
            MATCH (:{ENTITY} {{id: id}})<-[:{cls.edge}]-(m:{cls.name})
            WHERE NOT m.id IN $kept
            DETACH DELETE m
        """
        if earlier:
            tx.run(stale, ids=earlier, kept=[row["properties"]["id"] for row in rows]).consume()
        query = f"""
            UNWIND $rows AS row
            MATCH (a:{ENTITY} {{id: row.source}})
            MERGE (m:{cls.name} {{id: row.properties.id}})
            SET m = row.properties
            MERGE (m)-[:{cls.edge}]->(a)
        """
        if rows:
            tx.run(query, rows=rows).consume()
