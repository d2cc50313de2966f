"""Values of Neo4j as json has them, with the nodes and relationships met on the way."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from neo4j.graph import Node, Path, Relationship


class Collected:
    """Values as json has them; collects the nodes and relationships met on the way."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.relationships: dict[str, dict[str, Any]] = {}

    def plain(self, value: Any) -> Any:
        """A value as json has it; a number that json does not have is text."""
        if isinstance(value, Node):
            return self._node(value)
        if isinstance(value, Relationship):
            return self._relationship(value)
        if isinstance(value, Path):
            nodes = [self._node(node) for node in value.nodes]
            return {"nodes": nodes, "relationships": [self._relationship(one) for one in value.relationships]}
        if isinstance(value, Mapping):
            return {str(key): self.plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.plain(item) for item in value]
        if isinstance(value, float) and not isfinite(value):
            return str(value)
        if value is None or isinstance(value, str | int | float | bool):
            return value
        iso = getattr(value, "iso_format", None)
        return iso() if callable(iso) else str(value)

    def _node(self, node: Node) -> dict[str, Any]:
        properties = self.plain(dict(node.items()))
        found = {
            "id": str(properties.get("id", node.element_id)),
            "labels": sorted(node.labels),
            "properties": properties,
        }
        return self.nodes.setdefault(found["id"], found)

    def _relationship(self, tie: Relationship) -> dict[str, Any]:
        ends = [self._node(node)["id"] for node in tie.nodes if node is not None]
        properties = self.plain(dict(tie.items()))
        found = {
            "id": str(properties.get("id", tie.element_id)),
            "type": tie.type,
            "source": ends[0] if ends else None,
            "target": ends[-1] if ends else None,
            "properties": properties,
        }
        return self.relationships.setdefault(found["id"], found)
