"""A private server of a benchmark's own, in a folder that is thrown away: nobody else's data is ever cleared."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.loaded import ROOT, environment_of
from graph import server
from graph.connection import Database, open_database
from graph.settings import Settings

TOGETHER = 20_000
"""Nodes or relationships that are deleted at once."""


@dataclass(frozen=True)
class Own:
    """A running server with an empty database, and the folder in which all of it lies."""

    settings: Settings
    folder: Path

    def environment(self) -> dict[str, str]:
        """The variables for a command that is to use this server."""
        return environment_of(self.settings)

    def command(self, *arguments: object) -> None:
        """Run an `orbatlas` command on this server."""
        self._run("cli", *arguments)

    def child(self, way: str, **asked: Any) -> Mapping[str, Any]:
        """What a way of bench/ingest_ways.py tells of itself: it runs as a process of its own, to be weighed."""
        return dict(json.loads(self._run("bench.ingest_ways", way, json.dumps(asked)).splitlines()[-1]))

    def _run(self, module: str, *arguments: object) -> str:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command[:4])} ended with {done.returncode}")
        return done.stdout

    def clear(self) -> None:
        """Take everything out of the database, the constraints and indexes too."""
        with open_database(self.settings) as database:
            for query in (
                "MATCH ()-[r]->() WITH r LIMIT $some DELETE r",
                "MATCH (n) WITH n LIMIT $some DELETE n",
            ):
                while _deleted(database, f"{query} RETURN count(*) AS gone"):
                    pass
        self.drop_schema()

    def drop_schema(self) -> None:
        """Take the constraints and indexes away."""
        with open_database(self.settings) as database:
            for row in database.read("SHOW CONSTRAINTS YIELD name RETURN name"):
                database.schema(f"DROP CONSTRAINT `{row['name']}` IF EXISTS")
            for row in database.read("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
                database.schema(f"DROP INDEX `{row['name']}` IF EXISTS")

    def stop(self) -> None:
        """Stop the server; what lies in its folder stays until the end of the block."""
        server.stop(self.settings, lambda _: None)

    def start(self) -> None:
        """Start it again."""
        server.start(self.settings, lambda _: None)

    def megabytes(self) -> float:
        """The size of the store's files of the stopped server, without the log of transactions."""
        files = self.settings.home.rglob("*")
        stored = [file for file in files if "databases" in file.parts and file.is_file()]
        return sum(file.stat().st_size for file in stored) / 2**20

    def memory(self) -> float | None:
        """The greatest resident memory of the server so far, in megabytes; None where the system does not tell."""
        pid = server.status(self.settings).pid
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) / 1024
        return None


def _deleted(database: Database, query: str) -> int:
    return database.write(lambda tx: int(tx.run(query, some=TOGETHER).single(strict=True)[0]))


@contextmanager
def own_server(kept: Path | None = None) -> Iterator[Own]:
    """A server for the block, with an empty database, and a folder; both are gone after it.

    Where a home is `kept`, it is emptied first, and the database stays in it.
    """
    from tests.conftest import free_port

    if kept is not None:
        shutil.rmtree(kept, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="orbatlas-bench-") as folder:
        found = Settings.from_environment()
        home = kept or Path(folder, "home")
        settings = replace(found, home=home, port=free_port(), uri=None, password=None)
        server.start(settings, lambda _: None)
        try:
            yield Own(settings, Path(folder))
        finally:
            server.stop(settings, lambda _: None)
