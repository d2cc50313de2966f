"""The tables are those of the design, and come from the ontology alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.formats import format_named
from ingest.plan import plan_ingest
from ingest.reading import FileRefused
from ingest.sheets import UnknownFile
from ingest.tables.columns import tables_of
from ingest.tables.templates import write_templates
from ontology.errors import CommandError
from ontology.reading import load_model

MODEL = load_model()
TAIL = "source,confidence,note"
DESIGN = {
    "sources": "id,title,publisher,published,url,archive_url,accessed,kind",
    "places": f"id,name,aliases,latitude,longitude,code,within,{TAIL}",
    "units": f"id,name,aliases,echelon,branch,country,start,end,{TAIL}",
    "strengths": f"unit,kind,low,best,high,start,end,{TAIL}",
    "defection_totals": f"unit,kind,low,best,high,start,end,{TAIL}",
    "garrisons": f"unit,place,first_cited,last_cited,start,end,{TAIL}",
    "subordinations": f"unit,parent,kind,first_cited,last_cited,start,end,{TAIL}",
    "persons": f"id,name,aliases,gender,born,home,intake,{TAIL}",
    "postings": f"person,unit,role,rank,title,first_cited,last_cited,start,end,{TAIL}",
    "patronage": f"client,patron,basis,first_cited,last_cited,start,end,{TAIL}",
    "defections": "id,date,unit,person,count_low,count,count_high,rank,mode,destination,motives,obstacles,support,"
    f"place,{TAIL}",
}


@pytest.mark.parametrize("name", DESIGN)
def test_columns_are_those_of_the_design(name: str) -> None:
    assert ",".join(tables_of(MODEL)[name].columns) == DESIGN[name]


def test_sources_are_read_first_and_ties_after_things() -> None:
    order = list(tables_of(MODEL))
    assert order[0] == "sources"
    assert order.index("units") < order.index("postings")


def test_templates_are_headings_and_a_data_package(tmp_path: Path) -> None:
    write_templates(MODEL, tmp_path / "new")
    assert (tmp_path / "new" / "units.csv").read_text() == DESIGN["units"] + "\n"
    package = json.loads((tmp_path / "new" / "datapackage.json").read_text())
    for resource in package["resources"]:
        assert ",".join(field["name"] for field in resource["schema"]["fields"]) == DESIGN[resource["name"]]
    assert {r["name"] for r in package["resources"]} >= set(DESIGN)
    with pytest.raises(CommandError, match="already"):
        write_templates(MODEL, tmp_path / "new")


def test_an_unknown_column_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("id,name,eschelon\nu1,a,b\n")
    with pytest.raises(FileRefused, match=r"no column 'eschelon'.*Did you mean echelon"):
        plan_ingest(MODEL, "tables", [tmp_path])


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "subordinations.csv").write_text("unit,kind\nu1,a\n")
    with pytest.raises(FileRefused, match="'parent' is missing"):
        plan_ingest(MODEL, "tables", [tmp_path])


def test_a_broken_table_is_not_left_aside(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("id;name;echelon\nu1;a;b\n")
    (tmp_path / "persons.csv").write_text("id,name\np1,a\n")
    with pytest.raises(FileRefused, match="semicolon"):
        plan_ingest(MODEL, "tables", [tmp_path])


def test_an_unknown_file_is_left_in_a_folder_and_refused_alone(tmp_path: Path) -> None:
    (tmp_path / "unit.csv").write_text("id,name\nu1,a\n")
    (tmp_path / "persons.csv").write_text("id,name\np1,a\n")
    plan = plan_ingest(MODEL, "tables", [tmp_path])
    assert [sheet.file for sheet in plan.sheets] == ["persons.csv"]
    assert "unit.csv" in plan.left[0] and "units.csv" in plan.left[0]
    with pytest.raises(UnknownFile, match=r"nearest is units.csv"):
        plan_ingest(MODEL, "tables", [tmp_path / "unit.csv"])


def test_a_wrong_command_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Did you mean tables"):
        format_named("table", MODEL)
    with pytest.raises(CommandError, match="no file"):
        plan_ingest(MODEL, "tables", [tmp_path / "nothing"])
    with pytest.raises(CommandError, match="holds no file"):
        plan_ingest(MODEL, "tables", [tmp_path])


def test_the_collection_is_the_name_of_the_path(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text("id,name\np1,a\n")
    (tmp_path / "units.csv").write_text("id,name\nu1,a\n")
    both = [tmp_path / "persons.csv", tmp_path / "units.csv"]
    assert plan_ingest(MODEL, "tables", [tmp_path]).collection == tmp_path.name
    assert plan_ingest(MODEL, "tables", both[:1]).collection == "persons.csv"
    assert plan_ingest(MODEL, "tables", both).collection == tmp_path.name
