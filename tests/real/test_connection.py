"""What the one connection promises: reads that cannot write, limits that hold, and errors in our words."""

from __future__ import annotations

from typing import Any

import pytest

from graph.connection import Database
from graph.errors import ConstraintBroken, OutOfMemory, QueryRefused, QueryTimeout
from ontology.errors import OrbatlasError

MERGE = "MERGE (n:Probe {id: $id}) RETURN n.id AS id"


def probes(database: Database) -> int:
    return int(database.read("MATCH (n:Probe) RETURN count(n) AS n")[0]["n"])


def test_what_was_written_is_read(empty: Database) -> None:
    assert empty.write(lambda tx: tx.run(MERGE, id="a").single(strict=True)["id"]) == "a"
    assert empty.read("MATCH (n:Probe {id: $id}) RETURN n.id AS id", {"id": "a"}) == [{"id": "a"}]


def test_a_stream_gives_every_row_and_may_be_left_early(database: Database) -> None:
    rows = database.stream("UNWIND range(1, $n) AS x RETURN x", {"n": 2500}, fetch_size=100)
    assert sum(row["x"] for row in rows) == 2500 * 2501 // 2
    early = database.stream("UNWIND range(1, 1000000) AS x RETURN x", fetch_size=10)
    assert next(early)["x"] == 1
    early.close()  # type: ignore[attr-defined]
    assert database.read("RETURN 1 AS one") == [{"one": 1}]


def test_a_peek_sees_what_would_be_and_keeps_nothing(empty: Database) -> None:
    assert empty.peek(lambda tx: tx.run(MERGE, id="b").single(strict=True)["id"]) == "b"
    assert probes(empty) == 0


def test_work_that_fails_leaves_nothing(empty: Database) -> None:
    def work(tx: Any) -> None:
        tx.run(MERGE, id="c").consume()
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        empty.write(work)
    assert probes(empty) == 0


@pytest.mark.parametrize(
    ("query", "parameters", "words"),
    [
        ("CREATE (:Probe)", {}, "read access mode"),
        ("MATC (n)", {}, "MATC"),
        ("RETURN $missing", {}, "missing"),
        ("RETURN $x", {"x": object()}, "parameter cannot be sent"),
        ("RETURN $x", {"x": 2**70}, "parameter cannot be sent"),
        ("RETURN 1 / 0", {}, "by zero"),
        ("RETURN date('no day')", {}, "no day"),
        ("CALL no.such.procedure()", {}, "no.such.procedure"),
    ],
)
def test_a_query_that_cannot_be_run_is_refused_in_our_words(
    empty: Database, query: str, parameters: dict[str, object], words: str
) -> None:
    with pytest.raises(QueryRefused, match=words) as refused:
        empty.read(query, parameters)
    assert refused.value.exit_code == 2
    with pytest.raises(QueryRefused, match=words):
        list(empty.stream(query, parameters))
    assert probes(empty) == 0


def test_a_query_ends_at_its_time_limit(database: Database) -> None:
    slow = "UNWIND range(1, 2000000000) AS x WITH x WHERE x % 7 = 1 RETURN count(x)"
    with pytest.raises(QueryTimeout, match="time limit 1 s"):
        database.read(slow, timeout=1)


def test_a_query_that_wants_too_much_memory_is_ended_once(database: Database) -> None:
    greedy = "UNWIND range(1, 200000000) AS x RETURN collect(toString(x) + 'aaaaaaaaaaaaaaaa') AS all"
    with pytest.raises(OutOfMemory):
        database.read(greedy)


def test_a_broken_constraint_is_named_and_nothing_is_kept(empty: Database) -> None:
    empty.schema("CREATE CONSTRAINT probe IF NOT EXISTS FOR (n:Probe) REQUIRE n.id IS UNIQUE")
    empty.schema("CREATE CONSTRAINT probe IF NOT EXISTS FOR (n:Probe) REQUIRE n.id IS UNIQUE")
    try:
        empty.write(lambda tx: tx.run(MERGE, id="d").consume())
        with pytest.raises(ConstraintBroken, match="already exists"):
            empty.write(lambda tx: tx.run("CREATE (:Probe {id: 'e'}) CREATE (:Probe {id: 'd'})").consume())
        assert probes(empty) == 1
    finally:
        empty.schema("DROP CONSTRAINT probe IF EXISTS")


def test_a_plan_tells_what_a_query_would_do_without_doing_it(empty: Database) -> None:
    reading = empty.explain("MATCH (n:Probe) WHERE n.id = $id RETURN n.id AS id", {"id": "a"})
    assert (reading.query_type, reading.writes, reading.columns) == ("r", False, ("id",))
    assert reading.operators[0] == "ProduceResults"
    assert empty.explain("CREATE (n:Probe) RETURN n").writes
    assert probes(empty) == 0
    with pytest.raises(QueryRefused):
        empty.explain("MATCH (n RETURN n")


def test_the_private_server_reads_no_files_and_no_network_for_a_query(database: Database) -> None:
    for address in ("file:///etc/hostname", "http://127.0.0.1:9/"):
        with pytest.raises(OrbatlasError, match="Cannot load"):
            database.read("LOAD CSV FROM $address AS row RETURN row", {"address": address})
