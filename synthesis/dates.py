"""Days as the tables write them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from synthesis.tables import FOREVER

STILL = ".."
"""EDTF's open end: still so when the source spoke."""


@lru_cache(maxsize=50_000)
def day(ordinal: int) -> str:
    """One day."""
    return date.fromordinal(ordinal).isoformat()


def year(ordinal: int) -> str:
    """The year in which a day falls."""
    return f"{date.fromordinal(ordinal).year}"


def end(ordinal: int) -> str:
    """The last day of something, or that it goes on."""
    return STILL if ordinal == FOREVER else day(ordinal)


@lru_cache(maxsize=50_000)
def between(first: int, last: int) -> str:
    """A day, a month, or any other days as an interval."""
    if first == last:
        return day(first)
    start, following = date.fromordinal(first), date.fromordinal(last) + timedelta(days=1)
    whole = start.day == following.day == 1 and (start + timedelta(days=31)).replace(day=1) == following
    return f"{start:%Y-%m}" if whole else f"{day(first)}/{day(last)}"
