"""Spans of days that belong to keys: united, turned round, and brought together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.army import AFTER, BEFORE, Flag, Whole

# More than any day: the number of a key times this, plus a day, never meets that of the next.
_FAR = 10_000_000


@dataclass(frozen=True, slots=True)
class Keyed:
    """Spans, each of a key (a position from 0 up), in the order of the keys."""

    key: Whole
    start: Whole
    end: Whole

    def __len__(self) -> int:
        return len(self.key)


def keyed(key: Whole, start: Whole, end: Whole) -> Keyed:
    """Spans in the order of their keys and starts; those that hold no day are left out."""
    some = np.flatnonzero(start <= end)
    order = some[np.lexsort((start[some], key[some]))]
    return Keyed(key[order], start[order], end[order])


def united(spans: Keyed) -> Keyed:
    """The same days of each key in as few spans as can be: those that overlap or meet become one."""
    if not len(spans):
        return spans
    lift = np.cumsum(np.diff(spans.key, prepend=spans.key[0]) != 0) * _FAR
    # The latest end so far of the same key: as each key is lifted far above the one before, none reaches into it.
    reach = np.maximum.accumulate(spans.end + lift)
    begins = np.ones(len(spans), dtype=np.bool_)
    begins[1:] = spans.start[1:] + lift[1:] > reach[:-1] + 1
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(spans)) - 1
    return Keyed(spans.key[first], spans.start[first], reach[last] - lift[first])


def gaps(spans: Keyed, count: int) -> Keyed:
    """The days that a key has no span on, for each of `count` keys; `spans` must be united."""
    every = np.arange(count, dtype=np.int64)
    key = np.concatenate((every, spans.key))
    start = np.concatenate((np.full(count, BEFORE, dtype=np.int64), spans.end + 1))
    # What a gap ends before: the key's next span, or the end of days.
    end = np.concatenate((spans.start - 1, np.full(count, AFTER, dtype=np.int64)))
    end_key = np.concatenate((spans.key, every))
    order, end_order = np.lexsort((start, key)), np.lexsort((end, end_key))
    return keyed(key[order], start[order], end[end_order])


def pairs(key: Whole, other: Whole) -> tuple[Whole, Whole]:
    """Positions (in `key`, in `other`) of all pairs of equal keys; `other` must be in order."""
    low = np.searchsorted(other, key, side="left")
    number = np.searchsorted(other, key, side="right") - low
    left = np.repeat(np.arange(len(key), dtype=np.int64), number)
    before = np.cumsum(number) - number
    right = np.arange(len(left), dtype=np.int64) - np.repeat(before - low, number)
    return left, right


def meet(key: Whole, start: Whole, end: Whole, others: Keyed) -> tuple[Whole, Whole, Whole, Whole]:
    """The pairs that share a day, with the first and last of these days: (here, there, start, end)."""
    here, there = pairs(key, others.key)
    first = np.maximum(start[here], others.start[there])
    last = np.minimum(end[here], others.end[there])
    some: Flag = first <= last
    return here[some], there[some], first[some], last[some]


def days(spans: Keyed, count: int) -> Whole:
    """How many days each of `count` keys has; `spans` must be united."""
    return np.bincount(spans.key, weights=spans.end - spans.start + 1, minlength=count).astype(np.int64)
