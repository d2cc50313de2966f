"""What it would take to change a unit's place: how far its numbers would have to move."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from analysis.leaks import PER, Leak, Measured


@dataclass(frozen=True, slots=True)
class Change:
    """A change that would bring a unit over (`up`) or under another one in the order of the shrunk rates.

    `defectors`: the count that it would need, with its person-years as they are. `strength`: the strength that it
    would need, with its defectors as they are. None where no number would do. `within_bounds`: the numbers as
    they are known roughly (least and most defectors, low and high strength) already allow one of the two.
    """

    up: bool
    other: str
    other_name: str
    defectors: int | None
    strength: float | None
    within_bounds: bool


def changes(measured: Measured, unit: str) -> tuple[Change, ...]:
    """What would move a unit past the next one above and the next one below; nothing for a unit without a rank."""
    ranked = [leak for leak in measured.leaks if leak.shrunk_rate is not None]
    mine = next((leak for leak in ranked if leak.unit == unit), None)
    fitted = next((one for one in measured.echelons if mine and one.echelon == mine.echelon), None)
    if mine is None or fitted is None or fitted.spread == 0:
        return ()
    shape = 1 / fitted.spread**2
    years = shape * PER / fitted.level
    found = (
        _change(mine, other, shape, years, up)
        for other, up in zip(_neighbours(ranked, mine), (True, False), strict=True)
        if other
    )
    return tuple(found)


def _neighbours(ranked: list[Leak], mine: Leak) -> tuple[Leak | None, Leak | None]:
    """The units of the echelon with the next higher and the next lower shrunk rate."""
    peers = [leak for leak in ranked if leak.echelon == mine.echelon]
    higher = [leak for leak in peers if _rate(leak) > _rate(mine)]
    lower = [leak for leak in peers if _rate(leak) < _rate(mine)]
    return min(higher, key=_rate, default=None), max(lower, key=_rate, default=None)


def _rate(leak: Leak) -> float:
    assert leak.shrunk_rate is not None
    return leak.shrunk_rate


def _change(mine: Leak, other: Leak, shape: float, years: float, up: bool) -> Change:
    """Turns (shape + defectors) / (years + person-years), the shrunk rate, round for either of its two numbers."""
    assert mine.person_years and mine.strength and other.unit is not None
    target = _rate(other) / PER
    count = target * (years + mine.person_years) - shape
    defectors = floor(count) + 1 if up else ceil(count) - 1
    person_years = (shape + mine.defectors) / target - years
    strength = person_years / mine.person_years * mine.strength
    return Change(
        up=up,
        other=other.unit,
        other_name=other.name or other.unit,
        defectors=defectors if defectors >= 0 else None,
        strength=strength if strength > 0 else None,
        within_bounds=_within(mine, defectors, strength, up),
    )


def _within(mine: Leak, defectors: int, strength: float, up: bool) -> bool:
    low, high = mine.strength_low or 0.0, mine.strength_high or 0.0
    if up:
        return mine.defectors_max >= defectors or low < strength
    return mine.defectors_min <= defectors or high > strength
