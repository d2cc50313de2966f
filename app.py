"""The app: connects, guards, and routes to the pages; nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from access.rights import Right
from views.pages import entrance
from views.pages.shared import guarded, page_of

ICON = Path(__file__).parent / "views" / "parts" / "icon.svg"

st.set_page_config(page_title="Orbatlas", page_icon=str(ICON), layout="wide")
st.html(Path(__file__).parent / "views" / "parts" / "app.css")

who = entrance.enter()


def release() -> None:
    """The page Release, on the desk of the command line."""
    from commands.release_desk import ReleaseDesk
    from views.pages.release import page_with

    page_with(ReleaseDesk())()


PAGES = [
    st.Page(
        page_of("overview"), title="Overview", icon=":material/dashboard:", url_path="overview", default=True
    ),
    st.Page(page_of("leaks"), title="Leaks", icon=":material/water_drop:", url_path="leaks"),
    st.Page(page_of("command"), title="Command", icon=":material/account_tree:", url_path="command"),
    st.Page(page_of("timeline"), title="Timeline", icon=":material/view_timeline:", url_path="timeline"),
    st.Page(page_of("paths"), title="Paths", icon=":material/route:", url_path="paths"),
    st.Page(page_of("patronage"), title="Patronage", icon=":material/handshake:", url_path="patronage"),
    st.Page(page_of("places"), title="Map", icon=":material/map:", url_path="map"),
    st.Page(page_of("evidence"), title="Evidence", icon=":material/fact_check:", url_path="evidence"),
    st.Page(page_of("ask"), title="Ask", icon=":material/contact_support:", url_path="ask"),
]
if who.may(Right.RELEASE):
    desk = guarded("release", release)
    PAGES.append(st.Page(desk, title="Release", icon=":material/outbox:", url_path="release"))

st.navigation(PAGES).run()
