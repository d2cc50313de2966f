"""Recognisable secrets are planted, and looked for in all that is printed, logged, listed and written."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from graph.connection import Database
from graph.server.layout import Layout
from graph.server.password import read_password
from graph.settings import Settings
from tests.conftest import free_port
from tests.real.commanding import variables

PLANTED = "Recognisable-7f3a91"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def password(settings: Settings, database: Database) -> str:
    if settings.uri is not None:
        assert settings.password is not None
        return settings.password
    return read_password(Layout.of(settings))


def run(arguments: list[str], environment: Mapping[str, str]) -> str:
    """All that a command prints."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        env={**variables(environment), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def command_lines() -> Iterator[str]:
    for process in psutil.process_iter(["cmdline"]):
        yield " ".join(process.info["cmdline"] or ())


@pytest.mark.parametrize(
    "wrong",
    [
        {"NEO4J_URI": f"bolt://neo4j:{PLANTED}@127.0.0.1:1"},
        {"NEO4J_URI": "bolt://127.0.0.1:{port}", "NEO4J_PASSWORD": PLANTED},
        {"NEO4J_READER_PASSWORD": PLANTED},
    ],
)
def test_a_command_that_fails_does_not_tell_a_password(wrong: Mapping[str, str]) -> None:
    values = {key: value.format(port=free_port()) for key, value in wrong.items()}
    told = run(["query", "sources"], values)
    assert "orbatlas: " in told
    assert PLANTED not in told


def test_the_server_says_nothing_of_its_password(environment: Mapping[str, str], password: str) -> None:
    for arguments in (["server", "status"], ["query", "sources"], ["query", "no-such-query"]):
        assert password not in run(arguments, environment)


def test_no_process_is_listed_with_a_password(password: str) -> None:
    lines = list(command_lines())
    assert any(sys.executable in line or "python" in line for line in lines)
    assert not [line for line in lines if password in line]


def test_the_servers_files_are_its_owners(settings: Settings, password: str) -> None:
    if settings.uri is not None:
        return  # not ours
    layout = Layout.of(settings)
    assert stat.S_IMODE(layout.root.stat().st_mode) == 0o700
    for file in (layout.password, layout.data / "dbms" / "auth.ini"):
        if file.exists():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert layout.root.stat().st_uid == os.getuid()


def test_logs_hold_no_password_and_no_query(settings: Settings, database: Database, password: str) -> None:
    """A query that comes to its time limit is what Neo4j would write down with its parameters."""
    if settings.uri is not None:
        return  # not ours
    with pytest.raises(Exception, match="limit"):
        database.read(
            "MATCH (a) UNWIND range(1, 100000) AS b UNWIND range(1, 100000) AS c WITH a, b, c "
            "WHERE b + c > 0 AND $who <> '' RETURN count(*) AS n UNION "
            "UNWIND range(1, 100000) AS b UNWIND range(1, 1000000) AS c WITH b, c WHERE b + c > 0 RETURN count(*) AS n",
            {"who": PLANTED},
            timeout=0.5,
        )
    layout = Layout.of(settings)
    logs = [file for file in layout.logs.rglob("*") if file.is_file()]
    assert logs
    for file in [*logs, layout.conf / "neo4j.conf", layout.state]:
        text = file.read_text(encoding="utf-8", errors="replace")
        assert password not in text, file
        assert PLANTED not in text, file


def test_settings_and_the_connection_do_not_print_it(
    settings: Settings, database: Database, password: str
) -> None:
    assert password not in f"{settings!r} {database!r} {vars(database)!r}"
    shown = Settings.from_environment(
        {"NEO4J_PASSWORD": PLANTED, "NEO4J_READER_USERNAME": "r", "NEO4J_READER_PASSWORD": PLANTED}
    )
    assert PLANTED not in f"{shown!r} {shown}"
