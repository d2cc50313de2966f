"""Who is under whom on which days, over any number of levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.army import AFTER, BEFORE, Spans, Ties, Whole
from analysis.spans import Keyed, gaps, keyed, meet, united


@dataclass(frozen=True, slots=True)
class Steps:
    """Single steps upward: from a unit (in order) to the one above, on a span of days."""

    below: Whole
    above: Whole
    start: Whole
    end: Whole

    @property
    def spans(self) -> Keyed:
        """The spans by the unit below."""
        return Keyed(self.below, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Reach:
    """Ways upward of any length: an origin, a unit that it comes to, and a span of days on which it does.

    In the order of the origins; the spans of one origin and one unit share no day.
    """

    origin: Whole
    above: Whole
    start: Whole
    end: Whole

    @property
    def spans(self) -> Keyed:
        """The spans by origin."""
        return Keyed(self.origin, self.start, self.end)


def certain_steps(ties: Ties, first: int, last: int) -> Steps:
    """Steps on the days on which a tie certainly holds, from the day `first` to the day `last`."""
    return _steps(ties.below, ties.above, ties.certain, first, last)


def possible_steps(ties: Ties, first: int, last: int) -> Steps:
    """Steps on the days on which a tie certainly or possibly holds."""
    return _steps(ties.below, ties.above, ties.possible, first, last)


def best_steps(ties: Ties, count: int, first: int, last: int) -> Steps:
    """Steps of the best knowledge: on each day the ties that certainly hold, else those that possibly do."""
    sure = certain_steps(ties, first, last)
    known = united(sure.spans)
    here, _, start, end = meet(ties.below, ties.possible.start, ties.possible.end, gaps(known, count))
    maybe = _steps(ties.below[here], ties.above[here], Spans(start, end), first, last)
    return _in_order(
        np.concatenate((sure.below, maybe.below)),
        np.concatenate((sure.above, maybe.above)),
        np.concatenate((sure.start, maybe.start)),
        np.concatenate((sure.end, maybe.end)),
    )


def _steps(below: Whole, above: Whole, spans: Spans, first: int, last: int) -> Steps:
    start, end = np.maximum(spans.start, first), np.minimum(spans.end, last)
    return _in_order(below, above, start, end)


def _in_order(below: Whole, above: Whole, start: Whole, end: Whole) -> Steps:
    some = np.flatnonzero((start <= end) & (below != above))
    order = some[np.lexsort((start[some], below[some]))]
    return Steps(below[order], above[order], start[order], end[order])


def whole(units: Whole) -> Reach:
    """The way of no step: each unit to itself, on all days."""
    size = len(units)
    return Reach(units, units, np.full(size, BEFORE, np.int64), np.full(size, AFTER, np.int64))


def reach(begin: Reach, steps: Steps, count: int, allowed: Keyed | None = None) -> Reach:
    """All that the ways of `begin` come to in any number of steps, those of `begin` included.

    A way is on the days that all its steps share. With `allowed`, it goes on only on the days that the unit that it
    comes to has there. A circle ends where it closes: a way that was found before is not followed again.
    """
    circles = _circles(steps, count)
    found, fresh, seen = [begin], begin, _rows(begin, circles)
    while len(fresh.origin):
        fresh = _distinct(_step(fresh, steps, allowed))
        fresh, seen = _unseen(fresh, seen, circles)
        found.append(fresh)
    return _joined(found, count)


def _step(ways: Reach, steps: Steps, allowed: Keyed | None) -> Reach:
    here, there, start, end = meet(ways.above, ways.start, ways.end, steps.spans)
    origin, above = ways.origin[here], steps.above[there]
    if allowed is not None:
        here, _, start, end = meet(above, start, end, allowed)
        origin, above = origin[here], above[here]
    return Reach(origin, above, start, end)


def _distinct(ways: Reach) -> Reach:
    """Two ways through different units to the same one, on the same days, go on as one."""
    order = np.lexsort((ways.end, ways.start, ways.above, ways.origin))
    new = np.ones(len(order), dtype=np.bool_)
    same = [column[order][1:] == column[order][:-1] for column in _columns(ways)]
    new[1:] = ~np.logical_and.reduce(same)
    return Reach(*(column[order[new]] for column in _columns(ways)))


def _columns(ways: Reach) -> tuple[Whole, Whole, Whole, Whole]:
    return ways.origin, ways.above, ways.start, ways.end


def _circles(steps: Steps, count: int) -> Whole:
    """The units that can be come back to, whatever the day."""
    graph = coo_array((np.ones(len(steps.below), np.int8), (steps.below, steps.above)), shape=(count, count))
    _, group = connected_components(graph, connection="strong")
    return np.flatnonzero(np.bincount(group)[group] > 1)


Seen = set[tuple[int, int, int, int]]


def _rows(ways: Reach, circles: Whole) -> Seen:
    inside = np.isin(ways.above, circles)
    return set(zip(*(column[inside].tolist() for column in _columns(ways)), strict=True))


def _unseen(ways: Reach, seen: Seen, circles: Whole) -> tuple[Reach, Seen]:
    """The ways but for those that come to a unit of a circle as one before did; only there can they go on for ever."""
    if not len(circles):
        return ways, seen
    inside = np.isin(ways.above, circles)
    rows = zip(*(column.tolist() for column in _columns(ways)), strict=True)
    fresh = np.array([not (is_in and row in seen) for is_in, row in zip(inside, rows, strict=True)], np.bool_)
    return Reach(*(column[fresh] for column in _columns(ways))), seen | _rows(ways, circles)


def _joined(found: list[Reach], count: int) -> Reach:
    origin, above, start, end = (
        np.concatenate(columns) for columns in zip(*(map(_columns, found)), strict=True)
    )
    spans = united(keyed(origin * count + above, start, end))
    return Reach(spans.key // count, spans.key % count, spans.start, spans.end)
