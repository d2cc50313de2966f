"""The log of who asked what and released what: lines of json that are only ever added.

Each line holds the hash of the line before, so that one that was changed, taken out or put in shows; what was cut
off at the end does not, unless the last hash is kept elsewhere (`orbatlas log check` prints it). No password and no
answer is written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ontology.errors import CommandError

FIRST = "0" * 64
"""What the first line holds in place of a hash."""

LONGEST = 5_000
"""Letters of one value that are kept."""

_PATIENCE = 10.0
_STEP = 65_536


class What(Enum):
    """What happened."""

    SIGNED_IN = "signed in"
    NOT_SIGNED_IN = "not signed in"
    SIGNED_OUT = "signed out"
    ASKED = "asked"
    RELEASING = "releasing"
    RELEASED = "released"
    NOT_RELEASED = "not released"
    SAVED = "saved"
    MEMBERS = "members changed"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read: its number, what it says, and whether it follows the line before."""

    number: int
    said: Mapping[str, Any]
    follows: bool
    hash: str


class Log:
    """The log in a file, which only its owner reads."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def note(self, what: What, who: str, **details: object) -> None:
        """Add a line. Raises CommandError where it cannot be written: what is not noted is not done."""
        said = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "who": who[:LONGEST],
            "what": what.value,
            **{key: _short(value) for key, value in details.items() if value is not None},
        }
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self.file}.lock", timeout=_PATIENCE, mode=0o600):
                self._add(said)
        except (OSError, Timeout) as error:
            raise CommandError(
                f"The log {self.file} cannot be written, so this is not done: {error}.",
                hint="See to the folder and the space on the disk.",
            ) from None

    def _add(self, said: Mapping[str, object]) -> None:
        line = {"before": self._last(), **said}
        data = json.dumps(line, ensure_ascii=True).encode() + b"\n"
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, data) != len(data):
                raise OSError("only a part of the line could be written")
            os.fsync(handle)
        finally:
            os.close(handle)

    def _last(self) -> str:
        """The hash of the last line; a line that was cut off is hashed as it stands, and ended first."""
        if not self.file.exists() or not self.file.stat().st_size:
            return FIRST
        with self.file.open("r+b") as held:
            start, tail = held.seek(0, os.SEEK_END), b""
            while start and b"\n" not in tail[:-1]:
                size = min(start, _STEP)
                start = held.seek(start - size)
                tail = held.read(size) + tail
            if not tail.endswith(b"\n"):
                held.seek(0, os.SEEK_END)
                held.write(b"\n")
                tail += b"\n"
        return _hash(tail[:-1].rpartition(b"\n")[2])

    def lines(self) -> Iterator[Line]:
        """The lines, each with whether it follows the one before. A line that is no json says nothing."""
        if not self.file.exists():
            return
        before = FIRST
        with self.file.open("rb") as held:
            for number, data in enumerate(held, 1):
                text = data.rstrip(b"\n")
                said = _read(text)
                yield Line(number, said, said.get("before") == before, _hash(text))
                before = _hash(text)


def _hash(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _read(line: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _short(value: object) -> object:
    if isinstance(value, int | float | bool):
        return value
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} letters)"
