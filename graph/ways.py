"""The shortest ways from one thing to another, each of which does without the steps of those before it if it can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

from graph.surroundings import Fact, Thing, Tie
from graph.together import together
from ontology.time import Bounds, Holds

# Another way must do without what the ways before it took, or pay so many times as much for it.
_AGAIN = 1.7


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way, as it is stored: `source` is the client, the subordinate, the one posted.

    `via` is the unit in which both served or the intake of both, `size` how many it has. `facts` open the evidence.
    `holds` and `bounds` say how surely and when: for a shared posting when both were there.
    """

    kind: Tie
    type: str
    source: str
    target: str
    facts: tuple[Fact, ...]
    bounds: Bounds
    holds: Holds | None = None
    via: str | None = None
    size: int = 0
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Way:
    """A way from one end to the other. `together` says whether all of its steps can hold at one time.

    It is None where a step has no time of its own (an intake).
    """

    things: tuple[str, ...]
    steps: tuple[Step, ...]
    cost: float
    together: Holds | None


@dataclass(frozen=True)
class _Arc:
    """A step taken in one direction, between two corners of the map of ways."""

    tail: tuple[str, str]
    head: tuple[str, str]
    step: Step


# A unit has two corners. Who comes to it from a person goes on to another unit: two persons of one unit are tied by
# a shared posting, if they were there at one time, and not by the unit alone. So it is with what comes from a unit.
_PLAIN, _BELOW, _BESIDE = "", "from a person", "from a unit"


def _arcs(steps: Iterable[Step], things: Mapping[str, Thing]) -> Iterator[_Arc]:
    for step in steps:
        if step.kind is Tie.INTAKE:
            person, intake = (step.source, _PLAIN), (f"intake {step.target}", _PLAIN)
            yield from (_Arc(person, intake, step), _Arc(intake, person, step))
            continue
        source, target = things[step.source], things[step.target]
        if source.person and target.person:
            yield from _two_ways((source.id, _PLAIN), (target.id, _PLAIN), step)
        elif source.person:
            yield _Arc((source.id, _PLAIN), (target.id, _BELOW), step)
            yield _Arc((target.id, _BESIDE), (source.id, _PLAIN), step)
        else:
            for corner in (_BELOW, _BESIDE):
                yield _Arc((source.id, corner), (target.id, _BESIDE), step)
                yield _Arc((target.id, corner), (source.id, _BESIDE), step)


def _two_ways(tail: tuple[str, str], head: tuple[str, str], step: Step) -> Iterator[_Arc]:
    yield _Arc(tail, head, step)
    yield _Arc(head, tail, step)


def shortest(
    steps: Sequence[Step], things: Mapping[str, Thing], first: str, second: str, limit: int
) -> Iterator[Way]:
    """The shortest way, then the shortest that pays more for each step already taken, and so on."""
    import igraph

    arcs = list(_arcs(steps, things))
    corners = {corner: number for number, corner in enumerate(sorted(_corners(arcs, things, first, second)))}
    graph = igraph.Graph(
        n=len(corners), edges=[(corners[arc.tail], corners[arc.head]) for arc in arcs], directed=True
    )
    start = corners[first, _PLAIN if things[first].person else _BESIDE]
    ends = [corners[second, corner] for corner in ([_PLAIN] if things[second].person else [_BELOW, _BESIDE])]
    costs = [arc.step.cost for arc in arcs]
    twins: dict[int, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        twins[id(arc.step)].append(number)
    found: dict[tuple[object, ...], Way] = {}
    for _ in range(limit * 4):
        if len(found) >= limit:
            break
        taken = _cheapest(graph, start, ends, costs)
        if not taken:
            break
        way = _way([arcs[number] for number in taken], first)
        if len(set(way.things)) == len(way.things):
            found.setdefault(_keys(way), way)
        for number in taken:
            for twin in twins[id(arcs[number].step)]:
                costs[twin] *= _AGAIN
    ways = sorted(found.values(), key=lambda way: (round(way.cost, 6), len(way.steps), way.things))
    yield from (
        way for place, way in enumerate(ways) if not any(_a_detour_of(one, way) for one in ways[:place])
    )


def _keys(way: Way) -> tuple[tuple[str, str, str, str | None], ...]:
    return tuple((step.source, step.target, step.type, step.via) for step in way.steps)


def _a_detour_of(way: Way, longer: Way) -> bool:
    """Whether the longer one only passes more persons of a unit or an intake that the way has already."""
    crowds, known = {step.via for step in way.steps if step.via}, set(_keys(way))
    fresh = [key for key in _keys(longer) if key not in known]
    return set(way.things) < set(longer.things) and all(via in crowds for *_, via in fresh)


def _corners(
    arcs: Sequence[_Arc], things: Mapping[str, Thing], first: str, second: str
) -> set[tuple[str, str]]:
    ends = {
        (id, corner)
        for id in (first, second)
        for corner in ([_PLAIN] if things[id].person else [_BELOW, _BESIDE])
    }
    return ends | {corner for arc in arcs for corner in (arc.tail, arc.head)}


def _cheapest(graph: Any, start: int, ends: Sequence[int], costs: Sequence[float]) -> list[int]:
    """The edges of the cheapest way to any of the ends; empty where there is none."""
    with catch_warnings():
        # An end that cannot be reached is told by an empty way.
        simplefilter("ignore", RuntimeWarning)
        ways = graph.get_shortest_paths(start, to=list(ends), weights=list(costs), mode="out", output="epath")
    return min((way for way in ways if way), key=lambda way: sum(costs[edge] for edge in way), default=[])


def _way(arcs: Sequence[_Arc], first: str) -> Way:
    """The way that these arcs make; the two halves of an intake become one step between two persons."""
    things, steps = [first], []
    half: Step | None = None
    for arc in arcs:
        step = arc.step
        if step.kind is not Tie.INTAKE:
            steps.append(step)
            things.append(arc.head[0])
        elif half is None:
            half = step
        else:
            steps.append(_classmates(half, step))
            things.append(step.source)
            half = None
    return Way(tuple(things), tuple(steps), sum(step.cost for step in steps), _at_once(steps))


def _classmates(one: Step, other: Step) -> Step:
    return Step(
        Tie.INTAKE, "", one.source, other.source, (), Bounds(), None, one.via, one.size, one.cost + other.cost
    )


def _at_once(steps: Sequence[Step]) -> Holds | None:
    if any(step.kind is Tie.INTAKE for step in steps):
        return None
    choices = [step.facts if step.via is None else () for step in steps]
    if any(len(some) > 1 for some in choices):
        return _best_at_once(steps)
    return together(step.bounds for step in steps).holds


def _best_at_once(steps: Sequence[Step]) -> Holds:
    """As `together`, where a step has several facts: each may be the one; the first steps choose."""
    chosen: list[Bounds] = []
    for step in sorted(steps, key=lambda step: 1 if step.via else len(step.facts)):
        bounds = [step.bounds] if step.via else [fact.bounds for fact in step.facts]
        order = [Holds.CERTAIN, Holds.POSSIBLE, Holds.NO]
        chosen.append(min(bounds, key=lambda one: order.index(together([*chosen, one]).holds)))
    return together(chosen).holds
