"""The tables that the leak measure works on: units, who answers to whom, strengths, and events.

Days are whole numbers (`date.toordinal()`), as 64-bit integers. A span holds both its ends; one whose start lies
after its end holds no day. Units are known by their position.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flag = NDArray[np.bool_]

BEFORE = 0
"""The day before all days: an unknown beginning."""
AFTER = 4_000_000
"""The day after all days: an unknown end."""
NOWHERE = -1
"""The unit of an event that no unit can be given; the middle day of an event without one."""

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are looked at, both ends included."""

    first: date
    last: date

    @property
    def start(self) -> int:
        """The first day as a number."""
        return self.first.toordinal()

    @property
    def end(self) -> int:
        """The last day as a number."""
        return self.last.toordinal()

    @property
    def years(self) -> float:
        """Its length; a year has 365.25 days."""
        return (self.end - self.start + 1) / DAYS_A_YEAR


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of days; `start` and `end` are as long as the table they belong to."""

    start: Whole
    end: Whole

    def __len__(self) -> int:
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Units:
    """The units: what they are, and when they existed (by the middle of bounds that are known roughly)."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    echelons: tuple[str | None, ...]
    placeholder: Flag
    exists: Spans

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Ties:
    """Who answers to whom: positions of the unit below and the unit above, and the days on which it is so.

    `certain` runs from the latest start to the earliest end, `possible` from the earliest start to the latest end.
    """

    below: Whole
    above: Whole
    certain: Spans
    possible: Spans


@dataclass(frozen=True, slots=True)
class Strengths:
    """Facts about how many persons a unit has: `low`, `best` and `high`, in persons.

    `kind` orders what is counted (0 is preferred: those who are really there), `preference` the facts of one kind
    of one unit (0 has the best support).
    """

    unit: Whole
    kind: Whole
    preference: Whole
    certain: Spans
    possible: Spans
    low: Real
    best: Real
    high: Real


@dataclass(frozen=True, slots=True)
class Events:
    """Defections: the unit (NOWHERE if none), the days between which it fell, its middle day, how many persons.

    `days` runs from BEFORE or to AFTER where an end is unknown; then `middle` is NOWHERE. `assumed` marks events
    of which no number is known: one person at least left.
    """

    ids: tuple[str, ...]
    unit: Whole
    days: Spans
    middle: Whole
    low: Whole
    count: Whole
    high: Whole
    assumed: Flag

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, left_out: frozenset[str]) -> Events:
        """The events but for some of them."""
        keep = np.array([id not in left_out for id in self.ids], dtype=np.bool_)
        return Events(
            ids=tuple(id for id in self.ids if id not in left_out),
            unit=self.unit[keep],
            days=Spans(self.days.start[keep], self.days.end[keep]),
            middle=self.middle[keep],
            low=self.low[keep],
            count=self.count[keep],
            high=self.high[keep],
            assumed=self.assumed[keep],
        )


@dataclass(frozen=True, slots=True)
class Army:
    """All that the measure reads."""

    units: Units
    ties: Ties
    strengths: Strengths
    events: Events

    def whole(self) -> Window | None:
        """The window in which all events with a known middle day lie; None if there are none.

        It runs over whole months, so that a month's count is one of a whole month.
        """
        known = self.events.middle[self.events.middle != NOWHERE]
        if not len(known):
            return None
        first, last = date.fromordinal(int(known.min())), date.fromordinal(int(known.max()))
        return Window(first.replace(day=1), last.replace(day=monthrange(last.year, last.month)[1]))
