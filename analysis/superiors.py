"""Who stood above a unit through the window, as the measure counts: one that moved has several, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from analysis.army import Ties, Whole
from analysis.leaks import Measured
from analysis.reach import Reach, best_steps, certain_steps, reach, whole


@dataclass(frozen=True, slots=True)
class Above:
    """A superior of any level, on the days from `first` to `last`; `certain` where it surely was so on all of them.

    `steps`: how many levels it is up, the shortest way. `events` and `persons`: what of the unit's own count goes to
    it too, by the middle days of the events.
    """

    unit: str
    name: str
    steps: int
    first: date
    last: date
    certain: bool
    events: int
    persons: int


def superiors(measured: Measured, unit: str) -> tuple[Above, ...]:
    """The superiors of a unit in the window, level by level, and in the order of their days.

    Raises KeyError for a unit that the army has not.
    """
    army, window = measured.army, measured.window
    if unit not in army.units.ids:
        raise KeyError(unit)
    position, count = army.units.ids.index(unit), len(army.units)
    begin = whole(np.array([position], dtype=np.int64))
    best = reach(begin, best_steps(army.ties, count, window.start, window.end), count)
    sure = reach(begin, certain_steps(army.ties, window.start, window.end), count)
    found = _told(measured, position, best, sure)
    return tuple(sorted(found, key=lambda one: (one.steps, one.first, one.name)))


def _told(measured: Measured, position: int, best: Reach, sure: Reach) -> Iterator[Above]:
    units, events = measured.army.units, measured.army.events
    middle = measured.placing.middle
    mine = np.unique(middle.event[middle.unit == position])
    steps = _steps(measured.army.ties, position)
    for above, start, end in zip(best.above.tolist(), best.start.tolist(), best.end.tolist(), strict=True):
        if above == position:
            continue
        counted = mine[(events.middle[mine] >= start) & (events.middle[mine] <= end)]
        certain = (sure.above == above) & (sure.start <= start) & (sure.end >= end)
        yield Above(
            unit=units.ids[above],
            name=units.names[above],
            steps=steps[above],
            first=date.fromordinal(start),
            last=date.fromordinal(end),
            certain=bool(certain.any()),
            events=len(counted),
            persons=int(events.count[counted].sum()),
        )


def _steps(ties: Ties, position: int) -> dict[int, int]:
    """How many levels up each unit above is, on whatever day."""
    found, level, number = {position: 0}, np.array([position], dtype=np.int64), 0
    while len(level):
        number += 1
        level = _fresh(ties.above[np.isin(ties.below, level)], found)
        found.update(dict.fromkeys(level.tolist(), number))
    return found


def _fresh(units: Whole, found: dict[int, int]) -> Whole:
    return np.array(sorted(set(units.tolist()) - found.keys()), dtype=np.int64)
