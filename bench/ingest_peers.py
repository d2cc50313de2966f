"""Other ways from the same content into Neo4j, as people write them first or as a library does it."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.connection import Database
from graph.settings import Settings

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

PACKAGE = "rdflib-neo4j==1.1"

THINGS = {
    "sources": "Source",
    "places": "Place",
    "units": "Unit",
    "persons": "Person",
    "defections": "Defection",
}
TIES = {
    "garrisons": ("unit", "GARRISONED_AT", "place"),
    "subordinations": ("unit", "SUBORDINATE_TO", "parent"),
    "postings": ("person", "POSTED_TO", "unit"),
    "patronage": ("client", "CLIENT_OF", "patron"),
    "strengths": ("unit", "HAS_STRENGTH", "source"),
}


# ---- one MERGE a row


def row_by_row(
    database: Database, files: Path, limit: float, *, constraints: bool = True, kept: bool = True
) -> dict[str, Any]:
    """Each row of the tables by one MERGE in a transaction of its own, until time is up.

    With a constraint on the id, or without one, as people write it first: then each MERGE looks through all nodes of
    its label. The same share of each table is written: what a whole run would come to is told by its rows. What is not
    `kept` is taken back row by row, which costs less than to keep it.
    """
    write = database.write if kept else database.peek
    for label in THINGS.values() if constraints else ():
        database.schema(f"CREATE CONSTRAINT IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
    begin, done = time.perf_counter(), 0
    for query, row in _mixed(files):
        write(partial(_run, query, {"row": row}))
        done += 1
        if time.perf_counter() - begin > limit:
            break
    return {"seconds": time.perf_counter() - begin, "done": done}


def _run(query: str, parameters: dict[str, Any], tx: ManagedTransaction) -> None:
    tx.run(query, parameters).consume()


def _mixed(files: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of all tables, spread evenly: a hundredth of each, then the next hundredth."""
    tables = [(name, list(_rows(files / f"{name}.csv"))) for name in (*THINGS, *TIES)]
    for part in range(100):
        for name, found in tables:
            for row in found[part * len(found) // 100 : (part + 1) * len(found) // 100]:
                yield _query(name), row


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        yield from ({k: v for k, v in row.items() if v} for row in csv.DictReader(handle))


def _query(table: str) -> str:
    if table in THINGS:
        return f"MERGE (n:{THINGS[table]} {{id: $row.id}}) SET n += $row"
    start, edge, end = TIES[table]
    # Neither end need be there: a row that comes before its unit must not be lost.
    label = {"unit": "Unit", "person": "Person", "client": "Person", "patron": "Person", "parent": "Unit"}
    other = label.get(end, "Place" if end == "place" else "Source")
    return (
        f"MERGE (a:{label[start]} {{id: $row.{start}}}) MERGE (b:{other} {{id: coalesce($row.{end}, 'none')}}) "
        f"MERGE (a)-[r:{edge} {{start: coalesce($row.start, $row.first_cited, '')}}]->(b) SET r += $row"
    )


# ---- FollowTheMoney


def cypher_script(entities: Path, to: Path) -> None:
    """Let FollowTheMoney write its script for Neo4j (`ftm export-cypher`)."""
    from followthemoney.cli.exports import export_cypher

    export_cypher.main(["-i", str(entities), "-o", str(to)], standalone_mode=False)


def script(database: Database, file: Path, limit: float) -> dict[str, Any]:
    """Run a script of one statement a line, as the shell of Neo4j does, until time is up."""
    begin, done = time.perf_counter(), 0
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            database.write(partial(_run, line.rstrip().rstrip(";"), {}))
            done += 1
            if time.perf_counter() - begin > limit:
                break
    return {"seconds": time.perf_counter() - begin, "done": done}


# ---- rdflib-neo4j


def install(folder: Path) -> str:
    """Put rdflib-neo4j into a folder of its own, beside our driver and rdflib; why not, or an empty text."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(folder),
        PACKAGE,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else "pip failed")


def by_rdflib(settings: Settings, uri: str, packages: str, file: Path, triples: int) -> dict[str, Any]:
    """Add the first so many triples of an N-Triples file to rdflib-neo4j's store, in batches as it comes."""
    sys.path.insert(0, packages)
    from neo4j import GraphDatabase
    from rdflib import Graph

    library: Any = import_module("rdflib_neo4j")

    from graph.server import start

    endpoint = start(settings, lambda _: None)
    words = library.HANDLE_VOCAB_URI_STRATEGY.IGNORE
    config = library.Neo4jStoreConfig(handle_vocab_uri_strategy=words, batching=True)
    with file.open(encoding="utf-8") as lines:
        text = "".join(islice(lines, triples))
    with GraphDatabase.driver(uri, auth=(endpoint.username, endpoint.password)) as driver:
        graph = Graph(store=library.Neo4jStore(config=config, neo4j_driver=driver))
        begin = time.perf_counter()
        graph.parse(data=text, format="nt")
        graph.close(True)
        return {"seconds": time.perf_counter() - begin, "done": text.count("\n")}
