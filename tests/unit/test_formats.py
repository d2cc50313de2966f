"""The benchmark of the formats: what it counts, and that docs/formats.md tells what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.formats import ENDINGS, FIGURES, measured
from bench.formats_page import PAGE, parts
from bench.pages import filled
from ontology.alignment import load_alignment
from release.export import WITH_REIFIERS, Format, whole_file, write_descriptions
from release.iris import Iris
from release.reifying import Reifier
from tests.rdf import MODEL, described


@pytest.mark.parametrize("form", ENDINGS)
def test_others_count_what_was_written(form: Format, tmp_path: Path) -> None:
    file = tmp_path / f"graph.{ENDINGS[form]}"
    descriptions, reifier = described(), Reifier(MODEL)
    plain = sum(map(len, descriptions))
    told = reifier.with_reifiers(descriptions) if form in WITH_REIFIERS else descriptions
    with whole_file(file) as target:
        write_descriptions(told, target, form, MODEL, Iris(MODEL), load_alignment())
    wanted = plain + reifier.found
    assert measured("pyoxigraph", form, file)["triples"] == wanted
    if form not in WITH_REIFIERS:
        found = measured("rdflib", form, file)
        assert found["triples"] == wanted and found["peak_mb"] > 0


def test_the_page_tells_the_figures_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, parts())


def recorded() -> list[tuple[str, str, dict[str, Any]]]:
    known = json.loads(FIGURES.read_text(encoding="utf-8"))
    return [(name, form, found) for name, forms in known.items() for form, found in forms.items()]


def test_every_format_was_measured_on_both() -> None:
    assert {(name, form) for name, form, _ in recorded()} == {
        (name, form.value) for name in ("demonstration", "nigeria") for form in ENDINGS
    }


@pytest.mark.parametrize(("name", "form", "found"), recorded())
def test_nothing_recorded_speaks_against_a_format(name: str, form: str, found: dict[str, Any]) -> None:
    counted = [found[reader]["triples"] for reader in ("rdflib", "pyoxigraph") if found[reader]]
    assert set(counted) == {found["triples"]}
    assert (found["rdflib"] is None) == (form in WITH_REIFIERS)
    assert found.get("round", {"same_bytes": True})["same_bytes"]
