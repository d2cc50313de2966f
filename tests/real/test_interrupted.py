"""An ingest or a withdrawal that is killed at any moment, and the run after it: the same graph, byte for byte."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bench.faults_army import write_tables
from graph.connection import Database
from graph.deriving import count_waiting
from tests.conftest import clear
from tests.real.commanding import orbatlas
from tests.real.faulting import DAY, export, kill_when


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
    ingest = ("ingest", "tables", "army", "--recorded", DAY)
    withdraw = ("withdraw", "s1", "--recorded", DAY)
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
    assert kill_when(ingest, environment, tmp_path, lambda: count_waiting(empty) > 0)
    assert count_waiting(empty) > 0
    for _ in range(2):
        kill_when(ingest, environment, tmp_path, after(moments.uniform(0.3, 0.95) * whole))
    orbatlas(*ingest, environment=environment, cwd=tmp_path)
    assert export(environment, tmp_path, "again.nq") == loaded

    assert kill_when(withdraw, environment, tmp_path, lambda: count_waiting(empty) > 0)
    orbatlas(*withdraw, environment=environment, cwd=tmp_path)
    assert export(environment, tmp_path, "withdrawn-again.nq") == withdrawn
    assert not list(tmp_path.glob(".*.part"))
