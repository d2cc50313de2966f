"""All that is told of the chosen unit: its superiors and commanders, its events, and what would change its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from analysis.leaks import Leak, Measured
from analysis.moving import changes
from analysis.superiors import Above, superiors
from ontology.timewords import in_words
from views.leaks import change_in_words, ranged
from views.markdown import as_text
from views.pages.leaks import choosing, finding, loading, opening
from views.pages.leaks.controls import View
from views.pages.leaks.table import flags
from views.pages.shared import model, table

_COMMANDERS, _CHAIN = "commanders-over-time", "chain-up"


def show(view: View) -> None:
    """The chosen unit; nothing where none is."""
    if not choosing.unit():
        st.caption(
            "Click a unit in the table or in a chart: its superiors, commanders and events stand here then."
        )
        return
    leak = finding.line_of(view, choosing.unit())
    if leak is None:
        st.warning(as_text(f"There is no unit {choosing.unit()!r}."), icon=":material/help:")
        return
    st.subheader(as_text(leak.name or ""), anchor=finding.ANCHOR)
    _head(view, leak)
    _moves(view, leak)
    _superiors(view, leak)
    _commanders(view, leak)
    st.markdown("**Its events**")
    opening.events(view, leak, key="chosen")
    opening.counted(view, leak)


def _head(view: View, leak: Leak) -> None:
    echelon = model().schemes["echelon"].label_of(leak.echelon) if leak.echelon else "echelon not known"
    rate = ranged(leak.rate, leak.rate_low, leak.rate_high, 1) or "none"
    parts = [echelon, finding.place_of(view, leak), str(leak.unit), f"rate per 1,000 person-years: {rate}"]
    there = urlencode({"id": leak.unit, "on": view.window.last.isoformat()})
    st.markdown(
        f"{as_text(' · '.join(parts))} · [its command](command?{there}) · [its evidence](evidence?{there})"
    )
    flags([leak])


def _moves(view: View, leak: Leak) -> None:
    found = changes(loading.measured(view.at, view.window, view.top), str(leak.unit))
    if not found:
        return
    st.markdown("**What it would take to change its place**")
    for one in found:
        st.markdown(f"- {as_text(change_in_words(one))}")
    st.caption(
        "Past the next unit by the shrunk rate, all else as it is. A place that little would change is weak."
    )


# ---- who stood above it, and who led it


def _superiors(view: View, leak: Leak) -> None:
    measured = loading.measured(view.at, view.window, view.top)
    rows = [_above(one, measured, view) for one in superiors(measured, str(leak.unit))]
    st.markdown("**Its superiors in the window**")
    if not rows:
        st.caption("None is known.")
    else:
        columns = {
            "name": "Superior",
            "when": "On these days",
            "standing": "Holds",
            "events": "Events",
            "persons": "Persons",
        }
        table(rows, columns, key=f"leaks-superiors-{leak.unit}")
        st.caption("Each event counts for those who stood above the unit on its middle day.")
    values = {"unit": str(leak.unit), "on": view.window.last}
    opening.cypher(_CHAIN, values, "With another day it gives the superiors of that day.")


def _above(one: Above, measured: Measured, view: View) -> dict[str, Any]:
    whole = (one.first, one.last) == (view.window.first, view.window.last)
    return {
        "name": one.name,
        "when": "all" if whole else f"{one.first} to {one.last}",
        "standing": "certain" if one.certain else "possible",
        "events": one.events,
        "persons": one.persons,
    }


def _commanders(view: View, leak: Leak) -> None:
    values = {"unit": str(leak.unit)}
    rows = loading.answer(_COMMANDERS, values)
    inside = [_commander(row, view) for row in rows if _touches(row, view)]
    st.markdown("**Its commanders in the window**")
    if inside:
        columns = {
            "name": "Commander",
            "rank": "Rank",
            "role": "Role",
            "when": "When",
            "at_end": "On the last day",
        }
        shown = {key: words for key, words in columns.items() if any(row.get(key) for row in inside)}
        chosen = table(inside, shown, key=f"leaks-commanders-{leak.unit}", choose=True)
        if chosen:
            opening.evidence_of(str(chosen["fact"]), key=f"leaks-commander-{leak.unit}")
    else:
        st.caption("None is known.")
    opening.cypher(_COMMANDERS, values, f"It gives {len(rows):,} commanders over all time.")


def _touches(row: Mapping[str, Any], view: View) -> bool:
    begins: date | None = row["start_earliest"]
    ends: date | None = row["end_latest"]
    return (begins is None or begins <= view.window.last) and (ends is None or ends >= view.window.first)


def _commander(row: Mapping[str, Any], view: View) -> dict[str, Any]:
    bounds = loading.bounds_of(row)
    return {
        **row,
        "rank": opening.label("rank", row["rank"]),
        "role": opening.label("role", row["role"]),
        "when": in_words(bounds),
        "at_end": bounds.holds_on(view.window.last).value,
    }
