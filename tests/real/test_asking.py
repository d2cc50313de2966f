"""Attempts on a real server: whatever is tried ends in plain words, and the database is as it was."""

from __future__ import annotations

import json
import time
from threading import BoundedSemaphore
from typing import Any

import pytest

from graph import asking
from graph.asking import ask
from graph.connection import Database
from graph.errors import QueryRefused, QueryTimeout
from ontology.errors import OrbatlasError
from tests.conftest import clear
from tests.real.facts import load, posted, under, unit
from tests.unit.attempts import GOOD, GROW, REFUSED, SERVER_ENDS
from tests.unit.attempts_newest import HONEST

SECONDS = 2.0


@pytest.fixture(scope="module")
def loaded(database: Database) -> Database:
    """A small army and some filling, so that products of nodes are large."""
    clear(database)
    load(
        database,
        [
            *unit("u1", "1 Division"),
            *unit("u2", "2 Division"),
            under("u1", "u2"),
            under("u2", "u3"),
            posted("p1", "u1", role="commander"),
            *(claim for number in range(100) for claim in unit(f"x{number}", f"Filling {number}")),
        ],
    )
    return database


def picture(database: Database) -> list[dict[str, Any]]:
    """Counts, a sum over all properties, and the schema."""
    facts = database.read(
        "MATCH (n) WITH count(n) AS nodes, sum(size(keys(n))) AS keys, count(DISTINCT labels(n)) AS labels "
        "RETURN nodes, keys, labels, COUNT { ()-->() } AS ties"
    )
    return [*facts, *database.read("SHOW INDEXES YIELD name RETURN collect(name) AS names")]


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_an_attempt_is_refused_and_changes_nothing(loaded: Database, text: str) -> None:
    before = picture(loaded)
    with pytest.raises(QueryRefused):
        ask(loaded, text, seconds=SECONDS)
    assert picture(loaded) == before


@pytest.mark.parametrize(
    "text",
    [text for name, text in REFUSED.items() if len(text) < 500 and name not in GROW],
    ids=[name for name, text in REFUSED.items() if len(text) < 500 and name not in GROW],
)
def test_without_the_guard_nothing_is_changed_either(
    loaded: Database, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan and the read transaction are a second and a third wall. Only what runs long needs the first."""
    if any(word in text for word in ("reduce", "range", "=~", "sleep", "TERMINATE", "kill", "awaitIndexes")):
        text = f"{text} CREATE (n)"
    before = picture(loaded)
    monkeypatch.setattr(asking, "guard", lambda *_: None)
    try:
        ask(loaded, text, {"re": "a", "n": 1}, seconds=SECONDS)
    except OrbatlasError as error:
        assert str(error)
    assert picture(loaded) == before


@pytest.mark.parametrize("text", SERVER_ENDS.values(), ids=SERVER_ENDS)
def test_what_only_the_server_can_tell_ends_in_words(loaded: Database, text: str) -> None:
    began = time.monotonic()
    with pytest.raises(OrbatlasError) as ended:
        ask(loaded, text, seconds=SECONDS)
    assert time.monotonic() - began < SECONDS + asking.GRACE + 1
    assert str(ended.value) and "Traceback" not in str(ended.value)
    assert loaded.read("RETURN 1 AS one") == [{"one": 1}]


@pytest.mark.parametrize("text", [*GOOD.values(), *HONEST.values()], ids=[*GOOD, *HONEST])
def test_a_good_question_is_answered(loaded: Database, text: str) -> None:
    answer = ask(loaded, text, {"id": "u1"})
    assert answer.columns
    json.dumps([answer.rows, answer.nodes, answer.relationships], allow_nan=False)


def test_paths_bring_their_nodes_and_relationships(loaded: Database) -> None:
    answer = ask(loaded, "MATCH p = (:Unit {id: 'u1'})-[:SUBORDINATE_TO*2]->() RETURN p")
    assert sorted(node["id"] for node in answer.nodes) == ["u1", "u2", "u3"]
    ends = sorted((one["source"], one["target"]) for one in answer.relationships)
    assert ends == [("u1", "u2"), ("u2", "u3")]
    assert {one["type"] for one in answer.relationships} == {"SUBORDINATE_TO"}


def test_rows_beyond_the_limit_are_cut_and_said_so(loaded: Database) -> None:
    answer = ask(loaded, "MATCH (u:Unit) RETURN u.id AS id ORDER BY id", rows=5)
    assert (len(answer.rows), answer.truncated, answer.columns) == (5, True, ("id",))
    assert not ask(loaded, "RETURN 1 AS one", rows=1).truncated


@pytest.mark.parametrize("value", ["date({year: 0})", "datetime({year: 2020, timezone: 'SystemV/AST4ADT'})"])
def test_a_value_that_cannot_be_shown_is_told(loaded: Database, value: str) -> None:
    with pytest.raises(QueryRefused, match="cannot be shown") as told:
        ask(loaded, f"RETURN {value} AS a")
    assert "toString" in str(told.value.hint)
    assert ask(loaded, f"RETURN toString({value}) AS a").rows
    with pytest.raises(QueryRefused, match="cannot be shown"):
        loaded.read(f"RETURN {value} AS a")


def test_an_empty_answer_has_its_columns(loaded: Database) -> None:
    answer = ask(loaded, "MATCH (u:Unit {id: 'nobody'}) RETURN u.id AS id, u.name AS name")
    assert (answer.rows, answer.columns) == ((), ("id", "name"))


def test_what_takes_too_long_is_ended(loaded: Database) -> None:
    with pytest.raises(QueryTimeout):
        ask(loaded, SERVER_ENDS["cross product"], seconds=1.0)


def test_what_the_server_cannot_end_is_given_up(loaded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression that loops for some seconds, past the guard: the answer is no longer waited for."""
    monkeypatch.setattr(asking, "guard", lambda *_: None)
    monkeypatch.setattr(asking, "GRACE", 0.5)
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="given up"):
        ask(loaded, "RETURN all(x IN range(1, 200000000) WHERE x > 0) AS a", seconds=0.5)
    assert time.monotonic() - began < 3


def test_too_many_questions_at_once_are_refused(loaded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_FREE", BoundedSemaphore(1))
    asking._FREE.acquire()
    with pytest.raises(QueryTimeout, match="already"):
        ask(loaded, "RETURN 1 AS one")
