"""Patrons: who belongs to whom in rings, whose men command a unit, and how often the clients of one defect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

from graph.patronage import Bonds, read_bonds
from graph.search import name_of
from graph.surroundings import person_class
from graph.synthetic import any_synthetic
from views.markdown import as_text
from views.pages.days import day_or_ever
from views.pages.finding import pick_once
from views.pages.patronage import commanders, defections, listing, rings
from views.pages.shared import database, is_empty, model, parameter, remember


def page() -> None:
    """The page."""
    st.title("Patronage")
    if is_empty():
        return
    patron, on = _controls()
    bonds = read_bonds(database(), model(), on)
    name = name_of(database(), patron) if patron else ""
    if any_synthetic(database(), model(), bonds.names()):
        st.info(
            "Persons and ties that are **made up** for demonstration are shown here.",
            icon=":material/science:",
        )
    if patron:
        st.subheader(as_text(name), anchor=False)
    part = _part(bool(patron))
    _PARTS[part][1](bonds, patron, name)


def _controls() -> tuple[str, date | None]:
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="bottom")
    with left:
        picked = pick_once("Find a patron", key="patronage", classes=[person_class(model())])
    chosen = day_or_ever(middle, right, key="patronage")
    patron = picked or parameter("id")
    remember(id=patron, on=chosen.isoformat() if chosen else "")
    return patron, chosen


def _part(has_patron: bool) -> str:
    asked = parameter("part")
    default = asked if asked in _PARTS else "rings" if has_patron else "all"
    chosen = st.segmented_control(
        "Look at",
        list(_PARTS),
        default=default,
        format_func=lambda part: _PARTS[part][0],
        label_visibility="collapsed",
        key=f"patronage-part-{has_patron}",
    )
    part = chosen or default
    remember(part=part)
    return part


_PARTS: Mapping[str, tuple[str, Callable[[Bonds, str, str], None]]] = {
    "all": ("All patrons", listing.show),
    "rings": ("Rings", rings.show),
    "commanders": ("Commanders of a unit", commanders.show),
    "defections": ("Defections", defections.show),
}
