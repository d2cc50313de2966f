"""What the files hold, looked up by id: the class of every thing, and a few values of those that others lead through.

It lies in a temporary SQLite file that goes with it, so that memory does not grow with the files.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ingest.context import Known
from ingest.ftm.forms import thing_form
from ingest.ftm.sheet import FtmRow, FtmSheet
from ontology.ftm import Ftm
from ontology.ftmwords import id_in

_MADE = "CREATE TABLE thing (id TEXT PRIMARY KEY, schema TEXT, class TEXT, held TEXT) WITHOUT ROWID"
_ADDED = """
    INSERT INTO thing VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
        schema = excluded.schema, class = excluded.class, held = coalesce(excluded.held, held)
    WHERE class IS NULL
"""


class Index:
    """The things of some files, then those of the graph."""

    def __init__(self, ftm: Ftm, known: Known) -> None:
        self._ftm = ftm
        self._paths = {path for form in ftm.forms for path in (*form.ends.values(), *form.terms.values())}
        self._paths |= {name for form in ftm.forms for names in form.properties.values() for name in names}
        self._further = frozenset(path.partition(".")[2] for path in self._paths if "." in path)
        self._database = sqlite3.connect("")
        weakref.finalize(self, self._database.close)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(_MADE)
        self._database.execute("CREATE TABLE through (id TEXT PRIMARY KEY) WITHOUT ROWID")
        self._of_graph = lru_cache(maxsize=65_536)(lambda id: known.classes([id]).get(id))

    @property
    def further(self) -> frozenset[str]:
        """The properties of things in between that are looked at."""
        return self._further

    def fill(self, sheets: Iterable[FtmSheet]) -> None:
        """Read the files once."""
        for sheet in sheets:
            for row, _ in sheet.rows_with_bytes():
                if row.fault is None:
                    self._add(row)
        self._database.commit()

    def _add(self, row: FtmRow) -> None:
        form = thing_form(self._ftm, row)
        held = None
        if form is None and not self._ftm.by_schema.get(row.schema):
            kept = {name: row.properties[name] for name in self._further if name in row.properties}
            held = json.dumps(kept, ensure_ascii=False) if kept else None
        cls = form.cls.name if form is not None and form.cls is not None else None
        self._database.execute(_ADDED, (row.id, row.schema, cls, held))
        for id in row.all(*self._ftm.looked_into):
            self._database.execute("INSERT OR IGNORE INTO through VALUES (?)", (id_in(id),))

    def class_of(self, id: str) -> str | None:
        """The name of the class of a thing, in the files or in the graph; None for what is neither."""
        row = self._database.execute("SELECT class FROM thing WHERE id = ?", (id,)).fetchone()
        return row[0] if row and row[0] else self._of_graph(id)

    def schema_of(self, id: str) -> str | None:
        """The schema of a thing in the files."""
        row = self._database.execute("SELECT schema FROM thing WHERE id = ?", (id,)).fetchone()
        return row[0] if row else None

    def held(self, id: str, name: str) -> tuple[str, ...]:
        """The values of a property of a thing in between."""
        row = self._database.execute("SELECT held FROM thing WHERE id = ?", (id,)).fetchone()
        return tuple(json.loads(row[0]).get(name, ())) if row and row[0] else ()

    def leads_through(self, id: str) -> bool:
        """Whether another thing is read with the help of this one."""
        return self._database.execute("SELECT 1 FROM through WHERE id = ?", (id,)).fetchone() is not None

    def values(self, row: FtmRow, path: str) -> Iterator[str]:
        """The values of a property, or of a property of what a property names: `post.name`."""
        first, _, second = path.partition(".")
        for value in row.properties.get(first, ()):
            if second:
                yield from self.held(id_in(value), second)
            else:
                yield value
