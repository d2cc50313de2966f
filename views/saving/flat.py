"""A drawing laid flat: one row a thing, one row a fact of a tie. All files are made from these rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ontology.model import Model
from ontology.time import Bounds
from ontology.timewords import in_words
from views.network import Drawing, Edge, Node, look_of, looks
from views.saving.texts import for_xml

YES, NO, PARTLY = "yes", "no", "partly"
"""Whether it is made up; partly: nothing at its ends is, but something in the drawing is."""

NODE_FIELDS = (
    "id", "name", "class", "echelon", "branch", "rank", "role", "country", "told", "confidence", "in_conflict",
    "figure", "start_earliest", "start_latest", "end_earliest", "end_latest", "made_up",
)  # fmt: skip
"""The columns of things."""

EDGE_FIELDS = (
    "id", "source", "source_name", "target", "target_name", "type", "phrase", "told", "when", "holds_on_day",
    "start_earliest", "start_latest", "end_earliest", "end_latest", "confidence", "in_conflict", "claims", "made_up",
)  # fmt: skip
"""The columns of facts of ties."""

Value = str | int | float | bool | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a tie: its edge, its id and its time. A tie without a fact of its own (a link) is one, undated."""

    edge: Edge
    id: str
    words: str
    bounds: Bounds
    confidence: str | None
    conflict: bool
    claims: int | None


def facts_of(edge: Edge) -> Iterator[Fact]:
    """The facts of an edge, in its order."""
    for spell in edge.spells:
        yield Fact(edge, spell.id, spell.words, spell.bounds, spell.confidence, spell.conflict, spell.claims)
    if not edge.spells:
        yield Fact(edge, edge.key, "; ".join(edge.lines), Bounds(), None, edge.conflict, None)


def file_ids(drawing: Drawing) -> dict[str, str]:
    """The ids as XML can hold them; two that come out alike are told apart by a number."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for node in drawing.nodes:
        plain = held = for_xml(node.id)
        number = 2
        while held in taken:
            held, number = f"{plain} ({number})", number + 1
        taken.add(held)
        found[node.id] = held
    return found


def node_rows(drawing: Drawing, model: Model) -> list[Row]:
    """One row a thing, with the fields of NODE_FIELDS."""
    return [_node_row(node, model) for node in drawing.nodes]


def _node_row(node: Node, model: Model) -> Row:
    cls = model.classes.get(node.cls)
    return {
        "id": node.id,
        "name": node.name,
        "class": cls.label if cls else node.cls,
        "echelon": node.echelon,
        "branch": node.branch,
        "rank": node.rank,
        "role": node.role,
        "country": node.country,
        "told": "; ".join(node.lines),
        "confidence": node.confidence,
        "in_conflict": node.conflict,
        "figure": node.figure,
        **_days(node.bounds),
        "made_up": YES if node.synthetic else NO,
    }


def edge_rows(drawing: Drawing, model: Model) -> list[Row]:
    """One row a fact of each tie, with the fields of EDGE_FIELDS."""
    known, nodes = looks(model), {node.id: node for node in drawing.nodes}
    return [
        _edge_row(fact, look_of(known, edge).phrase, nodes, drawing)
        for edge in drawing.edges
        for fact in facts_of(edge)
    ]


def _edge_row(fact: Fact, phrase: str, nodes: dict[str, Node], drawing: Drawing) -> Row:
    edge = fact.edge
    return {
        "id": fact.id,
        "source": edge.source,
        "source_name": nodes[edge.source].name,
        "target": edge.target,
        "target_name": nodes[edge.target].name,
        "type": edge.type,
        "phrase": phrase,
        "told": fact.words,
        "when": in_words(fact.bounds) if edge.spells else None,
        "holds_on_day": _stands(fact, drawing),
        **_days(fact.bounds),
        "confidence": fact.confidence,
        "in_conflict": fact.conflict,
        "claims": fact.claims,
        "made_up": made_up(edge, nodes, drawing),
    }


def _stands(fact: Fact, drawing: Drawing) -> str | None:
    """How the fact stands on the day of the drawing; None where it has no day, or the fact no time."""
    if drawing.on is None or not fact.edge.spells:
        return None
    return fact.bounds.holds_on(drawing.on).value


def made_up(edge: Edge, nodes: dict[str, Node], drawing: Drawing) -> str:
    """Whether a tie is made up: surely where one of its ends is."""
    if nodes[edge.source].synthetic or nodes[edge.target].synthetic:
        return YES
    return PARTLY if drawing.synthetic else NO


def _days(bounds: Bounds) -> Row:
    return {key: day.isoformat() if day else None for key, day in bounds.as_dict().items()}
