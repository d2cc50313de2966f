"""Records of a delimited file: where one ends, and its cells.

Python's csv module is not used for reading: it stops the whole file at a NUL or at a long cell, joins the rest of
a file to an unclosed quote, and does not tell on which byte a record lies. Here a record is bytes until it is known
to be whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

QUOTE = b'"'


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `line` is where it starts, `offset` the byte; `whole` false where a quote is never closed.

    `kept` false says that it was longer than allowed: `data` is only its beginning. `end` is the byte after it.
    """

    line: int
    offset: int
    data: bytes
    end: int
    whole: bool = True
    kept: bool = True


def records(file: BinaryIO, delimiter: bytes, limit: int, line: int = 1) -> Iterator[Record]:
    """The records from where the file stands, `line` being the number of its line there; blank lines are passed over.

    No more than about `limit` bytes are held at once. Where a quote is never closed, the record is the one line, and
    reading goes on at the next: a stray quote costs a row and not the file.
    """
    start = file.tell()
    while (first := _line(file, limit)) is not None:
        record, lines = _record(file, first, line, start, delimiter, limit)
        if record.data.strip():
            yield record
        line += lines
        start = record.end


@dataclass(frozen=True, slots=True)
class _Line:
    data: bytes
    size: int
    kept: bool
    quoted: bool


def _record(
    file: BinaryIO, first: _Line, line: int, start: int, delimiter: bytes, limit: int
) -> tuple[Record, int]:
    """The record that begins with a line, and how many lines it takes."""
    after = start + first.size
    if first.kept and QUOTE not in first.data:
        return Record(line, start, first.data, after), 1
    parts, size, lines, kept = [first.data], first.size, 1, first.kept
    quoted = kept and stays_open(first.data, False, delimiter)
    while quoted:
        more = _line(file, limit)
        if more is None:
            file.seek(after)
            return Record(line, start, first.data, after, whole=False, kept=first.kept), 1
        lines += 1
        size += more.size
        kept = kept and more.kept and size <= limit
        if kept:
            parts.append(more.data)
        quoted = _still_open(more, delimiter)
    return Record(line, start, b"".join(parts), start + size, kept=kept), lines


def _still_open(line: _Line, delimiter: bytes) -> bool:
    """A line too long to be kept was looked through as it went by."""
    return line.quoted if not line.kept else stays_open(line.data, True, delimiter)


def _line(file: BinaryIO, limit: int) -> _Line | None:
    """The next line. Of one longer than `limit` only the beginning is held; the rest is read away."""
    data = file.readline(limit)
    if not data:
        return None
    if data.endswith(b"\n") or len(data) < limit:
        return _Line(data, len(data), kept=True, quoted=False)
    quotes, size, more = data.count(QUOTE), len(data), data
    while more and not more.endswith(b"\n"):
        more = file.readline(limit)
        quotes += more.count(QUOTE)
        size += len(more)
    # Asked only of a line that began inside quotes; an odd number of them then closes the cell.
    return _Line(data, size, kept=False, quoted=quotes % 2 == 0)


def stays_open(line: bytes, quoted: bool, delimiter: bytes) -> bool:
    """Whether a quoted cell is still open at the end of a line that began inside (`quoted`) or outside of one."""
    if QUOTE not in line:
        return quoted
    place = 0
    if quoted:
        place = _after_quotes(line, 0)
        if place < 0:
            return True
        place = _next_cell(line, place, delimiter)
    while 0 <= place < len(line):
        if line.startswith(QUOTE, place):
            place = _after_quotes(line, place + 1)
            if place < 0:
                return True
        place = _next_cell(line, place, delimiter)
    return False


def _after_quotes(line: bytes, place: int) -> int:
    """The place after the quote that closes a cell; a doubled one is a quote in the text. -1 if none closes it."""
    while (at := line.find(QUOTE, place)) >= 0:
        if not line.startswith(QUOTE, at + 1):
            return at + 1
        place = at + 2
    return -1


def _next_cell(line: bytes, place: int, delimiter: bytes) -> int:
    at = line.find(delimiter, place)
    return -1 if at < 0 else at + 1


def split(text: str, delimiter: str) -> list[str]:
    """The cells of one record, its line end left out. Quotes that do not begin a cell are text, as in csv."""
    text = text.removesuffix("\n").removesuffix("\r")
    if '"' not in text:
        return text.split(delimiter)
    cells: list[str] = []
    place: int = 0
    while place >= 0:
        cell, place = _cell(text, place, delimiter)
        cells.append(cell)
    return cells


def _cell(text: str, place: int, delimiter: str) -> tuple[str, int]:
    """The cell that begins at a place, and where the next begins; -1 after the last."""
    quoted = ""
    if text.startswith('"', place):
        quoted, place = _quoted(text, place + 1)
    end = text.find(delimiter, place)
    if end < 0:
        return quoted + text[place:], -1
    return quoted + text[place:end], end + 1


def _quoted(text: str, place: int) -> tuple[str, int]:
    start = place
    while (at := text.find('"', place)) >= 0:
        if not text.startswith('"', at + 1):
            return text[start:at].replace('""', '"'), at + 1
        place = at + 2
    return text[start:].replace('""', '"'), len(text)
