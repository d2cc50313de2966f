"""Questions: the catalog with its parameters as widgets, and a box for Cypher that can only read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
import streamlit as st

from access.log import What
from access.rights import Right
from graph.asking import Answer, ask
from graph.catalog import Draw, NamedQuery, Parameter, load_catalog, run
from graph.catalog.types import Type
from graph.synthetic import any_synthetic
from ontology.model import Model
from views.markdown import as_text
from views.network import Drawing
from views.pages import network
from views.pages.entrance import may, note
from views.pages.panel import kept, panels
from views.pages.saving import save_menu
from views.pages.shared import (
    FIRST_DAY,
    LAST_DAY,
    database,
    day_in_address,
    is_empty,
    model,
    parameter,
    remember,
    table,
)
from views.pages.taking import offer
from views.pictures import answer_drawing, found_drawing
from views.printing import Style, cell, printed
from views.saving.texts import for_cell

EXAMPLE = "MATCH p = (:Unit)-[:SUBORDINATE_TO]->(:Unit)\nRETURN p LIMIT 25"
ROWS = 1_000
BARS = 30
SECONDS = 10.0
_DIGITS = 15  # more of them a browser does not count exactly


@st.cache_resource
def _catalog() -> Mapping[str, NamedQuery]:
    return load_catalog(model())


def page() -> None:
    """The page."""
    st.title("Ask")
    if is_empty():
        return
    if not may(Right.ASK):
        _named()
        return
    kinds = ("Catalog", "Cypher")
    kind = st.segmented_control(
        "How",
        kinds,
        default="Cypher" if parameter("cypher") else "Catalog",
        label_visibility="collapsed",
        key="how",
    )
    if kind == "Cypher":
        _free()
    else:
        _named()


# ---- the catalog


def _named() -> None:
    catalog = _catalog()
    names = list(catalog)
    asked = parameter("query")
    name = st.selectbox(
        "Question",
        names,
        index=names.index(asked) if asked in names else 0,
        format_func=lambda one: catalog[one].question,
        key="question",
    )
    query = catalog[name]
    values = _values(query)
    remember(query=name, cypher="", **{f"p-{key}": _written(value) for key, value in values.items()})
    missing = [one.name for one in query.parameters if one.required and not values.get(one.name)]
    with st.expander("The Cypher that answers it"):
        st.code(query.text, language="cypher")
    if missing:
        st.caption(as_text(f"It needs: {', '.join(missing)}."))
        return
    _noted(query=name, **{key: _written(value) for key, value in values.items() if value})
    rows = run(database(), query, values)
    columns = {column.name: column.name.replace("_", " ").capitalize() for column in query.columns}
    _result(rows, columns, name)
    if query.draw is Draw.NETWORK and rows:
        _network(_drawing(query, rows, model(), values.get("on")))
    if query.draw is Draw.BARS and rows:
        _bars(query, rows)


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _values(query: NamedQuery) -> dict[str, object]:
    if not query.parameters:
        return {}
    columns = st.columns(max(2, len(query.parameters)))
    return {
        one.name: _widget(query, one, column) for one, column in zip(query.parameters, columns, strict=False)
    }


def _widget(query: NamedQuery, one: Parameter, column: Any) -> object:
    key, given = f"{query.name}-{one.name}", parameter(f"p-{one.name}")
    label = one.name.capitalize()
    if one.type is Type.DAY:
        return column.date_input(
            label,
            value=day_in_address(f"p-{one.name}"),
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            help=one.words,
            key=key,
        )
    if one.type is Type.INTEGER:
        whole = given.isascii() and given.isdigit() and len(given) <= _DIGITS
        start = int(given) if whole else int(one.default or 0)
        return column.number_input(label, value=start, min_value=0, help=one.words, key=key)
    if one.type is Type.CONCEPT and one.scheme:
        known = ["", *one.scheme.concepts]
        labels = one.scheme
        return column.selectbox(
            label,
            known,
            index=known.index(given) if given in known else 0,
            format_func=lambda notation: labels.label_of(notation) or "any",
            help=one.words,
            key=key,
        )
    return column.text_input(label, value=given, help=f"{one.words} Its id.", key=key)


def _bars(query: NamedQuery, rows: Sequence[Mapping[str, Any]]) -> None:
    """The first number of the answer, by what the row is called, in the order of the answer."""
    names = [column.name for column in query.columns]
    number = next((name for name in names if isinstance(rows[0][name], int)), None)
    label = next((name for name in ("name", "title", "month") if name in names), names[0])
    if number is None:
        return
    shown = [{"label": str(row[label] or "not known"), "n": row[number]} for row in rows[:BARS]]
    bars = alt.Chart(alt.InlineData(values=shown)).mark_bar(color=model().serving("chain").colour)
    chart = bars.encode(
        x=alt.X("n:Q", title=number.replace("_", " "), axis=alt.Axis(tickMinStep=1)),
        y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=320)),
        tooltip=[alt.Tooltip("label:N", title=label), alt.Tooltip("n:Q", title=number)],
    )
    st.altair_chart(chart, width="stretch")
    if len(rows) > BARS:
        st.caption(f"The first {BARS} of {len(rows):,} rows.")


def _drawing(
    query: NamedQuery, rows: Sequence[Mapping[str, Any]], known: Model, on: object = None
) -> Drawing:
    """A chain as the catalog gives it, each tie with its fact."""
    chain = known.serving("chain")
    unit = chain.end_class(chain.source)
    rows = [row for row in rows if "superior" in row]
    nodes = [
        {"id": row[end], "labels": [unit], "properties": {"name": row[f"{end}_name"]}}
        for row in rows
        for end in ("superior", "subordinate")
    ]
    ties = [
        {
            "id": row["fact"],
            "type": str(chain.edge),
            "source": row["subordinate"],
            "target": row["superior"],
            "properties": {**row, "id": row["fact"]},
        }
        for row in rows
    ]
    return found_drawing(query.question, nodes, ties, known, on=on if isinstance(on, date) else None)


# ---- free questions


def _free() -> None:
    with st.form("cypher-form", border=False):
        text = st.text_area("Cypher", value=parameter("cypher") or EXAMPLE, height=160, key="cypher-text")
        asked = st.form_submit_button("Ask", type="primary", icon=":material/play_arrow:")
    st.caption(f"It can only read: at most {ROWS:,} rows, at most {SECONDS:.0f} seconds.")
    if not asked and not parameter("cypher"):
        return
    remember(cypher=text, query="")
    _noted(cypher=text)
    answer = ask(database(), text, rows=ROWS, seconds=SECONDS)
    if answer.relationships:
        _network(answer_drawing(answer, model()))
    _answer(answer)


def _noted(**asked: str) -> None:
    """Note a question once, however often the page is run for it."""
    if st.session_state.get("asked") != asked:
        note(What.ASKED, **asked)
        st.session_state["asked"] = asked


def _answer(answer: Answer) -> None:
    columns = {name: name for name in answer.columns}
    if answer.truncated:
        st.warning(f"Only the first {ROWS:,} rows are shown; there are more.", icon=":material/content_cut:")
    _result([{name: _brief(value) for name, value in row.items()} for row in answer.rows], columns, "answer")
    st.caption(f"{len(answer.rows):,} rows in {answer.seconds:.2f} s.")


def _brief(value: Any) -> Any:
    """A node is told by its name, a path by the names along it; the drawing shows the rest."""
    if isinstance(value, list):
        return [_brief(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "relationships" in value and "nodes" in value:
        return " – ".join(_name(node) for node in value["nodes"])
    if "labels" in value and "properties" in value:
        return _name(value)
    if "type" in value and "properties" in value:
        return f"{value['type']} {value['properties'].get('kind') or value['properties'].get('role') or ''}".strip()
    return value


def _name(node: Mapping[str, Any]) -> str:
    properties = node["properties"]
    return str(properties.get("name") or properties.get("title") or node["id"])


# ---- results


def _result(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], name: str) -> None:
    if not rows:
        st.info("Nothing found.", icon=":material/info:")
        return
    table(rows, columns, key=f"result-{name}")
    offer("Save as CSV", lambda: _csv(rows, columns), file_name=f"{name}.csv", mime="text/csv")


def _csv(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> str:
    """A spreadsheet opens it: what begins like a formula stays text."""
    cells = [{name: for_cell(cell(row.get(name))) for name in columns} for row in rows]
    return printed(cells, list(columns), Style.CSV)


def _network(drawing: Drawing) -> None:
    made_up = any_synthetic(database(), model(), [node.id for node in drawing.nodes])
    drawing = replace(drawing, synthetic=made_up)
    left, right = st.columns([7, 3])
    with left:
        chosen = network.show(drawing, key="ask-drawing", expandable=True)
        save_menu(drawing, key="ask-save", network="ask-drawing")
    with right:
        st.markdown("**Evidence**")
        subject = parameter("query") or parameter("cypher")
        panels(kept(chosen.selected, key="ask", subject=subject), key="ask-panel", on=drawing.on)
