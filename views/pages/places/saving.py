"""The map as a table to take along."""

from __future__ import annotations

from typing import Any

from views.map.counting import Site
from views.map.drawing import Mark
from views.map.placing import Places
from views.pages.places.controls import View
from views.pages.places.seeing import Seen
from views.pages.taking import offer
from views.printing import Style, printed


def show(seen: Seen, view: View) -> None:
    """A button; the file is made when it is asked for."""
    offer(
        "Save as CSV",
        lambda: _csv(seen),
        file_name=f"map-{view.days.first}-{view.days.last}.csv",
        mime="text/csv",
        hint="A row a place, with what is counted there; places without coordinates too.",
    )


_SAVED = (
    "place", "name", "code", "latitude", "longitude", "coarse", "units", "units_possible", "events", "events_possible",
    "defectors", "defectors_most", "rate", "rate_low", "rate_high",
)  # fmt: skip


def _csv(seen: Seen) -> str:
    rows = [_saved(mark.site, seen.places, mark) for mark in seen.marks]
    rows += [_saved(site, seen.places, None) for site in seen.lost]
    return printed(rows, _SAVED, Style.CSV)


def _saved(site: Site, places: Places, mark: Mark | None) -> dict[str, Any]:
    place = places.places.get(site.place)
    rate = mark.rate if mark else None
    return {
        "place": site.place,
        "name": place.name if place else site.place,
        "code": place.code if place else None,
        "latitude": mark.spot.latitude if mark else None,
        "longitude": mark.spot.longitude if mark else None,
        "coarse": mark.spot.inside if mark and mark.spot.coarse else "",
        "units": site.certain,
        "units_possible": site.possible,
        "events": sum(one.counted for one in site.left),
        "events_possible": len(site.left),
        "defectors": site.persons,
        "defectors_most": site.persons_most,
        "rate": rate.rate if rate else None,
        "rate_low": rate.low if rate else None,
        "rate_high": rate.high if rate else None,
    }
