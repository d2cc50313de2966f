"""What lies around two things, read level by level from both until they meet: what paths are looked for in.

A thing with very many ties of one kind (a large unit, a patron of many, an intake) is entered but not left through
that kind: whoever is on its other side enters it from there. So no hub floods the search, and no way through one
is lost that is short from both ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from graph.chain import Read, bounds_from
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
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thing:
    """A person or a unit met on the way. `crowd` is how many ties point at it."""

    id: str
    name: str
    person: bool
    crowd: int
    intake: str | None
    values: Mapping[str, Any] = field(default_factory=dict)


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
        things[row["id"]] = _thing(row)
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
    rows = read(_level(model, edges), {"ids": side.frontier, "on": on, "crowd": CROWD}) if edges else []
    reached: dict[str, Thing] = {}
    for row in rows:
        thing = _thing(row)
        things.setdefault(thing.id, thing)
        reached.setdefault(thing.id, thing)
        fact = _fact(row)
        facts.setdefault(fact.id, fact)
    fresh = [thing for id, thing in reached.items() if id not in side.seen]
    _note_intakes(side, fresh, kinds)
    side.seen.update(thing.id for thing in fresh)
    side.frontier = [thing.id for thing in sorted(fresh, key=lambda one: (one.crowd, one.id))[:BROADEST]]


def _note_intakes(side: _Side, things: Sequence[Thing], kinds: Sequence[Tie]) -> None:
    if Tie.INTAKE in kinds:
        side.intakes.update(thing.intake for thing in things if thing.intake)


def _level(model: Model, edges: Sequence[str]) -> str:
    """One step from all of the frontier: along each tie, and against it where there are not too many."""
    holds = (
        "($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))"
    )
    along = [f"MATCH (e)-[r:{'|'.join(edges)}]->(o:{ENTITY}) WHERE {holds} RETURN r, o"]
    against = [
        f"MATCH (e)<-[r:{edge}]-(o:{ENTITY}) WHERE COUNT {{ (e)<-[:{edge}]-() }} <= $crowd AND {holds} RETURN r, o"
        for edge in edges
    ]
    return f"""
        UNWIND $ids AS near MATCH (e:{ENTITY} {{id: near}})
        CALL (e) {{ {" UNION ALL ".join([*along, *against])} }}
        RETURN type(r) AS type, properties(r) AS tie, startNode(r).id AS source, endNode(r).id AS target,
            {_thing_columns(model)}
    """


def _thing_columns(model: Model) -> str:
    edges = "|".join(edges_of(model, list(Tie)))
    return f"""o.id AS id, coalesce(o.name, o.id) AS name, o:{person_class(model)} AS person, o.{INTAKE} AS intake,
            COUNT {{ (o)<-[:{edges}]-() }} AS crowd, properties(o) AS values"""


def _thing(row: Mapping[str, Any]) -> Thing:
    return Thing(
        row["id"], str(row["name"]), bool(row["person"]), int(row["crowd"]), row["intake"], row["values"]
    )


def _fact(row: Mapping[str, Any]) -> Fact:
    tie = row["tie"]
    return Fact(tie["id"], row["type"], row["source"], row["target"], bounds_from(tie), tie)


def _sizes(read: Read, model: Model, intakes: Sequence[str]) -> dict[str, int]:
    """How many persons each of these intakes has."""
    if not intakes:
        return {}
    query = f"""
        MATCH (p:{person_class(model)}) USING INDEX p:{person_class(model)}({INTAKE})
        WHERE p.{INTAKE} IN $intakes RETURN p.{INTAKE} AS intake, count(*) AS size
    """
    return {row["intake"]: int(row["size"]) for row in read(query, {"intakes": list(intakes)})}
