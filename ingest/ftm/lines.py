"""The lines of a file, unpacked, each with its number and the bytes of the file read so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from ingest.packed import DAMAGES, unpacked
from ingest.packed import ENDINGS as _PACKED
from ingest.reading import FileRefused

ENDINGS = (".json", ".jsonl", ".ndjson", ".ijson", ".ftm")
LONGEST = 1 << 24
"""Bytes that a line may have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `why` tells why it could not be read whole."""

    number: int
    data: bytes
    at: int
    why: str = ""


def is_ours(file: str) -> bool:
    """Whether the ending of a file's name, that of a compression left aside, is one that is read."""
    name = PurePath(file)
    return (name.with_suffix("") if name.suffix in _PACKED else name).suffix in ENDINGS


def lines(path: Path, file: str) -> Iterator[Line]:
    """The lines that hold something. Raises FileRefused for a file that cannot be opened."""
    number = 0
    try:
        with path.open("rb") as raw, unpacked(raw, file) as handle:
            try:
                for data in _pieces(handle):
                    number += 1
                    if len(data) >= LONGEST:
                        yield Line(number, data[:1_000], raw.tell(), f"a line of more than {LONGEST:,} bytes")
                    elif data.strip():
                        yield Line(number, data, raw.tell())
            except DAMAGES as error:
                why = f"the file ends too early or is damaged: {error}"
                yield Line(number + 1, b"", raw.tell(), why)
    except OSError as error:
        raise FileRefused(file, "it cannot be read", str(error.strerror or error)) from error


def _pieces(handle: IO[bytes]) -> Iterator[bytes]:
    """The lines; of one that is too long, its beginning."""
    while data := handle.readline(LONGEST):
        more = data
        while len(more) >= LONGEST and not more.endswith(b"\n"):
            more = handle.readline(LONGEST)
        yield data
