"""`truth.json`: what is true of the army, a line a unit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from synthesis.army import Army
from synthesis.contagion import SAME, SIBLING, TIED
from synthesis.dates import day
from synthesis.places import region_id
from synthesis.tables import NOBODY
from synthesis.terms import LEAVING, YOUNGER

_LATE = 60
"""A first report is late after so many days."""


def lines(army: Army) -> Iterator[str]:
    """The lines of the file, each with its line feed."""
    yield "{\n"
    for name, value in _heads(army).items():
        yield f"{_json(name)}: {_json(value)},\n"
    yield '"units": [\n'
    last = len(army.units) - 1
    for unit in range(len(army.units)):
        yield _json(_unit(army, unit)) + ("\n" if unit == last else ",\n")
    yield "]\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _heads(army: Army) -> dict[str, Any]:
    spec, violence = army.spec, army.hazard.violence
    return {
        "about": "Made up: the truth of a synthetic army. Nothing in it is about anybody or anything real.",
        "spec": {**asdict(spec), "persons": army.persons, "reporting": spec.reporting.value},
        "window": {"from": spec.first.isoformat(), "to": spec.last.isoformat()},
        "contagion": {
            "strength": spec.contagion,
            "mean_days": spec.contagion_days,
            "same_unit": SAME,
            "siblings": SIBLING,
            "patron_or_client": TIED,
            "caused": int(army.defections.caused.sum()),
        },
        "leaving": {"rank": LEAVING, "for_each_year_younger": round(float(np.exp(YOUNGER)), 6)},
        "violence": [
            {"region": region_id(region), "day": day(when)}
            for region, when in zip(violence.region.tolist(), violence.day.tolist(), strict=True)
        ],
        "outlets": _outlets(army),
        "totals": _totals(army),
    }


def _outlets(army: Army) -> list[dict[str, Any]]:
    outlets, number = army.outlets, np.bincount(army.reports.outlet, minlength=len(army.outlets.names))
    return [
        {
            "publisher": name,
            "mean_lag_days": float(outlets.lag[one]),
            "months_late": float(outlets.late[one]),
            "reach": {region_id(r): round(reach, 6) for r, reach in enumerate(outlets.reach[one].tolist())},
            "reports": int(number[one]),
        }
        for one, name in enumerate(outlets.names)
    ]


def _totals(army: Army) -> dict[str, Any]:
    truth, reports, events = army.truth, army.reports, army.events
    main = np.flatnonzero(reports.main)
    told = reports.event[main]
    first = np.full(len(events), np.iinfo(np.int64).max)
    np.minimum.at(first, reports.event, reports.published)
    lost = reports.unit[main] == NOBODY
    above = (reports.unit[main] != events.unit[told]) & ~lost
    several = np.bincount(reports.event, minlength=len(events)) > 1
    return {
        "units": len(army.units),
        "battalions": len(army.units.battalions),
        "battalions_moved": len(army.superiors) - len(army.units) + 1,
        "persons": army.persons,
        "commanders": len(army.commanders),
        "patron_client_ties": len(army.patronage),
        "strength": int(army.units.strength.sum()),
        "person_years": round(float(truth.person_years[0]), 3),
        "expected": round(float(truth.expected[0]), 3),
        "happened": int(truth.happened[0]),
        "reported": int(reports.count[main].sum()),
        "reported_without_unit": int(reports.count[main][lost].sum()),
        "events": len(events),
        "events_reported": len(main),
        "events_reported_more_than_once": int(several.sum()),
        "events_reported_late": int((first[told] - events.day[told] > _LATE).sum()),
        "events_known_above_only": int(above.sum()),
        "events_without_unit": int(lost.sum()),
        "largest_event": int(events.count.max(initial=0)),
        "reports": len(reports),
    }


def _unit(army: Army, unit: int) -> dict[str, Any]:
    units, truth = army.units, army.truth
    held, region = bool(truth.rank[unit]), int(units.region[unit])
    return {
        "unit": units.ids[unit],
        "echelon": units.echelons[unit],
        "region": None if region == NOBODY else region_id(region),
        "strength": int(units.strength[unit]) or None,
        "person_years": round(float(truth.person_years[unit]), 6) if held else None,
        "rate": round(float(truth.rate[unit]), 6) if held else None,
        "rank": int(truth.rank[unit]) if held else None,
        "expected": round(float(truth.expected[unit]), 6) if held else None,
        "happened": int(truth.happened[unit]),
        "reported": int(truth.reported[unit]),
    }
