"""Battalions that change their superior in mid-period, who is under whom on a day, and sums up the chain."""

from __future__ import annotations

import numpy as np

from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.tables import FOREVER, NOBODY, Real, Superiors, Whole

# More than any day: a unit times this, plus a day, never meets the next unit.
_FAR = 10_000_000


def superiors(spec: Spec, order: Order) -> Superiors:
    """Who is under whom, with a share of battalions under another one of the same echelon from some day on."""
    random = spec.random(Part.MOVES)
    moved, day, to = _moves(random, spec, order)
    unit = np.flatnonzero(order.parent != NOBODY)
    last = np.full(len(order), FOREVER, dtype=np.int64)
    last[moved] = day - 1
    units = np.concatenate((unit, moved))
    first = np.concatenate((order.start[unit], day))
    into = np.lexsort((first, units))
    ends = np.concatenate((last[unit], np.full(len(moved), FOREVER, dtype=np.int64)))
    parents = np.concatenate((order.parent[unit], to))
    return Superiors(units[into], parents[into], first[into], ends[into])


def _moves(random: np.random.Generator, spec: Spec, order: Order) -> tuple[Whole, Whole, Whole]:
    """Which battalions move, on which day, to whom: at most one from each superior, in the middle of the window."""
    battalions = order.battalions
    above = np.unique(order.parent[battalions])
    number = min(round(spec.moved * len(battalions) + 0.49), len(above))
    left = random.choice(len(above), number, replace=False)
    shuffled = random.permutation(battalions)
    _, first = np.unique(order.parent[shuffled], return_index=True)
    moved = shuffled[first[left]]
    step = random.integers(1, len(above), number) if number else np.zeros(0, dtype=np.int64)
    margin = spec.days // 5
    day = spec.start + margin + random.integers(0, spec.days - 2 * margin, number)
    return moved, day, above[(left + step) % len(above)]


def parent_on(superiors: Superiors, unit: Whole, day: Whole) -> Whole:
    """The superior of each unit on its day; NOBODY for the top."""
    keys = superiors.unit * _FAR + superiors.first
    at = np.searchsorted(keys, unit * _FAR + day, side="right") - 1
    found = (at >= 0) & (superiors.unit[at] == unit)
    return np.where(found, superiors.parent[at], NOBODY)


def rolled_up(superiors: Superiors, units: int, unit: Whole, day: Whole, weight: Whole | Real) -> Real:
    """The sum of the weights for each of `units` units: of those of the unit and of all under it on the day."""
    total = np.zeros(units, dtype=np.float64)
    while len(unit):
        total += np.bincount(unit, weights=weight, minlength=units)
        above = parent_on(superiors, unit, day)
        some = above != NOBODY
        unit, day, weight = above[some], day[some], weight[some]
    return total


def ancestor_on(superiors: Superiors, level: Whole, unit: Whole, day: Whole, wanted: int) -> Whole:
    """The superior of each unit on the day at the level `wanted`, or the unit itself if it stands no lower."""
    unit = unit.copy()
    while np.any(lower := level[unit] > wanted):
        unit[lower] = parent_on(superiors, unit[lower], day[lower])
    return unit
