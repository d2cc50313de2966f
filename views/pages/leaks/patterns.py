"""When people left and when it was told; who they were, how, why and where they left."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from analysis.patterns import MOTIVE_BY_OBSTACLE, Month, Pattern, Patterns, Row
from analysis.patterns import patterns as tally
from ontology.model import Slot
from views.charts.bars import draw_shares
from views.charts.curves import draw_curves
from views.charts.grid import draw_grid
from views.charts.inks import inks_on
from views.leaks import number
from views.markdown import as_text
from views.pages.leaks import scope, table
from views.pages.leaks.controls import View
from views.pages.leaks.loading import Lines
from views.pages.leaks.scope import Scope
from views.pages.shared import model, parameter, remember

LEFT, TOLD = "left (middle day of the event)", "first told of"
BARS = 25
_OWN_WORDS = {
    "age": "Age",
    "region": "Region",
    "intake": "Intake",
    "commander": "Commander at the time",
    "patron": "Patron of the commander at the time",
}
_BETWEEN = " × "


def months(view: View, _found: Lines) -> None:
    """The curve of events beside the curve of their first reports."""
    found = scope.scope(view)
    if _nothing(found):
        return
    told = tally(found.details, view.window)
    st.altair_chart(
        draw_curves(_points(view, told.months), (LEFT, TOLD), inks_on(table.paper()), title="Persons"),
        width="stretch",
        alt="Persons who left, and persons first told of, month by month.",
    )
    words = "The pale bars are 95 % intervals of the persons who left."
    words += (
        " What was told later than it happened lies further to the right in the second curve; a fall at the "
    )
    words += "end of the first may only mean that reports are still to come."
    if told.unreported:
        words += f" Of {told.unreported:,} persons no report has a date."
    st.caption(as_text(words))
    lines = [_month(view, one) for one in told.months]
    columns = {
        "month": "Month",
        "persons": "Left",
        "interval": "95 % interval",
        "number": "Events",
        "reported": "First told of",
    }
    scope.rows(lines, columns, found, key="months")
    scope.cypher()


def _points(view: View, found: Sequence[Month]) -> list[dict[str, object]]:
    """Reports may come before and after the window; who left then was not looked at, and is no zero."""
    rows: list[dict[str, object]] = []
    for one in found:
        month = f"{one.first:%Y-%m}"
        if _inside(view, one):
            left = {"number": one.persons, "low": one.low, "high": one.high}
            rows.append({"month": month, "series": LEFT, **left})
        rows.append({"month": month, "series": TOLD, "number": one.reported})
    return rows


def _month(view: View, one: Month) -> dict[str, object]:
    inside = _inside(view, one)
    return {
        "month": f"{one.first:%Y-%m}",
        "persons": one.persons if inside else None,
        "interval": f"{number(one.low)} to {number(one.high)}" if inside else "outside the window",
        "number": len(one.events) if inside else None,
        "reported": one.reported,
        "events": one.events if inside else one.reports,
    }


def _inside(view: View, one: Month) -> bool:
    return view.window.first.replace(day=1) <= one.first <= view.window.last


def _nothing(found: Scope) -> bool:
    if not found.details:
        st.info("No event is counted here.", icon=":material/info:")
    return not found.details


def patterns(view: View, _found: Lines) -> None:
    """One pattern at a time, with counts, shares and intervals."""
    found = scope.scope(view)
    if _nothing(found):
        return
    told = tally(found.details, view.window)
    pattern = _asked(told)
    if pattern.name == MOTIVE_BY_OBSTACLE:
        _grid(pattern)
    else:
        _bars(pattern)
    st.caption(as_text(_words(told, pattern)))
    columns = {
        "label": _title(pattern),
        "count": "Persons",
        "percent": "Share",
        "interval": "95 % interval",
        "number": "Events",
    }
    scope.rows([_line(pattern, row) for row in pattern.rows], columns, found, key=f"pattern-{pattern.name}")
    scope.cypher()


def _asked(told: Patterns) -> Pattern:
    by_name = {one.name: one for one in told.patterns}
    names = list(by_name)
    given = parameter("pattern")
    name = st.selectbox(
        "Pattern",
        names,
        index=names.index(given) if given in names else 0,
        format_func=lambda one: _title(by_name[one]),
        key="leaks-pattern",
    )
    remember(pattern=name)
    return by_name[name]


def _title(pattern: Pattern) -> str:
    if pattern.name == MOTIVE_BY_OBSTACLE:
        return _BETWEEN.join(_slot_label(name) for name in _crossed(pattern.name))
    return _OWN_WORDS.get(pattern.name) or _slot_label(pattern.name)


def _crossed(name: str) -> tuple[str, ...]:
    return tuple(name.split(" x "))


def _slot(name: str) -> Slot | None:
    """The ontology's own account of a pattern: the slot of the class that has all that is crossed."""
    crossed = set(_crossed(MOTIVE_BY_OBSTACLE))
    event = next((cls for cls in model().entities if crossed <= cls.by_key.keys()), None)
    return event.by_key.get(name) if event else None


def _slot_label(name: str) -> str:
    slot = _slot(name)
    return slot.prop.label if slot else name.capitalize()


def _label(pattern: Pattern, row: Row) -> str:
    if not row.key:
        return "not known"
    names = _crossed(pattern.name) if len(row.key) > 1 else (pattern.name,) * len(row.key)
    return _BETWEEN.join(_part(name, text) for name, text in zip(names, row.names, strict=True))


def _part(name: str, text: str) -> str:
    """A notation by the label of its scheme; anything else as it is."""
    slot = _slot(name)
    scheme = slot.prop.scheme if slot else None
    return scheme.label_of(text) if scheme else text


def _line(pattern: Pattern, row: Row) -> dict[str, object]:
    return {
        "label": _label(pattern, row),
        "count": row.persons,
        "share": row.share,
        "low": row.share_low,
        "high": row.share_high,
        "percent": f"{100 * row.share:.1f} %",
        "interval": f"{100 * row.share_low:.1f} to {100 * row.share_high:.1f} %",
        "number": len(row.events),
        "events": row.events,
    }


def _bars(pattern: Pattern) -> None:
    # What is not known is the last row: it stays in the picture, however many rows there are.
    some = [*pattern.rows[: BARS - 1], *pattern.rows[BARS - 1 :][-1:]]
    rows = [{key: value for key, value in _line(pattern, row).items() if key != "events"} for row in some]
    chart = draw_shares(rows, inks_on(table.paper()), title="Share of persons")
    st.altair_chart(chart, width="stretch", alt=f"Shares with intervals: {_title(pattern)}")
    if len(pattern.rows) > len(some):
        st.caption(f"{len(pattern.rows) - len(some):,} rows with fewer persons are only in the table.")


def _grid(pattern: Pattern) -> None:
    across, down = _crossed(pattern.name)
    rows: list[dict[str, object]] = [
        {
            "down": _part(across, row.names[0]),
            "across": _part(down, row.names[1]),
            "count": row.persons,
            "share": row.share,
            "low": row.share_low,
            "high": row.share_high,
        }
        for row in pattern.rows
        if len(row.key) == len((across, down))
    ]
    if rows:
        chart = draw_grid(rows, inks_on(table.paper()), down=_slot_label(across), across=_slot_label(down))
        st.altair_chart(chart, width="stretch", alt=f"Persons by {_title(pattern)}")


def _words(told: Patterns, pattern: Pattern) -> str:
    said = (
        f"{told.persons:,} persons in {told.events:,} events. Those who leave together are not so many independent "
        f"cases: the 95 % intervals rest on an effective number of {told.effective:,.0f}."
    )
    if pattern.many:
        said += " An event may stand in several rows, so the shares may add up to more than all."
    unknown = next((row for row in pattern.rows if not row.key), None)
    if unknown:
        said += f" Of {unknown.share:.0%} nothing is told; who is told of is no random choice."
    return said
