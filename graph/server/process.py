"""The process of the private server: found, waited for, ended."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import time
from dataclasses import asdict, dataclass

import psutil

from graph.server.java import home_argument
from graph.server.layout import Layout

# The four bytes that open every Bolt conversation, and four proposals of a version.
_HELLO = bytes.fromhex("6060b017") + bytes.fromhex("00000005 00040404 00000004 00000003")
_TICK = 0.02
"""Seconds by which a time of creation may differ from itself when it is read again."""
# A server that this very process started is its child: kept, so that its end is noticed.
_children: dict[int, subprocess.Popen[bytes]] = {}


@atexit.register
def _let_go() -> None:
    """The servers go on without us; Python would otherwise warn of children that still run."""
    for child in _children.values():
        child.returncode = child.returncode or 0


@dataclass(frozen=True)
class Running:
    """A server that runs: its process, its port, what it was started with, and where its class archive belongs."""

    pid: int
    created: float
    port: int
    version: str
    heap: str
    archive: str

    def process(self) -> psutil.Process:
        """The process behind the id; psutil.NoSuchProcess if there is none."""
        return psutil.Process(self.pid)


def spawn(command: list[str], layout: Layout) -> int:
    """Start the server in a session of its own, so that neither Ctrl-C nor the command's end reaches it."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "JAVA_", "JDK_"))
    }
    with layout.console.open("wb") as console:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=subprocess.STDOUT,
            cwd=layout.root,
            env=environment,
            start_new_session=True,
        )
    _children[child.pid] = child
    return child.pid


def created(pid: int) -> float:
    """When the process was created, in seconds since 1970; 0.0 if it has already ended."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return 0.0


def remember(running: Running, layout: Layout) -> None:
    """Write the state file, whole or not at all."""
    part = layout.state.with_suffix(".part")
    part.write_text(json.dumps(asdict(running)) + "\n", encoding="utf-8")
    part.replace(layout.state)


def find(layout: Layout) -> Running | None:
    """The server of this home, if it runs.

    A process id alone proves nothing, for ids are given out again: the process must also have been
    created when the server was, or have this home on its command line.
    """
    try:
        running = Running(**json.loads(layout.state.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None
    child = _children.get(running.pid)
    if child is not None and child.poll() is not None:
        return None
    return running if is_ours(running, layout) else None


def is_ours(running: Running, layout: Layout) -> bool:
    """Whether the process that was noted still lives and is the server of this home."""
    try:
        process = running.process()
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # Either is enough: a clock that is set moves the time of creation, and a process that
        # has just been started has no command line yet.
        same = abs(process.create_time() - running.created) < _TICK
        return same or home_argument(layout) in process.cmdline()
    except psutil.Error:
        return False


def strays(layout: Layout) -> list[psutil.Process]:
    """Servers of this home that no state file tells of: their starter was ended between two steps."""
    found = []
    for process in psutil.process_iter():
        try:
            if home_argument(layout) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of loopback."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port_becomes_free(port: int, seconds: float) -> bool:
    """Whether the port is free, or becomes so within this time."""
    end = time.monotonic() + seconds
    while not port_is_free(port):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def answers(port: int) -> bool:
    """Whether something speaks Bolt on the port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(2)
            line.sendall(_HELLO)
            return len(line.recv(4)) == 4
    except OSError:
        return False


def wait_for_bolt(running: Running, layout: Layout, seconds: float) -> bool:
    """True once Bolt answers; False when the process has ended or the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if find(layout) is None:
            return False
        if answers(running.port):
            return True
        time.sleep(0.1)
    return False


def end(process: psutil.Process, seconds: float) -> bool:
    """Ask a process to end and wait; True if it went by itself, False if it had to be ended hard."""
    try:
        process.terminate()
        if _gone(process, seconds):
            return True
        process.kill()
        _gone(process, 10)
    except psutil.NoSuchProcess:
        return True
    return False


def _gone(process: psutil.Process, seconds: float) -> bool:
    """Wait for the end. A dead process whose starter still lives is listed on as a zombie: that is an end too."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        child = _children.get(process.pid)
        if child is not None:
            child.poll()
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False
