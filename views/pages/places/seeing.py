"""What is drawn, kept in memory for as long as nothing is written to the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from analysis.army import Window
from graph.places import Ground, read_ground
from graph.synthetic import any_synthetic
from views.map.codes import schemes
from views.map.counting import Counted, Site, count
from views.map.drawing import Mark, marks
from views.map.placing import Places
from views.map.rates import Rate, rates
from views.map.settings import MapSettings
from views.map.shapes import Box, Outline, countries, cut, outlines_of
from views.pages import ahead
from views.pages.leaks import loading
from views.pages.places.controls import View
from views.pages.shared import database, model, parameter, remember

_TOP = 10
BETWEEN = ";"
"""What stands between the ids of places in the address, as in the tables."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is drawn, and what has no spot."""

    marks: Sequence[Mark]
    lost: Sequence[Site]
    counted: Counted
    places: Places


@st.cache_resource(max_entries=2, show_spinner="Reading the places …")
def ground(at: str) -> Ground:
    """All places, garrisons and events as they are in the database in this state."""
    return read_ground(database(), model())


@st.cache_resource(max_entries=2, show_spinner=False)
def made_up(at: str) -> bool:
    """Whether a source that is made up says anything about the units or the events."""
    known = ground(at)
    return any_synthetic(database(), model(), [*known.units, *(event.id for event in known.events)])


def seen(at: str, view: View) -> Seen:
    """What is drawn for a view."""
    settings, known = MapSettings.from_environment(), ground(at)
    counted = count(known, view.days, by_garrison=view.by_garrison)
    places = Places(known.places, schemes(settings.codes), regions())
    drawn, lost = marks(counted.sites, places, _rates(at, view))
    return Seen(drawn, lost, counted, places)


def _rates(at: str, view: View) -> dict[str, Rate]:
    """The rates by place; none for a single day, which is no time to leave in."""
    if view.days.first == view.days.last:
        return {}
    window = Window(view.days.first, view.days.last)
    leaks = loading.measured(at, window, _TOP).leaks
    return rates(ground(at).garrisons, ahead.army(at), window, leaks)


@st.cache_resource(show_spinner="Reading outlines …")
def _read(files: tuple[tuple[Path, int], ...], codes: Path | None) -> list[Outline]:
    known = schemes(codes)
    return [one for file, _ in files for one in outlines_of(file, known)]


def regions() -> list[Outline]:
    """The outlines that the user gives; a file that has changed is read again."""
    settings = MapSettings.from_environment()
    files = tuple((file, file.stat().st_mtime_ns if file.exists() else 0) for file in settings.outlines)
    return _read(files, settings.codes)


@st.cache_resource(max_entries=8, show_spinner="Reading outlines …")
def _countries(box: Box) -> list[Outline]:
    return countries(box)


def outlines(box: Box) -> list[Outline]:
    """The outlines in a box: countries, and the regions that the user gives over them."""
    return [*_countries(box), *cut(regions(), box)]


def choose(places: Sequence[str]) -> None:
    """Choose places; the address knows them."""
    remember(places=BETWEEN.join(places))


def selected(seen: Seen) -> list[str]:
    """The places that are chosen, as far as they are drawn."""
    known = {mark.site.place for mark in seen.marks}
    return [one for one in parameter("places").split(BETWEEN) if one in known]
