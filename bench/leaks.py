"""The leak measure of a whole army, as `orbatlas leaks` makes it: read from the database, and measured.

    python -m bench leaks

It is timed with the army read anew, and with the army held in memory, as the app holds it until something is written
to the graph. Beside it: a limit of two seconds; the straightforward Cypher with one path expansion an event, which
counts the defectors alone; and DuckDB over the CSV files that the army came from (bench/leaks_duckdb.py), which gives
defectors and person-years. The measure gives the least and the greatest counts, intervals, shrunk rates and ranks as
well. All must agree on what they share: a unit on which they differ ends the run.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from math import isclose
from statistics import median
from typing import TypeVar

from analysis.army import Window
from analysis.exposure import expose
from analysis.leaks import Measured, leaks
from analysis.placing import place
from bench.figures import Effort, Figure
from bench.leaks_duckdb import Row, table
from bench.loaded import Loaded, loaded
from graph.army import read_army
from ontology.model import Model
from ontology.reading import load_model

T = TypeVar("T")

SIZES = {Effort.QUICK: (200,), Effort.FULL: (1_000, 5_000, 20_000, 100_000)}
RUNS = {Effort.QUICK: 1, Effort.FULL: 5}
LIMIT, AIMED = 2.0, 20_000
"""Seconds for the whole table, and up to how many units they are aimed at; larger armies show the growth."""

HELD = "whole table, of the army that the app holds"

BY_CYPHER = """
MATCH (d:Defection)-[:FROM_UNIT]->(own:Unit)
WITH d, own, d.date_earliest + duration({days: duration.inDays(d.date_earliest, d.date_latest).days / 2}) AS day
WHERE $first <= day AND day <= $last
MATCH (own) (()-[r:SUBORDINATE_TO WHERE coalesce(r.start_earliest <= day, true)
    AND coalesce(r.end_latest >= day, true)]->()){0,15} (above:Unit)
WITH DISTINCT d, above
RETURN above.id AS unit, sum(coalesce(d.count, d.count_low, 1)) AS defectors
"""


def run(effort: Effort) -> list[Figure]:
    """All figures, size by size."""
    found: list[Figure] = []
    for units in SIZES[effort]:
        with loaded(units) as army:
            found += _figures(army, RUNS[effort])
    return found


def _figures(army: Loaded, runs: int) -> Iterator[Figure]:
    """The ways take turns; the first turn warms up."""
    model = load_model()
    window = read_army(army.database, model).whole()
    assert window is not None
    seconds: dict[str, list[float]] = {}
    reading = []
    for _ in range(runs + 1):
        for name, work in _ways(army, model, window).items():
            seconds.setdefault(name, []).append(_timed(work)[0])
        reading.append(_timed(lambda: read_army(army.database, model))[0])
    times = {name: tuple(found[1:]) for name, found in seconds.items()}
    note = f"{army.in_words}; {median(reading[1:]):.2f} s of it to read the army."
    whole, duckdb = ("whole table", times["table"]), times["duckdb"]
    in_time, as_quick = (1.0, 0.667) if army.units <= AIMED else (None, None)
    yield army.figure(*whole, f"{LIMIT:g} seconds", (LIMIT,), at_least=in_time, note=note)
    yield army.figure(*whole, "DuckDB, counts and years", duckdb, at_least=as_quick, note=note)
    yield army.figure(HELD, times["held"], "DuckDB, counts and years", duckdb, note=army.in_words)
    yield army.figure(
        "counts and years alone", times["part"], "DuckDB", duckdb, at_least=as_quick, note=army.in_words
    )
    memory = army.server_memory()
    yield army.figure(*whole, "Cypher, counts alone", times["cypher"], peer_memory=memory, note=army.in_words)


def _ways(army: Loaded, model: Model, window: Window) -> Mapping[str, Callable[[], object]]:
    """What is timed. Each run of all of them compares what they give."""
    given: dict[str, Measured] = {}
    kept, state = read_army(army.database, model), army.database.state()

    def whole() -> None:
        given["table"] = leaks(read_army(army.database, model), window)

    def held() -> None:
        if army.database.state() != state:
            raise SystemExit("The graph was written to meanwhile.")
        if leaks(kept, window).leaks != given["table"].leaks:
            raise SystemExit("The army that is held gives another table.")

    def part() -> None:
        found = read_army(army.database, model)
        place(found, window), expose(found, window)

    def by_cypher() -> None:
        days = {"first": window.first, "last": window.last}
        rows = army.database.read(BY_CYPHER, days, timeout=600)
        agree_on_counts(given["table"], {row["unit"]: row["defectors"] for row in rows})

    def by_duckdb() -> None:
        agree(given["table"], table(army.files, window.first, window.last))

    return {"table": whole, "held": held, "part": part, "cypher": by_cypher, "duckdb": by_duckdb}


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def agree_on_counts(measured: Measured, peer: Mapping[str, int]) -> None:
    """End the run where a unit's defectors differ."""
    for leak in measured.leaks:
        if leak.unit is not None and leak.defectors != peer.get(leak.unit, 0):
            raise SystemExit(f"{leak.unit}: {leak.defectors} here, {peer.get(leak.unit, 0)} by the peer")


def agree(measured: Measured, peer: Mapping[str, Row]) -> None:
    """End the run where a unit's defectors or person-years differ."""
    agree_on_counts(measured, {unit: row.defectors for unit, row in peer.items()})
    for leak in measured.leaks:
        if leak.unit is None:
            continue
        years = peer[leak.unit].person_years
        if (years is None) != (leak.person_years is None) or not isclose(years or 0, leak.person_years or 0):
            raise SystemExit(f"{leak.unit}: {leak.person_years} person-years here, {years} by the peer")
