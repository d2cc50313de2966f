"""The chain of command of a unit or a person: walked through day by day, or over all time at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.chain import DOWN, UP, Chain
from graph.evidence import evidence as find_evidence
from graph.surroundings import person_class, unit_class
from ontology.time import Holds
from ontology.timewords import in_words
from views.markdown import as_text
from views.network import Drawing
from views.pages import chains, evidence, network
from views.pages.changes import changes
from views.pages.finding import pick
from views.pages.panel import kept, panels
from views.pages.saving import save_menu
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    database,
    day_in_address,
    is_empty,
    model,
    parameter,
    remember,
    table,
)
from views.saving.texts import MADE_UP

DAYS, EVER = "Day by day", "All time at once"

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


KEY = "command-network"
RATE = "figure"
"""The way of colouring that is counted only when a reader asks for it (see views.shades)."""


@dataclass(frozen=True, slots=True)
class _View:
    """What is shown: a chain as it is on the day, or over all time, with the drawing of the whole window."""

    chain: Chain
    drawing: Drawing
    at: str

    @property
    def on(self) -> date | None:
        return self.chain.on


def page() -> None:
    """The page."""
    st.title("Command")
    if is_empty():
        return
    network.told(KEY)
    view = _controls()
    if view is None:
        st.caption(
            "Every superior is followed to the top, several at once too, and every subordinate to the bottom."
        )
        return
    st.subheader(as_text(view.chain.subject_name), anchor=False)
    made_up = f" · {as_text(MADE_UP)}" if view.drawing.synthetic else ""
    st.caption(_summary(view.chain) + made_up)
    _picture(view)
    chosen = _tables(view.chain)
    if chosen:
        st.divider()
        evidence.show(find_evidence(database(), model(), chosen), key="chosen")


# ---- what is asked for


def _controls() -> _View | None:
    """The thing, the window and the day, which all live in the address."""
    left, first, last, right = st.columns([5, 2, 2, 3])
    with left:
        classes = [unit_class(model()), person_class(model())]
        id = pick("Find a unit or a person", key="command", classes=classes) or parameter("id")
    remember(id=id)
    if not id:
        return None
    at = database().state()
    found, drawing = chains.loaded(id, chains.EVER, at)
    known = chains.known_days(found)
    with right:
        whole = _ever(known)
    if known is None or whole:
        return _View(found, replace(drawing, period=None), at)
    return _on_a_day(id, _window(id, known, first, last), at)


def _ever(known: chains.Days | None) -> bool:
    """Whether all that ever held is shown at once; the only way where no day is known."""
    usual = EVER if parameter("when") == "ever" else DAYS
    asked = st.segmented_control(
        "What is shown",
        [DAYS, EVER],
        default=usual,
        required=True,
        disabled=known is None,
        key="command-when",
    )
    whole = asked == EVER
    remember(when="ever" if whole else "")
    return whole


def _on_a_day(id: str, days: chains.Days, at: str) -> _View:
    found, drawing = chains.loaded(id, days, at)
    on = day_in_address() or days[1]
    on = min(max(on, days[0]), days[1])
    return _View(chains.chain_on(found, drawing, on), replace(drawing, on=on), at)


def _window(id: str, known: chains.Days, left: DeltaGenerator, right: DeltaGenerator) -> chains.Days:
    """The window: what the address says, else all that is known; always with the day that the address names."""
    on = day_in_address()
    usual = (min(known[0], on or known[0]), max(known[1], on or known[1]))
    asked = (day_in_address("from") or usual[0], day_in_address("to") or usual[1])
    with left:
        first = _day("From", asked[0], f"command-from-{id}")
    with right:
        last = _day("To", asked[1], f"command-to-{id}")
    first, last = min(first, last), max(first, last)
    remember(
        **{
            name: "" if day == plain else day.isoformat()
            for name, day, plain in (("from", first, known[0]), ("to", last, known[1]))
        }
    )
    return first, last


def _day(words: str, value: date, key: str) -> date:
    return st.date_input(words, value=value, min_value=FIRST_DAY, max_value=LAST_DAY, key=key)


# ---- what is shown


def _summary(found: Chain) -> str:
    when = f"on {found.on.isoformat()}" if found.on else "over all time"
    up = sum(link.direction == UP for link in found.links)
    down = sum(link.direction == DOWN for link in found.links)
    parts = [f"{up:,} ties above", f"{down:,} below", f"{len(found.commanders):,} commanders", when]
    if found.on:
        certain = sum(link.holds == Holds.CERTAIN.value for link in found.links)
        parts.append(f"{certain:,} ties certain, {len(found.links) - certain:,} only possible")
    return as_text(" · ".join(parts))


def _picture(view: _View) -> None:
    """The chain drawn, with the evidence of what is chosen in it beside."""
    if not view.drawing.edges:
        st.info("No tie of command is known here.", icon=":material/info:")
    drawing, subject = view.drawing, view.chain.subject
    if parameter("colour") == RATE:
        drawing = chains.with_rates(drawing, drawing.period or chains.EVER, view.at)
    left, right = st.columns([7, 3])
    with left:
        chosen = network.show(drawing, key=KEY, slider=True, expandable=True, askable={RATE: "Leak rate"})
    selected = kept(chosen.selected, key="command", subject=subject)
    save_menu(drawing, key="command-save", network=KEY)
    if view.on and chosen.against:
        selected = changes(drawing, view.on, chosen.against, key="command") or selected
    with right, st.container(height=560, border=False):
        panels(selected, key="command-panel", on=view.on)


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
