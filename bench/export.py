"""How quickly `orbatlas export` writes RDF, beside pyoxigraph's bare serializer and rdflib, on the same triples.

    python -m bench export            the figures of docs/performance.md
    python -m bench.export [--repeat 3] [--format turtle] [--rdflib 100000 | --full] [--json FIGURES]

Exports the database that the settings name to a file, then writes the same triples again in other ways, each
in a process of its own: CPU seconds and peak memory are of that process. pyoxigraph reads the exported N-Triples and
writes them; what reading alone takes is subtracted. rdflib holds what it writes, so it gets the first so many triples,
or with --full all of them, once: two million take it some 3 to 5 GB and two minutes. With --json the figures go into
that file under their format; bench/export.json is what docs/formats.md tells.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from bench.figures import Effort, Figure

_AT_ONCE = 50_000
"""Lines that rdflib is given at a time, so that the text of all of them does not count as its memory."""

_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES}


Run = dict[str, float]

_MOST_FOR_RDFLIB = 2_100_000
_PART_FOR_RDFLIB = 2_000_000
"""Triples that rdflib gets whole, and of how many of more it gets the first."""
_LIMIT_MB = 150.0


def run(effort: Effort) -> list[Figure]:
    """Our export of the database that the settings name beside rdflib and pyoxigraph's bare serializer."""
    quick = effort is Effort.QUICK
    found = []
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "graph.nt")
        size = int(_measured("orbatlas", source, "ntriples", 0)["triples"])
        part = (
            size
            if size <= _MOST_FOR_RDFLIB and not quick
            else min(size, 20_000 if quick else _PART_FOR_RDFLIB)
        )
        for form in ("turtle",) if quick else ("turtle", "ntriples"):
            runs: dict[str, list[Run]] = {way: [] for way in WAYS}
            for number in range(1 if quick else 3):
                for way in WAYS:
                    if way != "rdflib" or number == 0 or part < size:
                        runs[way].append(_measured(way, source, form, part))
            found += _figures(form, size, part, runs)
    return found


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
        beside("rdflib", "rdflib", rdflib, 15 if form == "turtle" else None, f"{once} Parsing is left out."),
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


def main() -> None:
    """Run all ways in turn, several times, and print medians and ratios as JSON."""
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "graph.nt")
        _measured("orbatlas", source, "ntriples", 0)
        runs: dict[str, list[Run]] = {}
        limit = sys.maxsize if asked.full else asked.rdflib
        for run in range(asked.repeat):
            for way in WAYS:
                if not (asked.full and run and way == "rdflib"):
                    runs.setdefault(way, []).append(_measured(way, source, asked.format, limit))
    found = _summary(runs)
    print(json.dumps(found, indent=1))
    if asked.json:
        known = json.loads(asked.json.read_text(encoding="utf-8")) if asked.json.exists() else {}
        known[asked.format] = found
        asked.json.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _summary(runs: dict[str, list[Run]]) -> dict[str, dict[str, float]]:
    """Medians, with CPU microseconds a triple, and our speed over each peer's."""
    found = {
        way: {name: round(median(run[name] for run in measured), 2) for name in measured[0]}
        for way, measured in runs.items()
    }
    found["pyoxigraph"]["cpu"] = round(found["pyoxigraph"]["cpu"] - found["reading"]["cpu"], 2)
    for row in found.values():
        row["cpu_us_a_triple"] = round(row["cpu"] / row["triples"] * 1e6, 2)
        row["triples_a_second"] = round(row["triples"] / row["cpu"])
    ours = found["orbatlas"]["cpu_us_a_triple"]
    for peer in ("pyoxigraph", "rdflib"):
        found[peer]["our_speed_over_it"] = round(found[peer]["cpu_us_a_triple"] / ours, 2)
    return found


def _measured(way: str, source: Path, form: str, limit: int) -> Run:
    command = [sys.executable, "-m", "bench.export", "--way", way, "--source", str(source)]
    done = subprocess.run(
        [*command, "--format", form, "--rdflib", str(limit)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(done.stdout))


# ---- in a process of its own


def _orbatlas(source: Path, form: str, _limit: int) -> tuple[int, float]:
    from graph.driver import without_pandas

    without_pandas()
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


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--format", choices=sorted(_FORMATS), default="turtle")
    parser.add_argument("--rdflib", type=int, default=100_000)
    parser.add_argument("--full", action="store_true", help="rdflib gets all triples")
    parser.add_argument("--json", type=Path, help="note the figures in this file")
    parser.add_argument("--way", choices=sorted(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--source", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _one(asked: argparse.Namespace) -> None:
    started = time.perf_counter()
    triples, cpu = WAYS[asked.way](asked.source, asked.format, asked.rdflib)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"triples": triples, "cpu": cpu, "wall": time.perf_counter() - started, "peak_mb": memory}
    print(json.dumps(found))


if __name__ == "__main__":
    if "--way" in sys.argv:
        _one(_arguments())
    else:
        os.environ.setdefault("PYTHONPATH", str(Path.cwd()))
        main()
