"""What a named query is: its question, what it takes, what it gives, and how to draw that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ontology.concepts import Scheme


class Draw(StrEnum):
    """How an answer is best shown."""

    TABLE = "table"
    NETWORK = "network"
    BARS = "bars"


class Type(StrEnum):
    """What a parameter takes."""

    TEXT = "text"
    ID = "id"
    DAY = "day"
    INTEGER = "integer"
    CONCEPT = "concept"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query takes. A `required` one has no default; `default` is written as a user would; `cls` is the class
    of an id, `scheme` the scheme of a concept.
    """

    name: str
    type: Type
    words: str
    required: bool
    default: str | None
    cls: str | None = None
    scheme: Scheme | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What a query gives, in words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question that is ready to ask. `text` is Cypher with the parameters as `$name`."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    draw: Draw
    text: str
