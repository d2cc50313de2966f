"""All patrons, by how many clients they have."""

from __future__ import annotations

import streamlit as st

from graph.following import patrons, read_defectors
from graph.patronage import Bonds
from views.pages.shared import (
    database,
    model,
    remember,
    table,
)
from views.patronage import (
    CAUTION,
    percent,
    when,
)

LISTED = 200


def show(bonds: Bonds, patron: str, _name: str) -> None:
    """All patrons as a table; a row opens the rings of one."""
    found = patrons(bonds, read_defectors(database(), model()))
    if not found:
        st.info("No tie of patronage is known here.", icon=":material/info:")
        return
    st.caption(
        f"{len(found):,} patrons {when(bonds)}; the {min(LISTED, len(found)):,} with the most clients. "
        "Choose a row to look at one."
    )
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "clients": one.clients,
            "defected": one.share.count,
            "share": percent(one.share.value or 0.0),
            "interval": f"{percent(one.share.low)} to {percent(one.share.high)}",
            "small": "small numbers" if one.share.small else "",
        }
        for one in found[:LISTED]
    ]
    columns = {
        "name": "Patron",
        "clients": "Clients",
        "defected": "Named as defectors",
        "share": "Share",
        "interval": "95 % interval",
        "small": "",
    }
    row = table(rows, columns, key="patronage-all", choose=True)
    st.caption(CAUTION)
    if row and row["id"] != patron:
        remember(id=str(row["id"]), part="rings")
        st.rerun()
