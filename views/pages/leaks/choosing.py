"""Which unit and which number are chosen: both live in the address, and every table and chart may set them."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from views.charts.funnel import PICK
from views.pages.shared import parameter, remember


def unit() -> str:
    """The id of the unit that is chosen; empty where none is."""
    return parameter("unit")


def number() -> str:
    """The number of it that is opened; empty where none is."""
    return parameter("number")


def choose(unit: str, number: str = "") -> None:
    """Choose a unit, or a number of it."""
    remember(unit=unit, number=number)


def from_table(key: str) -> Callable[[], None]:
    """What happens when something in the table with this key was clicked."""

    def picked() -> None:
        said = st.session_state.get(key)
        value = said.get("picked") if said else None
        if value:
            choose(str(value["unit"]), str(value["number"]))

    return picked


def from_chart(key: str) -> Callable[[], None]:
    """What happens when a mark of the chart with this key was clicked."""

    def picked() -> None:
        points = st.session_state[key]["selection"].get(PICK) or []
        if points:
            choose(str(points[0]["unit"]))

    return picked
