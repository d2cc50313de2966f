"""Things and ties as CSV: one table each, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from ontology.model import Model
from views.network import Drawing
from views.saving.flat import EDGE_FIELDS, NODE_FIELDS, Row, Value, edge_rows, node_rows
from views.saving.texts import for_cell

# A spreadsheet that opens a file by a double click takes it for UTF-8 only where this stands first.
_MARK = "\ufeff"


def nodes_csv(drawing: Drawing, model: Model) -> str:
    """The things of a drawing, one row each, with the fields of NODE_FIELDS."""
    return _csv(NODE_FIELDS, node_rows(drawing, model))


def edges_csv(drawing: Drawing, model: Model) -> str:
    """The facts of all ties of a drawing, one row each, with the fields of EDGE_FIELDS."""
    return _csv(EDGE_FIELDS, edge_rows(drawing, model))


def _csv(fields: Sequence[str], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_cell(row[name]) for name in fields] for row in rows)
    return _MARK + out.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return for_cell(value) if isinstance(value, str) else str(value)
