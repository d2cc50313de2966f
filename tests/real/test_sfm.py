"""The real sheets on Nigeria in a real Neo4j: they reconcile, and a second run brings nothing new."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ingest.report import Report
from tests.data.sfm.reading import MODEL, shared

DAY = date(2026, 11, 22)


def ingest(database: Database, path: Path, refused_to: Path, *, replace: bool = False) -> Report:
    plan = plan_ingest(MODEL, "sfm", [path], recorded=DAY, refused_to=refused_to)
    loading = Loading(database, MODEL, plan.collection, plan.recorded, replace=replace)
    return run(plan, loading, GraphKnown(database, MODEL), replaced=replace)


@pytest.mark.slow
def test_the_whole_of_nigeria(empty: Database, tmp_path: Path) -> None:
    first = ingest(empty, shared("sfm-nigeria"), tmp_path)
    read = {file.file: (file.rows_read, file.rows_refused) for file in first.files}
    assert read == {
        "ng_orgs_20191024.tsv": (1552, 0),
        "ng_persons_20190501.csv": (885, 1),
        "sources_20190501.csv": (5987, 3),
    }
    assert first.claims_known == 0 and first.refused_file is not None
    held = empty.read("MATCH (c:Claim) WHERE c.retired IS NULL RETURN count(c) AS claims")
    assert held == [{"claims": first.claims_new}]
    _a_known_chain(empty)
    again = ingest(empty, shared("sfm-nigeria"), tmp_path)
    assert (again.claims_new, again.claims_known) == (0, first.claims_new)
    assert all(file.rows_loaded == 0 for file in again.files) and again.entities == first.entities
    assert again.warnings == first.warnings
    replaced = ingest(empty, shared("sfm-nigeria"), tmp_path, replace=True)
    assert not replaced.changes and replaced.claims_new == 0


def _a_known_chain(database: Database) -> None:
    """1 Brigade and its two superiors, the bounds worked out by hand."""
    rows = database.read(
        """
        MATCH (:Unit {name: '1 Brigade'})-[s:SUBORDINATE_TO]->(u:Unit)
        RETURN u.name AS name, s.kind AS kind, s.start_latest AS start, s.end_earliest AS last, s.end_latest AS end
        ORDER BY start
        """
    )
    found = [tuple(str(row[key]) for key in ("name", "kind", "start", "last", "end")) for row in rows]
    assert found == [
        ("Unknown Nigerian Army Division", "command", "2000-12-31", "2007-08-30", "2007-08-30"),
        ("1 Mechanised Division", "command", "2007-08-31", "2017-07-20", "None"),
    ]


def test_names_lead_to_what_is_loaded_already(empty: Database, tmp_path: Path) -> None:
    """Persons alone, after their units: the postings go to the units that are there."""
    head = "o_id\tOrganization:Name\tOrganization division_id\n"
    (tmp_path / "units.tsv").write_text(f"{head}u1\t1 Brigade\tng\n", encoding="utf-8")
    (tmp_path / "persons.csv").write_text(
        "Name,division_id,Organization,Role\nA Person,ng,1 Brigade,Commander\n", encoding="utf-8"
    )
    ingest(empty, tmp_path / "units.tsv", tmp_path)
    for _ in range(2):
        report = ingest(empty, tmp_path / "persons.csv", tmp_path)
        assert report.warnings["unit: found by name among what is loaded"] == 1
    rows = empty.read("MATCH (p:Person)-[:COMMANDS]->(u:Unit) RETURN p.id AS person, u.id AS unit")
    assert rows == [{"person": "sfm:ng/person/a-person", "unit": "u1"}]
    assert report.claims_new == 0
