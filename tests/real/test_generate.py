"""A synthetic army into a real Neo4j: no row is refused, and the graph holds what the tables say."""

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
from ontology.reading import load_model
from synthesis.army import Army, make
from synthesis.spec import Reporting, Spec
from synthesis.writing import write

MODEL = load_model()
DAY = date(2026, 11, 23)


def load(database: Database, folder: Path) -> Report:
    plan = plan_ingest(
        MODEL,
        "tables",
        (folder,),
        collection="army",
        recorded=DAY,
        prefix=None,
        refused_to=folder.parent / "out",
    )
    loading = Loading(database, MODEL, plan.collection, plan.recorded)
    return run(plan, loading, GraphKnown(database, MODEL, plan.prefix))


@pytest.mark.parametrize("reporting", list(Reporting))
def test_a_synthetic_army_loads_whole(empty: Database, tmp_path: Path, reporting: Reporting) -> None:
    army = make(Spec(units=120, persons=900, seed=7, reporting=reporting))
    written = write(army, tmp_path / "army")
    report = load(empty, tmp_path / "army")
    assert not report.refused, report.as_text()
    tables = {name: rows for name, rows, _ in written.files if name.endswith(".csv")}
    assert {file.file.rsplit("/", 1)[-1]: file.rows_loaded for file in report.files} == tables
    # truth.json lies beside the tables and is no table.
    assert [kind for kind in report.warnings if "truth.json" not in kind] == []
    counted = dict(report.entities)
    assert (counted["Unit"], counted["Person"]) == (120, 900)
    assert counted["Defection"] == int(army.reports.main.sum())
    check_events(empty, army)
    check_superiors(empty, army)


def check_events(database: Database, army: Army) -> None:
    """What stands of each event is its main report: number, days, and unit."""
    found = database.read(
        "MATCH (d:Defection) OPTIONAL MATCH (d)-[:FROM_UNIT]->(u:Unit) "
        "RETURN d.id AS id, d.count AS count, d.count_low AS low, d.count_high AS high, u.id AS unit, "
        "toString(d.date_earliest) AS first, toString(d.date_latest) AS last"
    )
    told = army.reports
    expected = {}
    for report in told.main.nonzero()[0].tolist():
        low, high = int(told.low[report]), int(told.high[report])
        expected[army.events.id(int(told.event[report]))] = (
            int(told.count[report]),
            low if low != high else None,
            high if low != high else None,
            army.units.ids[told.unit[report]] if told.unit[report] >= 0 else None,
            date.fromordinal(int(told.first[report])).isoformat(),
            date.fromordinal(int(told.last[report])).isoformat(),
        )
    keys = ("count", "low", "high", "unit", "first", "last")
    assert {row["id"]: tuple(row[key] for key in keys) for row in found} == expected


def check_superiors(database: Database, army: Army) -> None:
    """On the last day each unit but the top has the one superior that it should have."""
    found = database.read(
        "MATCH (u:Unit)-[s:SUBORDINATE_TO]->(p:Unit) WHERE s.start_latest <= date($day) <= s.end_earliest "
        "RETURN u.id AS unit, p.id AS parent",
        {"day": army.spec.last.isoformat()},
    )
    ties, ids = army.superiors, army.units.ids
    last = {ids[unit]: ids[parent] for unit, parent in zip(ties.unit, ties.parent, strict=True)}
    assert len(found) == len(last)
    assert {row["unit"]: row["parent"] for row in found} == last
