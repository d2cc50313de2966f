"""What is behind a number: the events or figures that give it, their claims, and the Cypher that gives it again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from analysis.explaining import explain
from analysis.leaks import PER, Leak
from graph.army import READ
from graph.evidence import evidence as find_evidence
from ontology.timewords import in_words
from views.charts.table import chance
from views.leaks import event_line, number, ranged
from views.markdown import as_text
from views.pages import evidence
from views.pages.leaks import choosing, finding, loading
from views.pages.leaks.controls import View
from views.pages.leaks.table import flags
from views.pages.shared import database, model, table

NUMBERS = {
    "defectors": "Defectors",
    "strength": "Strength",
    "person_years": "Person-years",
    "rate": "Rate",
    "shrunk_rate": "Shrunk rate",
    "p_top": "Chance of the top",
    "rank": "Rank",
}
_COUNTED, _STRENGTHS = "defections-counted", "strengths-of-unit"

EVENT_COLUMNS = {
    "standing": "Stands as",
    "date": "Day",
    "persons": "Persons",
    "reported_for": "Reported for",
    "why": "Why",
    "event": "Id",
}
STRENGTH_COLUMNS = {
    "name": "Unit",
    "kind": "Kind",
    "figure": "Persons",
    "when": "When",
    "confidence": "Confidence",
    "sources": "Sources",
}


def show(view: View) -> None:
    """The number that is opened, over the page; nothing where none is."""
    leak = finding.line_of(view, choosing.unit())
    asked = choosing.number()
    if leak is None or asked not in NUMBERS:
        return
    title = f"{NUMBERS[asked]} of {leak.name}"
    st.dialog(as_text(title), width="large", on_dismiss=_closed)(_body)(view, leak, asked)


def _closed() -> None:
    choosing.choose(choosing.unit())


def _body(view: View, leak: Leak, asked: str) -> None:
    st.markdown(as_text(_said(view, leak, asked)))
    flags([leak])
    if asked in ("defectors", "rate"):
        events(view, leak, key="opened")
        counted(view, leak)
    if asked in ("strength", "person_years", "rate"):
        _strengths(view, leak)
    if asked in ("shrunk_rate", "p_top", "rank"):
        _fed(view, leak)


def _said(view: View, leak: Leak, asked: str) -> str:
    """The number in a sentence, with what it is made of."""
    days = f"from {view.window.first} to {view.window.last}"
    if asked == "defectors":
        least, most = leak.defectors_min, leak.defectors_max
        return (
            f"{leak.defectors:,} persons {days}, counted by the middle day of each event and by who stood under "
            f"whom on it. At least {least:,} whatever the days were, at most {most:,}."
        )
    if asked == "strength":
        return f"{ranged(leak.strength, leak.strength_low, leak.strength_high)} persons {days}, on average."
    if asked == "person_years":
        share = (leak.person_years or 0) / leak.strength if leak.strength else None
        return (
            f"{number(leak.person_years, 1)} = {number(leak.strength, 1)} persons × {number(share, 3)} years of the "
            f"window {days} in which the unit exists; a year has 365.25 days."
        )
    if asked == "rate":
        return _rate_said(leak)
    return _ranked_said(view, leak, asked)


def _rate_said(leak: Leak) -> str:
    if leak.rate is None:
        return "No rate: its strength is not known."
    return (
        f"{number(leak.rate, 1)} = {PER:,} × {leak.defectors:,} defectors / {number(leak.person_years, 1)} "
        f"person-years. The exact 95 % Poisson interval is {number(leak.rate_low, 1)} to {number(leak.rate_high, 1)}. "
        "With the least defectors and the highest strength it would begin at "
        f"{number(leak.bound_low, 1)}, with the most and the lowest it would end at {number(leak.bound_high, 1)}."
    )


def _ranked_said(view: View, leak: Leak, asked: str) -> str:
    if leak.p_top is None:
        return "It is not ranked: it has no rate, or nobody named it."
    if asked == "p_top":
        return (
            f"The chance of being among the {view.top} highest rates of its echelon is {chance(leak.p_top)}, "
            "from draws of all rates of the echelon."
        )
    if asked == "rank":
        return (
            f"With a probability of 90 % its rank lies from {leak.rank_low:,} to {leak.rank_high:,}; "
            f"it is shown at {finding.place_of(view, leak)}."
        )
    interval = f"{number(leak.shrunk_low, 1)} to {number(leak.shrunk_high, 1)}"
    return f"{number(leak.shrunk_rate, 1)} defectors per 1,000 person-years; 95 % interval {interval}."


# ---- events


def events(view: View, leak: Leak, *, key: str) -> None:
    """The events that count and those that only possibly do; a chosen one opens its evidence."""
    told = explain(loading.measured(view.at, view.window, view.top), str(leak.unit))
    if not told:
        st.caption("No event is counted, and none could be.")
        return
    rows = [event_line(one) for one in told]
    possible = sum(one.standing == "possible" for one in told)
    st.caption(
        f"{len(told) - possible:,} events counted, {possible:,} only possible. Choose a row to open its evidence."
    )
    _with_evidence(rows, EVENT_COLUMNS, "event", key=f"{key}-events-{leak.unit}")


def _with_evidence(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], id: str, *, key: str
) -> None:
    chosen = table(rows, columns, key=f"leaks-{key}", choose=True)
    if chosen:
        evidence_of(str(chosen[id]), key=f"leaks-{key}-evidence")


def evidence_of(id: str, *, key: str) -> None:
    """The claims behind an event or a fact."""
    evidence.show(find_evidence(database(), model(), id), key=key)


def counted(view: View, leak: Leak) -> None:
    """The query that gives the defectors again, asked just now."""
    values = {"unit": str(leak.unit), "from": view.window.first, "to": view.window.last}
    rows = loading.answer(_COUNTED, values)
    total = rows[0]["total"] if rows else 0
    cypher(_COUNTED, values, f"Asked just now, it gives {total:,} defectors in {len(rows):,} events.")


# ---- figures


def _strengths(view: View, leak: Leak) -> None:
    values = {"unit": str(leak.unit), "from": view.window.first, "to": view.window.last}
    rows = [_figure(row) for row in loading.answer(_STRENGTHS, values)]
    own = [row for row in rows if not row["under"]]
    if own:
        st.caption("Figures of its own. Who is really there goes before who should be.")
    elif rows:
        st.caption(
            "No figure of its own; it is the sum of the units under it. Choose a row to open its evidence."
        )
    else:
        st.caption("Nobody says how strong it is, nor how strong the units right under it are.")
    if rows:
        _with_evidence(own or rows, STRENGTH_COLUMNS, "fact", key=f"opened-strengths-{leak.unit}")
    cypher(_STRENGTHS, values, f"Asked just now, it gives {len(rows):,} figures.")


def _figure(row: Mapping[str, Any]) -> dict[str, Any]:
    figure = next((row[key] for key in ("best", "low", "high") if row[key] is not None), None)
    ends = [row[key] if row[key] is not None else figure for key in ("low", "high")]
    kind = label("strength-kind", row["kind"])
    words = ranged(figure, ends[0], ends[1])
    return {**row, "figure": words, "kind": kind, "when": in_words(loading.bounds_of(row))}


def label(scheme: str, notation: str | None) -> str:
    """A notation in words; nothing where there is none."""
    return model().schemes[scheme].label_of(notation) if notation else ""


# ---- what only the whole echelon gives


def _fed(view: View, leak: Leak) -> None:
    fitted = loading.lines(view.at, view.window, view.top, leak.echelon or loading.NO_ECHELON).fitted
    if fitted:
        st.markdown(
            as_text(
                f"It comes from all {fitted.units:,} ranked units of the echelon together: their mean rate is "
                f"{number(fitted.level, 1)} per 1,000 person-years, and the coefficient of variation of their rates is "
                f"{fitted.spread:.2f}."
            )
        )
    st.caption("These four queries read all that it is computed from; this command computes it again.")
    for name in READ:
        cypher(name, {}, "")
    words = [
        "orbatlas",
        "leaks",
        "--from",
        view.window.first.isoformat(),
        "--to",
        view.window.last.isoformat(),
    ]
    words += ["--top", str(view.top), "--explain", str(leak.unit)]
    st.code(shlex.join(words), language="bash")


# ---- Cypher


def cypher(name: str, values: Mapping[str, object], words: str) -> None:
    """A named query with its parameters, and a way to ask it on the page of questions."""
    query = loading.catalog()[name]
    with st.expander(as_text(f"The Cypher: {query.question}")):
        if words:
            st.caption(as_text(words))
        if values:
            st.code(_parameters(values), language="cypher")
        st.code(query.text, language="cypher")
        asked = {"query": name, **{f"p-{key}": _plain(value) for key, value in values.items()}}
        st.link_button("Ask it on its own", f"ask?{urlencode(asked)}", icon=":material/contact_support:")


def _parameters(values: Mapping[str, object]) -> str:
    """The parameters as Neo4j's own tools take them."""
    given = (
        f'{key}: date("{value.isoformat()}")' if isinstance(value, date) else f"{key}: {json.dumps(value)}"
        for key, value in values.items()
    )
    return f":params {{{', '.join(given)}}}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
