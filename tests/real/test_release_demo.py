"""The three releases of the demonstration side by side, as docs/releases.md tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run
from ingest.plan import plan_ingest
from release.profiles.reading import load_profile
from release.releasing.describing import MADE_UP
from release.releasing.making import Order, Releaser
from release.releasing.reading_back import ReadRelease
from tests.conftest import clear
from tests.rdf import MODEL, ORB

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2021, 10, 1)
PAGE = ROOT / "docs" / "releases.md"


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    plan = plan_ingest(MODEL, "tables", (ROOT / "demo" / "tatmadaw",), recorded=date(2026, 11, 22))
    loading = Loading(database, MODEL, plan.collection, plan.recorded)
    run(plan, loading, GraphKnown(database, MODEL, plan.prefix, None))
    return database


def row(database: Database, folder: Path, profile: str) -> str:
    order = Order(load_profile(profile, MODEL), "A partner", folder / "home", DAY)
    report = Releaser(database, MODEL, order).release(folder / profile)
    read = ReadRelease(folder / profile)
    smallest = report.audit.smallest or 0
    names = sum(1 for _, said in read.of_class(f"{ORB}Person") if f"{ORB}name" in {p.value for p in said})
    persons = sum(1 for _ in read.of_class(f"{ORB}Person")) - names
    events = sum(1 for _ in read.of_class(f"{ORB}Defection"))
    counts = sum(1 for _ in read.of_class(f"{ORB}DefectionCount"))
    places = sum(1 for _ in read.of_class(f"{ORB}Place"))
    claims = sum(1 for _ in read.of_class(f"{ORB}Claim"))
    dates = order.profile.dates if not order.profile.everything else "as known"
    risk = f"{report.audit.risk or 0:.1%}"
    cells = (profile, events, counts, names, persons, dates, places, claims, smallest, risk)
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |"


@pytest.mark.slow
def test_the_table_of_the_docs_is_true(graph: Database, tmp_path: Path) -> None:
    told = PAGE.read_text(encoding="utf-8")
    rows = [row(graph, tmp_path, profile) for profile in ("internal", "partner", "public")]
    missing = [line for line in rows if line not in told]
    assert not missing, "docs/releases.md should say:\n" + "\n".join(rows)


@pytest.mark.slow
def test_no_soldier_of_the_demonstration_leaves(graph: Database, tmp_path: Path) -> None:
    """Asked of the bytes without any of the gate's own means."""
    order = Order(load_profile("partner", MODEL), "A partner", tmp_path / "home", DAY)
    for profile in ("partner", "public"):
        chosen = replace(order, profile=load_profile(profile, MODEL))
        Releaser(graph, MODEL, chosen).release(tmp_path / profile)
        # The sources that say so stay behind, so the release says it itself.
        for name in ("README.md", "dataset.ttl"):
            assert MADE_UP in (tmp_path / profile / name).read_text(encoding="utf-8")
        for file in (tmp_path / profile).rglob("*"):
            if file.is_file():
                text = file.read_text(encoding="utf-8").casefold()
                assert (
                    "soldier 0" not in text and "soldier-0" not in text and "synthetic-defection" not in text
                )
