"""What all pages share: the database, the model, states for when something is missing, and tables."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import streamlit as st

from access.rights import Right
from graph.connection import Database, open_database
from graph.errors import DatabaseUnreachable, QueryTimeout
from graph.redirecting import follow
from graph.settings import Settings
from graph.veil import VeiledDatabase
from ontology.errors import OrbatlasError
from ontology.files import extra_files
from ontology.model import Model
from ontology.reading import load_model
from ontology.time import DateError, parse
from views.markdown import as_text
from views.pages.entrance import may
from views.printing import cell, plain

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2100, 12, 31)

LOAD = "orbatlas ingest sfm FOLDER\norbatlas ingest tables FOLDER\norbatlas demo"


@st.cache_resource(show_spinner="Opening the database …")
def _bare() -> Database:
    """One connection for the whole process."""
    return open_database(Settings.from_environment())


@st.cache_resource(show_spinner=False)
def _veiled() -> Database:
    """The same, for all who may not see the names of protected persons."""
    return VeiledDatabase(_bare(), model())


def database() -> Database:
    """The database as who looks may see it."""
    return _bare() if may(Right.NAMES) else _veiled()


def _let_go() -> None:
    """Forget the connection: the next page opens another."""
    _bare.clear()
    _veiled.clear()


@st.cache_resource
def model() -> Model:
    """The ontology."""
    return load_model(*extra_files())


def page_of(name: str) -> Callable[[], None]:
    """The page of the module of this name under `views.pages`, which is imported when it is first shown.

    So the first page does not wait for what only others draw and reckon with.
    """
    return guarded(name, lambda: import_module(f"views.pages.{name}").page())


def guarded(name: str, page: Callable[[], None]) -> Callable[[], None]:
    """A page that never shows a traceback: what went wrong is said in words, with a way out."""

    def run() -> None:
        try:
            _follow_replaced()
            page()
        except DatabaseUnreachable as error:
            _let_go()
            _state(":material/power_off:", "No database answers", error)
            st.code("orbatlas server start", language=None)
            st.button("Try again", type="primary")
        except QueryTimeout as error:
            _state(":material/hourglass_bottom:", "That took too long", error)
        except OrbatlasError as error:
            _state(":material/error:", "That did not work", error)
        except Exception:
            st.error(f"Something went wrong that should not. {_noted()}", icon=":material/bug_report:")

    # Streamlit names a page after its function.
    run.__name__ = name
    return run


_IDS = ("id", "unit", "to")
"""What names a thing in the address of any page."""


def _follow_replaced() -> None:
    """An address with an id that is kept under another goes on to that one, and the page says so."""
    asked = {name: parameter(name) for name in _IDS if parameter(name)}
    kept = follow(database(), model(), list(asked.values())) if asked else {}
    for name, id in asked.items():
        if kept[id] != id:
            remember(**{name: kept[id]})
            st.info(as_text(f"{id} is kept under {kept[id]}, which is shown."), icon=":material/merge:")


def _state(icon: str, title: str, error: OrbatlasError) -> None:
    st.subheader(title)
    st.warning(as_text(str(error)), icon=icon)


def _noted() -> str:
    """Put the traceback into the log; a sentence that says where."""
    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        log = Settings.from_environment().home / "logs" / "app.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch(mode=0o600)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{stamp}\n{traceback.format_exc()}\n")
    except OSError:
        logging.getLogger(__name__).error("the log cannot be written")
        return ""
    return f"It is noted in the log under {stamp}."


def is_empty() -> bool:
    """Whether nothing is loaded; if so, the page says how to load something."""
    label = model().claim.name
    if database().read(f"MATCH (c:{label}) RETURN c.id AS id LIMIT 1"):
        return False
    st.subheader("Nothing is loaded yet")
    st.info("Load files of a format, or the demonstration:", icon=":material/upload_file:")
    st.code(LOAD, language=None)
    return True


def parameter(name: str) -> str:
    """A value from the address; empty where there is none."""
    return str(st.query_params.get(name, ""))


def remember(**values: str) -> None:
    """Put values into the address, so that a link opens the same view; empty ones are left out."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def today() -> date:
    """The day on which the reader sits."""
    return date.today()  # noqa: DTZ011 - the user's own day is meant


def day_in_address(name: str = "on") -> date | None:
    """The day that the address names; None where it names none, no day, or one that no calendar here shows."""
    try:
        span = parse(parameter(name)) if parameter(name) else None
    except DateError:
        return None
    if span is None or span.earliest is None or span.earliest != span.latest:
        return None
    return span.earliest if FIRST_DAY <= span.earliest <= LAST_DAY else None


def table(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, key: str, choose: bool = False
) -> Mapping[str, Any] | None:
    """Rows as a table, `columns` being key → heading; the row that was chosen, if one can be and was."""
    shown = [{heading: _shown(row.get(name)) for name, heading in columns.items()} for row in rows]
    links = {
        heading: st.column_config.LinkColumn(heading)
        for name, heading in columns.items()
        if name in _LINKS and all(_of_the_web(row.get(name)) for row in rows)
    }
    if not choose:
        st.dataframe(shown, hide_index=True, width="stretch", column_config=links, key=key)
        return None
    event = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        column_config=links,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
    )
    chosen = event["selection"]["rows"]
    return rows[chosen[0]] if chosen and chosen[0] < len(rows) else None


_LINKS = frozenset({"archive_url", "url"})


def _of_the_web(value: Any) -> bool:
    """Whether a cell may be a link: one that holds anything but an address of the web makes its column text."""
    return value is None or value == "" or str(value).startswith(("https://", "http://"))


def _shown(value: Any) -> Any:
    """Numbers stay numbers, so that they sort; all else is one line of text."""
    value = plain(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else cell(value)
