"""The leak measure against the same said day by day and way by way, on small armies of any shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.army import AFTER, BEFORE, NOWHERE, Army, Events, Spans, Strengths, Ties, Units, Window
from analysis.explaining import explain
from analysis.leaks import leaks
from analysis.moving import changes

ZERO = date(2021, 2, 1).toordinal()
WINDOW = Window(date.fromordinal(ZERO + 4), date.fromordinal(ZERO + 16))
LAST = 20

Span = tuple[int, int]
NEVER: Span = (1, 0)
ALWAYS: Span = (BEFORE - ZERO, AFTER - ZERO)


@dataclass(frozen=True)
class Tie:
    below: int
    above: int
    certain: Span
    possible: Span


@dataclass(frozen=True)
class Strength:
    unit: int
    kind: int
    certain: Span
    possible: Span
    best: int


@dataclass(frozen=True)
class Event:
    unit: int
    days: Span
    low: int
    count: int
    high: int


@dataclass(frozen=True)
class Small:
    """A small army; days are counted from ZERO."""

    units: int
    ties: tuple[Tie, ...] = ()
    strengths: tuple[Strength, ...] = ()
    events: tuple[Event, ...] = ()
    echelons: tuple[str, ...] = field(default=())

    def army(self) -> Army:
        ids = tuple(f"u{number}" for number in range(self.units))
        always = Spans(np.full(self.units, BEFORE), np.full(self.units, AFTER))
        placeholder = np.zeros(self.units, dtype=np.bool_)
        echelons = self.echelons or ("battalion",) * self.units
        return Army(
            Units(ids, ids, echelons, placeholder, always), self._ties(), self._strengths(), self._events()
        )

    def _ties(self) -> Ties:
        return Ties(
            numbers(tie.below for tie in self.ties),
            numbers(tie.above for tie in self.ties),
            spans(tie.certain for tie in self.ties),
            spans(tie.possible for tie in self.ties),
        )

    def _strengths(self) -> Strengths:
        best = np.array([fact.best for fact in self.strengths], dtype=np.float64)
        return Strengths(
            numbers(fact.unit for fact in self.strengths),
            numbers(fact.kind for fact in self.strengths),
            np.arange(len(self.strengths)),
            spans(fact.certain for fact in self.strengths),
            spans(fact.possible for fact in self.strengths),
            best / 2,
            best,
            best * 2,
        )

    def _events(self) -> Events:
        days = spans(event.days for event in self.events)
        return Events(
            tuple(f"e{number}" for number in range(len(self.events))),
            numbers(event.unit for event in self.events),
            days,
            (days.start + days.end) // 2,
            numbers(event.low for event in self.events),
            numbers(event.count for event in self.events),
            numbers(event.high for event in self.events),
            np.zeros(len(self.events), dtype=np.bool_),
        )


def numbers(values: Iterator[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)


def spans(values: Iterator[Span]) -> Spans:
    pairs = list(values)
    return Spans(numbers(start + ZERO for start, _ in pairs), numbers(end + ZERO for _, end in pairs))


# ---- armies of any shape


def possible_spans() -> st.SearchStrategy[Span]:
    known = st.tuples(st.integers(0, LAST), st.integers(0, LAST)).map(lambda two: (min(two), max(two)))
    return st.one_of(known, st.just(ALWAYS))


@st.composite
def bounds(draw: st.DrawFn) -> tuple[Span, Span]:
    """A certain span that lies within a possible one."""
    start, end = draw(possible_spans())
    if draw(st.booleans()):
        return NEVER, (start, end)
    first = draw(st.integers(max(start, 0), min(end, LAST)))
    return (first, draw(st.integers(first, min(end, LAST)))), (start, end)


@st.composite
def small_armies(draw: st.DrawFn) -> Small:
    units = draw(st.integers(1, 6))
    which = st.integers(0, units - 1)
    ties = draw(
        st.lists(st.builds(lambda a, b, two: Tie(a, b, two[0], two[1]), which, which, bounds()), max_size=8)
    )
    facts = st.builds(
        lambda unit, kind, two, best: Strength(unit, kind, two[0], two[1], best),
        which,
        st.integers(0, 1),
        bounds(),
        st.integers(1, 500),
    )
    days = possible_spans().filter(lambda span: span != ALWAYS)
    events = st.builds(
        lambda unit, span, low, more, most: Event(unit, span, low, low + more, low + more + most),
        st.integers(NOWHERE, units - 1),
        days,
        st.integers(0, 3),
        st.integers(0, 3),
        st.integers(0, 3),
    )
    return Small(
        units,
        tuple(ties),
        tuple(draw(st.lists(facts, max_size=6))),
        tuple(draw(st.lists(events, max_size=8))),
    )


# ---- the same, day by day


Superiors = Callable[[Small, int, int], set[int]]


def on(day: int, span: Span) -> bool:
    return span[0] <= day <= span[1]


def certain(army: Small, unit: int, day: int) -> set[int]:
    return {tie.above for tie in army.ties if tie.below == unit != tie.above and on(day, tie.certain)}


def possible(army: Small, unit: int, day: int) -> set[int]:
    return {tie.above for tie in army.ties if tie.below == unit != tie.above and on(day, tie.possible)}


def best(army: Small, unit: int, day: int) -> set[int]:
    return certain(army, unit, day) or possible(army, unit, day)


def over(army: Small, unit: int, day: int, superiors: Superiors) -> set[int]:
    """A unit and all above it on a day."""
    found, waiting = {unit}, [unit]
    while waiting:
        fresh = superiors(army, waiting.pop(), day) - found
        found |= fresh
        waiting += fresh
    return found


def inside(span: Span) -> range:
    first, last = WINDOW.start - ZERO, WINDOW.end - ZERO
    return range(max(span[0], first), min(span[1], last) + 1)


def whole(span: Span) -> range:
    return range(span[0], span[1] + 1)


def defectors(army: Small, unit: int) -> int:
    return sum(
        event.count
        for event in army.events
        if event.unit != NOWHERE
        and (middle := sum(event.days) // 2) in inside((0, LAST))
        and unit in over(army, event.unit, middle, best)
    )


def least(army: Small, unit: int) -> int:
    return sum(
        event.low
        for event in army.events
        if event.unit != NOWHERE
        and list(inside(event.days)) == list(whole(event.days))
        and all(unit in over(army, event.unit, day, certain) for day in whole(event.days))
    )


def most(army: Small, unit: int) -> int:
    return sum(
        event.high
        for event in army.events
        if event.unit != NOWHERE
        and any(
            unit in over(army, event.unit, day, possible) or event.unit in over(army, unit, day, possible)
            for day in inside(event.days)
        )
    )


def strength(army: Small, unit: int, day: int) -> int | None:
    """The own best strength on a day, else that of all units whose strength comes up to this one, each once."""
    own = _own(army, unit, day)
    if own is not None:
        return own
    parts = _parts(army, unit, day, {unit})
    return sum(_own(army, part, day) or 0 for part in parts) if parts else None


def _own(army: Small, unit: int, day: int) -> int | None:
    candidates = [
        (fact.kind, not on(day, fact.certain), number, fact.best)
        for number, fact in enumerate(army.strengths)
        if fact.unit == unit and (on(day, fact.certain) or on(day, fact.possible))
    ]
    return min(candidates)[-1] if candidates else None


def _parts(army: Small, unit: int, day: int, seen: set[int]) -> set[int]:
    found: set[int] = set()
    for part in range(army.units):
        if part in seen or unit not in best(army, part, day):
            continue
        seen.add(part)
        found |= {part} if _own(army, part, day) is not None else _parts(army, part, day, seen)
    return found


# ---- both agree


@settings(deadline=None, max_examples=80)
@given(small_armies())
def test_defectors_are_those_of_the_definition(army: Small) -> None:
    found = leaks(army.army(), WINDOW).leaks[: army.units]
    for unit, leak in enumerate(found):
        wanted = (defectors(army, unit), least(army, unit), most(army, unit))
        assert (leak.defectors, leak.defectors_min, leak.defectors_max) == wanted


@settings(deadline=None, max_examples=80)
@given(small_armies())
def test_strengths_are_those_of_the_definition(army: Small) -> None:
    for unit, leak in enumerate(leaks(army.army(), WINDOW).leaks[: army.units]):
        daily = [strength(army, unit, day) for day in inside((0, LAST))]
        known = [figure for figure in daily if figure is not None]
        if not known:
            assert leak.strength is None
            assert leak.rate is None
            continue
        assert leak.strength == pytest.approx(sum(known) / len(known))
        assert leak.person_years == pytest.approx(sum(known) / len(known) * WINDOW.years)
        assert ("strength_gap" in leak.flags) == (len(known) < len(daily))


@settings(deadline=None, max_examples=80)
@given(small_armies())
def test_what_is_explained_is_what_is_counted(army: Small) -> None:
    measured = leaks(army.army(), WINDOW)
    for leak in measured.leaks[: army.units]:
        told = explain(measured, str(leak.unit))
        assert sum(one.count for one in told if one.standing == "counted") == leak.defectors
        assert sum(one.count_low for one in told if one.sure) == leak.defectors_min
        assert sum(one.count_high for one in told) == leak.defectors_max
        assert {one.event for one in told if one.standing == "counted"} == measured.counted(str(leak.unit))
        assert all(one.why for one in told)


@settings(deadline=None, max_examples=80)
@given(small_armies())
def test_the_parts_add_up_to_what_was_read(army: Small) -> None:
    measured = leaks(army.army(), WINDOW)
    totals = measured.totals
    assert totals.read == len(army.events) == totals.placed + totals.no_unit + totals.outside + totals.no_day
    lines = [leak for leak in measured.leaks if leak.unit is None]
    assert sum(line.defectors for line in lines) == totals.persons_no_unit
    counted = [event for event in army.events if sum(event.days) // 2 in inside((0, LAST))]
    assert totals.persons_placed + totals.persons_no_unit == sum(event.count for event in counted)


@settings(deadline=None, max_examples=80)
@given(small_armies())
def test_numbers_keep_their_order(army: Small) -> None:
    for leak in leaks(army.army(), WINDOW).leaks[: army.units]:
        assert leak.defectors_min <= leak.defectors <= leak.defectors_max
        if leak.rate is not None:
            assert leak.rate_low is not None
            assert leak.rate_high is not None
            assert leak.bound_low is not None
            assert leak.bound_high is not None
            assert leak.bound_low <= leak.rate_low <= leak.rate <= leak.rate_high <= leak.bound_high
        if leak.rank_low is not None:
            assert leak.rank_high is not None
            assert leak.p_top is not None
            assert 1 <= leak.rank_low <= leak.rank_high <= army.units
            assert 0 <= leak.p_top <= 1


def test_a_circle_comes_to_an_end() -> None:
    ring = tuple(Tie(unit, (unit + 1) % 3, (0, LAST), (0, LAST)) for unit in range(3))
    below = Tie(3, 0, (0, LAST), (0, LAST))
    army = Small(4, (*ring, below), (Strength(3, 0, ALWAYS, ALWAYS, 100),), (Event(3, (9, 9), 1, 1, 1),))
    found = leaks(army.army(), WINDOW).leaks
    assert [leak.defectors for leak in found] == [1, 1, 1, 1]
    assert [leak.strength for leak in found] == [100, 100, 100, 100]


def test_a_sum_that_lacks_a_part_says_so() -> None:
    ties = tuple(Tie(unit, 0, ALWAYS, ALWAYS) for unit in (1, 2))
    army = Small(3, ties, (Strength(1, 0, ALWAYS, ALWAYS, 100),))
    top, known, unknown = leaks(army.army(), WINDOW).leaks
    assert top.strength == 100
    assert "partial_strength" in top.flags
    assert "partial_strength" not in known.flags
    assert unknown.flags == ("no_strength",)


def test_leaving_events_out_is_as_if_they_were_not_there() -> None:
    events = tuple(Event(0, (day, day), 1, 1, 2) for day in range(6, 12))
    strengths = (Strength(0, 0, ALWAYS, ALWAYS, 100),)
    without = leaks(Small(1, (), strengths, events).army(), WINDOW, without=frozenset({"e1", "e4"}))
    there = leaks(Small(1, (), strengths, events[:1] + events[2:4] + events[5:]).army(), WINDOW)
    assert without.leaks == there.leaks


def test_echelons_are_ranked_apart() -> None:
    strengths = tuple(Strength(unit, 0, ALWAYS, ALWAYS, 100) for unit in range(4))
    events = tuple(Event(unit, (8, 8), 1, count, count) for unit, count in enumerate((9, 1, 2, 8)))
    echelons = ("battalion", "battalion", "company", "company")
    measured = leaks(Small(4, (), strengths, events, echelons).army(), WINDOW, top=1)
    assert {one.echelon: one.units for one in measured.echelons} == {"battalion": 2, "company": 2}
    ranks = [(leak.rank_low, leak.rank_high) for leak in measured.leaks]
    assert ranks[0] == (1, 1) or ranks[0] == (1, 2)
    assert sum(leak.p_top or 0 for leak in measured.leaks) == pytest.approx(2.0)


def test_what_would_change_a_place_does_change_it() -> None:
    strengths = tuple(Strength(unit, 0, ALWAYS, ALWAYS, 1000) for unit in range(6))
    counts = (40, 30, 12, 5, 2, 1)
    events = tuple(Event(unit, (8, 8), count, count, count) for unit, count in enumerate(counts))
    measured = leaks(Small(6, (), strengths, events).army(), WINDOW)
    up, down = changes(measured, "u2")
    assert (up.up, up.other, up.defectors) == (True, "u1", 31)
    assert (down.up, down.other, down.defectors) == (False, "u3", 4)
    assert up.strength is not None
    assert up.strength < 1000
    assert not up.within_bounds


def test_the_order_of_the_units_changes_no_number() -> None:
    strengths = tuple(Strength(unit, 0, ALWAYS, ALWAYS, 300 + 10 * unit) for unit in range(7))
    events = tuple(Event(unit, (8, 8), 1, count, count) for unit, count in enumerate((9, 1, 2, 8, 0, 3, 5)))
    there = leaks(Small(7, (), strengths, events).army(), WINDOW, top=2).leaks
    turned = (Strength(6 - one.unit, 0, ALWAYS, ALWAYS, one.best) for one in strengths)
    back = tuple(Event(6 - one.unit, one.days, one.low, one.count, one.high) for one in events)
    again = leaks(Small(7, (), tuple(turned), back).army(), WINDOW, top=2).leaks[::-1]
    for one, other in zip(there, again, strict=True):
        assert (one.p_top, one.rank_low, one.rank_high, one.place) == (
            other.p_top,
            other.rank_low,
            other.rank_high,
            other.place,
        )
