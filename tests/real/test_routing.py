"""The address of a cluster: what the driver asks the server and sends with each transaction, read from its own log.

The private server is one machine and answers as a cluster of one; several are in test_cluster.py. What Orbatlas owes is
told here: the scheme is taken, reads are marked as reads so that they go to readers, what was written is waited for by
its bookmark, and what a cluster says in passing is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from urllib.parse import urlsplit

import pytest

from graph.connection import Database, open_database
from graph.errors import DatabaseUnreachable
from graph.settings import Settings
from tests.conftest import free_port
from tests.real.faulting import addressed, wire


@pytest.fixture
def routed(settings: Settings, database: Database) -> Iterator[Settings]:
    """The settings that reach the tests' server by the scheme of a cluster."""
    yield _by_route(settings)


def _by_route(settings: Settings, port: int | None = None) -> Settings:
    """The settings that reach the server by the scheme of a cluster, at this port in place of its own."""
    by = addressed(settings)
    at = urlsplit(str(by.uri))
    return replace(by, uri=f"neo4j://{at.hostname}:{port or at.port}")


def _sent(caplog: pytest.LogCaptureFixture, message: str) -> list[str]:
    """The messages of a kind that the driver sent, as its log has them."""
    found = (record.getMessage() for record in caplog.records if record.name.startswith("neo4j"))
    return [text for text in found if f"C: {message} " in text]


def test_reads_go_to_readers_and_wait_for_what_was_written(
    routed: Settings, empty: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="neo4j"), open_database(routed) as database:
        assert _sent(caplog, "ROUTE"), "the table of a cluster was asked for"
        database.write(lambda tx: tx.run("CREATE (:Probe {n: 1})").consume())
        caplog.clear()
        assert database.read("MATCH (p:Probe) RETURN p.n AS n") == [{"n": 1}]
        begun = _sent(caplog, "BEGIN")
        caplog.clear()
        assert [record["n"] for record in database.stream("MATCH (p:Probe) RETURN p.n AS n")] == [1]
        begun += _sent(caplog, "BEGIN")
    assert len(begun) == 2
    for text in begun:
        assert "'mode': 'r'" in text
        assert "'bookmarks': [" in text and "'bookmarks': []" not in text


def test_a_write_is_no_read(routed: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with open_database(routed) as database, caplog.at_level(logging.DEBUG, logger="neo4j"):
        database.write(lambda tx: tx.run("RETURN 1").consume())
        begun = _sent(caplog, "BEGIN")
    assert begun
    assert "'mode': 'r'" not in begun[0]


def test_a_second_process_sees_its_own_writes_alone_at_once(routed: Settings, empty: Database) -> None:
    """Each Database waits for what it wrote itself; one machine has all of it for everybody."""
    with open_database(routed) as one, open_database(routed) as other:
        for n in range(20):
            one.write(lambda tx, n=n: tx.run("MERGE (p:Probe) SET p.n = $n", n=n).consume())  # type: ignore[misc]
            assert one.read("MATCH (p:Probe) RETURN p.n AS n") == [{"n": n}]
        assert other.read("MATCH (p:Probe) RETURN p.n AS n") == [{"n": 19}]


def test_a_write_whose_connection_is_cut_is_tried_again_and_done_once(
    settings: Settings, empty: Database
) -> None:
    with _cutting(settings) as (by, cut), open_database(by) as database:
        tries = count(1)

        def work(tx: object) -> None:
            attempt = next(tries)
            tx.run("CREATE (:Probe {attempt: $attempt})", attempt=attempt).consume()  # type: ignore[attr-defined]
            if attempt == 1:
                cut()

        database.write(work)
    assert empty.read("MATCH (p:Probe) RETURN p.attempt AS attempt") == [{"attempt": 2}]


def test_a_cluster_that_is_not_there_is_told_at_once(settings: Settings) -> None:
    nobody = replace(settings, uri=f"neo4j://127.0.0.1:{free_port()}", password="x")
    with pytest.raises(DatabaseUnreachable, match="No Neo4j answers"):
        open_database(nobody)


# ---- a wire that can be cut


@contextmanager
def _cutting(settings: Settings) -> Iterator[tuple[Settings, Callable[[], None]]]:
    """Settings that reach the server through a wire, and what cuts all that runs through it at that moment."""
    with wire(addressed(settings)) as carrying:
        yield _by_route(settings, carrying.port), carrying.cut
