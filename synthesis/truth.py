"""What is true of each unit: expected and real numbers, rolled up by the superior on the day of each event."""

from __future__ import annotations

import numpy as np

from synthesis.hazard import expected, in_window
from synthesis.movements import rolled_up
from synthesis.spec import DAYS_A_YEAR, PER, Spec
from synthesis.tables import NOBODY, Events, Hazard, Real, Reports, Superiors, Truth, Units, Whole


def truth(
    spec: Spec, units: Units, superiors: Superiors, hazard: Hazard, events: Events, reports: Reports
) -> Truth:
    """The truth of each unit and all under it."""
    unit, first, last = in_window(spec, units, superiors)
    years = units.strength[unit] * (last - first + 1) / DAYS_A_YEAR
    hoped = expected(spec, units, hazard, unit, first, last)
    person_years = rolled_up(superiors, len(units), unit, first, years)
    expectation = rolled_up(superiors, len(units), unit, first, hoped)
    rate = np.full(len(units), np.nan)
    held = person_years > 0
    rate[held] = PER * expectation[held] / person_years[held]
    told = np.flatnonzero(reports.main & (reports.unit != NOBODY))
    day = events.day[reports.event[told]]
    return Truth(
        person_years=person_years,
        expected=expectation,
        rate=rate,
        rank=_ranks(units.level, rate),
        happened=_persons(rolled_up(superiors, len(units), events.unit, events.day, events.count)),
        reported=_persons(rolled_up(superiors, len(units), reports.unit[told], day, reports.count[told])),
    )


def _persons(total: Real) -> Whole:
    return np.rint(total).astype(np.int64)


def _ranks(level: Whole, rate: Real) -> Whole:
    """The place of each unit within its level, 1 the highest rate; 0 where there is none."""
    ranks = np.zeros(len(level), dtype=np.int64)
    rated = np.flatnonzero(~np.isnan(rate))
    order = rated[np.lexsort((-rate[rated], level[rated]))]
    begins = np.searchsorted(level[order], level[order], side="left")
    ranks[order] = np.arange(len(order)) - begins + 1
    return ranks
