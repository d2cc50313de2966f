"""Strength through the window, and the person-years that come of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.army import DAYS_A_YEAR, Army, Flag, Real, Strengths, Whole, Window
from analysis.reach import Reach, Steps, best_steps, reach
from analysis.spans import Keyed, days, gaps, keyed, meet, united


@dataclass(frozen=True, slots=True)
class Exposure:
    """Per unit: years of the window in which it exists, and its mean strength over the days on which it is known.

    `low`, `best` and `high` are persons, NaN where no strength is known; person-years are these times `years`.
    `of_parts`: some of it is the sum of the units under it; `partial`: some of those have no known strength, so the
    sum is too small and a rate too high; `gap`: of some days of the window no strength is known.
    """

    years: Real
    low: Real
    best: Real
    high: Real
    of_parts: Flag
    partial: Flag
    gap: Flag


@dataclass(frozen=True, slots=True)
class _Own:
    """Days on which units have a strength of their own: its fact, and the unit (`spans.key`) in order."""

    fact: Whole
    spans: Keyed


def expose(army: Army, window: Window) -> Exposure:
    """A unit's own best strength on each day, else the sum of those of the units under it on that day.

    Own facts: those of the preferred kind before the others, certain before possible, then by their support. A unit
    under another by two ways is in its sum once.
    """
    count = len(army.units)
    exists = _existing(army, window)
    own, without = _own(army.strengths, exists, count)
    steps = best_steps(army.ties, count, window.start, window.end)
    ways = _upward(own, steps, without, count)
    known = united(_all_days(own, ways))
    known_days, all_days = days(known, count), days(exists, count)
    with np.errstate(invalid="ignore", divide="ignore"):
        low, best, high = (
            _person_days(figure, own, ways, count) / known_days
            for figure in (army.strengths.low, army.strengths.best, army.strengths.high)
        )
    of_parts = np.bincount(ways.above, minlength=count) > 0
    return Exposure(
        years=all_days / DAYS_A_YEAR,
        low=low,
        best=best,
        high=high,
        of_parts=of_parts,
        partial=_partial(steps, exists, known, without, of_parts, count),
        gap=(known_days > 0) & (known_days < all_days),
    )


def _existing(army: Army, window: Window) -> Keyed:
    spans = army.units.exists
    every = np.arange(len(army.units), dtype=np.int64)
    return keyed(every, np.maximum(spans.start, window.start), np.minimum(spans.end, window.end))


def _own(strengths: Strengths, exists: Keyed, count: int) -> tuple[_Own, Keyed]:
    """The best own fact of each unit on each day, and the days on which a unit exists and has none.

    Round by round: the best candidate of each unit takes its days, the next one what is left of them.
    """
    unit, start, end, fact, turn = _candidates(strengths)
    left, facts, spans = exists, [], []
    for number in range(int(turn.max(initial=-1)) + 1):
        now = turn == number
        these = keyed(unit[now], start[now], end[now])
        # One candidate a unit in each round: its fact is found again by the unit.
        fact_of = dict(zip(unit[now].tolist(), fact[now].tolist(), strict=True))
        here, _, first, last = meet(left.key, left.start, left.end, these)
        key = left.key[here]
        facts.append(np.array([fact_of[one] for one in key.tolist()], dtype=np.int64))
        spans.append(Keyed(key, first, last))
        left = _minus(left, these, count)
    return _gathered(facts, spans), left


def _candidates(strengths: Strengths) -> tuple[Whole, Whole, Whole, Whole, Whole]:
    """Each fact twice, on its certain and on its possible days: (unit, start, end, fact, its turn in the unit)."""
    number = np.arange(len(strengths.unit), dtype=np.int64)
    fact = np.concatenate((number, number))
    start = np.concatenate((strengths.certain.start, strengths.possible.start))
    end = np.concatenate((strengths.certain.end, strengths.possible.end))
    unsure = np.concatenate((np.zeros_like(number), np.ones_like(number)))
    some = np.flatnonzero((start <= end) & ~np.isnan(strengths.best[fact]))
    fact, start, end, unsure = fact[some], start[some], end[some], unsure[some]
    unit = strengths.unit[fact]
    order = np.lexsort((strengths.preference[fact], unsure, strengths.kind[fact], unit))
    ranked = unit[order]
    turn = np.arange(len(order)) - np.searchsorted(ranked, ranked, side="left")
    return ranked, start[order], end[order], fact[order], turn.astype(np.int64)


def _minus(spans: Keyed, taken: Keyed, count: int) -> Keyed:
    here, _, start, end = meet(spans.key, spans.start, spans.end, gaps(taken, count))
    return keyed(spans.key[here], start, end)


def _gathered(facts: list[Whole], spans: list[Keyed]) -> _Own:
    none = np.zeros(0, dtype=np.int64)
    key = np.concatenate([none, *(one.key for one in spans)])
    start = np.concatenate([none, *(one.start for one in spans)])
    end = np.concatenate([none, *(one.end for one in spans)])
    fact = np.concatenate([none, *facts])
    order = np.lexsort((start, key))
    return _Own(fact[order], Keyed(key[order], start[order], end[order]))


def _upward(own: _Own, steps: Steps, without: Keyed, count: int) -> Reach:
    """Where strengths flow to: each own stretch (`origin` is its position) to units above that have none of theirs."""
    spans = own.spans
    size = max(count, len(spans))
    begin = Reach(np.arange(len(spans), dtype=np.int64), spans.key, spans.start, spans.end)
    ways = reach(begin, steps, size, allowed=without)
    # The first row of each stretch is the unit itself: it is no part of anything.
    parts = ways.above != spans.key[ways.origin]
    return Reach(ways.origin[parts], ways.above[parts], ways.start[parts], ways.end[parts])


def _all_days(own: _Own, ways: Reach) -> Keyed:
    return keyed(
        np.concatenate((own.spans.key, ways.above)),
        np.concatenate((own.spans.start, ways.start)),
        np.concatenate((own.spans.end, ways.end)),
    )


def _person_days(figure: Real, own: _Own, ways: Reach, count: int) -> Real:
    of_own = figure[own.fact] * (own.spans.end - own.spans.start + 1)
    of_parts = figure[own.fact][ways.origin] * (ways.end - ways.start + 1)
    sums = np.bincount(own.spans.key, weights=of_own, minlength=count)
    return np.asarray(sums + np.bincount(ways.above, weights=of_parts, minlength=count), dtype=np.float64)


def _partial(steps: Steps, exists: Keyed, known: Keyed, without: Keyed, of_parts: Flag, count: int) -> Flag:
    """Units whose sum lacks a unit under them on some day, or whose parts are themselves such sums."""
    here, _, start, end = meet(steps.below, steps.start, steps.end, exists)
    below, above = steps.below[here], steps.above[here]
    summed, _, start, end = meet(above, start, end, without)
    below, above = below[summed], above[summed]
    lacking, _, _, _ = meet(below, start, end, gaps(known, count))
    partial = np.zeros(count, dtype=np.bool_)
    partial[above[lacking]] = True
    while True:
        more = np.zeros(count, dtype=np.bool_)
        more[above[partial[below] & of_parts[below]]] = True
        if not np.any(more & ~partial):
            return partial & of_parts
        partial |= more
