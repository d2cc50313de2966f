"""The order of battle: how many units on each echelon, who is under whom, which region, since when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from ontology.reading import load_model
from synthesis.spec import Part, Spec
from synthesis.tables import NOBODY, Whole
from synthesis.terms import COMPANY, LADDERS, REGIONAL

SMALLEST_SPAN, LARGEST_SPAN = 2, 6
_LOWEST_MEAN, _HIGHEST_MEAN = 2.2, 5.7
_DOWN_TO_BATTALIONS = 0.65
"""The share of units from the top down to the battalions; the rest are companies."""
_USUAL_COMPANIES = 4


@dataclass(frozen=True, slots=True)
class Order:
    """The units as they stand on the first day: a parent each (NOBODY for the top), all other arrays as in Units."""

    ladder: tuple[str, ...]
    level: Whole
    parent: Whole
    region: Whole
    start: Whole

    def __len__(self) -> int:
        return len(self.level)

    @property
    def regions(self) -> int:
        """How many regions there are: one a regional command."""
        return int((self.level == self.ladder.index(REGIONAL)).sum())

    @property
    def battalion_level(self) -> int:
        """The level of the battalions; the companies have the next."""
        return len(self.ladder) - 2

    @property
    def battalions(self) -> Whole:
        """The positions of the battalions."""
        return np.flatnonzero(self.level == self.battalion_level)


def order_of_battle(spec: Spec) -> Order:
    """An order of battle of just `spec.units` units, all spans from 2 to 6."""
    random = spec.random(Part.ORDER)
    sizes = _sizes(spec.units)
    ladder = (*LADDERS[len(sizes) - 1], COMPANY)
    counts = [*sizes, spec.units - sum(sizes)]
    parents = list(_parents(random, counts))
    level = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    parent = np.concatenate(parents)
    return Order(
        ladder=ladder,
        level=level,
        parent=parent,
        region=_regions(level, parent, ladder.index(REGIONAL)),
        start=_starts(random, spec.units),
    )


def echelon_names(order: Order) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Ids, names and echelons of the units, numbered within their echelon."""
    labels = load_model().schemes["echelon"]
    first = np.searchsorted(order.level, np.arange(len(order.ladder)))
    number = np.arange(len(order)) - first[order.level] + 1
    echelons = tuple(order.ladder[level] for level in order.level.tolist())
    numbered = list(zip(echelons, number.tolist(), strict=True))
    ids = tuple(f"synthetic-{echelon}-{number}" for echelon, number in numbered)
    called = {echelon: labels.label_of(echelon) for echelon in order.ladder}
    return ids, tuple(f"{called[echelon]} {number} (synthetic)" for echelon, number in numbered), echelons


# ---- how many on each echelon


def _sizes(units: int) -> list[int]:
    """How many units on each echelon down to the battalions; a larger army has more echelons."""
    target = int(_DOWN_TO_BATTALIONS * units)
    steps = max(k for k in LADDERS if sum(_chain(_LOWEST_MEAN, k)) <= target)
    low, high = _LOWEST_MEAN, _HIGHEST_MEAN
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(_chain(middle, steps)) <= target else (low, middle)
    return _chain(low, steps)


def _chain(span: float, steps: int) -> list[int]:
    sizes = [1]
    for _ in range(steps):
        above = sizes[-1]
        sizes.append(min(max(round(span * above), SMALLEST_SPAN * above), LARGEST_SPAN * above))
    return sizes


# ---- who is under whom


def _parents(random: np.random.Generator, counts: list[int]) -> Iterator[Whole]:
    yield np.array([NOBODY], dtype=np.int64)
    first = 0
    for above, below in pairwise(counts[:-1]):
        yield first + np.repeat(np.arange(above), _spans(random, above, below))
        first += above
    battalions, companies = counts[-2], counts[-1]
    some = min(-(-companies // _USUAL_COMPANIES), battalions)
    chosen = np.sort(random.choice(battalions, some, replace=False))
    yield first + np.repeat(chosen, _spans(random, some, companies))


def _spans(random: np.random.Generator, above: int, below: int) -> Whole:
    """How many of `below` units are under each of those above: two at least, six at most."""
    room = np.repeat(np.arange(above), LARGEST_SPAN - SMALLEST_SPAN)
    more = random.permutation(room)[: below - SMALLEST_SPAN * above]
    return np.bincount(more, minlength=above) + SMALLEST_SPAN


def _regions(level: Whole, parent: Whole, regional: int) -> Whole:
    """The region of each unit: the number of the regional command that is over it."""
    region = np.full(len(level), NOBODY, dtype=np.int64)
    commands = np.flatnonzero(level == regional)
    region[commands] = np.arange(len(commands))
    for below in range(regional + 1, int(level[-1]) + 1):
        units = np.flatnonzero(level == below)
        region[units] = region[parent[units]]
    return region


def _starts(random: np.random.Generator, units: int) -> Whole:
    """The first day of some year from 1950 to 2005."""
    years = np.array([date(year, 1, 1).toordinal() for year in range(1950, 2006)], dtype=np.int64)
    return years[random.integers(0, len(years), units)]
