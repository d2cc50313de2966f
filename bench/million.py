"""An army of a million persons into one database, within the memory of a laptop.

`python -m bench million` makes the army (some four million rows), starts a private server of its own, and loads. It
takes half an hour and about 15 GB of disk. Told is the peak memory of the client, beside a limit of 500 MB, and that of
the server, beside what its settings give it; Java's own needs come on top. Then one MERGE a row is held against the
load, without a constraint, as people write it first: each looks through all nodes of its label. The army stays where
`bench/loaded.py` keeps those of the other benchmarks, and is loaded anew at every run of this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.figures import Effort, Figure
from bench.ingest import WHAT
from bench.ingest_server import Own, own_server
from bench.loaded import PERSONS_A_UNIT, army_files, home_of, mark_loaded
from graph.server.config import megabytes

PERSONS = {Effort.QUICK: 1_000, Effort.FULL: 1_000_000}
LIMIT_MB = 500.0
CLIENT = "memory of the client"
SECONDS = 60.0
"""How long the peer may write."""


def run(effort: Effort) -> Iterator[Figure]:
    """Load it once; tell both memories, and the speed."""
    persons = PERSONS[effort]
    units = persons // PERSONS_A_UNIT
    files = army_files(units)
    mark_loaded(units).unlink(missing_ok=True)
    with own_server(kept=home_of(units)) as own:
        told = own.child("ours", files=str(files), scratch=str(own.folder))
        server = own.memory()
        yield from _memories(persons, told, server, own)
        yield _merged(persons, told, own, files)
    mark_loaded(units).touch()


def _memories(persons: int, told: Mapping[str, Any], server: float | None, own: Own) -> Iterator[Figure]:
    own.stop()
    claims, seconds, stored = float(told["done"]), float(told["seconds"]), own.megabytes()
    own.start()
    note = f"{claims:,.0f} claims in {seconds / 60:,.0f} minutes; {stored:,.0f} MB on disk"

    def memory(what: str, ours: float, name: str, limit: float, aim: float | None) -> Figure:
        return Figure(
            what, name, persons, "persons", (ours,), (limit,), unit="MB", amount=claims, peer_amount=claims,
            at_least=aim, note=note,
        )  # fmt: skip

    yield memory(CLIENT, float(told["memory"]), "limit", LIMIT_MB, 1)
    if server is not None:
        yield memory("memory of the server", server, "heap and page cache", _given(own), None)


def _merged(persons: int, told: Mapping[str, Any], own: Own, files: Path) -> Figure:
    """One MERGE a row, taken back each time so that the army stays as it is."""
    peer = own.child("rows", files=str(files), limit=SECONDS, constraints=False, kept=False)
    claims = float(told["done"])
    return Figure(
        what=WHAT,
        peer_name="one MERGE a row without a constraint",
        size=persons,
        sized="persons",
        ours=(float(told["seconds"]),),
        peer=(float(peer["seconds"]),),
        amount=claims,
        peer_amount=float(peer["done"]) * claims / float(told["rows"]),
        of="claims",
        memory=float(told["memory"]),
        peer_memory=float(peer["memory"]),
        at_least=100.0,
        note=f"{peer['done']:,} rows into the graph that holds the army: each looks through all of its label, a whole "
        "run through half; it writes no claims, and checks nothing",
    )


def _given(own: Own) -> float:
    return float(megabytes(own.settings.heap) + megabytes(own.settings.page_cache))
