"""Where nodes stand: superiors above, nothing on top of anything else, the same on each run."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.reading import load_model
from views.layout import GAP_X, LANE, _spaced, height, positions
from views.network import Drawing, Edge, Node, make_drawing

MODEL = load_model()
CHAIN, COMMAND = str(MODEL.serving("chain").edge), str(MODEL.serving("command").edge)


def unit(id: str, level: int | None = None) -> Node:
    return Node(id, id, "Unit", level=level)


def drawn(ids: str, ties: list[tuple[str, str]], **levels: int) -> Drawing:
    return make_drawing("t", [unit(id, levels.get(id)) for id in ids], [Edge(a, b, CHAIN) for a, b in ties])


def test_superiors_stand_above() -> None:
    places = positions(drawn("abcd", [("a", "b"), ("b", "c"), ("a", "d"), ("d", "c")]), MODEL)
    assert places["c"][1] < places["b"][1] < places["a"][1]
    assert places["c"][1] < places["d"][1] < places["a"][1]


def test_units_of_one_echelon_stand_on_one_level() -> None:
    levels = {"c": 1, "b": 8, "d": 8, "a": 11, "e": 11}
    places = positions(drawn("abcde", [("a", "b"), ("b", "c"), ("e", "c"), ("d", "c")], **levels), MODEL)
    assert places["b"][1] == places["d"][1]
    assert places["a"][1] == places["e"][1], "e has no division between, and is a battalion all the same"


def test_a_commander_stands_just_above_the_unit() -> None:
    people = [Node("p", "P", "Person"), unit("a"), unit("b"), unit("c")]
    ties = [Edge("p", "a", COMMAND), Edge("a", "b", CHAIN), Edge("b", "c", CHAIN)]
    places = positions(make_drawing("t", people, ties), MODEL)
    assert places["b"][1] < places["p"][1] < places["a"][1]


def test_a_line_past_a_level_does_not_run_through_what_stands_there() -> None:
    places = positions(drawn("abc", [("a", "b"), ("b", "c"), ("a", "c")]), MODEL)
    (ax, ay), (bx, by), (cx, cy) = places["a"], places["b"], places["c"]
    straight = cx + (ax - cx) * (by - cy) / (ay - cy)
    assert abs(bx - straight) >= LANE / 2


@pytest.mark.parametrize(
    "ties", [[("a", "b"), ("b", "a")], [("a", "a")], [("a", "b"), ("b", "c"), ("c", "a")]]
)
def test_circles_are_drawn(ties: list[tuple[str, str]]) -> None:
    assert set(positions(drawn("abc", ties), MODEL)) == set("abc")


def test_nothing_is_drawn_of_nothing() -> None:
    empty = make_drawing("t", [], [])
    assert positions(empty, MODEL) == {} and height(empty, MODEL) == 0


def army(count: int) -> Drawing:
    """A tree of nine subordinates each, in which every third unit has a second superior."""
    ids = [f"u{number:04}" for number in range(count)]
    ties = [Edge(ids[n], ids[(n - 1) // 9], CHAIN) for n in range(1, count)]
    ties += [Edge(ids[n], ids[(n - 1) // 9 - 1], CHAIN) for n in range(12, count, 3)]
    return make_drawing("t", [unit(id) for id in ids], ties)


@pytest.mark.parametrize("count", [1, 2, 40, 400])
def test_no_two_nodes_overlap_and_the_places_repeat(count: int) -> None:
    drawing = army(count)
    places = positions(drawing, MODEL)
    assert places == positions(drawing, MODEL)
    rows: dict[float, list[float]] = {}
    for x, y in places.values():
        rows.setdefault(y, []).append(x)
    for xs in rows.values():
        assert all(right - left >= GAP_X - 0.5 for left, right in pairwise(sorted(xs)))
    assert all(lower - upper >= 40 for upper, lower in pairwise(sorted(rows)))


def test_a_large_drawing_is_laid_out_in_seconds_and_is_not_flat() -> None:
    began = time.monotonic()
    places = positions(army(2_000), MODEL).values()
    assert time.monotonic() - began < 10
    width = max(x for x, _ in places) - min(x for x, _ in places)
    high = max(y for _, y in places) - min(y for _, y in places)
    assert 0.5 < width / high < 5


WANTED = st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=20)


@given(WANTED)
def test_spacing_keeps_the_order_and_leaves_what_fits_where_it_is(wanted: list[float]) -> None:
    widths = [GAP_X] * len(wanted)
    placed = _spaced(wanted, widths)
    assert all(right - left >= GAP_X - 1e-6 for left, right in pairwise(placed))
    assert _spaced(placed, widths) == pytest.approx(placed)
    assert sum(placed) == pytest.approx(sum(wanted), abs=1e-3)
