"""Finding a thing by any of its names: a box to type in, and the likely ones to choose from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.search import Hit, search
from views.pages.shared import as_text, database, model


def pick(words: str, *, key: str, classes: Sequence[str] | None = None) -> str | None:
    """The id that the user found and chose; None as long as nothing is typed. An id that no name leads to is
    taken as it is.
    """
    typed = st.text_input(words, key=f"find-{key}", placeholder="a name, an alias or an id")
    if not typed.strip():
        return None
    hits = search(database(), model(), typed, classes=classes)
    if not hits:
        st.caption(as_text(f"Nothing goes by the name {typed.strip()!r}; it is taken for an id."))
        return typed.strip()
    if len(hits) == 1 or hits[0].id == typed.strip():
        return hits[0].id
    by_id = {hit.id: hit for hit in hits}
    return st.selectbox(
        f"{len(hits)} things go by such a name",
        list(by_id),
        format_func=lambda id: _told(by_id[id]),
        key=f"hit-{key}",
    )


def _told(hit: Hit) -> str:
    """A hit in one line, so that namesakes can be told apart."""
    under = f"under {hit.superior}" if hit.superior else None
    what = hit.echelon or model().classes[hit.cls].label
    return " · ".join(filter(None, (hit.name, what, under, hit.id)))
