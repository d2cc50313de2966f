"""Reads what is told of each defection: four catalog queries, made into the details that patterns are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analysis.army import DAYS_A_YEAR, NOWHERE, Army
from analysis.details import Detail, Details, Named, Report
from graph.catalog import load_catalog, run_together
from graph.connection import Database
from ontology.model import Model
from ontology.time import Span, middle

Row = Mapping[str, Any]
DETAILS, SOURCES, COMMANDERS = "defection-details", "defection-sources", "defection-commanders"
GARRISONS = "garrison-regions"


def read_details(database: Database, model: Model, army: Army) -> Details:
    """What is told of each event of an army that was read from the same database."""
    catalog = load_catalog(model)
    told, sources, commanders, garrisons = run_together(
        database, [catalog[name] for name in (DETAILS, SOURCES, COMMANDERS, GARRISONS)]
    )
    about = {row["event"]: row for row in told}
    heard, led = _grouped(sources), _grouped(commanders)
    regions = _regions(garrisons)
    events = army.events
    units = [army.units.ids[unit] if unit != NOWHERE else None for unit in events.unit.tolist()]
    numbers = zip(events.ids, events.middle.tolist(), events.count.tolist(), units, strict=True)
    return {
        id: _detail(id, day, count, about.get(id, {}), heard.get(id, ()), led.get(id, ()), regions.get(unit))
        for id, day, count, unit in numbers
    }


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["event"], []).append(row)
    return found


def _regions(rows: Sequence[Row]) -> dict[str | None, Named]:
    """Unit → the region of its garrison, where all that it ever had lie in one."""
    found: dict[str | None, set[Named]] = {}
    for row in rows:
        found.setdefault(row["unit"], set()).add(Named(row["region"], row["region_name"]))
    return {unit: next(iter(regions)) for unit, regions in found.items() if len(regions) == 1}


def _detail(
    id: str,
    day: int,
    persons: int,
    told: Row,
    sources: Sequence[Row],
    commanders: Sequence[Row],
    garrison: Named | None,
) -> Detail:
    known_day = None if day == NOWHERE else day
    return Detail(
        id=id,
        day=known_day,
        persons=persons,
        rank=told.get("rank"),
        mode=told.get("mode"),
        destination=told.get("destination"),
        motives=tuple(told.get("motives") or ()),
        obstacles=tuple(told.get("obstacles") or ()),
        support=tuple(told.get("support") or ()),
        age=_age(told, known_day),
        intake=told.get("intake"),
        region=Named(told["region"], told["region_name"]) if told.get("region") else garrison,
        commanders=tuple(Named(row["person"], row["name"]) for row in commanders),
        patrons=tuple(patron for row in commanders for patron in _patrons(row)),
        reports=tuple(Report(row["source"], row["publisher"], _number(row["published"])) for row in sources),
    )


def _patrons(row: Row) -> Sequence[Named]:
    """A commander's patrons: those who certainly were it on the day, else those who may have been."""
    sure = any(certain for _, _, certain in row["patrons"])
    return [Named(id, name) for id, name, certain in row["patrons"] if certain or not sure]


def _number(day: str | None) -> int | None:
    return None if day is None else date.fromisoformat(day).toordinal()


def _age(told: Row, day: int | None) -> float | None:
    """Years from the middle of what is known of the birth to the event; born before or after a day is no age."""
    ends = (told.get("born_earliest"), told.get("born_latest"))
    if None in ends:
        return None
    born = middle(Span(*(date.fromisoformat(end) if end else None for end in ends)))
    return None if born is None or day is None else (day - born.toordinal()) / DAYS_A_YEAR
