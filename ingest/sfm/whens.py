"""The dates of a row: from when to when, as bounds, each with the cell that it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sfm.dates import SINCE_EVER, read_date, span_of_days
from ingest.sfm.declare import Cell, Dates, Ranges, Spell, When
from ingest.sfm.view import DATE_HINT, View
from ontology.time import DateError, parse


@dataclass(frozen=True, slots=True)
class Bound:
    """A date in EDTF and what it says: start, end, first_cited, last_cited or in_force."""

    bound: str
    edtf: str
    cell: Cell


def bounds_of_row(view: View, dates: Dates | None) -> list[Bound]:
    """The bounds that the dates of a row say, the first before the last. Raises RowRefused."""
    if isinstance(dates, Spell):
        return [bound for when in (dates.first, dates.last) for bound in _of_when(view, when)]
    return list(_of_ranges(view, dates)) if dates else []


def spell_of(dates: Dates | None, bounds: list[Bound]) -> str | None:
    """The spell of a tie whose dates have sources of their own: "first/last", `..` where a date is not known."""
    if not isinstance(dates, Spell):
        return None
    first = next((b.edtf for b in bounds if b.cell is dates.first.cell), "..")
    last = next((b.edtf for b in bounds if b.cell is dates.last.cell), "..")
    return f"{first}/{last}"


def _of_when(view: View, when: When) -> Iterator[Bound]:
    flag = view.get(when.flag).upper()
    if flag not in when.bounds:
        view.warn("flag beside a date not understood")
        flag = ""
    day = view.day(when.cell.value, when.parts)
    if day is not None:
        yield Bound(when.bounds[flag], day, when.cell)
    elif when.bounds[flag] == "in_force":
        view.warn("open-ended without a date")
    elif when.bounds[flag] == "end":
        view.warn("ended without a date")


# ---- the ranges of the newer model


def _of_ranges(view: View, ranges: Ranges) -> Iterator[Bound]:
    precise = _precise(view, ranges)
    imprecise = _imprecise(view, ranges)
    begin = imprecise if _before(imprecise, precise[0]) else precise[0]
    finish = imprecise if _after(imprecise, precise[1]) else precise[1]
    cell = Cell(ranges.precise[0] if view.get(ranges.precise[0]) else ranges.imprecise[0], ranges.source)
    if begin and parse(begin).latest:
        yield Bound("start" if _yes(view, ranges.starting) else "first_cited", begin, cell)
    ending = _yes(view, ranges.ending)
    if finish and (ending or parse(finish).earliest):
        yield Bound("end" if ending else "last_cited", finish, cell)


def _precise(view: View, ranges: Ranges) -> tuple[str | None, str | None]:
    """The first and the last day; where only one is given it is both."""
    first, last = (view.day(column) for column in ranges.precise)
    return first or last, last or first


def _imprecise(view: View, ranges: Ranges) -> str | None:
    first, last = (view.get(column) for column in ranges.imprecise)
    if not first and not last:
        return None
    if first.casefold() == SINCE_EVER and not _dated(last):
        view.warn("since the beginning of time, without an end")
        return None
    try:
        return span_of_days(first, last)
    except DateError as error:
        hint = f"A range has two days, the first before the last. {DATE_HINT}"
        raise view.refuse(
            ranges.imprecise[0], f"a date that cannot be: {error.why}", hint, f"{first}/{last}"
        ) from error


def _dated(text: str) -> bool:
    try:
        return read_date(text) is not None
    except DateError:
        return True


def _before(imprecise: str | None, first: str | None) -> bool:
    """Whether the imprecise range begins before the precise one."""
    if imprecise is None or first is None:
        return imprecise is not None
    low, day = parse(imprecise).earliest, parse(first).earliest
    return low is None or (day is not None and low < day)


def _after(imprecise: str | None, last: str | None) -> bool:
    """Whether the imprecise range ends after the precise one."""
    if imprecise is None or last is None:
        return imprecise is not None
    high, day = parse(imprecise).latest, parse(last).latest
    return high is None or (day is not None and high > day)


def _yes(view: View, column: str) -> bool:
    flag = view.get(column).casefold()
    if flag not in {"y", "n", "", "yes", "no", "true", "false"}:
        view.warn("flag beside a date not understood")
    return flag in {"y", "yes", "true"}
