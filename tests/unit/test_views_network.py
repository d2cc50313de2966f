"""Networks as data: each thing once, each tie once, and as sure as its surest fact."""

from __future__ import annotations

from ontology.model import Kind
from ontology.reading import load_model
from ontology.time import Holds
from views.network import Edge, Node, look_of, looks, make_drawing

MODEL = load_model()
CHAIN = str(MODEL.serving("chain").edge)


def nodes(*ids: str) -> list[Node]:
    return [Node(id, id.upper(), "Unit") for id in ids]


def test_facts_of_one_pair_are_one_edge_as_sure_as_the_surer() -> None:
    first = Edge("a", "b", CHAIN, ("from 2010",), Holds.POSSIBLE)
    second = Edge("a", "b", CHAIN, ("from 2014",), Holds.CERTAIN, conflict=True)
    (edge,) = make_drawing("t", nodes("a", "b"), [first, second]).edges
    assert edge == Edge("a", "b", CHAIN, ("from 2010", "from 2014"), Holds.CERTAIN, True)


def test_a_tie_to_what_is_not_drawn_is_left_out() -> None:
    assert not make_drawing("t", nodes("a"), [Edge("a", "b", CHAIN)]).edges


def test_what_is_said_twice_of_a_thing_is_joined() -> None:
    bare, known = Node("a", "a", "Unit", focus=True), Node("a", "1 Division", "Unit", ("Division",), 8)
    (node,) = make_drawing("t", [bare, known], []).nodes
    assert node == Node("a", "1 Division", "Unit", ("Division",), 8, focus=True)


def test_the_order_of_what_comes_in_changes_nothing() -> None:
    edges = [Edge("a", "b", CHAIN), Edge("b", "c", CHAIN), Edge("a", "c", CHAIN)]
    assert make_drawing("t", nodes("a", "b", "c"), edges) == make_drawing(
        "t", nodes("c", "b", "a"), edges[::-1]
    )


def test_every_relationship_type_of_the_ontology_has_a_look() -> None:
    known = looks(MODEL)
    assert set(known) == set(MODEL.edge_types())
    for cls in MODEL.of_kind(Kind.RELATION):
        assert known[str(cls.edge)].phrase == cls.phrase


def test_superiors_and_patrons_stand_above_and_commanders_above_their_unit() -> None:
    known = looks(MODEL)
    assert not known[CHAIN].falls
    assert known[str(MODEL.serving("command").edge)].falls


def test_a_type_that_the_ontology_does_not_know_stands_for_itself() -> None:
    assert look_of(looks(MODEL), Edge("a", "b", "MADE_UP")).phrase == "made up"
