"""How evenly events are reported, and what the ranking owes to each source."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from analysis.details import chosen
from analysis.reporting import LeftOut, Publisher, Reporting
from analysis.reporting import reporting as tally
from views.charts.bars import draw_shares
from views.charts.inks import inks_on
from views.markdown import as_text
from views.pages import ahead
from views.pages.leaks import loading, scope, table
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines
from views.pages.leaks.scope import Scope
from views.pages.shared import table as rows_of

UNITS, BARS, QUICK = 25, 20, 2_000
"""Rows of units and bars at most; up to so many units all sources are left out in turn without being asked."""


def reporting(view: View, found: Lines) -> None:
    """The mix of sources, the share that one source alone tells, the lag, and the ranking without each source."""
    some = scope.scope(view)
    if not some.details:
        st.info("No event is counted here.", icon=":material/info:")
        return
    told = tally(some.details)
    _numbers(told)
    _publishers(told, some)
    if not some.unit:
        _units(view, found)
    _left_out(view, found, some)
    scope.cypher()


def _numbers(told: Reporting) -> None:
    first, second, third = st.columns(3)
    first.metric("Events", f"{told.events:,}")
    second.metric("Told by one publisher only", f"{told.single:.0%}".replace("%", " %"))
    third.metric("Days to the first report, median", "unknown" if told.lag is None else f"{told.lag:,.0f}")
    if told.lag is not None:
        words = f"Half of {told.lag_known:,} lags lie from {told.lag_low:,.0f} to {told.lag_high:,.0f} days."
        words += " A report that is dated before the middle of a rough date has a lag below 0."
        st.caption(as_text(words))


def _publishers(told: Reporting, some: Scope) -> None:
    st.markdown("**Who tells of these events**")
    lines = [_publisher(one, told) for one in told.publishers]
    bars = [{key: line[key] for key in ("label", "share", "count")} for line in lines[:BARS]]
    if len(bars) > 1:
        chart = draw_shares(bars, inks_on(table.paper()), title="Share of events told by", counted="Events")
        st.altair_chart(chart, width="stretch", alt="The share of events that each publisher tells of.")
    columns = {
        "label": "Publisher",
        "count": "Events",
        "percent": "Share",
        "alone": "It alone",
        "persons_alone": "Persons it alone tells of",
    }
    st.caption("A row lists the events that the publisher alone tells of.")
    scope.rows(lines, columns, some, key="publishers")


def _publisher(one: Publisher, told: Reporting) -> dict[str, object]:
    return {
        "label": one.name,
        "count": one.events,
        "share": one.share,
        "percent": f"{one.share:.0%}".replace("%", " %"),
        "alone": len(one.alone),
        "persons_alone": one.persons_alone,
        "events": one.alone,
    }


def _units(view: View, found: Lines) -> None:
    """The same for each of the first units: a rank that rests on one source is worth less."""
    measured, known = loading.measured(view.at, view.window, view.top), loading.details(view.at)
    first = [leak for leak in found.ranked if view.shows(leak.unit) and leak.defectors][:UNITS]
    lines = []
    for leak in first:
        told = tally(chosen(known, measured.counted(str(leak.unit))))
        lines.append(
            {
                "name": leak.name,
                "events": told.events,
                "single": f"{told.single:.0%}".replace("%", " %"),
                "lag": None if told.lag is None else round(told.lag),
                "publishers": len(told.publishers),
                "main": told.publishers[0].name if told.publishers else "",
            }
        )
    if lines:
        st.markdown(f"**The first {len(lines)} units**")
        columns = {
            "name": "Unit",
            "events": "Events",
            "single": "One publisher only",
            "lag": "Days to first report",
            "publishers": "Publishers",
            "main": "Most by",
        }
        rows_of(lines, columns, key="leaks-reporting-units")


def _left_out(view: View, found: Lines, some: Scope) -> None:
    if found.fitted is None or some.unit:
        return
    st.markdown("**The ranking without each publisher**")
    quick = len(ahead.army(view.at).units) <= QUICK
    if not quick and not st.toggle("Measure again without each (takes a while)", key="leaks-without"):
        return
    told = loading.robust(view.at, view.window, view.top, view.echelon)
    if not told.left_out:
        st.caption(
            "Every event is told by several publishers: without any one of them the ranking is the same."
        )
        return
    names = {leak.unit: leak.name for leak in found.ranked}
    lines = [
        {
            "publisher": one.publisher,
            "events": one.events,
            "persons": one.persons,
            "kept": f"{one.kept} of {view.top}",
            "moved": "; ".join(_moves(one, names)) or "nothing",
        }
        for one in told.left_out
    ]
    columns = {
        "publisher": "Without",
        "events": "Events less",
        "persons": "Persons less",
        "kept": "Top kept",
        "moved": "What moves",
    }
    rows_of(lines, columns, key="leaks-left-out")
    words = "What others tell as well stays. Tied units may change their order without meaning."
    if told.not_tried:
        words += f" {told.not_tried:,} publishers that alone tell of fewer persons were not tried."
    st.caption(as_text(words))


def _moves(one: LeftOut, names: dict[str | None, str | None]) -> Iterator[str]:
    for unit, before, after in one.moved:
        if before != after:
            yield f"{names.get(unit) or unit}: {before or 'unranked'} → {after or 'unranked'}"
