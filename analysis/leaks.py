"""The leak measure: which units lose the most of their people, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from analysis.army import NOWHERE, Army, Flag, Real, Units, Whole, Window
from analysis.collecting import collecting_later
from analysis.exposure import Exposure, expose
from analysis.placing import (
    Placing,
    counted,
    counted_from_above,
    in_window,
    place,
    touching_window,
    within_window,
)
from analysis.poisson import garwood
from analysis.ranking import rank
from analysis.shrinking import shrink

TOP = 10
_THREADS = 2
GROUPED = 2.0
"""From this mean size of the group that a person left in on, intervals are said to be too short."""
PER = 1_000
"""Rates are per so many person-years."""


class Leak(NamedTuple):
    """A unit's line. Persons, person-years, and rates per 1,000 person-years; None where a number is not known.

    `unit` is None for the events that no unit can be given. `place`, `shrunk_low` and `shrunk_high` (95 %) are for
    pictures; the other fields are those that `orbatlas leaks --format json` prints, in their order. A plain tuple, as
    tens of thousands are made at once of a large army.
    """

    unit: str | None
    name: str | None
    echelon: str | None
    defectors: int
    defectors_min: int
    defectors_max: int
    strength: float | None = None
    strength_low: float | None = None
    strength_high: float | None = None
    person_years: float | None = None
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None
    shrunk_rate: float | None = None
    p_top: float | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    flags: tuple[str, ...] = ()
    place: int | None = None
    shrunk_low: float | None = None
    shrunk_high: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The documented fields."""
        return {name: _plain(getattr(self, name)) for name in JSON_FIELDS}


FOR_PICTURES = ("place", "shrunk_low", "shrunk_high")
JSON_FIELDS = tuple(name for name in Leak._fields if name not in FOR_PICTURES)


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


FLAGS = {
    "placeholder": "A placeholder for a unit that nobody named: never ranked.",
    "no_echelon": "Its echelon is not known: there is nobody to rank it with.",
    "not_there": "It did not exist in the window.",
    "no_strength": "No strength is known: there is no rate.",
    "strength_of_parts": "Its strength is the sum of the units under it.",
    "partial_strength": "Of some units under it no strength is known: the sum is too small, the rate too high.",
    "strength_gap": "Of some days no strength is known: the mean of the others stands for them.",
    "assumed_count": "Of some events no number is known: one person is counted for each.",
    "grouped": "People left in groups: chance does more than the intervals show, which take each for himself.",
    "tied": "The data cannot tell its order among the units with the same place.",
}
"""What the flags say."""


@dataclass(frozen=True, slots=True)
class Echelon:
    """What was fitted to an echelon: how many units were ranked, their mean rate per 1,000 person-years, and the
    coefficient of variation of their rates.
    """

    echelon: str
    units: int
    level: float
    spread: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Events read, and where they went: each is in just one of the four parts. `persons` likewise."""

    read: int
    placed: int
    no_unit: int
    outside: int
    no_day: int
    persons_placed: int
    persons_no_unit: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The measure of an army: a line a unit in the order of the units, the last for events without a unit if there
    are any; and all that is needed to open a number.
    """

    window: Window
    top: int
    army: Army
    placing: Placing
    leaks: tuple[Leak, ...]
    echelons: tuple[Echelon, ...]
    totals: Totals

    def counted(self, unit: str) -> frozenset[str]:
        """The ids of the events that are in a unit's `defectors`."""
        position = self.army.units.ids.index(unit)
        events = self.placing.middle.event[self.placing.middle.unit == position]
        return frozenset(self.army.events.ids[event] for event in events.tolist())

    def counted_anywhere(self) -> frozenset[str]:
        """The ids of all events in the window, those without a unit too."""
        inside = np.flatnonzero(in_window(self.army.events, self.window))
        return frozenset(self.army.events.ids[event] for event in inside.tolist())


def leaks(army: Army, window: Window, *, top: int = TOP, without: frozenset[str] = frozenset()) -> Measured:
    """The leak measure of an army over a window, `without` the events of these ids."""
    if without:
        army = replace(army, events=army.events.without(without))
    with collecting_later():
        return _measured(army, window, top)


def _measured(army: Army, window: Window, top: int) -> Measured:
    placing, exposure = place(army, window), expose(army, window)
    table = _table(army, window, placing, exposure)
    # Echelons touch different rows of the table, and drawing and sorting let other threads run.
    with ThreadPoolExecutor(_THREADS) as pool:
        jobs = [
            pool.submit(_rank_echelon, table, members, top, name) for name, members in _rankable(army, table)
        ]
        fitted = [job.result() for job in jobs]
    flags = _flags(army, placing, exposure, table.place)
    return Measured(
        window=window,
        top=top,
        army=army,
        placing=placing,
        leaks=(*_lines(army, table, flags), *_nowhere(army, window)),
        echelons=tuple(fitted),
        totals=_totals(army, window),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of the measure, an entry a unit; NaN where a number is not known. Ranking fills in the last eight."""

    counts: tuple[Whole, Whole, Whole]
    strengths: tuple[Real, Real, Real]
    years: Real
    rates: tuple[Real, ...]
    shrunk: Real
    p_top: Real
    rank_low: Real
    rank_high: Real
    place: Real
    shrunk_low: Real
    shrunk_high: Real


def _table(army: Army, window: Window, placing: Placing, exposure: Exposure) -> _Table:
    count, events = len(army.units), army.events
    middle = counted(placing.middle, events.count, count)
    least = counted(placing.whatever, events.low, count)
    most = counted(placing.perhaps, events.high, count)
    most = most + counted_from_above(events, placing, window, count)
    low, best, high = exposure.low, exposure.best, exposure.high
    years = best * exposure.years
    unknown = np.full((7, count), np.nan)
    return _Table(
        (middle, least, most),
        (best, low, high),
        years,
        (
            _rate(middle, years),
            *(_rate(end, years) for end in garwood(middle)),
            _rate(garwood(least)[0], high * exposure.years),
            _rate(garwood(most)[1], low * exposure.years),
        ),
        *unknown,
    )


def _rate(number: Whole | Real, years: Real) -> Real:
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = PER * number / years
    return np.where(years > 0, rate, np.nan)


def _rankable(army: Army, table: _Table) -> Iterator[tuple[str, Whole]]:
    """Echelon by echelon, the units that are ranked: named ones with a rate."""
    good = ~army.units.placeholder & (np.nan_to_num(table.years) > 0)
    members: dict[str, list[int]] = {}
    for unit in np.flatnonzero(good).tolist():
        echelon = army.units.echelons[unit]
        if echelon is not None:
            members.setdefault(echelon, []).append(unit)
    for echelon, units in members.items():
        yield echelon, np.array(units, dtype=np.int64)


def _rank_echelon(table: _Table, members: Whole, top: int, echelon: str) -> Echelon:
    """Put what ranking tells into the columns, for an echelon's units."""
    posterior = shrink(table.counts[0][members].astype(np.float64), table.years[members])
    ranking = rank(posterior, top)
    low, high = posterior.interval()
    table.shrunk[members] = PER * posterior.mean
    table.shrunk_low[members], table.shrunk_high[members] = PER * low, PER * high
    table.p_top[members] = ranking.p_top
    table.rank_low[members], table.rank_high[members] = ranking.low, ranking.high
    table.place[members] = ranking.place
    return Echelon(echelon, len(members), PER * posterior.level, posterior.spread)


def _lines(army: Army, table: _Table, flags: Sequence[tuple[str, ...]]) -> Iterator[Leak]:
    """The lines, unit by unit, columns in the order of Leak's fields."""
    units = army.units
    columns: list[Iterable[Any]] = [units.ids, units.names, units.echelons]
    columns += [column.tolist() for column in table.counts]
    columns += [_known(column) for column in (*table.strengths, table.years, *table.rates)]
    columns += [_known(table.shrunk), _known(table.p_top), _ranks(table.rank_low), _ranks(table.rank_high)]
    columns += [flags, _ranks(table.place), _known(table.shrunk_low), _known(table.shrunk_high)]
    return map(Leak._make, zip(*columns, strict=True))


def _known(column: Real) -> list[float | None]:
    return _or_none(column, column)


def _ranks(column: Real) -> list[int | None]:
    return _or_none(column, np.nan_to_num(column).astype(np.int64))


def _or_none(column: Real, values: Real | Whole) -> list[Any]:
    """The values, and None where the column has no number."""
    found = values.astype(object)
    found[~np.isfinite(column)] = None
    listed: list[Any] = found.tolist()
    return listed


def _flags(army: Army, placing: Placing, exposure: Exposure, place: Real) -> tuple[tuple[str, ...], ...]:
    units, count = army.units, len(army.units)
    assumed = np.zeros(count, dtype=np.bool_)
    assumed[placing.middle.unit[army.events.assumed[placing.middle.event]]] = True
    there = exposure.years > 0
    known = ~np.isnan(exposure.best)
    marks: dict[str, Flag] = {
        "placeholder": units.placeholder,
        "no_echelon": np.array([echelon is None for echelon in units.echelons], dtype=np.bool_),
        "not_there": ~there,
        "no_strength": there & ~known,
        "strength_of_parts": exposure.of_parts,
        "partial_strength": exposure.partial,
        "strength_gap": exposure.gap,
        "assumed_count": assumed,
        "grouped": _group_size(army, placing) >= GROUPED,
        "tied": _tied(units, place),
    }
    return _named(tuple(marks), np.array(list(marks.values())))


def _named(names: Sequence[str], marked: Flag) -> tuple[tuple[str, ...], ...]:
    """Of each unit (a column) the names of the rows that mark it. Units are many, and few differ in their marks."""
    sets = (1 << np.arange(len(names))) @ marked.astype(np.int64)
    known = {
        one: tuple(name for bit, name in enumerate(names) if one >> bit & 1)
        for one in np.unique(sets).tolist()
    }
    return tuple(map(known.__getitem__, sets.tolist()))


def _group_size(army: Army, placing: Placing) -> Real:
    """The mean size of the group that a counted person left in, a number a unit; 0 where nobody left."""
    persons, count = army.events.count, len(army.units)
    left = counted(placing.middle, persons, count)
    squares = counted(placing.middle, persons**2, count)
    return np.asarray(squares / np.maximum(left, 1), dtype=np.float64)


def _tied(units: Units, place: Real) -> Flag:
    """Units that share their place with another of their echelon."""
    key = list(zip(units.echelons, place.tolist(), strict=True))
    number = Counter(key)
    return np.array([isfinite(one[1]) and number[one] > 1 for one in key], dtype=np.bool_)


def _nowhere(army: Army, window: Window) -> list[Leak]:
    """The line of the events that no unit can be given, if any could be in the window."""
    events = army.events
    lost = events.unit == NOWHERE
    if not np.any(lost & touching_window(events, window)):
        return []
    return [
        Leak(
            unit=None,
            name=None,
            echelon=None,
            defectors=int(events.count[lost & in_window(events, window)].sum()),
            defectors_min=int(events.low[lost & within_window(events, window)].sum()),
            defectors_max=int(events.high[lost & touching_window(events, window)].sum()),
        )
    ]


def _totals(army: Army, window: Window) -> Totals:
    events = army.events
    inside, lost = in_window(events, window), events.unit == NOWHERE
    dayless = events.middle == NOWHERE
    return Totals(
        read=len(events),
        placed=int((inside & ~lost).sum()),
        no_unit=int((inside & lost).sum()),
        outside=int((~inside & ~dayless).sum()),
        no_day=int(dayless.sum()),
        persons_placed=int(events.count[inside & ~lost].sum()),
        persons_no_unit=int(events.count[inside & lost].sum()),
    )
