"""What a store is filled with: the graph as an export writes it, what a release would hold, or files."""

from __future__ import annotations

import gzip
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from backports import zstd
from pyoxigraph import Quad, RdfFormat, parse, serialize

from ontology.errors import CommandError
from release.compressing import plain_name
from release.export import Format, format_of
from release.lines import write_lines
from release.quads import Stream
from release.reading import Reader
from release.releasing.keys import Key, Keyring
from release.releasing.making import Releaser
from release.releasing.reading_back import DATA
from release.sparqling.asking import Begin

_FORMATS = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.NTRIPLES: RdfFormat.N_TRIPLES,
    Format.NQUADS: RdfFormat.N_QUADS,
    Format.TRIG: RdfFormat.TRIG,
    Format.RDFXML: RdfFormat.RDF_XML,
    Format.JSONLD: RdfFormat.JSON_LD,
}
_PACKED = 10
"""How many times smaller a compressed file is."""

_A_LINE = 200
"""Bytes of a statement as N-Quads."""

_OF_A_RECORD = 18
"""Statements about an entity or a claim, with its ties."""


def fill_from_graph(stream: Stream, begin: Begin) -> None:
    """The current graph, the claims of a source in the graph of that source. Raises what a stream raises."""
    reader = Reader(stream.database, stream.model)
    records = reader.count_entities() + sum(reader.claims_by_source().values())
    target = begin(records * _OF_A_RECORD)
    write_lines(stream.descriptions(), target, graphs=True)


def fill_from_release(releaser: Releaser, begin: Begin) -> None:
    """What a release holds that passes its gate, in view of all releases before. It goes again, and its key with it.

    Raises NotReleased, and what a release raises.
    """
    with tempfile.TemporaryDirectory(prefix="orbatlas-sparql-") as folder:
        report = releaser.release(Path(folder, "release"))
        keyring = Keyring(releaser.order.home)
        keyring.forget(Key(report.number, keyring.folder / f"{report.number}.key", b""))
        fill_from_files([report.folder], begin)


def fill_from_files(files: Sequence[Path], begin: Begin) -> None:
    """Exported files, or release folders. Raises CommandError for what cannot be read."""
    found = [_data_of(file) for file in files]
    for file in found:
        _form(file)
    target = begin(sum(_size(file) for file in found) // _A_LINE)
    for file in found:
        try:
            with _unpacked(file) as source:
                serialize(_statements(source, _form(file)), target, RdfFormat.N_QUADS)
        except (SyntaxError, ValueError, EOFError, zstd.ZstdError, gzip.BadGzipFile) as problem:
            raise CommandError(f"{file} cannot be read: {problem}.") from problem


def _data_of(file: Path) -> Path:
    if not file.is_dir():
        return file
    data = file / DATA
    if not data.is_file():
        raise CommandError(f"{file} is no release: it has no {DATA}.")
    return data


def _form(file: Path) -> Format:
    form = format_of(file)
    if form is None:
        raise CommandError(
            f"The ending of {file.name} does not tell its format.",
            hint="Known: .ttl, .nt, .nq, .trig, .jsonld, .jsonl, .rdf; .gz and .zst behind them.",
        )
    return form


def _size(file: Path) -> int:
    size = file.stat().st_size
    return size if plain_name(file) == file else size * _PACKED


def _statements(source: IO[bytes], form: Format) -> Iterator[Quad]:
    if form is Format.JSONL:
        for line in source:
            if line.strip():
                yield from _parsed(io.BytesIO(line), RdfFormat.JSON_LD)
    else:
        yield from _parsed(source, _FORMATS[form])


def _parsed(source: IO[bytes], form: RdfFormat) -> Iterable[Quad]:
    return parse(input=source, format=form, rename_blank_nodes=True)


@contextmanager
def _unpacked(file: Path) -> Iterator[IO[bytes]]:
    if file.suffix == ".gz":
        with gzip.open(file, "rb") as packed:
            yield cast(IO[bytes], packed)
    elif file.suffix == ".zst":
        with zstd.open(file, "rb") as packed:
            yield cast(IO[bytes], packed)
    else:
        with file.open("rb") as plain:
            yield plain
