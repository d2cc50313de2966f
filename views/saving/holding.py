"""When a tie of several facts holds: one line of time out of the four bounds of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ontology.time import Bounds, Holds

_DAY = timedelta(days=1)
_ORDER = (Holds.CERTAIN, Holds.POSSIBLE, Holds.NO)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which a tie stands in one way, both ends included; None is open."""

    first: date | None
    last: date | None
    holds: Holds


def stretches(facts: Sequence[Bounds]) -> list[Stretch]:
    """The stretches in which any of the facts certainly or possibly holds, in their order, none overlapping."""
    turns = sorted({turn for bounds in facts for turn in _turns(bounds)})
    firsts: list[date | None] = [None, *turns]
    found: list[Stretch] = []
    for number, first in enumerate(firsts):
        last = turns[number] - _DAY if number < len(turns) else None
        sample = first or last or date.min
        holds = min((bounds.holds_on(sample) for bounds in facts), key=_ORDER.index, default=Holds.NO)
        _add(found, Stretch(first, last, holds))
    return [one for one in found if one.holds is not Holds.NO]


def _turns(bounds: Bounds) -> set[date]:
    """The days from which on the fact may stand in another way than the day before."""
    begins = {day for day in (bounds.start_earliest, bounds.start_latest) if day}
    after = {day + _DAY for day in (bounds.end_earliest, bounds.end_latest) if day and day < date.max}
    return {day for day in begins | after if day > date.min}


def _add(found: list[Stretch], one: Stretch) -> None:
    """Put a stretch at the end; one that stands as the last does lengthens it."""
    if found and found[-1].holds is one.holds:
        found[-1] = Stretch(found[-1].first, one.last, one.holds)
    else:
        found.append(one)


def spans(facts: Sequence[Bounds]) -> list[tuple[date | None, date | None]]:
    """The spans in which it may hold at all: stretches that meet are one."""
    found: list[tuple[date | None, date | None]] = []
    for one in stretches(facts):
        last = found[-1][1] if found else None
        if found and last is not None and one.first == last + _DAY:
            found[-1] = (found[-1][0], one.last)
        else:
            found.append((one.first, one.last))
    return found
