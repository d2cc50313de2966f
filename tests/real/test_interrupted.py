"""An ingest or a withdrawal that is killed at any moment, and the run after it: the same graph, byte for byte."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from graph.connection import Database
from graph.deriving import count_waiting
from tests.conftest import clear
from tests.real.commanding import orbatlas, variables

DAY = "2026-11-22"
UNITS, PERSONS = 60, 800


def write_tables(folder: Path) -> None:
    """A made-up collection that takes an ingest a few seconds: units in a tree, and persons posted to them."""
    folder.mkdir()
    sources = ["id,title", *(f"s{n},Source {n}" for n in range(40))]
    units = [
        "id,name,echelon,source,confidence,note",
        *(f"u{n},Unit {n},battalion,s{n % 40},low," for n in range(UNITS)),
    ]
    ties = [
        "unit,parent,kind,first_cited,last_cited,source,confidence,note",
        *(f"u{n},u{n // 3},command,2010,2020,s{n % 7};s{n % 11 + 20},medium," for n in range(1, UNITS)),
    ]
    persons = ["id,name,source,confidence,note", *(f"p{n},Person {n},s{n % 40},low," for n in range(PERSONS))]
    postings = ["person,unit,role,rank,first_cited,last_cited,source,confidence,note"]
    for n in range(PERSONS):
        years = f"{2000 + n % 15},{2005 + n % 15}"
        postings.append(f"p{n},u{n % UNITS},commander,major,{years},s{n % 40};s{n % 13},low,")
    tables = {
        "sources": sources, "units": units, "subordinations": ties, "persons": persons, "postings": postings,
    }  # fmt: skip
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def export(environment: Mapping[str, str], folder: Path, name: str) -> bytes:
    file = folder / name
    orbatlas("export", file, "--format", "nquads", environment=environment, cwd=folder)
    return file.read_bytes()


def killed(
    arguments: list[object], environment: Mapping[str, str], cwd: Path, due: Callable[[], bool]
) -> bool:
    """Start a command and kill it as soon as it is due; whether it was still at work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        env=variables(environment),
        cwd=cwd,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None:
        if due():
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
    return False


def after(seconds: float) -> Callable[[], bool]:
    """Due so many seconds from now."""
    end = time.monotonic() + seconds

    def due() -> bool:
        time.sleep(0.01)
        return time.monotonic() > end

    return due


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

    clear(empty)
    moments = random.Random(1)
    # The first kill is known to come in the middle: some claims are in, and their facts are not derived.
    assert killed(ingest, environment, tmp_path, lambda: count_waiting(empty) > 0)
    assert count_waiting(empty) > 0
    for _ in range(2):
        killed(ingest, environment, tmp_path, after(moments.uniform(0.3, 0.95) * whole))
    orbatlas(*ingest, environment=environment, cwd=tmp_path)
    assert export(environment, tmp_path, "again.nq") == loaded

    assert killed(withdraw, environment, tmp_path, lambda: count_waiting(empty) > 0)
    orbatlas(*withdraw, environment=environment, cwd=tmp_path)
    assert export(environment, tmp_path, "withdrawn-again.nq") == withdrawn
    assert not list(tmp_path.glob(".*.part"))
