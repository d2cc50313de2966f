"""What is left of things that no current claim speaks of: an id that others may still name, and no word more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from graph.layout import ENTITY, REPLACED_CLASS, WITHDRAWN
from graph.wording import class_of
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


def bury(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """Take these things out of the graph; their ids and classes are left. The last work of a transaction."""
    if not ids:
        return
    query = f"""
        MATCH (e:{ENTITY}) WHERE e.id IN $ids
        RETURN e.id AS id, labels(e) + coalesce(e.{REPLACED_CLASS}, []) AS labels
    """
    held = {row["id"]: class_of(model, row["labels"]) for row in tx.run(query, ids=list(ids))}
    leave(tx, {id: cls.name for id, cls in held.items() if cls})
    tx.run(f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) DETACH DELETE e", ids=sorted(held)).consume()


def leave(tx: ManagedTransaction, classes: Mapping[str, str]) -> None:
    """Note that there was a thing of each of these ids (id → class), and is none."""
    rows = [{"id": id, "class": cls} for id, cls in sorted(classes.items())]
    if rows:
        query = f"UNWIND $rows AS row MERGE (w:{WITHDRAWN} {{id: row.id}}) SET w.class = row.class"
        tx.run(query, rows=rows).consume()


def dig_up(tx: ManagedTransaction, ids: Iterable[str]) -> None:
    """Things of these ids are spoken of again."""
    query = f"UNWIND $ids AS id MATCH (w:{WITHDRAWN} {{id: id}}) DELETE w"
    tx.run(query, ids=sorted(ids)).consume()


def note_withdrawn(tx: ManagedTransaction, classes: Mapping[str, str]) -> None:
    """Note ids (id → class) of which an export says that they were withdrawn; those that are there stay."""
    query = f"MATCH (e:{ENTITY}) WHERE e.id IN $ids RETURN e.id AS id"
    there = {row["id"] for row in tx.run(query, ids=sorted(classes))}
    leave(tx, {id: cls for id, cls in classes.items() if id not in there})
