"""Where each node of a drawing stands: computed beforehand, the same on each run.

Layers from above to below: superiors over subordinates, persons over the units that they serve in. Where units
have an echelon, no unit stands higher than its echelon allows among those drawn. igraph orders each layer so that
few lines cross (Sugiyama's method); crowded layers are then folded into several rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ontology.model import Model
from views.network import Drawing, Edge, Look, Node, look_of, looks

GAP_X = 190.0
"""Pixels between the middles of two neighbours in a row."""
GAP_Y = 78.0
"""Pixels between two rows."""
ROW = 14
"""How many nodes a row holds before it is folded."""
LARGE = 4000
"""Above so many nodes and edges, igraph's search for few crossings takes longer than it helps."""

Arc = tuple[int, int]
Positions = dict[str, tuple[float, float]]


def positions(drawing: Drawing, model: Model) -> Positions:
    """The place of each node by its id, in pixels, the middle of the drawing being (0, 0)."""
    if not drawing.nodes:
        return {}
    index = {node.id: number for number, node in enumerate(drawing.nodes)}
    arcs = _without_cycles(len(index), _arcs(drawing.edges, index, looks(model)))
    layers = _layers(drawing.nodes, arcs)
    rows = _folded(_ordered(len(index), arcs, layers), layers)
    return {node.id: place for node, place in zip(drawing.nodes, rows, strict=True)}


def _arcs(edges: Sequence[Edge], index: Mapping[str, int], known: Mapping[str, Look]) -> list[Arc]:
    """The edges as pairs (upper, lower), each once."""
    found: dict[Arc, None] = {}
    for edge in edges:
        source, target = index[edge.source], index[edge.target]
        arc = (source, target) if look_of(known, edge).falls else (target, source)
        if source != target:
            found[arc] = None
    return list(found)


def _without_cycles(count: int, arcs: list[Arc]) -> list[Arc]:
    """The arcs but for the few that must be turned so that everything points downward."""
    import igraph

    graph = igraph.Graph(n=count, edges=arcs, directed=True)
    if graph.is_dag():
        return arcs
    turned = set(graph.feedback_arc_set(method="eades"))
    flipped = [(arc[1], arc[0]) if number in turned else arc for number, arc in enumerate(arcs)]
    return list(dict.fromkeys(flipped))


def _layers(nodes: Sequence[Node], arcs: Sequence[Arc]) -> list[int]:
    """The layer of each node, 0 the highest: below all its superiors, and no higher than its level."""
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for upper, lower in arcs:
        above[lower].append(upper)
        below[upper].append(lower)
    ranks = {
        level: 2 * number
        for number, level in enumerate(sorted({n.level for n in nodes if n.level is not None}))
    }
    layers = [0] * len(nodes)
    for number in _topological(len(nodes), above, below):
        level = nodes[number].level
        floor = 0 if level is None else ranks.get(level, 0)
        # Two layers between things of one class leave a layer between them for the persons of the lower one.
        steps = (layers[up] + (2 if nodes[up].cls == nodes[number].cls else 1) for up in above[number])
        layers[number] = max([floor, *steps])
    for number in range(len(nodes)):
        # What has nothing above it (a commander) moves down to just above what it belongs to.
        if not above[number] and below[number] and nodes[number].level is None:
            layers[number] = max(0, min(layers[low] for low in below[number]) - 1)
    return _close_gaps(layers)


def _topological(count: int, above: Mapping[int, list[int]], below: Mapping[int, list[int]]) -> list[int]:
    waiting = [len(above.get(number, ())) for number in range(count)]
    ready = [number for number in range(count) if not waiting[number]]
    for number in ready:
        for low in below.get(number, ()):
            waiting[low] -= 1
            if not waiting[low]:
                ready.append(low)
    return ready


def _close_gaps(layers: list[int]) -> list[int]:
    place = {layer: number for number, layer in enumerate(sorted(set(layers)))}
    return [place[layer] for layer in layers]


def _ordered(count: int, arcs: Sequence[Arc], layers: Sequence[int]) -> list[float]:
    """The x of each node, in steps of 1, so that few lines cross."""
    import igraph

    graph = igraph.Graph(n=count, edges=list(arcs), directed=True)
    rounds = 100 if count + len(arcs) <= LARGE else 4
    layout = graph.layout_sugiyama(layers=list(layers), hgap=1, vgap=1, maxiter=rounds)
    return [layout[number][0] for number in range(count)]


def _folded(xs: Sequence[float], layers: Sequence[int]) -> list[tuple[float, float]]:
    """Positions in pixels: each layer in as many rows as it needs, neighbours at least a gap apart."""
    members: dict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(xs)), key=lambda n: (layers[n], xs[n], n)):
        members[layers[number]].append(number)
    widest = max(-(-len(layer) // ROW) for layer in members.values())
    placed = [(0.0, 0.0)] * len(xs)
    top = 0.0
    for layer in sorted(members):
        count = -(-len(members[layer]) // ROW)
        for row in range(count):
            numbers = members[layer][row::count]
            shift = row * GAP_X / count
            for number, x in zip(numbers, _apart([xs[n] / widest * GAP_X for n in numbers]), strict=True):
                placed[number] = (x + shift, top + row * GAP_Y * 0.6)
        top += GAP_Y + (count - 1) * GAP_Y * 0.6
    return _centred(placed)


def _apart(xs: list[float]) -> list[float]:
    """The same places, in order, moved as little to the right as keeps a gap; their middle stays where it was."""
    moved = xs[:1]
    for x in xs[1:]:
        moved.append(max(x, moved[-1] + GAP_X))
    shift = sum(xs) / len(xs) - sum(moved) / len(moved)
    return [x + shift for x in moved]


def _centred(placed: list[tuple[float, float]]) -> list[tuple[float, float]]:
    left, right = min(x for x, _ in placed), max(x for x, _ in placed)
    high, low = min(y for _, y in placed), max(y for _, y in placed)
    return [(round(x - (left + right) / 2, 1), round(y - (high + low) / 2, 1)) for x, y in placed]
