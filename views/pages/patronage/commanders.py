"""Whose men command a unit."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graph.patronage import Bonds, Follower, Held, Holding, holding
from graph.search import name_of
from graph.surroundings import unit_class
from ontology.timewords import in_words
from views.markdown import as_text
from views.pages.finding import pick
from views.pages.panel import panels
from views.pages.shared import database, model, parameter, remember, table
from views.patronage import (
    SMALL,
    held_told,
    percent,
    when,
)

LISTED = 200


def show(bonds: Bonds, patron: str, name: str) -> None:
    """The patrons of a unit's commanders, with their shares; a row opens who belongs to one."""
    left, right = st.columns([5, 3], vertical_alignment="bottom")
    with left:
        unit = pick("Find a unit", key="patronage-unit", classes=[unit_class(model())]) or parameter("unit")
    with right:
        below = st.toggle("With the units under it", value=parameter("alone") != "1", key="patronage-below")
    remember(unit=unit, alone="" if below else "1")
    if not unit:
        st.caption("Which patrons do the commanders of a unit belong to, directly or through clients?")
        return
    found = holding(database(), model(), bonds, unit, below=below)
    unit_name = name_of(database(), unit)
    whole = f"{unit_name}{' and the units under it' if below else ''}"
    if patron:
        held = next((one for one in found.patrons if one.patron == patron), None)
        st.markdown(as_text(held_told(held, found, name, whole, when(bonds))))
        if held and held.share.small:
            st.caption(SMALL)
    _shares(found, whole, patron, bonds)


def _shares(found: Holding, whole: str, patron: str, bonds: Bonds) -> None:
    """The patrons of the commanders as a table; a row opens who they are and by which facts."""
    st.caption(
        as_text(
            f"{found.commanders:,} commanders of {whole} {when(bonds)}; {found.without:,} without a known patron. "
            f"Each is counted once for each patron, over at most six steps. The intervals are 95 %, exact."
        )
    )
    rows = [_held_row(one) for one in found.patrons[:LISTED]]
    if not rows:
        return
    columns = {
        "name": "Patron",
        "count": "Commanders",
        "share": "Share",
        "interval": "95 % interval",
        "direct": "Directly",
        "certain": "Certainly",
        "small": "",
    }
    row = table(rows, columns, key="patronage-shares", choose=True)
    wanted = str(row["patron"]) if row else patron
    held = next((one for one in found.patrons if one.patron == wanted), None)
    if held:
        _followers(held, bonds)


def _held_row(one: Held) -> dict[str, Any]:
    return {
        "patron": one.patron,
        "name": one.name,
        "count": one.share.count,
        "share": percent(one.share.value or 0.0),
        "interval": f"{percent(one.share.low)} to {percent(one.share.high)}",
        "direct": one.direct,
        "certain": one.certain,
        "small": "small numbers" if one.share.small else "",
    }


def _followers(held: Held, bonds: Bonds) -> None:
    st.markdown(f"**{as_text(f'The commanders who belong to {held.name}')}**")
    st.caption("Choose a row for the evidence of the command and of each tie up to the patron.")
    rows = [_follower_row(one) for one in held.followers]
    columns = {
        "name": "Commander",
        "unit": "Unit",
        "when": "Commanded",
        "through": "Through",
        "holds": "How sure",
    }
    row = table(rows, columns, key=f"patronage-followers-{held.patron}", choose=True)
    if row:
        panels(row["evidence"], key="patronage-follower", on=bonds.on)


def _follower_row(one: Follower) -> dict[str, Any]:
    through = ", ".join(tie.patron_name for tie in one.ties[:-1])
    return {
        "name": one.post.name,
        "unit": one.post.unit_name,
        "when": in_words(one.post.bounds),
        "through": through or "directly",
        "holds": one.holds.value,
        "evidence": one.evidence,
    }
