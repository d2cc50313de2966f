"""The commands on a real database: what they print, where, in which form, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import cli
from graph.connection import Database
from graph.deriving import count_waiting
from graph.layout import ENTITY, PENDING
from tests.conftest import clear
from tests.real.commanding import Ran, variables

UNITS = 400
DAY = "2015-06-01"
LOADED: dict[str, list[dict[str, Any]]] = {}
"""How many nodes the whole army is, while it stands unchanged."""


class Orbatlas:
    """Runs commands in this process, in a folder of the test's own."""

    def __init__(self, captured: pytest.CaptureFixture[str]) -> None:
        self._captured = captured

    def __call__(self, *arguments: object, code: int = 0) -> Ran:
        self._captured.readouterr()
        found = cli.run([str(one) for one in arguments])
        shown = self._captured.readouterr()
        assert found == code, shown.err
        return Ran(found, shown.out, shown.err)


@pytest.fixture
def orbatlas(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> Orbatlas:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return Orbatlas(capsys)


def write(folder: Path, **tables: list[str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def army(tmp_path: Path) -> Path:
    """Units in one long line and a fan under it, one with two superiors, and a commander."""
    units = [f"u{n},Unit {n},battalion,s1,low," for n in range(UNITS)]
    ties = [f"u{n},u{n // 20},command,2010,2020,s1,low," for n in range(1, UNITS)]
    return write(
        tmp_path / "army",
        sources=["id,title", "s1,First source", "s2,Second source"],
        units=["id,name,echelon,source,confidence,note", *units],
        subordinations=[
            "unit,parent,kind,first_cited,last_cited,source,confidence,note",
            *ties,
            "u30,u2,command,2010,2020,s2,high,",
        ],
        persons=["id,name,source,confidence,note", "p1,Ann [Colonel] ကို,s2,high,"],
        postings=[
            "person,unit,role,rank,first_cited,last_cited,source,confidence,note",
            "p1,u1,commander,colonel,2012,2018,s2,high,",
        ],
    )


@pytest.fixture
def loaded(orbatlas: Orbatlas, database: Database, army: Path) -> Orbatlas:
    """The army is all that is loaded. What an earlier test of this file has loaded whole is taken as it is."""
    if database.read("MATCH (n) RETURN count(n) AS n") != LOADED.get("count"):
        clear(database)
        orbatlas("ingest", "tables", army, "--recorded", "2026-11-22")
        LOADED["count"] = database.read("MATCH (n) RETURN count(n) AS n")
    return orbatlas


@pytest.fixture
def changed(loaded: Orbatlas) -> Iterator[Orbatlas]:
    """The army, for a test that changes it."""
    yield loaded
    LOADED.clear()


# ---- ingest and withdraw


def test_the_report_of_an_ingest_has_the_fields_of_the_design(
    empty: Database, orbatlas: Orbatlas, army: Path, tmp_path: Path
) -> None:
    first = orbatlas("ingest", "tables", army, "--format", "json", "--report", "report.json")
    report = first.json()
    assert list(report) == [
        "files", "claims_new", "claims_known", "entities", "warnings", "refused", "refused_file",
    ]  # fmt: skip
    assert first.out == (tmp_path / "report.json").read_text(encoding="utf-8")
    assert (report["entities"]["Person"], report["entities"]["Unit"]) == (1, UNITS)
    again = orbatlas("ingest", "tables", army, "--format", "json").json()
    assert (again["claims_new"], again["claims_known"]) == (0, report["claims_new"])
    for file in again["files"]:
        assert file["rows_read"] == file["rows_unchanged"] > 0


def test_refused_rows_are_exit_code_1_and_the_good_ones_are_loaded(
    empty: Database, orbatlas: Orbatlas, tmp_path: Path
) -> None:
    units = ["id,name,echelon,source,confidence,note", "g,Good,battalion,,low,", "b,Bad,battalion,,perhaps,"]
    folder = write(tmp_path / "mixed", units=units)
    report = orbatlas("ingest", "tables", folder, "--format", "json", code=1).json()
    (file,) = report["files"]
    assert (file["rows_read"], file["rows_loaded"], file["rows_refused"]) == (2, 1, 1)
    (refused,) = report["refused"]
    assert (refused["line"], refused["column"], refused["value"]) == (3, "confidence", "perhaps")
    assert set(refused) == {"file", "line", "column", "value", "rule", "hint"}
    assert "Bad" in Path(report["refused_file"]).read_text(encoding="utf-8")
    assert orbatlas("evidence", "g", "--format", "json").json()["name"] == "Good"
    orbatlas("evidence", "b", code=2)


def test_a_dry_run_writes_nothing(empty: Database, orbatlas: Orbatlas, army: Path) -> None:
    report = orbatlas("ingest", "tables", army, "--dry-run", "--format", "json").json()
    assert report["claims_new"] > UNITS
    assert empty.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


# ---- questions

TABLES = {
    "list": ["query"],
    "query": ["query", "several-superiors"],
    "chain": ["chain", "u1", "--on", DAY],
    "evidence": ["evidence", "u30"],
}


@pytest.mark.parametrize("command", TABLES.values(), ids=TABLES)
def test_every_table_comes_in_four_forms(command: list[str], loaded: Orbatlas) -> None:
    ran = {form: loaded(*command, "--format", form) for form in ("table", "csv", "json", "jsonl")}
    lines = [json.loads(line) for line in ran["jsonl"].out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(ran["csv"].out)))
    assert len(rows) == len(lines) > 0
    assert list(rows[0]) == list(lines[0])
    assert ran["json"].json()
    assert "┃" in ran["table"].out
    assert all("\x1b" not in one.out + one.err for one in ran.values())
    assert [one.err for form, one in ran.items() if form != "table"] == ["", "", ""]


def test_the_json_of_a_chain_has_the_fields_of_the_design(loaded: Orbatlas) -> None:
    found = loaded("chain", "u30", "--on", DAY, "--format", "json").json()
    bounds = {"start_earliest", "start_latest", "end_earliest", "end_latest", "holds", "claims"}
    assert list(found) == ["subject", "on", "links", "commanders"]
    assert (found["subject"], found["on"]) == ("u30", DAY)
    above = {link["superior"]: link for link in found["links"] if link["subordinate"] == "u30"}
    assert set(above) == {"u1", "u2"}
    named = {"superior", "superior_name", "subordinate", "subordinate_name", "kind", "direction"}
    assert named | bounds <= set(above["u1"])
    (commander,) = found["commanders"]
    assert {"unit", "person", "name", "role", "rank"} | bounds <= set(commander)
    assert (commander["person"], commander["name"], commander["holds"]) == (
        "p1",
        "Ann [Colonel] ကို",
        "certain",
    )


def test_a_day_out_of_the_span_has_no_links(loaded: Orbatlas) -> None:
    assert loaded("chain", "u30", "--on", "2015-06-01", "--format", "json").json()["links"]
    shown = loaded("chain", "u30", "--on", "2015-06-01").out
    assert "Above Unit 30 on 2015-06-01" in shown
    assert "Ann [Colonel]" in shown


def test_an_unknown_id_is_a_wrong_command(loaded: Orbatlas) -> None:
    for command in (["chain", "nobody"], ["evidence", "nobody"], ["withdraw", "nobody"]):
        ran = loaded(*command, code=2)
        assert "nobody" in ran.err
        assert ran.out == ""
    ran = loaded("draw", "u1", "nobody", "-o", "x.html", code=2)
    assert "nobody" in ran.err
    assert not Path("x.html").exists()


# ---- out of the graph


def test_drawing_export_and_check(loaded: Orbatlas) -> None:
    assert "Drew" in loaded("draw", "u30", "p1", "-o", "x.html").err
    assert "Unit 30" in Path("x.html").read_text(encoding="utf-8")
    assert "turtle" in loaded("export", "army.ttl").err
    loaded("export", "other", "--format", "turtle")
    assert Path("army.ttl").read_bytes() == Path("other").read_bytes()
    checked = loaded("check", "--format", "json")
    assert checked.json() == []
    assert "0 violations" in checked.err


def start(arguments: list[str], environment: Mapping[str, str], cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments],
        env=variables(environment), cwd=cwd,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        # A shell lets what it starts in the background ignore Ctrl-C, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def test_a_reader_that_has_seen_enough_is_no_error(
    loaded: Orbatlas, environment: Mapping[str, str], tmp_path: Path
) -> None:
    whole = loaded("chain", "u0", "--format", "json").out
    assert len(whole) > 2 * 65_536, "too little to fill a pipe: this would show nothing"
    process = start(["chain", "u0", "--format", "json"], environment, tmp_path)
    assert process.stdout is not None and process.stderr is not None
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(60), err) == (0, "")


# ---- what was broken off


def test_facts_that_lag_behind_are_told_and_the_next_ingest_mends_them(
    changed: Orbatlas, database: Database, army: Path
) -> None:
    database.write(
        lambda tx: tx.run(f"MATCH (e:{ENTITY} {{id: 'u30'}}) SET e:{PENDING}, e.name = 'Stale'").consume()
    )
    for command in (
        ["chain", "u1"],
        ["evidence", "u1"],
        ["query", "sources"],
        ["draw", "u1", "-o", "x.html"],
    ):
        assert "the facts of 1 thing lag behind" in changed(*command).err
    assert changed("export", "army.ttl", code=1).err
    changed("ingest", "tables", army)
    assert "lag behind" not in changed("chain", "u1").err
    assert changed("evidence", "u30", "--format", "json").json()["name"] == "Unit 30"


def test_ctrl_c_in_an_ingest_ends_it_in_words(
    empty: Database, orbatlas: Orbatlas, environment: Mapping[str, str], tmp_path: Path
) -> None:
    persons = [f"p{n},Person {n},,low," for n in range(20_000)]
    folder = write(tmp_path / "many", persons=["id,name,source,confidence,note", *persons])
    process = start(["ingest", "tables", str(folder)], environment, tmp_path)
    deadline = time.monotonic() + 60
    while not empty.read(f"MATCH (e:{ENTITY}) RETURN count(e) AS n")[0]["n"]:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.strip().startswith("Stopped.")
    assert "Traceback" not in err
    assert 0 < count_waiting(empty) < 20_000
    assert not list(tmp_path.glob(".*.part"))


def test_a_wrong_password_is_exit_code_3(
    orbatlas: Orbatlas, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", database.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    told = orbatlas("chain", "x", code=3).err
    assert "does not take the user name and password" in told
    assert "wrong" not in told


def test_a_withdrawal_tells_how_many_claims_went(changed: Orbatlas) -> None:
    told = changed("withdraw", "s2", "--recorded", "2026-11-23", "--format", "json").json()
    assert told["source"] == "s2"
    assert told["claims_retired"] > 3
    assert "0 claims of s2" in changed("withdraw", "s2").err
    links = changed("chain", "u30", "--format", "json").json()["links"]
    assert [link["superior"] for link in links if link["subordinate"] == "u30"] == ["u1"]
