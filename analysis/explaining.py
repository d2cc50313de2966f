"""Why an event counts for a unit, or only perhaps does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from analysis.army import AFTER, BEFORE, NOWHERE, Events, Whole
from analysis.leaks import Measured
from analysis.placing import Placed, events_from_above

COUNTED: Literal["counted"] = "counted"
POSSIBLE: Literal["possible"] = "possible"

HERE = "It is reported for this unit."
UNDER = "It is reported for a unit that was under this one on its middle day."
UNSURE_UNDER = "The unit that it is reported for may have been under this one."
FROM_ABOVE = "It is reported only for a unit above this one, and may have been here."
OUT_OF_WINDOW = "Its middle day lies outside the window, but some of its days lie inside."
NO_DAY = "Its day is not known."
PARTLY_OUT = "Some of the days on which it can have been lie outside the window."
NOT_SURE_ALL_DAYS = (
    "It is not certain that its unit was under this one on each day on which it can have been."
)
ROUGH = "Its number is known only roughly."
ASSUMED = "Its number is not known: one person is counted."


@dataclass(frozen=True, slots=True)
class Explained:
    """An event that counts for a unit, or could.

    `earliest` and `latest`: the days between which it fell, None where open. `reported_for`: the unit that sources
    name. `sure`: it is in `defectors_min` too. `why`: sentences.
    """

    event: str
    earliest: date | None
    latest: date | None
    reported_for: str
    count_low: int
    count: int
    count_high: int
    standing: Literal["counted", "possible"]
    sure: bool
    why: tuple[str, ...]


def explain(measured: Measured, unit: str) -> tuple[Explained, ...]:
    """The events that are counted for a unit and then those only possible, each in the order of their days.

    Raises KeyError for a unit that the army has not.
    """
    try:
        position = measured.army.units.ids.index(unit)
    except ValueError:
        raise KeyError(unit) from None
    placing = measured.placing
    middle = _of(placing.middle, position)
    sure = set(_of(placing.whatever, position).tolist())
    perhaps = np.union1d(
        _of(placing.perhaps, position),
        events_from_above(measured.army, placing, measured.window, position),
    )
    only_possible = np.setdiff1d(perhaps, middle)
    teller = _Teller(measured, position, sure)
    return (
        *(teller.told(event, COUNTED) for event in _by_day(measured.army.events, middle)),
        *(teller.told(event, POSSIBLE) for event in _by_day(measured.army.events, only_possible)),
    )


def _of(placed: Placed, unit: int) -> Whole:
    return np.unique(placed.event[placed.unit == unit])


def _by_day(events: Events, some: Whole) -> list[int]:
    order = np.lexsort((some, events.days.end[some], events.days.start[some]))
    chosen: list[int] = some[order].tolist()
    return chosen


@dataclass(frozen=True, slots=True)
class _Teller:
    measured: Measured
    unit: int
    sure: set[int]

    def told(self, event: int, standing: Literal["counted", "possible"]) -> Explained:
        events = self.measured.army.events
        return Explained(
            event=events.ids[event],
            earliest=_day(int(events.days.start[event]), BEFORE),
            latest=_day(int(events.days.end[event]), AFTER),
            reported_for=self.measured.army.units.ids[int(events.unit[event])],
            count_low=int(events.low[event]),
            count=int(events.count[event]),
            count_high=int(events.high[event]),
            standing=standing,
            sure=event in self.sure,
            why=tuple(self._why(event, standing)),
        )

    def _why(self, event: int, standing: str) -> list[str]:
        days = self._days(event, standing)
        return [*self._place(event, standing), *days, *self._number(event)]

    def _place(self, event: int, standing: str) -> list[str]:
        if int(self.measured.army.events.unit[event]) == self.unit:
            return [HERE]
        if standing == COUNTED:
            sure = event in self.sure or self._partly_out(event)
            return [UNDER] if sure else [UNDER, NOT_SURE_ALL_DAYS]
        placing = self.measured.placing
        upward = np.any((placing.perhaps.event == event) & (placing.perhaps.unit == self.unit))
        return [UNSURE_UNDER if upward else FROM_ABOVE]

    def _days(self, event: int, standing: str) -> list[str]:
        events, window = self.measured.army.events, self.measured.window
        middle = int(events.middle[event])
        if middle == NOWHERE:
            return [NO_DAY]
        if not window.start <= middle <= window.end:
            return [OUT_OF_WINDOW]
        return [PARTLY_OUT] if self._partly_out(event) else []

    def _partly_out(self, event: int) -> bool:
        days, window = self.measured.army.events.days, self.measured.window
        return bool(days.start[event] < window.start or days.end[event] > window.end)

    def _number(self, event: int) -> list[str]:
        events = self.measured.army.events
        if events.assumed[event]:
            return [ASSUMED]
        return [ROUGH] if events.low[event] != events.high[event] else []


def _day(number: int, unknown: int) -> date | None:
    return None if number == unknown else date.fromordinal(number)
