"""Files and folders that have their names only when they are whole and on the disk."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from ontology.errors import CommandError


@contextmanager
def becoming(file: Path, *, private: bool = False) -> Iterator[Path]:
    """A path beside `file` to write to; it takes the name of `file` when all went well. `private`: with mode 0600.

    Broken off, nothing is left. What a killed process of the same machine left here is cleared away. Raises
    CommandError where it cannot be written. What is no file but a pipe or a device is written to as it is.
    """
    part = _part(file)
    with _told(file):
        if file.exists() and not file.is_file() and not file.is_dir():
            yield file
            return
        try:
            clear_leftovers(file)
            os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666))
            yield part
            with part.open("rb") as written:
                os.fsync(written.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def folder_becoming(folder: Path) -> Iterator[Path]:
    """A folder beside the one that is wanted, for its owner alone; it takes the name when all went well.

    Broken off, nothing is left, as with `becoming`. Raises CommandError where it cannot be written.
    """
    part = _part(folder)
    with _told(folder):
        try:
            clear_leftovers(folder)
            part.mkdir(mode=0o700)
            yield part
            part.replace(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def clear_leftovers(path: Path) -> None:
    """Take away the parts of this file or folder whose writers are gone."""
    for part in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        writer = part.name.removesuffix(".part").rpartition(".")[2]
        if writer.isdigit() and not psutil.pid_exists(int(writer)):
            if part.is_dir() and not part.is_symlink():
                shutil.rmtree(part, ignore_errors=True)
            else:
                part.unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        hint = "Check that the folder exists, may be written to and has room."
        raise CommandError(
            f"{path} cannot be written: {problem.strerror or problem}.", hint=hint
        ) from problem
