"""The course of a unit or a person over time: who it answered to, who commanded it, where it lay, who left it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from importlib.resources import files
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.course import Course, read_course
from graph.surroundings import person_class, unit_class
from graph.synthetic import any_synthetic
from views.colours import DARK, LIGHT, Paper
from views.markdown import as_text
from views.pages.finding import pick
from views.pages.panel import panels
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    database,
    day_in_address,
    is_empty,
    model,
    parameter,
    remember,
)
from views.pages.taking import offer
from views.printing import Style, printed
from views.saving.texts import MADE_UP
from views.timeline.drawing import WIDTHS, Look, as_svg
from views.timeline.lanes import Timeline, cut, timeline, window
from views.timeline.table import FIELDS, rows

WORDS = {
    "table": "The same as a table",
    "caption": "What stands on the timeline, one row each; a row opens its evidence",
    "lane": "Lane",
    "what": "What",
    "holds": "On the day",
    "confidence": "Confidence",
    "claims": "Claims",
    "conflict": "sources disagree",
}

_KEY = "timeline-drawing"


def page() -> None:
    """The page."""
    st.title("Timeline")
    if is_empty():
        return
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="bottom")
    classes = [unit_class(model()), person_class(model())]
    with left:
        id = pick("Find a unit or a person", key="timeline", classes=classes) or parameter("id")
    remember(id=id)
    if not id:
        st.caption(
            "A unit: superiors, commanders, garrisons, strengths, defections. A person: postings, ranks, ties, events."
        )
        return
    found = _found(read_course(database(), model(), id))
    st.subheader(as_text(found.name), anchor=False)
    if not found.lanes:
        st.info("No dated fact of it is known.", icon=":material/info:")
        return
    first, last = _days(found, middle, right)
    _picture(found, first, last)


def _found(course: Course) -> Timeline:
    ids = {course.id, *(moment.other for moment in course.moments if moment.other)}
    return timeline(course, model(), synthetic=any_synthetic(database(), model(), ids))


def _days(found: Timeline, left: DeltaGenerator, right: DeltaGenerator) -> tuple[date, date]:
    """The window: what the address says, else all that is known."""
    whole = window(found) or (FIRST_DAY, LAST_DAY)
    whole = (max(whole[0], FIRST_DAY), min(whole[1], LAST_DAY))
    named = (day_in_address("from") or whole[0], day_in_address("to") or whole[1])
    with left:
        first = _day("From", named[0], f"timeline-from-{found.id}")
    with right:
        last = _day("To", named[1], f"timeline-to-{found.id}")
    if last < first:
        first, last = last, first
    remember(
        **{
            name: "" if day == usual else day.isoformat()
            for name, day, usual in (("from", first, whole[0]), ("to", last, whole[1]))
        }
    )
    return first, last


def _day(words: str, value: date, key: str) -> date:
    return st.date_input(words, value=value, min_value=FIRST_DAY, max_value=LAST_DAY, key=key)


def _picture(found: Timeline, first: date, last: date) -> None:
    """The timeline, with the evidence of what is chosen in it beside."""
    shown, on = cut(found, first, last), day_in_address()
    if found.synthetic:
        st.caption(as_text(MADE_UP))
    left, right = st.columns([7, 3])
    with left:
        selected = _component_of(found, shown, first, last, on)
        _save(found, shown, first, last, on)
    with right, st.container(height=560, border=False):
        panels(selected, key="timeline-panel", on=on)


# ---- the component


@st.cache_resource
def _component() -> Any:
    parts = files("views").joinpath("parts")
    return st.components.v2.component(
        "orbatlas_timeline",
        html='<div class="room"></div>',
        css=parts.joinpath("timeline.css").read_text("utf-8"),
        js=parts.joinpath("timeline.js").read_text("utf-8"),
    )


def _paper() -> Paper:
    theme = st.context.theme.type if st.context.theme else None
    return DARK if theme == DARK.name else LIGHT


def _component_of(found: Timeline, shown: Timeline, first: date, last: date, on: date | None) -> list[str]:
    """Draw it; the ids whose evidence is asked for."""
    paper, known = _paper(), {id for lane in found.lanes for bar in lane.bars for id in bar.ids}
    said = st.session_state.get(_KEY) or {}
    asked = said.get("selected") if "selected" in said else parameter("selected").split(";")
    selected = [str(id) for id in asked or [] if id in known]
    pictures = {str(width): as_svg(shown, first, last, Look(paper, width, on=on)) for width in WIDTHS}
    data = {"pictures": pictures, "rows": rows(found, on), "words": WORDS, "dark": paper is DARK}
    data["stamp"] = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
    _component()(
        key=_KEY, data={**data, "selected": selected}, height="content", on_selected_change=lambda: None
    )
    remember(selected=";".join(selected))
    return selected


# ---- taking it along


def _save(found: Timeline, shown: Timeline, first: date, last: date, on: date | None) -> None:
    paper, name = _paper(), f"timeline-{found.id}"
    with st.popover("Save", icon=":material/download:"):
        offer(
            "Picture (SVG)",
            lambda: as_svg(shown, first, last, Look(paper, live=False, on=on)),
            file_name=f"{name}.svg",
            mime="image/svg+xml",
            icon=None,
            key="timeline-svg",
            width="stretch",
        )
        offer(
            "Table (CSV)",
            lambda: printed(_flat(found), FIELDS, Style.CSV),
            file_name=f"{name}.csv",
            mime="text/csv",
            icon=None,
            key="timeline-csv",
            width="stretch",
        )


def _flat(found: Timeline) -> list[dict[str, Any]]:
    return [{**row, "ids": ";".join(row["ids"])} for row in rows(found)]
