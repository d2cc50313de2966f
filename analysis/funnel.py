"""The limits of a funnel plot: how far chance alone would carry the rates of units that are all alike."""

from __future__ import annotations

import numpy as np
from scipy.stats import poisson

from analysis.army import Real


def limits(mean: float, years: Real, level: float) -> tuple[Real, Real]:
    """The central limits (low, high) of the rate that units with these person-years show, where all have the rate
    `mean`; rates are events a person-year.

    Counts are Poisson. Limits are exact and drawn smoothly between whole counts. Source: D. Spiegelhalter, "Funnel
    plots for comparing institutional performance", Statistics in Medicine 24 (2005), its appendix.
    """
    tail = (1 - level) / 2
    expected = mean * years
    return _limit(expected, tail) / years, _limit(expected, 1 - tail) / years


def _limit(expected: Real, chance: float) -> Real:
    """The count at or below which a Poisson count lies with this chance, between whole numbers by interpolation."""
    count = poisson.ppf(chance, expected)
    beyond = poisson.cdf(count, expected) - chance
    at = poisson.pmf(count, expected)
    share = np.divide(beyond, at, out=np.zeros_like(expected), where=at > 0)
    return np.asarray(np.maximum(count - share, 0.0), dtype=np.float64)
