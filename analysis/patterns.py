"""Patterns of events: when, who, how, why and where, in counts, shares and intervals.

Those who leave together are not so many independent cases. Intervals therefore rest on the effective number, which is
the number of persons divided by the mean size of the group that a person left in (the design effect of a sample of
whole groups: L. Kish, "Survey Sampling", 1965). A share has Wilson's interval (E. Wilson, Journal of the American
Statistical Association 22, 1927), which stays between 0 and 1 and is right for small numbers; a count has Garwood's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import numpy as np
from scipy.stats import norm

from analysis.army import Window
from analysis.details import Detail, Named
from analysis.poisson import LEVEL, garwood

Key = tuple[str, ...]
"""What a row is about: one notation or id, two in a cross table, none where it is not known."""
Keys = Callable[[Detail], Sequence[Key]]

AGES = (("under 25", 0, 25), ("25 to 34", 25, 35), ("35 to 44", 35, 45), ("45 and older", 45, 130))
"""Age groups: the words, and the years from the first up to under the second."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a pattern. `events` are ids; `share` is of all persons; ends are those of 95 % intervals.

    `key` is empty where the thing is not known. `names` stand for its parts where they are ids.
    """

    key: Key
    names: tuple[str, ...]
    persons: int
    events: tuple[str, ...]
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern: its name, whether an event may stand in several rows (`many`), and the rows, most persons first.

    What is not known is the last row. A pattern that is called after a field of Detail has its values as keys.
    """

    name: str
    many: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month: persons who left in it (by the middle day of their event) with a 95 % interval, and those of whom the
    first report came in it.
    """

    first: date
    persons: int
    low: float
    high: float
    events: tuple[str, ...]
    reported: int
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """All patterns of some events. `effective` is the number of persons that the intervals of shares rest on.

    `unreported` counts the persons of whose events no report has a date.
    """

    persons: int
    events: int
    effective: float
    months: tuple[Month, ...]
    unreported: int
    patterns: tuple[Pattern, ...]


def patterns(details: Sequence[Detail], window: Window) -> Patterns:
    """The patterns of events, which are those of the window."""
    persons = sum(one.persons for one in details)
    effect = _design_effect(details)
    effective = persons / effect
    found = (_pattern(name, keys, many, details, effective) for name, keys, many in _ALL)
    return Patterns(
        persons=persons,
        events=len(details),
        effective=effective,
        months=tuple(_months(details, window, effect)),
        unreported=sum(one.persons for one in details if one.first_report is None),
        patterns=tuple(found),
    )


def _design_effect(details: Sequence[Detail]) -> float:
    """The mean size of the group that a person left in; 1 where nobody did."""
    sizes = np.array([one.persons for one in details], dtype=np.float64)
    return float((sizes**2).sum() / sizes.sum()) if sizes.sum() else 1.0


def wilson(share: float, number: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share of `number` independent cases; from 0 to 1 where there are none."""
    if number <= 0:
        return 0.0, 1.0
    z = float(norm.ppf((1 + level) / 2))
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z * np.sqrt(share * (1 - share) / number + z**2 / (4 * number**2)) / (1 + z**2 / number)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


# ---- what is tallied


def _one(name: str) -> Keys:
    def keys(detail: Detail) -> Sequence[Key]:
        value = getattr(detail, name)
        return [] if value is None else [(value,)]

    return keys


def _each(name: str) -> Keys:
    def keys(detail: Detail) -> Sequence[Key]:
        return [(value,) for value in dict.fromkeys(getattr(detail, name))]

    return keys


def _things(detail: Iterable[Named]) -> list[Key]:
    return [(thing.id,) for thing in dict.fromkeys(detail)]


def _age(detail: Detail) -> Sequence[Key]:
    age = detail.age
    return [] if age is None else [(words,) for words, low, high in AGES if low <= age < high]


def _crossed(detail: Detail) -> Sequence[Key]:
    """Each motive with each obstacle; only where both are told."""
    return list(product(dict.fromkeys(detail.motives), dict.fromkeys(detail.obstacles)))


def _region(detail: Detail) -> Sequence[Key]:
    return _things([detail.region] if detail.region else [])


MOTIVE_BY_OBSTACLE = "motives x obstacles"
_ALL: tuple[tuple[str, Keys, bool], ...] = (
    ("rank", _one("rank"), False),
    ("age", _age, False),
    ("mode", _one("mode"), False),
    ("destination", _one("destination"), False),
    ("motives", _each("motives"), True),
    ("obstacles", _each("obstacles"), True),
    (MOTIVE_BY_OBSTACLE, _crossed, True),
    ("support", _each("support"), True),
    ("region", _region, False),
    ("intake", _one("intake"), False),
    ("commander", lambda detail: _things(detail.commanders), True),
    ("patron", lambda detail: _things(detail.patrons), True),
)


def _pattern(name: str, keys: Keys, many: bool, details: Sequence[Detail], effective: float) -> Pattern:
    found: dict[Key, list[Detail]] = {}
    for detail in details:
        for key in keys(detail) or ((),):
            found.setdefault(key, []).append(detail)
    names = _names(details)
    total = sum(one.persons for one in details)
    rows = [_row(key, members, names, total, effective) for key, members in found.items()]
    # What is not known comes last, whatever its size.
    rows.sort(key=lambda row: (not row.key, -row.persons, row.key))
    return Pattern(name, many, tuple(rows))


def _names(details: Sequence[Detail]) -> dict[str, str]:
    things = (
        thing
        for one in details
        for thing in (*one.commanders, *one.patrons, *([one.region] if one.region else []))
    )
    return {thing.id: thing.name for thing in things}


def _row(key: Key, members: Sequence[Detail], names: dict[str, str], total: int, effective: float) -> Row:
    persons = sum(one.persons for one in members)
    share = persons / total if total else 0.0
    low, high = wilson(share, effective)
    told = tuple(names.get(part, part) for part in key)
    return Row(key, told, persons, tuple(one.id for one in members), share, low, high)


# ---- months


def _months(details: Sequence[Detail], window: Window, effect: float) -> Iterable[Month]:
    left = _by_month(details, lambda one: one.day)
    told = _by_month(details, lambda one: one.first_report)
    for first in _from_to(window.first, max([window.last, *(date(*month, 1) for month in told)])):
        gone, heard = left.get((first.year, first.month), []), told.get((first.year, first.month), [])
        persons = sum(one.persons for one in gone)
        low, high = garwood(np.array([persons / effect]))
        yield Month(
            first=first,
            persons=persons,
            low=float(low[0] * effect),
            high=float(high[0] * effect),
            events=tuple(one.id for one in gone),
            reported=sum(one.persons for one in heard),
            reports=tuple(one.id for one in heard),
        )


def _by_month(
    details: Sequence[Detail], day_of: Callable[[Detail], int | None]
) -> dict[tuple[int, int], list[Detail]]:
    found: dict[tuple[int, int], list[Detail]] = {}
    for one in details:
        number = day_of(one)
        if number is not None:
            day = date.fromordinal(number)
            found.setdefault((day.year, day.month), []).append(one)
    return found


def _from_to(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
