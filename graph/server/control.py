"""Start, stop and status of the private server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from graph.errors import PortTaken, ServerError
from graph.server import process
from graph.server.archive import Archive, keep
from graph.server.artifacts import Say, class_path, take_away_damaged
from graph.server.config import neo4j_conf
from graph.server.failures import failure
from graph.server.java import command, java
from graph.server.layout import Layout
from graph.server.password import prepare_password, read_password
from graph.server.process import Running
from graph.server.versions import VERSIONS
from graph.settings import Settings

_START_SECONDS = 180.0
_STOP_SECONDS = 90.0
# A server that was killed may hold its port for a moment after it is gone from the list of processes.
_PORT_SECONDS = 3.0


@dataclass(frozen=True)
class Endpoint:
    """Where a server answers and what opens it."""

    uri: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class ServerStatus:
    """The private server as it is now; without a running one `pid`, `uri` and `uptime` (seconds) are None."""

    running: bool
    home: str
    log: str
    version: str
    heap: str
    pid: int | None = None
    uri: str | None = None
    uptime: int | None = None


def start(settings: Settings, say: Say) -> Endpoint:
    """The private server's endpoint; the server is started first where it does not run.

    Two commands at once end with one server. Raises PortTaken, DownloadFailed or ServerError.
    """
    layout = Layout.of(settings)
    running = process.find(layout)
    if running is None or not process.answers(running.port):
        layout.make()
        with _locked(layout, say):
            running = process.find(layout) or _launch(settings, layout, say)
            _await(running, layout, settings)
    _same_version(settings, running.version, layout)
    return _endpoint(running, layout)


def stop(settings: Settings, say: Say) -> bool:
    """End the private server; False when none ran."""
    layout = Layout.of(settings)
    if not layout.root.exists():
        return False
    with _locked(layout, say):
        running = process.find(layout)
        found = [running.process()] if running else process.strays(layout)
        if found:
            say("Stopping the private Neo4j.")
        gently = [process.end(one, _STOP_SECONDS) for one in found]
        if not all(gently):
            say("It did not end by itself and was ended hard; Neo4j repairs its files at the next start.")
        elif running:
            keep(layout, running.archive)
        layout.state.unlink(missing_ok=True)
        return bool(found)


def status(settings: Settings) -> ServerStatus:
    """What runs for this home. Changes nothing and starts nothing."""
    layout = Layout.of(settings)
    running, home, log = (process.find(layout), str(settings.home), str(layout.logs / "neo4j.log"))
    if running is None:
        return ServerStatus(False, home, log, settings.version, settings.heap)
    uptime = int(time.time() - running.created)
    return ServerStatus(True, home, log, running.version, running.heap, running.pid, _uri(running), uptime)


def _launch(settings: Settings, layout: Layout, say: Say) -> Running:
    for stray in process.strays(layout):
        process.end(stray, _STOP_SECONDS)
    written = (
        layout.version.read_text(encoding="ascii").strip() if layout.version.exists() else ""
    ) or settings.version
    _same_version(settings, written, layout)
    _free(settings.port)
    jars = class_path(VERSIONS[settings.version], settings.cache, say)
    prepare_password(layout)
    (layout.conf / "neo4j.conf").write_text(neo4j_conf(settings, layout), encoding="utf-8")
    layout.version.write_text(settings.version + "\n", encoding="ascii")
    say(f"Starting a private Neo4j {settings.version} on port {settings.port}; this takes some seconds.")
    return _spawned(settings, layout, jars)


def _spawned(settings: Settings, layout: Layout, jars: list[Path]) -> Running:
    archive = Archive.of(settings, layout, java(settings))
    pid = process.spawn(command(settings, layout, jars, archive), layout)
    created, classes = process.created(pid), str(archive.classes)
    running = Running(pid, created, settings.port, settings.version, settings.heap, classes)
    process.remember(running, layout)
    return running


def _await(running: Running, layout: Layout, settings: Settings) -> None:
    if process.wait_for_bolt(running, layout, _START_SECONDS):
        return
    alive = process.find(layout)
    if alive is not None:
        process.end(alive.process(), _STOP_SECONDS)
    layout.state.unlink(missing_ok=True)
    if damaged := take_away_damaged(VERSIONS[running.version], settings.cache):
        named = ", ".join(damaged)
        raise ServerError(
            f"The private Neo4j could not start, for files of it in {settings.cache} were damaged: {named}.",
            hint="They were taken away. Run the same command again: it fetches them anew.",
        )
    raise failure(layout, running.port, ended=alive is None)


def _free(port: int) -> None:
    if not process.port_becomes_free(port, _PORT_SECONDS):
        raise PortTaken(
            f"Port {port} is taken by another program, so the private Neo4j cannot start.",
            hint="Set ORBATLAS_SERVER_PORT to a free port, or end the other program.",
        )


def _same_version(settings: Settings, found: str, layout: Layout) -> None:
    if found != settings.version:
        raise ServerError(
            f"The private server in {layout.root} is of Neo4j {found}, not {settings.version}.",
            hint="Unset ORBATLAS_NEO4J_VERSION, or give ORBATLAS_HOME another folder.",
        )


def _uri(running: Running) -> str:
    return f"bolt://127.0.0.1:{running.port}"


def _endpoint(running: Running, layout: Layout) -> Endpoint:
    return Endpoint(_uri(running), "neo4j", read_password(layout))


@contextmanager
def _locked(layout: Layout, say: Say) -> Iterator[None]:
    lock = FileLock(layout.lock)
    try:
        lock.acquire(timeout=0.2)
    except Timeout:
        say("Another command is starting or stopping the private Neo4j; waiting for it.")
        _acquire(lock)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock) -> None:
    try:
        lock.acquire(timeout=30 * 60)  # the other one may be fetching over a slow line
    except Timeout:
        hint = "If none does, end the command that hangs and try again."
        raise ServerError(
            "Another command has been starting the private Neo4j for half an hour.", hint=hint
        ) from None
