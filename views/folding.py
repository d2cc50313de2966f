"""Drawings too large to read: things of one echelon under the same superior fold into one, with their number."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from ontology.model import Class, Model
from ontology.time import Holds
from views.network import Drawing, Edge, Node, look_of, looks

LIMIT = 3000
"""More things than this are folded."""
READABLE = 600
"""What is folded is folded to so many things at most: cards of which a screen shows what hangs on what."""
PREFIX = "fold:"
"""The beginning of the id of what things are folded into; no entity is asked for under such an id."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Things of one class and echelon under one superior."""

    id: str
    members: tuple[Node, ...]
    parent: str


def fold(drawing: Drawing, model: Model, opened: Set[str] = frozenset(), limit: int = LIMIT) -> Drawing:
    """The drawing itself if it has no more than `limit` things, else with its lowest echelons folded.

    Echelon after echelon is folded from below, as few as make it readable; `opened` are ids of folds that stay
    unfolded. What the drawing is about is never folded.
    """
    if len(drawing.nodes) <= limit:
        return drawing
    ranks, enough = _ranks(drawing), min(limit, READABLE)
    depth = 1
    while depth < len(ranks) and len(_folded(drawing, model, ranks[:depth], frozenset()).nodes) > enough:
        depth += 1
    return _folded(drawing, model, ranks[:depth], opened)


def _ranks(drawing: Drawing) -> list[int | None]:
    """The levels of the drawing: things without one first, then from the lowest echelon up."""
    levels = {node.level for node in drawing.nodes}
    known = sorted((level for level in levels if level is not None), reverse=True)
    return [*([None] if None in levels else []), *known]


def _folded(drawing: Drawing, model: Model, ranks: list[int | None], opened: Set[str]) -> Drawing:
    parents, nodes = _parents(drawing, model), {node.id: node for node in drawing.nodes}
    homes: dict[str, str] = {}
    groups: dict[str, _Group] = {}
    # From above to below: what is folded into what decides under what the next level stands.
    for level in reversed(ranks):
        for group in _groups(drawing, level, parents, homes):
            if group.id not in opened:
                groups[group.id] = group
                homes.update((member.id, group.id) for member in group.members)
    kept = [node for node in nodes.values() if node.id not in homes]
    made = [_node(group, model) for group in groups.values()]
    return replace(
        drawing,
        nodes=tuple(sorted([*kept, *made], key=lambda node: node.id)),
        edges=_edges(drawing, homes),
    )


def _parents(drawing: Drawing, model: Model) -> dict[str, str]:
    """What each thing hangs on: the upper end of its first tie, or the other end where nothing is above it."""
    known = looks(model)
    found: dict[str, str] = {}
    below: dict[str, str] = {}
    for edge in drawing.edges:
        upper, lower = (
            (edge.source, edge.target) if look_of(known, edge).falls else (edge.target, edge.source)
        )
        found.setdefault(lower, upper)
        below.setdefault(upper, lower)
    levels = {node.id: node.level for node in drawing.nodes}
    # A person stands above the unit that they command, and is folded under it.
    return {**found, **{id: low for id, low in below.items() if levels[id] is None}}


def _groups(
    drawing: Drawing, level: int | None, parents: Mapping[str, str], homes: Mapping[str, str]
) -> list[_Group]:
    found: dict[tuple[str, str, str], list[Node]] = defaultdict(list)
    for node in drawing.nodes:
        if node.level == level and not node.focus and node.id in parents:
            parent = homes.get(parents[node.id], parents[node.id])
            found[parent, node.cls, node.echelon or ""].append(node)
    return [
        _Group(f"{PREFIX}{parent}:{cls}:{echelon}", tuple(members), parent)
        for (parent, cls, echelon), members in sorted(found.items())
        if len(members) > 1
    ]


def _node(group: _Group, model: Model) -> Node:
    first, cls = group.members[0], model.classes.get(group.members[0].cls)
    branches = Counter(member.branch for member in group.members)
    return Node(
        group.id,
        f"{len(group.members):,} × {_word(first, cls)}",
        first.cls,
        (f"{len(group.members):,} folded into one; a double click unfolds them.",),
        first.level,
        conflict=any(member.conflict for member in group.members),
        echelon=first.echelon,
        branch=first.branch if len(branches) == 1 else None,
        synthetic=any(member.synthetic for member in group.members),
    )


def _word(node: Node, cls: Class | None) -> str:
    scheme = cls.by_key["echelon"].prop.scheme if cls and "echelon" in cls.by_key else None
    if scheme and node.echelon:
        return scheme.label_of(node.echelon)
    return cls.label if cls else node.cls


def _edges(drawing: Drawing, homes: Mapping[str, str]) -> tuple[Edge, ...]:
    """Ties between what is left; those of folded things become one, which tells how many it stands for."""
    found: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in drawing.edges:
        source, target = homes.get(edge.source, edge.source), homes.get(edge.target, edge.target)
        if source != target:
            found[source, target, edge.type].append(edge)
    return tuple(_joined(ends, edges) for ends, edges in sorted(found.items()))


def _joined(ends: tuple[str, str, str], edges: list[Edge]) -> Edge:
    source, target, kind = ends
    if len(edges) == 1:
        return replace(edges[0], source=source, target=target)
    sure = [Holds.CERTAIN, None, Holds.POSSIBLE, Holds.NO]
    return Edge(
        source,
        target,
        kind,
        (f"{len(edges):,} ties folded into one",),
        min((edge.holds for edge in edges), key=sure.index),
        any(edge.conflict for edge in edges),
        tuple(spell for edge in edges for spell in edge.spells),
    )
