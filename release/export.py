"""`orbatlas export`: the current graph as one RDF file, the same bytes on each run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO

from pyoxigraph import RdfFormat, serialize

from graph.connection import Database
from ontology.alignment import Alignment, load_alignment
from ontology.model import Model
from ontology.whole import becoming
from release import jsonld, rdfxml
from release.compressing import compressed, plain_name
from release.iris import DEFAULT_BASE, Iris
from release.lines import Lines, Turtle, write_texts
from release.quads import Progress, Stream, quads_of, triples_of
from release.reifying import Reifier
from release.triples import Description


class Format(StrEnum):
    """How RDF is written. TriG and N-Quads have a named graph for each source; those with 12 have RDF 1.2 reifiers."""

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    NQUADS = "nquads"
    TRIG = "trig"
    JSONLD = "jsonld"
    JSONL = "jsonl"
    RDFXML = "rdfxml"
    TURTLE12 = "turtle12"
    NQUADS12 = "nquads12"


_SERIALIZERS = {
    Format.TRIG: RdfFormat.TRIG,
    Format.TURTLE12: RdfFormat.TURTLE,
    Format.NQUADS12: RdfFormat.N_QUADS,
}
_ENDINGS = {
    ".ttl": Format.TURTLE,
    ".nt": Format.NTRIPLES,
    ".nq": Format.NQUADS,
    ".trig": Format.TRIG,
    ".jsonld": Format.JSONLD,
    ".json": Format.JSONLD,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".rdf": Format.RDFXML,
    ".xml": Format.RDFXML,
}
WITH_GRAPHS = frozenset({Format.NQUADS, Format.TRIG, Format.NQUADS12})
WITH_REIFIERS = frozenset({Format.TURTLE12, Format.NQUADS12})

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
    """Write the current graph to `file`, compressed if its name ends in .gz or .zst.

    `on` adds shortcuts that certainly hold on that day. The file takes its name only when it is whole. `extra` are the
    Turtle files that the model was read with beside its own. Raises FactsPending, GraphChanged, UnknownTerm, and
    CommandError where the file cannot be written.
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
    lines = lines_of(form, stream.iris)
    if lines is not None:
        write_texts(stream.texts(lines), target, lines)
        return
    alignment = load_alignment(*stream.extra)
    descriptions, reifier = stream.descriptions(), Reifier(stream.model)
    if form in WITH_REIFIERS:
        descriptions = reifier.with_reifiers(descriptions)
    write_descriptions(descriptions, target, form, stream.model, stream.iris, alignment)
    stream.tally.triples += reifier.found


def lines_of(form: Format, iris: Iris) -> Lines | None:
    """The formats that are text, statement by statement; None for all others."""
    match form:
        case Format.NTRIPLES | Format.NQUADS:
            return Lines(graphs=form is Format.NQUADS)
        case Format.TURTLE:
            return Turtle(iris.prefixes())
        case _:
            return None


def write_descriptions(
    descriptions: Iterable[Description],
    target: IO[bytes],
    form: Format,
    model: Model,
    iris: Iris,
    alignment: Alignment,
) -> None:
    """Serialize descriptions, whatever they were made of, into an open file."""
    lines = lines_of(form, iris)
    if lines is not None:
        write_texts(map(lines.description, descriptions), target, lines)
        return
    match form:
        case Format.JSONLD:
            jsonld.Writer(model, iris, alignment).document(descriptions, target)
        case Format.JSONL:
            jsonld.Writer(model, iris, alignment).lines(descriptions, target)
        case Format.RDFXML:
            rdfxml.Writer(model.namespace, iris.prefixes()).write(descriptions, target)
        case _:
            statements = quads_of(descriptions) if form in WITH_GRAPHS else triples_of(descriptions)
            serialize(statements, target, _SERIALIZERS[form], prefixes=iris.prefixes())


def format_of(file: Path) -> Format | None:
    """The format that a file's name asks for, .gz and .zst left aside; None if it asks for none."""
    return _ENDINGS.get(plain_name(file).suffix)


@contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """An open file that gets its name when it is whole, compressed as that asks. Raises CommandError."""
    with becoming(file) as part, part.open("wb", buffering=_BUFFER) as raw, compressed(raw, file) as target:
        yield target
