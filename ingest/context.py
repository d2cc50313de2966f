"""What a format may know while it reads: the ontology, the collection, and what the graph holds already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from ingest.rows import Row, Warnings
from ontology.model import Model
from ontology.time import Bounds

SPOKE = ("published", "accessed")
"""The properties of a source that tell when it spoke, the better one first."""


class Known(Protocol):
    """What the graph holds already, asked in the ids of the files (an ingest's prefix is put on and taken off)."""

    def classes(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Those of these ids that the graph holds, with their class."""

    def names(self, cls: str, country: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """The ids of a class's entities by name."""

    def source_days(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The day (EDTF) on which each of these sources was published, else accessed; those without are left out."""

    def ties(self, cls: str, ids: Iterable[str]) -> Iterable[tuple[str, str, Bounds]]:
        """The ties of a relation that begin at these ids: where each begins and ends, and its bounds."""


class NothingKnown:
    """An empty graph: for a dry look at files without a database."""

    def classes(self, ids: Iterable[str]) -> Mapping[str, str]:
        """None of them."""
        return {}

    def names(self, cls: str, country: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """No names."""
        return {}

    def source_days(self, ids: Iterable[str]) -> Mapping[str, str]:
        """No days."""
        return {}

    def ties(self, cls: str, ids: Iterable[str]) -> Iterable[tuple[str, str, Bounds]]:
        """No ties."""
        return ()


@dataclass(frozen=True)
class Context:
    """One ingest, as a format sees it. `recorded` is the day on the second clock."""

    model: Model
    collection: str
    recorded: date
    warnings: Warnings = field(default_factory=Warnings)
    known: Known = field(default_factory=NothingKnown)
    withdrawn: dict[str, str] = field(default_factory=dict)
    """Ids (with their class) of which a file says that nothing speaks of them any more; a format adds them."""

    def sheet(self, row: Row) -> str:
        """The id of the sheet as a source: of a value without any source. The pipeline describes that source."""
        return sheet_id(self.collection, row.file)

    def place(self, row: Row, column: str) -> str:
        """Where a claim was read, as claims keep it."""
        return f"{self.collection}/{row.file}:{row.line}:{column}"


def sheet_id(collection: str, file: str) -> str:
    """The id of a file as a source of its own."""
    return f"sheet:{collection}/{file}"
