"""The chain of command of a unit or a person, on a day or over all time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from graph.chain import DOWN, UP, Chain
from graph.chain import chain as find_chain
from graph.evidence import evidence as find_evidence
from graph.synthetic import any_synthetic
from ontology.timewords import in_words
from views.html import as_html
from views.pages import evidence
from views.pages.finding import pick
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    as_text,
    database,
    day_in_address,
    is_empty,
    model,
    parameter,
    picture,
    remember,
    table,
)
from views.pictures import chain_drawing, things_drawn

LINKS = {
    "superior_name": "Superior",
    "subordinate_name": "Subordinate",
    "kind": "Kind",
    "holds": "Holds",
    "when": "When",
    "conflicts": "In conflict",
    "number": "Claims",
}
COMMANDERS = {
    "unit_name": "Unit",
    "name": "Commander",
    "role": "Role",
    "rank": "Rank",
    "holds": "Holds",
    "when": "When",
    "conflicts": "In conflict",
    "number": "Claims",
}


def page() -> None:
    """The page."""
    st.title("Command")
    if is_empty():
        return
    id, on = _controls()
    if not id:
        st.caption(
            "Every superior is followed to the top, several at once too, and every subordinate to the bottom."
        )
        return
    found = find_chain(database(), model(), id, on)
    synthetic = any_synthetic(database(), model(), things_drawn([found]))
    st.subheader(as_text(found.subject_name))
    st.caption(_summary(found))
    _picture(found, synthetic)
    chosen = _tables(found)
    if chosen:
        st.divider()
        evidence.show(find_evidence(database(), model(), chosen), key="chosen")


def _controls() -> tuple[str, date | None]:
    """What is asked for: the thing, and the day. Both live in the address."""
    chain, posting = model().serving("chain"), model().serving("posting")
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="bottom")
    with left:
        classes = [chain.end_class(chain.source), posting.end_class(posting.source)]
        picked = pick("Find a unit or a person", key="command", classes=classes)
    on = day_in_address()
    with middle:
        whole = st.toggle("All time", value=on is None and not parameter("on"), key="all-time")
    with right:
        day = st.date_input(
            "On the day",
            value=on or date.today(),  # noqa: DTZ011 - the user's own day
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            disabled=whole,
            key="day",
        )
    id = picked or parameter("id")
    chosen = None if whole or not isinstance(day, date) else day
    remember(id=id, on=chosen.isoformat() if chosen else "")
    return id, chosen


def _summary(found: Chain) -> str:
    when = f"on {found.on.isoformat()}" if found.on else "over all time"
    up = sum(link.direction == UP for link in found.links)
    down = sum(link.direction == DOWN for link in found.links)
    parts = [f"{up} ties above", f"{down} below", f"{len(found.commanders)} commanders", when]
    if found.on:
        certain = sum(link.holds == "certain" for link in found.links)
        parts.append(f"{certain} ties certain, {len(found.links) - certain} only possible")
    return as_text(" · ".join(parts))


def _picture(found: Chain, synthetic: bool) -> None:
    if not found.links and not found.commanders:
        st.info("No tie of command is known here.", icon=":material/info:")
        return
    drawing = chain_drawing([found], model(), synthetic=synthetic)
    picture(drawing)
    name = f"chain-{found.subject}{'-' + found.on.isoformat() if found.on else ''}.html"
    st.download_button(
        "Save the drawing",
        as_html(drawing, model()),
        file_name=name,
        mime="text/html",
        icon=":material/download:",
    )


def _tables(found: Chain) -> str | None:
    """The same as rows; the id of the fact that was chosen."""
    st.caption("Choose a row to open its evidence.")
    chosen: list[str] = []
    for words, direction in (("Above", UP), ("Below", DOWN)):
        rows = [
            _link_row(link.as_json(), in_words(link.bounds))
            for link in found.links
            if link.direction == direction
        ]
        if rows:
            st.markdown(f"**{words}**")
            row = table(rows, _filled(LINKS, rows), key=f"links-{direction}-{found.subject}", choose=True)
            chosen.extend([str(row["id"])] if row else [])
    people = [
        {**_link_row(one.as_json(), in_words(one.bounds)), "unit_name": found.units[one.unit].name}
        for one in found.commanders
    ]
    if people:
        st.markdown("**Commanders**")
        row = table(people, _filled(COMMANDERS, people), key=f"commanders-{found.subject}", choose=True)
        chosen.extend([str(row["id"])] if row else [])
    return chosen[0] if chosen else None


def _link_row(tie: Mapping[str, Any], when: str) -> dict[str, Any]:
    return {**tie, "when": when, "number": len(tie["claims"])}


def _filled(columns: Mapping[str, str], rows: list[dict[str, Any]]) -> dict[str, str]:
    return {key: words for key, words in columns.items() if any(row.get(key) for row in rows)}
