"""What lies around two things, read level by level from both until they meet: what paths are looked for in.

A thing with very many ties of one kind (a large unit, a patron of many, an intake) is entered but not left through
that kind: whoever is on its other side enters it from there. So no hub floods the search, and no way through one
is lost that is short from both ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from graph.chain import Read
from graph.layout import ENTITY, INTAKE
from ontology.errors import DeclarationError
from ontology.model import Class, Kind, Model
from ontology.time import Bounds

CROWD = 60
"""A thing with more ties of a kind than these is not left through that kind, against its direction."""
LEVELS = 6
"""So many levels are read from each end at most."""
BROADEST = 400
"""So many things of one level are gone on from at most, the nearest first."""
MOST = 4_000
"""So many things are known at most on one side; then no further level of it is read."""


class Tie(StrEnum):
    """The kinds of tie through which persons and units hang together."""

    COMMAND = "command"
    PATRONAGE = "patronage"
    POSTING = "posting"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a tie between two things, as it is stored. `type` is its relationship type in Neo4j."""

    id: str
    type: str
    source: str
    target: str
    bounds: Bounds
    values: Mapping[str, Any] = field(default_factory=dict)
    """Its properties; read for those that stand on a way alone (see `with_values`)."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A person or a unit met on the way. `crowd` is how many ties point at it."""

    id: str
    name: str
    person: bool
    crowd: int
    intake: str | None
    values: Mapping[str, Any] = field(default_factory=dict)
    """Its properties; read for those that stand on a way alone (see `with_values`)."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All that was read: the things, the facts between them, and the sizes of the intakes that several share."""

    things: Mapping[str, Thing]
    facts: Mapping[str, Fact]
    intakes: Mapping[str, int]


def patronage_tie(model: Model) -> Class:
    """The relation of a person to a person. Raises DeclarationError where the ontology has none."""
    person = person_class(model)
    for cls in model.of_kind(Kind.RELATION):
        if cls.edge and cls.end_class(cls.source) == cls.end_class(cls.target) == person:
            return cls
    raise DeclarationError(f"No relation ties a {person} to a {person}.")


def person_class(model: Model) -> str:
    """The class of those who are posted."""
    posting = model.serving("posting")
    return posting.end_class(posting.source)


def unit_class(model: Model) -> str:
    """The class of what they are posted to."""
    posting = model.serving("posting")
    return posting.end_class(posting.target)


def edges_of(model: Model, kinds: Sequence[Tie]) -> list[str]:
    """The relationship types in which ties of these kinds lie."""
    chain, command = str(model.serving("chain").edge), str(model.serving("command").edge)
    postings = [str(cls.edge) for cls in model.family(model.serving("posting"))]
    found = {
        Tie.COMMAND: [chain, command],
        Tie.PATRONAGE: [str(patronage_tie(model).edge)],
        Tie.POSTING: postings,
        Tie.INTAKE: [],
    }
    return sorted({edge for kind in kinds for edge in found[kind]})


@dataclass
class _Side:
    """One end, and what was reached from it."""

    seen: set[str]
    frontier: list[str]
    intakes: set[str] = field(default_factory=set)


def surroundings(
    read: Read, model: Model, ends: tuple[str, str], kinds: Sequence[Tie], on: date | None
) -> Surroundings:
    """Read around both ends by turns, one level beyond where they first meet."""
    things: dict[str, Thing] = {}
    facts: dict[str, Fact] = {}
    sides = [_Side({end}, [end]) for end in ends]
    _start(read, model, sides, things, kinds)
    met = False
    for _ in range(LEVELS):
        for side in sorted(sides, key=lambda one: len(one.seen)):
            if side.frontier and len(side.seen) < MOST:
                _widen(read, model, side, things, facts, kinds, on)
        if met:
            break
        met = _meet(sides)
    shared = sorted(sides[0].intakes & sides[1].intakes)
    return Surroundings(things, facts, _sizes(read, model, shared))


def _meet(sides: Sequence[_Side]) -> bool:
    return bool(sides[0].seen & sides[1].seen or sides[0].intakes & sides[1].intakes)


def _start(
    read: Read, model: Model, sides: Sequence[_Side], things: dict[str, Thing], kinds: Sequence[Tie]
) -> None:
    query = f"MATCH (o:{ENTITY}) WHERE o.id IN $ids RETURN {_thing_columns(model)}"
    for row in read(query, {"ids": [id for side in sides for id in side.frontier]}):
        thing = Thing(*row["thing"])
        things[thing.id] = thing
    for side in sides:
        _note_intakes(side, [things[id] for id in side.frontier if id in things], kinds)


def _widen(
    read: Read,
    model: Model,
    side: _Side,
    things: dict[str, Thing],
    facts: dict[str, Fact],
    kinds: Sequence[Tie],
    on: date | None,
) -> None:
    edges = edges_of(model, kinds)
    reached: dict[str, Thing] = {}
    for (id, *tie), (other, *more) in _ties(read, model, side.frontier, edges, on):
        if other not in things:
            things[other] = Thing(other, *more)
        reached[other] = things[other]
        if id not in facts:
            type_, source, target, *days = tie
            facts[id] = Fact(id, type_, source, target, Bounds(*map(_day, days)))
    fresh = [thing for id, thing in reached.items() if id not in side.seen]
    _note_intakes(side, fresh, kinds)
    side.seen.update(thing.id for thing in fresh)
    side.frontier = [thing.id for thing in sorted(fresh, key=lambda one: (one.crowd, one.id))[:BROADEST]]


def _note_intakes(side: _Side, things: Sequence[Thing], kinds: Sequence[Tie]) -> None:
    if Tie.INTAKE in kinds:
        side.intakes.update(thing.intake for thing in things if thing.intake)


def _ties(
    read: Read, model: Model, near: Sequence[str], edges: Sequence[str], on: date | None
) -> Iterator[tuple[list[Any], list[Any]]]:
    """Each tie of these things with the thing at its other end: along it, and against it where there are not too many.

    They come in one list, and days as text: there are hundreds, and what a row and a date cost on their way is more
    than it costs to find them.
    """
    if not edges:
        return
    holds = (
        "($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))"
    )
    along = [f"MATCH (e)-[r:{'|'.join(edges)}]->(o:{ENTITY}) WHERE {holds} RETURN r, o"]
    against = [
        f"MATCH (e)<-[r:{edge}]-(o:{ENTITY}) WHERE COUNT {{ (e)<-[:{edge}]-() }} <= $crowd AND {holds} RETURN r, o"
        for edge in edges
    ]
    days = ", ".join(f"toString(r.{key})" for key in Bounds().as_dict())
    query = f"""
        UNWIND $ids AS near MATCH (e:{ENTITY} {{id: near}})
        CALL (e) {{ {" UNION ALL ".join([*along, *against])} }}
        WITH [r.id, type(r), startNode(r).id, endNode(r).id, {days}] AS tie, {_thing_columns(model)}
        RETURN collect([tie, thing]) AS ties
    """
    for row in read(query, {"ids": near, "on": on, "crowd": CROWD}):
        yield from row["ties"]


@cache
def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _thing_columns(model: Model) -> str:
    """The fields of a Thing, in their order."""
    edges = "|".join(edges_of(model, list(Tie)))
    return f"""[o.id, coalesce(o.name, o.id), o:{person_class(model)}, COUNT {{ (o)<-[:{edges}]-() }}, o.{INTAKE}]
            AS thing"""


def with_values(
    read: Read, model: Model, things: Mapping[str, Thing], facts: Mapping[str, Fact]
) -> tuple[dict[str, Thing], dict[str, Fact]]:
    """The same things and facts, by their ids, with all their properties."""
    ties = [[fact.id, fact.source, fact.target] for fact in facts.values()]
    of_things = f"MATCH (o:{ENTITY}) WHERE o.id IN $ids RETURN o.id AS id, properties(o) AS values"
    of_facts = f"""
        UNWIND $ties AS tie
        MATCH (:{ENTITY} {{id: tie[1]}})-[r:{"|".join(edges_of(model, list(Tie)))}]->(:{ENTITY} {{id: tie[2]}})
        WHERE r.id = tie[0] RETURN r.id AS id, properties(r) AS values
    """
    met = {row["id"]: row["values"] for row in read(of_things, {"ids": list(things)})}
    told = {row["id"]: row["values"] for row in read(of_facts, {"ties": ties})}
    return (
        {id: replace(thing, values=met.get(id, {})) for id, thing in things.items()},
        {id: replace(fact, values=told.get(id, {})) for id, fact in facts.items()},
    )


def _sizes(read: Read, model: Model, intakes: Sequence[str]) -> dict[str, int]:
    """How many persons each of these intakes has."""
    if not intakes:
        return {}
    query = f"""
        MATCH (p:{person_class(model)}) USING INDEX p:{person_class(model)}({INTAKE})
        WHERE p.{INTAKE} IN $intakes RETURN p.{INTAKE} AS intake, count(*) AS size
    """
    return {row["intake"]: int(row["size"]) for row in read(query, {"intakes": list(intakes)})}
