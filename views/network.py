"""Networks as data: what is drawn, before anybody draws it.

Everything that draws a network (`orbatlas draw`, each page of the app) makes a `Drawing` first. How a class or a
tie looks, and what it is called, comes from the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ontology.model import Model
from ontology.time import Bounds, Holds

UNDATED = Bounds()
"""Nothing is known of when."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing in a drawing.

    `cls` is the name of its class in the model, `lines` what is told of it beside its name, `level` its place
    in an ordered scheme (1 the highest) where it has one. `focus` marks what the drawing is about. `echelon`,
    `branch`, `rank` and `role` are notations of their schemes, or text as found. `bounds` say when it existed,
    `figure` is the number that "colour by leak rate" shows, `confidence` a notation; None is unknown.
    """

    id: str
    name: str
    cls: str
    lines: tuple[str, ...] = ()
    level: int | None = None
    focus: bool = False
    conflict: bool = False
    echelon: str | None = None
    branch: str | None = None
    rank: str | None = None
    role: str | None = None
    country: str | None = None
    bounds: Bounds = UNDATED
    figure: float | None = None
    confidence: str | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Spell:
    """One fact of a tie: what it says in words, when, how sure, and how many claims stand behind it."""

    id: str
    bounds: Bounds = UNDATED
    words: str = ""
    confidence: str | None = None
    conflict: bool = False
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie in a drawing: one for all facts of the same pair and type; its facts are its spells.

    `type` is the relationship type in Neo4j. `holds` says how sure the tie is on the drawing's day, None where
    the drawing has no day. `lines` tell of its facts, one each.
    """

    source: str
    target: str
    type: str
    lines: tuple[str, ...] = ()
    holds: Holds | None = None
    conflict: bool = False
    spells: tuple[Spell, ...] = ()

    @property
    def key(self) -> str:
        """What tells an edge from others: its ends and its type."""
        return f"{self.source} {self.type} {self.target}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network with its heading. `synthetic` is true where any of it is made up.

    `on` is the day that it shows; `period` the window whose facts it holds, for a slider over its days; `layout`
    how its nodes are placed (see views.layout).
    """

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    on: date | None = None
    synthetic: bool = False
    period: tuple[date, date] | None = None
    layout: str = "layered"


@dataclass(frozen=True, slots=True)
class Look:
    """How a tie of one relationship type looks. `falls` is true where its source is drawn above its target."""

    type: str
    phrase: str
    colour: str
    falls: bool


_PLAIN = "#777777"


def looks(model: Model) -> dict[str, Look]:
    """The look of every relationship type: of relations, of measurements and of links."""
    found: dict[str, Look] = {}
    for cls in model.entities:
        for slot in cls.links:
            edge = slot.prop.edge or ""
            found[edge] = Look(edge, slot.prop.phrase or slot.prop.label.lower(), cls.colour, falls=True)
    for cls in model.classes.values():
        if cls.edge:
            # Among equals the target is the superior one (unit over unit, patron over client); a person stands
            # above the unit that they serve in, a unit above the place where it lies.
            same = bool(cls.target) and cls.end_class(cls.source) == cls.end_class(cls.target)
            found[cls.edge] = Look(cls.edge, cls.phrase or cls.label.lower(), cls.colour, falls=not same)
    return found


def look_of(known: Mapping[str, Look], edge: Edge) -> Look:
    """The look of an edge; a type that the model does not know stands for itself."""
    return known.get(edge.type) or Look(edge.type, edge.type.replace("_", " ").lower(), _PLAIN, falls=True)


def make_drawing(
    title: str,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    on: date | None = None,
    synthetic: bool = False,
    period: tuple[date, date] | None = None,
    layout: str = "layered",
) -> Drawing:
    """A drawing in which each thing and each tie stands once, in a fixed order; ties of unknown things are left out."""
    by_id: dict[str, Node] = {}
    for node in nodes:
        by_id[node.id] = _joined(by_id[node.id], node) if node.id in by_id else node
    ties: dict[tuple[str, str, str], Edge] = {}
    for edge in edges:
        if edge.source in by_id and edge.target in by_id:
            key = (edge.source, edge.target, edge.type)
            ties[key] = _merged(ties[key], edge) if key in ties else edge
    return Drawing(
        title,
        tuple(by_id[id] for id in sorted(by_id)),
        tuple(ties[key] for key in sorted(ties)),
        on,
        synthetic,
        period,
        layout,
    )


def _joined(first: Node, second: Node) -> Node:
    """What both say of one thing; a name wins over an id."""
    return replace(
        first,
        name=second.name if first.name == first.id else first.name,
        lines=_once((*first.lines, *second.lines)),
        level=first.level if first.level is not None else second.level,
        focus=first.focus or second.focus,
        conflict=first.conflict or second.conflict,
        echelon=first.echelon or second.echelon,
        branch=first.branch or second.branch,
        rank=first.rank or second.rank,
        role=first.role or second.role,
        country=first.country or second.country,
        bounds=first.bounds if first.bounds != UNDATED else second.bounds,
        figure=first.figure if first.figure is not None else second.figure,
        confidence=first.confidence or second.confidence,
        synthetic=first.synthetic or second.synthetic,
    )


def _merged(first: Edge, second: Edge) -> Edge:
    """One edge for two facts: as sure as the surer of them."""
    order = [Holds.CERTAIN, None, Holds.POSSIBLE, Holds.NO]
    return replace(
        first,
        lines=_once((*first.lines, *second.lines)),
        holds=min(first.holds, second.holds, key=order.index),
        conflict=first.conflict or second.conflict,
        spells=tuple({spell.id: spell for spell in (*first.spells, *second.spells)}.values()),
    )


def _once(lines: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(lines))
