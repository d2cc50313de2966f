"""What is looked at: the days, and what sizes and colours stand for; all of it lives in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from views.map.counting import Days
from views.map.drawing import SHORT, Look, Measure
from views.pages import ahead
from views.pages.shared import FIRST_DAY, LAST_DAY, day_in_address, parameter, remember

DAY, WINDOW = "On a day", "In a window"


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at."""

    days: Days
    look: Look
    by_garrison: bool

    @property
    def told(self) -> str:
        """The days in words."""
        first, last = self.days.first, self.days.last
        return f"on {first}" if first == last else f"from {first} to {last}"


def controls(at: str) -> View | None:
    """The controls, and what they say; None where the days say nothing."""
    first, second, third, fourth, fifth = st.columns([2, 2, 2, 2, 2], vertical_alignment="bottom")
    with first:
        asked = DAY if parameter("on") else WINDOW
        mode = st.selectbox("Days", [WINDOW, DAY], index=[WINDOW, DAY].index(asked), key="map-mode")
    days = _days(at, mode, second, third)
    if days is None:
        return None
    single = mode == DAY
    with fourth:
        size = _measure("Size", "size", (Measure.UNITS, Measure.DEFECTORS))
    with fifth:
        # On a single day next to nobody leaves.
        every = (Measure.RATE, Measure.DEFECTORS, Measure.UNITS)
        colours = (Measure.UNITS, Measure.DEFECTORS) if single else every
        colour = _measure("Colour", "colour", colours)
    lend = st.toggle(
        "Events without a place stand where their unit is based",
        value=parameter("lend") == "yes",
        help="Many sources tell of which unit people left, and not where. Such events are marked as placed so.",
        key="map-lend",
    )
    _remember(days, size, colour, single=single, lend=lend)
    return View(days, Look(size, colour), lend)


def _days(at: str, mode: str, second: Any, third: Any) -> Days | None:
    whole = ahead.army(at).whole()
    start = whole.first if whole else date.today()  # noqa: DTZ011 - the user's own day
    end = whole.last if whole else start
    if mode == DAY:
        with second:
            day = _date("On the day", day_in_address("on") or end, "map-on")
        return Days(day, day) if day else None
    with second:
        first = _date("From", day_in_address("from") or start, "map-from")
    with third:
        last = _date("To", day_in_address("to") or end, "map-to")
    if first is None or last is None:
        return None
    if first > last:
        st.warning(f"The window begins on {first} and ends before, on {last}.", icon=":material/date_range:")
        return None
    return Days(first, last)


def _date(words: str, value: date, key: str) -> date | None:
    day: object = st.date_input(words, value=value, min_value=FIRST_DAY, max_value=LAST_DAY, key=key)
    return day if isinstance(day, date) else None


def _measure(words: str, name: str, choices: tuple[Measure, ...]) -> Measure:
    asked = parameter(name)
    known = [one for one in choices if one.value == asked]
    return st.selectbox(
        words,
        choices,
        index=choices.index(known[0]) if known else 0,
        format_func=SHORT.__getitem__,
        key=f"map-{name}-{len(choices)}",
    )


def _remember(days: Days, size: Measure, colour: Measure, *, single: bool, lend: bool) -> None:
    first, last = days.first.isoformat(), days.last.isoformat()
    remember(
        **{"on": first if single else "", "from": "" if single else first, "to": "" if single else last},
        size=size.value,
        colour=colour.value,
        lend="yes" if lend else "",
    )
