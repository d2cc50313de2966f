"""Where each node of a drawing stands: computed beforehand, the same on each run.

Layers from above to below: superiors over subordinates, persons over the units that they serve in. Where units
have an echelon, no unit stands higher than its echelon allows among those drawn. Many that hang on the same superior,
with nothing below them, stand together as a block. igraph orders each layer so that few lines cross (Sugiyama's
method); crowded layers are then folded into several rows. Drawings without above and below are placed by
views.layout_free.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ontology.model import Model
from views.layout_free import Positions, free
from views.network import Drawing, Edge, Look, Node, look_of, looks

GAP_X = 208.0
"""Pixels between the middles of two neighbours in a row."""
GAP_Y = 108.0
"""Pixels between two layers."""
FOLD_Y = 84.0
"""Pixels between two rows of one layer."""
BLOCK = 5
"""So many things with nothing below them, under the same superior, stand as a block and not in a line."""
FEW = 2
"""So many blocks at most may be wide, as a screen is; more of them would not fit beside one another."""
_WIDE, _HIGH = 2.0, 0.5
ROW = 10
"""How many nodes a layer holds before it may be folded into several rows."""
LANE = 130.0
"""Pixels that a line takes where it passes a layer."""
MOST_LANES = 20
"""So many lines at most are led past a layer beside what stands there."""
SWEEPS = 6
"""How often the layers are gone through, down and up, to bring nodes near to what they are tied to."""
LARGE = 4000
"""Above so many nodes and edges, igraph's search for few crossings takes longer than it helps."""

Arc = tuple[int, int]


def positions(drawing: Drawing, model: Model) -> Positions:
    """The place of each node by its id, in pixels, the middle of the drawing being (0, 0)."""
    if not drawing.nodes:
        return {}
    key = (drawing, id(model))
    if key not in _KNOWN:
        while len(_KNOWN) >= _KEPT:
            _KNOWN.pop(next(iter(_KNOWN)))
        _KNOWN[key] = _layered(drawing, model) if drawing.layout == "layered" else free(drawing)
    return dict(_KNOWN[key])


# A page is run again for each click: the places of the last drawings are kept.
_KEPT = 12
_KNOWN: dict[tuple[Drawing, int], Positions] = {}


def _layered(drawing: Drawing, model: Model) -> Positions:
    index = {node.id: number for number, node in enumerate(drawing.nodes)}
    arcs = _without_cycles(len(index), _arcs(drawing.edges, index, looks(model)))
    blocks = _blocks(drawing.nodes, arcs)
    home = {number: place for place, block in enumerate(blocks) for number in block}
    firsts = [drawing.nodes[block[0]] for block in blocks]
    joined = list(dict.fromkeys((home[upper], home[lower]) for upper, lower in arcs))
    layers, steps = _with_lanes(_layers(firsts, joined), joined)
    crowds = sum(len(block) > 1 for block in blocks)
    sizes = [_grid(len(block), _WIDE if crowds <= FEW else _HIGH) for block in blocks]
    placed = _placed(_order(len(layers), steps, layers), layers, steps, sizes)
    places = [place for block in zip(blocks, placed, sizes, strict=True) for place in _spread(*block)]
    numbers = [number for block in blocks for number in block]
    centred = dict(zip(numbers, _centred(places), strict=True))
    return {node.id: centred[number] for number, node in enumerate(drawing.nodes)}


def _blocks(nodes: Sequence[Node], arcs: Sequence[Arc]) -> list[list[int]]:
    """The nodes, each alone or in a block: many alike under the same superior, with nothing below them, by name."""
    above, below = _neighbours(arcs)
    alike: dict[tuple[int, str, int | None], list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        if above[number] and not below[number]:
            # Of several superiors, the one nearest in echelon.
            nearest = max(above[number], key=lambda up: (nodes[up].level or 0, -up))
            alike[nearest, node.cls, node.level].append(number)
    whole = [block for block in alike.values() if len(block) >= BLOCK]
    inside = {number for block in whole for number in block}
    single = [[number] for number in range(len(nodes)) if number not in inside]
    return [*single, *(sorted(block, key=lambda n: _natural(nodes[n].name)) for block in whole)]


def _natural(name: str) -> list[tuple[int, str]]:
    """Names in the order of the numbers in them: "9 Division" before "10 Division"."""
    return [(int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", name)]


def _grid(count: int, shape: float) -> tuple[int, int]:
    """Columns and rows of a block; `shape` is about how many columns it has a row."""
    columns = 1 if count == 1 else math.ceil(math.sqrt(count * shape))
    return columns, math.ceil(count / columns)


def _spread(
    block: Sequence[int], place: tuple[float, float], size: tuple[int, int]
) -> list[tuple[float, float]]:
    """Where the members of a block stand, its first row being at the block's place."""
    columns, _ = size
    left = place[0] - (columns - 1) * GAP_X / 2
    return [(left + (at % columns) * GAP_X, place[1] + (at // columns) * FOLD_Y) for at in range(len(block))]


def height(drawing: Drawing, model: Model) -> float:
    """Pixels from the highest node of a drawing to the lowest."""
    ys = [y for _, y in positions(drawing, model).values()]
    return max(ys) - min(ys) if ys else 0.0


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
    above, below = _neighbours(arcs)
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


def _with_lanes(layers: list[int], arcs: Sequence[Arc]) -> tuple[list[int], list[Arc]]:
    """Layers and arcs with a stand-in on each layer that an arc passes, so that it passes beside what stands there.

    A layer that many arcs pass gets none: the room that they would take makes the drawing flat and small.
    """
    passed = Counter(level for upper, lower in arcs for level in range(layers[upper] + 1, layers[lower]))
    levels, steps = list(layers), []
    for upper, lower in arcs:
        before = upper
        for level in range(layers[upper] + 1, layers[lower]):
            if passed[level] <= MOST_LANES:
                levels.append(level)
                steps.append((before, len(levels) - 1))
                before = len(levels) - 1
        steps.append((before, lower))
    return levels, steps


def _order(count: int, arcs: Sequence[Arc], layers: Sequence[int]) -> list[float]:
    """Where each node stands in its layer, from left to right, so that few lines cross."""
    import igraph

    graph = igraph.Graph(n=count, edges=list(arcs), directed=True)
    rounds = 100 if count + len(arcs) <= LARGE else 4
    layout = graph.layout_sugiyama(layers=list(layers), hgap=1, vgap=1, maxiter=rounds)
    return [layout[number][0] for number in range(count)]


def _rows(
    order: Sequence[float], layers: Sequence[int], sizes: Sequence[tuple[int, int]]
) -> list[tuple[float, list[int]]]:
    """The rows from above to below, each with its y and its nodes from left to right; a crowded layer has several."""
    members: dict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(order)), key=lambda n: (layers[n], order[n], n)):
        members[layers[number]].append(number)
    # Rows of this length make a drawing of one layer about twice as wide as high.
    cells = sum(columns * rows for columns, rows in sizes)
    length = max(ROW, math.ceil(math.sqrt(2 * cells * FOLD_Y / GAP_X)))
    found: list[tuple[float, list[int]]] = []
    top = 0.0
    for layer in sorted(members):
        real = [number for number in members[layer] if number < len(sizes)]
        count = max(1, math.ceil(sum(sizes[number][0] for number in real) / length))
        for row in range(count):
            some = members[layer][row::count]
            deep = max((sizes[number][1] for number in some if number < len(sizes)), default=1)
            found.append((top, some))
            top += deep * FOLD_Y + (0 if deep == 1 else FOLD_Y / 3)
        top += GAP_Y - FOLD_Y
    return found


def _placed(
    order: Sequence[float], layers: Sequence[int], arcs: Sequence[Arc], sizes: Sequence[tuple[int, int]]
) -> list[tuple[float, float]]:
    """Positions in pixels: each node near the middle of what it is tied to, neighbours a gap apart.

    `sizes` are the columns and rows of each node; numbers beyond them are stand-ins, which need less room and get no
    position.
    """
    rows, real = _rows(order, layers, sizes), len(sizes)
    widths = [_width(sizes[number][0]) if number < real else LANE for number in range(len(order))]
    xs = _started(rows, widths)
    above, below = _neighbours(arcs)
    for _ in range(SWEEPS):
        for neighbours, path in ((above, rows), (below, rows[::-1])):
            for _, row in path:
                wanted = [_middle([xs[n] for n in neighbours.get(number, ())], xs[number]) for number in row]
                for number, x in zip(row, _spaced(wanted, [widths[n] for n in row]), strict=True):
                    xs[number] = x
    ys = {number: y for y, row in rows for number in row}
    return [(xs[number], ys[number]) for number in range(real)]


def _width(columns: int) -> float:
    """The room of a node or a block; blocks stand a little apart."""
    return columns * GAP_X + (0 if columns == 1 else GAP_X / 3)


def _started(rows: Sequence[tuple[float, list[int]]], widths: Sequence[float]) -> list[float]:
    xs = [0.0] * len(widths)
    for _, row in rows:
        left = -sum(widths[number] for number in row) / 2
        for number in row:
            xs[number] = left + widths[number] / 2
            left += widths[number]
    return xs


def _neighbours(arcs: Sequence[Arc]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """What lies above and what lies below each node."""
    above: dict[int, list[int]] = defaultdict(list)
    below: dict[int, list[int]] = defaultdict(list)
    for upper, lower in arcs:
        above[lower].append(upper)
        below[upper].append(lower)
    return above, below


def _middle(others: Sequence[float], own: float) -> float:
    return sum(others) / len(others) if others else own


def _spaced(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Places in the same order that leave each its width, as near to the wanted ones as least squares can be.

    Taking the widths away leaves a sequence that must not fall: neighbours that would are pooled at their mean.
    """
    offsets = [0.0]
    for left, right in pairwise(widths):
        offsets.append(offsets[-1] + (left + right) / 2)
    blocks: list[tuple[float, int]] = []
    for x, offset in zip(wanted, offsets, strict=True):
        total, size = x - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / size:
            before, many = blocks.pop()
            total, size = total + before, size + many
        blocks.append((total, size))
    flat = [total / size for total, size in blocks for _ in range(size)]
    return [x + offset for x, offset in zip(flat, offsets, strict=True)]


def _centred(placed: list[tuple[float, float]]) -> list[tuple[float, float]]:
    left, right = min(x for x, _ in placed), max(x for x, _ in placed)
    high, low = min(y for _, y in placed), max(y for _, y in placed)
    return [(round(x - (left + right) / 2, 1), round(y - (high + low) / 2, 1)) for x, y in placed]
