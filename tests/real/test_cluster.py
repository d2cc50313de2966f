"""Several machines: commands and a Database before a stand-in for a cluster of three (tests/real/cluster.py).

Its members answer out of one real server, so what is told here is who is asked for what, what is waited for, and what
a change of the cluster does to a command; not how machines copy from each other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from itertools import count
from pathlib import Path

import pytest

import cli
from bench.faults_army import write_tables
from graph import connection
from graph.connection import Database, open_database
from graph.errors import DatabaseUnreachable
from graph.settings import Settings
from tests.conftest import clear
from tests.real.bolt import BEGIN, COMMIT
from tests.real.cluster import Cluster, Member, cluster
from tests.real.commanding import orbatlas
from tests.real.faulting import DAY, export, quickly, reaching

INGEST = ("ingest", "tables", "army", "--recorded", DAY, "--format", "json")
CHAIN = ("chain", "u11", "--on", "2015-06-01", "--format", "json")
QUERY = ("query", "defections-by-unit", "--format", "json")


@pytest.fixture
def three(settings: Settings, empty: Database) -> Iterator[tuple[Cluster, Settings]]:
    """A cluster before the emptied database, and the settings that reach it."""
    with cluster(settings) as found:
        yield found


@pytest.fixture(scope="module")
def army(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the folder `army` holds tables."""
    folder = tmp_path_factory.mktemp("cluster")
    write_tables(folder / "army", units=12, persons=60)
    return folder


@dataclass(frozen=True)
class Unbroken:
    """An ingest of the army before a cluster in which nothing happens."""

    report: str
    export: bytes
    writes: int


@pytest.fixture(scope="module")
def unbroken(database: Database, settings: Settings, environment: Mapping[str, str], army: Path) -> Unbroken:
    clear(database)
    with cluster(settings) as (made, by):
        report = ran(*INGEST, environment=reaching(by), cwd=army)
    return Unbroken(report, export(environment, army, "whole.nq"), len(made.committed))


def probe(database: Database) -> int:
    """Write one node, and how many there are then."""
    database.write(lambda tx: tx.run("CREATE (:Probe)").consume())
    return int(database.read("MATCH (p:Probe) RETURN count(p) AS n")[0]["n"])


def ran(*arguments: object, environment: Mapping[str, str], cwd: Path) -> str:
    """What a command prints that runs in this process."""
    with redirect_stdout(StringIO()) as said:
        quickly(*arguments, environment=environment, cwd=cwd)
    return said.getvalue()


def lead(made: Cluster, member: Member) -> None:
    made.leader = member


# ---- who is asked


def test_commands_write_to_the_leader_and_read_from_followers(
    three: tuple[Cluster, Settings], environment: Mapping[str, str], army: Path
) -> None:
    made, by = three
    leader, *followers = made.members
    quickly(*INGEST, environment=reaching(by), cwd=army)
    assert leader.writes > 5 and leader.reads == 0
    assert [one.writes for one in followers] == [0, 0] and sum(one.reads for one in followers) > 5
    made.forget()
    for command in (CHAIN, QUERY):
        said = orbatlas(*command, environment=reaching(by), cwd=army).out
        assert said == ran(*command, environment=environment, cwd=army) and "u0" in said
    assert leader.begun == []
    assert [one.writes for one in followers] == [0, 0] and sum(one.reads for one in followers) > 3


def test_reads_are_spread_and_wait_for_what_was_written(three: tuple[Cluster, Settings]) -> None:
    """Also where reads have a user, and so a driver, of their own."""
    made, by = three
    for settings in (by, replace(by, reader_username=by.username, reader_password=by.password)):
        with open_database(settings) as database:
            made.forget()
            for n in range(1, 9):
                before = {id(one) for member in made.members for one in member.begun}
                probe(database)
                assert len(list(database.stream("MATCH (p:Probe) RETURN p"))) >= n
                begun = [one for member in made.followers for one in member.begun if id(one) not in before]
                assert [made.committed[-1] in one.bookmarks for one in begun] == [True, True]
            assert all(one.reads > 0 for one in made.followers)


# ---- the leader changes


def test_a_leader_that_moves_in_the_middle_of_an_ingest_changes_nothing(
    unbroken: Unbroken, three: tuple[Cluster, Settings], environment: Mapping[str, str], army: Path
) -> None:
    """It moves as one of the last transactions begins, and as a later one is to be kept, which is then lost."""
    made, by = three
    told = {BEGIN: count(1), COMMIT: count(1)}
    moves = {(BEGIN, unbroken.writes - 5): made.members[1], (COMMIT, unbroken.writes - 1): made.members[2]}

    def heard(tag: bytes) -> None:
        made.leader = moves.get((tag, next(told[tag])), made.leader)

    made.heard = heard
    assert ran(*INGEST, environment=reaching(by), cwd=army) == unbroken.report
    assert [one.writes > 0 for one in made.members] == [True, True, True]
    assert export(environment, army, "moved.nq") == unbroken.export


def test_a_leader_that_dies_in_the_middle_of_an_ingest_is_waited_for(
    unbroken: Unbroken, three: tuple[Cluster, Settings], environment: Mapping[str, str], army: Path
) -> None:
    """It dies as one of the last transactions begins; the others take two seconds to choose another one."""
    made, by = three
    left = count(unbroken.writes - 5, -1)

    def heard(tag: bytes) -> None:
        if tag == BEGIN and next(left) == 0:
            first, made.leader = made.members[0], None
            threading.Timer(2, lambda: lead(made, made.members[1])).start()
            first.die()

    made.heard = heard
    assert ran(*INGEST, environment=reaching(by), cwd=army) == unbroken.report
    assert made.members[0].writes > 0 and made.members[1].writes > 0
    assert export(environment, army, "again.nq") == unbroken.export


def test_a_leader_that_dies_as_it_keeps_what_was_written_ends_the_ingest_and_the_next_one_finishes_it(
    unbroken: Unbroken, three: tuple[Cluster, Settings], environment: Mapping[str, str], army: Path
) -> None:
    """Nobody can know then whether it was kept."""
    made, by = three
    left = count(unbroken.writes - 3, -1)

    def heard(tag: bytes) -> None:
        if tag == COMMIT and next(left) == 0:
            lead(made, made.members[1])
            made.members[0].die()

    made.heard = heard
    said = orbatlas(*INGEST, environment=reaching(by), cwd=army, code=3).err
    assert f"No Neo4j answers at {by.uri}" in said
    alive = replace(by, uri=f"neo4j://{made.members[1].address}")
    quickly(*INGEST, environment=reaching(alive), cwd=army)
    assert export(environment, army, "finished.nq") == unbroken.export


def test_a_cluster_that_chooses_a_leader_is_waited_for_while_reads_go_on(
    three: tuple[Cluster, Settings],
) -> None:
    made, by = three
    with open_database(by) as database:
        probe(database)
        made.leader = None
        assert database.read("MATCH (p:Probe) RETURN count(p) AS n") == [{"n": 1}]
        threading.Timer(2, lambda: lead(made, made.members[2])).start()
        assert probe(database) == 2
    assert made.members[2].writes == 1


def test_a_cluster_without_a_leader_says_so_and_is_read(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    three: tuple[Cluster, Settings],
    army: Path,
) -> None:
    monkeypatch.setattr(connection, "_RETRY_CLUSTER", 0.5)
    made, by = three
    made.leader = None
    for key, value in reaching(by).items():
        monkeypatch.setenv(key, value)
    monkeypatch.chdir(army)
    assert cli.run(list(INGEST)) == 3
    said = capsys.readouterr().err
    assert f"The cluster at {by.uri} has no leader now" in said and "run the same command again" in said
    assert "Traceback" not in said
    assert cli.run(list(QUERY)) == 0


def test_a_follower_that_is_asked_to_write_by_its_own_address_tells_the_way_to_the_leader(
    three: tuple[Cluster, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_RETRY", 0.5)
    made, by = three
    follower = replace(by, uri=f"bolt://{made.members[1].address}")
    with open_database(follower) as database:
        assert database.read("RETURN 1 AS n") == [{"n": 1}]
        with pytest.raises(
            DatabaseUnreachable, match=r"does not lead its cluster.* scheme neo4j://"
        ) as failed:
            probe(database)
    assert failed.value.exit_code == 3


def test_more_time_is_given_to_a_cluster_than_it_takes_to_choose_a_leader(
    three: tuple[Cluster, Settings],
) -> None:
    """A leader that died is missed after at most 23 seconds, and another one is chosen in at most 6."""
    _, by = three
    with open_database(by) as database:
        pool = database._driver._pool
        assert pool.workspace_config.max_transaction_retry_time >= 23 + 6


def test_a_leader_that_moved_unseen_is_told_where_nothing_is_tried_again(
    three: tuple[Cluster, Settings],
) -> None:
    made, by = three
    with open_database(by) as database:
        probe(database)
        made.leader = made.members[1]
        with pytest.raises(DatabaseUnreachable, match=r"takes no writes.* run the same command again"):
            database.peek(lambda tx: tx.run("CREATE (:Probe)").consume())
        database.peek(lambda tx: tx.run("CREATE (:Probe)").consume())
    assert made.members[1].writes == 1


# ---- machines die


def test_a_follower_dies_and_reads_go_on(three: tuple[Cluster, Settings]) -> None:
    """It stays in the routing table, as it does until the others notice."""
    made, by = three
    with open_database(by) as database:
        probe(database)
        while not made.members[2].reads:
            database.read("MATCH (p:Probe) RETURN p")
        made.members[2].die()
        made.forget()
        for _ in range(8):
            assert len(database.read("MATCH (p:Probe) RETURN p.n")) == 1
            assert len(list(database.stream("MATCH (p:Probe) RETURN p.n"))) == 1
        assert made.members[1].reads == 16
        made.members[2].start()
        assert probe(database) == 2


def test_the_last_of_the_routers_is_enough(settings: Settings, empty: Database) -> None:
    """Also for finding the next leader; the table is asked for at every step."""
    with cluster(settings, ttl=0) as (made, by), open_database(by) as database:
        assert probe(database) == 1
        for member in made.members[:2]:
            member.die()
        made.forget()
        assert database.read("MATCH (p:Probe) RETURN count(p) AS n") == [{"n": 1}]
        assert made.members[2].routed > 0
        made.leader = made.members[2]
        database.write(lambda tx: tx.run("CREATE (:Probe)").consume())
    assert empty.read("MATCH (p:Probe) RETURN count(p) AS n") == [{"n": 2}]
