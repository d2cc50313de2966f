"""The three releases of the demonstration side by side, as docs/releases.md tells them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run
from ingest.plan import plan_ingest
from release.profiles.reading import load_profile
from release.releasing.describing import MADE_UP
from release.releasing.keys import Keyring
from release.releasing.making import Order, Releaser
from release.releasing.reading_back import ReadRelease
from release.releasing.verdict import Audit
from tests.conftest import clear
from tests.rdf import MODEL, ORB

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2021, 10, 1)
PAGE = ROOT / "docs" / "releases.md"
KINDS = ("Defection", "DefectionCount", "Person", "Place", "Claim", "Strength")


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    plan = plan_ingest(MODEL, "tables", (ROOT / "demo" / "tatmadaw",), recorded=date(2026, 11, 22))
    loading = Loading(database, MODEL, plan.collection, plan.recorded)
    run(plan, loading, GraphKnown(database, MODEL, plan.prefix, None))
    return database


@pytest.fixture(scope="module")
def made(graph: Database, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, Audit]]:
    """The release of each profile with its audit. What is internal is not judged here: nothing is asked of it."""
    folder = tmp_path_factory.mktemp("demonstration")
    found = {}
    for profile in ("partner", "public"):
        order = Order(load_profile(profile, MODEL), f"The {profile}", folder / "home", DAY)
        found[profile] = folder / profile, Releaser(graph, MODEL, order).release(folder / profile).audit
    order = Order(load_profile("internal", MODEL), "Us", folder / "home", DAY)
    ring = Keyring(folder / "home")
    (folder / "internal").mkdir()
    gate, _ = Releaser(graph, MODEL, order).draft(folder / "internal", ring.new("Us"), ring)
    found["internal"] = folder / "internal", gate.audit(ReadRelease(folder / "internal"))
    return found


def row(profile: str, folder: Path, audit: Audit) -> str:
    read = ReadRelease(folder)
    names = sum(1 for _, said in read.of_class(f"{ORB}Person") if f"{ORB}name" in {p.value for p in said})
    held = {name: read.survey.classes[f"{ORB}{name}"] for name in KINDS}
    chosen = load_profile(profile, MODEL)
    dates = chosen.dates if not chosen.everything else "as known"
    cells = (
        profile, held["Defection"], held["DefectionCount"], names, held["Person"] - names, dates, held["Place"],
        held["Claim"], held["Strength"], audit.smallest or 0, f"{audit.risk or 0:.1%}",
    )  # fmt: skip
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else cell for cell in cells) + " |"


@pytest.mark.slow
def test_the_table_of_the_docs_is_true(made: Mapping[str, tuple[Path, Audit]]) -> None:
    told = PAGE.read_text(encoding="utf-8")
    rows = [row(profile, *made[profile]) for profile in ("internal", "partner", "public")]
    missing = [line for line in rows if line not in told]
    assert not missing, "docs/releases.md should say:\n" + "\n".join(rows)


@pytest.mark.slow
def test_no_unit_is_lost_to_a_word_of_a_protected_claim(made: Mapping[str, tuple[Path, Audit]]) -> None:
    """The reports name units, places and dates as everybody does; that hides none of them."""
    units = {
        profile: ReadRelease(folder).survey.classes[f"{ORB}Unit"] for profile, (folder, _) in made.items()
    }
    assert units["partner"] == units["public"] == units["internal"] > 500


@pytest.mark.slow
def test_no_soldier_of_the_demonstration_leaves(made: Mapping[str, tuple[Path, Audit]]) -> None:
    """Asked of the bytes without any of the gate's own means."""
    for profile in ("partner", "public"):
        folder, _ = made[profile]
        # The sources that say so stay behind, so the release says it itself, and each count does.
        for name in ("README.md", "dataset.ttl"):
            assert MADE_UP in (folder / name).read_text(encoding="utf-8")
        counts = list(ReadRelease(folder).of_class(f"{ORB}DefectionCount"))
        assert counts and all(NamedNode(f"{ORB}madeUp") in said for _, said in counts)
        for file in folder.rglob("*"):
            if file.is_file():
                text = file.read_text(encoding="utf-8").casefold()
                assert not any(word in text for word in ("soldier 0", "soldier-0", "synthetic-defection"))
