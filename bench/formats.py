"""Every format of `orbatlas export`: its triples as others count them, its size, time and memory, and the way back.

    python -m bench.formats demonstration [--formats turtle nquads] [--rounds turtle nquads] [--uncounted]

Exports the database that the settings name in each format, in a process of its own, and has rdflib and pyoxigraph count
what they read, each in a process of its own too. `--rounds` reads the file into an empty private Neo4j and exports
again: the bytes must be the same. What was found is added to bench/formats.json under the name of the data, and stands
in docs/formats.md after `python -m bench.formats_page`.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.arguments import parser_of
from bench.memory import peak
from release.export import Format

FIGURES = Path(__file__).parent / "formats.json"
ENDINGS = {
    Format.TURTLE: "ttl",
    Format.NTRIPLES: "nt",
    Format.NQUADS: "nq",
    Format.TRIG: "trig",
    Format.JSONLD: "jsonld",
    Format.JSONL: "jsonl",
    Format.RDFXML: "rdf",
    Format.TURTLE12: "ttl",
    Format.NQUADS12: "nq",
}
READERS = ("rdflib", "pyoxigraph")

Figures = dict[str, Any]


def main() -> None:
    """Measures the formats one after the other, and notes each as soon as it is known."""
    asked = _arguments()
    for form in asked.formats:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, f"first.{ENDINGS[form]}")
            found = _child("orbatlas", form, file, asked.patience) or {}
            for reader in () if asked.uncounted else READERS:
                found[reader] = _child(reader, form, file, asked.patience)
            if form in asked.rounds:
                found["round"] = _goes_round(form, file)
        _note(asked.name, form, found)
        print(form, json.dumps(found), flush=True)


def _note(name: str, form: Format, found: Figures) -> None:
    """Keeps what was found; a way back that was not tried this time stays as it was."""
    known = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    formats = known.setdefault(name, {})
    formats[form.value] = {**formats.get(form.value, {}), **found}
    FIGURES.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _child(way: str, form: Format, file: Path, patience: float) -> Figures | None:
    """What a process of its own finds; None where it cannot read the file, or not in time."""
    line = [
        sys.executable,
        "-m",
        "bench.formats",
        "--way",
        way,
        "--file",
        str(file),
        "name",
        "--formats",
        form.value,
    ]
    try:
        done = subprocess.run(line, check=True, capture_output=True, text=True, timeout=patience)
    except subprocess.CalledProcessError as problem:
        if way == "orbatlas":
            raise SystemExit(problem.stderr) from problem
        return None
    except subprocess.TimeoutExpired:
        return {"gave_up_after": patience}
    return dict(json.loads(done.stdout))


# ---- the way back


def _goes_round(form: Format, first: Path) -> Figures:
    """Into an empty database and out again."""
    second = first.with_name(f"second.{ENDINGS[form]}")
    with _empty_server() as environment:
        began = time.perf_counter()
        _orbatlas(environment, "ingest", "rdf", str(first))
        read = time.perf_counter() - began
        _orbatlas(environment, "export", str(second), "--format", form.value)
    return {"same_bytes": filecmp.cmp(first, second, shallow=False), "ingest_seconds": round(read, 1)}


@contextmanager
def _empty_server() -> Iterator[Mapping[str, str]]:
    with tempfile.TemporaryDirectory() as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("NEO4J_")}
        environment = {**kept, "ORBATLAS_HOME": home, "ORBATLAS_SERVER_PORT": str(port)}
        _orbatlas(environment, "server", "start")
        try:
            yield environment
        finally:
            _orbatlas(environment, "server", "stop")


def _orbatlas(environment: Mapping[str, str], *arguments: str) -> None:
    line = [sys.executable, "-m", "cli", *arguments]
    done = subprocess.run(line, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


# ---- in a process of its own


def exported(form: Format, file: Path) -> Figures:
    """Writes the database that the settings name."""
    from graph.driver import without_tables

    without_tables()
    from graph.connection import open_database
    from graph.settings import Settings
    from ontology.reading import load_model
    from release.export import export

    model = load_model()
    with open_database(Settings.from_environment(), say=lambda _words: None) as database:
        report = export(database, model, file, form)
        return {"triples": report.triples, "bytes": report.bytes}


def read_by_pyoxigraph(form: Format, file: Path) -> Figures:
    """How many statements pyoxigraph reads."""
    from pyoxigraph import RdfFormat, parse

    known = {
        "nt": RdfFormat.N_TRIPLES,
        "nq": RdfFormat.N_QUADS,
        "ttl": RdfFormat.TURTLE,
        "trig": RdfFormat.TRIG,
    }
    known |= {"rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD, "jsonl": RdfFormat.JSON_LD}
    found = known[ENDINGS[form]]
    if form is not Format.JSONL:
        return {"triples": sum(1 for _ in parse(path=str(file), format=found))}
    return {"triples": sum(sum(1 for _ in parse(input=line, format=found)) for line in _lines(file))}


def read_by_rdflib(form: Format, file: Path) -> Figures:
    """How many statements rdflib holds once it has read all of them."""
    import rdflib

    known = {"nt": "nt", "nq": "nquads", "ttl": "turtle", "trig": "trig", "rdf": "xml"}
    graph = rdflib.Dataset() if form in (Format.NQUADS, Format.TRIG, Format.NQUADS12) else rdflib.Graph()
    if form is Format.JSONL:
        for line in _lines(file):
            graph.parse(data=line, format="json-ld")
    else:
        graph.parse(str(file), format=known.get(ENDINGS[form], "json-ld"))
    every: Iterable[Any] = graph.quads() if isinstance(graph, rdflib.Dataset) else graph
    return {"triples": sum(1 for _ in every)}


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as lines:
        yield from lines


WAYS: dict[str, Callable[[Format, Path], Figures]] = {
    "orbatlas": exported,
    "pyoxigraph": read_by_pyoxigraph,
    "rdflib": read_by_rdflib,
}


def measured(way: str, form: Format, file: Path) -> Figures:
    """What a way finds, with its seconds and the peak memory of this process in megabytes."""
    began, cpu = time.perf_counter(), time.process_time()
    found = WAYS[way](form, file)
    found["cpu"] = round(time.process_time() - cpu, 2)
    found["seconds"] = round(time.perf_counter() - began, 2)
    found["peak_mb"] = round(peak())
    return found


def _arguments() -> argparse.Namespace:
    parser = parser_of("bench.formats", __doc__)
    parser.add_argument("name", help="what the data is called")
    parser.add_argument("--formats", nargs="+", type=Format, default=list(ENDINGS), choices=list(ENDINGS))
    parser.add_argument("--rounds", nargs="*", type=Format, default=[], choices=list(ENDINGS))
    parser.add_argument("--uncounted", action="store_true", help="leave out the readers that count")
    parser.add_argument("--patience", type=float, default=900, help="seconds that a reader is given")
    parser.add_argument("--way", choices=sorted(WAYS), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    if given.way:
        print(json.dumps(measured(given.way, given.formats[0], given.file)))
    else:
        main()
