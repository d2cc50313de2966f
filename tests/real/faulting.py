"""What tests of faults share: exports, commands that are killed, small disks, and a wire to the server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import cli
from access.addresses import LOOPBACK
from graph import server
from graph.settings import Settings
from tests.real.commanding import variables

DAY = "2026-11-22"


def quickly(*arguments: object, environment: Mapping[str, str], cwd: Path) -> None:
    """Run a command to its end in this process, without the start of another Python."""
    with pytest.MonkeyPatch.context() as patch:
        for key in [key for key in os.environ if key.startswith(("NEO4J_", "ORBATLAS_"))]:
            patch.delenv(key)
        for key, value in environment.items():
            patch.setenv(key, value)
        patch.chdir(cwd)
        assert cli.run([str(argument) for argument in arguments]) == 0


def export(environment: Mapping[str, str], folder: Path, name: str) -> bytes:
    """The graph's export, as a command writes it."""
    quickly("export", folder / name, "--format", "nquads", environment=environment, cwd=folder)
    return (folder / name).read_bytes()


# ---- commands that are killed


def begin(arguments: Sequence[object], environment: Mapping[str, str], cwd: Path) -> subprocess.Popen[bytes]:
    """Start a command and leave it at work; what it says is in `told.txt`."""
    with (cwd / "told.txt").open("wb") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *map(str, arguments)],
            env=variables(environment),
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=told,
        )


def kill_when(
    arguments: Sequence[object], environment: Mapping[str, str], cwd: Path, due: Callable[[], bool]
) -> bool:
    """Start a command and kill it as soon as it is due; whether it was still at work."""
    process = begin(arguments, environment, cwd)
    while process.poll() is None:
        if due():
            process.send_signal(signal.SIGKILL)
            return process.wait() == -signal.SIGKILL
    return False


# ---- a disk that is full, or may not be written to


@dataclass
class Disk:
    """A small file system in memory, mounted at `at`."""

    at: Path

    def mounted(self, options: str) -> None:
        """Mount it, or change its options: `size=1m`, `ro`."""
        again = "remount," if self.at.is_mount() else ""
        _as_root("mount", "-t", "tmpfs", "-o", again + options, "orbatlas", str(self.at))

    def left(self) -> list[str]:
        """The files on it."""
        return sorted(path.relative_to(self.at).as_posix() for path in self.at.rglob("*"))


@contextmanager
def small_disk(at: Path, options: str) -> Iterator[Disk]:
    """A small file system of its own, which takes root, or a sudo that asks for nothing."""
    at.mkdir()
    disk = Disk(at)
    disk.mounted(options)
    try:
        yield disk
    finally:
        _as_root("umount", "--lazy", str(at))


def _as_root(*command: str) -> None:
    sudo = ["sudo", "-n"] if os.geteuid() else []
    subprocess.run([*sudo, *command], check=True, capture_output=True)


# ---- a wire between a command and the server


@dataclass
class Wire:
    """Carries Bolt to the server. `cut` ends all that runs through it; `delay` is in seconds, for each piece."""

    port: int
    delay: float = 0.0
    limit: int | None = None
    """After so many bytes to the server all is cut, once."""
    carried: int = 0
    ends: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        """End every conversation."""
        while self.ends:
            end = self.ends.pop()
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def carry(self, door: socket.socket, to: tuple[str, int]) -> None:
        """Take conversations until the door is closed."""
        while True:
            try:
                near, _ = door.accept()
                far = socket.create_connection(to)
            except OSError:
                return
            self.ends += [near, far]
            threading.Thread(target=self._pump, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, False), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket, there: bool) -> None:
        with suppress(OSError):
            while block := one.recv(1 << 16):
                time.sleep(self.delay)
                self.carried += len(block) if there else 0
                if there and self.limit is not None and self.carried > self.limit:
                    self.limit = None
                    self.cut()
                    return
                other.sendall(block)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(to: Settings) -> Iterator[Wire]:
    """A wire to the server at the address in these settings, on a port of its own."""
    at = urlsplit(str(to.uri))
    with closing(socket.create_server((LOOPBACK, 0))) as door:
        carrying = Wire(door.getsockname()[1])
        end = (str(at.hostname), int(at.port or 7687))
        threading.Thread(target=carrying.carry, args=(door, end), daemon=True).start()
        yield carrying
        carrying.cut()


def addressed(settings: Settings) -> Settings:
    """The same server by its address, user name and password; a private one is started."""
    if settings.uri is not None:
        return settings
    endpoint = server.start(settings, print)
    return replace(settings, uri=endpoint.uri, username=endpoint.username, password=endpoint.password)


def reaching(by: Settings) -> dict[str, str]:
    """The variables of a command that reaches the server of these settings by its address."""
    return {
        "ORBATLAS_HOME": str(by.home),
        "NEO4J_URI": str(by.uri),
        "NEO4J_USERNAME": by.username,
        "NEO4J_PASSWORD": str(by.password),
    }
