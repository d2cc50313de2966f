"""Where all events went, and what sources count in all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from ontology.timewords import in_words
from views.leaks import ranged, totals_in_words
from views.markdown import as_text
from views.pages.leaks import loading, opening
from views.pages.leaks.controls import View
from views.pages.shared import table

_TOTALS = "totals-of-defectors"
_COLUMNS = {
    "name": "Of",
    "kind": "Who is counted",
    "figure": "Persons",
    "when": "When",
    "confidence": "Confidence",
    "sources": "Sources",
}


def show(view: View) -> None:
    """The events that no unit can be given, the sum of all, and the totals of sources beside it."""
    measured = loading.measured(view.at, view.window, view.top)
    nowhere = next((leak for leak in measured.leaks if leak.unit is None), None)
    if nowhere:
        st.markdown(
            as_text(
                f"No unit can be given for {nowhere.defectors:,} defectors "
                f"(at least {nowhere.defectors_min:,}, at most {nowhere.defectors_max:,})."
            )
        )
    st.caption(as_text(totals_in_words(measured.totals)))
    _told(loading.totals(view.at))


def _told(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    with st.expander(
        f"What sources count in all: {len(rows):,} figures, against {rows[0]['on_record']:,} on record"
    ):
        st.caption(
            "Each counts by its own rules, over its own time. None of these figures enters the measure."
        )
        chosen = table([_line(row) for row in rows], _COLUMNS, key="leaks-totals", choose=True)
        if chosen:
            opening.evidence_of(str(chosen["fact"]), key="leaks-totals-evidence")
        opening.cypher(_TOTALS, {}, "")


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    figure = next((row[key] for key in ("best", "low", "high") if row[key] is not None), None)
    low, high = (row[key] if row[key] is not None else figure for key in ("low", "high"))
    when = in_words(loading.bounds_of(row))
    return {
        **row,
        "figure": ranged(figure, low, high),
        "kind": opening.label("counted", row["kind"]),
        "when": when,
    }
