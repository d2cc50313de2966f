"""The army of the leak measure, kept as long as nothing is written to the database, and read before it is asked for.

Apart from the page Leaks and all that it measures and draws with: the first page begins to read, and must not wait for
that to be loaded.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

import streamlit as st

from views.pages.shared import database, model

if TYPE_CHECKING:
    from analysis.army import Army

ARMIES = 2


def now() -> str:
    """The state of the database, which all that is kept is kept for."""
    return database().state()


@st.cache_resource(show_spinner=False)
def _reader() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="army")


@st.cache_resource(max_entries=ARMIES, show_spinner=False)
def _ahead(at: str) -> Future[Army]:
    opened, known = database(), model()

    def read() -> Army:
        from graph.army import read_army

        return read_army(opened, known)

    return _reader().submit(read)


def read_ahead() -> None:
    """Begin to read the army, in the background: for a page from which people go on to Leaks."""
    _ahead(now())


@st.cache_resource(max_entries=ARMIES, show_spinner="Reading the army …")
def army(at: str) -> Army:
    """The army as it is in the database in this state."""
    if (begun := _ahead(at)).done() and begun.exception():
        _ahead.clear()
    return _ahead(at).result()
