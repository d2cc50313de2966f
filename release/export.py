"""`orbatlas export`: the current graph as one RDF file, the same bytes on each run."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, cast

from pyoxigraph import RdfFormat, serialize

from graph.connection import Database
from ontology.errors import CommandError
from ontology.model import Model
from release.iris import DEFAULT_BASE
from release.quads import Progress, Stream, quads_of, triples_of


class Format(StrEnum):
    """How RDF is written. TriG and N-Quads have a named graph for each source."""

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    TRIG = "trig"
    JSONLD = "jsonld"


_SERIALIZERS = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.NQUADS: RdfFormat.N_QUADS,
    Format.TRIG: RdfFormat.TRIG,
    Format.JSONLD: RdfFormat.JSON_LD,
}
_ENDINGS = {
    ".ttl": Format.TURTLE,
    ".nt": Format.NTRIPLES,
    ".nq": Format.NQUADS,
    ".trig": Format.TRIG,
    ".jsonld": Format.JSONLD,
    ".json": Format.JSONLD,
}
WITH_GRAPHS = frozenset({Format.NQUADS, Format.TRIG})

_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written. `triples` is what a parser will count, graphs included."""

    file: Path
    format: Format
    triples: int
    entities: int
    claims: int
    sources: int
    bytes: int


def export(
    database: Database,
    model: Model,
    file: Path,
    form: Format,
    *,
    on: date | None = None,
    base: str = DEFAULT_BASE,
    extra: Sequence[Path] = (),
    progress: Progress | None = None,
) -> ExportReport:
    """Write the current graph to `file`, compressed if its name ends in .gz; `on` adds shortcuts that hold on that day.

    The file takes its name only when it is whole. `extra` are the Turtle files that the model was read with beside
    its own. Raises FactsPending, GraphChanged, UnknownTerm, and CommandError where the file cannot be written.
    """
    stream = Stream(database, model, base, on, extra, progress)
    with whole_file(file) as target:
        write(stream, target, form)
    tally = stream.tally
    return ExportReport(
        file, form, tally.triples, tally.entities, tally.claims, tally.sources, file.stat().st_size
    )


def write(stream: Stream, target: IO[bytes], form: Format) -> None:
    """Serialize a stream into an open file."""
    descriptions = stream.descriptions()
    statements = quads_of(descriptions) if form in WITH_GRAPHS else triples_of(descriptions)
    serialize(statements, target, _SERIALIZERS[form], prefixes=stream.iris.prefixes())


def format_of(file: Path) -> Format | None:
    """The format that a file's name asks for, .gz left aside; None if it asks for none."""
    name = file.with_suffix("") if file.suffix == ".gz" else file
    return _ENDINGS.get(name.suffix)


@contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole; broken off, nothing is left. Raises CommandError."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        try:
            with part.open("wb", buffering=_BUFFER) as raw, _compressed(raw, file) as target:
                yield target
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        hint = "Check that the folder exists, may be written to and has room."
        raise CommandError(
            f"{file} cannot be written: {problem.strerror or problem}.", hint=hint
        ) from problem


@contextmanager
def _compressed(raw: IO[bytes], file: Path) -> Iterator[IO[bytes]]:
    """Gzip without a name or a time in it, so that the same graph gives the same bytes."""
    if file.suffix != ".gz":
        yield raw
        return
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed:
        yield cast(IO[bytes], packed)
