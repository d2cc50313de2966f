"""RDF files as statements with the line on which each stands, and errors in their syntax as faults with theirs."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ingest.reading import FileRefused

Term = NamedNode | BlankNode | Literal | Triple

ESCAPED = "https://w3id.org/orbatlas/ns#escapedText"
JSON_LINES = ".jsonl"
ENDINGS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    JSON_LINES: RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}
_BY_LINE = frozenset({RdfFormat.N_TRIPLES, RdfFormat.N_QUADS})
_KEPT = 64
_HEAD = 5_000
"""Lines that a context may have."""
_TOGETHER = 100
_ID = re.compile(rb'\{"(?:@id|id)": ?"([^"\\]+)"')
_LONGEST = 1 << 16
"""Bytes of a line that are read at once where nobody says how many; a file may be one long line."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `line` is that on which it ends; `at` the bytes of the file that were read so far."""

    quad: Quad
    line: int
    at: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be read: the line, its text, and what the parser says. `last` if nothing after it is read."""

    line: int
    text: str
    why: str
    at: int
    last: bool = False


def form_of(file: str) -> RdfFormat | None:
    """The format that a file's name asks for, the ending of its compression left aside."""
    return ENDINGS.get(_ending(file))


def _ending(file: str) -> str:
    name = PurePath(file)
    return (name.with_suffix("") if name.suffix in (".gz", ".zst") else name).suffix


class _Lines:
    """A file that is handed to the parser line by line, so that the line where it stands is always known."""

    def __init__(self, handle: IO[bytes], raw: IO[bytes]) -> None:
        self._handle = handle
        self._raw = raw
        self._again: deque[bytes] = deque()
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._whole = True
        self.number = 0

    def read(self, size: int = -1) -> bytes:
        """The next line, or a piece of it where it is longer than `size`: the parser has room for no more."""
        size = size if size > 0 else _LONGEST
        line = self._again.popleft() if self._again else self._handle.readline(size)
        if len(line) > size:
            self._again.appendleft(line[size:])
            line = line[:size]
        if line:
            if self._whole:
                self.number += 1
            self._whole = line.endswith(b"\n")
            self._recent.append((self.number, line))
        return line

    def text(self, number: int) -> str:
        """A line that was read a moment ago."""
        pieces = [line for at, line in self._recent if at == number]
        return b"".join(pieces)[:1_000].decode("utf-8", "replace").rstrip("\r\n")

    def back_to(self, number: int) -> None:
        """Read again from this line on."""
        while self._recent and self._recent[-1][0] >= number:
            self.number, line = self._recent.pop()
            self._again.appendleft(line)
        self.number = number - 1
        self._whole = True

    def put_back(self, head: list[bytes]) -> None:
        """Read these lines again, which are all that was read."""
        self._again.extendleft(reversed(head))
        self._recent.clear()
        self.number, self._whole = 0, True

    @property
    def at(self) -> int:
        """Bytes read from the file itself, which may be compressed."""
        return self._raw.tell()


@contextmanager
def _opened(path: Path, file: str) -> Iterator[_Lines]:
    try:
        with path.open("rb") as raw, _unpacked(raw, file) as handle:
            yield _Lines(handle, raw)
    except OSError as error:
        raise FileRefused(file, "it cannot be read", str(error.strerror or error)) from error


@contextmanager
def _unpacked(raw: IO[bytes], file: str) -> Iterator[IO[bytes]]:
    if file.endswith(".gz"):
        with gzip.GzipFile(fileobj=raw) as packed:
            yield cast(IO[bytes], packed)
    elif file.endswith(".zst"):
        try:
            zstd = import_module("backports.zstd")
        except ImportError:
            hint = "Install the package backports.zstd, or unpack the file first."
            raise FileRefused(file, "it is compressed with zstd", hint) from None
        with zstd.ZstdFile(raw) as packed:
            yield packed
    else:
        yield raw


def _damages() -> tuple[type[Exception], ...]:
    """What unpacking a damaged file raises."""
    known: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error)
    try:
        return (*known, import_module("backports.zstd").ZstdError)
    except ImportError:
        return known


def statements(path: Path, file: str) -> Iterator[Statement | Fault]:
    """The statements of a file, in their order, and what of it cannot be read.

    After an error N-Triples and N-Quads go on at the next line, JSON lines too, Turtle and TriG at the next
    statement that can be told; JSON-LD and RDF/XML end there. Raises FileRefused where it cannot be opened.
    """
    form = form_of(file)
    assert form is not None
    with _opened(path, file) as lines:
        try:
            if _ending(file) == JSON_LINES:
                yield from _json_lines(lines)
            elif form == RdfFormat.JSON_LD and (head := _head(lines)):
                yield from _document(lines, head)
            else:
                yield from _statements(lines, form)
        except _damages() as error:
            yield Fault(
                lines.number, "", f"the file ends too early or is damaged: {error}", lines.at, last=True
            )


def _statements(lines: _Lines, form: RdfFormat) -> Iterator[Statement | Fault]:
    start = lines.number
    found = iter(parse(lines, format=form))  # type: ignore[arg-type]  # it asks for no more than read()
    while True:
        try:
            quad = next(found)
        except StopIteration:
            return
        except (SyntaxError, ValueError, UnicodeDecodeError) as error:
            line = start + error.lineno if isinstance(error, SyntaxError) and error.lineno else lines.number
            fatal = form in (RdfFormat.JSON_LD, RdfFormat.RDF_XML)
            swallowed = form not in _BY_LINE and "end of file" in str(error)
            yield Fault(line, lines.text(line), _why(error), lines.at, last=fatal or swallowed)
            if fatal:
                return
            if form in _BY_LINE:
                lines.back_to(line + 1)
                start = lines.number
                found = iter(parse(lines, format=form))  # type: ignore[arg-type]
            continue
        yield Statement(_unescaped(quad) if form == RdfFormat.RDF_XML else quad, lines.number, lines.at)


def _unescaped(quad: Quad) -> Quad:
    """A text that XML cannot hold stands in an export of ours with the escapes of JSON."""
    term = quad.object
    if not isinstance(term, Literal) or term.datatype.value != ESCAPED:
        return quad
    try:
        text = json.loads(f'"{term.value}"')
    except ValueError:
        return quad
    return Quad(quad.subject, quad.predicate, Literal(text), quad.graph_name)


def _head(lines: _Lines) -> bytes:
    """What stands before the things of a document that has each on a line of its own, as our exports have; empty for
    any other, which then is read from its first line on.
    """
    head: list[bytes] = []
    while len(head) < _HEAD and (line := lines.read()):
        head.append(line)
        if not head[0].startswith(b'{"@context":'):
            break
        if line == b'"@graph": [\n':
            return b"".join(head)
    lines.put_back(head)
    return b""


def _document(lines: _Lines, head: bytes) -> Iterator[Statement | Fault]:
    """Some things at a time: the parser would hold the whole document."""
    nodes: list[tuple[int, bytes]] = []
    whole = False
    while data := _whole_line(lines):
        whole = whole or data.startswith(b"]}")
        if data.strip() and not whole:
            nodes.append((lines.number, data.rstrip().removesuffix(b",")))
        if len(nodes) >= _TOGETHER or (whole and nodes):
            yield from _nodes(nodes, head, lines)
            nodes = []
    yield from _nodes(nodes, head, lines)
    if not whole:
        yield Fault(lines.number, "", "the document is cut off", lines.at, last=True)


def _nodes(nodes: list[tuple[int, bytes]], head: bytes, lines: _Lines) -> Iterator[Statement | Fault]:
    """The statements of some things; where one is broken, the others are read one by one."""
    try:
        quads = list(parse(head + b",".join(data for _, data in nodes) + b"]}", format=RdfFormat.JSON_LD))
    except (SyntaxError, ValueError) as error:
        if len(nodes) > 1:
            for node in nodes:
                yield from _nodes([node], head, lines)
            return
        line, data = nodes[0]
        yield Fault(line, data[:1_000].decode("utf-8", "replace"), _why(error), lines.at)
        return
    ends = [_id_of(data) for _, data in nodes]
    at = 0
    for quad in quads:
        if at + 1 < len(nodes) and ends[at + 1] and str(quad.subject).endswith(f"{ends[at + 1]}>"):
            at += 1
        yield Statement(quad, nodes[at][0], lines.at)


def _id_of(data: bytes) -> str:
    found = _ID.match(data)
    return found[1].decode("utf-8", "replace") if found else ""


def _whole_line(lines: _Lines) -> bytes:
    data = lines.read()
    while data and not data.endswith(b"\n") and (more := lines.read()):
        data += more
    return data


def _json_lines(lines: _Lines) -> Iterator[Statement | Fault]:
    """A document of JSON-LD on each line."""
    while data := _whole_line(lines):
        try:
            for quad in parse(data, format=RdfFormat.JSON_LD) if data.strip() else ():
                yield Statement(quad, lines.number, lines.at)
        except (SyntaxError, ValueError) as error:
            yield Fault(lines.number, lines.text(lines.number), _why(error), lines.at)


def _why(error: Exception) -> str:
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return text.partition(": ")[2] or text
