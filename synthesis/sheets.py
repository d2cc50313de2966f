"""Tables that are written in pieces: a pattern of each row, and columns of what fills it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

from ontology.errors import DeclarationError
from ontology.model import Model
from ontology.reading import load_model
from ontology.tables import heading

_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True)
class Written:
    """What lies in the folder: for each file its name, its rows (the heading not counted) and its bytes."""

    files: tuple[tuple[str, int, int], ...]

    @property
    def rows(self) -> int:
        """The rows of all files."""
        return sum(rows for _, rows, _ in self.files)

    @property
    def bytes(self) -> int:
        """The bytes of all files."""
        return sum(size for _, _, size in self.files)


class Sheets:
    """The tables of a folder, open for writing. Leaving it by an error takes the files away again."""

    def __init__(self, folder: Path, model: Model | None = None) -> None:
        self.folder = folder
        self._model = model or load_model()
        self._files: dict[str, TextIO] = {}
        self._rows: dict[str, int] = {}
        self._open = ExitStack()

    def __enter__(self) -> Sheets:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
        finally:
            if kind is not None:
                self._take_away()

    def _take_away(self) -> None:
        for name in self._files:
            (self.folder / name).unlink(missing_ok=True)

    def file(self, name: str) -> TextIO:
        """A new file of the folder, which is closed with the others."""
        opened = (self.folder / name).open("x", encoding="utf-8", newline="\n", buffering=_BUFFER)
        self._files[name] = self._open.enter_context(opened)
        self._rows[name] = 0
        return opened

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Add lines, each with its line feed, and count them as rows."""
        some = list(lines)
        self._files[name].write("".join(some))
        self._rows[name] += len(some)

    def add(self, pattern: Pattern, *columns: Iterable[object]) -> None:
        """Add a row for each entry of the columns, which fill the fields 0, 1, 2 … of the pattern."""
        name = f"{pattern.table}.csv"
        if name not in self._files:
            self.file(name).write(",".join(pattern.heading) + "\n")
        self.write(name, map(pattern.row.format, *columns))

    def pattern(self, table: str, **cells: str) -> Pattern:
        """The pattern of a table's rows; a cell that is not given is empty.

        Raises DeclarationError for a table or column that the ontology does not have.
        """
        cls = self._model.tables.get(table)
        columns = heading(self._model, cls) if cls else ()
        if unknown := sorted(set(cells) - set(columns)):
            raise DeclarationError(f"The table {table} has no column {', '.join(unknown)}.")
        return Pattern(table, columns, ",".join(cells.get(column, "") for column in columns) + "\n")

    def written(self) -> Written:
        """What was written so far, all of it on the disk."""
        for file in self._files.values():
            file.flush()
        return Written(
            tuple(
                (name, rows, (self.folder / name).stat().st_size) for name, rows in sorted(self._rows.items())
            )
        )


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of a table as a format. Nothing that is written here holds a comma, a quote or a line break."""

    table: str
    heading: tuple[str, ...]
    row: str
