"""The leak measure of a whole army beside the straightforward Cypher: one path expansion an event.

    orbatlas generate ARMY --units 20000 --persons 200000 --seed 1
    orbatlas ingest tables ARMY
    python -m bench.leaks --runs 5

The peer counts only the defectors by their middle day; the measure gives strengths, bounds, intervals and ranks as
well. Where they count alike they must agree: a unit on which they differ ends the run. Read the ratio.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar

from analysis.leaks import Measured, leaks
from commands.session import database, model
from graph.army import read_army
from graph.connection import Database

T = TypeVar("T")

PEER = """
MATCH (d:Defection)-[:FROM_UNIT]->(own:Unit)
WITH d, own, d.date_earliest + duration({days: duration.inDays(d.date_earliest, d.date_latest).days / 2}) AS day
WHERE $first <= day AND day <= $last
MATCH (own) (()-[r:SUBORDINATE_TO WHERE coalesce(r.start_earliest <= day, true)
    AND coalesce(r.end_latest >= day, true)]->()){0,15} (above:Unit)
WITH DISTINCT d, above
RETURN above.id AS unit, sum(coalesce(d.count, d.count_low, 1)) AS defectors
"""


def main() -> None:
    """Prints the times of both, and their ratio."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="how often each is run, after one run to warm up")
    asked = parser.parse_args()
    with database() as opened:
        army = read_army(opened, model())
        window = army.whole()
        if window is None:
            raise SystemExit("No defection is loaded.")
        days = {"first": window.first, "last": window.last}
        print(f"{len(army.units):,} units, {len(army.ties.below):,} ties, {len(army.events):,} events")
        whole, peer = _both(opened, days, asked.runs)
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print(f"measure / peer: {median(whole) / median(peer):.2f}")


def _both(opened: Database, days: Mapping[str, object], runs: int) -> tuple[list[float], list[float]]:
    """The seconds of each run, the two taking turns."""
    whole, peer = [], []
    for run in range(runs + 1):
        seconds, measured = _timed(lambda: _measure(opened))
        others, rows = _timed(lambda: opened.read(PEER, days, timeout=600))
        _agree(measured, {row["unit"]: row["defectors"] for row in rows})
        if run:
            whole.append(seconds)
            peer.append(others)
    for name, found in (("measure", whole), ("peer", peer)):
        print(f"{name}: median {median(found):.2f} s, {min(found):.2f} to {max(found):.2f}")
    return whole, peer


def _measure(opened: Database) -> Measured:
    army = read_army(opened, model())
    window = army.whole()
    assert window is not None
    return leaks(army, window)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def _agree(measured: Measured, peer: Mapping[str, int]) -> None:
    for leak in measured.leaks:
        if leak.unit is not None and leak.defectors != peer.get(leak.unit, 0):
            raise SystemExit(f"{leak.unit}: {leak.defectors} here, {peer.get(leak.unit, 0)} by the peer")


if __name__ == "__main__":
    main()
