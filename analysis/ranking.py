"""Who leaks most, and how sure the order is: draws from what is known of each unit's rate."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.army import Real, Whole
from analysis.shrinking import Posterior

# Draws for all units of an echelon together, and the least and the most for each of them. With 4,000 draws a
# probability is off by 0.8 points at most (one standard error), with 400 by 2.5.
_DRAWS, _LEAST, _MOST = 3_000_000, 400, 4_000
# So many numbers are drawn at a time, which bounds the memory.
_AT_ONCE = 400_000
_SEED = 1_936
_TAIL = 0.05

Ranks = NDArray[np.int32]
"""Of each draw (a row) the ranks of the units."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Per unit of one echelon: the probability of being among the `top`, the 90 % interval of its rank (1 is the
    highest rate), and the place in the list that is shown.

    Units share a `place` where the intervals of their ranks overlap with that of the first of them: their order
    is not known.
    """

    p_top: Real
    low: Whole
    high: Whole
    place: Whole


def rank(posterior: Posterior, top: int) -> Ranking:
    """Ranks the units of one echelon. The draws are seeded: the same units give the same ranks, in any order."""
    group = _alike(posterior)
    order = np.argsort(group, kind="stable")
    ranks = _drawn_ranks(posterior.shape[order], posterior.scale[order])
    ends = _ends(ranks)
    back = np.argsort(order, kind="stable")
    p_top = _shared((ranks <= top).mean(axis=0)[back], group)
    low = np.floor(_shared(ends[0][back], group)).astype(np.int64)
    high = np.ceil(_shared(ends[1][back], group)).astype(np.int64)
    return Ranking(p_top, low, high, _places(np.lexsort((-p_top, -posterior.mean)), low, high))


def _drawn_ranks(shape: Real, scale: Real) -> Ranks:
    count = len(shape)
    draws = int(np.clip(_DRAWS // max(count, 1), _LEAST, _MOST))
    rows = max(1, _AT_ONCE // max(count, 1))
    random = np.random.default_rng(_SEED)
    ranks = np.empty((draws, count), dtype=np.int32)
    # While some draws are put in order, the next are drawn: one after the other, so that chance has one course.
    with ThreadPoolExecutor(1, "ordering") as pool:
        ordering: Future[None] | None = None
        for first in range(0, draws, rows):
            part = ranks[first : first + rows]
            rates = random.standard_gamma(shape, size=part.shape) * scale
            if ordering:
                ordering.result()
            ordering = pool.submit(_order, rates, part)
        if ordering:
            ordering.result()
    return ranks


def _order(rates: Real, into: Ranks) -> None:
    """The rank of each unit (a column) in each draw (a row)."""
    numbers = np.arange(1, rates.shape[1] + 1, dtype=np.int32)[None, :]
    np.put_along_axis(into, np.argsort(-rates, axis=1), numbers, axis=1)


def _ends(ranks: Ranks) -> tuple[Real, Real]:
    """The ranks between which the middle 90 of 100 draws lie."""
    draws = len(ranks)
    # Sorting whole columns of small numbers is quicker than parting them.
    ordered = np.sort(ranks, axis=0)
    low, high = ordered[int(_TAIL * (draws - 1))], ordered[int(np.ceil((1 - _TAIL) * (draws - 1)))]
    return low.astype(np.float64), high.astype(np.float64)


def _alike(posterior: Posterior) -> Whole:
    """A number a unit, by what is known of its rate. Where that is the same, so is the number: chance must not tell
    them apart.
    """
    known = np.column_stack((posterior.shape, posterior.scale))
    _, group = np.unique(known, axis=0, return_inverse=True)
    return np.asarray(group.reshape(-1), dtype=np.int64)


def _shared(values: Real, group: Whole) -> Real:
    return np.asarray((np.bincount(group, weights=values) / np.bincount(group))[group], dtype=np.float64)


def _places(order: Whole, low: Whole, high: Whole) -> Whole:
    place = np.ones(len(order), dtype=np.int64)
    leader, number = -1, 0
    for position, unit in enumerate(order.tolist(), start=1):
        if leader < 0 or low[unit] > high[leader]:
            leader, number = unit, position
        place[unit] = number
    return place
