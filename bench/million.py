"""An army of a million persons into one database, within the memory of a laptop.

`python -m bench million` makes the army (some four million rows), starts a private server of its own in a folder that
is thrown away, and loads. It takes half an hour and more, and about 15 GB of disk. Told is the peak memory of the
client, beside a limit of 500 MB, and that of the server, beside what its settings give it; Java's own needs come on
top.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.figures import Effort, Figure
from bench.ingest_server import Own, own_server
from bench.loaded import PERSONS_A_UNIT, army_files
from graph.server.config import megabytes

PERSONS = {Effort.QUICK: 1_000, Effort.FULL: 1_000_000}
LIMIT_MB = 500.0
CLIENT = "memory of the client"


def run(effort: Effort) -> Iterator[Figure]:
    """Load it once, and tell both memories."""
    persons = PERSONS[effort]
    files = army_files(persons // PERSONS_A_UNIT)
    with own_server() as own:
        told = own.child("ours", files=str(files), scratch=str(own.folder))
        server = own.memory()
        own.stop()
        stored = own.megabytes()
        given = _given(own)
    claims, seconds = float(told["done"]), float(told["seconds"])
    note = f"{claims:,.0f} claims in {seconds / 60:,.0f} minutes; {stored:,.0f} MB on disk"

    def memory(what: str, ours: float, name: str, limit: float, aim: float | None) -> Figure:
        return Figure(
            what, name, persons, "persons", (ours,), (limit,), unit="MB", amount=claims, peer_amount=claims,
            at_least=aim, note=note,
        )  # fmt: skip

    yield memory(CLIENT, float(told["memory"]), "limit", LIMIT_MB, 1)
    if server is not None:
        yield memory("memory of the server", server, "heap and page cache", given, None)


def _given(own: Own) -> float:
    return float(megabytes(own.settings.heap) + megabytes(own.settings.page_cache))
