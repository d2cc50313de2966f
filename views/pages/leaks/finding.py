"""A unit that is looked for by its name, and which unit is chosen."""

from __future__ import annotations

import streamlit as st

from analysis.leaks import Leak
from views.charts.table import chance
from views.leaks import number
from views.markdown import as_text
from views.pages.finding import pick
from views.pages.leaks import choosing, controls, loading
from views.pages.leaks.controls import View
from views.pages.shared import model

_LAST = "leaks-found"
ANCHOR = "chosen-unit"


def find(view: View) -> None:
    """The box; a unit that is found in it is chosen, until another one is."""
    chain = model().serving("chain")
    found = pick("Find a unit", key="leaks", classes=[chain.end_class(chain.source)])
    if found != st.session_state.get(_LAST):
        st.session_state[_LAST] = found
        if found:
            choosing.choose(found)


def line_of(view: View, unit: str) -> Leak | None:
    """The line of a unit, whatever its echelon; None where the army has no such unit."""
    return loading.by_unit(view.at, view.window, view.top).get(unit)


def place_of(view: View, leak: Leak) -> str:
    """The place of a unit in its echelon, in words."""
    lines = loading.lines(view.at, view.window, view.top, leak.echelon or loading.NO_ECHELON)
    place = lines.places.get(str(leak.unit))
    return f"place {place}" if place else "not ranked"


def strip(view: View) -> None:
    """The chosen unit in one line, with a way to all that is told of it."""
    leak = line_of(view, choosing.unit()) if choosing.unit() else None
    if leak is None:
        return
    parts = [place_of(view, leak), f"{leak.defectors:,} defectors"]
    if leak.shrunk_rate is not None and leak.p_top is not None:
        interval = f"{number(leak.shrunk_low, 1)} to {number(leak.shrunk_high, 1)}"
        parts.append(f"shrunk rate {number(leak.shrunk_rate, 1)} ({interval})")
        parts.append(f"chance of the top {view.top}: {chance(leak.p_top)}")
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"**{as_text(leak.name or '')}**: {as_text(', '.join(parts))}. [All of it](#{ANCHOR})")
    right.button("Clear", key="leaks-clear", on_click=lambda: choosing.choose(""), icon=":material/close:")
    if controls.of(leak) != view.echelon:
        left.button(
            "It is of another echelon: show that",
            key="leaks-its-echelon",
            on_click=controls.turn_to,
            args=(leak,),
            icon=":material/swap_vert:",
        )
