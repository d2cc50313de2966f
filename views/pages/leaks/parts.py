"""What is drawn under the table: one part at a time, so that only what is looked at is computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from views.pages.leaks import patterns, plots, reporting
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines
from views.pages.shared import parameter, remember

PARTS: Mapping[str, tuple[str, Callable[[View, Lines], None]]] = {
    "compared": ("Funnel and ranks", plots.show),
    "months": ("Months", patterns.months),
    "patterns": ("Patterns", patterns.patterns),
    "reporting": ("Uneven reporting", reporting.reporting),
}


def show(view: View, found: Lines) -> None:
    """The part that is chosen; the address knows it."""
    asked = parameter("part")
    chosen = st.segmented_control(
        "Look at",
        list(PARTS),
        default=asked if asked in PARTS else next(iter(PARTS)),
        format_func=lambda part: PARTS[part][0],
        label_visibility="collapsed",
        key="leaks-part",
    )
    part = chosen or next(iter(PARTS))
    remember(part="" if part == next(iter(PARTS)) else part)
    PARTS[part][1](view, found)
