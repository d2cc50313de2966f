"""One row, seen through its kind of sheet: its cells by canonical column, what they rest on, where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from graph.claims import Claim
from ingest.concepts import term
from ingest.context import Context
from ingest.rows import Row, RowRefused
from ingest.sfm.cells import sources_of
from ingest.sfm.dates import read_date, read_parts
from ingest.sfm.declare import Cell, SheetKind
from ingest.sfm.names import Resolver
from ontology.model import Slot
from ontology.time import DateError

DATE_HINT = "Write 6/27/2001, July 2015, 2015, 2015-07 or 2015-07-27, or empty the cell."

Cite = tuple[str, str | None]
"""A source and the confidence in what it says."""


@dataclass
class View:
    """A row through its kind of sheet. `columns` are the sheet's own names of columns by the canonical ones."""

    row: Row
    kind: SheetKind
    columns: Mapping[str, str]
    context: Context
    resolver: Resolver
    country: str = ""
    _cited: dict[tuple[str, str], tuple[Cite, ...]] = field(default_factory=dict)

    def get(self, column: str) -> str:
        """The text of a cell; empty where the sheet has no such column."""
        return self.row.get(self.columns[column]) if column in self.columns else ""

    def actual(self, column: str) -> str:
        """What the sheet itself calls a column."""
        return self.columns.get(column, column)

    def refuse(self, column: str, rule: str, hint: str, value: str | None = None) -> RowRefused:
        """The error that refuses this row at a column."""
        return self.row.refuse(self.actual(column), self.get(column) if value is None else value, rule, hint)

    def warn(self, kind: str) -> None:
        """Count something odd that could stand."""
        self.context.warnings.add(kind)

    def cited(self, cell: Cell) -> tuple[Cite, ...]:
        """What a cell rests on: its sources with its confidence, or the sheet itself where it names none."""
        key = (cell.source, cell.confidence)
        if key not in self._cited:
            self._cited[key] = self._cites(cell)
        return self._cited[key]

    def _cites(self, cell: Cell) -> tuple[Cite, ...]:
        sources, nothing = sources_of(self.get(cell.source)) if cell.source else ((), 0)
        if nothing:
            self.context.warnings.add("source that is none (nan)", nothing)
        confidence = self._confidence(self.get(cell.confidence)) if cell.confidence else None
        return tuple((source, confidence) for source in sources or (self.context.sheet(self.row),))

    def _confidence(self, text: str) -> str | None:
        scheme = self.context.model.claim.by_key["confidence"].prop.scheme
        if not text or scheme is None:
            return None
        concept = scheme.find(text)
        if concept is None:
            self.warn("confidence not understood")
            return None
        return concept.notation

    def slot(self, cls: str, key: str) -> Slot:
        """A property of a class."""
        return self.context.model.classes[cls].by_key[key]

    def term(self, slot: Slot, text: str) -> str:
        """A text as the term that it names, where the property has a scheme."""
        return term(slot.prop.scheme, text, self.context.warnings) if slot.prop.scheme else text

    def stated(
        self, cell: Cell, subject: str, cls: str, key: str, value: str, raw: str | None = None
    ) -> Iterator[Claim]:
        """A claim from each source of a cell that a property of a thing has this value."""
        place = self.context.place(self.row, self.actual(cell.value))
        found = self.get(cell.value) if raw is None else raw
        for source, confidence in self.cited(cell):
            yield Claim(
                subject, cls, key, source, value=value, confidence=confidence, raw=found, places=(place,)
            )

    def linked(self, cell: Cell, subject: str, cls: str, key: str, object: str) -> Iterator[Claim]:
        """A claim from each source of a cell that a thing is tied to another, without dates."""
        place = self.context.place(self.row, self.actual(cell.value))
        for source, confidence in self.cited(cell):
            yield Claim(
                subject,
                cls,
                key,
                source,
                object=object,
                confidence=confidence,
                raw=self.get(cell.value),
                places=(place,),
            )

    def day(self, column: str, parts: tuple[str, str, str] | None = None) -> str | None:
        """The date of a cell and its separate columns, in EDTF. The separate columns win over the text.

        Raises RowRefused where neither is a date.
        """
        apart, apart_error = _tried(read_parts, *map(self.get, parts)) if parts else (None, None)
        text = self.get(column)
        read, error = _tried(read_date, text) if text else (None, None)
        if apart is not None:
            if text and (error or read is None or read.edtf != apart):
                self.warn("date and its separate columns differ: the columns are taken")
            return apart
        if read is not None:
            for odd in (
                *read.odd,
                *(["separate columns of a date are no date: the text is taken"] if apart_error else []),
            ):
                self.warn(odd)
            return read.edtf
        if failed := error or apart_error:
            value = text or "/".join(map(self.get, parts or ()))
            raise self.refuse(column, f"a date that cannot be: {failed.why}", DATE_HINT, value)
        if text:
            self.warn("undated")
        return None


_T = TypeVar("_T")


def _tried(read: Callable[..., _T], *texts: str) -> tuple[_T | None, DateError | None]:
    try:
        return read(*texts), None
    except DateError as error:
        return None, error
