"""The network of every page: one component that is mounted once, stays through reruns, and answers back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from typing import Any

import streamlit as st

from views.folding import PREFIX
from views.html import Page, library, scripts, styles
from views.network import Drawing
from views.network_data import network_data
from views.pages.expanding import address, expanded, forget, fresh, more, opened
from views.pages.shared import day_in_address, model, parameter, remember

LAYOUTS = ("layered", "stress")
"""The layouts that a reader can choose from; rings stay rings."""

# Pixels of a drawing: the least and the most of its height, what buttons and legend take of it, its width on a usual
# screen, and the width of a thing in it.
_LOWEST, _HIGHEST, _AROUND, _WIDTH, _CARD = 520, 820, 200, 760, 188

_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader did in a drawing: ids of things and facts that are selected, the slider's day and the other day."""

    selected: tuple[str, ...] = ()
    on: date | None = None
    against: date | None = None


@st.cache_resource
def _component() -> Any:
    mount = files("views").joinpath("parts", "network_mount.js").read_text("utf-8")
    room = ".room { display: flex; flex-direction: column; } .drawn { flex: none; }"
    return st.components.v2.component(
        "orbatlas_network",
        html='<div class="room"><div class="day"></div><div class="drawn"></div></div>',
        css=f"{styles()}\n{room}",
        js="\n".join([library(), *scripts(), mount]),
    )


def show(
    drawing: Drawing,
    *,
    key: str,
    slider: bool = False,
    expandable: bool = False,
    askable: Mapping[str, str] = _NONE,
) -> Chosen:
    """Draw a network, and what a reader expanded in it; say what they have chosen.

    `key` tells this network from others on the page. With `slider`, the days of the drawing's period can be walked
    through; `expandable` lets a double click fetch neighbours from the database. `askable` are ways of colouring, with
    their words, that the page works out when they are chosen. The way of colouring, where the commanders stand, the
    day and what was expanded live in the address.
    """
    subject = _subject(drawing)
    fresh(key, subject)
    told(key)
    chosen = parameter("layout")
    if chosen in LAYOUTS and drawing.layout in LAYOUTS:
        drawing = replace(drawing, layout=chosen)
    found = opened(key, None if drawing.period else drawing.on)
    address(key)
    whole = expanded(drawing, found) if expandable else drawing
    page = Page(
        colour=parameter("colour"),
        persons=parameter("persons"),
        expandable=expandable,
        unfolded=frozenset(id for id in found if id.startswith(PREFIX)),
    )
    whole, against = _opening(whole, key, subject) if slider and whole.period else (whole, None)
    data = {
        **_drawn(whole, page, key),
        "live": True,
        "slider": slider and whole.period is not None,
        "opened": {id: one.as_data(model()) for id, one in found.items()},
        "subject": subject,
        "against": against,
        "askable": [{"name": name, "label": words} for name, words in askable.items()],
    }
    return _chosen(_component()(key=key, data=_stamped(data), height="content", **_callbacks(key)), data)


def told(key: str) -> None:
    """Put what the reader did in this network into the address; for pages that read it before they draw."""
    _remember(st.session_state.get(key) or {})


def _opening(drawing: Drawing, key: str, subject: str) -> tuple[Drawing, str | None]:
    """The drawing on the day on which its slider was first shown, and the other day.

    From then on the slider moves by itself: the days that it tells do not come back as other data.
    """
    name, about = f"{key}-network-opening", (subject, drawing.period)
    held = st.session_state.get(name)
    if held is None or held[0] != about:
        held = (about, drawing.on, parameter("against") or None)
        st.session_state[name] = held
    return replace(drawing, on=held[1]), held[2]


def _drawn(drawing: Drawing, page: Page, key: str) -> dict[str, Any]:
    """The data of the drawing, made anew only if it is another one than before."""
    name, held = f"{key}-network-drawn", st.session_state.get(f"{key}-network-drawn")
    if held is None or held[0] != page or held[1] != drawing:
        held = (page, drawing, network_data(drawing, model(), page))
        st.session_state[name] = held
    return dict(held[2])


def _subject(drawing: Drawing) -> str:
    """What tells one drawing from another that takes its place: its name and what it is about."""
    return "|".join([drawing.title, *sorted(node.id for node in drawing.nodes if node.focus)])


def _stamped(data: dict[str, Any]) -> dict[str, Any]:
    """What the component gets: with its height, and a stamp that changes when anything of it does."""
    left = {id: sum(kind["total"] - kind["shown"] for kind in kinds) for id, kinds in data["opened"].items()}
    nodes = [{**node, "more": left.get(node["id"], 0)} for node in data["nodes"]]
    data = {**data, "nodes": nodes, "height": _height(data)}
    stamp = hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
    return {**data, "stamp": stamp, "dark": _dark()}


def _dark() -> bool | None:
    theme = st.context.theme
    return theme.type == "dark" if theme and theme.type else None


def _height(data: Mapping[str, Any]) -> int:
    """Pixels that the drawing needs, as wide as a page is, within what a screen has."""
    xs, ys = ([float(node[axis]) for node in data["nodes"]] or [0.0] for axis in "xy")
    scale = min(1.0, _WIDTH / (max(xs) - min(xs) + _CARD))
    return round(min(_HIGHEST, max(_LOWEST, (max(ys) - min(ys) + _CARD / 2) * scale + _AROUND)))


_KEPT = ("selected", "day", "against", "state")


def _callbacks(key: str) -> dict[str, Any]:
    """What Streamlit calls before the next run; an event without a callback it does not keep."""
    calls: dict[str, Any] = {f"on_{event}_change": _nothing for event in _KEPT}
    calls["on_expand_change"] = lambda: _answer(key)
    calls["on_collapse_change"] = lambda: _answer(key)
    return calls


def _nothing() -> None:
    pass


def _answer(key: str) -> None:
    """Note what the reader asked to expand or to collapse."""
    state = st.session_state.get(key) or {}
    asked, gone = _plain(state.get("expand")), _plain(state.get("collapse"))
    if asked.get("id"):
        more(key, str(asked["id"]), asked.get("kind"))
    if gone.get("id"):
        forget(key, str(gone["id"]))


def _plain(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _chosen(result: Any, data: Mapping[str, Any]) -> Chosen:
    """What is selected and still drawn, and the days."""
    there = {node["id"] for node in data["nodes"]}
    facts = {spell["id"] for edge in data["edges"] for spell in edge["spells"]}
    picked = _plain(result.get("selected"))
    selected = (*_known(picked.get("nodes"), there), *_known(picked.get("facts"), facts))
    on, against = day_in_address("on"), day_in_address("against")
    return Chosen(selected, on, against)


def _known(ids: Any, there: Iterable[str]) -> list[str]:
    return [id for id in ids if id in there] if isinstance(ids, list) else []


def _remember(state: Mapping[str, Any]) -> None:
    """Put what was chosen in the drawing into the address."""
    chosen = _plain(state.get("state"))
    for name in ("colour", "persons", "layout"):
        if isinstance(chosen.get(name), str):
            remember(**{name: chosen[name]})
    for name, event in (("on", "day"), ("against", "against")):
        if event in state and isinstance(state[event], str | None):
            remember(**{name: state[event] or ""})
