"""A file that has its name only when it is whole and on the disk."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from ontology.errors import CommandError


@contextmanager
def becoming(file: Path) -> Iterator[Path]:
    """A path beside `file` to write to, mode 0600; it takes the name of `file` when all went well.

    Broken off, nothing is left. What a killed process of the same machine left here is cleared away. Raises
    CommandError where it cannot be written.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        try:
            clear_leftovers(file)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            yield part
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as problem:
        hint = "Check that the folder exists, may be written to and has room."
        raise CommandError(
            f"{file} cannot be written: {problem.strerror or problem}.", hint=hint
        ) from problem


def clear_leftovers(file: Path) -> None:
    """Take away the parts of this file whose writers are gone."""
    for part in file.parent.glob(f".{glob.escape(file.name)}.*.part"):
        writer = part.name.removesuffix(".part").rpartition(".")[2]
        if writer.isdigit() and not psutil.pid_exists(int(writer)):
            part.unlink(missing_ok=True)
