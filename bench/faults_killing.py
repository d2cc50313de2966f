"""Commands at work that can be killed, and the server that can be killed under them."""

from __future__ import annotations

import importlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from graph import server
from graph.driver import without_tables
from graph.server import process as server_process
from graph.settings import Settings

WAIT = 600.0
"""Seconds after which a command that neither ends nor is killed counts as hung."""


@dataclass
class AtWork:
    """A command in a process of its own; what it says is in the file `told`."""

    pid: int
    told: Path
    began: float

    def ended(self) -> int | None:
        """Its exit code, negative after a signal; None while it is at work."""
        done, status = os.waitpid(self.pid, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if done else None

    def wait(self, seconds: float = WAIT) -> int | None:
        """Its exit code once it has ended; None when the time is up."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            code = self.ended()
            if code is not None:
                return code
            time.sleep(0.005)
        return None

    def kill(self) -> None:
        """End it, so that it can do nothing more, and wait for its end."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def words(self) -> str:
        """What it said."""
        return self.told.read_text(encoding="utf-8", errors="replace")


MODULES = (
    "cli", "commands.running",
    "graph.connection", "graph.keeping.backup", "graph.keeping.upgrading", "graph.loading", "graph.redirecting",
    "graph.retiring", "ingest.known", "ingest.pipeline", "ingest.plan", "ingest.tables", "release.export",
    "release.profiles.reading", "release.releasing.making",
)  # fmt: skip


def prepare() -> None:
    """Load what commands load, so that a forked one is at work at once and is not killed while it only starts."""
    without_tables()
    for name in ("neo4j", *MODULES):
        importlib.import_module(name)


def begin(arguments: Sequence[object], folder: Path) -> AtWork:
    """Start `orbatlas` with these arguments in a folder."""
    told = folder / "told.txt"
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _run([str(one) for one in arguments], folder, told)
    return AtWork(pid, told, time.monotonic())


def _run(arguments: list[str], folder: Path, told: Path) -> None:
    """The command, in the child: as cli.main, but for the start of Python."""
    code = 70
    try:
        os.setsid()
        os.chdir(folder)
        words = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(words, stream)
        # A server that the parent started is no child of this one.
        server_process._children.clear()
        code = sys.modules["cli"].run(arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def server_pid(settings: Settings) -> int | None:
    """The process of the private server, if it runs."""
    return server.status(settings).pid


def kill_server(pid: int) -> None:
    """End the server as a loss of power would, and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)
