"""Defections that are near in time and of one unit are grouped into events: no one is added, no one lost."""

from __future__ import annotations

import numpy as np

from synthesis.movements import parent_on
from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.tables import Defections, Events, Flag, Superiors, Whole

NEAR = 10
"""Days between two defections that become one event, at most; those of one event leave on its first day."""
_OF_A_COMPANY = 0.5


def group(
    spec: Spec, order: Order, superiors: Superiors, unit: Whole, day: Whole, caused: Flag
) -> tuple[Defections, Events]:
    """The defections in the order of unit and day, and the events that they make."""
    random = spec.random(Part.GROUPS)
    into = np.lexsort((day, unit))
    unit, day, caused = unit[into], day[into], caused[into]
    begins = _begins(random, spec, superiors, unit, day)
    event = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    events = Events(
        unit=_companies(random, order, unit[first]),
        day=day[first],
        count=np.bincount(event, minlength=len(first)),
    )
    return Defections(events.unit[event], events.day[event], event, caused), events


def _begins(random: np.random.Generator, spec: Spec, superiors: Superiors, unit: Whole, day: Whole) -> Flag:
    """Which defections begin an event; none of them spans the day on which its battalion moves."""
    parent = parent_on(superiors, unit, day)
    begins = np.ones(len(unit), dtype=np.bool_)
    same = (unit[1:] == unit[:-1]) & (parent[1:] == parent[:-1]) & (day[1:] - day[:-1] <= NEAR)
    begins[1:] = ~(same & (random.random(max(len(unit) - 1, 0)) < spec.grouped))
    return begins


def _companies(random: np.random.Generator, order: Order, unit: Whole) -> Whole:
    """Some of the events of a battalion with companies are of one of them."""
    companies = np.flatnonzero(order.level > order.battalion_level)
    over = order.parent[companies]
    low, high = np.searchsorted(over, unit, side="left"), np.searchsorted(over, unit, side="right")
    some = (high > low) & (random.random(len(unit)) < _OF_A_COMPANY)
    found = unit.copy()
    found[some] = companies[random.integers(low[some], high[some])]
    return found
