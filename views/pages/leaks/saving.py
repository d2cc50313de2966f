"""The table as a file: CSV with the names of the json's fields, and a picture."""

from __future__ import annotations

import streamlit as st

from analysis.leaks import JSON_FIELDS, Leak
from views.charts.picture import Caption, drawn
from views.leaks import in_order, totals_in_words
from views.pages.leaks import controls, loading
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines
from views.pages.leaks.naming import file_name
from views.pages.shared import model
from views.pages.taking import offer
from views.printing import Style, printed


def show(view: View, found: Lines) -> None:
    """Two buttons. The files are made when they are asked for."""
    left, right, _ = st.columns([2, 2, 5])
    offer(
        "Save as CSV",
        lambda: csv(view, found),
        file_name=f"{file_name(view, 'table')}.csv",
        mime="text/csv",
        place=left,
        hint="All units of the echelon and region, not only those on the screen.",
        width="stretch",
    )
    offer(
        "Save a picture",
        lambda: picture(view, found),
        file_name=f"{file_name(view, 'table')}.svg",
        mime="image/svg+xml",
        place=right,
        icon=":material/image:",
        hint="An SVG of the ranked units with their intervals. Each chart has its own button for a PNG.",
        width="stretch",
    )


def csv(view: View, found: Lines) -> str:
    """The lines as `orbatlas leaks --format csv` prints them: the units that are shown, then events without a unit."""
    rows = [leak.as_json() for leak in (*in_order(_shown(view, found), model()), *_nowhere(view))]
    return printed(rows, JSON_FIELDS, Style.CSV)


def _shown(view: View, found: Lines) -> list[Leak]:
    return [leak for leak in (*found.ranked, *found.others) if view.shows(leak.unit)]


def _nowhere(view: View) -> list[Leak]:
    return [leak for leak in loading.measured(view.at, view.window, view.top).leaks if leak.unit is None]


def picture(view: View, found: Lines) -> str:
    """The ranked units as an SVG."""
    measured = loading.measured(view.at, view.window, view.top)
    notes = (
        "Units with the same place are tied: the data cannot tell their order. Dashed: the mean of the echelon.",
        totals_in_words(measured.totals),
    )
    caption = Caption(
        title=f"Leaks: {controls.told(view)}",
        notes=notes,
        made_up=loading.made_up(view.at),
        units=len(found.ranked),
        mean=found.fitted.level if found.fitted else 0.0,
    )
    return drawn(_shown(view, found), found.places, caption)
