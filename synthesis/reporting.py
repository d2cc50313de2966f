"""How the events become known: outlets of uneven reach report some twice, some late, some vaguely, some never."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from synthesis.movements import ancestor_on
from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.strengths import HIGH, LOW, MEDIUM
from synthesis.tables import NOBODY, Events, Flag, Outlets, Reports, Superiors, Units, Whole
from synthesis.terms import DIVISION, REGIONAL

# Name, confidence, chance to report an event of one person, mean lag in days, share that comes months late.
_OUTLETS = (
    ("Courier", HIGH, 0.26, 6.0, 0.02),
    ("Human Rights Desk", HIGH, 0.16, 35.0, 0.15),
    ("Radio", MEDIUM, 0.30, 3.0, 0.01),
    ("Border News", MEDIUM, 0.22, 12.0, 0.05),
    ("Network of Defectors", MEDIUM, 0.20, 20.0, 0.10),
    ("Social Media Watch", MEDIUM, 0.15, 1.0, 0.0),
)
_MONTHS_LATE = (60, 200)
_VAGUE_UNIT, _NO_UNIT = 0.08, 0.01
_MONTH, _QUARTER = 0.25, 0.12
_RANGED, _RANGED_FROM = 0.4, 4
_WRONG_MAIN, _WRONG_OTHER = 0.1, 0.4
_OTHER_DAY = 0.3
_MISCOUNT = 0.35


def outlets(spec: Spec, regions: int) -> Outlets:
    """The outlets, the better ones first; one that sees everything where reporting is even."""
    random = spec.random(Part.REPORTS, 0)
    rows = _OUTLETS[:1] if spec.even else _OUTLETS
    names, confidence, chance, lag, late = zip(*rows, strict=True)
    region = random.uniform(0.4, 1.4, regions)
    own = random.uniform(0.3, 1.7, (len(rows), regions))
    reach = np.clip(np.array(chance)[:, None] * own * region, 0.0, 0.9)
    return Outlets(
        names=tuple(f"{name} (synthetic)" for name in names),
        confidence=np.array(confidence, dtype=np.int64),
        lag=np.array(lag),
        late=np.array(late),
        reach=np.ones_like(reach) if spec.even else reach,
    )


def reports(
    spec: Spec, order: Order, units: Units, superiors: Superiors, events: Events, outlets: Outlets
) -> Reports:
    """The reports of the events."""
    if spec.even:
        return _exact(events)
    random = spec.random(Part.REPORTS, 1)
    event, outlet = _heard(random, units, events, outlets)
    main = np.diff(event, prepend=-1) > 0
    unit = _units_told(random, order, superiors, events)
    count = _counts(random, events.count[event], main)
    ranged = ((random.random(len(events)) < _RANGED) & (events.count >= _RANGED_FROM))[event]
    published = _published(random, events.day[event], outlets, outlet)
    first, last = _days_told(random, events.day[event], published, main)
    return Reports(
        event=event,
        outlet=outlet,
        published=published,
        unit=unit[event],
        first=first,
        last=last,
        low=np.where(ranged, count - count // 4, count),
        count=count,
        high=np.where(ranged, count + (count + 1) // 2, count),
        confidence=np.where(main, outlets.confidence[outlet], LOW),
        main=main,
    )


def _exact(events: Events) -> Reports:
    """Each event once, on the next day."""
    every = np.arange(len(events))
    return Reports(
        event=every,
        outlet=np.zeros_like(every),
        published=events.day + 1,
        unit=events.unit,
        first=events.day,
        last=events.day,
        low=events.count,
        count=events.count,
        high=events.count,
        confidence=np.full(len(events), HIGH, dtype=np.int64),
        main=np.ones(len(events), dtype=np.bool_),
    )


def _heard(
    random: np.random.Generator, units: Units, events: Events, outlets: Outlets
) -> tuple[Whole, Whole]:
    """Which outlet reports which event: large groups are harder to miss."""
    missed = (1 - outlets.reach[:, units.region[events.unit]].T) ** np.sqrt(events.count)[:, None]
    event, outlet = np.nonzero(random.random(missed.shape) >= missed)
    return event, outlet


def _units_told(random: np.random.Generator, order: Order, superiors: Superiors, events: Events) -> Whole:
    """The unit that the reports of an event name: mostly its own, a share the division above on that day, or none."""
    ladder = order.ladder
    wanted = ladder.index(DIVISION if DIVISION in ladder else REGIONAL)
    unit = events.unit.copy()
    way = random.random(len(unit))
    vague = np.flatnonzero(way < _VAGUE_UNIT)
    unit[vague] = ancestor_on(superiors, order.level, unit[vague], events.day[vague], wanted)
    unit[way >= 1 - _NO_UNIT] = NOBODY
    return unit


def _counts(random: np.random.Generator, count: Whole, main: Flag) -> Whole:
    """What the reports count: one or two are told exactly, larger groups not always."""
    wrong = random.random(len(count)) < np.where(main, _WRONG_MAIN, _WRONG_OTHER)
    drawn = np.rint(count * np.exp(random.normal(0.0, _MISCOUNT, len(count)))).astype(np.int64)
    return np.where(wrong & (count >= 3), np.maximum(drawn, 1), count)


def _published(random: np.random.Generator, day: Whole, outlets: Outlets, outlet: Whole) -> Whole:
    soon = 1 + np.floor(random.exponential(outlets.lag[outlet])).astype(np.int64)
    late = random.random(len(day)) < outlets.late[outlet]
    return day + soon + np.where(late, random.integers(*_MONTHS_LATE, len(day)), 0)


def _days_told(random: np.random.Generator, day: Whole, published: Whole, main: Flag) -> tuple[Whole, Whole]:
    """The day, the month or the quarter; a report that repeats another may be some days off."""
    off = (random.random(len(day)) < _OTHER_DAY) & ~main
    told = np.where(off, np.minimum(day + random.integers(-3, 4, len(day)), published), day)
    way = random.random(len(day))
    month, quarter = way < _MONTH, (way >= _MONTH) & (way < _MONTH + _QUARTER)
    first, last = told.copy(), told.copy()
    for some, months in ((month, 1), (quarter, 3)):
        at = np.flatnonzero(some)
        spans = [_around(told_day, months) for told_day in told[at].tolist()]
        first[at], last[at] = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    return first, last


def _around(day: int, months: int) -> tuple[int, int]:
    """First and last day of the month or quarter in which a day falls."""
    told = date.fromordinal(day)
    start = told.replace(month=(told.month - 1) // months * months + 1, day=1)
    following = (start + timedelta(days=31 * months)).replace(day=1)
    return start.toordinal(), following.toordinal() - 1
