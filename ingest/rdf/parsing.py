"""RDF files as statements with the line on which each stands, and errors in their syntax as faults with theirs."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ingest.packed import DAMAGES, unpacked
from ingest.packed import ENDINGS as PACKED
from ingest.rdf.guards import Anything, Guard, JsonGuard, TripleGuard, XmlGuard, is_too_deep, too_deep
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
_GO_ON = _BY_LINE | {RdfFormat.TURTLE, RdfFormat.TRIG}
_KEPT = 64
_HEAD = 5_000
"""Lines that a context may have."""
_HEAD_BYTES = 1 << 20
_TOGETHER, _TOGETHER_BYTES = 100, 1 << 20
_TOLD = 300
"""Characters of what a parser says that are told; it may quote the file at any length."""
LONGEST = 1 << 24
"""Bytes that one statement, or a line of JSON, may have: as many as the parser holds of one."""
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
    return (name.with_suffix("") if name.suffix in PACKED else name).suffix


class _Lines:
    """A file that is handed to the parser line by line, so that the line where it stands is always known."""

    def __init__(
        self, handle: IO[bytes], raw: IO[bytes], guard: Callable[[], Guard], passes_blanks: bool
    ) -> None:
        self._handle = handle
        self._raw = raw
        self._passes_blanks = passes_blanks
        self._guards = guard
        self._guard = guard()
        self._again: deque[bytes] = deque()
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)
        self._whole = True
        self.number = 0
        self.why = ""

    def read(self, size: int = -1) -> bytes:
        """The next line, or a piece of it where it is longer than `size`: the parser has room for no more.

        Nothing more where the guard stops it; `why` then has the reason.
        """
        if self.why:
            return b""
        found = self._next(size)
        piece, self.why = self._guard.look(found) if found else (found, self._guard.end())
        return piece

    def line(self) -> bytes:
        """The next line or a piece of it, not looked at by the guard."""
        return self._next(-1)

    def _next(self, size: int) -> bytes:
        size = size if size > 0 else _LONGEST
        line = self._again.popleft() if self._again else self._handle.readline(size)
        while line == b"\n" and self._whole and self._passes_blanks:
            self.number += 1
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
        self.why, self._guard = "", self._guards()

    def by_line(self) -> None:
        """From here on no guard is needed: each line is looked at for itself."""
        self._guards = Anything
        self._guard = Anything()

    def skip(self) -> None:
        """Pass over what is left of the line at hand."""
        while not self._whole and self._next(_LONGEST):
            pass

    def put_back(self, head: list[bytes]) -> None:
        """Read these lines again, which are all that was read."""
        self._again.extendleft(reversed(head))
        self._recent.clear()
        self.number, self._whole = 0, True
        self.why, self._guard = "", self._guards()

    @property
    def at(self) -> int:
        """Bytes read from the file itself, which may be compressed."""
        return self._raw.tell()


@contextmanager
def _opened(path: Path, file: str) -> Iterator[_Lines]:
    try:
        with path.open("rb") as raw, unpacked(raw, file) as handle:
            by_line = form_of(file) in _BY_LINE or _ending(file) == JSON_LINES
            yield _Lines(handle, raw, _guard_of(file), by_line)
    except OSError as error:
        raise FileRefused(file, "it cannot be read", str(error.strerror or error)) from error


def _guard_of(file: str) -> Callable[[], Guard]:
    form = form_of(file)
    if form == RdfFormat.RDF_XML:
        return XmlGuard
    if form == RdfFormat.JSON_LD:  # what stands on lines of its own is looked at line by line
        return Anything if _ending(file) == JSON_LINES else JsonGuard
    return TripleGuard


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
        except DAMAGES as error:
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
            if not lines.why:
                return
            fault = _stopped(lines, form)
        except (SyntaxError, ValueError, MemoryError) as error:
            fault = _stopped(lines, form) if lines.why else _fault(lines, form, error, start)
        else:
            yield Statement(_unescaped(quad) if form == RdfFormat.RDF_XML else quad, lines.number, lines.at)
            continue
        yield fault
        if fault.last:
            return
        if form in _BY_LINE:
            lines.skip()
            lines.back_to(fault.line + 1)
            start = lines.number
            found = iter(parse(lines, format=form))  # type: ignore[arg-type]


def _stopped(lines: _Lines, form: RdfFormat) -> Fault:
    """What the guard does not let through."""
    line = max(1, lines.number)
    return Fault(line, lines.text(line), lines.why, lines.at, last=form not in _BY_LINE)


def _fault(lines: _Lines, form: RdfFormat, error: Exception, start: int) -> Fault:
    """What the parser cannot read."""
    if isinstance(error, MemoryError):
        why = f"longer than {LONGEST:,} bytes"
        return Fault(lines.number, lines.text(lines.number), why, lines.at, last=form not in _BY_LINE)
    line = start + error.lineno if isinstance(error, SyntaxError) and error.lineno else lines.number
    ends = form not in _GO_ON or (form not in _BY_LINE and "end of file" in str(error))
    return Fault(line, lines.text(line), _why(error), lines.at, last=ends)


def _unescaped(quad: Quad) -> Quad:
    """A text that XML cannot hold stands in an export of ours with the escapes of JSON."""
    term = quad.object
    if not isinstance(term, Literal) or term.datatype.value != ESCAPED:
        return quad
    try:
        text = Literal(json.loads(f'"{term.value}"'))
    except ValueError:  # no escapes of JSON, or half of a pair of surrogates, which is no text
        return quad
    return Quad(quad.subject, quad.predicate, text, quad.graph_name)


def _head(lines: _Lines) -> bytes:
    """What stands before the things of a document that has each on a line of its own, as our exports have; empty for
    any other, which then is read from its first line on.
    """
    head: list[bytes] = []
    size = 0
    while len(head) < _HEAD and size < _HEAD_BYTES and (line := lines.line()):
        head.append(line)
        size += len(line)
        if not head[0].startswith(b'{"@context":'):
            break
        if line == b'"@graph": [\n':
            lines.by_line()
            return b"".join(head)
    lines.put_back(head)
    return b""


def _document(lines: _Lines, head: bytes) -> Iterator[Statement | Fault]:
    """Some things at a time: the parser would hold the whole document."""
    nodes: list[tuple[int, bytes]] = []
    size, whole = 0, False
    for found in _whole_lines(lines):
        if isinstance(found, Fault):
            yield found
            continue
        whole = whole or found.startswith(b"]}")
        if not whole:
            nodes.append((lines.number, found.rstrip().removesuffix(b",")))
            size += len(found)
        if len(nodes) >= _TOGETHER or size > _TOGETHER_BYTES or whole:
            yield from _nodes(nodes, head, lines)
            nodes, size = [], 0
    yield from _nodes(nodes, head, lines)
    if not whole:
        yield Fault(lines.number, "", "the document is cut off", lines.at, last=True)


def _nodes(nodes: list[tuple[int, bytes]], head: bytes, lines: _Lines) -> Iterator[Statement | Fault]:
    """The statements of some things; where one is broken, the others are read one by one."""
    try:
        quads = list(parse(head + b",".join(data for _, data in nodes) + b"]}", format=RdfFormat.JSON_LD))
    except (SyntaxError, ValueError, MemoryError) as error:
        if len(nodes) > 1:
            for node in nodes:
                yield from _nodes([node], head, lines)
            return
        line, data = nodes[0] if nodes else (lines.number, b"")
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


def _whole_lines(lines: _Lines) -> Iterator[bytes | Fault]:
    """The lines that hold something, each whole; a fault for one that is too long or nested too deep."""
    while data := lines.read():
        pieces, size = [data], len(data)
        while size <= LONGEST and not data.endswith(b"\n") and (data := lines.read()):
            pieces.append(data)
            size += len(data)
        whole = b"".join(pieces)
        if size > LONGEST:
            lines.skip()
            yield Fault(lines.number, lines.text(lines.number), f"longer than {LONGEST:,} bytes", lines.at)
        elif is_too_deep(whole):
            yield Fault(lines.number, lines.text(lines.number), too_deep(), lines.at)
        elif whole.strip():
            yield whole


def _json_lines(lines: _Lines) -> Iterator[Statement | Fault]:
    """A document of JSON-LD on each line."""
    for found in _whole_lines(lines):
        if isinstance(found, Fault):
            yield found
            continue
        try:
            for quad in parse(found, format=RdfFormat.JSON_LD):
                yield Statement(quad, lines.number, lines.at)
        except (SyntaxError, ValueError, MemoryError) as error:
            yield Fault(lines.number, lines.text(lines.number), _why(error), lines.at)


def _why(error: Exception) -> str:
    """What the parser says, short and without what a terminal would act on."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    told = text.partition(": ")[2] or text
    return "".join(char if char.isprintable() else " " for char in told[:_TOLD])
