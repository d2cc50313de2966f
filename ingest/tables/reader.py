"""Rows of the tables as claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.claims import Claim
from ingest.amount import bounded
from ingest.check import check_value
from ingest.concepts import term
from ingest.context import SPOKE, Context
from ingest.rows import Refusal, Row, RowRefused
from ingest.sheets import Sheet
from ingest.tables.circles import Circles
from ingest.tables.columns import Table
from ingest.tables.references import References, split_many
from ontology.model import Datatype, Kind, Slot
from ontology.tables import ID, NOTE

STILL = ".."
"""In a column for an end: it was still so when the source spoke."""

_FIGURES = (Datatype.INTEGER, Datatype.DECIMAL)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: its slot, its column, the value as understood and as found."""

    slot: Slot
    column: str
    value: str
    raw: str


class TablesReader:
    """Makes claims of rows. It knows which ids the sheets and the graph have, and when the sources spoke."""

    def __init__(self, tables: Mapping[str, Table], sheets: Sequence[Sheet], context: Context) -> None:
        self._tables = tables
        self._context = context
        self._source = context.model.claim.by_key["source"]
        self._confidence = context.model.claim.by_key["confidence"]
        self._references = References(tables, sheets, context.known, self._source)
        self._days = SourceDays(context)
        self._circles = Circles(tables, sheets, context)

    def claims(self, row: Row, sheet: Sheet) -> list[Claim]:
        """One claim for each value of a thing, or one for the tie, from each source. Raises RowRefused."""
        table = self._tables[sheet.kind]
        cells = list(self._cells(row, table))
        self._check(row, table, cells)
        sources = self._sources(row, table)
        confidence = self._confidence_of(row)
        make = self._of_entity if table.is_entity else self._of_tie
        made = (claim for source in sources for claim in make(row, table, cells, source, confidence))
        claims = bounded(row, made)
        self._circles.add(row, table, claims)
        self._days.note(table, row)
        return claims

    # ---- values

    def _cells(self, row: Row, table: Table) -> Iterator[Cell]:
        for column, text in row.cells.items():
            slot = table.slots.get(column)
            text = text.strip()
            if not text or slot is None:
                continue
            for part in split_many(text) if slot.many else (text,):
                yield Cell(slot, column, self._understood(slot, part), part)

    def _understood(self, slot: Slot, text: str) -> str:
        """The lexical form of a value: a term's notation, a whole number without leading noughts."""
        if slot.prop.scheme is not None:
            return term(slot.prop.scheme, text, self._context.warnings)
        if slot.prop.datatype is Datatype.INTEGER and text.isascii() and text.isdigit():
            return text.lstrip("0") or "0"
        return text

    def _check(self, row: Row, table: Table, cells: Sequence[Cell]) -> None:
        """The rules that the claims alone do not show: what is required, and what must be known."""
        refusals = [
            row.refusal(column, "", "a value is required", f"{table.cls.label}: every row has its {column}.")
            for column in table.required
            if not row.get(column)
        ]
        for cell in cells:
            if cell.slot.prop.datatype is Datatype.ENTITY:
                refusals.extend(self._unknown(row, cell.column, cell.slot, cell.value))
        if table.cls.kind is Kind.MEASUREMENT and not any(c.slot.prop.datatype in _FIGURES for c in cells):
            columns = [name for name, slot in table.slots.items() if slot.prop.datatype in _FIGURES]
            hint = f"Fill at least one of {', '.join(columns)}."
            refusals.append(
                row.refusal(columns[0] if columns else "", "", "a measurement without a figure", hint)
            )
        if refusals:
            raise RowRefused(refusals)

    def _unknown(self, row: Row, column: str, slot: Slot, id: str) -> Iterator[Refusal]:
        cls = str(slot.prop.range)
        if not self._references.holds(cls, id):
            label = self._context.model.classes[cls].label.lower()
            yield row.refusal(column, id, f"no {label} has this id", self._references.hint(cls, id))

    # ---- sources

    def _sources(self, row: Row, table: Table) -> tuple[str, ...]:
        """The sources of a row; the sheet itself where it names none."""
        column = self._source.key
        named = split_many(row.get(column)) if column in table.tail else ()
        refusals = [refusal for id in named for refusal in self._unknown(row, column, self._source, id)]
        if refusals:
            raise RowRefused(refusals)
        return named or (self._context.sheet(row),)

    def _confidence_of(self, row: Row) -> str | None:
        text = row.get(self._confidence.key)
        if not text or self._confidence.prop.scheme is None:
            return None
        value = term(self._confidence.prop.scheme, text, self._context.warnings)
        problem = check_value(self._confidence, value)
        if problem is not None:
            raise row.refuse(self._confidence.key, text, problem.rule, problem.hint)
        return value

    # ---- claims

    def _of_entity(
        self, row: Row, table: Table, cells: Sequence[Cell], source: str, confidence: str | None
    ) -> Iterator[Claim]:
        for cell in (*self._dated(table, cells, source), *self._note(row, table)):
            is_link = cell.slot.prop.datatype is Datatype.ENTITY
            yield Claim(
                subject=row.get(ID),
                subject_class=table.cls.name,
                predicate=cell.slot.key,
                source=source,
                value=None if is_link else cell.value,
                object=cell.value if is_link else None,
                confidence=confidence,
                raw=cell.raw,
                places=(self._context.place(row, cell.column),),
            )

    def _of_tie(
        self, row: Row, table: Table, cells: Sequence[Cell], source: str, confidence: str | None
    ) -> Iterator[Claim]:
        cls = table.cls
        said = [*self._dated(table, cells, source), *self._note(row, table)]
        ends = {cell.slot.key: cell for cell in said if cell.slot.key in (cls.source, cls.target)}
        rest = [cell for cell in said if cell.slot.key not in ends]
        at = ends[str(cls.target or cls.source)]
        yield Claim(
            subject=ends[str(cls.source)].value,
            subject_class=cls.end_class(cls.source),
            predicate=cls.name,
            source=source,
            object=ends[cls.target].value if cls.target else None,
            qualifiers=tuple((cell.slot.key, cell.value) for cell in rest),
            confidence=confidence,
            raw="; ".join(f"{cell.column}: {cell.raw}" for cell in rest) or None,
            places=(self._context.place(row, at.column),),
        )

    def _note(self, row: Row, table: Table) -> Iterator[Cell]:
        text = row.get(NOTE) if NOTE in table.tail else ""
        slot = table.cls.by_key.get(NOTE)
        if text and slot is not None:
            yield Cell(slot, NOTE, text, text)
        elif text:
            self._context.warnings.add(f"note not kept: {table.cls.name} has none")

    def _dated(self, table: Table, cells: Sequence[Cell], source: str) -> Iterator[Cell]:
        """The cells, an open end read as "in force" on the day on which the source spoke."""
        in_force = next((slot for slot in table.cls.bounds if slot.prop.bound == "in_force"), None)
        for cell in cells:
            if cell.raw == STILL and cell.slot.prop.bound == "end" and in_force is not None:
                yield Cell(in_force, cell.column, self._days.of(source), cell.raw)
            else:
                yield cell


class SourceDays:
    """When the sources spoke: the day of publication, else of access, else that of this ingest."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._class = context.model.source.name
        self._days: dict[str, str] = {}

    def note(self, table: Table, row: Row) -> None:
        """Remember the days of a row of the table of sources."""
        if table.cls.name != self._class:
            return
        for column in SPOKE:
            day = row.get(column)
            if day and column in table.slots and check_value(table.slots[column], day) is None:
                self._days[row.get(ID)] = day
                return

    def of(self, source: str) -> str:
        """The day of a source, asked of the graph where no file tells it."""
        if source not in self._days:
            known = self._context.known.source_days([source])
            self._days[source] = known.get(source) or self._context.recorded.isoformat()
        return self._days[source]
