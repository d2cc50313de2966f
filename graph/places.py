"""Reads what a map shows: places, the garrisons of units, and defections with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.army import EVENTS
from graph.catalog import load_catalog, run
from graph.connection import Database
from ontology.model import Model
from ontology.time import Bounds

PLACES, GARRISONS, WHERE = "places", "garrisons", "defection-places"
"""The names of the queries, beside that of the events."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A place. `within` holds the ids of the larger ones; degrees are None where nobody tells them."""

    id: str
    name: str
    kind: str | None
    code: str | None
    latitude: float | None
    longitude: float | None
    within: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Garrison:
    """A unit is based at a place, by one fact."""

    fact: str
    unit: str
    place: str
    bounds: Bounds
    confidence: str | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as far as a map needs it."""

    id: str
    name: str
    echelon: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A defection: the days between which it fell, and how many persons; None where nobody tells it."""

    id: str
    unit: str | None
    place: str | None
    earliest: date | None
    latest: date | None
    low: int | None
    count: int | None
    high: int | None
    mode: str | None
    confidence: str | None


@dataclass(frozen=True, slots=True)
class Ground:
    """All that can stand on a map."""

    places: Mapping[str, Place]
    units: Mapping[str, Unit]
    garrisons: tuple[Garrison, ...]
    events: tuple[Event, ...]


def read_ground(database: Database, model: Model) -> Ground:
    """All places, garrisons and defections that are loaded."""
    catalog = load_catalog(model)
    places, garrisons, events, where = (
        run(database, catalog[name], {}) for name in (PLACES, GARRISONS, EVENTS, WHERE)
    )
    return Ground(
        places={row["place"]: _place(row) for row in places},
        units={row["unit"]: Unit(row["unit"], row["unit_name"], row["echelon"]) for row in garrisons},
        garrisons=tuple(_garrison(row) for row in garrisons if row["fact"] is not None),
        events=_events(events, where),
    )


def _place(row: Row) -> Place:
    return Place(
        id=row["place"],
        name=row["name"],
        kind=row["kind"],
        code=row["code"],
        latitude=_degrees(row["latitude"]),
        longitude=_degrees(row["longitude"]),
        within=tuple(sorted(row["within"])),
        conflicts=tuple(row["conflicts"]),
    )


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)


def _garrison(row: Row) -> Garrison:
    return Garrison(
        fact=row["fact"],
        unit=row["unit"],
        place=row["place"],
        bounds=Bounds(**{key: row[key] for key in Bounds().as_dict()}),
        confidence=row["confidence"],
        conflicts=tuple(row["conflicts"]),
    )


def _events(rows: Sequence[Row], where: Sequence[Row]) -> tuple[Event, ...]:
    told = {row["event"]: row for row in where}
    # An event of two units is one row a unit; the first stands for it, as its persons are told once.
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["event"], row)
    return tuple(_event(row, told.get(id, {})) for id, row in first.items())


def _event(row: Row, told: Row) -> Event:
    return Event(
        id=row["event"],
        unit=row["unit"],
        place=told.get("place"),
        earliest=_day(row["earliest"]),
        latest=_day(row["latest"]),
        low=row["count_low"],
        count=row["count"],
        high=row["count_high"],
        mode=told.get("mode"),
        confidence=told.get("confidence"),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
