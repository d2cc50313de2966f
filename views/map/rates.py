"""How many left per 1,000 person-years, place by place: of the units at the bottom of the order of battle.

Units with others under them are left out: their strength and their defectors are those of the units under them, who
mostly lie elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.army import Army, Window
from analysis.leaks import PER, Leak
from analysis.poisson import garwood
from graph.places import Garrison
from ontology.time import Holds


@dataclass(frozen=True, slots=True)
class Rate:
    """Defectors per 1,000 person-years of some units, with the exact 95 % Poisson interval."""

    units: int
    defectors: int
    person_years: float
    rate: float
    low: float
    high: float


def lowest(army: Army, window: Window) -> frozenset[str]:
    """The units that no other unit answers to in the window, certainly or possibly."""
    ties = army.ties
    inside = (ties.possible.start <= window.end) & (ties.possible.end >= window.start)
    above = set(ties.above[inside].tolist())
    return frozenset(id for number, id in enumerate(army.units.ids) if number not in above)


def rates(
    garrisons: Iterable[Garrison], army: Army, window: Window, leaks: Iterable[Leak]
) -> dict[str, Rate]:
    """Place → the rate of the lowest units that are based there on the last day of the window, by one place only."""
    bottom = lowest(army, window)
    homes = _homes(garrisons, window, bottom)
    counted: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for leak in leaks:
        place = homes.get(leak.unit or "")
        if place and leak.person_years:
            counted[place].append((leak.defectors, leak.person_years))
    return {place: _rate(some) for place, some in counted.items()}


def _homes(garrisons: Iterable[Garrison], window: Window, some: frozenset[str]) -> Mapping[str, str]:
    """Unit → where it is based on the last day: certainly, else possibly; units with several places have none."""
    held: dict[str, dict[Holds, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in garrisons:
        if one.unit in some:
            held[one.unit][one.bounds.holds_on(window.last)].add(one.place)
    places = {unit: by[Holds.CERTAIN] or by[Holds.POSSIBLE] for unit, by in held.items()}
    return {unit: next(iter(found)) for unit, found in places.items() if len(found) == 1}


def _rate(some: list[tuple[int, float]]) -> Rate:
    defectors, years = sum(one for one, _ in some), sum(years for _, years in some)
    low, high = (float(end[0]) for end in garwood(np.array([defectors])))
    return Rate(len(some), defectors, years, PER * defectors / years, PER * low / years, PER * high / years)
