"""The app: connects, guards, and routes to the pages; nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from access.rights import Right
from commands.release_desk import ReleaseDesk
from views.pages import (
    ask,
    command,
    entrance,
    evidence,
    leaks,
    overview,
    paths,
    patronage,
    places,
    release,
    timeline,
)
from views.pages.shared import guarded

ICON = Path(__file__).parent / "views" / "parts" / "icon.svg"

st.set_page_config(page_title="Orbatlas", page_icon=str(ICON), layout="wide")
st.html(Path(__file__).parent / "views" / "parts" / "app.css")

who = entrance.enter()

PAGES = [
    st.Page(
        guarded(overview.page),
        title="Overview",
        icon=":material/dashboard:",
        url_path="overview",
        default=True,
    ),
    st.Page(guarded(leaks.page), title="Leaks", icon=":material/water_drop:", url_path="leaks"),
    st.Page(guarded(command.page), title="Command", icon=":material/account_tree:", url_path="command"),
    st.Page(guarded(timeline.page), title="Timeline", icon=":material/view_timeline:", url_path="timeline"),
    st.Page(guarded(paths.page), title="Paths", icon=":material/route:", url_path="paths"),
    st.Page(guarded(patronage.page), title="Patronage", icon=":material/handshake:", url_path="patronage"),
    st.Page(guarded(places.page), title="Map", icon=":material/map:", url_path="map"),
    st.Page(guarded(evidence.page), title="Evidence", icon=":material/fact_check:", url_path="evidence"),
    st.Page(guarded(ask.page), title="Ask", icon=":material/contact_support:", url_path="ask"),
]
if who.may(Right.RELEASE):
    desk = guarded(release.page_with(ReleaseDesk()))
    PAGES.append(st.Page(desk, title="Release", icon=":material/outbox:", url_path="release"))

st.navigation(PAGES).run()
