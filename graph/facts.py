"""Facts: what the graph draws and counts, each with the claims behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ontology.time import Bounds

Value = str | int | float | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Support:
    """What stands behind a fact: claim ids, how many sources, the best confidence, what they disagree on."""

    claims: tuple[str, ...]
    sources: int
    confidence: str | None
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntityFact:
    """An entity with the values that its claims add up to."""

    id: str
    cls: str
    values: Mapping[str, Value]
    bounds: Bounds
    support: Support


@dataclass(frozen=True, slots=True)
class TieFact:
    """A tie from one entity to another, or a measurement of one (`target` is None).

    `cls` is the relation as specialised by its values, or the key of a link (`link` is true).
    """

    id: str
    cls: str
    link: bool
    source: str
    source_class: str
    target: str | None
    target_class: str | None
    values: Mapping[str, Value]
    bounds: Bounds
    support: Support


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts that the claims about one thing give; `entity` is None where no claim speaks of it any more."""

    entity: EntityFact | None
    ties: tuple[TieFact, ...]
