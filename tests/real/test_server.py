"""The private server: started once for many, found again, ended, and never mistaken for something else."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from graph import server
from graph.connection import open_database
from graph.errors import AuthFailed, DatabaseUnreachable, PortTaken, ServerError
from graph.server import process
from graph.server.artifacts import class_path
from graph.server.layout import Layout
from graph.server.password import prepare_password
from graph.server.versions import VERSIONS
from graph.settings import Settings
from tests.real.commanding import ROOT, variables_of

START = """
from graph import server
from graph.settings import Settings
settings = Settings.from_environment()
print(server.start(settings, lambda words: None).uri, server.status(settings).pid)
"""
OWN = """
import time
from graph import server
from graph.server.guard import guard
from graph.settings import Settings
settings = Settings.from_environment()
watcher = guard(settings)
server.start(settings, lambda words: None)
print(server.status(settings).pid, flush=True)
time.sleep(600)
"""


def child(code: str, settings: Settings) -> subprocess.Popen[str]:
    """Another process with these settings in its environment."""
    command = [sys.executable, "-c", code]
    kept = {**os.environ, **variables_of(settings)}
    return subprocess.Popen(command, cwd=ROOT, env=kept, stdout=subprocess.PIPE, text=True)


def said(one: subprocess.Popen[str]) -> str:
    return one.communicate(timeout=240)[0].strip()


def test_two_commands_at_once_end_with_one_server_that_outlives_both(shared: Settings) -> None:
    first, second = (said(one) for one in [child(START, shared), child(START, shared)])
    assert first == second
    uri, pid = first.split()
    assert uri == f"bolt://127.0.0.1:{shared.port}"
    now = server.status(shared)
    assert (now.running, now.pid, now.uri, now.version) == (True, int(pid), uri, shared.version)
    assert os.getsid(int(pid)) == int(pid)  # Ctrl-C in the terminal of its starter does not reach it
    with open_database(shared, start=False) as database:
        assert database.read("RETURN 1 AS one") == [{"one": 1}]


def test_starting_again_is_quick_and_gives_the_same(shared: Settings) -> None:
    endpoint = server.start(shared, print)
    words: list[str] = []
    began = time.perf_counter()
    assert server.start(shared, words.append) == endpoint
    assert time.perf_counter() - began < 1
    assert words == []


def test_only_loopback_is_listened_on_and_only_with_bolt(shared: Settings) -> None:
    server.start(shared, print)
    running = process.find(Layout.of(shared))
    assert running is not None
    listening = [line.laddr for line in running.process().net_connections() if line.status == "LISTEN"]
    assert {address.port for address in listening} == {shared.port}
    assert {address.ip.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}


def test_the_password_is_for_its_owner_alone_and_nobody_is_told_it(shared: Settings) -> None:
    endpoint = server.start(shared, print)
    layout = Layout.of(shared)
    assert stat.S_IMODE(layout.password.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.root.stat().st_mode) == 0o700
    assert endpoint.password not in repr(endpoint) + repr(server.status(shared)) + layout.state.read_text()
    running = process.find(layout)
    assert running is not None
    assert endpoint.password not in " ".join(running.process().cmdline())


def test_a_wrong_password_gets_a_clear_word_without_it(shared: Settings) -> None:
    endpoint = server.start(shared, print)
    with pytest.raises(AuthFailed, match="does not take the user name and password") as failed:
        open_database(replace(shared, uri=endpoint.uri, password="wrong-word"))
    assert failed.value.exit_code == 3
    assert "wrong-word" not in str(failed.value)


def test_a_wrong_password_file_is_named_and_the_right_one_is_enough(shared: Settings) -> None:
    server.start(shared, print)
    file = Layout.of(shared).password
    kept = file.read_text()
    try:
        file.write_text("wrong-word")
        with pytest.raises(AuthFailed, match="does not take the password in") as failed:
            open_database(shared)
        assert str(file) in str(failed.value) and "wrong-word" not in str(failed.value)
    finally:
        file.write_text(f"{kept}\n")
    open_database(shared).close()


def test_a_damaged_file_of_neo4j_is_taken_away_and_said(own: Settings, tmp_path: Path) -> None:
    version, there = VERSIONS[own.version], own.cache / "neo4j" / own.version
    class_path(version, own.cache, print)
    for jar in version.jars():
        (tmp_path / "cache" / "neo4j" / own.version / jar.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "cache" / "neo4j" / own.version / jar.path).symlink_to(there / jar.path)
    name = f"neo4j-kernel-{own.version}.jar"
    (broken,) = (tmp_path / "cache").rglob(name)
    broken.unlink()
    broken.write_bytes(b"PK")
    Layout.of(own).make()
    Layout.of(own).version.write_text("")  # as a full disk leaves it: no reason to refuse
    with pytest.raises(ServerError, match=rf"were damaged: {name}\. They were taken away"):
        server.start(replace(own, cache=tmp_path / "cache"), print)
    assert not broken.exists()


def test_another_version_is_not_started_on_the_same_data(shared: Settings) -> None:
    server.start(shared, print)
    other = "5.26.28" if shared.version != "5.26.28" else "2026.09.0"
    with pytest.raises(ServerError, match=f"is of Neo4j {shared.version}, not {other}"):
        server.start(replace(shared, version=other), print)


def test_what_was_written_outlives_a_kill_and_a_stop(shared: Settings) -> None:
    with open_database(shared, say=print) as database:
        database.write(lambda tx: tx.run("MERGE (:Kept {id: 'kept'})").consume())
    pid = server.status(shared).pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.02)
    assert not server.status(shared).running
    with open_database(shared, say=print) as database:
        assert database.read("MATCH (n:Kept) RETURN count(n) AS n") == [{"n": 1}]
    assert server.stop(shared, print)
    assert not server.status(shared).running
    assert not server.stop(shared, print)
    with pytest.raises(DatabaseUnreachable, match="does not run"):
        open_database(shared, start=False)


def test_a_server_whose_state_file_is_lost_is_found_all_the_same(shared: Settings) -> None:
    server.start(shared, print)
    pid = server.status(shared).pid
    Layout.of(shared).state.unlink()
    assert [stray.pid for stray in process.strays(Layout.of(shared))] == [pid]
    assert server.stop(shared, print)
    assert process.port_is_free(shared.port)


def test_a_server_ends_with_its_owner_even_when_the_owner_is_killed(own: Settings) -> None:
    owner = child(OWN, own)
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.kill()
    owner.communicate()
    end = time.monotonic() + 60
    while (psutil.pid_exists(pid) or own.home.exists()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
    assert not own.home.exists()


def test_a_taken_port_is_named_with_the_variable_that_changes_it(own: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", own.port))
        other.listen()
        with pytest.raises(PortTaken, match=f"Port {own.port} is taken.*ORBATLAS_SERVER_PORT"):
            server.start(own, print)


def test_a_server_that_dies_while_starting_gives_its_reason_and_its_log(own: Settings) -> None:
    with pytest.raises(ServerError, match="ended while it was starting") as failed:
        server.start(replace(own, heap="1m"), print)
    message = str(failed.value)
    assert "Too small maximum heap" in message
    assert str(Layout.of(own).console) in message
    assert "\n" not in message
    assert not server.status(own).running


def test_an_address_without_a_server_gives_a_clear_word(own: Settings) -> None:
    with pytest.raises(DatabaseUnreachable, match="No Neo4j answers") as failed:
        open_database(replace(own, uri=f"bolt://127.0.0.1:{own.port}", password="any"))
    assert failed.value.exit_code == 3


def test_a_process_id_that_was_given_out_again_is_not_taken_for_the_server(own: Settings) -> None:
    layout = Layout.of(own)
    layout.make()
    earlier = psutil.Process().create_time() - 60
    mine = {"pid": os.getpid(), "created": earlier, "port": own.port, "archive": ""}
    layout.state.write_text(json.dumps({**mine, "version": own.version, "heap": own.heap}))
    assert process.find(layout) is None
    assert not server.stop(own, print)


@pytest.mark.parametrize("state", ["", "{", "[]", '{"pid": 1}', "null"])
def test_a_broken_state_file_counts_as_none(own: Settings, state: str) -> None:
    layout = Layout.of(own)
    layout.make()
    layout.state.write_text(state)
    assert process.find(layout) is None


def test_a_password_made_before_a_kill_is_kept_at_the_next_try(own: Settings) -> None:
    layout = Layout.of(own)
    layout.make()
    first = prepare_password(layout)
    (layout.data / "dbms" / "auth.ini").unlink()
    (layout.root / ".password.part").write_text("half")
    assert prepare_password(layout) == first
    assert (layout.data / "dbms" / "auth.ini").exists()


def test_data_without_its_password_file_is_not_given_a_new_one(own: Settings) -> None:
    layout = Layout.of(own)
    layout.make()
    (layout.data / "databases" / "system").mkdir(parents=True)
    with pytest.raises(ServerError, match=r"password file .* is missing"):
        prepare_password(layout)
