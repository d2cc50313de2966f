"""Refused rows, kept in files that can be mended and loaded again."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from tempfile import mkdtemp
from typing import Protocol, TextIO, runtime_checkable

from ingest.reading import NOTES, is_formula
from ingest.rows import Refusal, Row
from ingest.sheets import Sheet
from ontology.whole import clear_leftovers


@runtime_checkable
class KeepsRefused(Protocol):
    """A sheet that is no table of cells, and says itself how its refused rows are kept."""

    def refused_name(self) -> str:
        """The name of the file."""

    def refused_head(self) -> str:
        """What the file begins with."""

    def refused_text(self, row: Row, refusals: tuple[Refusal, ...]) -> str:
        """One row with the reasons."""


class RefusedRows:
    """Writes the refused rows of each sheet below its own heading, with the reasons in front, into `folder`.

    The reasons come first so that a row with too few or too many cells stays as it is, and is refused again until
    it is mended. A text that a spreadsheet would run gets an apostrophe in front.
    """

    def __init__(self, folder: Path, collection: str) -> None:
        self._folder = folder
        self._collection = collection
        self._scratch: Path | None = None
        self._open: dict[str, TextIO] = {}

    def add(self, sheet: Sheet, row: Row, refusals: tuple[Refusal, ...]) -> None:
        """Keep one row."""
        handle = self._open.get(sheet.file) or self._begin(sheet)
        if isinstance(sheet, KeepsRefused):
            handle.write(sheet.refused_text(row, refusals))
            return
        notes = [" | ".join(dict.fromkeys(texts)) for texts in zip(*map(_notes, refusals), strict=True)]
        handle.write(_line((*notes, *row.raw), sheet.delimiter))

    def finish(self) -> Path | None:
        """Put the files in their place: one file, or a folder of several. None where no row was refused.

        What is already there is not written over; a number makes the name a new one, unless the content is the same.
        """
        for handle in self._open.values():
            handle.close()
        if self._scratch is None:
            return None
        written = sorted(self._scratch.iterdir())
        if len(written) == 1:
            target = _move(written[0], _names(self._folder, written[0].name))
        else:
            target = _move(self._scratch, _names(self._folder, f"{_stem(self._collection)}.refused"))
        self._clear()
        return target

    def abandon(self) -> None:
        """Leave nothing behind, after a failure."""
        for handle in self._open.values():
            handle.close()
        self._clear()

    def _begin(self, sheet: Sheet) -> TextIO:
        if self._scratch is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            # The name ends in .part, as that of all that a killed command may leave; the next one clears it away.
            wanted = self._folder / f"{_stem(self._collection)}.refused"
            clear_leftovers(wanted)
            self._scratch = Path(
                mkdtemp(prefix=f".{wanted.name}.", suffix=f".{os.getpid()}.part", dir=self._folder)
            )
        own = sheet if isinstance(sheet, KeepsRefused) else None
        name = own.refused_name() if own else refused_name(sheet.file)
        # Two files may come to one name: a.ttl and a.nt. Each has its own.
        path = next(free for free in _names(self._scratch, name) if not free.exists())
        handle = self._open[sheet.file] = path.open("w", encoding="utf-8", newline="")
        handle.write(own.refused_head() if own else _line((*NOTES, *sheet.columns), sheet.delimiter))
        return handle

    def _clear(self) -> None:
        if self._scratch is not None and self._scratch.exists():
            for path in self._scratch.iterdir():
                path.unlink()
            self._scratch.rmdir()


def refused_name(file: str) -> str:
    """The name of the file of a sheet's refused rows: `units.refused.csv`; that of such a file is its own."""
    path = Path(file.replace("/", "."))
    return path.name if ".refused" in path.name else f"{path.stem}.refused{path.suffix}"


def _notes(refusal: Refusal) -> tuple[str, str, str]:
    return refusal.column, refusal.rule, refusal.hint


def _quiet(text: str) -> str:
    return (
        f"'{text}"
        if is_formula(text) and not text.startswith("'")
        else text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


def _line(cells: Iterable[str], delimiter: str) -> str:
    """A line of a sheet. A carriage return alone is quoted too, which Python's csv module would not do."""
    quoted = (
        '"' + text.replace('"', '""') + '"'
        if any(mark in text for mark in ('"', delimiter, "\r", "\n"))
        else text
        for text in map(_quiet, cells)
    )
    return delimiter.join(quoted) + "\n"


def _stem(name: str) -> str:
    return name.removesuffix(".csv").removesuffix(".tsv").removesuffix(".refused")


def _names(folder: Path, name: str) -> Iterator[Path]:
    """The names that may be taken, the plain one first."""
    head, mark, tail = name.partition(".refused")
    yield folder / name
    number = 2
    while True:
        yield folder / f"{head}{mark}-{number}{tail}"
        number += 1


def _move(source: Path, names: Iterator[Path]) -> Path:
    for target in names:
        if target.exists():
            if _same(source, target):
                return target
            continue
        source.rename(target)
        if target.is_dir():
            target.chmod(0o755)
        return target
    raise AssertionError("there is always another name")


def _same(left: Path, right: Path) -> bool:
    if left.is_dir() != right.is_dir():
        return False
    if left.is_file():
        return cmp(left, right, shallow=False)
    names = sorted(path.name for path in left.iterdir())
    with suppress(OSError):
        return names == sorted(p.name for p in right.iterdir()) and all(
            cmp(left / name, right / name, shallow=False) for name in names
        )
    return False
