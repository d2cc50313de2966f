"""The file of a backup: lines of json under zstd, in parts, each with its sum at the end.

The first line says what the file is. Each line after it is `[part, row]`; the last one is `["end", sums]`, with the
number of lines and the sha256 of each part. So a file that was cut or changed is always found out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from backports import zstd

from graph.errors import BackupDamaged
from graph.keeping.packing import packed
from graph.keeping.rows import DAY, PARTS, Row, strange, typed

NAME = "orbatlas backup"
VERSION = 1
LONGEST = 64 << 20
"""Bytes of a line: far more than any row of an ingest may have."""

_END = "end"
_MAGIC = bytes.fromhex("28b52ffd")
_ESCAPED = b"\\u"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the lines of each part, and one sum of everything."""

    lines: Mapping[str, int]
    sum: str


@dataclass
class _Part:
    lines: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        self.lines += 1
        self.hash.update(line)

    def told(self) -> dict[str, Any]:
        return {"lines": self.lines, "sha256": self.hash.hexdigest()}


class Writer:
    """Writes a backup into an open file; the same rows give the same bytes. `close` writes the sums."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._target = packed(raw)
        self._parts = {name: _Part() for name in PARTS}
        self._target.write(_line({"format": NAME, "version": VERSION}))

    def add(self, part: str, row: Row) -> None:
        """Write one row of a part."""
        line = _line([part, {key: _plain(value) for key, value in row.items()}])
        self._parts[part].add(line)
        self._target.write(line)

    def close(self) -> None:
        """Write the sums, and end the file."""
        self._target.write(_line([_END, {name: part.told() for name, part in self._parts.items()}]))
        self._target.close()


def checked(file: Path) -> Contents:
    """Read the whole file, and hold it against what its rows must be and against its sums. Raises BackupDamaged."""
    parts = {name: _Part() for name in PARTS}
    lines = _lines(file)
    _check_head(file, next(lines, b""))
    for number, line in enumerate(lines, 2):
        name, row = _parsed(file, line)
        if name == _END:
            if row != {part: counted.told() for part, counted in parts.items()}:
                raise _damaged(file, "its sums do not match what it holds")
            if next(lines, None) is not None:
                raise _damaged(file, "it goes on after its end")
            told = {part: counted.lines for part, counted in parts.items()}
            return Contents(told, hashlib.sha256(line).hexdigest())
        if name not in parts:
            raise _damaged(file, f"it has a part {name!r}, which nobody knows")
        parts[name].add(line)
        if (key := strange(name, row)) is not None:
            raise _damaged(file, f"what its line {number} has as {key!r:.100} cannot be")
    raise _damaged(file, "its end is missing")


def rows(file: Path, part: str) -> Iterator[dict[str, Any]]:
    """The rows of one part of a file that was checked. Raises BackupDamaged."""
    lines = _lines(file)
    next(lines, None)
    for line in lines:
        name, row = _parsed(file, line)
        if name == part:
            yield typed(row)


def _lines(file: Path) -> Iterator[bytes]:
    with file.open("rb") as raw:
        if raw.read(len(_MAGIC)) != _MAGIC:
            raise _no_backup(file)
    try:
        with zstd.ZstdFile(file, mode="rb") as source:
            while line := source.readline(LONGEST + 1):
                if len(line) > LONGEST:
                    raise _damaged(file, f"a line of it has more than {LONGEST:,} bytes")
                yield line
    except zstd.ZstdError as problem:
        raise _damaged(file, f"it cannot be unpacked ({problem})") from problem
    except EOFError as problem:
        raise _damaged(file, "it is cut off") from problem


def _check_head(file: Path, line: bytes) -> None:
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        head = None
    if not isinstance(head, dict) or head.get("format") != NAME:
        raise _no_backup(file)
    if not isinstance(head.get("version"), int):
        raise _no_backup(file)
    if head["version"] != VERSION:
        hint = "Restore it with the Orbatlas that wrote it, or a newer one."
        raise BackupDamaged(f"{file} has the format {head['version']} of a newer Orbatlas.", hint=hint)


def _parsed(file: Path, line: bytes) -> tuple[str, dict[str, Any]]:
    try:
        name, row = json.loads(line)
        if _ESCAPED in line:  # half of a pair of surrogates can stand there only so, and cannot be stored
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, TypeError, RecursionError) as problem:
        raise _damaged(file, "a line of it cannot be read") from problem
    if not isinstance(name, str) or not isinstance(row, dict):
        raise _damaged(file, "a line of it cannot be read")
    return name, row


def _no_backup(file: Path) -> BackupDamaged:
    return BackupDamaged(f"{file} is not a backup of Orbatlas.", hint="`orbatlas backup FILE` writes one.")


def _damaged(file: Path, why: str) -> BackupDamaged:
    return BackupDamaged(
        f"{file} is damaged: {why}. Nothing was changed.", hint="Take another copy of the backup."
    )


# ---- lines and values


def _line(content: object) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8") + b"\n"


def _plain(value: Any) -> Any:
    """A property's value as json has it; a day is `{"day": "2021-02-01"}`."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {DAY: value.isoformat() if isinstance(value, date) else value.iso_format()}
