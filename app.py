"""The app: connects, guards, and routes to the pages; nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from access.rights import Right
from views.pages import entrance
from views.pages.shared import guarded, page_of

ICON = Path(__file__).parent / "views" / "parts" / "icon.svg"

st.set_page_config(page_title="Orbatlas", page_icon=str(ICON), layout="wide")
st.html(Path(__file__).parent / "views" / "parts" / "app.css")

who = entrance.enter()


def page(name: str, title: str, icon: str, *, first: bool = False) -> StreamlitPage:
    """A page of the module of this name, at that address."""
    return st.Page(
        page_of(name), title=title, icon=f":material/{icon}:", url_path=title.lower(), default=first
    )


def release() -> None:
    """The page Release, on the desk of the command line."""
    from commands.release_desk import ReleaseDesk
    from views.pages.release import page_with

    page_with(ReleaseDesk())()


PAGES = [
    page("overview", "Overview", "dashboard", first=True),
    page("leaks", "Leaks", "water_drop"),
    page("command", "Command", "account_tree"),
    page("timeline", "Timeline", "view_timeline"),
    page("paths", "Paths", "route"),
    page("patronage", "Patronage", "handshake"),
    page("places", "Map", "map"),
    page("evidence", "Evidence", "fact_check"),
    page("ask", "Ask", "contact_support"),
]
if who.may(Right.RELEASE):
    desk = guarded("release", release)
    PAGES.append(st.Page(desk, title="Release", icon=":material/outbox:", url_path="release"))

st.navigation(PAGES).run()
