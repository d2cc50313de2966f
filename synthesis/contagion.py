"""Planted contagion: each defection causes others, later and nearby.

A daily self-exciting process in the form of its families: a defection has a Poisson number of children, each some days
later (geometric) in the same unit, in one under the same superior on that day, or in one whose commander is then the
patron or client of this one's commander. Source: A. Hawkes and D. Oakes, "A cluster process representation of a
self-exciting process", Journal of Applied Probability 11 (1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthesis.movements import parent_on
from synthesis.spec import Part, Spec
from synthesis.tables import Commanders, Flag, Patronage, Superiors, Units, Whole

SAME, SIBLING, TIED = 0.5, 0.3, 0.2
"""Where a further defection happens; in the same unit where there is no sibling or no tie on that day."""
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ways from one thing to units, from `first` to `last` day; in the order of `key`."""

    key: Whole
    unit: Whole
    first: Whole
    last: Whole


def neighbours(key: Whole, unit: Whole, first: Whole, last: Whole) -> Neighbours:
    """The ways in the order of their keys."""
    order = np.argsort(key, kind="stable")
    return Neighbours(key[order], unit[order], first[order], last[order])


def siblings(units: Units, superiors: Superiors) -> Neighbours:
    """From a superior to the battalions under it."""
    some = units.strength[superiors.unit] > 0
    return neighbours(
        superiors.parent[some], superiors.unit[some], superiors.first[some], superiors.last[some]
    )


def tied(units: Units, commanders: Commanders, patronage: Patronage) -> Neighbours:
    """From a battalion to those whose commander is patron or client of its own, while both command."""
    client, patron = patronage.client, patronage.patron
    one, other = commanders.unit[client], commanders.unit[patron]
    first = np.maximum(commanders.first[client], commanders.first[patron])
    last = np.minimum(commanders.last[client], commanders.last[patron])
    some = (units.strength[one] > 0) & (units.strength[other] > 0) & (first <= last) & (one != other)
    one, other, first, last = one[some], other[some], first[some], last[some]
    both = np.concatenate((one, other)), np.concatenate((other, one))
    return neighbours(*both, np.tile(first, 2), np.tile(last, 2))


def spread(
    spec: Spec, superiors: Superiors, under: Neighbours, ties: Neighbours, unit: Whole, day: Whole
) -> tuple[Whole, Whole, Flag]:
    """All defections, the first ones and those that they cause in the window: unit, day, whether caused."""
    random = spec.random(Part.SPREAD)
    found = [(unit, day)]
    while spec.contagion and len(unit):
        number = random.poisson(spec.contagion, len(unit))
        unit, day = np.repeat(unit, number), np.repeat(day, number)
        unit = _where(random, superiors, under, ties, unit, day)
        day = day + random.geometric(1 / spec.contagion_days, len(day))
        within = day <= spec.end
        unit, day = unit[within], day[within]
        found.append((unit, day))
    units, days = (np.concatenate(column) for column in zip(*found, strict=True))
    return units, days, np.arange(len(units)) >= len(found[0][0])


def _where(
    random: np.random.Generator,
    superiors: Superiors,
    under: Neighbours,
    ties: Neighbours,
    unit: Whole,
    day: Whole,
) -> Whole:
    way = random.random(len(unit))
    to = unit.copy()
    beside = np.flatnonzero((way >= SAME) & (way < SAME + SIBLING))
    to[beside] = _any(
        random, under, parent_on(superiors, unit[beside], day[beside]), unit[beside], day[beside]
    )
    along = np.flatnonzero(way >= SAME + SIBLING)
    to[along] = _any(random, ties, unit[along], unit[along], day[along])
    return to


def _any(random: np.random.Generator, ways: Neighbours, key: Whole, unit: Whole, day: Whole) -> Whole:
    """One of the units that a key leads to on the day, never the unit itself; the unit itself if none is found."""
    low = np.searchsorted(ways.key, key, side="left")
    number = np.searchsorted(ways.key, key, side="right") - low
    found = unit.copy()
    for _ in range(_TRIES):
        open_ = np.flatnonzero((found == unit) & (number > 0))
        at = low[open_] + random.integers(0, number[open_])
        good = (ways.first[at] <= day[open_]) & (day[open_] <= ways.last[at])
        found[open_[good]] = ways.unit[at[good]]
    return found
