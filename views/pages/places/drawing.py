"""The map itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from ontology.time import Holds
from views.colours import DARK
from views.map.drawing import box_of, picture, wider
from views.map.settings import MapSettings
from views.markdown import as_text
from views.pages.places import seeing
from views.pages.places.controls import View
from views.pages.places.seeing import Seen

_PARTS = Path(__file__).parents[2] / "parts"
_KEY = "map-drawing"


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "orbatlas_map",
        html='<div class="room"></div>',
        css=(_PARTS / "map.css").read_text(encoding="utf-8"),
        js=(_PARTS / "map.js").read_text(encoding="utf-8"),
    )


def show(seen: Seen, view: View) -> None:
    """The map, and what it shows in a line of words."""
    settings = MapSettings.from_environment()
    box = box_of([mark.spot for mark in seen.marks])
    outlines = seeing.outlines(wider(box))
    data = picture(seen.marks, outlines, view.look, box, settings.tiles)
    theme = st.context.theme.type if st.context.theme else None
    data |= {
        "key": repr(box),
        "selected": seeing.selected(seen),
        "dark": theme == DARK.name,
        "words": _words(view, has_outlines=bool(outlines)),
    }
    st.caption(as_text(_summary(seen, view)))
    _component()(key=_KEY, data=data, on_picked_change=_picked)


def _words(view: View, *, has_outlines: bool) -> dict[str, str]:
    outlines = "Countries: Natural Earth, public domain; disputed borders are drawn in one of several ways."
    return {
        "label": f"Map, {view.told}. Arrows go from place to place, Enter chooses, plus and minus zoom.",
        "size": "Area: {}",
        "colour": "Colour: {}",
        "unknown": "not known",
        "signs": "Form",
        "possible": "with what is only possible",
        "coarse": "coarse: somewhere in a larger place",
        "ground": "Ground:",
        "outlines": outlines if has_outlines else "No outlines: see ORBATLAS_OUTLINES in the documentation.",
    }


def _summary(seen: Seen, view: View) -> str:
    sites = [mark.site for mark in seen.marks]
    sure = {one.garrison.unit for site in sites for one in site.based if one.holds is Holds.CERTAIN}
    maybe = {one.garrison.unit for site in sites for one in site.based} - sure
    events = sum(one.counted for site in sites for one in site.left)
    people = sum(site.persons for site in sites)
    coarse = sum(mark.spot.coarse for mark in seen.marks)
    parts = [
        f"{len(sites):,} places",
        f"{len(sure):,} units garrisoned there certainly, {len(maybe):,} possibly",
        f"{events:,} events of {people:,} defectors",
        view.told,
        *([f"{coarse:,} places drawn coarsely, within a larger one"] if coarse else []),
    ]
    return " · ".join(parts)


def _picked() -> None:
    said = st.session_state.get(_KEY)
    value = said.get("picked") if said else None
    if value is not None:
        seeing.choose([str(one) for one in value])
