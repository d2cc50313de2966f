"""Rows for a terminal or for another program: a table, CSV, json or json lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Mapping[str, Any]


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Style(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"


def plain(value: Any) -> Any:
    """A value as json holds it: days as ISO 8601, tuples as lists, anything else that json lacks as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    iso = getattr(value, "iso_format", None)
    return iso() if callable(iso) else str(value)


def as_json(document: Any) -> str:
    """A document as json, readable, with a line end."""
    return json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n"


def printed(rows: Sequence[Row], columns: Sequence[str], style: Style, *, title: str | None = None) -> str:
    """The rows in a style, the columns in their order. A table is as wide as the terminal, or 200 columns in a pipe."""
    if style is Style.JSON:
        return as_json([{name: row.get(name) for name in columns} for row in rows])
    if style is Style.JSONL:
        lines = (
            json.dumps(plain({name: row.get(name) for name in columns}), ensure_ascii=False) for row in rows
        )
        return "".join(f"{line}\n" for line in lines)
    if style is Style.CSV:
        return _as_csv(rows, columns)
    return _as_table(rows, columns, title)


def cell(value: Any) -> str:
    """A value as one line of text."""
    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {cell(item)}" for key, item in value.items() if item is not None)
    return " ".join(str(value).split())


def for_terminal(text: str) -> str:
    """Text that steers no terminal: what would move it about, colour it or copy from it is shown as a sign."""
    return _CONTROL.sub(lambda found: chr(0x2400 + ord(found[0])) if found[0] < " " else "\ufffd", text)


def _as_csv(rows: Iterable[Row], columns: Sequence[str]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


def _as_table(rows: Sequence[Row], columns: Sequence[str], title: str | None) -> str:
    table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        # Text and not str: a name with square brackets is no markup.
        table.add_row(*(Text(cell(row.get(name))) for name in columns))
    console = Console(file=io.StringIO(), width=_width(), color_system=None)
    console.print(table)
    output = console.file
    assert isinstance(output, io.StringIO)
    return output.getvalue() if rows else f"{title + ': ' if title else ''}nothing found.\n"


def _width() -> int:
    console = Console(stderr=False)
    return console.width if console.is_terminal else 200
