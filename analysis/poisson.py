"""The exact interval of a count."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaincinv

from analysis.army import Real, Whole

LEVEL = 0.95


def garwood(counts: Whole | Real, level: float = LEVEL) -> tuple[Real, Real]:
    """The exact central interval of the mean of a Poisson count: (low, high), as long as `counts`.

    A count may be a fraction (an effective one). Each end leaves at most half of 1 - `level` outside; the low end of
    a count of 0 is 0. Source: F. Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28 (1936), in
    its gamma form.
    """
    tail = (1 - level) / 2
    # Units are many and their counts few: each is worked out once.
    known, place = np.unique(np.asarray(counts, dtype=np.float64), return_inverse=True)
    low = np.where(known > 0, gammaincinv(np.where(known > 0, known, 1), tail), 0.0)
    high = gammaincinv(known + 1, 1 - tail)
    return np.asarray(low[place], dtype=np.float64), np.asarray(high[place], dtype=np.float64)
