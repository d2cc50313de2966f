"""The table: the ranked units in their order, and those without a rate under them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from analysis.leaks import Leak
from views.charts.table import WORDS, columns, flags_in, table_rows
from views.colours import DARK
from views.markdown import as_text
from views.pages.leaks import choosing, controls
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines

FIRST, FIRST_UNRANKED, MORE, MOST = 25, 5, 50, 300

_PARTS = Path(__file__).parents[2] / "parts"


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "orbatlas_leaks",
        html='<div class="room"></div>',
        css=(_PARTS / "leaks.css").read_text(encoding="utf-8"),
        js=(_PARTS / "leaks.js").read_text(encoding="utf-8"),
    )


def paper() -> str | None:
    """The paper that the reader's theme has: light or dark."""
    return st.context.theme.type if st.context.theme else None


def show(view: View, found: Lines) -> None:
    """Both tables."""
    ranked = [leak for leak in found.ranked if view.shows(leak.unit)]
    others = [leak for leak in found.others if view.shows(leak.unit)]
    if ranked:
        shown = _some(ranked, "ranked", max(FIRST, view.top))
        words = (
            f"{controls.label(view)}: {len(shown):,} of {len(ranked):,} ranked units"
            f"{' of the region' if view.region.id else ''}, {view.window.first} to {view.window.last}. "
            "Ring: the number; thick: its interval; thin: all that is possible; dashed: the mean of the echelon. "
            "Click a number to open what is behind it."
        )
        _draw(view, found, shown, words, "ranked", _between(ranked, shown))
        _more(ranked, shown, "ranked")
    else:
        words = "has its garrison there" if view.region.id and not others else "here has a rate"
        st.info(f"No unit of this echelon {words}.", icon=":material/info:")
    if others:
        _unranked(view, found, others)
    flags([*ranked, *others])


def _unranked(view: View, found: Lines, others: Sequence[Leak]) -> None:
    persons, active = sum(leak.defectors for leak in others), [leak for leak in others if leak.defectors_max]
    words = f"{len(others):,} units without a rate, {persons:,} defectors among them"
    with st.expander(as_text(words), expanded=bool(persons)):
        shown = _some(active or others, "others", FIRST_UNRANKED)
        caption = "Nobody knows their strength, or they only stand for units that nobody named: "
        caption += "no rate is not a rate of zero."
        _draw(view, found, shown, caption, "others", _between(active or others, shown))
        _more(active or others, shown, "others")
        if active and len(active) < len(others):
            st.caption(f"{len(others) - len(active):,} more have no event at all; the CSV lists them.")


def _between(leaks: Sequence[Leak], shown: Sequence[Leak]) -> str:
    """What stands over a last row that comes later than the one before it; nothing where none is left out."""
    left_out = leaks.index(shown[-1]) - len(shown) + 1
    return f"… {left_out:,} more units come between" if left_out else ""


def _draw(view: View, found: Lines, shown: Sequence[Leak], caption: str, key: str, between: str) -> None:
    mean = found.fitted.level if found.fitted else None
    data = {
        "columns": columns(shown, len(found.ranked), mean, view.top),
        "rows": table_rows(shown, found.places, between),
        "unit": choosing.unit(),
        "number": choosing.number(),
        "dark": paper() == DARK.name,
        "words": {**WORDS, "caption": caption},
    }
    name = f"leaks-table-{key}"
    _component()(key=name, data=data, on_picked_change=choosing.from_table(name))


def _some(leaks: Sequence[Leak], key: str, first: int) -> list[Leak]:
    """The first lines, as many as were asked for, and the chosen one if it comes later."""
    number, chosen = _number(key, first), choosing.unit()
    later = [leak for leak in leaks[number:] if leak.unit == chosen]
    return [*leaks[:number], *later]


def _number(key: str, first: int) -> int:
    return min(int(st.session_state.get(f"leaks-rows-{key}", 0)) + first, MOST)


def _more(leaks: Sequence[Leak], shown: Sequence[Leak], key: str) -> None:
    name = f"leaks-rows-{key}"
    if len(shown) >= min(len(leaks), MOST):
        if len(leaks) > len(shown):
            st.caption(
                f"{len(leaks) - len(shown):,} more units are in the CSV, and can be found by their name."
            )
        return

    def further() -> None:
        st.session_state[name] = st.session_state.get(name, 0) + MORE

    st.button(
        f"Show {min(MORE, len(leaks) - len(shown)):,} more of {len(leaks):,}",
        key=f"leaks-more-{key}",
        on_click=further,
        icon=":material/expand_more:",
    )


def flags(leaks: Sequence[Leak]) -> None:
    """What the flags of these lines say."""
    said = flags_in(leaks)
    if said:
        st.caption("  \n".join(f"**{as_text(flag)}** {as_text(words)}" for flag, words in said.items()))
