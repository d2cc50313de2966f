"""Databases that hold a synthetic army of a size, made once and kept for the next run.

An army of so many units has ten persons on record a unit and, over 14 months, about as many defections as units. Its
files and its private server lie in the folder `bench` of Orbatlas's cache; a server runs only while it is measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from bench.figures import Figure
from bench.memory import peak
from graph import server
from graph.connection import Database, open_database
from graph.settings import Settings

ROOT = Path(__file__).parents[1]
PERSONS_A_UNIT, MONTHS, SEED = 10, 14, 1


@dataclass(frozen=True)
class Loaded:
    """A database with an army in it, the folder of its CSV files, and what reads it."""

    database: Database
    settings: Settings
    files: Path
    units: int
    persons: int
    events: int

    def another(self) -> Database:
        """A further database object, for a thread of its own."""
        return open_database(self.settings)

    @property
    def in_words(self) -> str:
        """What the army is made of."""
        return f"{self.units:,} units, {self.persons:,} persons, {self.events:,} defections"

    def environment(self) -> dict[str, str]:
        """The variables for a process of its own that is to read it."""
        return environment_of(self.settings)

    def server_memory(self) -> float:
        """Resident megabytes of the server."""
        pid = server.status(self.settings).pid
        return psutil.Process(pid).memory_info().rss / 2**20 if pid else 0.0

    def figure(
        self,
        what: str,
        ours: tuple[float, ...],
        peer_name: str,
        peer: tuple[float, ...],
        *,
        at_least: float | None = None,
        peer_memory: float | None = None,
        note: str,
    ) -> Figure:
        """A comparison on this army, with the peak memory of this process; the rest as `Figure` has it."""
        return Figure(
            what=what,
            peer_name=peer_name,
            size=self.persons,
            sized="persons",
            ours=ours,
            peer=peer,
            memory=peak(),
            peer_memory=peer_memory,
            at_least=at_least,
            note=note,
        )


def army_files(units: int) -> Path:
    """The folder of the army's CSV files; they are made where there are none."""
    folder = _folder(units) / "files"
    if not (folder / "truth.json").exists():
        size = ("--units", str(units), "--persons", str(units * PERSONS_A_UNIT))
        _orbatlas("generate", str(folder), *size, "--seed", str(SEED), "--months", str(MONTHS))
    return folder


def home_of(units: int) -> Path:
    """Where the private server of the army has its home."""
    return _folder(units) / "home"


def mark_loaded(units: int) -> Path:
    """The file that says, once it is there, that the army is in that home's database."""
    return _folder(units) / "loaded"


@contextmanager
def loaded(units: int) -> Iterator[Loaded]:
    """A database of its own that holds the army and nothing else; its server ends with the block."""
    files, settings = army_files(units), _settings(units)
    done = mark_loaded(units)
    try:
        if not done.exists():
            _orbatlas("ingest", "tables", str(files), settings=settings)
            done.touch()
        with open_database(settings) as database:
            yield _found(database, settings, files)
    finally:
        server.stop(settings, lambda _: None)


def _folder(units: int) -> Path:
    return Settings.from_environment().cache / "bench" / f"army-{units}"


def _settings(units: int) -> Settings:
    from tests.conftest import free_port

    return replace(
        Settings.from_environment(), home=home_of(units), port=free_port(), uri=None, password=None
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """The variables for a process that is to use the private server of these settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
    return {**kept, "ORBATLAS_HOME": str(settings.home), "ORBATLAS_SERVER_PORT": str(settings.port)}


def _orbatlas(*arguments: str, settings: Settings | None = None) -> None:
    environment = environment_of(settings) if settings else None
    command = [sys.executable, "-m", "cli", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def _found(database: Database, settings: Settings, files: Path) -> Loaded:
    database.write(lambda tx: tx.run("CALL db.awaitIndexes(600)").consume())
    query = "MATCH (n:Entity) RETURN labels(n) AS labels, count(*) AS number"
    counts = {label: row["number"] for row in database.read(query) for label in row["labels"]}
    return Loaded(database, settings, files, counts["Unit"], counts["Person"], counts["Defection"])
