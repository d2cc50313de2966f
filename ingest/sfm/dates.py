"""Dates as the Security Force Monitor's sheets write them, turned into EDTF.

Read are `6/27/2001` (month first), `July 2015`, `27 July 2015`, `2000`, `2015-01-`, `1998-00-00`, `2020-10--`,
timestamps, and EDTF itself. What cannot be a date raises DateError; what says that there is no date (`Undated`) is
None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from ontology.time import DateError, parse

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NO_DATE = frozenset({"", "undated", "nan", "n/a", "na", "none", "null", "unknown", "no date", "n.d."})
SINCE_EVER = "since_beginning_of_time"
_LONGEST = 200

_SLASHED = re.compile(r"(\d{1,2})\s*/\s*(\d{1,2})\s*/\s*(\d{4}|\d{2})")
_MONTH_YEAR_SLASHED = re.compile(r"(\d{1,2})\s*/\s*(\d{4})")
_DASHED = re.compile(r"(\d{4})(?:-(\d{0,2})(?:-(\d{0,2}))?)?-*")
_STAMP = re.compile(r"(\d{4})-(\d{2})-(\d{2})[tT ]\d{1,2}:\d{2}.*")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?,?\s+(\d{4})")
_WORDS_US = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MARKED = re.compile(r"[~?%X/]|\.\.")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in EDTF, and what was odd about how it was written (kinds of warnings)."""

    edtf: str
    odd: tuple[str, ...] = ()


def read_date(text: str) -> Dated | None:
    """The date that a cell's text is; None where it says that there is none. Raises DateError."""
    if len(text) > _LONGEST:
        raise DateError(text, "it is not written in a way that these sheets use")
    return _read(text)


@lru_cache(maxsize=65536)
def _read(text: str) -> Dated | None:
    folded = " ".join(text.split()).casefold()
    if folded in NO_DATE:
        return None
    for pattern, build in _SHAPES:
        if match := pattern.fullmatch(folded):
            return build(text, match)
    if _MARKED.search(text):
        parse(text.strip())
        return Dated(text.strip())
    raise DateError(text, "it is not written in a way that these sheets use")


def read_parts(month: str, day: str, year: str) -> str | None:
    """The date of three separate cells, in EDTF; None where all are empty. Raises DateError."""
    parts = [part.strip() for part in (month, day, year)]
    if not any(parts):
        return None
    shown = "/".join(parts)
    if not all(part.isdecimal() and len(part) <= 4 for part in parts if part):
        raise DateError(shown, "a month, day or year is not a number")
    numbers = [int(part) if part else 0 for part in parts]
    return _edtf(shown, numbers[2], numbers[0], numbers[1])


def span_of_days(first: str, last: str) -> str:
    """The EDTF of "some time from `first` to `last`": a year or a month where it is exactly that, a day, else an
    interval. `first` or `last` may be empty, `first` the literal `since_beginning_of_time`. Raises DateError.
    """
    low, high = _bound(first), _bound(last)
    if low is None or high is None:
        if low is None and high is None:
            raise DateError(f"{first}/{last}", "both ends are open")
        return f"{low.isoformat() if low else '..'}/{high.isoformat() if high else '..'}"
    if low > high:
        raise DateError(f"{first}/{last}", "its end is before its start")
    return _whole(low, high)


def _bound(text: str) -> date | None:
    if text.strip().casefold() == SINCE_EVER:
        return None
    dated = read_date(text)
    if dated is None:
        return None
    span = parse(dated.edtf)
    if span.earliest is None or span.earliest != span.latest:
        raise DateError(text, "the bound of a range is a day")
    return span.earliest


def _whole(low: date, high: date) -> str:
    if low == high:
        return low.isoformat()
    after = high + timedelta(days=1) if high < date.max else high
    if low.day == 1 and after.day == 1:
        if (low.year, low.month) == (high.year, high.month):
            return f"{low:%Y-%m}"
        if low.month == 1 and high.month == 12 and low.year == high.year:
            return f"{low:%Y}"
    return f"{low.isoformat()}/{high.isoformat()}"


def _edtf(text: str, year: int, month: int, day: int) -> str:
    """A date of numbers, 0 where unknown, checked against the calendar."""
    if not 1000 <= year <= 9999:
        raise DateError(text, "a year has four digits")
    if day and not month:
        raise DateError(text, "a day without its month")
    edtf = f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")
    parse(edtf)
    return edtf


def _slashed(text: str, match: re.Match[str]) -> Dated:
    month, day, year = int(match[1]), int(match[2]), int(match[3])
    if len(match[3]) == 4:
        return Dated(_edtf(text, year, month, day))
    if year < 69:  # as POSIX has it: 69 to 99 are of the 20th century; the others could be of either
        raise DateError(text, "a year has four digits")
    return Dated(_edtf(text, 1900 + year, month, day), ("year of two digits read as of the 20th century",))


def _month_slashed(text: str, match: re.Match[str]) -> Dated:
    return Dated(_edtf(text, int(match[2]), int(match[1]), 0))


def _dashed(text: str, match: re.Match[str]) -> Dated:
    return Dated(_edtf(text, int(match[1]), int(match[2] or 0), int(match[3] or 0)))


def _words(text: str, match: re.Match[str]) -> Dated:
    return Dated(_edtf(text, int(match[3]), _month(text, match[2]), int(match[1] or 0)))


def _words_us(text: str, match: re.Match[str]) -> Dated:
    return Dated(_edtf(text, int(match[3]), _month(text, match[1]), int(match[2])))


def _month(text: str, word: str) -> int:
    for number, month in enumerate(MONTHS, 1):
        if month.startswith(word) or (word == "sept" and number == 9):
            return number
    raise DateError(text, f"{word} is no month")


_SHAPES = (
    (_SLASHED, _slashed),
    (_MONTH_YEAR_SLASHED, _month_slashed),
    (_DASHED, _dashed),
    (_STAMP, _dashed),
    (_DIGITS, _dashed),
    (_WORDS, _words),
    (_WORDS_US, _words_us),
)
