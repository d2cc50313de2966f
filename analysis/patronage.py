"""Patrons: who belongs to whom, over how many steps, and shares and ratios of small counts with their intervals."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf

from scipy.special import betaincinv

LEVEL = 0.95
FEW = 20
"""A share of fewer than so many is said to rest on small numbers."""
FEW_CASES = 5
"""So is one that counts fewer cases than these."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, with the exact 95 % interval of Clopper and Pearson; the share is None where there is nobody."""

    count: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1."""
        return self.count / self.of if self.of else None

    @property
    def small(self) -> bool:
        """Whether the numbers are so small that little can be said."""
        return self.of < FEW or min(self.count, self.of - self.count) < FEW_CASES


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as often, with its exact 95 % interval; the value is None where either is unknown or 0 of 0."""

    value: float | None
    low: float
    high: float


def share(count: int, of: int, level: float = LEVEL) -> Share:
    """The share of a count and its interval; each end leaves at most half of 1 - `level` outside.

    Raises ValueError for a count below 0 or above `of`. Source: C. J. Clopper and E. S. Pearson, "The use of confidence
    or fiducial limits illustrated in the case of the binomial", Biometrika 26 (1934), in its beta form.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} is no share")
    tail = (1 - level) / 2
    low = float(betaincinv(count, of - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, of - count, 1 - tail)) if count < of else 1.0
    return Share(count, of, low, high)


def ratio(cases: int, of: float, other_cases: int, other_of: float, level: float = LEVEL) -> Ratio:
    """How many times as often it comes in one as in the other: cases of each, and persons or person-years of each.

    The interval is exact for counts of rare cases: given all cases, those of the one are binomial (the ratio of two
    Poisson means). With persons it is wider than need be where cases are not rare.
    """
    both = cases + other_cases
    if not of or not other_of or not both:
        return Ratio(None, 0.0, inf)
    part = share(cases, both, level)
    scale = other_of / of
    value = cases / other_cases * scale if other_cases else None
    return Ratio(value, _odds(part.low) * scale, _odds(part.high) * scale)


def _odds(part: float) -> float:
    return part / (1 - part) if part < 1 else inf


def rings(patron: str, ties: Iterable[tuple[str, str]]) -> Mapping[str, int]:
    """How many steps each person is below a patron, by ties of (client, patron): 1 for clients, 2 for theirs.

    The patron is 0. Who stands below on several ways is on the nearest ring; circles end where they close.
    """
    below: dict[str, list[str]] = defaultdict(list)
    for client, above in ties:
        below[above].append(client)
    found = {patron: 0}
    waiting = deque([patron])
    while waiting:
        here = waiting.popleft()
        for client in below[here]:
            if client not in found:
                found[client] = found[here] + 1
                waiting.append(client)
    return found
