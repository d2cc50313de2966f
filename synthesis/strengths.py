"""How strong the battalions really are, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.tables import StrengthClaims, Units, Whole
from synthesis.terms import ESTABLISHMENT, ESTIMATE, REAL

ESTABLISHED = (600, 900)
REALLY = (110, 350)
COUNTED_IN, LAID_DOWN_IN = 2020, 2010
"""The years in which the real strengths were found and the establishments laid down."""
KINDS = (REAL, ESTIMATE, ESTABLISHMENT)
HIGH, MEDIUM, LOW = 1, 2, 3
_NOISE = 0.12
_SECOND, _THIRD = 0.15, 0.1

Row = tuple[Whole, int, Whole, Whole, Whole, int, int]


def strengths(spec: Spec, order: Order) -> tuple[Whole, Whole]:
    """Real strength and establishment of each unit: persons for battalions, 0 for the others."""
    random = spec.random(Part.STRENGTHS, 0)
    real, paper = np.zeros(len(order), dtype=np.int64), np.zeros(len(order), dtype=np.int64)
    battalions = order.battalions
    real[battalions] = random.integers(REALLY[0], REALLY[1] + 1, len(battalions))
    paper[battalions] = random.integers(ESTABLISHED[0], ESTABLISHED[1] + 1, len(battalions))
    return real, paper


def strength_claims(spec: Spec, units: Units) -> StrengthClaims:
    """Claims that disagree: establishment, real, sometimes a third; exact where reporting is even."""
    random = spec.random(Part.STRENGTHS, 1)
    rows = [*_of_battalions(random, spec, units), *_of_the_top(spec, units)]
    unit = np.concatenate([row[0] for row in rows])
    low, best, high = (np.concatenate([row[column] for row in rows]) for column in (2, 3, 4))
    kind, year, confidence = (
        np.repeat([row[column] for row in rows], [len(row[0]) for row in rows]) for column in (1, 5, 6)
    )
    # "Since 2020" is sure from that year's last day on.
    first = np.array([date(year, 12, 31).toordinal() for year in year.tolist()], dtype=np.int64)
    order = np.lexsort((confidence, kind, unit))
    columns = (column[order] for column in (unit, kind, low, best, high, first, confidence))
    return StrengthClaims(KINDS, *columns)


def _of_battalions(random: np.random.Generator, spec: Spec, units: Units) -> Iterator[Row]:
    battalions = units.battalions
    paper, real = units.establishment[battalions], units.strength[battalions]
    yield battalions, 2, paper, paper, paper, LAID_DOWN_IN, HIGH
    if spec.even:
        yield battalions, 0, real, real, real, COUNTED_IN, MEDIUM
        return
    noisy = real * np.exp(random.normal(0.0, _NOISE, len(real)))
    yield battalions, 0, *_range(noisy, 0.8, 1.25), COUNTED_IN, MEDIUM
    for share, kind, low, high in ((_SECOND, 0, 0.8, 1.2), (_THIRD, 1, 0.6, 1.6)):
        some = random.random(len(real)) < share
        too_many = real[some] * random.uniform(1.2, 1.9, int(some.sum()))
        yield battalions[some], kind, *_range(too_many, low, high), COUNTED_IN, LOW


def _of_the_top(spec: Spec, units: Units) -> Iterator[Row]:
    """Two totals of the whole army: on paper, and as somebody estimates it."""
    top = np.zeros(1, dtype=np.int64)
    paper, real = units.establishment.sum(keepdims=True), units.strength.sum(keepdims=True)
    yield top, 2, paper, paper, paper, LAID_DOWN_IN, HIGH
    if spec.even:
        yield top, 1, real, real, real, COUNTED_IN, LOW
    else:
        yield top, 1, *_range(real * 1.2, 0.75, 1.3), COUNTED_IN, LOW


def _range(best: np.ndarray, low: float, high: float) -> tuple[Whole, Whole, Whole]:
    whole = np.rint(best).astype(np.int64)
    return np.floor(whole * low).astype(np.int64), whole, np.ceil(whole * high).astype(np.int64)
