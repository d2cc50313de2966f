"""Units and events of the chosen places, and what the map cannot show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from graph.places import Event, Ground
from ontology.timewords import in_words
from views.map.counting import TOLD, Based, Left, Site, persons
from views.map.drawing import Mark
from views.markdown import as_text
from views.pages.panel import panels
from views.pages.places.controls import View
from views.pages.places.seeing import BETWEEN, Seen, choose, selected
from views.pages.shared import model, table

UNITS = {
    "place_name": "Place",
    "unit_name": "Unit",
    "echelon": "Echelon",
    "holds": "Holds",
    "when": "When",
    "confidence": "Confidence",
    "conflicts": "In conflict",
}
EVENTS = {
    "place_name": "Place",
    "unit_name": "From unit",
    "date": "Day",
    "persons": "Persons",
    "stands": "Stands as",
    "by": "Place by",
    "mode": "How they left",
    "confidence": "Confidence",
}


def left_out(seen: Seen, ground: Ground) -> None:
    """What has no place or no coordinates: counted, and listed."""
    events, lost, homeless = seen.counted.nowhere, seen.lost, seen.counted.homeless
    parts = [
        *([f"{len(events):,} events have no place"] if events else []),
        *([f"{len(lost):,} places have no coordinates"] if lost else []),
        *([f"{len(homeless):,} units have no known garrison in these days"] if homeless else []),
    ]
    if not parts:
        return
    with st.expander(as_text(f"Not on the map: {', '.join(parts)}")):
        if events:
            by_id = {event.id: event for event in ground.events}
            rows = [{**_event_row(by_id[id], ground), "why": why} for id, why in events.items()]
            table(
                rows,
                {"unit_name": "From unit", "date": "Day", "persons": "Persons", "why": "Why"},
                key="map-nowhere",
            )
        if lost:
            rows = [_lost_row(site, ground) for site in lost]
            table(
                rows, {"name": "Place", "code": "Code", "units": "Units", "events": "Events"}, key="map-lost"
            )
        if homeless:
            rows = [{"name": ground.units[id].name, "id": id} for id in homeless]
            table(rows, {"name": "Unit without a garrison", "id": "Id"}, key="map-homeless")


def _lost_row(site: Site, ground: Ground) -> dict[str, Any]:
    place = ground.places.get(site.place)
    return {
        "name": place.name if place else site.place,
        "code": place.code if place else None,
        "units": site.possible,
        "events": len(site.left),
    }


# ---- units and events of the chosen places


def chosen_places(seen: Seen, ground: Ground, view: View) -> None:
    """The tables of units and events, of the chosen places or of all; a chosen row opens its evidence."""
    chosen = selected(seen)
    shown = [mark for mark in seen.marks if not chosen or mark.site.place in chosen]
    names = ", ".join(mark.name for mark in shown) if chosen else "All places"
    st.subheader(as_text(names), anchor=False)
    if chosen:
        st.button("Show all places", icon=":material/close:", on_click=_none_chosen, key="map-clear")
    else:
        st.caption(
            "Choose a place on the map to see its units and events alone; with Shift or Ctrl, several."
        )
    based = [_based_row(mark, one, ground) for mark in shown for one in mark.site.based]
    left = [_left_row(mark, one, ground) for mark in shown for one in mark.site.left]
    opened: list[str] = []
    key = BETWEEN.join(chosen)
    if row := _listed("Units", based, UNITS, key):
        opened += [str(row["fact"]), str(row["unit"])]
    if row := _listed("Events", left, EVENTS, key):
        opened.append(str(row["event"]))
    if opened or chosen:
        st.divider()
        panels(opened or chosen, key="map", on=view.days.last)


def _listed(
    words: str, rows: Sequence[dict[str, Any]], columns: dict[str, str], key: str
) -> Mapping[str, Any] | None:
    """A table under its heading; the row that is chosen."""
    if not rows:
        return None
    st.markdown(f"**{words}** ({len(rows):,})")
    return table(rows, _filled(columns, rows), key=f"map-{words}-{key}", choose=True)


def _none_chosen() -> None:
    choose([])


def _filled(columns: dict[str, str], rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    return {key: words for key, words in columns.items() if any(row.get(key) for row in rows)}


def _based_row(mark: Mark, one: Based, ground: Ground) -> dict[str, Any]:
    unit = ground.units[one.garrison.unit]
    return {
        "place": mark.site.place,
        "place_name": mark.name,
        "unit": unit.id,
        "unit_name": unit.name,
        "echelon": _label("echelon", unit.echelon),
        "holds": one.holds.value,
        "when": in_words(one.garrison.bounds),
        "confidence": one.garrison.confidence,
        "conflicts": ", ".join(one.garrison.conflicts),
        "fact": one.garrison.fact,
    }


def _left_row(mark: Mark, one: Left, ground: Ground) -> dict[str, Any]:
    return {
        **_event_row(one.event, ground),
        "place": mark.site.place,
        "place_name": mark.name,
        "stands": "counted" if one.counted else "possible",
        "by": "its source" if one.by == TOLD else "the unit's garrison",
    }


def _event_row(event: Event, ground: Ground) -> dict[str, Any]:
    low, best, high = persons(event)
    unit = ground.units.get(event.unit or "")
    return {
        "event": event.id,
        "unit_name": unit.name if unit else "not known",
        "date": _between(event.earliest, event.latest),
        "persons": str(best) if low == best == high else f"{best} ({low} to {high})",
        "mode": _label("defection-mode", event.mode),
        "confidence": event.confidence,
    }


def _between(earliest: date | None, latest: date | None) -> str:
    if earliest == latest:
        return earliest.isoformat() if earliest else "not known"
    return f"{earliest or '…'} to {latest or '…'}"


def _label(scheme: str, notation: str | None) -> str:
    known = model().schemes.get(scheme)
    return (known.label_of(notation) if known else notation) if notation else ""
