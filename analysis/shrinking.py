"""Gamma-Poisson shrinkage: what the units of one echelon tell about the rate of each of them.

Counts are Poisson with mean rate x person-years; the rates of the units of an echelon are draws of one Gamma
distribution, which is fitted to them by maximum likelihood (empirical Bayes). Source: D. Clayton and J. Kaldor,
"Empirical Bayes estimates of age-standardized relative risks for use in disease mapping", Biometrics 43 (1987).

An interval from the fitted Gamma alone would be too short in a small echelon, as the fit is itself uncertain. So the
posterior averages over how unlike the units may be: over the squared coefficient of variation of their rates, each
value weighted by its likelihood and the uniform shrinkage prior of C. Christiansen and C. Morris, "Hierarchical
Poisson regression modeling", Journal of the American Statistical Association 92 (1997), the mean rate at its most
likely value for each, with its own variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaincinv, gammaln, logsumexp

from analysis.army import Real
from analysis.poisson import LEVEL

# Coefficients of variation of the rates of one echelon: from as good as alike to utterly unlike.
_SPREADS: Real = np.geomspace(0.02, 4.0, 40)
_NEWTON_STEPS = 30


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known of the rates of the units of an echelon, all in events a person-year.

    `mean` is the posterior mean under the Gamma fitted by maximum likelihood; `shape` and `scale` are those of the
    Gamma that stands for all that is known of each unit's rate, the doubt about the fit included. `level` is the mean
    rate of the echelon, `spread` the coefficient of variation of its units' rates (0: the data show none).
    """

    mean: Real
    shape: Real
    scale: Real
    level: float
    spread: float

    def interval(self, level: float = LEVEL) -> tuple[Real, Real]:
        """The central interval of each rate: (low, high)."""
        tail = (1 - level) / 2
        low, high = gammaincinv(self.shape, tail), gammaincinv(self.shape, 1 - tail)
        return np.asarray(low * self.scale), np.asarray(high * self.scale)


def shrink(counts: Real, years: Real) -> Posterior:
    """The posterior of the rate of each unit of one echelon: events, and person-years above 0, one each a unit."""
    if len(counts) == 0:
        nothing = np.zeros(0)
        return Posterior(nothing, nothing, nothing, 0.0, 0.0)
    if counts.sum() == 0:
        return _no_event(years)
    if len(counts) == 1:
        return _alone(counts, years)
    return _fitted(counts, years)


def _no_event(years: Real) -> Posterior:
    """Nobody left any unit: the rates are one and the same for all that is known (Jeffreys' prior on it)."""
    same = np.ones(len(years))
    return Posterior(0.0 * same, 0.5 * same, same / years.sum(), 0.0, 0.0)


def _alone(counts: Real, years: Real) -> Posterior:
    """A single unit has nobody to borrow from: Jeffreys' posterior of its own count."""
    rate = counts / years
    return Posterior(rate, counts + 0.5, 1 / years, float(rate[0]), 0.0)


def _fitted(counts: Real, years: Real) -> Posterior:
    levels = np.array([_level(counts, years, spread) for spread in _SPREADS])
    scores = np.array([_likelihood(counts, years, m, s) for m, s in zip(levels, _SPREADS, strict=True)])
    shape, scale = _averaged(counts, years, levels, scores)
    level, spread = _most_likely(counts, years, scores)
    mean = np.full(len(counts), level)
    if spread > 0:
        mean = (1 / spread**2 + counts) / (1 / (spread**2 * level) + years)
    return Posterior(mean, shape, scale, level, spread)


def _level(counts: Real, years: Real, spread: float) -> float:
    """The most likely mean rate where the spread is known: Newton's steps on its logarithm."""
    level = counts.sum() / years.sum()
    for _ in range(_NEWTON_STEPS):
        expected = level * years
        weight = 1 / (1 + spread**2 * expected)
        step = float(((counts - expected) * weight).sum() / (expected * weight).sum())
        level *= np.exp(np.clip(step, -1, 1))
        if abs(step) < 1e-10:
            break
    return float(level)


def _likelihood(counts: Real, years: Real, level: float, spread: float) -> float:
    """The logarithm of the negative binomial likelihood, but for what depends on neither argument."""
    shape = 1 / spread**2
    rate = shape / level
    # Of the counts of an echelon few differ: the costly part is worked out once for each.
    known, times = np.unique(counts, return_counts=True)
    of_counts = float(((gammaln(shape + known) - gammaln(shape)) * times).sum())
    return of_counts - float((shape * np.log1p(years / rate) + counts * np.log(rate + years)).sum())


def _most_likely(counts: Real, years: Real, scores: Real) -> tuple[float, float]:
    """The level and the spread that fit best. At the least spread of all the data show none: it is 0."""
    best = int(scores.argmax())
    if best == 0:
        return float(counts.sum() / years.sum()), 0.0
    around = np.log(_SPREADS[[best - 1, min(best + 1, len(_SPREADS) - 1)]])

    def unlikely(log_spread: float) -> float:
        spread = float(np.exp(log_spread))
        return -_likelihood(counts, years, _level(counts, years, spread), spread)

    found = minimize_scalar(unlikely, bounds=tuple(around), method="bounded")
    spread = float(np.exp(found.x))
    return _level(counts, years, spread), spread


def _averaged(counts: Real, years: Real, levels: Real, scores: Real) -> tuple[Real, Real]:
    """Shape and scale of the Gamma with the mean and variance of the mixture over all spreads."""
    squared = _SPREADS**2
    expected = np.outer(levels, years)
    information = (expected / (1 + squared[:, None] * expected)).sum(axis=1)
    # Uniform shrinkage: the share that a unit with the typical count borrows from the others is as likely to be one
    # value as another. Spreads lie evenly by their logarithm, so the density of their square is taken times it; the
    # last term is the width of the likelihood in the level (Laplace).
    typical = counts.mean()
    prior = np.log(squared) - 2 * np.log1p(typical * squared) - 0.5 * np.log(information)
    weight = np.exp(scores + prior - logsumexp(scores + prior))
    shape = 1 / squared[:, None] + counts
    rate = (1 / (squared * levels))[:, None] + years
    mean = shape / rate
    # How far a unit's mean moves with the logarithm of the level, and how far that may be off.
    moved = mean * (1 / (squared * levels))[:, None] / rate
    variance = shape / rate**2 + moved**2 / information[:, None]
    middle = weight @ mean
    spread = weight @ (variance + mean**2) - middle**2
    return middle**2 / spread, spread / middle
