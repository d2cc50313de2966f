"""What is looked at: the window, the echelon, the region and the top, which live in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.army import Army, Window
from analysis.leaks import TOP, Leak, Measured
from views.pages import ahead
from views.pages.leaks import loading
from views.pages.shared import FIRST_DAY, LAST_DAY, day_in_address, model, parameter, remember

UNKNOWN = loading.NO_ECHELON
"""What the address says for an echelon or a region that is not known."""
_ECHELON, _REGION = "leaks-echelon", "leaks-region"
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Region:
    """A region, and the ids of the units that have their garrison there; None means all units."""

    id: str
    name: str
    units: frozenset[str] | None


EVERYWHERE = Region("", "", None)


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. The region chooses which units are shown, and not which are measured."""

    at: str
    window: Window
    echelon: str
    top: int
    region: Region

    def shows(self, unit: str | None) -> bool:
        """Whether a unit is in the region that is looked at."""
        return self.region.units is None or unit in self.region.units


def view(at: str) -> tuple[View, Callable[[], None]] | None:
    """The controls, and what they say; None where they say nothing that can be measured.

    What comes beside the view is to be called once the table stands: it draws the control of the region where no
    region is chosen yet, as the list of regions is then not needed earlier.
    """
    army = ahead.army(at)
    first, second, third, fourth, fifth = st.columns([2, 2, 3, 3, 2], vertical_alignment="bottom")
    with first:
        start = _day("From", "from", army)
    with second:
        end = _day("To", "to", army)
    window = _window(start, end)
    if window is None:
        return None
    with fifth:
        top = _top()
    with third:
        echelon = _echelon(loading.measured(at, window, top))
    chosen = bool(parameter("region") or st.session_state.get(_REGION))
    region = _draw_in(fourth, at, window) if chosen else EVERYWHERE
    if echelon is None:
        st.info("No unit is loaded.", icon=":material/info:")
        return None
    remember(
        **{"from": window.first.isoformat(), "to": window.last.isoformat()},
        echelon=echelon,
        region=region.id,
        top=str(top),
    )
    later = partial(_draw_later, fourth, at, window, needed=not chosen)
    return View(at, window, echelon, top, region), later


def _day(words: str, name: str, army: Army) -> date | None:
    whole = army.whole()
    known = {"from": whole.first, "to": whole.last}.get(name) if whole else None
    day = st.date_input(
        words,
        value=day_in_address(name) or known,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key=f"leaks-{name}",
    )
    return day if isinstance(day, date) else None


def _window(start: date | None, end: date | None) -> Window | None:
    if start is None or end is None:
        st.info("Choose the first and the last day.", icon=":material/date_range:")
        return None
    if start > end:
        st.warning(f"The window begins on {start} and ends before, on {end}.", icon=":material/date_range:")
        return None
    return Window(start, end)


def _top() -> int:
    given = parameter("top")
    start = int(given) if given.isascii() and given.isdigit() and 1 <= len(given) <= 4 else TOP
    words = "The chance of being among so many of the highest rates of the echelon is told for each unit."
    chosen = st.number_input(
        "Top", min_value=1, max_value=_MOST, value=min(max(start, 1), _MOST), help=words, key="leaks-top"
    )
    return int(chosen)


def _echelon(measured: Measured) -> str | None:
    """The echelons that units have, from the top down; first chosen is that with the most ranked units with events."""
    scheme = model().schemes["echelon"]
    number = Counter(leak.echelon or UNKNOWN for leak in measured.leaks if leak.unit is not None)
    if not number:
        return None
    active = Counter(
        leak.echelon for leak in measured.leaks if leak.shrunk_rate is not None and leak.defectors
    )
    notations = [one for one in scheme.concepts if one in number]
    notations += sorted(one for one in number if one not in notations and one != UNKNOWN)
    notations += [UNKNOWN] if UNKNOWN in number else []
    best = max(notations, key=lambda one: (active[one], number[one]))
    asked = parameter("echelon")
    return st.selectbox(
        "Echelon",
        notations,
        index=notations.index(asked if asked in notations else best),
        format_func=lambda one: f"{_label(one)} ({number[one]:,})",
        help="A unit is ranked among the units of its echelon only.",
        key=_ECHELON,
    )


def of(leak: Leak) -> str:
    """The echelon of a unit as the address writes it."""
    return leak.echelon or UNKNOWN


def turn_to(leak: Leak) -> None:
    """Look at the echelon of a unit."""
    st.session_state[_ECHELON] = of(leak)


def _label(echelon: str) -> str:
    return "Not known" if echelon == UNKNOWN else model().schemes["echelon"].label_of(echelon)


def _draw_in(column: DeltaGenerator, at: str, window: Window) -> Region:
    with column:
        return _region(at, window)


def _draw_later(column: DeltaGenerator, at: str, window: Window, *, needed: bool) -> None:
    if needed:
        _draw_in(column, at, window)


def _region(at: str, window: Window) -> Region:
    """The region that is chosen. All regions can be, also those without a garrison in the window."""
    units = loading.regions(at, window)
    rest = frozenset(ahead.army(at).units.ids) - frozenset().union(*units.values())
    choices = {EVERYWHERE.id: "All", **loading.region_names(at), UNKNOWN: "No garrison known"}
    asked = parameter("region")
    order = list(choices)
    chosen = st.selectbox(
        "Region of the garrison",
        order,
        index=order.index(asked) if asked in order else 0,
        format_func=lambda one: choices[one],
        help="It chooses which units are shown. All units of the echelon are measured and ranked all the same.",
        key=_REGION,
    )
    if chosen == EVERYWHERE.id:
        return EVERYWHERE
    return Region(chosen, choices[chosen], rest if chosen == UNKNOWN else units.get(chosen, frozenset()))


def told(view: View) -> str:
    """The view in words, for a reader and for the picture that is saved."""
    where = f", garrisons in {view.region.name}" if view.region.id else ""
    return f"{_label(view.echelon)}, {view.window.first} to {view.window.last}{where}"


def label(view: View) -> str:
    """The echelon in words."""
    return _label(view.echelon)
