"""The measure of the army, kept in memory for as long as nothing is written to the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analysis.army import Window
from analysis.details import Details, chosen
from analysis.leaks import Echelon, Leak, Measured
from analysis.leaks import leaks as measure
from analysis.reporting import Robustness, robustness
from graph.catalog import NamedQuery, load_catalog, run
from graph.details import GARRISONS, read_details
from graph.synthetic import any_synthetic
from ontology.time import Bounds
from views.leaks import in_order, places
from views.pages.ahead import ARMIES, army
from views.pages.shared import database, model

MEASURES = 16
NO_ECHELON = "none"
"""What stands for the echelon of units whose echelon is not known."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one echelon: the ranked ones in their order, the others, and the ranked ones' places in words."""

    ranked: tuple[Leak, ...]
    others: tuple[Leak, ...]
    places: Mapping[str, str]
    fitted: Echelon | None


@st.cache_resource
def catalog() -> Mapping[str, NamedQuery]:
    """The named queries."""
    return load_catalog(model())


@st.cache_resource(max_entries=MEASURES, show_spinner="Measuring …")
def measured(at: str, window: Window, top: int) -> Measured:
    """The measure of the army."""
    return measure(army(at), window, top=top)


@st.cache_resource(max_entries=ARMIES, show_spinner="Reading what is told of each event …")
def details(at: str) -> Details:
    """What is told of each event."""
    return read_details(database(), model(), army(at))


@st.cache_resource(max_entries=MEASURES, show_spinner="Measuring without each source …")
def robust(at: str, window: Window, top: int, echelon: str) -> Robustness:
    """How the ranking of an echelon changes without each publisher."""
    known = army(at)
    some = chosen(details(at), measured(at, window, top).counted_anywhere())

    def again(without: frozenset[str]) -> Measured:
        return measure(known, window, top=top, without=without) if without else measured(at, window, top)

    return robustness(some, echelon, top, again)


@st.cache_resource(max_entries=4 * MEASURES, show_spinner=False)
def lines(at: str, window: Window, top: int, echelon: str) -> Lines:
    """The lines of an echelon, or of the units without one."""
    found = measured(at, window, top)
    wanted = None if echelon == NO_ECHELON else echelon
    mine = [leak for leak in found.leaks if leak.unit is not None and leak.echelon == wanted]
    ordered = in_order(mine, model())
    return Lines(
        ranked=tuple(leak for leak in ordered if leak.shrunk_rate is not None),
        others=tuple(_by_number(leak for leak in ordered if leak.shrunk_rate is None)),
        places=places(mine),
        fitted=next((one for one in found.echelons if one.echelon == wanted), None),
    )


@st.cache_resource(max_entries=MEASURES, show_spinner=False)
def by_unit(at: str, window: Window, top: int) -> Mapping[str, Leak]:
    """The lines of all units by their ids."""
    return {leak.unit: leak for leak in measured(at, window, top).leaks if leak.unit is not None}


def _by_number(leaks: Any) -> list[Leak]:
    return sorted(leaks, key=lambda leak: (-leak.defectors, -leak.defectors_max, str(leak.unit)))


@st.cache_data(max_entries=MEASURES, show_spinner=False)
def regions(at: str, window: Window) -> dict[str, frozenset[str]]:
    """The units that have a garrison in each region on some day of the window, by the ids of both."""
    units: dict[str, set[str]] = {}
    for row in answer(GARRISONS, {"from": window.first, "to": window.last}):
        units.setdefault(row["region"], set()).add(row["unit"])
    return {region: frozenset(some) for region, some in units.items()}


@st.cache_data(max_entries=ARMIES, show_spinner=False)
def region_names(at: str) -> dict[str, str]:
    """The names of all regions with a garrison, by their ids."""
    return {row["region"]: row["region_name"] for row in answer(GARRISONS, {})}


@st.cache_data(max_entries=ARMIES, show_spinner=False)
def made_up(at: str) -> bool:
    """Whether a source that is made up says anything about the events or the units."""
    known = army(at)
    return any_synthetic(database(), model(), known.events.ids) or any_synthetic(
        database(), model(), known.units.ids
    )


@st.cache_data(max_entries=ARMIES, show_spinner=False)
def totals(at: str) -> list[dict[str, Any]]:
    """What sources count in all."""
    return run(database(), catalog()["totals-of-defectors"], {})


def answer(name: str, values: Mapping[str, object]) -> Sequence[dict[str, Any]]:
    """The rows of a named query."""
    return run(database(), catalog()[name], values)


def bounds_of(row: Mapping[str, Any]) -> Bounds:
    """The four bounds of a row of an answer."""
    return Bounds(**{key: row[key] for key in Bounds().as_dict()})
