"""How the leak measure is told: the order of the lines, places, ranges and sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from analysis.explaining import Explained
from analysis.leaks import Leak, Totals
from analysis.moving import Change
from analysis.reporting import Reporting
from ontology.model import Model

UNKNOWN = "unknown"


def in_order(leaks: Sequence[Leak], model: Model) -> list[Leak]:
    """Echelon by echelon from the top down, the highest shrunk rate first, then units without one.

    Units of no known echelon come after the others, and the line of events without a unit comes last.
    """
    concepts = model.schemes["echelon"].concepts

    def key(leak: Leak) -> tuple[Any, ...]:
        concept = concepts.get(leak.echelon or "")
        level = (concept.position if concept else None) or len(concepts) + 1
        unranked = leak.shrunk_rate is None
        rank = (unranked, -(leak.shrunk_rate or 0), -(leak.p_top or 0), -leak.defectors)
        return (leak.unit is None, leak.echelon is None, level, leak.echelon or "", *rank, leak.unit or "")

    return sorted(leaks, key=key)


def places(echelon: Sequence[Leak]) -> dict[str, str]:
    """Unit → its place in words, for the lines of one echelon: "3", or "4 to 9, tied" where the order is not known."""
    sharing = Counter(leak.place for leak in echelon)
    return {
        leak.unit: _place(leak.place, sharing[leak.place])
        for leak in echelon
        if leak.unit is not None and leak.place is not None
    }


def _place(place: int, sharing: int) -> str:
    return f"{place}" if sharing == 1 else f"{place} to {place + sharing - 1}, tied"


def ranged(value: float | None, low: float | None, high: float | None, digits: int = 0) -> str:
    """A number with the ends of its range, "12 (9 to 15)"; the number alone where the ends are no others."""
    if value is None:
        return ""
    if low == high == value:
        return number(value, digits)
    return f"{number(value, digits)} ({number(low, digits)} to {number(high, digits)})"


def number(value: float | None, digits: int = 0) -> str:
    """A number for people; the word for an unknown one where there is none."""
    return UNKNOWN if value is None else f"{value:,.{digits}f}"


def days(earliest: date | None, latest: date | None) -> str:
    """The days between which something fell."""
    if earliest == latest:
        return UNKNOWN if earliest is None else earliest.isoformat()
    ends = [day.isoformat() if day else UNKNOWN for day in (earliest, latest)]
    return f"{ends[0]} to {ends[1]}"


def line(leak: Leak, place: str) -> dict[str, Any]:
    """A unit's line in words."""
    return {
        "place": place,
        "unit": leak.unit,
        "name": leak.name,
        "defectors": ranged(leak.defectors, leak.defectors_min, leak.defectors_max),
        "strength": ranged(leak.strength, leak.strength_low, leak.strength_high),
        "person_years": number(leak.person_years, 1),
        "rate": ranged(leak.rate, leak.rate_low, leak.rate_high, 1),
        "bounds": f"{number(leak.bound_low, 1)} to {number(leak.bound_high, 1)}"
        if leak.rate is not None
        else "",
        "shrunk_rate": ranged(leak.shrunk_rate, leak.shrunk_low, leak.shrunk_high, 1),
        "p_top": number(leak.p_top, 2),
        "rank": f"{leak.rank_low} to {leak.rank_high}" if leak.rank_low else "",
        "flags": list(leak.flags),
    }


LINE = tuple(line(Leak(None, None, None, 0, 0, 0), ""))
"""The columns of a line in words."""


def event_line(told: Explained) -> dict[str, Any]:
    """An event that counts for a unit, or could, in words."""
    return {
        "standing": told.standing,
        "event": told.event,
        "date": days(told.earliest, told.latest),
        "reported_for": told.reported_for,
        "persons": ranged(told.count, told.count_low, told.count_high),
        "sure": "yes" if told.sure else "no",
        "why": " ".join(told.why),
    }


def change_in_words(change: Change) -> str:
    """What it would take to pass another unit."""
    ways = []
    if change.defectors is not None:
        ways.append(f"{number(change.defectors)} defectors instead")
    if change.strength is not None:
        ways.append(f"a strength {'under' if change.up else 'over'} {number(change.strength)}")
    if not ways:
        return f"Nothing that is counted would bring it {_past(change)}."
    known = "What is known only roughly already allows it." if change.within_bounds else ""
    return f"It would take {' or '.join(ways)} to bring it {_past(change)}. {known}".strip()


def _past(change: Change) -> str:
    return f"{'above' if change.up else 'under'} {change.other_name}"


def reporting_in_words(heard: Reporting) -> str:
    """Who tells of some events, how many only one does, and how late."""
    if not heard.events:
        return "No event is counted, so nobody tells of one."
    tellers = ", ".join(f"{one.name} ({one.share:.0%})" for one in heard.publishers[:5])
    more = f" and {len(heard.publishers) - 5} more" if len(heard.publishers) > 5 else ""
    lag = (
        f"The first report came {number(heard.lag)} days after the event in the median of {heard.lag_known} events."
        if heard.lag is not None
        else "How late the reports came is not known."
    )
    return f"Told by {tellers}{more}. {heard.single:.0%} of the events are told by one of them only. {lag}"


def totals_in_words(totals: Totals) -> str:
    """Where the events went that were read; the parts add up."""
    return (
        f"{totals.read:,} events read = {totals.placed:,} under units ({totals.persons_placed:,} persons) + "
        f"{totals.no_unit:,} that no unit can be given ({totals.persons_no_unit:,} persons) + "
        f"{totals.outside:,} outside the window + {totals.no_day:,} without a known day."
    )


def unranked_in_words(echelon: Sequence[Leak]) -> Iterator[str]:
    """What a list of the ranked units of an echelon does not show."""
    rest = [leak for leak in echelon if leak.shrunk_rate is None and leak.defectors_max]
    if rest:
        persons, most = sum(leak.defectors for leak in rest), sum(leak.defectors_max for leak in rest)
        yield (
            f"{len(rest):,} more units have {persons:,} defectors (at most {most:,}) and are not ranked: they have no "
            "known strength, or stand for units that nobody named."
        )
