"""Reading a sheet row by row: whatever lies in the file, a row is whole or it is refused with its reason."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.records import Record, records, split
from ingest.rows import Refusal, Row, Warnings
from ontology.errors import OrbatlasError

MAX_COLUMNS = 1_000
MAX_CELL = 1_000_000
MAX_RECORD = 4_000_000

NOTES = ("refused_column", "refused_rule", "refused_hint")
"""The columns that stand in front in a file of refused rows; a reader passes over them."""

# What a spreadsheet would calculate or run. A name such as "-", "@handle" or "+95 9 123" is none of it. The
# apostrophe is what spreadsheets put before such a text to keep it from running, as our own files of refused rows do.
_FORMULA = re.compile(r"'?\s*(=|[+\-@][A-Za-z][\w.]*\(|[+\-@]\w*\|)")
# One of these is in every text that is a formula or holds a NUL.
_SUSPICIOUS = re.compile(r"[=\0]|[+\-@]\w[\w.]*\(|[+\-@]\w*\|")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_SAVE, _UNPACK = "Save the sheet as CSV in UTF-8.", "Unpack it first."
_NO_TEXT = {
    b"PK\x03\x04": ("a workbook of a spreadsheet, or a zip archive", _SAVE),
    b"\xd0\xcf\x11\xe0": ("an old workbook of a spreadsheet", _SAVE),
    b"\x1f\x8b": ("packed with gzip", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", _UNPACK),
    b"%PDF": ("a PDF document", _SAVE),
}
_DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "vertical bar"}


class FileRefused(OrbatlasError):
    """A file that cannot be read as a sheet at all."""

    def __init__(self, file: str, rule: str, hint: str) -> None:
        super().__init__(f"{file}: {rule}.", hint=hint)
        self.file = file
        self.rule = rule


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take this text for a formula that does something."""
    return _FORMULA.match(text) is not None


def read_heading(path: Path, file: str, delimiters: str) -> tuple[tuple[str, ...], str]:
    """The heading of a file and its delimiter, one of `delimiters` (the usual one first). Names are stripped.

    Raises FileRefused where there is no heading that could be one.
    """
    text, delimiter = _first_record(path, file)
    if delimiter not in delimiters and len(split(text, delimiter)) > 1:
        wanted = " or ".join(_DELIMITERS[known] for known in delimiters)
        rule = f"wrong delimiter: its columns are separated by {_DELIMITERS[delimiter]}, not by {wanted}"
        raise FileRefused(file, rule, f"Save it again with {_DELIMITERS[delimiters[0]]} as the delimiter.")
    delimiter = delimiter if delimiter in delimiters else delimiters[0]
    heading = tuple(name.strip() for name in split(text, delimiter))
    _check_heading(file, heading)
    return heading, delimiter


def _first_record(path: Path, file: str) -> tuple[str, str]:
    """The text of the heading, which may run over lines in quotes, and the delimiter that its first line shows."""
    try:
        with path.open("rb") as handle:
            line = next(records(handle, b"\n", MAX_RECORD), None)
            if line is None:
                hint = "The first line is the heading, with the names of the columns."
                raise FileRefused(file, "it is empty", hint)
            delimiter = _sniffed(_heading_text(file, line))
            handle.seek(0)
            return _heading_text(file, next(records(handle, delimiter.encode(), MAX_RECORD), line)), delimiter
    except OSError as error:
        raise FileRefused(file, "it cannot be opened", str(error.strerror)) from error


def _heading_text(file: str, record: Record) -> str:
    for mark, (what, hint) in _NO_TEXT.items():
        if record.data.startswith(mark):
            raise FileRefused(file, f"it is no text, but {what}", hint)
    if record.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused(file, "it is UTF-16", "Save it again as UTF-8.")
    try:
        text = record.data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileRefused(
            file, f"its heading is not UTF-8 at byte {record.offset + error.start}", "Save it again as UTF-8."
        ) from None
    if "\0" in text:
        raise FileRefused(file, "its heading holds a NUL character", "It is no text file, or not UTF-8.")
    if "\r" in text.removesuffix("\n").removesuffix("\r"):
        raise FileRefused(
            file, "its lines end in a carriage return alone", "Save it again with ordinary line ends."
        )
    if not record.whole:
        raise FileRefused(file, "a quote in its heading is never closed", "Close it.")
    if not record.kept:
        raise FileRefused(file, f"its heading is longer than {MAX_RECORD:,} bytes", "Is it a sheet at all?")
    return text


def _sniffed(text: str) -> str:
    """The delimiter that gives most columns; the comma where none is there."""
    return max(_DELIMITERS, key=lambda delimiter: len(split(text, delimiter)))


def _check_heading(file: str, heading: Sequence[str]) -> None:
    if len(heading) > MAX_COLUMNS:
        rule = f"it has {len(heading):,} columns, and {MAX_COLUMNS:,} are the most that are read"
        raise FileRefused(file, rule, "Is the delimiter right?")
    names = [name for name in heading if name]
    if not names:
        raise FileRefused(file, "its first line names no column", "The first line is the heading.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused(
            file, f"the column {twice[0]!r} is named twice", "Give each column a name of its own."
        )


def read_rows(
    path: Path, file: str, heading: tuple[str, ...], delimiter: str, warnings: Warnings | None = None
) -> Iterator[tuple[Row, int]]:
    """The rows below the heading, each with the number of bytes read so far. Rows without any text are passed over.

    Raises FileRefused where the file can no longer be read.
    """
    try:
        with path.open("rb") as handle:
            found = records(handle, delimiter.encode(), MAX_RECORD)
            next(found, None)
            for record in found:
                row = _row(file, record, heading, delimiter)
                if row is not None:
                    yield row, record.end
                elif warnings is not None:
                    warnings.add("row without any text")
    except OSError as error:
        raise FileRefused(file, "it can no longer be read", str(error.strerror)) from error


def _row(file: str, record: Record, heading: tuple[str, ...], delimiter: str) -> Row | None:
    if not (record.whole and record.kept):
        text = record.data[:MAX_CELL].decode("utf-8", "replace")
        return Row(file, record.line, {}, (_first_line(text),), _broken(file, record))
    try:
        text, malformed = record.data.decode("utf-8"), -1
    except UnicodeDecodeError as error:
        text, malformed = record.data.decode("utf-8", "replace"), record.offset + error.start
    raw = tuple(split(text, delimiter))
    if not any(map(str.strip, raw)):
        return None
    notes = len(NOTES) if heading[: len(NOTES)] == NOTES else 0
    fault = _fault(file, record.line, heading, raw, text, malformed)
    if fault is not None:
        return Row(file, record.line, {}, raw[notes:], fault)
    if notes:
        return _mended(file, record.line, heading[notes:], raw[notes:])
    return Row(file, record.line, dict(zip(heading, raw, strict=True)), raw)


def without_notes(heading: Sequence[str]) -> tuple[str, ...]:
    """The columns of a sheet itself."""
    return tuple(heading[len(NOTES) :] if tuple(heading[: len(NOTES)]) == NOTES else heading)


def _first_line(text: str) -> str:
    return text.split("\n", 1)[0].rstrip("\r")[:1_000]


def _broken(file: str, record: Record) -> Refusal:
    """Why a record has no cells to speak of."""
    shown = _first_line(record.data[:1_000].decode("utf-8", "replace"))[:80]
    if not record.whole:
        rule, hint = "a quote is never closed", "Close the quote, or see whether the file is whole."
    else:
        rule, hint = f"longer than {MAX_RECORD:,} bytes", "Shorten the text, or close its quote."
    return Refusal(file, record.line, "", shown, rule, hint)


def _fault(
    file: str, line: int, heading: Sequence[str], raw: Sequence[str], text: str, malformed: int
) -> Refusal | None:
    """The first reason why the cells of a record are no row of this heading."""
    if len(raw) != len(heading):
        rule = f"{len(raw)} cells under a heading of {len(heading)}"
        hint = "Is the line cut off, or a text with the delimiter not in quotes?"
        return Refusal(file, line, "", "", rule, hint)
    if malformed >= 0:
        index = next((i for i, cell in enumerate(raw) if _REPLACEMENT in cell), 0)
        rule, hint = f"not UTF-8 at byte {malformed}", "Save the file as UTF-8."
        return Refusal(file, line, heading[index], raw[index][:80], rule, hint)
    # Most rows hold nothing that any rule on cells could be about, which one look at the whole text shows.
    if len(text) <= MAX_CELL and "" not in heading and not _SUSPICIOUS.search(text):
        return None
    for name, cell in zip(heading, raw, strict=True):
        why = _cell_fault(name, cell)
        if why is not None:
            return Refusal(file, line, name, cell[:80], *why)
    return None


def _cell_fault(name: str, cell: str) -> tuple[str, str] | None:
    if len(cell) > MAX_CELL:
        return f"a cell longer than {MAX_CELL:,} characters", "Shorten the text."
    if "\0" in cell:
        return "a NUL character", "Take it out."
    if not name and cell.strip():
        return "a text in a column without a name", "Name the column, or empty it."
    if is_formula(cell) and name not in NOTES:
        return "a formula in a cell", "Give its result as text."
    return None


def _mended(file: str, line: int, heading: Sequence[str], raw: Sequence[str]) -> Row:
    """A row of a file of refused rows, without our notes on it. What stands in for malformed bytes must be gone."""
    cells = dict(zip(heading, raw, strict=True))
    for name, cell in cells.items():
        if _REPLACEMENT in cell:
            rule, hint = (
                "malformed bytes not yet mended",
                f"Put the right letters where {_REPLACEMENT} stands.",
            )
            return Row(file, line, {}, tuple(raw), Refusal(file, line, name, cell[:80], rule, hint))
    return Row(file, line, cells, tuple(raw))
