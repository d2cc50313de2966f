"""The tables of the demonstration: what a row is, which columns it has, and how it is written."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from ontology.model import Class, Model
from ontology.tables import heading

Row = Mapping[str, str]
Rows = dict[str, list[Row]]
"""Table name → its rows; a column that a row does not name is empty."""


def joined(*parts: Rows) -> Rows:
    """The rows of several parts, table by table, in their order."""
    together: Rows = defaultdict(list)
    for part in parts:
        for table, rows in part.items():
            together[table].extend(rows)
    return dict(together)


def as_csv(model: Model, cls: Class, rows: Iterable[Row]) -> str:
    """One table as text: UTF-8, comma, one heading, a line feed at the end of each row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, heading(model, cls), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def as_files(model: Model, rows: Rows) -> dict[str, str]:
    """File name → its text, for every table that has rows. Raises ValueError for a column that no table has."""
    return {f"{table}.csv": as_csv(model, model.tables[table], rows[table]) for table in sorted(rows)}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Writes the files, and takes away a table that is no longer made."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
