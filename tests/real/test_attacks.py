"""Attempts at every way in, on a real server: refused or ended in words, nothing changed; and a user who only reads."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import pytest

from bench.attacks import GUARD_ALONE, Kind, Neighbour, attack, cypher, ends, load_little
from bench.attacks_elsewhere import WORDS, elsewhere
from graph.connection import Database, open_database
from graph.errors import AuthFailed
from graph.search import search
from graph.server import start as start_server
from graph.settings import Settings
from graph.veil import VeiledDatabase
from ontology.reading import load_model
from tests.conftest import clear


@pytest.fixture(scope="module")
def loaded(database: Database) -> Database:
    clear(database)
    load_little(database)
    return database


@pytest.fixture(scope="module")
def looking(settings: Settings, loaded: Database) -> Iterator[Database]:
    """A connection that only looks whether anything was changed."""
    with open_database(settings) as opened:
        yield opened


def passed(kinds: dict[str, Kind]) -> list[str]:
    return [name for kind in kinds.values() for name in kind.passed]


def test_nothing_passes_ask_in_either_dialect_and_others_go_on(
    loaded: Database, looking: Database, settings: Settings
) -> None:
    with Neighbour(settings) as met:
        kinds = attack(looking, cypher(loaded, guarded=True))
    assert passed(kinds) == []
    assert sum(kind.tried for kind in kinds.values()) > 3 * 250
    assert all(kind.tried == kind.refused for kind in kinds.values())
    assert met.seconds and not met.failed


def test_below_the_guard_a_read_changes_nothing(loaded: Database, looking: Database) -> None:
    """Every eighth of them: bench/attacks.py tries all."""
    kinds = attack(looking, islice(cypher(loaded, guarded=False), 0, None, 8))
    assert passed(kinds) == []
    assert sum(kind.tried for kind in kinds.values()) > 40


def test_what_harms_below_the_guard_is_known(loaded: Database) -> None:
    assert GUARD_ALONE
    assert not any("kill" in name for _, name, _ in cypher(loaded, guarded=False))


def test_parameters_end_in_words(loaded: Database, looking: Database) -> None:
    some = (one for one in ends(loaded) if one[0] == "parameters")
    assert passed(attack(looking, some)) == []


def test_every_other_way_in_ends_in_words(loaded: Database, looking: Database) -> None:
    some = (one for one in elsewhere(loaded) if one[0] != "SPARQL")
    assert passed(attack(looking, some)) == []


@pytest.mark.parametrize("words", ["*", "unit/", "(", "~2"])
def test_signs_of_the_index_are_no_signs_in_a_search(loaded: Database, words: str) -> None:
    plain = [hit.id for hit in search(loaded, load_model(), "division")]
    found = {hit.id for hit in search(loaded, load_model(), f"division {words}")}
    assert plain and found <= set(plain)
    assert WORDS


# ---- a user for what is only read


@pytest.fixture
def second(settings: Settings, database: Database) -> Iterator[Settings]:
    """Settings with a second user of the server, who goes again."""
    endpoint = start_server(settings, print) if settings.uri is None else None
    by = replace(
        settings,
        uri=endpoint.uri if endpoint else settings.uri,
        username=endpoint.username if endpoint else settings.username,
        password=endpoint.password if endpoint else settings.password,
        reader_username="reading",
        reader_password=secrets.token_hex(16),
    )
    with open_database(replace(by, reader_username=None)) as opened:
        system = Database(opened._driver, "system", 60.0, opened.uri)
        words = "CREATE OR REPLACE USER reading SET PASSWORD $word CHANGE NOT REQUIRED"
        system.write(lambda tx: tx.run(words, word=by.reader_password).consume())
        yield by
        system.write(lambda tx: tx.run("DROP USER reading").consume())


WHO = "SHOW CURRENT USER YIELD user RETURN user"


def test_reads_go_by_the_reading_user_and_writes_do_not(second: Settings, empty: Database) -> None:
    with open_database(second) as database:
        assert database.read(WHO) == [{"user": "reading"}]
        assert [record["user"] for record in database.stream(WHO)] == ["reading"]
        assert database.read_work(lambda tx: tx.run(WHO).single(strict=True)["user"]) == "reading"
        assert database.write(lambda tx: tx.run(WHO).single(strict=True)["user"]) != "reading"
        assert VeiledDatabase(database, load_model())._reader is database._reader


def test_a_reading_user_sees_what_was_just_written(second: Settings, empty: Database) -> None:
    with open_database(second) as database:
        for number in range(20):
            database.write(lambda tx, n=number: tx.run("MERGE (p:Probe) SET p.n = $n", n=n).consume())  # type: ignore[misc]
            assert database.read("MATCH (p:Probe) RETURN p.n AS n") == [{"n": number}]


def test_a_wrong_password_of_the_reading_user_is_told_without_it(second: Settings) -> None:
    wrong = replace(second, reader_password="recognisable-word")
    with pytest.raises(AuthFailed) as told:
        open_database(wrong)
    assert "recognisable-word" not in f"{told.value} {told.value.hint} {wrong!r}"
