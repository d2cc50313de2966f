"""Which events count for which unit: surely, by the middle day, or only perhaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.army import NOWHERE, Army, Events, Flag, Spans, Ties, Whole, Window
from analysis.reach import Reach, best_steps, certain_steps, possible_steps, reach, whole
from analysis.spans import Keyed, keyed, meet, pairs


@dataclass(frozen=True, slots=True)
class Placed:
    """Events and units: row by row one event that counts for one unit, each pair once."""

    event: Whole
    unit: Whole


@dataclass(frozen=True, slots=True)
class Placing:
    """What counts for whom.

    `middle`: by its middle day. `whatever`: on whatever day of its interval it fell. `perhaps`: on some day of it,
    for the event's own unit and those above. `below`: the ways by which an event that is reported only for a unit
    may belong to units under it (`origin` is the unit below, `above` the unit of the event).
    """

    middle: Placed
    whatever: Placed
    perhaps: Placed
    below: Reach


def place(army: Army, window: Window) -> Placing:
    """Every event to its unit and to all units above it, on the day of the event, as the leak measure says."""
    events, ties, count = army.events, army.ties, len(army.units)
    first, last = _days_of_interest(events, window)
    own = whole(np.unique(events.unit[events.unit != NOWHERE]))
    every = whole(np.arange(count, dtype=np.int64))
    best = reach(own, best_steps(ties, count, first, last), count)
    sure = reach(own, certain_steps(ties, first, last), count)
    maybe = reach(own, possible_steps(ties, first, last), count)
    return Placing(
        middle=_on_middle_day(events, best, window),
        whatever=_on_any_day(events, sure, window),
        perhaps=_on_some_day(events, maybe, window, count),
        below=_below(every, ties, count, events, window),
    )


def in_window(events: Events, window: Window) -> Flag:
    """Events whose middle day lies in the window."""
    return np.logical_and(events.middle >= window.start, events.middle <= window.end)


def within_window(events: Events, window: Window) -> Flag:
    """Events that are in the window on whatever day of their interval they fell."""
    return np.logical_and(events.days.start >= window.start, events.days.end <= window.end)


def touching_window(events: Events, window: Window) -> Flag:
    """Events that can be in the window on some day of their interval."""
    return np.logical_and(events.days.start <= window.end, events.days.end >= window.start)


def _days_of_interest(events: Events, window: Window) -> tuple[int, int]:
    """The window, and the known ends of events that reach out of it."""
    near = touching_window(events, window)
    start, end = events.days.start[near], events.days.end[near]
    return (
        int(min(window.start, start.min(initial=window.start))),
        int(max(window.end, end.max(initial=window.end))),
    )


def _some(events: Events, chosen: Flag) -> Whole:
    return np.flatnonzero(np.logical_and(chosen, events.unit != NOWHERE))


def _on_middle_day(events: Events, ways: Reach, window: Window) -> Placed:
    some = _some(events, in_window(events, window))
    day = events.middle[some]
    here, there, _, _ = meet(events.unit[some], day, day, ways.spans)
    return Placed(some[here], ways.above[there])


def _on_any_day(events: Events, ways: Reach, window: Window) -> Placed:
    some = _some(events, within_window(events, window))
    here, there = pairs(events.unit[some], ways.origin)
    event = some[here]
    all_days = (ways.start[there] <= events.days.start[event]) & (ways.end[there] >= events.days.end[event])
    return Placed(event[all_days], ways.above[there][all_days])


def _on_some_day(events: Events, ways: Reach, window: Window, count: int) -> Placed:
    some = _some(events, touching_window(events, window))
    start, end = clipped(events.days, some, window)
    here, there, _, _ = meet(events.unit[some], start, end, ways.spans)
    # Two spans of one way may both share days with the event: it counts once.
    once = np.unique(some[here] * count + ways.above[there])
    return Placed(once // count, once % count)


def clipped(days: Spans, some: Whole, window: Window) -> tuple[Whole, Whole]:
    """The first and the last day of some events inside the window."""
    return np.maximum(days.start[some], window.start), np.minimum(days.end[some], window.end)


def _below(every: Reach, ties: Ties, count: int, events: Events, window: Window) -> Reach:
    """Ways from units up to a unit that has events of its own, each at least one step long."""
    ways = reach(every, possible_steps(ties, window.start, window.end), count)
    has_events = np.zeros(count, dtype=np.bool_)
    has_events[events.unit[_some(events, touching_window(events, window))]] = True
    real = has_events[ways.above] & (ways.origin != ways.above)
    return Reach(ways.origin[real], ways.above[real], ways.start[real], ways.end[real])


def counted(placed: Placed, number: Whole, count: int) -> Whole:
    """The sum of `number` (persons an event) for each of `count` units."""
    return np.bincount(placed.unit, weights=number[placed.event], minlength=count).astype(np.int64)


def counted_from_above(events: Events, placing: Placing, window: Window, count: int) -> Whole:
    """For each unit, the high counts of the events that are reported only for a unit above it.

    Without a pair for each unit and event: the events of a unit that share a day with a span are all but those
    that end before it and those that begin after it, which running sums give.
    """
    ways = placing.below
    some = _some(events, touching_window(events, window))
    start, end = clipped(events.days, some, window)
    unit, high = events.unit[some], events.high[some]
    begun = _until(unit, start, high, ways.above, ways.end)
    over = _until(unit, end, high, ways.above, ways.start - 1)
    total = np.bincount(ways.origin, weights=begun - over, minlength=count).astype(np.int64)
    return (
        total
        - _twice(Keyed(unit, start, end), high, ways, count)
        - _both_ways(events, placing, window, count)
    )


def _until(unit: Whole, day: Whole, number: Whole, of: Whole, until: Whole) -> Whole:
    """Sums of `number` over the rows of the unit `of` whose day is not after `until`."""
    order = np.lexsort((day, unit))
    size = 10_000_000
    ranked = unit[order] * size + day[order]
    sums = np.concatenate(([0], np.cumsum(number[order])))
    upto = sums[np.searchsorted(ranked, of * size + until, side="right")]
    before = sums[np.searchsorted(ranked, of * size, side="left")]
    return np.asarray(upto - before, dtype=np.int64)


def _twice(days: Keyed, high: Whole, ways: Reach, count: int) -> Whole:
    """What was counted twice: events that reach from one span of a way into the next one of the same way."""
    same = (ways.origin[1:] == ways.origin[:-1]) & (ways.above[1:] == ways.above[:-1])
    earlier = np.flatnonzero(same)
    order = np.lexsort((days.start, days.key))
    events = Keyed(days.key[order], days.start[order], days.end[order])
    here, there = pairs(ways.above[earlier], events.key)
    left = earlier[here]
    both = (events.start[there] <= ways.end[left]) & (events.end[there] >= ways.start[left + 1])
    weights = high[order][there][both]
    return np.bincount(ways.origin[left][both], weights=weights, minlength=count).astype(np.int64)


def _both_ways(events: Events, placing: Placing, window: Window, count: int) -> Whole:
    """What is counted from below already: events of units that were once above the unit and once under it."""
    ways, placed = placing.below, placing.perhaps
    pair = ways.origin * count + ways.above
    order = np.argsort(pair, kind="stable")
    mine = placed.unit * count + events.unit[placed.event]
    some = np.flatnonzero(np.isin(mine, pair))
    start, end = clipped(events.days, placed.event[some], window)
    spans = Keyed(pair[order], ways.start[order], ways.end[order])
    here, _, _, _ = meet(mine[some], start, end, spans)
    twice = some[np.unique(here)]
    return counted(Placed(placed.event[twice], placed.unit[twice]), events.high, count)


def events_from_above(army: Army, placing: Placing, window: Window, unit: int) -> Whole:
    """The events that `counted_from_above` counts for one unit."""
    ways, events = placing.below, army.events
    mine = ways.origin == unit
    some = _some(events, touching_window(events, window))
    start, end = clipped(events.days, some, window)
    spans = keyed(ways.above[mine], ways.start[mine], ways.end[mine])
    here, _, _, _ = meet(events.unit[some], start, end, spans)
    return np.unique(some[here])
