"""The other end of a tie: which thing is meant, and what the row says of that thing itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from graph.claims import Claim
from ingest.sfm.cells import neat, tagged, values_of
from ingest.sfm.declare import Cell, End, Level, PlaceEnd, UnitEnd
from ingest.sfm.names import named_id
from ingest.sfm.view import View

_NUMBER = re.compile(r"-?\d{1,3}(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Other:
    """A thing at the other end: its id, its class, the cell that names it, and what the row says of it."""

    id: str
    cls: str
    cell: Cell
    claims: tuple[Claim, ...]


def others_of(view: View, end: End) -> list[Other]:
    """The things at the other end; none where the row names none. Raises RowRefused."""
    if isinstance(end, PlaceEnd):
        place = _place(view, end)
        return [place] if place else []
    ids = values_of(view.get(end.id)) if end.id else ()
    return list(_by_id(view, end, ids) if ids else _by_name(view, end))


# ---- units and persons


def _by_id(view: View, end: UnitEnd, ids: tuple[str, ...]) -> Iterator[Other]:
    """Things given by their id. A name beside it is told where the run's files do not describe the thing."""
    names = values_of(view.get(end.name.value))
    for number, id in enumerate(ids):
        claims: tuple[Claim, ...] = ()
        if len(names) == len(ids) and not view.resolver.knows(end.cls, id):
            claims = tuple(view.stated(end.name, id, end.cls, "name", names[number]))
        cell = end.name if view.get(end.name.value) else Cell(end.id, end.name.source, end.name.confidence)
        yield Other(id, end.cls, cell, claims)


def _by_name(view: View, end: UnitEnd) -> Iterator[Other]:
    for name in values_of(view.get(end.name.value)):
        found = view.resolver.find(end.cls, name, view.country)
        if found.odd:
            view.warn(f"{end.cls.lower()}: {found.odd}")
        stated = () if found.described else tuple(view.stated(end.name, found.id, end.cls, "name", name))
        yield Other(found.id, end.cls, end.name, stated)


# ---- places


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a level names."""

    id: str
    name: str
    cell: Cell
    at: tuple[str, str] | None = None


def _place(view: View, end: PlaceEnd) -> Other | None:
    """The smallest place that is given, within the larger ones; else the installation as a place of its own."""
    given = view.get(end.country) if end.country else ""
    country = given or view.country
    places = [place for level in end.levels if (place := level_place(view, level, country))]
    if not places and end.base and view.get(end.base.value):
        name = neat(view.get(end.base.value))
        places = [Place(named_id(country, end.cls, name), name, end.base)]
    if not places:
        return None
    claims = [claim for place in places for claim in _about(view, end, place, given)]
    claims.extend(nested(view, places))
    return Other(places[0].id, end.cls, places[0].cell, tuple(claims))


def level_place(view: View, level: Level, country: str) -> Place | None:
    """The place that a level names; None where it names none."""
    text, given = view.get(level.name.value), view.get(level.id) if level.id else ""
    if not text and not given:
        return None
    if level.exact and _NUMBER.fullmatch(text) and _NUMBER.fullmatch(given):
        return _point(view, level, text, given, country)
    name, own = (neat(text), given) if level.id else tagged(text)
    if own and level.gazetteer:
        own = f"{level.gazetteer}:{own}"
    cell = level.name if text else Cell(level.id, level.name.source, level.name.confidence)
    return Place(own or named_id(country, "Place", name), name, cell)


def _point(view: View, level: Level, longitude: str, latitude: str, country: str) -> Place:
    if abs(float(longitude)) > 180 or abs(float(latitude)) > 90:
        hint = "Longitude first, -180 to 180, then latitude, -90 to 90."
        raise view.refuse(level.name.value, "no point on Earth", hint, f"{longitude}, {latitude}")
    id = f"{named_id(country, 'Place', '')}{longitude},{latitude}"
    return Place(id, "", level.name, (longitude, latitude))


def _about(view: View, end: PlaceEnd, place: Place, country: str) -> Iterator[Claim]:
    if place.name:
        yield from view.stated(place.cell, place.id, end.cls, "name", place.name)
    if place.at:
        for key, value in zip(("longitude", "latitude"), place.at, strict=True):
            yield from view.stated(place.cell, place.id, end.cls, key, value)
    if country:
        yield from view.stated(Cell(end.country), place.id, end.cls, "country", country)


def nested(view: View, places: list[Place]) -> Iterator[Claim]:
    """Each place within the next, on the sources of the larger one's cell."""
    for place, larger in pairwise(places):
        if place.id != larger.id:
            yield from view.linked(larger.cell, place.id, "Place", "within", larger.id)
