"""Chains of command for the page: loaded once for a window of days, and told as they are on one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from analysis.army import Window
from analysis.leaks import TOP
from graph.chain import Chain
from graph.period import period_chain
from graph.synthetic import any_synthetic
from ontology.time import Holds
from views.comparing import there_on
from views.network import Drawing
from views.pages.leaks.loading import by_unit
from views.pages.shared import FIRST_DAY, LAST_DAY, database, model, today
from views.pictures import chain_drawing, things_drawn

Days = tuple[date, date]
EVER: Days = (FIRST_DAY, LAST_DAY)
"""The window that leaves nothing out."""

_KEPT = 12
"""So many chains are kept in memory, for all readers together."""


@st.cache_resource(max_entries=_KEPT, show_spinner="Reading the chain of command …")
def loaded(id: str, days: Days, at: str) -> tuple[Chain, Drawing]:
    """The chain of a subject through a window of days, and its drawing; kept while the database is in this state."""
    (found,) = period_chain(database(), model(), [id], *days)
    synthetic = any_synthetic(database(), model(), things_drawn([found]))
    return found, replace(chain_drawing([found], model(), synthetic=synthetic), period=days)


def known_days(found: Chain) -> Days | None:
    """The first and the last day that any tie of a chain names, within what a calendar shows; None without any.

    The last is no later than today, unless all lie in the future.
    """
    ties = [one.bounds for one in found.links]
    ties += [one.bounds for one in (*found.commanders, *found.posts)]
    days = sorted(day for one in ties for day in one.as_dict().values() if day and EVER[0] <= day <= EVER[1])
    if not days:
        return None
    return days[0], max(days[0], min(days[-1], today()))


def chain_on(found: Chain, drawing: Drawing, day: date) -> Chain:
    """The chain of a window of days as it is on one of them."""
    there = there_on(drawing, model(), day).things
    links = [
        replace(one, holds=one.bounds.holds_on(day).value)
        for one in found.links
        if {one.superior, one.subordinate} <= there and one.bounds.holds_on(day) is not Holds.NO
    ]
    commanders, posts = (
        tuple(
            replace(one, holds=one.bounds.holds_on(day).value)
            for one in some
            if one.unit in there and one.bounds.holds_on(day) is not Holds.NO
        )
        for some in (found.commanders, found.posts)
    )
    return replace(found, on=day, links=tuple(links), commanders=commanders, posts=posts)


def with_rates(drawing: Drawing, days: Days, at: str) -> Drawing:
    """The drawing with the leak rate of each unit in the window, shrunk, per 1,000 person-years."""
    rates = by_unit(at, Window(*days), TOP)
    nodes = (
        replace(node, figure=rates[node.id].shrunk_rate) if node.id in rates else node
        for node in drawing.nodes
    )
    return replace(drawing, nodes=tuple(nodes))
