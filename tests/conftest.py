"""One real Neo4j for the whole run: that of NEO4J_URI if set, else a private one that ends with the run."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from graph.connection import Database, open_database
from graph.server.guard import guard
from graph.settings import Settings

pytest_plugins = ["tests.no_skips"]

BATCH = 2_000


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def environment() -> Iterator[Mapping[str, str]]:
    """The variables with which a command, a child process or an app reaches the tests' database.

    The server starts at the first use and ends when this process does, by a kill too.
    """
    if os.environ.get("NEO4J_URI"):
        yield {key: value for key, value in os.environ.items() if key.startswith(("NEO4J_", "ORBATLAS_"))}
        return
    kept = {key: value for key, value in os.environ.items() if key.startswith("ORBATLAS_")}
    home = tempfile.mkdtemp(prefix="orbatlas-tests-")
    variables = {**kept, "ORBATLAS_HOME": home, "ORBATLAS_SERVER_PORT": str(free_port())}
    watcher = guard(Settings.from_environment(variables))
    try:
        yield variables
    finally:
        watcher.communicate()


@pytest.fixture(scope="session")
def settings(environment: Mapping[str, str]) -> Settings:
    return Settings.from_environment(environment)


@pytest.fixture(scope="session")
def database(settings: Settings) -> Iterator[Database]:
    """The tests' database, with whatever earlier tests left in it."""
    with open_database(settings, say=print) as opened:
        yield opened


@pytest.fixture
def empty(database: Database) -> Database:
    """The tests' database without nodes and relationships; constraints and indexes stay."""
    clear(database)
    return database


def clear(database: Database) -> None:
    """Delete all nodes and relationships, in batches that fit into a small server's memory."""
    for query in (
        "MATCH ()-[r]->() WITH r LIMIT $limit DELETE r RETURN count(*) AS deleted",
        "MATCH (n) WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS deleted",
    ):
        while _delete(database, query):
            pass


def _delete(database: Database, query: str) -> int:
    rows = database.write(lambda tx: tx.run(query, limit=BATCH).data())
    return int(rows[0]["deleted"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test under a folder such as tests/real carries its mark without saying so."""
    for item in items:
        folder = Path(item.path).parent.name
        if folder in ("real", "browser"):
            item.add_marker(folder)
