"""How often the clients of one patron defect, beside the clients of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from graph.following import Compared, Defector, Group, compared, days_of, read_defectors
from graph.patronage import Bonds, read_bonds
from views.markdown import as_text
from views.pages.panel import panels
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    database,
    day_in_address,
    model,
    parameter,
    remember,
    table,
)
from views.patronage import (
    CAUTION,
    SMALL,
    compared_told,
    percent,
)

LISTED = 200


def show(bonds: Bonds, patron: str, name: str) -> None:
    """How often the clients of a patron defect beside the others: shares, rates, and who they are."""
    if not patron:
        st.caption("Find a patron above, or choose one in the list of all patrons.")
        return
    defectors = read_defectors(database(), model())
    window = _window(days_of(defectors.values()))
    if not window:
        return
    through = st.toggle(
        "With the clients of clients", value=parameter("through") == "1", key="patronage-through"
    )
    remember(through="1" if through else "")
    # The window takes the place of the day: who was a client on any day of it is counted for those days.
    every = bonds if bonds.on is None else read_bonds(database(), model())
    found = compared(every, defectors, patron, window, through=through)
    whose = "clients and clients of clients" if through else "clients"
    st.markdown(as_text(compared_told(found, name, whose)))
    if found.own.share.small or found.others.share.small:
        st.caption(SMALL)
    st.warning(CAUTION, icon=":material/balance:")
    _rates(found, name, whose)
    st.caption(_counted(found, name))
    _named(found.own.defectors, f"{whose.capitalize()} of {name} who are named as defectors", "own")
    _named(found.others.defectors, "Clients of other patrons who are named as defectors", "others")


def _window(known: tuple[date, date] | None) -> tuple[date, date] | None:
    """The days that are looked at: those of the address, else all in which anybody is named as a defector."""
    if not known:
        st.info("No person is named as a defector on a known day.", icon=":material/info:")
        return None
    chosen = []
    for column, name, words, usual in zip(
        st.columns([2, 2, 5]), ("from", "to"), ("From", "To"), known, strict=False
    ):
        with column:
            day = st.date_input(
                words,
                value=day_in_address(name) or usual,
                min_value=FIRST_DAY,
                max_value=LAST_DAY,
                key=f"patronage-{name}",
            )
        chosen.append(day)
    remember(**{"from": chosen[0].isoformat(), "to": chosen[1].isoformat()})
    if chosen[0] > chosen[1]:
        st.warning("The first day comes after the last one.", icon=":material/error:")
        return None
    return chosen[0], chosen[1]


def _counted(found: Compared, name: str) -> str:
    """What the numbers count, in words."""
    undated = (
        f" {found.undated:,} clients are named without a day and counted nowhere." if found.undated else ""
    )
    return as_text(
        f"From {found.window[0]} to {found.window[1]}: everybody counts on the days on which their tie can have held, "
        f"until they defect; with each only their first defection. Who is a client of {name} on any of these days is "
        f"not among the others. Intervals are 95 %, exact.{undated}"
    )


def _rates(found: Compared, name: str, whose: str) -> None:
    rows = [
        _rate_row(f"{whose.capitalize()} of {name}", found.own),
        _rate_row("Clients of other patrons", found.others),
    ]
    columns = {
        "whose": "Who",
        "persons": "Persons",
        "defected": "Named as defectors",
        "share": "Share",
        "share_interval": "Its 95 % interval",
        "years": "Person-years",
        "rate": "Per 1,000 person-years",
        "interval": "Its 95 % interval ",
    }
    table(rows, columns, key="patronage-rates")


def _rate_row(whose: str, group: Group) -> dict[str, Any]:
    share, seen = group.share, group.leaving
    return {
        "whose": whose,
        "persons": share.of,
        "defected": share.count,
        "share": "" if share.value is None else percent(share.value),
        "share_interval": f"{percent(share.low)} to {percent(share.high)}",
        "years": round(seen.person_years, 1),
        "rate": round(seen.rate, 1) if seen.rate is not None else None,
        "interval": "" if seen.rate is None else f"{seen.low:,.1f} to {seen.high:,.1f}",
    }


def _named(defectors: Sequence[Defector], title: str, key: str) -> None:
    with st.expander(as_text(f"{title}: {len(defectors):,}"), expanded=False):
        if not defectors:
            return
        rows: list[Mapping[str, Any]] = [
            {
                "name": one.name,
                "first": one.earliest,
                "last": one.latest,
                "events": len(one.events),
                "evidence": (*one.events, one.person),
            }
            for one in defectors[:LISTED]
        ]
        columns = {"name": "Person", "first": "Not before", "last": "Not after", "events": "Events"}
        row = table(rows, columns, key=f"patronage-defectors-{key}", choose=True)
        if len(defectors) > LISTED:
            st.caption(f"… and {len(defectors) - LISTED:,} more.")
        if row:
            panels(row["evidence"], key=f"patronage-defector-{key}")
