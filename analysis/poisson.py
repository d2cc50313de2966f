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
    counts = np.asarray(counts, dtype=np.float64)
    low = np.where(counts > 0, gammaincinv(np.where(counts > 0, counts, 1), tail), 0.0)
    return np.asarray(low, dtype=np.float64), np.asarray(gammaincinv(counts + 1, 1 - tail), dtype=np.float64)
