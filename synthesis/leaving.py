"""How each event is told: how they left, where to, why, what held and what helped them, and who one of them was."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from synthesis.army import Army
from synthesis.people import LEAVERS
from synthesis.tables import Whole
from synthesis.terms import DESTINATIONS, HELPS, MODES, MOTIVES, OBSTACLES, ROUTES

_NAMED = 0.35
_RANK_OF_A_GROUP = 0.5
_PLACE = 0.6
_DRAWS = 16


@dataclass(frozen=True, slots=True)
class Lot:
    """Terms that are drawn by their weights with numbers from 0 to 1."""

    terms: tuple[str, ...]
    until: tuple[float, ...]

    def one(self, number: float) -> str:
        """The term at a number."""
        return self.terms[min(bisect(self.until, number), len(self.terms) - 1)]

    def some(self, numbers: list[float]) -> str:
        """The different terms at some numbers, in their order, as a cell."""
        drawn = {self.one(number) for number in numbers}
        return ";".join(term for term in self.terms if term in drawn)


def lot(weights: Mapping[str, float]) -> Lot:
    """A lot of terms with these weights."""
    total = sum(weights.values())
    return Lot(tuple(weights), tuple(accumulate(weight / total for weight in weights.values())))


_MODES, _MOTIVES, _OBSTACLES, _HELPS, _ROUTES = map(lot, (MODES, MOTIVES, OBSTACLES, HELPS, ROUTES))


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one event. `person` is the number of the soldier, 0 if nobody is named."""

    person: int
    rank: str
    mode: str
    destination: str
    motives: str
    obstacles: str
    support: str
    with_place: bool


@dataclass(frozen=True, slots=True)
class Leavers:
    """The named soldiers of a unit, the first ones of it: rank, age, and the day on which each left."""

    rank: Whole
    age: Whole
    day: list[int]


def stories(
    random: np.random.Generator, army: Army, main: Whole, serving: int
) -> tuple[list[Story], Leavers]:
    """A story for each event of one unit, given by its main report; at most `serving` soldiers can be named."""
    reports, events = army.reports, army.events
    event = reports.event[main]
    rank, age = LEAVERS.draw(random, len(main))
    numbers = random.random((len(main), _DRAWS)).tolist()
    # Named are single persons, where unit, count and day are told exactly.
    exact = (reports.unit[main] == events.unit[event]) & (reports.first[main] == reports.last[main])
    alone = exact & (reports.count[main] == 1) & (events.count[event] == 1)
    named = [one and draw[0] < _NAMED for one, draw in zip(alone.tolist(), numbers, strict=True)]
    persons = list(_numbered(named, serving))
    single = (reports.count[main] == 1).tolist()
    ranks = [LEAVERS.ranks[one] for one in rank.tolist()]
    told = [_story(*row) for row in zip(persons, single, ranks, numbers, strict=True)]
    known = np.flatnonzero(persons)
    return told, Leavers(rank[known], age[known], reports.first[main[known]].tolist())


def _numbered(named: list[bool], most: int) -> Iterator[int]:
    """A number from 1 up for each of the first `most` that are named, 0 for the others."""
    number = 0
    for one in named:
        takes = one and number < most
        number += takes
        yield number if takes else 0


def _story(person: int, single: bool, rank: str, draws: list[float]) -> Story:
    mode = _MODES.one(draws[1])
    places = DESTINATIONS.get(mode, ("",))
    reasons, holds = 1 + int(draws[3] * 3), int(draws[7] * 4)
    helps, routes = int(draws[11] * 3), int(draws[14] * 2)
    support = (_HELPS.some(draws[12 : 12 + helps]), _ROUTES.some(draws[15 : 15 + routes]))
    return Story(
        person=person,
        rank=rank if single or draws[0] < _RANK_OF_A_GROUP else "",
        mode=mode,
        destination=places[int(draws[2] * len(places))],
        motives=_MOTIVES.some(draws[4 : 4 + reasons]),
        obstacles=_OBSTACLES.some(draws[8 : 8 + holds]),
        support=";".join(filter(None, support)),
        with_place=(draws[0] * 10) % 1 < _PLACE,
    )
