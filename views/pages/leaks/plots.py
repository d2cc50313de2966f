"""The funnel plot and the rank plot; a click in either chooses the unit."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis.leaks import Leak
from views.charts.funnel import LEVELS, Funnel, draw_funnel, make_funnel
from views.charts.inks import Inks, inks_on
from views.charts.ranks import ROWS, draw_ranks, rank_rows
from views.markdown import as_text
from views.pages.leaks import choosing, table
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines


def show(view: View, found: Lines) -> None:
    """Both plots, side by side where there is room."""
    shown = [leak for leak in found.ranked if view.shows(leak.unit)]
    if not shown or found.fitted is None:
        st.info("No unit here has a rate, so there is nothing to compare.", icon=":material/info:")
        return
    inks = inks_on(table.paper())
    left, right = st.columns(2, gap="large")
    with left:
        _funnel(view, found, shown, inks)
    with right:
        _ranks(view, found, shown, inks)


def _funnel(view: View, found: Lines, shown: list[Leak], inks: Inks) -> None:
    assert found.fitted is not None
    funnel = make_funnel(
        found.ranked, found.fitted, choosing.unit() or None, frozenset(str(leak.unit) for leak in shown)
    )
    st.subheader("Rate against size", anchor=False)
    chart = draw_funnel(funnel, choosing.unit() or None, inks)
    _selecting(
        chart, "leaks-funnel", "Rates against person-years, with the limits that chance alone would keep to."
    )
    st.caption(as_text(_what_limits_say(funnel, found.fitted.spread)))


def _what_limits_say(funnel: Funnel, spread: float) -> str:
    expected = (1 - LEVELS[0]) * funnel.ranked
    said = (
        f"The line is the mean of the echelon, {funnel.mean:,.1f} defectors per 1,000 person-years; the bands are "
        "where at least 95 % and 99.8 % of units would lie if all had that same rate and only chance told them apart. "
        f"{funnel.outside:,} of {funnel.ranked:,} lie outside the 95 % limits; chance alone would put no more than "
        f"about {expected:,.0f} there."
    )
    if spread > 0:
        said += (
            f" The rates of these units differ by more than chance (coefficient of variation about {spread:.1f}), "
            "so lying outside does not by itself make a unit stand out among them, and one inside may differ from the "
            "mean. Reports that are uneven have the same effect as rates that are."
        )
    else:
        said += " The data do not show that the rates of these units differ at all."
    if funnel.left_out:
        said += f" {funnel.left_out:,} units inside the limits are not drawn."
    return said


def _ranks(view: View, found: Lines, shown: list[Leak], inks: Inks) -> None:
    rows = rank_rows(shown, dict(found.places), choosing.unit() or None)
    st.subheader("Ranks", anchor=False)
    chart = draw_ranks(rows, len(found.ranked), view.top, inks)
    _selecting(chart, "leaks-ranks", "The interval of the rank of each unit.")
    words = (
        "Each bar spans the ranks where the unit lies with a probability of 90 %. Units whose bars overlap may stand "
        f"in either order. The dashed line is the end of the top {view.top}."
    )
    if len(shown) > ROWS:
        words += f" The first {ROWS} of {len(shown):,} units are drawn."
    st.caption(as_text(words))


def _selecting(chart: Any, key: str, words: str) -> None:
    st.altair_chart(chart, width="stretch", key=key, on_select=choosing.from_chart(key), alt=words)
