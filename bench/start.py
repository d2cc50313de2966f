"""From a command to a picture: what Orbatlas takes to start, beside what it stands on.

`python -m bench start` needs Chromium for the last figure. Its private servers lie in folders of their own that are
thrown away.

- **commands**: `orbatlas --version` and `--help` beside `python -c pass`.
- **the app's import**: what app.py and its first page import, beside `import streamlit` alone.
- **the private server**: a start with a home that has a database and with the archives of classes, beside the same
  start without them; and the first start in an empty home beside that.
- **the first picture**: from `orbatlas demo --no-browser` on a database that holds the demonstration to its first page,
  whole in Chromium, beside an app of Streamlit that shows nothing but a title.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from access.addresses import LOOPBACK
from bench.figures import Effort, Figure
from bench.loaded import ROOT
from graph import server
from graph.server.java import java as find_java
from graph.settings import Settings
from tests.conftest import free_port
from views.serve import OPTIONS, end

OURS = "import streamlit; from views.pages import entrance, overview, shared"
PATIENCE = 120.0
LOADING = 900.0
"""Seconds for a page, and for the demonstration to be loaded before the first, which is not counted."""
SETTLED = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSpinner]')"""
"""Streamlit has run a page through: its sign that it runs comes only after a while."""
EMPTY = 'import streamlit as st\nst.title("Empty")\n'


def run(effort: Effort) -> list[Figure]:
    """All figures; with QUICK each once, and without the servers and the pictures."""
    quick = effort is Effort.QUICK
    runs = 1 if quick else 5
    python = [sys.executable, "-c", "pass"]
    cli = [sys.executable, "-m", "cli"]
    found = [
        _commands("orbatlas --version", [*cli, "--version"], "python -c pass", python, runs),
        _commands("orbatlas --help", [*cli, "--help"], "python -c pass", python, runs),
        _commands(
            "the app's import",
            [sys.executable, "-c", OURS],
            "import streamlit",
            [sys.executable, "-c", "import streamlit"],
            runs,
        ),
    ]
    if not quick:
        found += [*_servers(3), _pictures(3)]
    return found


def _figure(
    what: str, peer: str, pairs: Sequence[tuple[float, float]], note: str = "", unit: str = "s"
) -> Figure:
    ours, theirs = zip(*pairs, strict=True)
    return Figure(what, peer, len(pairs), "runs", tuple(ours), tuple(theirs), unit=unit, note=note)


# ---- commands and imports


def _commands(what: str, ours: list[str], peer_name: str, peer: list[str], runs: int) -> Figure:
    """CPU seconds of two commands, in turn, after one of each that is not counted."""
    for command in (ours, peer):
        _cpu(command)
    pairs = [(_cpu(ours), _cpu(peer)) for _ in range(runs)]
    return _figure(what, peer_name, pairs, unit="CPU s")


def _cpu(command: list[str]) -> float:
    """CPU seconds of a command and its children."""
    before = _children()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ---- the private server


def _servers(runs: int) -> list[Figure]:
    warm, cold = [], []
    with tempfile.TemporaryDirectory(prefix="orbatlas-bench-") as folder:
        kept = replace(Settings.from_environment(), home=Path(folder, "kept"), uri=None, password=None)
        _start(kept)  # its end writes the archive where there is none yet
        bare = replace(kept, java_home=_java_without_archives(Path(folder, "java"), kept))
        for number in range(runs):
            slow = _start(bare)
            warm.append((_start(kept), slow))
            cold.append((_start(replace(kept, home=Path(folder, f"cold-{number}"))), slow))
    peer = "the same start without archives of classes"
    return [
        _figure("the private server's start", peer, warm),
        _figure("its first start, in an empty home", peer, cold, "The peer has a database already."),
    ]


def _java_without_archives(home: Path, settings: Settings) -> Path:
    """A Java's home whose `java` is the usual one, but makes no base archive, without which there is no other."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f'''#!/bin/sh
case " $* " in *" -Xshare:dump "*) exit 1 ;; esac
exec "{find_java(settings)}" "$@"
''')
    program.chmod(0o700)
    return home


def _start(settings: Settings) -> float:
    """Seconds until a server answers; it is stopped again."""
    began = time.perf_counter()
    own = replace(settings, port=free_port())
    server.start(own, lambda _: None)
    took = time.perf_counter() - began
    server.stop(own, lambda _: None)
    return took


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# ---- the first picture


def _pictures(runs: int) -> Figure:
    """The demonstration's first page, and an empty app's, each in a new window of one Chromium."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, _own(Path(folder)), sync_playwright() as playwright:
        empty = Path(folder, "empty.py")
        empty.write_text(EMPTY, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)

        def opened(address: str) -> None:
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(address)
            page.wait_for_selector("h1", timeout=PATIENCE * 1000)
            page.wait_for_function(SETTLED, timeout=PATIENCE * 1000)
            page.close()

        pairs = [(_shown(_demo, opened), _shown(_bare(empty), opened)) for _ in range(runs + 1)]
        browser.close()
    note = "The demonstration is loaded already; Streamlit shows a title and nothing else."
    return _figure("the first page of the demonstration", "an empty app of Streamlit", pairs[1:], note)


@contextmanager
def _own(folder: Path) -> Iterator[None]:
    """A home of its own for the commands of the block; its server ends with it."""
    own = {"ORBATLAS_HOME": str(folder / "home"), "ORBATLAS_SERVER_PORT": str(free_port())}
    with _environment(own):
        os.environ.pop("NEO4J_URI", None)
        try:
            yield
        finally:
            server.stop(Settings.from_environment(), lambda _: None)


def _demo(port: int) -> list[str]:
    return [sys.executable, "-m", "cli", "demo", "--no-browser", "--port", str(port)]


def _bare(app: Path) -> Callable[[int], list[str]]:
    options = [f"--{name}={value}" for name, value in OPTIONS.items() if not name.startswith("theme")]
    start = [sys.executable, "-m", "streamlit", "run", str(app)]
    return lambda port: [*start, f"--server.address={LOOPBACK}", f"--server.port={port}", *options]


def _shown(command: Callable[[int], list[str]], opened: Callable[[str], None]) -> float:
    """Seconds from the command to its page in the browser."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(command(port), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(process, port)
        opened(f"http://{LOOPBACK}:{port}/")
        return time.perf_counter() - began
    finally:
        end(process)


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Until somebody listens there. Raises SystemExit where the command ends or takes too long."""
    until = time.perf_counter() + LOADING
    while time.perf_counter() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"The app on port {port} shows nothing.")
