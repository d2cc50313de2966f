"""Where each place lies: by its own degrees, else roughly, by a larger place, its code or what lies in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from graph.places import Place
from views.map.codes import Scheme, read
from views.map.shapes import Outline

NORTHMOST = 85.0
"""Beyond so many degrees no map of this kind can be drawn."""


class How(Enum):
    """How a place came to its spot."""

    OWN = "own"
    """Its own degrees."""
    OUTLINE = "outline"
    """A point inside the outline that has its code."""
    PARTS = "parts"
    """The middle of the places that lie in it."""
    LARGER = "larger"
    """Where a larger place lies that holds it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place is drawn. What is not its own spot is coarse: it is somewhere in `inside`."""

    latitude: float
    longitude: float
    how: How
    inside: str = ""

    @property
    def coarse(self) -> bool:
        """Whether only a larger place is known in which it lies."""
        return self.how is not How.OWN


class Places:
    """All places with their nesting: by what sources say (within), and by their codes."""

    def __init__(
        self, places: Mapping[str, Place], schemes: Sequence[Scheme], outlines: Iterable[Outline] = ()
    ) -> None:
        self.places = places
        self._schemes = schemes
        self._outlines = {code: one for one in outlines for code in one.codes}
        self._by_code = self._codes()
        self._inside = self._parts()

    def _codes(self) -> dict[str, str]:
        """Code → place; of two places with one code, that with degrees of its own."""
        found: dict[str, str] = {}
        for place in sorted(self.places.values(), key=lambda one: (_own(one) is None, one.id)):
            if place.code:
                found.setdefault(place.code.strip().upper(), place.id)
        return found

    def larger(self, id: str) -> list[str]:
        """The places that hold one, the nearest first: as sources say, then by its code."""
        found: dict[str, None] = {}
        level = [id]
        while level:
            level = [up for one in level for up in self._up(one) if up != id and up not in found]
            found.update(dict.fromkeys(level))
        return list(found)

    def _up(self, id: str) -> list[str]:
        place = self.places.get(id)
        if place is None:
            return []
        coded = read(place.code, self._schemes)
        by_code = [self._by_code[code] for code in (coded.larger if coded else ()) if code in self._by_code]
        return list(dict.fromkeys((*place.within, *by_code[:1])))

    def _parts(self) -> dict[str, list[tuple[float, float]]]:
        """Place → the degrees of the places in it."""
        found: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for place in self.places.values():
            own = _own(place)
            if own:
                for larger in self.larger(place.id):
                    found[larger].append(own)
        return found

    def spot(self, id: str) -> Spot | None:
        """Where a place is drawn; None where nothing says it."""
        place = self.places.get(id)
        if place is None:
            return None
        own = _own(place)
        if own:
            return Spot(*own, How.OWN)
        return self._around(place) or self._in_larger(place)

    def _around(self, place: Place) -> Spot | None:
        """Somewhere in the place itself: in its outline, else amid its parts."""
        outline = self._outlines.get((place.code or "").strip().upper())
        if outline:
            return Spot(*outline.middle, How.OUTLINE, place.name)
        parts = self._inside.get(place.id)
        if not parts:
            return None
        north, east = (sum(part[at] for part in parts) / len(parts) for at in (0, 1))
        return Spot(north, east, How.PARTS, place.name)

    def _in_larger(self, place: Place) -> Spot | None:
        for id in self.larger(place.id):
            larger = self.places.get(id)
            own = _own(larger) if larger else None
            around = Spot(*own, How.OWN) if own else self._around(larger) if larger else None
            if around and larger:
                return Spot(around.latitude, around.longitude, How.LARGER, larger.name)
        return self._in_outline(place)

    def _in_outline(self, place: Place) -> Spot | None:
        """In the outline of a larger place that is none of the places loaded."""
        coded = read(place.code, self._schemes)
        for code in coded.larger if coded else ():
            if code in self._outlines:
                return Spot(*self._outlines[code].middle, How.LARGER, self._outlines[code].name)
        return None


def _own(place: Place) -> tuple[float, float] | None:
    """The place's own degrees, where they are degrees that a map can show."""
    north, east = place.latitude, place.longitude
    if north is None or east is None or not (-NORTHMOST <= north <= NORTHMOST and -180 <= east <= 180):
        return None
    return north, east
