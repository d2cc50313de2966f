"""docs/drawing.md tells the figures of the last run, and which symbols there are."""

from __future__ import annotations

import json

from bench.drawing import FIGURES, army
from bench.drawing_page import PAGE, parts
from bench.pages import filled
from ontology.reading import load_model


def test_the_page_tells_the_figures_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, parts())


def test_the_figures_are_of_the_drawing_that_is_promised() -> None:
    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert (found["nodes"], found["ties"]) == (2000, 4000)
    assert found["ours"]["stood"] and found["ratio"] > 1


def test_the_army_of_the_benchmark_has_the_size_that_is_asked_for() -> None:
    found = army(load_model(), 200, 380)
    assert len(found.units) == 200
    assert len({(link.subordinate, link.superior) for link in found.links}) == 380
