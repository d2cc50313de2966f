"""How persons and units hang together: through command, patronage, shared postings and intake, shortest ways first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from math import log10
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from graph.chain import Read
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from graph.surroundings import (
    Fact,
    Surroundings,
    Thing,
    Tie,
    edges_of,
    patronage_tie,
    person_class,
    surroundings,
    unit_class,
    with_values,
)
from graph.together import together
from ontology.errors import CommandError
from ontology.model import Model
from ontology.time import Bounds, Holds

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SHORTEST = 5
"""So many ways are given unless told otherwise."""

# What a step costs where it touches nobody else: a tie is one step; having served together says less than a patron.
_COST = {Tie.COMMAND: 1.0, Tie.PATRONAGE: 1.0, Tie.POSTING: 1.2, Tie.INTAKE: 1.4}
# A posting of a unit of so many is as good as any; an intake likewise.
_SMALL = 10
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


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways between two things, the shortest first; `things` are all that stand on them."""

    first: str
    second: str
    on: date | None
    kinds: tuple[Tie, ...]
    ways: tuple[Way, ...]
    things: Mapping[str, Thing]
    looked_at: int


def find_ways(
    database: Database,
    model: Model,
    first: str,
    second: str,
    *,
    on: date | None = None,
    kinds: Sequence[Tie] = tuple(Tie),
    limit: int = SHORTEST,
) -> Ways:
    """The shortest ways between two persons or units, the nearest first, each differing from those before it.

    With a day, only ties that certainly or possibly hold on it; an intake holds always. `limit` is the number of
    ways at most. Large units and intakes count as farther (see `farther`). It is read in one transaction, and only
    around the two ends: a way of more than some ten steps is not found. Raises UnknownId, and CommandError for a
    thing that is neither a person nor a unit, and for one thing twice.
    """
    if first == second:
        raise CommandError("Both ends are the same thing.", hint="Choose another one to look for ways to.")

    def work(tx: ManagedTransaction) -> Ways:
        def read(query: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
            return [dict(record) for record in tx.run(query, dict(values))]

        _check(read, model, (first, second))
        around = surroundings(read, model, (first, second), kinds, on)
        return _filled(read, model, _ways(model, around, first, second, on, tuple(kinds), limit))

    return database.read_work(work)


def _check(read: Read, model: Model, ends: Sequence[str]) -> None:
    rows = read(
        f"MATCH (e:{ENTITY}) WHERE e.id IN $ids RETURN e.id AS id, labels(e) AS labels", {"ids": list(ends)}
    )
    labels = {row["id"]: row["labels"] for row in rows}
    wanted = {person_class(model), unit_class(model)}
    for end in ends:
        if end not in labels:
            raise UnknownId(end)
        if not wanted & set(labels[end]):
            both = f"a {person_class(model).lower()} nor a {unit_class(model).lower()}"
            raise CommandError(f"{end!r} is neither {both}.", hint="Ways are looked for between these.")


def farther(size: int) -> float:
    """What passing a crowd of so many adds to a step: little up to ten, then about one step for each factor of ten."""
    return log10(1 + size / _SMALL)


def _filled(read: Read, model: Model, found: Ways) -> Ways:
    """With the properties of what stands on the ways."""
    facts = {fact.id: fact for way in found.ways for step in way.steps for fact in step.facts}
    things, told = with_values(read, model, found.things, facts)

    def filled(step: Step) -> Step:
        return replace(step, facts=tuple(told[fact.id] for fact in step.facts))

    ways = tuple(replace(way, steps=tuple(map(filled, way.steps))) for way in found.ways)
    return replace(found, ways=ways, things=things)


# ---- steps


def _ways(
    model: Model,
    around: Surroundings,
    first: str,
    second: str,
    on: date | None,
    kinds: tuple[Tie, ...],
    limit: int,
) -> Ways:
    steps = [*_direct(model, around, kinds, on), *_shared(model, around, kinds, on), *_intakes(around, kinds)]
    ways = tuple(_shortest(steps, around.things, first, second, limit)) if first in around.things else ()
    met = {id for way in ways for id in way.things} | {
        step.via for way in ways for step in way.steps if step.via
    }
    things = {id: around.things[id] for id in (*met, first, second) if id in around.things}
    return Ways(first, second, on, kinds, ways, things, len(around.things))


def _direct(model: Model, around: Surroundings, kinds: Sequence[Tie], on: date | None) -> Iterator[Step]:
    """The ties as they are stored, all facts of a pair and type in one step."""
    pairs: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in around.facts.values():
        pairs[fact.source, fact.target, fact.type].append(fact)
    kind_of = _kinds(model, kinds)
    for (source, target, type_), facts in sorted(pairs.items()):
        kind = kind_of[type_]
        some = tuple(sorted(facts, key=lambda fact: (str(fact.bounds.start_latest), fact.id)))
        crowd = around.things[target].crowd
        # Half of what a crowd costs on the way in, half on the way out.
        yield Step(
            kind,
            type_,
            source,
            target,
            some,
            some[0].bounds,
            _surest(fact.bounds.holds_on(on) for fact in some) if on else None,
            size=crowd,
            cost=_COST[kind] + farther(crowd) / 2,
        )


def _surest(some: Iterable[Holds]) -> Holds:
    return min(some, key=[Holds.CERTAIN, Holds.POSSIBLE, Holds.NO].index)


def _kinds(model: Model, kinds: Sequence[Tie]) -> dict[str, Tie]:
    """The kind that a relationship type counts as: a command counts as a posting only where commands are left out."""
    found = dict.fromkeys(edges_of(model, [Tie.POSTING]), Tie.POSTING)
    if Tie.COMMAND in kinds:
        found |= dict.fromkeys(edges_of(model, [Tie.COMMAND]), Tie.COMMAND)
    return found | {str(patronage_tie(model).edge): Tie.PATRONAGE}


def _shared(model: Model, around: Surroundings, kinds: Sequence[Tie], on: date | None) -> Iterator[Step]:
    """Two persons in the same unit at overlapping times: certainly or possibly, by the four bounds of both postings."""
    if Tie.POSTING not in kinds:
        return
    postings = set(edges_of(model, [Tie.POSTING]))
    served: dict[str, list[Fact]] = defaultdict(list)
    for fact in around.facts.values():
        if fact.type in postings:
            served[fact.target].append(fact)
    found: dict[tuple[str, str, str], Step] = {}
    for unit, facts in served.items():
        size = around.things[unit].crowd
        for one, other in combinations(sorted(facts, key=lambda fact: (fact.source, fact.id)), 2):
            step = _both(one, other, unit, size, on) if one.source != other.source else None
            key = (one.source, other.source, unit)
            if step and (key not in found or _order(step) < _order(found[key])):
                found[key] = step
    yield from found.values()


def _order(step: Step) -> tuple[int, str]:
    return ([Holds.CERTAIN, Holds.POSSIBLE].index(step.holds or Holds.POSSIBLE), step.facts[0].id)


def _both(one: Fact, other: Fact, unit: str, size: int, on: date | None) -> Step | None:
    both = together((one.bounds, other.bounds))
    holds = both.bounds.holds_on(on) if on else both.holds
    if Holds.NO in (holds, both.holds):
        return None
    cost = _COST[Tie.POSTING] + farther(size) + (0.3 if holds is Holds.POSSIBLE else 0.0)
    return Step(
        Tie.POSTING, one.type, one.source, other.source, (one, other), both.bounds, holds, unit, size, cost
    )


def _intakes(around: Surroundings, kinds: Sequence[Tie]) -> Iterator[Step]:
    """Persons of one intake, whatever their number: the larger, the farther."""
    if Tie.INTAKE not in kinds:
        return
    members: dict[str, list[str]] = defaultdict(list)
    for thing in around.things.values():
        if thing.person and thing.intake in around.intakes:
            members[str(thing.intake)].append(thing.id)
    for intake, ids in sorted(members.items()):
        cost = _COST[Tie.INTAKE] + farther(around.intakes[intake])
        for id in sorted(ids):
            yield Step(
                Tie.INTAKE, "", id, intake, (), Bounds(), None, intake, around.intakes[intake], cost / 2
            )


# ---- the shortest of them


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


def _shortest(
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
