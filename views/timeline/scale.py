"""Days as pixels: the scale of a timeline, its years and months, and the pieces of a bar with unsure ends."""

from __future__ import annotations

from calendar import month_abbr
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ontology.time import Bounds

FADE = 34.0
"""Pixels in which an end that nobody knows fades out."""
THIN = 3.0
"""A bar is at least so wide."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From the first day of the window at `left` to the end of its last at `right`, in pixels."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """Where a day begins."""
        days = self.last.toordinal() + 1 - self.first.toordinal()
        share = (day.toordinal() - self.first.toordinal()) / days
        return self.left + share * (self.right - self.left)

    def after(self, day: date) -> float:
        """Where a day ends."""
        width = (self.right - self.left) / (self.last.toordinal() + 1 - self.first.toordinal())
        return self.at(day) + width

    def clip(self, x: float) -> float:
        """The nearest place inside."""
        return min(max(x, self.left), self.right)


# ---- ticks


def ticks(scale: Scale, room: float = 62.0) -> list[tuple[float, str]]:
    """Where years or months begin, with their names, so many that each has its room."""
    most = max(2, int((scale.right - scale.left) / room))
    count = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month
    for step in (1, 3, 6):
        if count // step < most and count // 12 < most // 2:
            return [(scale.at(day), _month(day)) for day in _months(scale, step)]
    for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000):
        years = [date(year, 1, 1) for year in _years(scale, step)]
        if len(years) <= most:
            break
    return [(scale.at(day), str(day.year)) for day in years]


def _months(scale: Scale, step: int) -> Iterator[date]:
    first = scale.first.year * 12 + scale.first.month - 1
    last = scale.last.year * 12 + scale.last.month - 1
    for number in range(first, last + 1):
        day = date(number // 12, number % 12 + 1, 1)
        if number % step == 0 and day >= scale.first:
            yield day


def _month(day: date) -> str:
    return str(day.year) if day.month == 1 else f"{month_abbr[day.month]} {day.year}"


def _years(scale: Scale, step: int) -> Iterator[int]:
    begins = scale.first.year + (scale.first > date(scale.first.year, 1, 1))
    return (year for year in range(begins, scale.last.year + 1) if year % step == 0)


# ---- pieces


class Form(StrEnum):
    """How a piece of a bar is drawn."""

    SOLID = "solid"
    RISE = "rise"
    FALL = "fall"
    DASHED = "dashed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar from `start` to `end`, in pixels."""

    form: Form
    start: float
    end: float


def pieces(bounds: Bounds, scale: Scale) -> tuple[Piece, ...]:
    """The parts of a bar inside the window, from left to right.

    Solid where the fact certainly holds; it rises from the earliest to the latest start and falls from the earliest
    to the latest end, over FADE pixels where that bound is not known. Dashed is what holds on no day for certain.
    """
    found = [Piece(one.form, scale.clip(one.start), scale.clip(one.end)) for one in _pieces(bounds, scale)]
    return tuple(one for one in found if one.end > one.start) or _thin(found)


def _thin(found: list[Piece]) -> tuple[Piece, ...]:
    """What is too short to be seen, or at the edge, still is a mark."""
    return (Piece(found[0].form, found[0].start - THIN / 2, found[0].start + THIN / 2),) if found else ()


def _pieces(bounds: Bounds, scale: Scale) -> Iterator[Piece]:
    low = scale.at(bounds.start_earliest) if bounds.start_earliest else None
    begun = scale.at(bounds.start_latest) if bounds.start_latest else None
    kept = scale.after(bounds.end_earliest) if bounds.end_earliest else None
    high = scale.after(bounds.end_latest) if bounds.end_latest else None
    certain = begun is not None and kept is not None and kept > begun
    start, end, form = _body(low, begun, kept, high, scale) if not certain else (begun, kept, Form.SOLID)
    assert start is not None
    assert end is not None
    end = max(end, start + THIN)
    if low is None or low < start:
        yield Piece(Form.RISE, start - FADE if low is None else low, start)
    yield Piece(form, start, end)
    if high is None or high > end:
        yield Piece(Form.FALL, end, end + FADE if high is None else high)


def _body(
    low: float | None, begun: float | None, kept: float | None, high: float | None, scale: Scale
) -> tuple[float, float, Form]:
    """The middle of what holds on no day for certain: from what is known of the start to what is known of the end.

    Of a start that nobody knows only the fading is drawn; an end that nobody knows may still be to come.
    """
    if begun is not None and kept is not None:
        # The latest start lies after the earliest end: somewhere between, if at all.
        return (low if low is not None else kept), (high if high is not None else begun), Form.DASHED
    start = begun if begun is not None else low
    end = kept if kept is not None else high
    if start is None:
        start = end - FADE if end is not None else scale.left + FADE
    if end is None:
        end = max(scale.right - FADE, start + FADE)
    return min(start, end), max(start, end), Form.DASHED
