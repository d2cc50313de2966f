"""A patron's clients and theirs, in rings."""

from __future__ import annotations

import streamlit as st

from graph.patronage import Bonds, rings_of
from graph.synthetic import any_synthetic
from views.markdown import as_text
from views.pages import network
from views.pages.panel import kept, panels
from views.pages.saving import save_menu
from views.pages.shared import database, model, parameter, remember, table
from views.patronage import (
    bond_row,
    rings_drawing,
    rings_told,
    when,
)

USUAL = 3
"""So many rings are drawn unless told otherwise."""


def show(bonds: Bonds, patron: str, name: str) -> None:
    """The rings of a patron as a drawing and as a table, with the evidence of what is chosen."""
    if not patron:
        st.caption("Find a patron above, or choose one in the list of all patrons.")
        return
    depth = _depth()
    found = rings_of(bonds, patron, depth=depth)
    names = {**bonds.names(), patron: name}
    if len(found.ring) == 1:
        st.info(as_text(f"{name} has no known clients {when(bonds)}."), icon=":material/info:")
        return
    st.caption(as_text(f"{rings_told(found, name)} {when(bonds).capitalize()}."))
    synthetic = any_synthetic(database(), model(), found.ring)
    drawing = rings_drawing(found, names, model(), bonds.on, synthetic=synthetic)
    rows = [bond_row(tie, found, names, model(), bonds.on) for tie in found.ties]
    rows.sort(key=lambda row: (row["ring"] or 0, row["patron"], row["client"]))
    left, right = st.columns([7, 3])
    with left:
        chosen = network.show(drawing, key="patronage-network", expandable=True)
        save_menu(drawing, key="patronage-save", network="patronage-network")
        columns = {
            "ring": "Ring",
            "client": "Client",
            "patron": "Patron",
            "basis": "Basis",
            "when": "When",
            **({"holds": "Holds"} if bonds.on else {}),
            "claims": "Claims",
        }
        row = table(rows, columns, key=f"patronage-ties-{patron}", choose=True)
    with right:
        st.markdown("**Evidence**")
        selected = kept((str(row["fact"]),) if row else chosen.selected, key="patronage", subject=patron)
        panels(selected, key="patronage-panel", on=bonds.on)


def _depth() -> int:
    """How many rings are drawn; the address knows it where it is not the usual number."""
    asked = parameter("rings")
    begun = int(asked) if asked in ("1", "2", "3", "4") else USUAL
    depth = st.segmented_control("Rings", [1, 2, 3, 4], default=begun, key="patronage-depth") or begun
    remember(rings="" if depth == USUAL else str(depth))
    return depth
