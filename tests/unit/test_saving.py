"""Drawings as files that other tools read: read back, they say what the drawing said."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import networkx as nx  # type: ignore[import-untyped]  # it brings no types of its own
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.reading import load_model
from ontology.time import Bounds, Holds
from views.network import Drawing, Edge, Node, Spell, make_drawing
from views.saving import as_gexf, as_graphml, edges_csv, nodes_csv
from views.saving.flat import EDGE_FIELDS, NODE_FIELDS
from views.saving.holding import spans, stretches
from views.saving.texts import for_cell, for_xml

MODEL = load_model()
NAMES = {
    "markup": '<img src=x onerror="alert(1)"> & ]]> </node>',
    "burmese": "အမှတ် ၁၁၄ ခြေမြန်တပ်ရင်း",
    "arabic": "اللواء \u202e١٢",
    "bell": "bell\x07 and\ttab\nline",
    "formula": '=HYPERLINK("http://example.org")',
}


def bounds(first: str | None, second: str | None, third: str | None, fourth: str | None) -> Bounds:
    return Bounds(*(date.fromisoformat(day) if day else None for day in (first, second, third, fourth)))


TIMES = {
    "first": bounds("2015-01-01", "2015-03-31", "2016-06-01", "2016-06-30"),
    "second": bounds(None, "2019-01-01", "2021-02-01", None),
}


@pytest.fixture
def drawing() -> Drawing:
    nodes = [Node(id, name, "Unit", ("Battalion",), echelon="battalion") for id, name in NAMES.items()]
    nodes.append(
        Node("p1", "A. Person", "Person", synthetic=True, bounds=bounds("1970-01-01", None, None, None))
    )
    spells = tuple(Spell(id, when, f"commander, {id}", "high", claims=2) for id, when in TIMES.items())
    edges = [
        Edge("p1", "markup", "COMMANDS", ("told",), Holds.CERTAIN, spells=spells),
        Edge("p1", "markup", "POSTED_TO", spells=(Spell("third"),)),
        Edge(
            "burmese",
            "arabic",
            "SUBORDINATE_TO",
            conflict=True,
            spells=(Spell("-4", words="@cmd", conflict=True),),
        ),
        Edge("bell", "formula", "WITHIN", ("linked",)),
    ]
    return make_drawing("Title <&>", nodes, edges, on=date(2020, 1, 1), synthetic=True)


def gexf(drawing: Drawing) -> nx.MultiDiGraph:
    return nx.read_gexf(io.BytesIO(as_gexf(drawing, MODEL).encode()))


def graphml(drawing: Drawing) -> nx.MultiDiGraph:
    return nx.read_graphml(io.BytesIO(as_graphml(drawing, MODEL).encode()), force_multigraph=True)


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_gexf_holds_every_thing_and_tie(drawing: Drawing) -> None:
    graph = gexf(drawing)
    assert {id: data["label"] for id, data in graph.nodes(data=True)} == {
        **NAMES,
        "p1": "A. Person",
        "bell": "bell␇ and\ttab\nline",
    }
    ties = {(one, two, data["type"]) for one, two, data in graph.edges(data=True)}
    assert ties == {(edge.source, edge.target, edge.type) for edge in drawing.edges}
    assert graph.nodes["p1"]["made_up"] == "yes"
    assert graph.nodes["burmese"]["echelon"] == "battalion"


def test_gexf_has_spells_and_says_when_a_tie_is_certain(drawing: Drawing) -> None:
    graph = gexf(drawing)
    (data,) = (data for _, _, data in graph.edges(data=True) if data["type"] == "COMMANDS")
    assert "spells" not in data  # the second fact may have begun and ended whenever
    told = [(value, start, end) for value, start, end in data["holds"]]
    assert ("certain", "2015-03-31", "2016-06-01") in told
    assert ("certain", "2019-01-01", "2021-02-01") in told
    assert {value for value, _, _ in told} == {"certain", "possible"}
    assert data["claims"] == 4


def test_gexf_leaves_out_when_a_tie_cannot_hold() -> None:
    known = replace(Edge("a", "b", "COMMANDS"), spells=(Spell("x", TIMES["first"]),))
    drawn = make_drawing("t", [Node("a", "A", "Person"), Node("b", "B", "Unit")], [known])
    (data,) = (data for _, _, data in gexf(drawn).edges(data=True))
    assert data["spells"] == [("2015-01-01", "2016-06-30")]
    assert (data["start"], data["end"]) == ("2015-01-01", "2016-06-30")


def test_graphml_holds_every_fact_with_its_bounds(drawing: Drawing) -> None:
    graph = graphml(drawing)
    assert graph.nodes["markup"]["label"] == NAMES["markup"]
    assert graph.nodes["burmese"]["label"] == NAMES["burmese"]
    assert graph.nodes["arabic"]["label"] == NAMES["arabic"]
    facts = {data["fact"]: data for _, _, data in graph.edges(data=True)}
    assert set(facts) == {"first", "second", "third", "-4", "bell WITHIN formula"}
    assert facts["second"]["start_latest"] == "2019-01-01"
    assert "start_earliest" not in facts["second"]
    assert facts["second"]["holds_on_day"] == "certain"
    assert facts["first"]["holds_on_day"] == "no"
    assert facts["-4"]["in_conflict"] is True
    assert facts["-4"]["made_up"] == "partly"
    assert facts["first"]["made_up"] == "yes"
    assert graph.graph["title"] == "Title <&>"
    assert "made up" in graph.graph["note"]


def test_yed_is_told_where_things_stand(drawing: Drawing) -> None:
    graph = graphml(drawing)
    assert all("x" in data and "shape_type" in data for _, data in graph.nodes(data=True))


def test_the_tables_hold_the_same(drawing: Drawing) -> None:
    nodes, edges = rows(nodes_csv(drawing, MODEL)), rows(edges_csv(drawing, MODEL))
    assert tuple(nodes[0]) == NODE_FIELDS
    assert tuple(edges[0]) == EDGE_FIELDS
    named = {row["id"]: row["name"] for row in nodes}
    assert named == {**NAMES, "p1": "A. Person", "formula": "'" + NAMES["formula"]}
    by_id = {row["id"]: row for row in edges}
    assert by_id["first"]["end_latest"] == "2016-06-30"
    assert by_id["second"]["when"] == "at the latest since 1 January 2019, at least until February 2021"
    assert by_id["'-4"]["told"] == "'@cmd"
    assert {row["made_up"] for row in nodes} == {"yes", "no"}


def test_the_same_drawing_gives_the_same_bytes(drawing: Drawing) -> None:
    for make in (as_gexf, as_graphml, nodes_csv, edges_csv):
        assert make(drawing, MODEL) == make(drawing, MODEL)


def test_ids_that_xml_cannot_tell_apart_stay_two_things() -> None:
    nodes = [Node("a\x01", "one", "Unit"), Node("a\u2401", "two", "Unit")]
    drawn = make_drawing("t", nodes, [Edge("a\x01", "a\u2401", "SUBORDINATE_TO")])
    for read in (gexf, graphml):
        graph = read(drawn)
        assert sorted(data["label"] for _, data in graph.nodes(data=True)) == ["one", "two"]
        ((source, target),) = graph.edges()
        assert source != target


def test_nothing_at_all_is_a_file_too() -> None:
    drawn = make_drawing("empty", [], [])
    assert len(gexf(drawn)) == len(graphml(drawn)) == len(rows(nodes_csv(drawn, MODEL))) == 0


@given(st.text(alphabet=st.characters(), min_size=1))
def test_any_name_survives(name: str) -> None:
    drawn = make_drawing("t", [Node("a", name, "Unit")], [])
    assert gexf(drawn).nodes["a"]["label"] == for_xml(name)
    assert graphml(drawn).nodes["a"].get("label", "") == for_xml(name)
    (row,) = rows(nodes_csv(drawn, MODEL))
    assert row["name"] == for_cell(name)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\rx", "\n=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert for_cell(text) == f"'{text}"


def test_other_text_is_left_alone() -> None:
    for text in ("1 Division", "a=b", "", "'quoted", "၁၁၄"):
        assert for_cell(text) == text


# ---- time


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.dates(date(2010, 1, 1), date(2010, 2, 20))), min_size=4, max_size=4),
        max_size=3,
    )
)
def test_stretches_say_what_the_bounds_say_on_every_day(facts: list[list[date | None]]) -> None:
    known = [Bounds(*days) for days in facts]
    order = [Holds.CERTAIN, Holds.POSSIBLE, Holds.NO]
    told = stretches(known)
    for day in (
        date.fromordinal(number)
        for number in range(date(2009, 12, 25).toordinal(), date(2010, 3, 1).toordinal())
    ):
        wanted = min((one.holds_on(day) for one in known), key=order.index, default=Holds.NO)
        found = [one.holds for one in told if (one.first or day) <= day <= (one.last or day)]
        assert found == ([] if wanted is Holds.NO else [wanted])
        inside = any((first or day) <= day <= (last or day) for first, last in spans(known))
        assert inside == (wanted is not Holds.NO)


def test_the_ends_of_the_calendar_are_no_error() -> None:
    assert [one.holds for one in stretches([Bounds(date.min, date.min, date.max, date.max)])] == [
        Holds.CERTAIN
    ]
