"""Bounds in words: "at the latest since March 2015, at least until June 2017"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ontology.time import Bounds

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(bounds: Bounds) -> str:
    """What the four bounds say, for people; "dates unknown" where they say nothing."""
    start = _start(bounds.start_earliest, bounds.start_latest)
    end = _end(bounds.end_earliest, bounds.end_latest)
    return ", ".join(part for part in (start, end) if part) or "dates unknown"


def told(what: str, bounds: Bounds) -> str:
    """What was so, with its time: "commander at the latest since March 2015, at least until June 2017"."""
    words = in_words(bounds)
    return f"{what}, {words}" if bounds == Bounds() else f"{what} {words}"


def _start(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        period = _period(earliest, latest)
        return f"since {period}" if period else f"since a day between {_day(earliest)} and {_day(latest)}"
    if latest:
        return f"at the latest since {_closing(latest)}"
    return f"not before {_opening(earliest)}" if earliest else ""


def _end(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        period = _period(earliest, latest)
        return f"until {period}" if period else f"until a day between {_day(earliest)} and {_day(latest)}"
    if earliest:
        return f"at least until {_opening(earliest)}"
    return f"not after {_closing(latest)}" if latest else ""


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def _period(first: date, last: date) -> str:
    """One word for a day, a whole month or a whole year; empty for any other stretch."""
    if first == last:
        return _day(first)
    if (first.day, first.month, last.day, last.month, last.year) == (1, 1, 31, 12, first.year):
        return str(first.year)
    same = (first.year, first.month) == (last.year, last.month)
    return _month(first) if same and first.day == 1 and last.day == _length(last) else ""


def _opening(day: date) -> str:
    """A bound that is the first day of a period names the period: it came from one."""
    if (day.day, day.month) == (1, 1):
        return str(day.year)
    return _month(day) if day.day == 1 else _day(day)


def _closing(day: date) -> str:
    if (day.day, day.month) == (31, 12):
        return str(day.year)
    return _month(day) if day.day == _length(day) else _day(day)


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
