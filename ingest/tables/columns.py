"""The columns of a class's table: those of the ontology, with the id in front and the source behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ontology.model import Class, Kind, Model, Slot
from ontology.tables import ID, tail


@dataclass(frozen=True)
class Table:
    """A table. `slots` are the columns that the ontology gives; `tail` those that say who says so."""

    name: str
    cls: Class
    slots: Mapping[str, Slot]
    tail: tuple[str, ...]

    @property
    def is_entity(self) -> bool:
        """Whether a row is about a thing with an id of its own."""
        return self.cls.kind is Kind.ENTITY

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns in their order."""
        return (*((ID,) if self.is_entity else ()), *self.slots, *self.tail)

    @property
    def required(self) -> tuple[str, ...]:
        """The columns in which every row has a value."""
        own = tuple(column for column, slot in self.slots.items() if slot.required)
        return (*((ID,) if self.is_entity else ()), *own)


def tables_of(model: Model) -> dict[str, Table]:
    """The tables by name, in the order in which they are read: sources, other things, then what ties them."""
    found = [Table(name, cls, cls.columns, tail(model, cls)) for name, cls in model.tables.items()]
    rank = {Kind.ENTITY: 1, Kind.MEASUREMENT: 3}
    found.sort(
        key=lambda table: (0 if table.cls is model.source else rank.get(table.cls.kind, 2), table.name)
    )
    return {table.name: table for table in found}
