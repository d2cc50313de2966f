"""The model of time: imprecise dates, the four bounds of a fact, and what holds on a day.

Dates are read from EDTF (Extended Date/Time Format, Library of Congress, 2019: levels 0 and 1, with the seasons and
quarters of level 2) and become a `Span`, the earliest and the latest day that the text allows. A fact holds in an
interval of which four days are known or not (`Bounds`). No other module computes with dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ontology.errors import OrbatlasError


class DateError(OrbatlasError):
    """A text that is not a date as Orbatlas reads them."""

    def __init__(self, text: str, why: str) -> None:
        hint = "Write 2021, 2021-02, 2021-02-15, 2021-02~ or ../2021-04."
        super().__init__(f"{text[:60]!r} is not a date: {why}.", hint=hint)
        self.why = why


@dataclass(frozen=True, slots=True)
class Span:
    """The days between which an imprecise date lies, both included; None is unknown."""

    earliest: date | None
    latest: date | None


class Holds(Enum):
    """How a fact stands on a day."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The interval in which a fact holds: when it may have begun and ended. None is unknown.

    Where both are known, start_earliest ≤ start_latest and end_earliest ≤ end_latest.
    """

    start_earliest: date | None = None
    start_latest: date | None = None
    end_earliest: date | None = None
    end_latest: date | None = None

    def holds_on(self, day: date) -> Holds:
        """Certain from start_latest to end_earliest; possible unless before start_earliest or after end_latest."""
        if self.start_latest and self.end_earliest and self.start_latest <= day <= self.end_earliest:
            return Holds.CERTAIN
        if self.start_earliest and day < self.start_earliest:
            return Holds.NO
        if self.end_latest and day > self.end_latest:
            return Holds.NO
        return Holds.POSSIBLE

    def known_span(self) -> tuple[date, date] | None:
        """From start_latest to end_earliest, in order; the one known day where the other is not; None if neither."""
        days = [day for day in (self.start_latest, self.end_earliest) if day is not None]
        return (min(days), max(days)) if days else None

    def as_dict(self) -> dict[str, date | None]:
        """The four bounds by their names."""
        return {
            "start_earliest": self.start_earliest,
            "start_latest": self.start_latest,
            "end_earliest": self.end_earliest,
            "end_latest": self.end_latest,
        }


# ---- reading dates

_MARK = r"[~?%]?"
_YEAR = re.compile(rf"(?P<mark>[~?%]?)(?P<year>-?[0-9]{{1,4}}|[0-9]{{1,3}}X|[0-9]{{1,2}}XX){_MARK}")
_MONTH = re.compile(rf"{_MARK}(?P<year>[0-9]{{4}}){_MARK}-{_MARK}(?P<month>[0-9]{{2}}|XX){_MARK}")
_DAY = re.compile(
    rf"{_MARK}(?P<year>[0-9]{{4}}){_MARK}-{_MARK}(?P<month>[0-9]{{2}}|XX){_MARK}-{_MARK}(?P<day>[0-9]{{2}}|[0-3]X|XX){_MARK}"
)
# EDTF's season and quarter codes that name whole months; the astronomical ones differ by hemisphere and are a year.
_QUARTERS = {
    33: (1, 3),
    34: (4, 6),
    35: (7, 9),
    36: (10, 12),
    37: (1, 4),
    38: (5, 8),
    39: (9, 12),
    40: (1, 6),
    41: (7, 12),
}
_SEASONS = range(21, 33)
_OPEN = frozenset({"", ".."})


def parse(text: str) -> Span:
    """The span of an EDTF date or interval. `~`, `?` and `%` are kept in the text and do not widen the span.

    Raises DateError for what is no date, a day that no calendar has included.
    """
    text = text.strip()
    if text in _OPEN:
        raise DateError(text, "an open end alone says nothing")
    try:
        if text.startswith("["):
            return _one_of(text)
        return _interval(text) if "/" in text else _single(text)
    except DateError as error:
        raise DateError(text, error.why) from None


def _interval(text: str) -> Span:
    first, _, last = text.partition("/")
    if first in _OPEN and last in _OPEN:
        raise DateError(text, "both ends are open")
    earliest = None if first in _OPEN else _single(first).earliest
    latest = None if last in _OPEN else _single(last).latest
    if earliest and latest and earliest > latest:
        raise DateError(text, "its end is before its start")
    return Span(earliest, latest)


def _one_of(text: str) -> Span:
    """`[2015-03-01..2015-06-30]`, of level 2: one day among these; what our own exports write for two bounds."""
    first, dots, last = text.removeprefix("[").removesuffix("]").partition("..")
    if not text.endswith("]") or not dots or not (first or last):
        raise DateError(text, "it is not written in EDTF")
    return _interval(f"{first}/{last}")


def _single(text: str) -> Span:
    if match := _DAY.fullmatch(text):
        return _of_day(text, match)
    if match := _MONTH.fullmatch(text):
        return _of_month(text, match)
    if match := _YEAR.fullmatch(text):
        return _of_years(text, match["year"])
    raise DateError(text, "it is not written in EDTF")


def _of_years(text: str, year: str) -> Span:
    if len(year) != 4:
        raise DateError(text, "a year has four digits")
    return Span(
        _day(text, int(year.replace("X", "0")) or 1, 1, 1), _day(text, int(year.replace("X", "9")), 12, 31)
    )


def _of_month(text: str, match: re.Match[str]) -> Span:
    year = int(match["year"])
    if match["month"] == "XX":
        return Span(_day(text, year, 1, 1), _day(text, year, 12, 31))
    number = int(match["month"])
    if number in _SEASONS:
        return Span(_day(text, year, 1, 1), _day(text, year, 12, 31))
    first, last = _QUARTERS.get(number, (number, number))
    return Span(_day(text, year, first, 1), _last_of_month(text, year, last))


def _of_day(text: str, match: re.Match[str]) -> Span:
    if match["month"] == "XX":
        return _of_years(text, match["year"])
    year, month = int(match["year"]), int(match["month"])
    if "X" not in match["day"]:
        day = _day(text, year, month, int(match["day"]))
        return Span(day, day)
    end = _last_of_month(text, year, month)
    low = max(1, int(match["day"].replace("X", "0")))
    high = end.day if match["day"] == "XX" else min(end.day, int(match["day"].replace("X", "9")))
    return Span(_day(text, year, month, low), _day(text, year, month, high))


def _last_of_month(text: str, year: int, month: int) -> date:
    _day(text, year, month, 1)
    return date(year, month, monthrange(year, month)[1])


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise DateError(text, "the calendar has no such day") from error


# ---- bounds of a claim


def bounds_of(qualifiers: Mapping[str, str]) -> Bounds:
    """The bounds that one claim's dates say, by their roles: start, end, first_cited, last_cited, in_force.

    "First cited" sets only the latest start and "last cited" and "in force" only the earliest end: what a
    source saw may have begun before and gone on after. Raises DateError.
    """
    start = parse(qualifiers["start"]) if "start" in qualifiers else Span(None, None)
    end = parse(qualifiers["end"]) if "end" in qualifiers else Span(None, None)
    latest_starts = [start.latest]
    earliest_ends = [end.earliest]
    if "first_cited" in qualifiers:
        latest_starts.append(parse(qualifiers["first_cited"]).latest)
    for key in ("last_cited", "in_force"):
        if key in qualifiers:
            earliest_ends.append(parse(qualifiers[key]).earliest)
    return _meet(
        [Bounds(start.earliest, day, None, None) for day in latest_starts]
        + [Bounds(None, None, day, end.latest) for day in earliest_ends]
    )[0]


# ---- bounds of a fact


@dataclass(frozen=True, slots=True)
class Combined:
    """The bounds that several claims give together, and which side they contradict one another on."""

    bounds: Bounds
    contradictions: tuple[str, ...]


def combine(claims: Iterable[Bounds]) -> Combined:
    """What holds by all claims at once: the latest earliest bound and the earliest latest one.

    Where claims on one side (start or end) cannot all be right, that side covers all of them, unknown where one of
    them leaves it unknown, and is named as a contradiction; so is an end before the start ("order"). A narrower
    claim therefore never widens a fact unless it contradicts.
    """
    bounds, contradictions = _meet(list(claims))
    return Combined(bounds, contradictions)


def _meet(claims: list[Bounds]) -> tuple[Bounds, tuple[str, ...]]:
    start, start_clash = _side([Span(b.start_earliest, b.start_latest) for b in claims])
    end, end_clash = _side([Span(b.end_earliest, b.end_latest) for b in claims])
    backwards = bool(start.earliest and end.latest and start.earliest > end.latest)
    sides = (("start", start_clash), ("end", end_clash), ("order", backwards))
    clashes = tuple(name for name, clash in sides if clash)
    return Bounds(start.earliest, start.latest, end.earliest, end.latest), clashes


def _side(spans: list[Span]) -> tuple[Span, bool]:
    """The days that all spans share; if none, the days that any of them covers, and True."""
    said = [span for span in spans if span.earliest or span.latest]
    earliest = max((span.earliest for span in said if span.earliest), default=None)
    latest = min((span.latest for span in said if span.latest), default=None)
    if earliest is None or latest is None or earliest <= latest:
        return Span(earliest, latest), False
    open_below = any(span.earliest is None for span in said)
    open_above = any(span.latest is None for span in said)
    low = None if open_below else min(span.earliest for span in said if span.earliest)
    high = None if open_above else max(span.latest for span in said if span.latest)
    return Span(low, high), True


def middle(span: Span) -> date | None:
    """The middle day of a span, the earlier of two; the known end where only one is known."""
    if span.earliest and span.latest:
        return date.fromordinal((span.earliest.toordinal() + span.latest.toordinal()) // 2)
    return span.earliest or span.latest
