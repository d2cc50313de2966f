"""An ingest or a withdrawal that is killed at any moment, and the run after it: the same graph, byte for byte."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.connection import Database
from tests.real.commanding import orbatlas, variables

DAY = "2026-11-22"
UNITS, PERSONS = 60, 1_500


def write_tables(folder: Path) -> None:
    """A made-up collection that takes an ingest a few seconds: units in a tree, and persons posted to them."""
    folder.mkdir()
    sources = ["id,title", *(f"s{n},Source {n}" for n in range(40))]
    units = ["id,name,echelon,source,confidence,note", *(f"u{n},Unit {n},battalion,s{n % 40},low," for n in range(UNITS))]
    ties = [
        "unit,parent,kind,first_cited,last_cited,source,confidence,note",
        *(f"u{n},u{n // 3},command,2010,2020,s{n % 7};s{n % 11 + 20},medium," for n in range(1, UNITS)),
    ]
    persons = ["id,name,source,confidence,note", *(f"p{n},Person {n},s{n % 40},low," for n in range(PERSONS))]
    postings = [
        "person,unit,role,rank,first_cited,last_cited,source,confidence,note",
        *(f"p{n},u{n % UNITS},commander,major,{2000 + n % 15},{2005 + n % 15},s{n % 40};s{n % 13},low," for n in range(PERSONS)),
    ]
    for name, lines in {"sources": sources, "units": units, "subordinations": ties, "persons": persons, "postings": postings}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def export(environment: Mapping[str, str], folder: Path, name: str) -> bytes:
    file = folder / name
    orbatlas("export", file, "--format", "nquads", environment=environment, cwd=folder)
    return file.read_bytes()


def killed(arguments: list[object], environment: Mapping[str, str], cwd: Path, after: float) -> bool:
    """Start a command and kill it after so many seconds; whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        env=variables(environment),
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


@pytest.mark.slow
def test_a_killed_ingest_and_a_killed_withdrawal_end_in_the_same_graph(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    write_tables(tmp_path / "army")
    ingest: list[object] = ["ingest", "tables", "army", "--recorded", DAY]
    withdraw: list[object] = ["withdraw", "s1", "--recorded", DAY]
    began = time.monotonic()
    orbatlas(*ingest, environment=environment, cwd=tmp_path)
    whole = time.monotonic() - began
    loaded = export(environment, tmp_path, "loaded.nq")
    orbatlas(*withdraw, environment=environment, cwd=tmp_path)
    withdrawn = export(environment, tmp_path, "withdrawn.nq")
    assert loaded != withdrawn

    _clear(empty)
    moments = random.Random(1)
    kills = sum(killed(ingest, environment, tmp_path, moments.uniform(0.3, 0.95) * whole) for _ in range(3))
    orbatlas(*ingest, environment=environment, cwd=tmp_path)
    assert kills > 0
    assert export(environment, tmp_path, "again.nq") == loaded

    killed(withdraw, environment, tmp_path, 1.2)
    orbatlas(*withdraw, environment=environment, cwd=tmp_path, code=None)
    assert export(environment, tmp_path, "withdrawn-again.nq") == withdrawn
    assert not list(tmp_path.glob(".*.part"))


def _clear(database: Database) -> None:
    database.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
