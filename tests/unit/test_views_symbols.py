"""Symbols by branch and echelon, and the ways of colouring: each tells what it knows, and says what it does not."""

from __future__ import annotations

from xml.etree import ElementTree

from ontology.reading import load_model
from views.network import Node, make_drawing
from views.shades import shadings
from views.symbols import FILL, INK, is_drawn, symbol, symbol_key

MODEL = load_model()
UNIT = MODEL.classes["Unit"]


def test_branch_and_echelon_have_a_symbol_together_and_alone() -> None:
    keys = [
        symbol_key(UNIT, *pair)
        for pair in (("infantry", "battalion"), ("infantry", None), (None, "battalion"))
    ]
    assert len(set(keys)) == 3 and None not in keys
    drawn = [symbol(key) for key in keys if key]
    assert len({one.svg for one in drawn}) == 3
    for one in drawn:
        root = ElementTree.fromstring(one.svg.replace(FILL, "#ffffff").replace(INK, "#000000"))  # noqa: S314 - our own
        assert root.tag.endswith("svg") and one.width > 0 and one.height > 0


def test_every_code_of_the_schemes_is_one_that_is_drawn() -> None:
    for key, which in (("branch", 0), ("echelon", 1)):
        scheme = UNIT.by_key[key].prop.scheme
        assert scheme
        for concept in scheme.concepts.values():
            pair = (concept.notation, None) if which == 0 else (None, concept.notation)
            name = symbol_key(UNIT, *pair)
            if concept.symbol and int(concept.symbol):
                assert name and (is_drawn(name) or concept.symbol == "10000000"), concept.notation


def test_what_is_not_known_is_a_plain_frame_or_none() -> None:
    assert symbol_key(UNIT, None, None) is None
    assert symbol_key(UNIT, "<svg>", "no such") is None
    assert symbol_key(MODEL.classes["Person"], "infantry", "battalion") is None
    assert not is_drawn("99999999/999") and "rect" in symbol("99999999/999").svg
    assert "onload" not in symbol('x" onload="alert(1)/016').svg


def test_ways_of_colouring_are_those_that_say_something() -> None:
    nodes = [
        Node("a", "A", "Unit", echelon="division", figure=4.0),
        Node("b", "B", "Unit", echelon="battalion", figure=12.5),
        Node("c", "C", "Unit"),
    ]
    ways = {way.name: way for way in shadings(make_drawing("t", nodes, []), MODEL)}
    assert set(ways) == {"class", "echelon", "figure"}
    words = {name: [way.entries[place][0] for place in way.places] for name, way in ways.items()}
    assert words["echelon"] == ["Division", "Battalion", "not known"]
    assert words["figure"] == ["4.0", "12.5", "no rate known"]
    for way in ways.values():
        colours = [colour for _, colour in way.entries]
        assert len(set(colours)) == len(colours)
