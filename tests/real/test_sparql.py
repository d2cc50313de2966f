"""`orbatlas sparql` on the demonstration: the answers of docs/sparql.md, and what a release lets be asked."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from cli import run
from commands.examples import PAGE, Asked, Example, examples
from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run as ingest
from ingest.plan import plan_ingest
from ontology.declarations import local
from tests.conftest import clear
from tests.rdf import MODEL

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    tables = (ROOT / "demo" / "tatmadaw",)
    plan = plan_ingest(MODEL, "tables", tables, collection="demonstration", recorded=date(2026, 11, 22))
    ingest(
        plan,
        Loading(database, MODEL, plan.collection, plan.recorded),
        GraphKnown(database, MODEL, None, None),
    )
    return database


@pytest.fixture(scope="module")
def asked(graph: Database) -> Asked:
    return Asked.of(graph, MODEL)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where releases are kept, each made once."""
    return tmp_path_factory.mktemp("releases")


@pytest.fixture
def told(
    graph: Database,
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., tuple[int, str, str]]:
    """The command on the tests' database: its code, and what it prints."""
    for key, value in environment.items():
        monkeypatch.setenv(key, value)

    def asking(*arguments: str) -> tuple[int, str, str]:
        code = run(["sparql", *arguments, "--format", "csv"])
        return code, *capsys.readouterr()

    return asking


def test_the_page_has_all_examples() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [example.name for example in examples() if example.name not in page] == []


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_the_answer_of_the_docs_is_true(example: Example, asked: Asked, released: Path) -> None:
    section = asked.section(example, released)
    assert section in PAGE.read_text(encoding="utf-8"), f"docs/sparql.md should say:\n{section}"


SECRETS = """
SELECT ?kind (COUNT(?thing) AS ?n)
{ VALUES ?kind { orb:Person orb:Defection orb:Claim orb:Patronage }
  OPTIONAL { ?thing a ?kind FILTER(?kind != orb:Person || EXISTS { ?thing orb:name ?name }) } }
GROUP BY ?kind ORDER BY ?n
"""


def counts(out: str) -> dict[str, int]:
    return {local(kind): int(n) for kind, n in csv.reader(out.splitlines()[1:])}


def test_the_command_asks_the_graph(told: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = told(SECRETS)
    assert (code, err) == (0, "")
    assert counts(out) == {"Person": 1_067, "Defection": 901, "Claim": 27_183, "Patronage": 427}


def test_a_release_says_what_leaves_alone(released: Path, told: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = told(SECRETS, "--data", str(released / "public"))
    found = counts(out)
    assert code == 0
    assert (found["Defection"], found["Claim"]) == (0, 0) and 0 < found["Person"] < 100


COUNTED = {"id": "d1", "count_low": 5, "count": 3, "count_high": 9}


def test_a_profile_is_asked_once_the_gate_lets_it_pass(
    database: Database,
    told: Callable[..., tuple[int, str, str]],
    environment: Mapping[str, str],
    tmp_path: Path,
) -> None:
    clear(database)
    database.write(lambda tx: tx.run("CREATE (:Entity:Defection $found)", found=COUNTED).consume())
    ask = ("ASK { ?event a orb:Defection ; orb:countLow ?n }", "--profile", "internal")
    code, out, err = told(*ask)
    assert (code, out) == (1, "") and "The gate refused" in err and "d1" in err
    database.write(lambda tx: tx.run("MATCH (d:Defection) SET d.count_low = 2").consume())
    assert told(*ask)[:2] == (0, "answer\ntrue\n")
    home = Path(environment.get("ORBATLAS_HOME", tmp_path))
    assert list(home.glob("keys/sparql/*")) == []
