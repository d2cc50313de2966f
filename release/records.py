"""What is read from Neo4j to be written as RDF: entities with their ties, as the graph holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ontology.errors import OrbatlasError
from ontology.model import Class, Slot

Properties = Mapping[str, Any]


class GraphChanged(OrbatlasError):
    """The graph was written to while it was read, so what was read may be of two moments."""

    def __init__(self) -> None:
        super().__init__(
            "The graph was changed while it was read; nothing was written.", hint="Run it again."
        )


class FactsPending(OrbatlasError):
    """Claims were stored whose facts were not yet derived."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            f"{waiting} entities wait for their facts: a load is under way, or was broken off.",
            hint="Wait for it to end, or run the same load again.",
        )


@dataclass(frozen=True, slots=True)
class Wording:
    """How claims word the values of one thing, by (key, value as the fact holds it, as text).

    A fact holds numbers as numbers and texts without their language; the claims behind it say more.
    """

    written: Mapping[tuple[str, str], str] = field(default_factory=dict)
    languages: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TieRecord:
    """A relation, or a measurement (no target), with what stands on its edge or node."""

    cls: Class
    source: str
    target: str | None
    properties: Properties
    wording: Wording = Wording()


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """An undated tie that is a property of its entity."""

    slot: Slot
    target: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class RedirectRecord:
    """An id that is kept under another, with what stands on the way there."""

    id: str
    cls: Class
    target: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity with all that starts from it."""

    id: str
    cls: Class
    properties: Properties
    links: tuple[LinkRecord, ...] = ()
    ties: tuple[TieRecord, ...] = ()
    wording: Wording = Wording()
