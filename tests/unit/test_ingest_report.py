"""The account of an ingest, under the names that the design promises."""

from __future__ import annotations

import pytest

from graph.changes import Change
from ingest.report import FileReport, Report
from ingest.rows import Refusal

REFUSAL = Refusal("units.csv", 3, "echelon", "x", "no term of echelon", "Did you mean division?")


def report(**more: object) -> Report:
    files = (FileReport("units.csv", 3, 1, 1, 1), FileReport("persons.csv", 2, 2, 0, 0))
    return Report(files, 4, 1, {"Unit": 2}, {"odd": 1}, (REFUSAL,), "units.refused.csv", **more)  # type: ignore[arg-type]


def test_json_has_exactly_the_names_of_the_design() -> None:
    found = report().as_json()
    assert list(found) == [
        "files",
        "claims_new",
        "claims_known",
        "entities",
        "warnings",
        "refused",
        "refused_file",
    ]
    assert list(found["files"][0]) == ["file", "rows_read", "rows_loaded", "rows_unchanged", "rows_refused"]
    assert found["refused"] == [
        {
            "file": "units.csv",
            "line": 3,
            "column": "echelon",
            "value": "x",
            "rule": "no term of echelon",
            "hint": "Did you mean division?",
        }
    ]


def test_a_replaced_collection_tells_what_came_went_and_changed() -> None:
    changes = (Change("u1", "name", None, "a", "b"), Change("u2", "name", None, None, "c"))
    found = report(changes=changes).as_json()["changes"]
    assert [len(found[kind]) for kind in ("came", "went", "changed")] == [1, 0, 1]


def test_rows_that_do_not_add_up_are_a_defect_of_ours() -> None:
    with pytest.raises(AssertionError, match="do not add up"):
        FileReport("units.csv", 3, 1, 1, 0)


def test_words_for_people_sum_the_files_and_say_where_the_refused_rows_are() -> None:
    text = report().as_text()
    assert text.splitlines()[3].split() == ["all", "5", "3", "1", "1"]
    assert "units.csv, line 3, column echelon: no term of echelon ('x'). Did you mean division?" in text
    assert "units.refused.csv" in text
