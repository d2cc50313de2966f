"""Drawings out of answers: a chain of command, or whatever a free question returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph.asking import Answer
from graph.chain import Chain, Commander, Link
from ontology.model import Class, Model
from ontology.time import Bounds, Holds
from ontology.timewords import in_words
from views.network import Drawing, Edge, Node, make_drawing
from views.words import day_of


def chain_drawing(chains: Iterable[Chain], model: Model, *, synthetic: bool = False) -> Drawing:
    """One drawing of the chains of some subjects: units, their superiors, and who commanded them."""
    found = list(chains)
    names = [one.subject_name for one in found]
    return make_drawing(
        f"Chain of command: {', '.join(names)}",
        [node for one in found for node in _nodes(one, model)],
        [edge for one in found for edge in _edges(one, model)],
        on=found[0].on if found else None,
        synthetic=synthetic,
    )


def things_drawn(chains: Iterable[Chain]) -> set[str]:
    """The ids of all that a drawing of these chains shows."""
    return {
        id
        for one in chains
        for id in (one.subject, *one.units, *(person.person for person in one.commanders))
    }


def _nodes(found: Chain, model: Model) -> Iterator[Node]:
    unit = model.classes[model.serving("chain").end_class(model.serving("chain").source)]
    person = model.classes[model.serving("posting").end_class(model.serving("posting").source)]
    for one in found.units.values():
        lines = tuple(
            _label(unit, key, value)
            for key, value in (("echelon", one.echelon), ("branch", one.branch))
            if value
        )
        level = _level(unit, one.echelon)
        yield Node(one.id, one.name, unit.name, lines, level, focus=one.id == found.subject)
    for commander in found.commanders:
        lines = tuple(
            _tie_label(model, key, getattr(commander, key))
            for key in ("role", "rank")
            if getattr(commander, key)
        )
        yield Node(
            commander.person, commander.name, person.name, lines, focus=commander.person == found.subject
        )
    if found.subject not in found.units:
        yield Node(found.subject, found.subject_name, person.name, focus=True)


def _label(cls: Class, key: str, value: str) -> str:
    scheme = cls.by_key[key].prop.scheme
    return scheme.label_of(value) if scheme else value


def _tie_label(model: Model, key: str, value: str) -> str:
    return _label(model.serving("command"), key, value)


def _level(unit: Class, echelon: str | None) -> int | None:
    scheme = unit.by_key["echelon"].prop.scheme
    concept = scheme.concepts.get(echelon or "") if scheme else None
    return concept.position if concept else None


def _edges(found: Chain, model: Model) -> Iterator[Edge]:
    chain, command = str(model.serving("chain").edge), str(model.serving("command").edge)
    for link in found.links:
        yield Edge(
            link.subordinate,
            link.superior,
            chain,
            _told(link, link.kind),
            _holds(link.holds),
            bool(link.conflicts),
        )
    for one in found.commanders:
        yield Edge(
            one.person, one.unit, command, _told(one, one.role), _holds(one.holds), bool(one.conflicts)
        )


def _told(tie: Link | Commander, what: str | None) -> tuple[str, ...]:
    text = f"{what}, {in_words(tie.bounds)}" if what else in_words(tie.bounds)
    return (f"{text} ({len(tie.claims)} claims)",)


def _holds(word: str | None) -> Holds | None:
    return Holds(word) if word else None


# ---- free questions


def answer_drawing(answer: Answer, model: Model) -> Drawing:
    """The nodes and relationships of an answer."""
    return found_drawing("What the question found", answer.nodes, answer.relationships, model)


def found_drawing(
    title: str,
    nodes: Iterable[Mapping[str, Any]],
    ties: Iterable[Mapping[str, Any]],
    model: Model,
    *,
    on: date | None = None,
    synthetic: bool = False,
) -> Drawing:
    """Nodes and relationships as Neo4j gives them, as a drawing."""
    edges = [_edge(one, on) for one in ties]
    return make_drawing(title, [_node(one, model) for one in nodes], edges, on=on, synthetic=synthetic)


def together(title: str, drawings: Iterable[Drawing]) -> Drawing:
    """Several drawings as one."""
    found = list(drawings)
    return make_drawing(
        title,
        [node for one in found for node in one.nodes],
        [edge for one in found for edge in one.edges],
        on=found[0].on if found else None,
        synthetic=any(one.synthetic for one in found),
    )


def _node(found: Mapping[str, Any], model: Model) -> Node:
    cls = next((model.classes[label] for label in found["labels"] if label in model.classes), None)
    properties = found["properties"]
    name = properties.get(cls.caption) if cls and cls.caption else None
    level = _level(cls, properties.get("echelon")) if cls and "echelon" in cls.by_key else None
    return Node(
        found["id"],
        str(name or found["id"]),
        cls.name if cls else "",
        (cls.label if cls else "",),
        level,
        conflict=bool(properties.get("conflicts")),
    )


def _edge(found: Mapping[str, Any], on: date | None = None) -> Edge:
    properties = found["properties"]
    days = {key: day_of(properties.get(key)) for key in Bounds().as_dict()}
    holds = Bounds(**days).holds_on(on) if on else None
    lines = tuple(
        f"{key} {properties[key]}" for key in ("kind", "role", "rank", "basis") if properties.get(key)
    )
    conflict = bool(properties.get("conflicts"))
    return Edge(found["source"], found["target"], found["type"], lines, holds, conflict)
