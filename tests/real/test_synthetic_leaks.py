"""A synthetic army through files, Neo4j and the catalog measures the same as it does straight from memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis.army import Window
from analysis.leaks import Leak, leaks
from bench.armies import as_reported
from graph.army import read_army
from graph.connection import Database
from graph.details import read_details
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ontology.reading import load_model
from synthesis.army import make
from synthesis.spec import Reporting, Spec
from synthesis.writing import write

MODEL = load_model()


@pytest.mark.parametrize("reporting", list(Reporting))
def test_the_way_through_the_graph_changes_no_number(
    empty: Database, tmp_path: Path, reporting: Reporting
) -> None:
    made = make(Spec(units=150, seed=3, persons=1200, reporting=reporting, rate=30.0))
    write(made, tmp_path / "army", lambda *_: None)
    plan = plan_ingest(MODEL, "tables", [tmp_path / "army"], refused_to=tmp_path, recorded=date(2026, 11, 22))
    report = run(plan, Loading(empty, MODEL, plan.collection, plan.recorded), GraphKnown(empty, MODEL))
    assert not report.refused
    army = read_army(empty, MODEL)
    window = Window(made.spec.first, made.spec.last)
    through, straight = leaks(army, window), leaks(as_reported(made), window)
    assert through.totals == straight.totals
    wanted = {leak.unit: leak for leak in straight.leaks}
    for leak in through.leaks:
        assert numbers(leak) == pytest.approx(numbers(wanted[leak.unit]), nan_ok=True), leak.unit
    if reporting is Reporting.EVEN:
        happened = dict(zip(made.units.ids, made.truth.happened.tolist(), strict=True))
        assert {leak.unit: leak.defectors for leak in through.leaks if leak.unit} == happened
    details = read_details(empty, MODEL, army)
    assert details.keys() == set(army.events.ids)
    assert all(detail.reports and detail.mode for detail in details.values())


def numbers(leak: Leak) -> dict[str, float]:
    """A line's numbers; not a number where one is not known."""
    found = leak._asdict()
    kept = (name for name in found if name not in ("unit", "name", "echelon", "flags"))
    return {name: float("nan") if found[name] is None else float(found[name]) for name in kept}
