"""An hour of eight users while an ingest runs: scripted browsers over the app, and calls beside them.

    python -m bench.users --minutes 60

Starts a private server and the app of their own in a folder that goes away, loads the demonstration, and lets five
users browse (open a page, read it, search, choose) and three call what the pages call, while made-up armies are
ingested one after the other. Everything that goes wrong is written down: an error on a page, a complaint in the
console, an exception, an answer that takes over a minute. The memory of the app and of the server is read every
ten seconds. Writes bench/performance/users.json, of which docs/performance.md tells; exits 1 where anything went wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import psutil

from bench.arguments import parser_of
from bench.figures import FOLDER
from bench.users_browsing import browse
from bench.users_calling import call

ROOT = Path(__file__).parents[1]
FIGURES = FOLDER / "users.json"
BROWSERS, CALLERS = 5, 3
DEMONSTRATION = ROOT / "demo" / "tatmadaw"


@dataclass
class Log:
    """What the users did: seconds by kind of action, and what went wrong. Written to from several threads."""

    end: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    ingests: list[float] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self.end

    @contextmanager
    def action(self, kind: str) -> Iterator[None]:
        """Time one action; whatever it raises is written down, and the user goes on."""
        began = time.monotonic()
        try:
            yield
        except Exception as error:
            self.wrong.append(f"{kind}: {type(error).__name__}: {str(error)[:400]}")
        else:
            self.seconds[kind].append(time.monotonic() - began)


def main() -> int:
    """Run the hour and write what came of it."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="orbatlas-users-") as folder:
        environment = _environment(Path(folder))
        os.environ.update(environment)
        _run("ingest", "tables", str(DEMONSTRATION), "--collection", "demonstration", environment=environment)
        with _app(environment, Path(folder)) as (process, address):
            log = Log(end=time.monotonic() + 60 * asked.minutes)
            memory = _hour(log, process, address, environment, Path(folder))
        _run("server", "stop", environment=environment)
    found = _summary(asked.minutes, log, memory)
    print(json.dumps(found, indent=1))
    if not asked.dry:
        FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 1 if log.wrong else 0


def _environment(folder: Path) -> dict[str, str]:
    from tests.conftest import free_port

    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "ORBATLAS_"))}
    own = {
        "ORBATLAS_HOME": str(folder / "home"),
        "ORBATLAS_SERVER_PORT": str(free_port()),
        "PYTHONPATH": str(ROOT),
    }
    return {**kept, **own}


def _run(*arguments: str, environment: Mapping[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "cli", *arguments], env=dict(environment), check=True, capture_output=True
    )


@contextmanager
def _app(environment: Mapping[str, str], folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The app as its own process, and its address."""
    from access.addresses import LOOPBACK
    from tests.conftest import free_port
    from views.serve import await_app, command, end

    port = free_port()
    with (folder / "app.log").open("wb") as out:
        process = subprocess.Popen(command(port), env=dict(environment), cwd=ROOT, stdout=out, stderr=out)
    try:
        await_app(process, port)
        yield process, f"http://{LOOPBACK}:{port}"
    finally:
        end(process)


def _hour(
    log: Log, app: subprocess.Popen[bytes], address: str, environment: Mapping[str, str], folder: Path
) -> list[dict[str, float]]:
    """Everybody at once until the time is up; the memory of app and server as it went."""
    memory: list[dict[str, float]] = []
    threads = [
        threading.Thread(target=call, args=(log, number), name=f"caller {number}")
        for number in range(CALLERS)
    ]
    threads.append(threading.Thread(target=_ingest, args=(log, environment, folder), name="ingest"))
    threads.append(threading.Thread(target=_weigh, args=(log, app.pid, memory), name="memory"))
    for thread in threads:
        thread.start()
    asyncio.run(browse(log, address, BROWSERS))
    for thread in threads:
        thread.join()
    if app.poll() is not None:
        log.wrong.append(f"the app ended with {app.returncode}")
    return memory


def _ingest(log: Log, environment: Mapping[str, str], folder: Path) -> None:
    """One made-up army after the other; a new one starts when the last is in."""
    for seed in range(1, 10_000):
        if log.over:
            return
        army = folder / f"army{seed}"
        size = ("--units", "60", "--persons", "600", "--seed", str(seed))
        with log.action("ingest"):
            _run("generate", str(army), *size, environment=environment)
            _run("ingest", "tables", str(army), environment=environment)
        time.sleep(random.uniform(5, 15))


def _weigh(log: Log, app: int, memory: list[dict[str, float]]) -> None:
    """Resident megabytes of the app and of the server, every ten seconds."""
    from graph.server import status
    from graph.settings import Settings

    server = status(Settings.from_environment()).pid
    began = time.monotonic()
    while not log.over:
        found: dict[str, float] = {"seconds": round(time.monotonic() - began)}
        for name, pid in (("app", app), ("server", server)):
            found[name] = round(psutil.Process(pid).memory_info().rss / 2**20)
        memory.append(found)
        time.sleep(10)


def _summary(minutes: float, log: Log, memory: list[dict[str, float]]) -> dict[str, Any]:
    """The figures of docs/performance.md."""
    actions = {
        kind: {
            "times": len(seconds),
            "p50": round(quantiles(seconds, n=100)[49], 2) if len(seconds) > 1 else round(seconds[0], 2),
            "p99": round(quantiles(seconds, n=100)[98], 2) if len(seconds) > 1 else round(seconds[0], 2),
        }
        for kind, seconds in sorted(log.seconds.items())
        if seconds
    }
    return {
        "minutes": minutes,
        "users": {"browsing": BROWSERS, "calling": CALLERS},
        "actions": actions,
        "wrong": log.wrong,
        "memory_mb": memory[:: max(1, len(memory) // 60)],
        "load": round(os.getloadavg()[2], 1),
    }


def _arguments() -> argparse.Namespace:
    parser = parser_of("bench.users", __doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--dry", action="store_true", help="print only, write nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
