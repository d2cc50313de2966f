"""The format `tables`: which table a file is, and whether its columns are known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from ingest.context import Context
from ingest.formats import RowReader, nearest
from ingest.reading import FileRefused
from ingest.sheets import Sheet, UnknownFile
from ingest.tables.columns import Table, tables_of
from ingest.tables.reader import TablesReader
from ontology.model import Model


class Tables:
    """One table a file, called after the table: `units.csv`, and `units.refused.csv` for its refused rows."""

    name = "tables"
    delimiters = ","

    def __init__(self, model: Model) -> None:
        self.tables = tables_of(model)
        self._order = {name: place for place, name in enumerate(self.tables)}

    def expects(self, file: str) -> bool:
        """Whether the file is called after a table."""
        return _table_name(file) in self.tables and PurePosixPath(file).suffix == ".csv"

    def recognise(self, file: str, heading: Sequence[str]) -> str:
        """The name of the table. Raises UnknownFile for another name, FileRefused for a wrong or missing column."""
        name = _table_name(file)
        if name not in self.tables:
            near = nearest(name, self.tables)
            hint = f"The nearest is {near}.csv; the tables are {', '.join(self.tables)}."
            raise UnknownFile(f"{file}: there is no table of this name.", hint=hint)
        _check_columns(file, self.tables[name], heading)
        return name

    def order(self, kind: str) -> int:
        """Sources first, then things, then what ties them."""
        return self._order[kind]

    def reader(self, sheets: Sequence[Sheet], context: Context) -> RowReader:
        """A reader that has looked through the sheets for the ids that they define and name."""
        return TablesReader(self.tables, sheets, context)


def _table_name(file: str) -> str:
    return PurePosixPath(file).name.split(".", 1)[0].casefold()


def _check_columns(file: str, table: Table, heading: Sequence[str]) -> None:
    for name in heading:
        if name and name not in table.columns:
            hint = f"Did you mean {nearest(name, table.columns)}? The columns: {','.join(table.columns)}."
            raise FileRefused(file, f"the table {table.name} has no column {name!r}", hint)
    for name in table.required:
        if name not in heading:
            raise FileRefused(
                file, f"the column {name!r} is missing", f"The columns: {','.join(table.columns)}."
            )
