"""Places for drawings without above and below: by stress, where near means tied, or in rings around their subject.

Both start from fixed places, so that the same drawing always gives the same picture; no browser computes anything.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from views.network import Drawing

Positions = dict[str, tuple[float, float]]

WIDE, HIGH = 208.0, 92.0
"""The room that a card takes."""
STRESSED = 600
"""Up to so many things of one piece, distances along ties set the places (stress); above, forces do: quicker."""
RING = 260.0
"""Pixels between two rings at least."""


def free(drawing: Drawing) -> Positions:
    """The place of each node by its id, in pixels, the middle of the drawing being (0, 0)."""
    ids = [node.id for node in drawing.nodes]
    index = {id: number for number, id in enumerate(ids)}
    arcs = sorted(
        {
            (min(a, b), max(a, b))
            for a, b in ((index[edge.source], index[edge.target]) for edge in drawing.edges)
            if a != b
        }
    )
    if drawing.layout == "rings":
        starts = [number for number, node in enumerate(drawing.nodes) if node.focus] or [0]
        placed = _rings(len(ids), arcs, starts)
    else:
        placed = _by_stress(len(ids), arcs)
    return dict(zip(ids, _centred(placed), strict=True))


# ---- stress


def _by_stress(count: int, arcs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """Each connected piece by itself, the pieces beside one another, the largest first."""
    pieces = _pieces(count, arcs)
    places: list[tuple[float, float]] = [(0.0, 0.0)] * count
    boxes: list[tuple[list[int], list[tuple[float, float]]]] = []
    for piece in pieces:
        local = {number: at for at, number in enumerate(piece)}
        own = [(local[a], local[b]) for a, b in arcs if a in local]
        boxes.append((piece, _apart(_piece(len(piece), own))))
    left, top, deep = 0.0, 0.0, 0.0
    room = max(1600.0, math.sqrt(sum(_area(found) for _, found in boxes)) * 1.5)
    for piece, found in boxes:
        (low_x, low_y), (wide, high) = _box(found)
        if left and left + wide > room:
            left, top, deep = 0.0, top + deep, 0.0
        for number, (x, y) in zip(piece, found, strict=True):
            places[number] = (left + x - low_x, top + y - low_y)
        left, deep = left + wide, max(deep, high)
    return places


def _pieces(count: int, arcs: Sequence[tuple[int, int]]) -> list[list[int]]:
    import igraph

    graph = igraph.Graph(n=count, edges=list(arcs))
    return sorted((sorted(piece) for piece in graph.connected_components()), key=lambda p: (-len(p), p))


def _piece(count: int, arcs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """The places of one connected piece, a tie being as long as a card is wide."""
    import igraph

    if count == 1:
        return [(0.0, 0.0)]
    graph = igraph.Graph(n=count, edges=list(arcs))
    start = [
        (math.cos(2 * math.pi * at / count) * count, math.sin(2 * math.pi * at / count) * count)
        for at in range(count)
    ]
    if count <= STRESSED:
        layout = graph.layout_kamada_kawai(seed=start, maxiter=10 * count)
    else:
        igraph.set_random_number_generator(random.Random(1))  # noqa: S311 - the same picture on each run
        layout = graph.layout_fruchterman_reingold(seed=start, niter=120, grid=True)
        igraph.set_random_number_generator(random)
    lengths = sorted(math.dist(layout[a], layout[b]) for a, b in arcs)
    scale = WIDE * 1.25 / max(lengths[len(lengths) // 2], 1e-6)
    return [(x * scale, y * scale * 0.7) for x, y in layout.coords]


def _apart(places: list[tuple[float, float]], rounds: int = 60) -> list[tuple[float, float]]:
    """The places, moved until no card covers another: pairs that touch push one another away."""
    found = [list(place) for place in places]
    for _ in range(rounds):
        moved = False
        for a, b in _near(found):
            dx, dy = found[b][0] - found[a][0], found[b][1] - found[a][1]
            over_x, over_y = WIDE - abs(dx), HIGH - abs(dy)
            if over_x <= 0.5 or over_y <= 0.5:
                continue
            moved = True
            axis, push = (0, over_x) if over_x / WIDE < over_y / HIGH else (1, over_y)
            sign = 1 if (dx, dy)[axis] > 0 or ((dx, dy)[axis] == 0 and a < b) else -1
            found[a][axis] -= sign * push / 2
            found[b][axis] += sign * push / 2
        if not moved:
            break
    return [(x, y) for x, y in found]


def _near(places: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Pairs that may touch: those in the same or neighbouring cells of a grid of cards."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, (x, y) in enumerate(places):
        cells[math.floor(x / WIDE), math.floor(y / HIGH)].append(number)
    found: list[tuple[int, int]] = []
    for (column, row), members in sorted(cells.items()):
        found += list(combinations(members, 2))
        for other in ((column + 1, row), (column - 1, row + 1), (column, row + 1), (column + 1, row + 1)):
            found += [(a, b) for a in members for b in cells.get(other, ())]
    return found


def _box(places: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return (min(xs), min(ys)), (max(xs) - min(xs) + WIDE * 1.2, max(ys) - min(ys) + HIGH * 1.4)


def _area(places: Sequence[tuple[float, float]]) -> float:
    _, (wide, high) = _box(places)
    return wide * high


# ---- rings


def _rings(count: int, arcs: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[tuple[float, float]]:
    """The subject in the middle, what is tied to it around it, and so on outward."""
    tied: dict[int, list[int]] = defaultdict(list)
    for a, b in arcs:
        tied[a].append(b)
        tied[b].append(a)
    depth, order, branches = _tree(count, tied, starts)
    leaves = _leaves(order, branches)
    angles = _angles(starts, branches, leaves, order)
    rings: dict[int, int] = defaultdict(int)
    for number in order:
        rings[depth[number]] += 1
    radii = _radii(rings)
    return _apart(
        [
            (radii[depth[at]] * math.cos(angles[at]), radii[depth[at]] * math.sin(angles[at]) * 0.62)
            for at in range(count)
        ]
    )


def _tree(
    count: int, tied: Mapping[int, Sequence[int]], starts: Sequence[int]
) -> tuple[dict[int, int], list[int], dict[int, list[int]]]:
    """How far each is from the subject, all in the order in which they are met, and what was met from each."""
    depth = dict.fromkeys(starts, 0)
    order = list(starts)
    branches: dict[int, list[int]] = defaultdict(list)
    for number in order:
        for other in sorted(tied.get(number, ())):
            if other not in depth:
                depth[other] = depth[number] + 1
                order.append(other)
                branches[number].append(other)
    outer = max(depth.values(), default=0) + 1
    lost = [number for number in range(count) if number not in depth]
    depth |= dict.fromkeys(lost, outer)
    branches[starts[0]] += lost
    return depth, [*order, *lost], branches


def _leaves(order: Sequence[int], branches: Mapping[int, Sequence[int]]) -> dict[int, int]:
    found: dict[int, int] = {}
    for number in reversed(order):
        found[number] = sum(found[low] for low in branches.get(number, ())) or 1
    return found


def _angles(
    starts: Sequence[int],
    branches: Mapping[int, Sequence[int]],
    leaves: Mapping[int, int],
    order: Sequence[int],
) -> dict[int, float]:
    """Each takes a part of the circle as large as what hangs on it."""
    total = sum(leaves[start] for start in starts)
    spans: dict[int, tuple[float, float]] = {}
    at = 0.0
    for start in starts:
        width = 2 * math.pi * leaves[start] / total
        spans[start] = (at, at + width)
        at += width
    for number in order:
        at, end = spans[number]
        share = (end - at) / sum(leaves[low] for low in branches.get(number, [number]))
        for low in branches.get(number, ()):
            spans[low] = (at, at + share * leaves[low])
            at += share * leaves[low]
    return {number: (low + high) / 2 - math.pi / 2 for number, (low, high) in spans.items()}


def _radii(rings: Mapping[int, int]) -> dict[int, float]:
    """The radius of each ring: beyond the last one, and long enough for its cards."""
    found: dict[int, float] = {}
    for depth in sorted(rings):
        need = rings[depth] * WIDE * 1.08 / (2 * math.pi * 0.75)
        if depth == 0:
            found[0] = 0.0 if rings[0] == 1 else max(RING / 2, need)
        else:
            found[depth] = max(found.get(depth - 1, 0.0) + RING, need)
    return found


def _centred(placed: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    left, right = min(x for x, _ in placed), max(x for x, _ in placed)
    high, low = min(y for _, y in placed), max(y for _, y in placed)
    return [(round(x - (left + right) / 2, 1), round(y - (high + low) / 2, 1)) for x, y in placed]
