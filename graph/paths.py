"""How persons and units hang together: through command, patronage, shared postings and intake, shortest ways first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from math import log10
from typing import TYPE_CHECKING, Any

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
from graph.ways import Step, Way, shortest
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
    ways = tuple(shortest(steps, around.things, first, second, limit)) if first in around.things else ()
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
