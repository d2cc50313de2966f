"""The label of a replaced id in place of its class, so that no question about units or persons counts it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from graph.layout import ENTITY, REPLACED, REPLACED_CLASS
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


def take_classes(tx: ManagedTransaction, model: Model, classes: Mapping[str, str]) -> None:
    """Replaced ids (id → class) lose the label of their class, and keep its name as a property."""
    for cls, ids in _by_class(classes).items():
        query = f"""
            UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}})
            REMOVE e:{model.classes[cls].name} SET e:{REPLACED}, e.{REPLACED_CLASS} = $class
        """
        tx.run(query, {"ids": ids, "class": cls}).consume()


def give_back_classes(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """Those of the ids that were replaced and are no more get the label of their class again."""
    if not ids:
        return
    query = f"MATCH (e:{ENTITY}:{REPLACED}) WHERE e.id IN $ids RETURN e.id AS id, e.{REPLACED_CLASS} AS class"
    classes = {row["id"]: row["class"] for row in tx.run(query, ids=list(ids))}
    for cls, found in _by_class(classes).items():
        query = f"""
            UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}})
            REMOVE e:{REPLACED}, e.{REPLACED_CLASS} SET e:{model.classes[cls].name}
        """
        tx.run(query, ids=found).consume()


def _by_class(classes: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for id, cls in sorted(classes.items()):
        found[cls].append(id)
    return found
