"""`check` on a real Neo4j: what is loaded conforms, and what was broken in the database is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.connection import Database
from graph.loading import Loading
from ontology.reading import load_model
from release.check import check
from release.quads import Stream
from tests.rdf import CLAIMS, EXTRA, MODEL, TODAY, claim, pyshacl_says, store_of


@pytest.fixture
def loaded(empty: Database) -> Database:
    loading = Loading(empty, MODEL, "nigeria", TODAY)
    loading.add([[claim] for claim in CLAIMS])
    loading.finish()
    return empty


def test_what_is_loaded_conforms(loaded: Database) -> None:
    report = check(loaded, MODEL)
    assert report.conforms and report.violations == () and report.triples > 100 and report.rules > 100
    conforms, text = pyshacl_says(store_of(list(Stream(loaded, MODEL).descriptions())))
    assert conforms, text


@pytest.mark.parametrize(
    ("change", "focus", "constraint"),
    [
        ("MATCH (e:Entity {id: 'here'}) SET e.latitude = 900.0", "place/here", "maxInclusive"),
        ("MATCH (e:Entity {id: 'u1'}) SET e.echelon = 'flotilla'", "unit/u1", "sparql"),
        ("MATCH (e:Entity {id: 'u1'}) SET e.name = ['A', 'B']", "unit/u1", "maxCount"),
        (
            "MATCH (e:Entity {id: 'u1'}) SET e.start_earliest = date('2015-01-01')",
            "unit/u1",
            "lessThanOrEquals",
        ),
        ("MATCH (e:Entity {id: 'd1'}) SET e.count = 'several'", "defection/d1", "datatype"),
        ("MATCH (e:Entity {id: 'u1'}) SET e.claims = e.claims + 'gone'", "unit/u1", "class"),
    ],
)
def test_what_is_broken_is_found(loaded: Database, change: str, focus: str, constraint: str) -> None:
    loaded.write(lambda tx: tx.run(change).consume())
    report = check(loaded, MODEL)
    assert (focus, constraint) in {(v.focus.partition("/id/")[2], v.constraint) for v in report.violations}
    assert not report.conforms


def test_a_class_by_turtle_alone_is_checked(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    model = load_model(tmp_path)
    loading = Loading(empty, model, "c", TODAY)
    loading.add([[claim("r1", "Radio", "frequency", "-1")]])
    loading.finish()
    (violation,) = check(empty, model, extra=(tmp_path,)).violations
    assert violation.as_row()["message"] == "Frequency is '-1'; it must be 0 or more."
