"""How two persons or units hang together, the shortest few ways, each step with its evidence."""

from __future__ import annotations

from datetime import date

import streamlit as st

from graph.errors import UnknownId
from graph.paths import SHORTEST, Ways, find_ways
from graph.search import name_of
from graph.surroundings import Tie, person_class, unit_class
from graph.synthetic import any_synthetic
from views.markdown import as_text
from views.pages import network
from views.pages.days import day_or_ever
from views.pages.finding import pick
from views.pages.panel import kept, panels
from views.pages.saving import save_menu
from views.pages.shared import database, is_empty, model, parameter, remember
from views.saving.texts import MADE_UP
from views.ways import Told, headline, told_steps, ways_drawing

_STEP, _SELECTED = "paths-step", "paths-selected"
_ICONS = {
    Tie.COMMAND: ":material/account_tree:",
    Tie.PATRONAGE: ":material/handshake:",
    Tie.POSTING: ":material/groups:",
    Tie.INTAKE: ":material/school:",
}
_NAMES = {
    Tie.COMMAND: "Command",
    Tie.PATRONAGE: "Patronage",
    Tie.POSTING: "Shared postings",
    Tie.INTAKE: "Intake",
}

# The text of a button stands in its middle; that of a step begins where the others begin.
_TO_THE_LEFT = "<style>[class*='st-key-paths-way-'] button { text-align: left; }</style>"


def page() -> None:
    """The page."""
    st.title("Paths")
    if is_empty():
        return
    first, second = _ends()
    on, kinds = _choices()
    if not first or not second:
        st.caption(
            "Choose two persons or units. The shortest few ways between them are looked for, through command, "
            "patronage, postings to the same unit at one time, and intake. A large unit or intake counts as farther."
        )
        return
    if not kinds:
        st.info("Every kind of tie is switched off.", icon=":material/info:")
        return
    with st.spinner("Looking for ways …"):
        found = find_ways(database(), model(), first, second, on=on, kinds=kinds)
    _show(found)


def _ends() -> tuple[str, str]:
    classes = [person_class(model()), unit_class(model())]
    ends = []
    for column, name, words in zip(
        st.columns(2), ("id", "to"), ("From a person or unit", "To a person or unit"), strict=True
    ):
        with column:
            end = pick(words, key=f"paths-{name}", classes=classes) or parameter(name)
            ends.append(end)
            if end:
                st.caption(as_text(_called(end)))
    remember(id=ends[0], to=ends[1])
    return ends[0], ends[1]


def _called(id: str) -> str:
    try:
        return f"{name_of(database(), id)} · {id}"
    except UnknownId as error:
        return str(error)


def _choices() -> tuple[date | None, list[Tie]]:
    """The day and the kinds of tie; both live in the address."""
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="bottom")
    off = set(parameter("without").split(","))
    with left:
        kinds = st.pills(
            "Through",
            list(Tie),
            selection_mode="multi",
            default=[kind for kind in Tie if kind.value not in off],
            format_func=lambda kind: _NAMES[kind],
            key="paths-kinds",
        )
    chosen = day_or_ever(middle, right, key="paths")
    without = ",".join(kind.value for kind in Tie if kind not in kinds)
    remember(on=chosen.isoformat() if chosen else "", without=without)
    return chosen, [kind for kind in Tie if kind in kinds]


def _show(found: Ways) -> None:
    names = [found.things[id].name for id in (found.first, found.second)]
    when = f"on {found.on.isoformat()}" if found.on else "over all time"
    if not found.ways:
        st.info(
            as_text(
                f"No way between {names[0]} and {names[1]} was found {when}, through these kinds of tie."
            ),
            icon=":material/info:",
        )
        return
    st.subheader(as_text(f"{names[0]} and {names[1]}"), anchor=False)
    count = len(found.ways)
    most = f"The {SHORTEST} shortest ways" if count == SHORTEST else f"{count} way{'' if count == 1 else 's'}"
    st.caption(as_text(f"{most}, {when}. {found.looked_at:,} things around both were looked at."))
    made_up = any_synthetic(database(), model(), found.things)
    if made_up:
        st.caption(f":material/science: {as_text(MADE_UP)}")
    drawing = ways_drawing(found, model(), synthetic=made_up)
    chosen = network.show(drawing, key="paths-network", expandable=True)
    save_menu(drawing, key="paths-save", network="paths-network")
    left, right = st.columns([6, 4])
    with left:
        _ways(found)
    with right:
        st.markdown("**Evidence**")
        st.caption("Of the step that you choose in the list, or of what you choose in the drawing.")
        latest = kept(_latest(chosen.selected), key="paths", subject=f"{found.first} {found.second}")
        panels(latest, key="paths-panel", on=found.on)


def _latest(selected: tuple[str, ...]) -> tuple[str, ...]:
    """What was chosen last: in the drawing, or a step of the list."""
    if selected != st.session_state.get(_SELECTED, ()):
        st.session_state[_SELECTED] = selected
        st.session_state.pop(_STEP, None)
    return tuple(st.session_state.get(_STEP) or selected)


def _ways(found: Ways) -> None:
    """The ways as a list, the shortest first; a step is a button that opens its evidence."""
    st.html(_TO_THE_LEFT)
    for number, way in enumerate(found.ways, start=1):
        with st.container(border=True, key=f"paths-way-{number}"):
            st.markdown(f"**{number}.** {as_text(headline(way, found))}")
            for place, step in enumerate(told_steps(way, found, model())):
                _step(step, f"paths-step-{number}-{place}")


def _step(step: Told, key: str) -> None:
    st.button(
        as_text(step.words),
        key=key,
        type="tertiary",
        icon=_ICONS[step.kind],
        on_click=lambda: st.session_state.update({_STEP: step.evidence}),
    )
