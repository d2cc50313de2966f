"""Which units leak the most defectors, and how sure that is."""

from __future__ import annotations

import streamlit as st

from views.markdown import as_text
from views.pages import ahead
from views.pages.leaks import controls, finding, loading, opening, parts, saving, selected, table, totals
from views.pages.leaks.controls import View
from views.pages.shared import is_empty


def page() -> None:
    """The page."""
    st.title("Leaks")
    if is_empty():
        return
    at = ahead.now()
    if not len(ahead.army(at).events):
        st.info("No defection is loaded.", icon=":material/info:")
        return
    _banner(at)
    asked = controls.view(at)
    if asked is None:
        return
    view, draw_the_rest = asked
    found = loading.lines(view.at, view.window, view.top, view.echelon)
    finding.find(view)
    _certainty(view, found)
    finding.strip(view)
    table.show(view, found)
    draw_the_rest()
    totals.show(view)
    saving.show(view, found)
    parts.show(view, found)
    selected.show(view)
    opening.show(view)


def _banner(at: str) -> None:
    if loading.made_up(at):
        st.info(
            "Units, persons and events that are **made up** for demonstration are counted here. Their sources say so; "
            "no real person stands behind them.",
            icon=":material/science:",
        )


def _certainty(view: View, found: loading.Lines) -> None:
    """What the order is worth, before anything is shown in an order."""
    if not found.ranked or found.fitted is None:
        return
    first = [leak for leak in found.ranked if leak.place == 1]
    if len(first) > 1:
        words = f"The first {len(first):,} of {len(found.ranked):,} are tied: "
        words += "the data cannot tell which of them leaks most."
    else:
        words = f"{first[0].name} comes first of {len(found.ranked):,} ranked units."
    if found.fitted.spread == 0 and len(found.ranked) > 1:
        words += " The data do not show that the units of this echelon differ at all."
    grouped = sum("grouped" in leak.flags for leak in found.ranked)
    if grouped:
        words += f" From {grouped:,} of these units people left in groups: "
        words += "there chance does more than the intervals show."
    if view.region.id:
        words += f" Units of {view.region.name} are shown; their ranks are among all of the echelon."
    st.markdown(as_text(words))
