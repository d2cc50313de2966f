"""The page of a drawing: whole, the same each time, and deaf to what is in the data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ontology.errors import CommandError
from ontology.reading import load_model
from ontology.time import Holds
from views.colours import DARK, LIGHT, fill_on, mixed
from views.html import Page, as_html, draw
from views.network import Drawing, Edge, Node, make_drawing

MODEL = load_model()
CHAIN = str(MODEL.serving("chain").edge)
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(1)> %%code%% \u2028 & \ud800"


def drawing(name: str = "1 Division", **more: Any) -> Drawing:
    nodes = [Node("a", name, "Unit", (name,), focus=True), Node("b", "Army", "Unit")]
    return make_drawing(name, nodes, [Edge("a", "b", CHAIN, (name,), Holds.POSSIBLE, True)], **more)


class Seen(HTMLParser):
    """The elements of a page, what each holds, and every address in it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            str(value) for name, value in attributes if name in ("src", "href", "action", "data")
        ]
        self.handlers += [name for name, _ in attributes if name.startswith("on")]


def seen(page: str) -> Seen:
    parser = Seen()
    parser.feed(page)
    return parser


def data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def test_the_page_asks_for_nothing() -> None:
    page = as_html(drawing(), MODEL)
    assert seen(page).addresses == []
    assert "default-src 'none'" in page and "connect-src" not in page
    assert "sourceMappingURL" not in page and "cdn" not in page.lower().replace("cdnresources", "")


def test_markup_in_the_data_stays_text() -> None:
    plain, hostile = seen(as_html(drawing(), MODEL)), as_html(drawing(MARKUP), MODEL)
    assert seen(hostile).tags == plain.tags
    assert seen(hostile).handlers == []
    assert data(hostile)["nodes"][0]["name"].startswith("</script><script>alert(1)")
    hostile.encode("utf-8")


def test_possible_ties_are_dashed_certain_ones_solid_and_conflicts_marked() -> None:
    edge = data(as_html(drawing(), MODEL))["edges"][0]
    assert edge["dashes"] and "≠" in edge["label"]
    certain = make_drawing(
        "t", [Node("a", "A", "Unit"), Node("b", "B", "Unit")], [Edge("a", "b", CHAIN, (), Holds.CERTAIN)]
    )
    edge = data(as_html(certain, MODEL))["edges"][0]
    assert edge["dashes"] is False and "≠" not in edge["label"]


def test_positions_are_given_and_physics_is_off() -> None:
    found = data(as_html(drawing(), MODEL))
    assert found["options"]["physics"] == {"enabled": False}
    assert all({"x", "y"} <= set(node) for node in found["nodes"])


def test_the_heading_names_the_subject_and_the_day() -> None:
    page = as_html(drawing(on=date(2017, 7, 20)), MODEL)
    assert "<h1>1 Division</h1>" in page and "as on 2017-07-20" in page
    assert "over all time" in as_html(drawing(), MODEL)


def test_what_is_made_up_is_said() -> None:
    assert 'class="banner"' in as_html(drawing(synthetic=True), MODEL)
    assert 'class="banner"' not in as_html(drawing(), MODEL)


def test_the_legend_comes_from_the_ontology() -> None:
    page, unit = as_html(drawing(), MODEL), MODEL.classes["Unit"]
    words = [entry["words"] for entry in data(page)["legend"]]
    assert unit.label in words and MODEL.serving("chain").phrase in words
    assert {"certain", "possible", "sources disagree"} <= set(words)
    assert fill_on(LIGHT, unit.colour) != fill_on(DARK, unit.colour)


def test_the_same_drawing_gives_the_same_file(tmp_path: Path) -> None:
    one, two = tmp_path / "1.html", tmp_path / "2.html"
    draw(drawing(), MODEL, one)
    draw(replace(drawing()), MODEL, two)
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1.html", "2.html"]


def test_a_file_that_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"cannot be written"):
        draw(drawing(), MODEL, tmp_path / "none" / "x.html")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CommandError):
        draw(drawing(), MODEL, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_frame_has_neither_heading_nor_list() -> None:
    page = as_html(drawing(), MODEL, Page(framed=True, evidence="evidence?id="))
    assert "<h1>" not in page and "<details>" not in page
    assert data(page)["evidence"] == "evidence?id="


def test_mixing_colours() -> None:
    assert mixed("#000000", "#ffffff", 0) == "#000000"
    assert mixed("#000000", "#ffffff", 1) == "#ffffff"
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
