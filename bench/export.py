"""How quickly `orbatlas export` writes RDF, beside pyoxigraph's bare serializer and rdflib, on the same triples.

    python -m bench export

Exports synthetic armies to a file, then writes the same triples again in other ways, each in a process of its own: CPU
seconds and peak memory are of that process. pyoxigraph reads the exported N-Triples and writes them; what reading
alone takes is subtracted. rdflib holds what it writes, so of many triples it gets the first ones, once: two million
take it some 3 GB and two minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from bench.figures import Effort, Figure
from bench.loaded import ROOT, loaded
from bench.memory import peak

_AT_ONCE = 50_000
"""Lines that rdflib is given at a time, so that the text of all of them does not count as its memory."""

_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES}


Run = dict[str, float]

_LIMIT_MB = 150.0


@dataclass(frozen=True)
class Amount:
    """An army of so many units, so many runs, and how many triples rdflib gets, once."""

    units: int
    runs: int
    rdflib: int


AMOUNTS = {
    Effort.QUICK: (Amount(200, 1, 20_000),),
    # Some two million triples, all of which rdflib gets, and some twenty million.
    Effort.FULL: (Amount(1_250, 3, 3_000_000), Amount(12_500, 2, 500_000)),
}


def run(effort: Effort) -> Iterator[Figure]:
    """Our export beside rdflib and pyoxigraph's bare serializer, size by size."""
    for amount in AMOUNTS[effort]:
        with loaded(amount.units) as army, tempfile.TemporaryDirectory() as folder:
            for form in ("turtle",) if effort is Effort.QUICK else ("turtle", "ntriples"):
                yield from _at(amount, army.environment(), Path(folder, "graph.nt"), form)


def _at(amount: Amount, environment: Mapping[str, str], source: Path, form: str) -> list[Figure]:
    if not source.exists():
        _measured("orbatlas", source, "ntriples", 0, environment)
    runs: dict[str, list[Run]] = {way: [] for way in WAYS}
    for number in range(amount.runs):
        for way in WAYS:
            if way != "rdflib" or number == 0:
                runs[way].append(_measured(way, source, form, amount.rdflib, environment))
    size = int(runs["orbatlas"][0]["triples"])
    return _figures(form, size, min(size, amount.rdflib), runs)


def _figures(form: str, size: int, part: int, runs: dict[str, list[Run]]) -> list[Figure]:
    """Speed beside both peers, and memory beside its limit."""
    ours = tuple(one["cpu"] for one in runs["orbatlas"])
    memory = tuple(one["peak_mb"] for one in runs["orbatlas"])
    bare = tuple(
        max(one["cpu"] - read["cpu"], 0.01)
        for one, read in zip(runs["pyoxigraph"], runs["reading"], strict=True)
    )
    rdflib = tuple(one["cpu"] for one in runs["rdflib"])

    def beside(name: str, way: str, cpu: tuple[float, ...], aim: float | None, note: str) -> Figure:
        return Figure(
            f"export as {form}",
            name,
            size,
            "triples",
            ours,
            cpu,
            unit="CPU s",
            amount=size,
            peer_amount=runs[way][0]["triples"],
            of="triples",
            memory=median(memory),
            peer_memory=median(one["peak_mb"] for one in runs[way]),
            at_least=aim,
            note=note,
        )

    once = "It got all triples once." if part >= size else f"It got the first {part:,} triples."
    return [
        beside("rdflib", "rdflib", rdflib, 15, f"{once} Parsing is left out."),
        beside("pyoxigraph, bare", "pyoxigraph", bare, 0.5, "What reading the file takes is subtracted."),
        Figure(
            f"memory of an export as {form}",
            "limit",
            size,
            "triples",
            memory,
            (_LIMIT_MB,),
            unit="MB",
            at_least=1,
            note="The peak of the client's process.",
        ),
    ]


def _measured(way: str, source: Path, form: str, limit: int, environment: Mapping[str, str]) -> Run:
    command = [sys.executable, "-m", "bench.export", way, str(source), form, str(limit)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    return dict(json.loads(done.stdout))


# ---- in a process of its own


def _orbatlas(source: Path, form: str, _limit: int) -> tuple[int, float]:
    from graph.driver import without_tables

    without_tables()
    from graph.connection import open_database
    from graph.settings import Settings
    from ontology.reading import load_model
    from release.export import Format, export

    model = load_model()
    target = source if not source.exists() else source.with_name("again")
    with open_database(Settings.from_environment(), say=lambda _words: None) as database:
        before = time.process_time()
        report = export(database, model, target, Format(form))
        return report.triples, time.process_time() - before


def _reading(source: Path, _form: str, _limit: int) -> tuple[int, float]:
    before = time.process_time()
    return sum(1 for _ in _triples(source)), time.process_time() - before


def _pyoxigraph(source: Path, form: str, _limit: int) -> tuple[int, float]:
    count = 0

    def counted() -> Iterator[Triple]:
        nonlocal count
        for quad in _triples(source):
            count += 1
            yield Triple(quad.subject, quad.predicate, quad.object)

    before = time.process_time()
    with source.with_name("bare").open("wb") as target:
        serialize(counted(), target, _FORMATS[form])
    return count, time.process_time() - before


def _rdflib(source: Path, form: str, limit: int) -> tuple[int, float]:
    import rdflib

    graph = rdflib.Graph()
    with source.open(encoding="utf-8") as lines:
        while some := "".join(islice(lines, min(limit, _AT_ONCE))):
            graph.parse(data=some, format="nt")
            if (limit := limit - _AT_ONCE) <= 0:
                break
    before = time.process_time()
    graph.serialize(source.with_name("slow"), format="nt" if form == "ntriples" else form)
    return len(graph), time.process_time() - before


def _triples(source: Path) -> Iterator[Quad]:
    return parse(path=str(source), format=RdfFormat.N_TRIPLES)


WAYS: dict[str, Callable[[Path, str, int], tuple[int, float]]] = {
    "orbatlas": _orbatlas,
    "reading": _reading,
    "pyoxigraph": _pyoxigraph,
    "rdflib": _rdflib,
}


def _one() -> None:
    """One way in this process: its arguments are a way, a file, a format, and how many triples rdflib gets."""
    way, source, form, limit = sys.argv[1:]
    started = time.perf_counter()
    triples, cpu = WAYS[way](Path(source), form, int(limit))
    memory = peak()
    found = {"triples": triples, "cpu": cpu, "wall": time.perf_counter() - started, "peak_mb": memory}
    print(json.dumps(found))


if __name__ == "__main__":
    _one()
