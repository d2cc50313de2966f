"""Who is on record: how many persons each unit has, and what they are, drawn in blocks that fit into any memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from synthesis.army import Army
from synthesis.names import FAMILY_NAMES, GIVEN_NAMES
from synthesis.places import TOWNS
from synthesis.tables import NOBODY, Real, Whole
from synthesis.terms import GENDERS, LEAVING, RANKS, STAFF_RANKS, YOUNGER

BLOCK = 2_000
"""Persons drawn and written at once."""
YEAR = 2021
_STAFF, _A_STAFF = 20, 30
"""One person of so many is in a staff, and a staff has at most so many."""
_ON_RECORD = 0.9
"""At most this share of a unit's real strength is on record as serving now; the others served before."""
_OF_THE_BATTALION = 0.3
"""The share of a battalion's soldiers who belong to none of its companies, if it has some."""
_YOUNGEST, _OLDEST, _SPREAD = 18, 60, 4.0
_LEFT = (2010, 2020)
"""The years in which those who serve no more left: the last not included."""


@dataclass(frozen=True, slots=True)
class Posts:
    """Persons on record by unit, commanders aside: all of them, and those who serve now."""

    persons: Whole
    serving: Whole


def posts(army: Army) -> Posts:
    """How the persons are shared out: a few to the staffs, the others by the strength of the units."""
    units, extra = army.units, army.persons - len(army.commanders)
    staffs = np.flatnonzero(units.part_of == NOBODY)
    persons = np.zeros(len(units), dtype=np.int64)
    in_staffs = min(extra // _STAFF, _A_STAFF * len(staffs))
    persons[staffs] = in_staffs // len(staffs)
    persons[staffs[: in_staffs % len(staffs)]] += 1
    share = _shares(army)
    persons += _shared_out(extra - in_staffs, share)
    room = np.where(share > 0, np.floor(_ON_RECORD * share) - 1, _A_STAFF).astype(np.int64)
    return Posts(persons, np.minimum(persons, np.maximum(room, 0)))


def _shares(army: Army) -> Real:
    """The soldiers of each unit itself, those of its companies not counted."""
    units = army.units
    companies = np.flatnonzero((units.part_of != NOBODY) & (units.strength == 0))
    over = units.part_of[companies]
    number = np.bincount(over, minlength=len(units))
    share = units.strength * np.where(number > 0, _OF_THE_BATTALION, 1.0)
    share[companies] = (1 - _OF_THE_BATTALION) * units.strength[over] / number[over]
    return np.asarray(share, dtype=np.float64)


def _shared_out(persons: int, share: Real) -> Whole:
    """Whole numbers in proportion to the shares, with just this sum."""
    exact = persons * share / share.sum()
    whole = np.floor(exact).astype(np.int64)
    missing = persons - int(whole.sum())
    whole[np.argsort(whole - exact, kind="stable")[:missing]] += 1
    return np.asarray(whole, dtype=np.int64)


# ---- what they are


@dataclass(frozen=True, slots=True)
class Population:
    """Ranks and ages, and how likely each pair is: `until` are the sums of the chances, ages within ranks."""

    ranks: tuple[str, ...]
    until: Real

    def draw(self, random: np.random.Generator, number: int) -> tuple[Whole, Whole]:
        """Positions of ranks, and ages in years."""
        at = np.searchsorted(self.until, random.random(number), side="right")
        at = np.minimum(at, len(self.until) - 1)
        return at // len(_AGES), _YOUNGEST + at % len(_AGES)


_AGES = np.arange(_YOUNGEST, _OLDEST)


def _population(ranks: Mapping[str, tuple[float, float]], *, leaving: bool = False) -> Population:
    chance = np.array([share * _ages(mean) for share, mean in ranks.values()])
    if leaving:
        chance *= np.array([LEAVING[rank] for rank in ranks])[:, None] * np.exp(-YOUNGER * _AGES)
    return Population(tuple(ranks), np.cumsum((chance / chance.sum()).ravel()))


def _ages(mean: float) -> Real:
    weight = np.exp(-(((_AGES - mean) / _SPREAD) ** 2) / 2)
    return np.asarray(weight / weight.sum(), dtype=np.float64)


SOLDIERS = _population(RANKS)
STAFFS = _population(STAFF_RANKS)
LEAVERS = _population(RANKS, leaving=True)
"""Who leaves: of soldiers, the younger and lower more often."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some persons, as columns of what stands in the tables."""

    given: list[str]
    family: list[str]
    gender: list[str]
    town: list[int]
    rank: Whole
    age: Whole

    @property
    def born(self) -> Whole:
        """The year of birth of each, if he serves now."""
        return YEAR - self.age


def block(random: np.random.Generator, population: Population, number: int, regions: int) -> Block:
    """The next `number` persons, from the towns of so many regions."""
    rank, age = population.draw(random, number)
    given = random.integers(0, len(GIVEN_NAMES), number).tolist()
    family = random.integers(0, len(FAMILY_NAMES), number).tolist()
    women = random.random(number) < list(GENDERS.values())[1]
    men, other = GENDERS
    return Block(
        given=[GIVEN_NAMES[one] for one in given],
        family=[FAMILY_NAMES[one] for one in family],
        gender=[other if woman else men for woman in women.tolist()],
        town=random.integers(1, regions * TOWNS, number, endpoint=True).tolist(),
        rank=rank,
        age=age,
    )


def serving_since(random: np.random.Generator, age: Whole) -> Whole:
    """The year in which each who serves now came to his unit."""
    return YEAR - 1 - np.floor(random.random(len(age)) * np.minimum(age - _YOUNGEST + 1, 9)).astype(np.int64)


def served(random: np.random.Generator, age: Whole) -> tuple[Whole, Whole, Whole]:
    """Birth, first and last year of each who serves no more; he was about as old as `age` when he left."""
    until = random.integers(*_LEFT, len(age))
    born = until - age
    years = np.floor(random.random(len(age)) * np.minimum(age - _YOUNGEST + 1, 9)).astype(np.int64)
    return born, until - years, until
