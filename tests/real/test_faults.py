"""When things go wrong: each fault ends in a word that says what to do, and the next run has lost nothing."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from access.addresses import LOOPBACK
from bench.faults_army import write_tables
from graph import server
from graph.connection import Database, open_database
from graph.deriving import count_waiting
from graph.errors import DatabaseUnreachable
from graph.settings import Settings
from tests.conftest import clear
from tests.real.commanding import Ran, orbatlas, variables_of
from tests.real.faulting import (
    DAY,
    Wire,
    addressed,
    begin,
    export,
    kill_when,
    quickly,
    reaching,
    small_disk,
    wire,
)

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

INGEST: tuple[object, ...] = ("ingest", "tables", "army", "--recorded", DAY)
WRITERS: tuple[tuple[object, ...], ...] = (
    ("export", "disk/out.trig"),
    ("backup", "disk/out.orb"),
    ("release", "disk/out", "--profile", "internal", "--for", "A", "--on", DAY),
)


@pytest.fixture
def loaded(empty: Database, environment: Mapping[str, str], tmp_path: Path) -> Database:
    """A small army, loaded from the folder `army`."""
    write_tables(tmp_path / "army", units=30, persons=300)
    quickly(*INGEST, environment=environment, cwd=tmp_path)
    return empty


# ---- disks


def test_a_full_disk_leaves_no_file_and_the_next_run_writes_it(
    loaded: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    before = export(environment, tmp_path, "before.nq")
    with small_disk(tmp_path / "disk", "size=16k") as disk:
        for command in WRITERS:
            said = orbatlas(*command, environment=environment, cwd=tmp_path, code=2).err
            assert "No space left on device" in said and "room" in said, said
            assert disk.left() == []
        disk.mounted("size=64m")
        for command in WRITERS:
            quickly(*command, environment=environment, cwd=tmp_path)
        assert {"out", "out.orb", "out.trig"} <= set(disk.left())
    assert export(environment, tmp_path, "after.nq") == before


def test_a_folder_that_may_not_be_written_to_is_named(
    loaded: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "size=4m,ro") as disk:
        for command in WRITERS:
            said = orbatlas(*command, environment=environment, cwd=tmp_path, code=2).err
            assert f"{command[1]} cannot be written" in said, said
        disk.mounted("rw")
        (disk.at / "army").mkdir()
        for file in (tmp_path / "army").iterdir():
            (disk.at / "army" / file.name).write_bytes(file.read_bytes())
        (disk.at / "army" / "persons.csv").write_text(
            "id,name,source,confidence,note\np1,One,s1,sure,\np9001,New,s1,low,\n", encoding="utf-8"
        )
        disk.mounted("ro")
        said = orbatlas(*INGEST, environment=environment, cwd=disk.at, code=2).err
        assert "Read-only file system" in said and "has room" in said, said
        orbatlas(
            "ingest", "tables", "disk/army", "--recorded", DAY, environment=environment, cwd=tmp_path, code=1
        )
    assert count_waiting(loaded) == 0


# ---- the wire


@contextmanager
def through_a_wire(settings: Settings) -> Iterator[tuple[Wire, dict[str, str]]]:
    """A wire to the tests' server, and the variables of a command that reaches it through the wire."""
    to = addressed(settings)
    with wire(to) as carrying:
        yield carrying, reaching(replace(to, uri=f"bolt://{LOOPBACK}:{carrying.port}"))


@pytest.mark.parametrize("share", [0.35, 0.8])
def test_an_ingest_whose_connection_is_cut_in_the_middle_loses_nothing(
    loaded: Database, settings: Settings, environment: Mapping[str, str], tmp_path: Path, share: float
) -> None:
    whole = export(environment, tmp_path, "whole.nq")
    with through_a_wire(settings) as (carrying, through):
        clear(loaded)
        quickly(*INGEST, environment=through, cwd=tmp_path)
        carrying.limit, carrying.carried = int(carrying.carried * share), 0
        clear(loaded)
        ran = orbatlas(*INGEST, environment=through, cwd=tmp_path, code=None)
        assert carrying.limit is None, "the wire was cut"
        assert ran.code in (0, 3), ran.err
        assert ran.code == 0 or "No Neo4j answers" in ran.err
        quickly(*INGEST, environment=through, cwd=tmp_path)
    assert export(environment, tmp_path, "again.nq") == whole


def test_a_server_that_answers_slowly_is_waited_for(
    loaded: Database, settings: Settings, environment: Mapping[str, str], tmp_path: Path
) -> None:
    whole = export(environment, tmp_path, "whole.nq")
    clear(loaded)
    with through_a_wire(settings) as (carrying, through):
        carrying.delay = 0.02
        quickly(*INGEST, environment=through, cwd=tmp_path)
        assert export(through, tmp_path, "slow.nq") == whole


def test_a_server_that_takes_the_call_and_never_answers_is_given_up(settings: Settings) -> None:
    with through_a_wire(settings) as (carrying, through):
        carrying.delay = 600
        mute = replace(
            settings,
            uri=through["NEO4J_URI"],
            username=through["NEO4J_USERNAME"],
            password=through["NEO4J_PASSWORD"],
        )
        with pytest.raises(DatabaseUnreachable, match="No Neo4j answers"):
            open_database(mute)


# ---- two at once


def test_two_transactions_that_wait_for_each_other_both_end(empty: Database) -> None:
    empty.write(lambda tx: tx.run("UNWIND ['a', 'b'] AS id CREATE (:Probe {id: id, n: 0})").consume())
    met = threading.Barrier(2)
    tries = {"ab": 0, "ba": 0}

    def work(order: str, tx: ManagedTransaction) -> None:
        tries[order] += 1
        for step, id in enumerate(order):
            tx.run("MATCH (p:Probe {id: $id}) SET p.n = p.n + 1", id=id).consume()
            if step == 0 and tries[order] == 1:
                met.wait(20)

    both = [
        threading.Thread(target=lambda order=order: empty.write(lambda tx: work(order, tx)))
        for order in tries
    ]
    for one in both:
        one.start()
    for one in both:
        one.join(60)
    assert sorted(tries.values()) == [1, 2], "one of the two was ended and tried again"
    assert [row["n"] for row in empty.read("MATCH (p:Probe) RETURN p.n AS n")] == [2, 2]


def test_two_ingests_of_overlapping_data_at_once_end_as_one_after_the_other(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    write_tables(tmp_path / "army", units=30, persons=300)
    write_tables(tmp_path / "other", units=40, persons=400, sources=("s99",))
    both = [INGEST, ("ingest", "tables", "other", "--recorded", DAY)]
    in_order = []
    for order in (both, both[::-1]):
        clear(empty)
        for one in order:
            quickly(*one, environment=environment, cwd=tmp_path)
        in_order.append(export(environment, tmp_path, "in-order.nq"))
    clear(empty)
    (tmp_path / "here").mkdir()
    at_once = [begin(one, environment, tmp_path) for one in both]
    assert [one.wait(240) for one in at_once] == [0, 0], (tmp_path / "told.txt").read_text()
    assert export(environment, tmp_path, "at-once.nq") in in_order


# ---- servers of their own: killed, short of memory, short of disk


def kill_server(settings: Settings) -> None:
    """End the private server as a loss of power would."""
    pid = server.status(settings).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=1)


@pytest.mark.slow
def test_a_transaction_too_large_and_a_killed_server_lose_nothing(own: Settings, tmp_path: Path) -> None:
    """One server for four faults, since each start takes seconds: no memory, its end, both ends, no disk."""
    write_tables(tmp_path / "army", units=30, persons=300)
    own = replace(own, home=tmp_path / "disk" / "home")
    with small_disk(tmp_path / "disk", "size=300m"):
        try:
            _three_faults(own, tmp_path)
            _no_room(own, tmp_path)
        finally:
            server.stop(own, print)


def _three_faults(own: Settings, tmp_path: Path) -> None:
    tight = variables_of(own, ORBATLAS_SERVER_TRANSACTION="2m")
    ran: Ran = orbatlas(*INGEST, environment=tight, cwd=tmp_path, code=1)
    assert "more memory than one transaction gets" in ran.err and "ORBATLAS_SERVER_TRANSACTION" in ran.err
    kill_server(own)

    roomy = variables_of(own)
    quickly(*INGEST, environment=roomy, cwd=tmp_path)
    whole = export(roomy, tmp_path, "whole.nq")
    quickly("backup", "loaded.orb", environment=roomy, cwd=tmp_path)
    withdraw = ("withdraw", "s1", "--recorded", DAY)
    quickly(*withdraw, environment=roomy, cwd=tmp_path)
    withdrawn = export(roomy, tmp_path, "withdrawn.nq")
    assert withdrawn != whole
    quickly("restore", "loaded.orb", "--replace", "--yes", environment=roomy, cwd=tmp_path)
    with open_database(own) as database:
        assert kill_when(withdraw, roomy, tmp_path, lambda: count_waiting(database) > 0)
        kill_server(own)
    quickly(*withdraw, environment=roomy, cwd=tmp_path)
    assert export(roomy, tmp_path, "again.nq") == withdrawn


def _no_room(own: Settings, tmp_path: Path) -> None:
    """The disk of the private server is nearly full: nothing is written, reading goes on, and the next run is whole."""
    roomy = variables_of(own)
    before = export(roomy, tmp_path, "before.nq")
    write_tables(tmp_path / "more", units=40, persons=400)
    ingest = ("ingest", "tables", "more", "--recorded", DAY)
    filler = own.home / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(own.home).free - (20 << 20)))
    said = orbatlas(*ingest, environment=roomy, cwd=tmp_path, code=3).err
    assert "MB left" in said and "Make room" in said and str(own.home) in said
    assert export(roomy, tmp_path, "full.nq") == before
    filler.unlink()
    quickly(*ingest, environment=roomy, cwd=tmp_path)
    more = export(roomy, tmp_path, "more.nq")
    assert len(more) > len(before)
    assert orbatlas(*ingest, "--format", "json", environment=roomy, cwd=tmp_path).json()["claims_new"] == 0
