"""The ways into Neo4j that bench/ingest.py compares, each a process of its own: `python -m bench.ingest_ways WAY JSON`.

The last line that it prints is JSON: `seconds` of the work alone, how much was `done`, and `memory`, the peak of the
process in megabytes.
"""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.ingest_peers import by_rdflib, row_by_row, script
from bench.memory import peak
from graph.connection import Database, open_database
from graph.layout import ENTITY, schema_statements
from graph.settings import Settings
from ontology.reading import load_model

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

DAY = date(2026, 1, 1)
Told = dict[str, Any]


def ours(database: Database, files: str, scratch: str) -> Told:
    """`orbatlas ingest tables`, as the command does it."""
    from graph.loading import Loading
    from ingest.known import GraphKnown
    from ingest.pipeline import run
    from ingest.plan import plan_ingest

    begin = time.perf_counter()
    plan = plan_ingest(
        load_model(), "tables", [Path(files)], collection="bench", recorded=DAY, refused_to=Path(scratch)
    )
    stored: list[float] = []

    def tell(step: Any) -> None:
        if step.deriving is not None and not stored:
            stored.append(time.perf_counter() - begin)

    loading = Loading(database, plan.model, plan.collection, plan.recorded)
    report = run(plan, loading, GraphKnown(database, plan.model), progress=tell)
    seconds = time.perf_counter() - begin
    rows = sum(file.rows_read for file in report.files)
    if report.rows_refused:
        raise SystemExit(f"{report.rows_refused} rows refused")
    return {
        "seconds": seconds,
        "done": report.claims_new,
        "rows": rows,
        "stored": stored[0] if stored else seconds,
    }


# ---- the end state, held and written back bare


def hold(database: Database, folder: str, batch: int) -> Told:
    """Read all nodes and relationships, and keep them in files as rows for the statements that make them anew."""
    begin = time.perf_counter()
    counts: Counter[str] = Counter()
    total = 0
    waiting: dict[str, list[list[Any]]] = defaultdict(list)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for kind, statement, row in _state(database):
        total = (total + _number(statement, row)) % 2**64
        counts[kind] += 1
        waiting[statement].append(row)
        if len(waiting[statement]) >= batch:
            _keep(folder, kind, sum(counts.values()), statement, waiting.pop(statement))
    for place, (statement, rows) in enumerate(sorted(waiting.items())):
        _keep(folder, _kind(statement), 10**9 + place, statement, rows)
    return {"seconds": time.perf_counter() - begin, "done": sum(counts.values()), "state": total, **counts}


def _state(database: Database) -> Iterator[tuple[str, str, list[Any]]]:
    nodes = "MATCH (n) RETURN labels(n) AS labels, properties(n) AS held"
    for record in database.stream(nodes, timeout=3_600, fetch_size=5_000):
        keys = sorted(record["held"])
        statement = _node(tuple(sorted(record["labels"])), keys)
        yield _kind(statement), statement, [record["held"][key] for key in keys]
    ties = """
        MATCH (a)-[r]->(b)
        RETURN type(r) AS type, labels(a) AS a, labels(b) AS b, a.id AS start, b.id AS end, properties(r) AS held
    """
    for record in database.stream(ties, timeout=3_600, fetch_size=5_000):
        keys = sorted(record["held"])
        statement = _tie(record["type"], _indexed(record["a"]), _indexed(record["b"]), keys)
        yield "ties", statement, [record["start"], record["end"], *(record["held"][key] for key in keys)]


def _node(labels: tuple[str, ...], keys: list[str]) -> str:
    said = ", ".join(f"`{key}`: row[{place}]" for place, key in enumerate(keys))
    return f"UNWIND $rows AS row CREATE (:{':'.join(labels)} {{{said}}})"


def _tie(edge: str, start: str, end: str, keys: list[str]) -> str:
    said = ", ".join(f"`{key}`: row[{place + 2}]" for place, key in enumerate(keys))
    return (
        f"UNWIND $rows AS row MATCH (a:{start} {{id: row[0]}}) MATCH (b:{end} {{id: row[1]}}) "
        f"CREATE (a)-[:{edge} {{{said}}}]->(b)"
    )


def _indexed(labels: Iterable[str]) -> str:
    found = sorted(labels)
    return ENTITY if ENTITY in found else found[0]


def _kind(statement: str) -> str:
    if "CREATE (a)-" in statement:
        return "ties"
    return "claims" if "CREATE (:Claim " in statement else "facts"


def _keep(folder: str, kind: str, place: int, statement: str, rows: list[list[Any]]) -> None:
    order = {"claims": 0, "facts": 1, "ties": 2}[kind]
    with Path(folder, f"{order}-{kind}-{place:012}").open("wb") as file:
        pickle.dump((statement, rows), file)


def _number(statement: str, row: list[Any]) -> int:
    """A number of one row; their sum over all rows is that of the state, in whatever order they come."""
    return int.from_bytes(blake2b(f"{statement}{row}".encode(), digest_size=8).digest())


def bare(database: Database, folder: str, claims: bool) -> Told:
    """Write what is held with the constraints and indexes in place, and nothing looked at. Reading files is free."""
    statements, done, begin = list(schema_statements(load_model())), 0, time.perf_counter()
    for schema in statements:
        database.schema(schema)
    seconds = time.perf_counter() - begin
    for file in sorted(Path(folder).iterdir()):
        if not claims and "-claims-" in file.name:
            continue
        with file.open("rb") as handle:
            statement, rows = pickle.load(handle)  # noqa: S301 - our own file of a moment ago
        begin = time.perf_counter()
        database.write(partial(_create, statement, rows))
        seconds += time.perf_counter() - begin
        done += len(rows)
    return {"seconds": seconds, "done": done}


def _create(statement: str, rows: list[list[Any]], tx: ManagedTransaction) -> None:
    tx.run(statement, rows=rows).consume()


# ---- the peers


def rows(database: Database, files: str, limit: float, constraints: bool = True, kept: bool = True) -> Told:
    """One MERGE a row."""
    return row_by_row(database, Path(files), limit, constraints=constraints, kept=kept)


def ftm(database: Database, file: str, limit: float) -> Told:
    """FollowTheMoney's script, statement by statement."""
    return script(database, Path(file), limit)


def rdflib(database: Database, packages: str, file: str, triples: int) -> Told:
    """rdflib-neo4j on N-Triples."""
    return by_rdflib(Settings.from_environment(), database.uri, packages, Path(file), triples)


WAYS: Mapping[str, Callable[..., Told]] = {
    "ours": ours,
    "hold": hold,
    "bare": bare,
    "rows": rows,
    "ftm": ftm,
    "rdflib": rdflib,
}


def main() -> None:
    """Run one way and tell of it."""
    way, asked = sys.argv[1], json.loads(sys.argv[2])
    with open_database(Settings.from_environment()) as database:
        found = WAYS[way](database, **asked)
    found["memory"] = peak()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
