"""Drawings too large to read are folded by echelon, with numbers, and unfold."""

from __future__ import annotations

from ontology.reading import load_model
from views.folding import PREFIX, fold
from views.network import Drawing, Edge, Node, make_drawing
from views.network_data import PLAIN_PAGE, network_data

MODEL = load_model()
CHAIN = str(MODEL.serving("chain").edge)
LEVEL = {
    name: concept.position for name, concept in MODEL.schemes["echelon"].concepts.items() if concept.position
}


def army(brigades: int, battalions: int) -> Drawing:
    """A division with brigades, each with battalions."""
    nodes = [_unit("d", "division", focus=True)]
    edges = []
    for number in range(brigades):
        brigade = f"b{number}"
        nodes.append(_unit(brigade, "brigade"))
        edges.append(Edge(brigade, "d", CHAIN))
        for each in range(battalions):
            nodes.append(_unit(f"{brigade}-{each}", "battalion"))
            edges.append(Edge(f"{brigade}-{each}", brigade, CHAIN))
    return make_drawing("t", nodes, edges)


def _unit(id: str, echelon: str, *, focus: bool = False) -> Node:
    return Node(id, id.upper(), "Unit", level=LEVEL[echelon], echelon=echelon, focus=focus)


def test_a_drawing_that_can_be_read_stays_as_it_is() -> None:
    drawing = army(2, 3)
    assert fold(drawing, MODEL, limit=9) is drawing


def test_the_lowest_echelon_folds_first_and_tells_its_number() -> None:
    folded = fold(army(3, 5), MODEL, limit=10)
    assert {node.id for node in folded.nodes if not node.id.startswith(PREFIX)} == {"d", "b0", "b1", "b2"}
    folds = [node for node in folded.nodes if node.id.startswith(PREFIX)]
    assert [node.name for node in folds] == ["5 × Battalion"] * 3
    assert {(edge.source, edge.target) for edge in folded.edges if edge.source in {f.id for f in folds}} == {
        (node.id, node.id.split(":")[1]) for node in folds
    }
    assert all("5 ties" in edge.lines[0] for edge in folded.edges if edge.source.startswith(PREFIX))


def test_what_is_unfolded_stands_by_itself_again() -> None:
    drawing = army(3, 5)
    first = next(node.id for node in fold(drawing, MODEL, limit=10).nodes if node.id.startswith(PREFIX))
    opened = fold(drawing, MODEL, frozenset({first}), limit=10)
    assert {f"b0-{number}" for number in range(5)} <= {node.id for node in opened.nodes}
    assert first not in {node.id for node in opened.nodes}
    assert len(opened.nodes) == 1 + 3 + 5 + 2


def test_more_echelons_fold_where_one_is_not_enough() -> None:
    folded = fold(army(8, 5), MODEL, limit=5)
    assert {node.name for node in folded.nodes} == {"D", "8 × Brigade", "40 × Battalion"}


def test_what_is_folded_is_folded_until_it_can_be_read() -> None:
    assert len(fold(army(500, 6), MODEL).nodes) == 3
    assert len(fold(army(290, 10), MODEL).nodes) == 1 + 290 + 290


def test_the_page_of_three_thousand_and_one_is_small_and_says_so() -> None:
    data = network_data(army(30, 100), MODEL, PLAIN_PAGE)
    assert len(data["nodes"]) == 1 + 30 + 30
    assert sum(node["name"] == "100 × Battalion" for node in data["nodes"]) == 30
