"""Numbers as steps of colour and as sizes that a person can compare."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

STEPS = 5
"""So many colours for numbers above zero, at the most."""
NONE, ZERO = -1, 0
"""The step of a number that is not known, and that of zero."""


@dataclass(frozen=True, slots=True)
class Classes:
    """Steps of colour: step 1 begins above zero, each further one at its bound."""

    bounds: tuple[float, ...]

    def of(self, value: float | None) -> int:
        """The step of a number."""
        if value is None:
            return NONE
        return ZERO if value <= 0 else bisect_right(self.bounds, value) + 1

    def words(self) -> list[dict[str, str | int]]:
        """The steps with what they stand for, zero first."""
        ends = [0.0, *self.bounds]
        said: list[dict[str, str | int]] = [{"step": ZERO, "words": "0"}]
        for number, low in enumerate(ends, start=1):
            high = ends[number] if number < len(ends) else None
            said.append({"step": number, "words": _between(low, high)})
        return said


def _between(low: float, high: float | None) -> str:
    if high is None:
        return f"from {_plain(low)}" if low else "more than 0"
    return f"{_plain(low)} to {_plain(high)}" if low else f"below {_plain(high)}"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.3g}"


def classes(values: Sequence[float | None]) -> Classes:
    """Steps with about as many numbers each, bounds being round numbers."""
    known = sorted(value for value in values if value is not None and value > 0)
    if not known:
        return Classes(())
    cuts = (known[min(len(known) * step // STEPS, len(known) - 1)] for step in range(1, STEPS))
    bounds = sorted({_round(cut) for cut in cuts})
    return Classes(tuple(bound for bound in bounds if known[0] < bound <= known[-1]))


def _round(value: float) -> float:
    """The number with two digits."""
    return float(f"{value:.1e}")


def nice_below(top: float) -> list[int]:
    """Up to three whole numbers to show sizes by: about the largest, a quarter of it, and one."""
    if top < 1:
        return []
    found = {_nice(top), _nice(top / 4), 1}
    return sorted((number for number in found if number >= 1), reverse=True)


def _nice(value: float) -> int:
    """The largest of 1, 2, 5, 10, 20, 50 … that is not above a number."""
    if value < 1:
        return 0
    power = 10 ** math.floor(math.log10(value))
    return int(next(step * power for step in (5, 2, 1) if step * power <= value))
