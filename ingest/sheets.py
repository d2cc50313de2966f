"""Finding the sheets that a path means, and opening them as far as their heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from os.path import realpath
from pathlib import Path

from ingest.reading import read_rows, without_notes
from ingest.rows import Row, Warnings
from ontology.errors import CommandError, OrbatlasError


class UnknownFile(OrbatlasError):
    """A file whose heading no kind of sheet has. In a folder it is named and left; alone it is refused."""


@dataclass(frozen=True)
class Sheet:
    """A file to be read. `file` is how it is named in reports and places, `kind` what the format takes it for."""

    path: Path
    file: str
    heading: tuple[str, ...]
    delimiter: str
    kind: str
    size: int

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns; in a file of refused rows without our notes."""
        return without_notes(self.heading)

    def rows(self, warnings: Warnings | None = None) -> Iterator[Row]:
        """Its rows from the first on, one at a time; unreadable ones have a fault. May be called again."""
        for row, _ in self.rows_with_bytes(warnings):
            yield row

    def rows_with_bytes(self, warnings: Warnings | None = None) -> Iterator[tuple[Row, int]]:
        """Each row with the number of bytes read so far."""
        return read_rows(self.path, self.file, self.heading, self.delimiter, warnings)


@dataclass(frozen=True)
class Candidate:
    """A file that a given path means; `alone` if it was named itself."""

    path: Path
    file: str
    alone: bool


def candidates(paths: Sequence[Path]) -> list[Candidate]:
    """The files that these paths mean: themselves, or what lies right in a folder, hidden files left out.

    Two files of the same name are told apart by the folder that they lie in. Raises CommandError for a path that
    does not exist or a folder without any file.
    """
    found: dict[Path, Candidate] = {}
    for path in paths:
        for one in _under(path):
            found.setdefault(Path(realpath(one.path)), one)  # named twice, it is read once
    return _told_apart(list(found.values()))


def _told_apart(found: list[Candidate]) -> list[Candidate]:
    """Two files of the same name with as many of their folders in front as it takes."""
    deep = 1
    while len(counts := Counter(one.file for one in found)) < len(found):
        deep += 1
        found = [replace(c, file=_ending(c.path, deep)) if counts[c.file] > 1 else c for c in found]
    return found


def _ending(path: Path, deep: int) -> str:
    return "/".join(path.absolute().parts[-deep:])


def _under(path: Path) -> list[Candidate]:
    try:
        return _in_folder(path) if path.is_dir() else [_file(path)]
    except OSError as error:
        hint = "See whether its name is right, and whether you may read it."
        raise CommandError(f"{path} cannot be read: {error.strerror}.", hint=hint) from error


def _file(path: Path) -> Candidate:
    if not path.exists():
        raise CommandError(f"There is no file {path}.", hint="Give a CSV or TSV file, or a folder of them.")
    if not path.is_file():
        raise CommandError(
            f"{path} is neither a file nor a folder.", hint="Write what it gives to a file, and give that."
        )
    return Candidate(path, path.name, alone=True)


def _in_folder(path: Path) -> list[Candidate]:
    entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
    if not any(entry.is_file() for entry in entries):
        raise CommandError(
            f"The folder {path} holds no file.", hint="Give a CSV or TSV file, or a folder of them."
        )
    return [Candidate(entry, entry.name, alone=False) for entry in entries]


def collection_of(paths: Sequence[Path]) -> str:
    """The name of a collection that no one named: that of the path, or of the folder that the paths share."""
    whole = [path.resolve() for path in paths]
    if len(whole) > 1 and len({path.parent for path in whole}) == 1:
        return whole[0].parent.name
    return "+".join(path.name for path in whole)
