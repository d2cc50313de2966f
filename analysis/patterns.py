"""Patterns of events: when, who, how, why and where, in counts, shares and intervals.

Those who leave together are not so many independent cases. Intervals therefore rest on an effective number: at most
the number of persons divided by the mean size of the group that a person left in (the design effect of a sample of
whole groups: L. Kish, "Survey Sampling", 1965), and less for a row or a month of larger groups than others have (a
share's by the linearised variance of a ratio: W. Cochran, "Sampling Techniques", 1977). A share has Wilson's interval
(E. Wilson, Journal of the American Statistical Association 22, 1927), which stays between 0 and 1 and is right for
small numbers; a count has Garwood's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from math import sqrt

import numpy as np
from scipy.special import ndtri

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
    """All patterns of some events. `effective` is the greatest number that the intervals of shares rest on.

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
    names = _names(details)
    found = (_pattern(name, keys, many, details, names) for name, keys, many in _ALL)
    return Patterns(
        persons=persons,
        events=len(details),
        effective=persons / effect,
        months=tuple(_months(details, window, effect)),
        unreported=sum(one.persons for one in details if one.first_report is None),
        patterns=tuple(found),
    )


def _design_effect(details: Sequence[Detail]) -> float:
    """The mean size of the group that a person left in; 1 where nobody did."""
    sizes = np.array([one.persons for one in details], dtype=np.float64)
    return float((sizes**2).sum() / sizes.sum()) if sizes.sum() else 1.0


def _effective(part: tuple[int, int], whole: tuple[int, int]) -> float:
    """The independent cases that a row's share rests on: the fewer of Kish's number and the row's own."""
    if not whole[0]:
        return 0.0
    kish, share = whole[0] ** 2 / whole[1], part[0] / whole[0]
    spread = (1 - share) ** 2 * part[1] + share**2 * (whole[1] - part[1])
    return min(kish, share * (1 - share) * whole[0] ** 2 / spread) if 0 < share < 1 else kish


def _moments(details: Sequence[Detail]) -> tuple[int, int]:
    """Persons, and the sum of the squares of the groups that they left in."""
    return sum(one.persons for one in details), sum(one.persons**2 for one in details)


def wilson(share: float, number: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share of `number` independent cases; from 0 to 1 where there are none."""
    if number <= 0:
        return 0.0, 1.0
    z = _z(level)
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    half = z * sqrt(share * (1 - share) / number + z**2 / (4 * number**2)) / (1 + z**2 / number)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


@cache
def _z(level: float) -> float:
    """How many standard deviations from the middle hold so much of a normal distribution."""
    return float(ndtri((1 + level) / 2))


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


def _pattern(name: str, keys: Keys, many: bool, details: Sequence[Detail], names: dict[str, str]) -> Pattern:
    found: dict[Key, list[Detail]] = {}
    for detail in details:
        for key in keys(detail) or ((),):
            found.setdefault(key, []).append(detail)
    whole = _moments(details)
    rows = [_row(key, members, names, whole) for key, members in found.items()]
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


def _row(key: Key, members: Sequence[Detail], names: dict[str, str], whole: tuple[int, int]) -> Row:
    part = _moments(members)
    share = part[0] / whole[0] if whole[0] else 0.0
    low, high = wilson(share, _effective(part, whole))
    told = tuple(names.get(one, one) for one in key)
    return Row(key, told, part[0], tuple(one.id for one in members), share, low, high)


# ---- months


def _months(details: Sequence[Detail], window: Window, effect: float) -> Iterable[Month]:
    left = _by_month(details, lambda one: one.day)
    told = _by_month(details, lambda one: one.first_report)
    # A rough date's middle may lie after the first report: the curve of reports may begin before the window.
    days = [window.first, window.last, *(date(*month, 1) for month in told)]
    for first in _from_to(min(days), max(days)):
        gone, heard = left.get((first.year, first.month), []), told.get((first.year, first.month), [])
        persons = sum(one.persons for one in gone)
        own = max(effect, _design_effect(gone))
        low, high = garwood(np.array([persons / own]))
        yield Month(
            first=first,
            persons=persons,
            low=float(low[0] * own),
            high=float(high[0] * own),
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
