"""What every page with a drawing offers to take along: pictures, a page that opens offline, files of other tools."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import category

import streamlit as st

from ontology.model import Model
from views.colours import DARK
from views.html import Page, as_html
from views.network import Drawing
from views.pages.shared import model, parameter
from views.pages.taking import offer
from views.saving import as_gexf, as_graphml, edges_csv, nodes_csv
from views.saving.texts import MADE_UP

_PARTS = Path(__file__).parents[1] / "parts"
_MOST = 60
"""So many letters at most of a heading go into a file's name."""

WORDS = {
    "svg": "Picture (SVG), as it stands on the screen",
    "png": "Picture (PNG), as it stands on the screen",
    "none": "The drawing does not stand yet; try again.",
    "on": "as on {}",
    "ever": "over all time",
}


def save_menu(drawing: Drawing, *, key: str, network: str = "") -> None:
    """A menu of what a drawing can be saved as.

    `key` tells this menu from others on the page; `network` is the key of the network that shows the drawing, whose
    picture is saved as it stands. Files are made when they are asked for.
    """
    name = file_name(drawing)
    with st.popover("Save", icon=":material/download:"):
        words = "One page with its slider (HTML)" if drawing.period else "One page that opens offline (HTML)"
        _file(words, name, "html", "text/html", _page(drawing), key)
        _component()(key=f"{key}-picture", data=_told(drawing, name, network))
        _file("Gephi, with time (GEXF)", name, "gexf", "application/xml", _made(as_gexf, drawing), key)
        _file("yEd and others (GraphML)", name, "graphml", "application/xml", _made(as_graphml, drawing), key)
        _file("Table of things (CSV)", f"{name}-things", "csv", "text/csv", _made(nodes_csv, drawing), key)
        _file("Table of ties (CSV)", f"{name}-ties", "csv", "text/csv", _made(edges_csv, drawing), key)


def _made(make: Callable[[Drawing, Model], str], drawing: Drawing) -> Callable[[], str]:
    known = model()
    return lambda: make(drawing, known)


def _page(drawing: Drawing) -> Callable[[], str]:
    known, page = model(), Page(colour=parameter("colour"), persons=parameter("persons"))
    return lambda: as_html(drawing, known, page)


def _file(words: str, name: str, ending: str, mime: str, make: Callable[[], str], key: str) -> None:
    saved = f"{name}.{ending}"
    offer(words, make, file_name=saved, mime=mime, icon=None, key=f"{key}-{saved}", width="stretch")


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "orbatlas_saving",
        html='<div class="save"></div>',
        css=(_PARTS / "saving.css").read_text(encoding="utf-8"),
        js=(_PARTS / "saving.js").read_text(encoding="utf-8"),
    )


def _told(drawing: Drawing, name: str, network: str) -> dict[str, Any]:
    theme = st.context.theme.type if st.context.theme else None
    return {
        "title": drawing.title,
        "name": name,
        "network": network,
        "notes": [MADE_UP] if drawing.synthetic else [],
        "dark": theme == DARK.name,
        "words": WORDS,
    }


def file_name(drawing: Drawing) -> str:
    """The heading of a drawing as the name of a file, with its day: letters and digits of any script, and dashes."""
    kept = (letter if category(letter)[0] in "LMN" else "-" for letter in drawing.title.casefold())
    words = re.sub("-+", "-", "".join(kept)).strip("-")[:_MOST] or "drawing"
    return f"{words}-{drawing.on.isoformat()}" if drawing.on else words
