"""Where units are based and where people left them, on a day or in a window."""

from __future__ import annotations

import streamlit as st

from views.pages import ahead
from views.pages.places import drawing, listing, saving, seeing
from views.pages.places.controls import controls
from views.pages.shared import is_empty


def page() -> None:
    """The page."""
    st.title("Map")
    if is_empty():
        return
    at = ahead.now()
    view = controls(at)
    if view is None:
        return
    found = seeing.seen(at, view)
    _banner(at)
    if not found.marks:
        st.info("Nothing that is loaded can be drawn for these days.", icon=":material/info:")
    else:
        drawing.show(found, view)
    listing.left_out(found, seeing.ground(at))
    saving.show(found, view)
    listing.chosen_places(found, seeing.ground(at), view)


def _banner(at: str) -> None:
    if seeing.made_up(at):
        st.info(
            "Units and events that are **made up** for demonstration are shown here.",
            icon=":material/science:",
        )
