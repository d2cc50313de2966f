"""Two days of a drawing beside one another, as rows: what came, what went, what changed."""

from __future__ import annotations

from datetime import date

import streamlit as st

from ontology.time import Holds
from views.comparing import FIELDS, SAID, Comparison, Mark, There, compare, rows
from views.markdown import as_text
from views.network import Drawing
from views.pages.shared import model, table
from views.pages.taking import offer
from views.printing import Style, printed

SIGNS = {Mark.CHANGED: "Δ", Mark.CAME: "+", Mark.WENT: "−", Mark.SURER: "!", Mark.UNSURER: "?"}
"""The signs of the marks, those of the drawing."""

_COLUMNS = {"mark": "Change", "what": "What"}


def changes(drawing: Drawing, one: date, other: date, *, key: str) -> tuple[str, ...]:
    """The changes between two days of a drawing of a period; what the chosen row rests on.

    A thing rests on itself, a tie on its facts: the ids can be given to `panels`. `key` tells this list from others.
    """
    found = compare(drawing, model(), one, other)
    st.markdown(f"**From {found.first.isoformat()} to {found.last.isoformat()}**")
    st.caption(as_text(f"{_told(found)} Before: {_there(found.before)}; after: {_there(found.after)}."))
    told = rows(found)
    if not told:
        return ()
    shown = [{**row, "mark": f"{SIGNS[Mark(row['change'])]} {SAID[Mark(row['change'])]}"} for row in told]
    chosen = table(shown, _COLUMNS, key=f"{key}-changes", choose=True)
    offer(
        "Save the changes (CSV)",
        lambda: printed(told, FIELDS, Style.CSV),
        file_name=f"changes-{found.first.isoformat()}-{found.last.isoformat()}.csv",
        mime="text/csv",
        key=f"{key}-changes-csv",
    )
    if chosen is None:
        return ()
    return tuple(str(chosen["facts"]).split(";")) if chosen["facts"] else (str(chosen["id"]),)


def _told(found: Comparison) -> str:
    counts = [f"{len(found.of(mark)):,} {SAID[mark].lower()}" for mark in Mark if found.of(mark)]
    return f"{', '.join(counts)}.".capitalize() if counts else "Nothing came, went or changed."


def _there(side: There) -> str:
    possible = side.number(Holds.POSSIBLE)
    return f"{len(side.things):,} things, {len(side.held):,} ties, {possible:,} of them only possible"
