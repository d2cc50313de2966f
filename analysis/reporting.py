"""How evenly events are reported: by whom, by how many, how late, and what a ranking owes to each publisher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from analysis.details import Detail
from analysis.leaks import Leak, Measured

TRIED = 12
"""So many publishers at most are left out, one after the other: those that alone tell of the most persons."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """A publisher: the events that it tells of, those that it alone tells of, and the persons of the latter."""

    name: str
    events: int
    share: float
    alone: tuple[str, ...]
    persons_alone: int


@dataclass(frozen=True, slots=True)
class Reporting:
    """How some events are reported.

    `single` is the share of events with one publisher only. `lag` is the median of days from the middle day of an
    event to its first report, between `lag_low` and `lag_high` (the quartiles); None where no event has both days,
    which `lag_known` counts. A report may be dated before the middle day of a rough date: then a lag is below 0.
    """

    events: int
    publishers: tuple[Publisher, ...]
    single: float
    lag: float | None
    lag_low: float | None
    lag_high: float | None
    lag_known: int


def reporting(details: Sequence[Detail]) -> Reporting:
    """How these events are reported."""
    told = Counter(name for one in details for name in one.publishers)
    lags = [
        one.first_report - one.day for one in details if one.first_report is not None and one.day is not None
    ]
    low, middle, high = _quartiles(lags)
    single = sum(len(one.publishers) == 1 for one in details)
    publishers = [_publisher(name, number, details) for name, number in told.items()]
    return Reporting(
        events=len(details),
        publishers=tuple(sorted(publishers, key=lambda one: (-one.events, one.name))),
        single=single / len(details) if details else 0.0,
        lag=middle,
        lag_low=low,
        lag_high=high,
        lag_known=len(lags),
    )


def _publisher(name: str, number: int, details: Sequence[Detail]) -> Publisher:
    alone = [one for one in details if one.publishers == {name}]
    return Publisher(
        name=name,
        events=number,
        share=number / len(details),
        alone=tuple(one.id for one in alone),
        persons_alone=sum(one.persons for one in alone),
    )


def _quartiles(values: Sequence[int]) -> tuple[float | None, float | None, float | None]:
    if not values:
        return None, None, None
    low, middle, high = (
        quantiles(values, n=4, method="inclusive") if len(values) > 1 else [float(values[0])] * 3
    )
    return low, middle, high


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The ranking of an echelon without what one publisher alone tells.

    `events` and `persons` fall away. `kept`: how many of the top are still in it. `moved` tells the units of the
    old and of the new top, with their rank by shrunk rate before and after (None: not ranked any more).
    """

    publisher: str
    events: int
    persons: int
    kept: int
    moved: tuple[tuple[str, int | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """What a ranking owes to each publisher that was tried; `not_tried` counts the others."""

    left_out: tuple[LeftOut, ...]
    not_tried: int


Measure = Callable[[frozenset[str]], Measured]
"""The leak measure without the events of these ids."""


def robustness(details: Sequence[Detail], echelon: str, top: int, measure: Measure) -> Robustness:
    """How the ranking of an echelon changes when each publisher is left out: what others tell as well stays."""
    alone = [one for one in reporting(details).publishers if one.alone]
    alone.sort(key=lambda one: (-one.persons_alone, one.name))
    before = _ranking(measure(frozenset()), echelon)
    found = (
        _left_out(one, before, _ranking(measure(frozenset(one.alone)), echelon), top) for one in alone[:TRIED]
    )
    return Robustness(tuple(found), max(0, len(alone) - TRIED))


def _ranking(measured: Measured, echelon: str) -> list[str]:
    """The ranked units of an echelon, the highest shrunk rate first."""
    ranked = [one for one in measured.leaks if one.echelon == echelon and one.shrunk_rate is not None]
    ranked.sort(key=_first)
    return [str(leak.unit) for leak in ranked]


def _first(leak: Leak) -> tuple[float, float, str]:
    return -(leak.shrunk_rate or 0), -(leak.p_top or 0), leak.unit or ""


def _left_out(publisher: Publisher, before: list[str], after: list[str], top: int) -> LeftOut:
    was = {unit: rank for rank, unit in enumerate(before, start=1)}
    now = {unit: rank for rank, unit in enumerate(after, start=1)}
    some = dict.fromkeys((*before[:top], *after[:top]))
    return LeftOut(
        publisher=publisher.name,
        events=len(publisher.alone),
        persons=publisher.persons_alone,
        kept=len(set(before[:top]) & set(after[:top])),
        moved=tuple((unit, was.get(unit), now.get(unit)) for unit in some),
    )
