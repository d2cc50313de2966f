"""Which ids the tables define, and which the graph holds already: a reference to anything else is a mistake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice

from graph.seen import SeenIds
from ingest.check import LONGEST_ID
from ingest.context import Known
from ingest.sheets import Sheet
from ingest.tables.columns import Table
from ontology.model import Datatype, Slot
from ontology.tables import ID

# Enough to find what a slip of the pen meant, and no more than can be compared at once.
_REMEMBERED = 20_000
_COMPARED = 2_000
_ASKED = 5_000
MANY = ";"


class References:
    """The ids by class. Eight bytes an id are held, and some thousands of ids as text for hints."""

    def __init__(
        self, tables: Mapping[str, Table], sheets: Sequence[Sheet], known: Known, source: Slot
    ) -> None:
        self._source = source
        self._defined: dict[str, SeenIds] = {}
        self._texts: dict[str, list[str]] = {}
        for sheet in sheets:
            if tables[sheet.kind].is_entity:
                self._define(tables[sheet.kind].cls.name, _ids(sheet))
        missing = (pair for sheet in sheets for pair in self._missing(tables[sheet.kind], sheet))
        self._ask(missing, known)

    def holds(self, cls: str, id: str) -> bool:
        """Whether a file or the graph has a thing of this class and id."""
        return cls in self._defined and id in self._defined[cls]

    def hint(self, cls: str, id: str) -> str:
        """The known ids that are most like this one."""
        known = self._texts.get(cls, []) if len(id) <= LONGEST_ID else []
        alike = [text for text in known if abs(len(text) - len(id)) <= 3 and set(text) & set(id)]
        alike.sort(key=lambda text: -_shared(text, id))
        near = get_close_matches(id, alike[:_COMPARED], n=3, cutoff=0.5)
        table = f"Add it to the table of its kind ({cls}), or mend the id."
        return f"Did you mean {' or '.join(near)}? {table}" if near else table

    def _define(self, cls: str, ids: Iterable[str]) -> None:
        seen, texts = self._defined.setdefault(cls, SeenIds()), self._texts.setdefault(cls, [])
        for id in ids:
            if seen.add(id) and len(texts) < _REMEMBERED and len(id) <= LONGEST_ID:
                texts.append(id)

    def _missing(self, table: Table, sheet: Sheet) -> Iterator[tuple[str, str]]:
        """(class, id) of each reference of a sheet that no file defines, once each as far as is known."""
        columns = reference_columns(table, sheet, self._source)
        asked: dict[str, SeenIds] = {}
        for row in sheet.rows():
            for column, cls, many in columns:
                text = row.get(column)
                for id in split_many(text) if many else (text,) if text else ():
                    if not self.holds(cls, id) and asked.setdefault(cls, SeenIds()).add(id):
                        yield cls, id

    def _ask(self, missing: Iterator[tuple[str, str]], known: Known) -> None:
        while batch := list(islice(missing, _ASKED)):
            held = known.classes({id for _, id in batch})
            for cls, id in batch:
                if id in held:
                    # As the class that is wanted: an id of another class is told apart when the row is loaded.
                    self._define(cls, (id,))


def reference_columns(table: Table, sheet: Sheet, source: Slot) -> list[tuple[str, str, bool]]:
    """(column, class, whether it holds many) of the columns of a sheet that name other things."""
    found = [
        (column, str(slot.prop.range), slot.many)
        for column, slot in table.slots.items()
        if slot.prop.datatype is Datatype.ENTITY
    ]
    if source.key in table.tail:
        found.append((source.key, str(source.prop.range), True))
    return [one for one in found if one[0] in sheet.columns]


def split_many(text: str) -> tuple[str, ...]:
    """The values of a cell that may hold many, without the empty and the repeated ones."""
    return tuple(dict.fromkeys(part for part in map(str.strip, text.split(MANY)) if part))


def _ids(sheet: Sheet) -> Iterator[str]:
    return (id for id in (row.get(ID) for row in sheet.rows()) if id)


def _shared(left: str, right: str) -> int:
    """How many letters two ids share at their beginning and end."""
    ahead = next(
        (n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
    )
    behind = next(
        (n for n, (a, b) in enumerate(zip(reversed(left), reversed(right), strict=False)) if a != b), 0
    )
    return ahead + behind
