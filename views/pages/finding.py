"""Finding a thing by any of its names: a box that lists the likely ones while one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from graph.search import Hit, search
from ontology.errors import OrbatlasError
from views.finding import option
from views.pages.shared import database, model

SHOWN = 20
LONGEST = 200

_PARTS = Path(__file__).parents[1] / "parts"
_WORDS = {
    "placeholder": "a name, an alias or an id",
    "clear": "Clear what was typed",
    "list": "Things that go by such a name",
}


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "orbatlas_find",
        html='<div class="room"></div>',
        css=(_PARTS / "find.css").read_text(encoding="utf-8"),
        js=(_PARTS / "find.js").read_text(encoding="utf-8"),
    )


def pick(words: str, *, key: str, classes: Sequence[str] | None = None) -> str | None:
    """The id that the user found and chose, until another is chosen or the box is cleared; None as long as none is.

    Enter takes the likeliest, or the one that the arrows marked. An id that no name leads to is taken as it is.
    """
    _box(words, key, tuple(classes) if classes is not None else None)
    picked = st.session_state.get(_picked(key))
    return picked["id"] if picked else None


def pick_once(words: str, *, key: str, classes: Sequence[str] | None = None) -> str | None:
    """As `pick`, in the run after the choice alone: for a page on which something else may be chosen since."""
    id = pick(words, key=key, classes=classes)
    before, now = st.session_state.get(f"once-{key}"), st.session_state.get(f"taken-{key}")
    st.session_state[f"once-{key}"] = now
    return id if now != before else None


def _picked(key: str) -> str:
    return f"picked-{key}"


@st.fragment
def _box(words: str, key: str, classes: tuple[str, ...] | None) -> None:
    """The box alone runs anew while one types; the page does when something is chosen."""
    said = st.session_state.get(f"find-{key}")
    typed = str((said.get("typed") if said else "") or "").strip()[:LONGEST]
    hits, told = _found(typed, classes)
    picked = st.session_state.get(_picked(key)) or {}
    data = {
        "key": key,
        "label": words,
        "words": _WORDS,
        "typed": typed,
        "hits": [option(hit, model()) for hit in hits],
        "told": told,
        "picked": picked.get("name", ""),
    }
    result = _component()(
        key=f"find-{key}", data=data, on_typed_change=lambda: None, on_picked_change=lambda: None
    )
    _take(result.get("picked"), key)


def _take(value: Any, key: str) -> None:
    """Take a choice once: what was taken is known by the time at which it was made."""
    taken = f"taken-{key}"
    if isinstance(value, Mapping) and "id" in value and value.get("at") != st.session_state.get(taken):
        st.session_state[taken] = value.get("at")
        id, name = str(value["id"]).strip(), str(value.get("name", ""))
        st.session_state[_picked(key)] = {"id": id, "name": name} if id else None
        st.rerun()


def _found(typed: str, classes: tuple[str, ...] | None) -> tuple[list[Hit], str]:
    """The likeliest things, and how many there are in words."""
    if not typed:
        return [], ""
    try:
        hits = search(database(), model(), typed, classes=classes, limit=SHOWN)
    except OrbatlasError as error:
        return [], str(error)
    if not hits:
        return [], "Nothing goes by this name; Enter takes it for an id."
    if len(hits) == SHOWN:
        return hits, f"The {SHOWN} likeliest; arrows and Enter choose."
    return hits, f"{len(hits)} found; arrows and Enter choose." if len(
        hits
    ) > 1 else "1 found; Enter takes it."
