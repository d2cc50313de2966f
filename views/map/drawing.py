"""The map as data for the part of the page that draws it: outlines, marks, and what their sizes and colours mean.

Web Mercator: marks lie right on tiles too. The unit of length is such that the first view is 1,000 wide.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from views.map.counting import BY_GARRISON, Site
from views.map.placing import NORTHMOST, Places, Spot
from views.map.rates import Rate
from views.map.scales import Classes, classes, nice_below
from views.map.settings import Tiles
from views.map.shapes import Box, Outline, rings

WIDTH = 1000.0
MARGIN = 0.12
"""How much room is left around the marks, as a share of their extent."""
AROUND = 0.9
"""How far outlines reach beyond the first view, as a share of it."""
LEAST = 1.2
"""Degrees that the first view is wide and high at the least."""
FINE = 0.25
"""Details of outlines smaller than this are left out, in units of length of the first view."""
SMALLEST, LARGEST = 4.0, 22.0
"""Radii of marks, in pixels; the area of a mark goes with what it stands for."""


class Measure(StrEnum):
    """What the size or the colour of a mark stands for."""

    UNITS = "units"
    DEFECTORS = "defectors"
    RATE = "rate"


WORDS = {
    Measure.UNITS: "units garrisoned",
    Measure.DEFECTORS: "defectors",
    Measure.RATE: "defectors per 1,000 person-years",
}
SHORT = {Measure.UNITS: "Units garrisoned", Measure.DEFECTORS: "Defectors", Measure.RATE: "Leak rate"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the map with what is counted there."""

    site: Site
    spot: Spot
    name: str
    rate: Rate | None

    def value(self, measure: Measure) -> float | None:
        """The number that a measure gives; None where it is not known."""
        if measure is Measure.RATE:
            return self.rate.rate if self.rate else None
        return self.site.certain if measure is Measure.UNITS else self.site.persons

    def most(self, measure: Measure) -> float | None:
        """The same with all that is only possible."""
        if measure is Measure.RATE:
            return self.value(measure)
        return self.site.possible if measure is Measure.UNITS else self.site.persons_most


def marks(
    sites: Mapping[str, Site], places: Places, rates: Mapping[str, Rate]
) -> tuple[list[Mark], list[Site]]:
    """The sites that can be drawn, and those whose place has no spot."""
    drawn: list[Mark] = []
    lost: list[Site] = []
    for id in sorted(sites):
        spot = places.spot(id)
        if spot is None:
            lost.append(sites[id])
        else:
            name = places.places[id].name if id in places.places else id
            drawn.append(Mark(sites[id], spot, name, rates.get(id)))
    return drawn, lost


# ---- degrees and lengths


@dataclass(frozen=True, slots=True)
class Frame:
    """Where lengths begin and how long they are: in the square that Web Mercator makes of the world, 0 to 1."""

    x: float
    y: float
    scale: float
    height: float

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """A point of the drawing."""
        x, y = mercator(latitude, longitude)
        return (x - self.x) * self.scale, (y - self.y) * self.scale


def mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """A point of the world as a square, 0 to 1, north above."""
    north = math.radians(max(-NORTHMOST, min(NORTHMOST, latitude)))
    return longitude / 360 + 0.5, 0.5 - math.log(math.tan(math.pi / 4 + north / 2)) / (2 * math.pi)


def box_of(spots: Sequence[Spot]) -> Box:
    """The degrees that the first view shows: all spots with some room around them."""
    south, north = min(one.latitude for one in spots), max(one.latitude for one in spots)
    west, east = min(one.longitude for one in spots), max(one.longitude for one in spots)
    wide, high = max(east - west, LEAST), max(north - south, LEAST)
    across, up = (west + east) / 2, (south + north) / 2
    more = 0.5 + MARGIN
    return (
        max(across - wide * more, -180),
        max(up - high * more, -NORTHMOST),
        min(across + wide * more, 180),
        min(up + high * more, NORTHMOST),
    )


def wider(box: Box) -> Box:
    """The degrees of which outlines are drawn: the first view and what lies around it."""
    west, south, east, north = box
    room = max(east - west, north - south) * AROUND
    return (
        max(west - room, -180),
        max(south - room, -NORTHMOST),
        min(east + room, 180),
        min(north + room, NORTHMOST),
    )


def frame_of(box: Box) -> Frame:
    """The frame in which a box is 1,000 wide."""
    west, south, east, north = box
    left, top = mercator(north, west)
    right, bottom = mercator(south, east)
    scale = WIDTH / (right - left)
    return Frame(left, top, scale, (bottom - top) * scale)


def paths(outlines: Iterable[Outline], box: Box, frame: Frame) -> list[dict[str, str]]:
    """The outlines as paths of SVG."""
    fine = (box[2] - box[0]) / WIDTH * FINE
    found = ((one, _path(one, frame, fine)) for one in outlines)
    return [{"name": one.name, "kind": one.kind, "d": path} for one, path in found if path]


def _path(outline: Outline, frame: Frame, fine: float) -> str:
    parts = []
    for ring in rings(outline, fine):
        points = (frame.at(north, east) for east, north in ring)
        parts.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z")
    return "".join(parts)


# ---- what the part of the page draws


@dataclass(frozen=True, slots=True)
class Look:
    """What sizes and colours stand for; a measure that is None is not used."""

    size: Measure
    colour: Measure | None


def picture(
    drawn: Sequence[Mark], outlines: Sequence[Outline], look: Look, box: Box, tiles: Tiles | None = None
) -> dict[str, Any]:
    """All that `views/parts/map.js` needs, but for the words and the paper."""
    frame = frame_of(box)
    steps = classes([mark.value(look.colour) for mark in drawn]) if look.colour else Classes(())
    top = max((mark.most(look.size) or 0 for mark in drawn), default=0)
    return {
        "width": WIDTH,
        "height": frame.height,
        "outlines": paths(outlines, box, frame),
        "marks": _marks(drawn, frame, look, steps, top),
        "legend": _legend(drawn, look, steps, top),
        "tiles": _tiles(tiles, frame),
    }


def _marks(
    drawn: Sequence[Mark], frame: Frame, look: Look, steps: Classes, top: float
) -> list[dict[str, Any]]:
    """The largest first, so that small ones lie on top of them."""
    order = sorted(drawn, key=lambda mark: (-(mark.most(look.size) or 0), mark.site.place))
    seen: dict[tuple[float, float], int] = {}
    return [_mark(mark, frame, look, steps, top, seen) for mark in order]


def _mark(
    mark: Mark, frame: Frame, look: Look, steps: Classes, top: float, seen: dict[tuple[float, float], int]
) -> dict[str, Any]:
    x, y = frame.at(mark.spot.latitude, mark.spot.longitude)
    here = (round(x, 1), round(y, 1))
    seen[here] = number = seen.get(here, -1) + 1
    sure, most = mark.value(look.size) or 0, mark.most(look.size) or 0
    value = mark.value(look.colour) if look.colour else None
    return {
        "id": mark.site.place,
        "name": mark.name,
        "x": round(x, 2),
        "y": round(y, 2),
        "beside": number,
        "r": radius(sure, top) if sure else 0,
        "most": radius(most, top) if most > sure or not sure else 0,
        "step": steps.of(value) if look.colour else None,
        "coarse": mark.spot.coarse,
        "weight": most,
        "lines": told(mark),
    }


def radius(value: float, top: float) -> float:
    """Pixels; the area over the smallest mark goes with the value."""
    if not value or not top:
        return SMALLEST
    return round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(value / top), 2)


def told(mark: Mark) -> list[str]:
    """What is counted at a place, in words."""
    site = mark.site
    lines = (
        [_numbered(site.certain, site.possible, "unit garrisoned", "units garrisoned")]
        if site.possible
        else []
    )
    if site.left:
        events = sum(one.counted for one in site.left)
        lines.append(_numbered(site.persons, site.persons_most, "defector", "defectors"))
        lines.append(_numbered(events, len(site.left), "event", "events"))
        borrowed = sum(one.by == BY_GARRISON for one in site.left)
        lines.extend([f"{borrowed:,} of them placed by the garrison of the unit"] if borrowed else [])
    if mark.rate:
        rate = mark.rate
        lines.append(
            f"{rate.rate:,.1f} defectors per 1,000 person-years (95 % interval {rate.low:,.1f} to {rate.high:,.1f})"
        )
    if mark.spot.coarse:
        lines.append(f"coarse: somewhere in {mark.spot.inside}")
    return lines


def _numbered(sure: int, most: int, one: str, many: str) -> str:
    words = f"{sure:,} {one if sure == 1 else many}"
    return words if most == sure else f"{words}, possibly {most:,}"


def _legend(drawn: Sequence[Mark], look: Look, steps: Classes, top: float) -> dict[str, Any]:
    sizes = [{"r": radius(value, top), "words": f"{value:,}"} for value in nice_below(top)]
    lent = any(one.by == BY_GARRISON for mark in drawn for one in mark.site.left)
    return {
        "size": WORDS[look.size],
        "sizes": sizes,
        "colour": WORDS[look.colour] if look.colour else None,
        "steps": steps.words() if look.colour else [],
        "unknown": bool(look.colour)
        and any(mark.value(look.colour) is None for mark in drawn if look.colour),
        "possible": any((mark.most(look.size) or 0) > (mark.value(look.size) or 0) for mark in drawn),
        "coarse": any(mark.spot.coarse for mark in drawn),
        "lent": lent,
    }


def _tiles(tiles: Tiles | None, frame: Frame) -> dict[str, Any] | None:
    if tiles is None:
        return None
    return {
        "address": tiles.address,
        "credit": tiles.credit,
        "x": frame.x,
        "y": frame.y,
        "scale": frame.scale,
    }
