"""Commanders who change: one for each unit from the top to the battalion, and those before and after."""

from __future__ import annotations

import numpy as np

from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.tables import FOREVER, Commanders, Whole

_CHANGED, _EARLIER = 0.22, 0.3
_LONGEST = 1_400
"""Days since when somebody commands, on the first day of the window, at most."""
_OLDEST_INTAKE, _YOUNGEST_INTAKE = 22, 45
_BORN_BEFORE_INTAKE = 1941


def commanders(spec: Spec, order: Order, regions: int) -> Commanders:
    """The commanders in the order of their units and days; each commands one unit once."""
    random = spec.random(Part.COMMANDERS)
    unit = np.flatnonzero(order.level <= order.battalion_level)
    since = spec.start - random.integers(30, _LONGEST, len(unit))
    until = np.full(len(unit), FOREVER, dtype=np.int64)
    changed = random.random(len(unit)) < _CHANGED
    day = spec.start + random.integers(spec.days // 8, spec.days, len(unit))
    until[changed] = day[changed] - 1
    early = random.random(len(unit)) < _EARLIER
    before = since - random.integers(300, 1_200, len(unit))
    first = np.concatenate((since, day[changed], before[early]))
    last = np.concatenate((until, np.full(int(changed.sum()), FOREVER), since[early] - 1))
    units = np.concatenate((unit, unit[changed], unit[early]))
    into = np.lexsort((first, units))
    return _persons(random, order, regions, units[into], first[into], last[into])


def _persons(
    random: np.random.Generator, order: Order, regions: int, unit: Whole, first: Whole, last: Whole
) -> Commanders:
    """The higher the unit, the older the intake."""
    step = (_YOUNGEST_INTAKE - _OLDEST_INTAKE - 5) / order.battalion_level
    oldest = _OLDEST_INTAKE + np.floor(step * order.level[unit]).astype(np.int64)
    intake = oldest + random.integers(0, 6, len(unit))
    born = _BORN_BEFORE_INTAKE + intake + random.integers(0, 4, len(unit))
    return Commanders(unit, first, last, born, intake, random.integers(0, regions, len(unit)))
