"""Which events the months, the patterns and the reporting are about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from analysis.details import Detail, chosen
from graph.details import COMMANDERS, DETAILS, GARRISONS, SOURCES
from views.markdown import as_text
from views.pages.leaks import choosing, finding, loading, opening
from views.pages.leaks.controls import View
from views.pages.shared import parameter, remember, table

_ALL, _UNIT = "all", "unit"
_EVENT_COLUMNS = {"day": "Middle day", "persons": "Persons", "publishers": "Told by", "id": "Id"}
EVENTS = 200
"""So many events are listed at most."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The events in question: all of the window, or those that count for the chosen unit."""

    details: tuple[Detail, ...]
    unit: str


def scope(view: View) -> Scope:
    """A switch between all events and those of the chosen unit, if one is chosen."""
    measured = loading.measured(view.at, view.window, view.top)
    known = loading.details(view.at)
    leak = finding.line_of(view, choosing.unit()) if choosing.unit() else None
    if leak is None:
        return Scope(chosen(known, measured.counted_anywhere()), "")
    words = {_ALL: "All events in the window", _UNIT: f"Those of {leak.name}"}
    asked = st.segmented_control(
        "Of which events",
        list(words),
        default=_UNIT if parameter("of") == _UNIT else _ALL,
        format_func=lambda one: as_text(words[one]),
        label_visibility="collapsed",
        key="leaks-of",
    )
    remember(of=_UNIT if asked == _UNIT else "")
    if asked == _UNIT:
        return Scope(chosen(known, measured.counted(str(leak.unit))), str(leak.unit))
    return Scope(chosen(known, measured.counted_anywhere()), "")


def rows(lines: Sequence[Mapping[str, Any]], columns: Mapping[str, str], found: Scope, *, key: str) -> None:
    """Rows of numbers; a chosen one lists its events, and a chosen event opens its evidence.

    Each line has the ids of its events under `events`.
    """
    picked = table(lines, columns, key=f"leaks-{key}", choose=True)
    if picked is None:
        st.caption("Choose a row to list the events behind it.")
        return
    ids = set(picked["events"])
    some = [_event(one) for one in found.details if one.id in ids]
    st.markdown(as_text(f"{len(some):,} events behind it. Choose one to open its evidence."))
    event = table(some[:EVENTS], _EVENT_COLUMNS, key=f"leaks-{key}-events", choose=True)
    if len(some) > EVENTS:
        st.caption(f"The first {EVENTS} of {len(some):,}.")
    if event:
        opening.evidence_of(str(event["id"]), key=f"leaks-{key}-evidence")


def _event(one: Detail) -> dict[str, Any]:
    return {
        "day": date.fromordinal(one.day) if one.day is not None else None,
        "persons": one.persons,
        "publishers": sorted(one.publishers),
        "id": one.id,
    }


def cypher() -> None:
    """The queries that read all that this rests on."""
    for name in (DETAILS, SOURCES, COMMANDERS, GARRISONS):
        words = "It reads all events; the page counts those of the window." if name == DETAILS else ""
        opening.cypher(name, {}, words)
