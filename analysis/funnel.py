"""The limits of a funnel plot: how far chance alone would carry the rates of units that are all alike."""

from __future__ import annotations

import numpy as np
from scipy.special import pdtrik

from analysis.army import Real


def limits(mean: float, years: Real, level: float) -> tuple[Real, Real]:
    """The exact central limits (low, high) of the rates of units with these person-years, where all have the rate
    `mean`; rates are events a person-year.

    Counts are Poisson. A whole count lies above `high` just where a count as high or higher has a chance below half
    of 1 - `level`, and likewise below `low`: so no more units lie outside than the level leaves, and fewer where
    counts are small. Between whole counts the limits are those of the gamma function, and smooth.
    """
    tail = (1 - level) / 2
    expected = mean * years
    low = np.nan_to_num(pdtrik(tail, expected), nan=0.0)
    return np.maximum(low, 0.0) / years, (pdtrik(1 - tail, expected) + 1) / years
