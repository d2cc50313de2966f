"""What a reader expanded in a network: kept for the session and in the address, fetched from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import streamlit as st

from graph.errors import UnknownId
from graph.neighbours import SHOWN, Kind, kinds_of, neighbours_of, shares
from graph.synthetic import any_synthetic
from ontology.model import Model
from views.folding import PREFIX
from views.network import Drawing, Look, looks
from views.pages.shared import database, model
from views.pictures import found_drawing, together

_MOST = 60
"""So many expanded things at most come from an address."""


@dataclass(frozen=True)
class Opened:
    """An expanded thing: its kinds of tie, how many neighbours of each are drawn, and the drawing of them."""

    kinds: tuple[Kind, ...]
    taken: Mapping[str, int]
    drawing: Drawing | None = field(default=None, compare=False)

    def as_data(self, model: Model) -> list[dict[str, Any]]:
        """Each kind in words, how many of it are shown and how many there are."""
        known = looks(model)
        return [
            {
                "kind": kind.key,
                "words": _words(kind, known),
                "shown": self.taken.get(kind.key, 0),
                "total": kind.total,
            }
            for kind in self.kinds
        ]


def _words(kind: Kind, known: Mapping[str, Look]) -> str:
    phrase = known[kind.type].phrase
    return phrase if kind.away else f"of which it is said “{phrase}”"


def fresh(key: str, subject: str) -> None:
    """Forget what was expanded in another drawing; the first drawing takes it from the address."""
    before = st.session_state.get(_name(key, "subject"))
    if before == subject:
        return
    asked = st.query_params.get_all("open")[:_MOST] if before is None else []
    st.session_state[_name(key, "subject")] = subject
    st.session_state[_name(key, "opened")] = dict.fromkeys(asked)
    st.session_state[_name(key, "wanted")] = {}


def opened(key: str, on: date | None = None) -> dict[str, Opened]:
    """What is expanded, by id, in the order in which it was asked for; what is asked for by now is fetched here.

    Not in a callback: a run that the reader overtakes is given up, and what was asked for in it must not be lost.
    """
    found: dict[str, Opened | None] = st.session_state.get(_name(key, "opened"), {})
    wanted: dict[str, dict[str, int]] = st.session_state.get(_name(key, "wanted"), {})
    for id, one in list(found.items()):
        if one is not None and id not in wanted:
            continue
        try:
            taken = {**one.taken, **wanted[id]} if one and id in wanted else None
            found[id] = Opened((), {}) if id.startswith(PREFIX) else _fetched(id, taken, on)
        except UnknownId:
            del found[id]
        wanted.pop(id, None)
    return {id: one for id, one in found.items() if one is not None}


def more(key: str, id: str, kind: Any) -> None:
    """Ask for a thing to be expanded, for the next neighbours of one kind of it, or for a fold to be opened."""
    found: dict[str, Opened | None] = st.session_state.setdefault(_name(key, "opened"), {})
    before = found.setdefault(id, None)
    if before and isinstance(kind, str):
        wanted = st.session_state.setdefault(_name(key, "wanted"), {})
        wanted[id] = {kind: before.taken.get(kind, 0) + SHOWN}


def _fetched(id: str, taken: Mapping[str, int] | None, on: date | None) -> Opened:
    kinds = tuple(kinds_of(database(), model(), id, on))
    totals = {kind.key: kind.total for kind in kinds}
    wanted = shares(kinds) if taken is None else taken
    number = {key: min(wanted.get(key, 0), total) for key, total in totals.items()}
    found = neighbours_of(database(), model(), id, number, on)
    made_up = any_synthetic(database(), model(), found.nodes)
    drawn = found_drawing(
        id, found.nodes.values(), found.relationships.values(), model(), on=on, synthetic=made_up
    )
    return Opened(kinds, number, drawn)


def forget(key: str, id: str) -> None:
    """Collapse a thing."""
    st.session_state.get(_name(key, "opened"), {}).pop(id, None)


def expanded(drawing: Drawing, found: Mapping[str, Opened]) -> Drawing:
    """The drawing with what is expanded in it; what hangs on nothing that is drawn is left out."""
    there, parts = {node.id for node in drawing.nodes}, [drawing]
    for id, one in found.items():
        if one.drawing is not None and id in there:
            parts.append(one.drawing)
            there |= {node.id for node in one.drawing.nodes}
    if len(parts) == 1:
        return drawing
    whole = together(drawing.title, parts)
    return replace(whole, on=drawing.on, period=drawing.period, layout=drawing.layout)


def address(key: str) -> None:
    """Put what is expanded into the address. Not in a callback: a run that is overtaken loses what it put there."""
    ids = list(st.session_state.get(_name(key, "opened"), {}))
    if ids:
        st.query_params["open"] = ids
    elif "open" in st.query_params:
        del st.query_params["open"]


def _name(key: str, what: str) -> str:
    return f"{key}-network-{what}"
