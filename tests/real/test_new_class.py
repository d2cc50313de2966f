"""A class and a relation that nobody foresaw, declared by Turtle alone: rows of them load, and can be asked for,
drawn, looked into, exported and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph.connection import Database
from tests.rdf import EXTRA
from tests.real.commanding import orbatlas

TABLES = """
@prefix orb: <https://w3id.org/orbatlas/ns#> .
@prefix meta: <https://w3id.org/orbatlas/meta#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

orb:Radio meta:table "radios" .
orb:Listening meta:table "listenings" .
"""


def columns(text: str) -> str:
    """The made-up declarations, with columns for the tables of both."""
    named = {
        "orb:frequency ;": "frequency",
        "orb:listener ;": "person",
        "orb:gain ;": "gain",
        "orb:heard ;": "radio",
    }
    for path, column in named.items():
        text = text.replace(f"sh:path {path}", f'sh:path {path} sh:name "{column}" ;')
    return text


def test_rows_of_a_made_up_class_go_all_the_way(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    ontology, data = tmp_path / "ontology", tmp_path / "data"
    ontology.mkdir()
    data.mkdir()
    (ontology / "radio.ttl").write_text(columns(EXTRA) + TABLES, encoding="utf-8")
    (data / "persons.csv").write_text("id,name,source,confidence,note\np9,Listener,,low,\n", encoding="utf-8")
    (data / "radios.csv").write_text(
        "id,name,frequency,source,confidence,note\nr1,Radio One,98.50,,low,\nr2,Bad,much,,low,\n",
        encoding="utf-8",
    )
    (data / "listenings.csv").write_text(
        "person,radio,gain,source,confidence,note\np9,r1,0.50,,low,\n", encoding="utf-8"
    )
    variables = {**environment, "ORBATLAS_ONTOLOGY": str(ontology)}

    report = orbatlas(
        "ingest", "tables", "data", "--format", "json", environment=variables, cwd=tmp_path, code=1
    ).json()
    assert report["entities"]["Radio"] == 1
    assert [(row["column"], row["value"]) for row in report["refused"]] == [("frequency", "much")]

    asked = "MATCH (p:Person)-[l:LISTENS_TO]->(r:Radio) RETURN p.name AS who, r.frequency AS frequency, l.gain AS gain"
    assert empty.read(asked) == [{"who": "Listener", "frequency": 98.5, "gain": 0.5}]

    orbatlas("draw", "r1", "-o", "radio.html", environment=variables, cwd=tmp_path)
    drawing = (tmp_path / "radio.html").read_text(encoding="utf-8")
    assert "Radio One" in drawing and "Listener" in drawing and "listens to" in drawing

    found = orbatlas("evidence", "r1", "--format", "json", environment=variables, cwd=tmp_path).json()
    assert {"Name", "Frequency", "Listening"} <= {fact["label"] for fact in found["facts"]}

    orbatlas("export", "radio.ttl", environment=variables, cwd=tmp_path)
    turtle = (tmp_path / "radio.ttl").read_text(encoding="utf-8")
    assert "orb:frequency 98.50" in turtle or '"98.50"' in turtle
    assert "orb:Listening" in turtle
    orbatlas("check", environment=variables, cwd=tmp_path)
