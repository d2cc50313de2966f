"""The planted hazard: a rate for each unit, jumps after violent events, and who leaves when nobody moves him to."""

from __future__ import annotations

import numpy as np

from synthesis.spec import DAYS_A_YEAR, PER, Part, Spec
from synthesis.tables import Hazard, Real, Superiors, Units, Violence, Whole

_VIOLENT_A_MONTH = 0.3


def hazard(spec: Spec, units: Units, regions: int) -> Hazard:
    """Rates drawn from a Gamma within each region, and the profile of the days."""
    random = spec.random(Part.RATES)
    means = random.uniform(spec.region_low, spec.region_high, regions)
    base = np.zeros(len(units), dtype=np.float64)
    battalions = units.battalions
    drawn = random.gamma(spec.shape, 1 / spec.shape, len(battalions))
    base[battalions] = spec.rate / PER / DAYS_A_YEAR * means[units.region[battalions]] * drawn
    parts = np.flatnonzero(units.part_of >= 0)
    base[parts] = base[units.part_of[parts]]
    violence = _violence(random, spec, regions)
    return Hazard(base, _profile(spec, violence, regions), violence)


def _violence(random: np.random.Generator, spec: Spec, regions: int) -> Violence:
    """A few violent events in each region, one at least."""
    number = 1 + random.poisson(_VIOLENT_A_MONTH * spec.months, regions)
    region = np.repeat(np.arange(regions), number)
    day = spec.start + random.integers(0, spec.days, len(region))
    order = np.lexsort((region, day))
    return Violence(region[order], day[order])


def _profile(spec: Spec, violence: Violence, regions: int) -> Real:
    """By what the rates of a region are multiplied on each day; 1 on average over all regions and days."""
    since = np.arange(spec.days)[None, :] - (violence.day - spec.start)[:, None]
    jumps = np.where(since > 0, spec.jump * np.exp(-np.maximum(since, 0) / spec.jump_days), 0.0)
    profile = np.ones((regions, spec.days), dtype=np.float64)
    np.add.at(profile, violence.region, jumps)
    return np.asarray(profile / profile.mean(), dtype=np.float64)


def expected(spec: Spec, units: Units, hazard: Hazard, unit: Whole, first: Whole, last: Whole) -> Real:
    """The number of defections to expect of a battalion from day to day (both within the window), no contagion."""
    until = np.zeros((len(hazard.profile), spec.days + 1), dtype=np.float64)
    np.cumsum(hazard.profile, axis=1, out=until[:, 1:])
    region = units.region[unit]
    weight = until[region, last - spec.start + 1] - until[region, first - spec.start]
    return np.asarray(hazard.base[unit] * units.strength[unit] * weight, dtype=np.float64)


def in_window(spec: Spec, units: Units, superiors: Superiors) -> tuple[Whole, Whole, Whole]:
    """The spells of the battalions under one superior, cut to the window: unit, first and last day."""
    first, last = np.maximum(superiors.first, spec.start), np.minimum(superiors.last, spec.end)
    some = (units.strength[superiors.unit] > 0) & (first <= last)
    return superiors.unit[some], first[some], last[some]


def unmoved(spec: Spec, units: Units, hazard: Hazard) -> tuple[Whole, Whole]:
    """The defections that no other one caused: unit and day of each.

    The number of each battalion is Poisson, and its days fall by the profile of its region: the same as a Poisson
    number on each day.
    """
    random = spec.random(Part.DEFECTIONS)
    battalions = units.battalions
    whole = np.full(len(battalions), spec.start), np.full(len(battalions), spec.end)
    number = random.poisson(expected(spec, units, hazard, battalions, *whole))
    unit = np.repeat(battalions, number)
    until = np.cumsum(hazard.profile, axis=1)
    until /= until[:, -1:]
    # Each region's shares are lifted by its number, so that one search serves all.
    lifted = (until + np.arange(len(until))[:, None]).ravel()
    region = units.region[unit]
    at = np.searchsorted(lifted, region + random.random(len(unit)), side="right") - region * spec.days
    return unit, spec.start + np.minimum(at, spec.days - 1)
