"""The description of the tables, held against the Frictionless tool: it accepts what is right and tells what is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from frictionless import FrictionlessException, Package, Report

from demo.build import FOLDER
from ingest.tables.templates import DESCRIPTOR, write_templates
from ontology.reading import load_model
from tests.rdf import EXTRA

MODEL = load_model()


def judged(folder: Path) -> Report:
    """What the Frictionless tool says of a data package, its rows and its keys."""
    report: Report = Package(str(folder / DESCRIPTOR)).validate()
    return report


def told(report: Report) -> set[tuple[str, str]]:
    """(table, kind of error) of all that is wrong."""
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """The demonstration's tables beside a description made for them."""
    folder = tmp_path / "package"
    write_templates(MODEL, folder)
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    return folder


def test_the_empty_tables_are_a_valid_package(tmp_path: Path) -> None:
    write_templates(MODEL, tmp_path / "empty")
    report = judged(tmp_path / "empty")
    assert report.valid, report.flatten(["type", "note"])
    assert {task.name for task in report.tasks} == set(MODEL.tables)
    assert report.stats["errors"] == 0


def test_a_class_that_only_turtle_knows_is_described_too(tmp_path: Path) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(
        EXTRA.replace("a owl:Class, meta:Entity ;", 'a owl:Class, meta:Entity ; meta:table "radios" ;')
    )
    model = load_model(more)
    write_templates(model, tmp_path / "empty")
    report = judged(tmp_path / "empty")
    assert report.valid and "radios" in {task.name for task in report.tasks}


def test_the_demonstration_is_a_valid_package(tables: Path) -> None:
    report = judged(tables)
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "note"])[:10]
    rows = {task.name: task.stats.get("rows") for task in report.tasks}
    for file in FOLDER.glob("*.csv"):
        assert rows[file.stem] == len(file.read_text(encoding="utf-8").splitlines()) - 1 > 0


# A row at the end of a table, and the error that the tool must name.
BROKEN = {
    "a unit that is not there": ("strengths", "nobody,real,,5,,,,,,", "foreign-key"),
    "a superior that is not there": ("subordinations", "tmw,nobody,,,,,,,,", "foreign-key"),
    "a count below nought": ("defections", "x,2021,,,,-1,,,,,,,,,,,", "constraint-error"),
    "a count in words": ("defections", "x,2021,,,,many,,,,,,,,,,,", "type-error"),
    "a term of no closed scheme": ("units", "x,Name,,batallion,,,,,,,", "constraint-error"),
    "a latitude off the globe": ("places", "x,Name,,91,20,,,,,", "constraint-error"),
    "no id": ("units", ",Name,,,,,,,,,", "constraint-error"),
    "no superior": ("subordinations", "tmw,,,,,,,,,", "constraint-error"),
    "a cell too many": ("persons", "x,Name,,,,,,,,,one more", "extra-cell"),
    "a cell too few": ("persons", "x,Name", "missing-cell"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_the_tables_do_not_allow_is_told(tables: Path, case: str) -> None:
    table, row, error = BROKEN[case]
    with (tables / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    assert (table, error) in told(judged(tables))


def test_a_column_of_another_name_is_told(tables: Path) -> None:
    units = tables / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("echelon", "eschelon", 1), encoding="utf-8")
    assert ("units", "incorrect-label") in told(judged(tables))


def test_the_description_itself_is_judged(tables: Path) -> None:
    descriptor = json.loads((tables / DESCRIPTOR).read_text(encoding="utf-8"))
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "colour"
    (tables / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(FrictionlessException, match="colour"):
        judged(tables)
