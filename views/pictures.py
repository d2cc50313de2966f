"""Drawings out of answers: a chain of command, or whatever a free question returned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from graph.asking import Answer
from graph.chain import Chain, Commander, Link, Unit
from graph.synthetic import SYNTHETIC
from ontology.model import Class, Model
from ontology.time import Bounds, Holds
from ontology.timewords import in_words, told
from views.network import Drawing, Edge, Node, Spell, make_drawing
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
        yield _unit(one, unit, focus=one.id == found.subject)
    for commander in found.commanders:
        yield _commander(commander, model, person.name, focus=commander.person == found.subject)
    if found.subject not in found.units:
        yield Node(found.subject, found.subject_name, person.name, focus=True)


def _unit(one: Unit, cls: Class, *, focus: bool) -> Node:
    said = (("echelon", one.echelon), ("branch", one.branch))
    return Node(
        one.id,
        one.name,
        cls.name,
        tuple(_label(cls, key, value) for key, value in said if value),
        _level(cls, one.echelon),
        focus=focus,
        conflict=bool(one.conflicts),
        echelon=one.echelon,
        branch=one.branch,
        country=one.country,
        bounds=one.bounds,
        confidence=one.confidence,
        synthetic=one.id.startswith(SYNTHETIC),
    )


def _commander(one: Commander, model: Model, cls: str, *, focus: bool) -> Node:
    said = (("role", one.role), ("rank", one.rank))
    return Node(
        one.person,
        one.name,
        cls,
        tuple(_tie_label(model, key, value) for key, value in said if value),
        focus=focus,
        rank=one.rank,
        role=one.role,
        confidence=one.confidence,
        synthetic=one.person.startswith(SYNTHETIC),
    )


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
        yield _tie(link.subordinate, link.superior, chain, link, link.kind)
    for one in found.posts:
        yield _tie(one.person, one.unit, str(model.serving("posting").edge), one, _office(one, model))
    for one in found.commanders:
        yield _tie(one.person, one.unit, command, one, _office(one, model))


def _office(one: Commander, model: Model) -> str | None:
    """The role with the rank, which changes more often: "commander (Colonel)"."""
    role, rank = (
        _tie_label(model, key, value) if value else None
        for key, value in (("role", one.role), ("rank", one.rank))
    )
    if role is None:
        return rank
    role = " ".join(word if word.isupper() else word.lower() for word in role.split())
    return f"{role} ({rank})" if rank else role


def _tie(source: str, target: str, edge: str, tie: Link | Commander, what: str | None) -> Edge:
    """One fact as an edge; facts of the same pair and type are joined when the drawing is made."""
    words = told(what, tie.bounds) if what else in_words(tie.bounds)
    lines = (f"{words} ({len(tie.claims)} claims)",)
    spell = Spell(tie.id, tie.bounds, words, tie.confidence, bool(tie.conflicts), len(tie.claims))
    return Edge(source, target, edge, lines, _holds(tie.holds), bool(tie.conflicts), (spell,))


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
    echelon = _text(properties.get("echelon"))
    return Node(
        found["id"],
        str(name or found["id"]),
        cls.name if cls else "",
        (cls.label if cls else "",),
        _level(cls, echelon) if cls and "echelon" in cls.by_key else None,
        conflict=bool(properties.get("conflicts")),
        echelon=echelon,
        branch=_text(properties.get("branch")),
        rank=_text(properties.get("rank")),
        country=_text(properties.get("country")),
        bounds=_bounds(properties),
        confidence=_text(properties.get("confidence")),
        synthetic=str(found["id"]).startswith(SYNTHETIC),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _bounds(properties: Mapping[str, Any]) -> Bounds:
    return Bounds(**{key: day_of(properties.get(key)) for key in Bounds().as_dict()})


def _edge(found: Mapping[str, Any], on: date | None = None) -> Edge:
    """A relationship as an edge with one spell. One without an id of its own is no fact and has none."""
    properties, bounds = found["properties"], _bounds(found["properties"])
    lines = tuple(
        f"{key} {properties[key]}" for key in ("kind", "role", "rank", "basis") if properties.get(key)
    )
    claims, conflict = len(properties.get("claims") or ()), bool(properties.get("conflicts"))
    words = told(", ".join(lines), bounds) if lines else in_words(bounds)
    spell = Spell(str(found["id"]), bounds, words, _text(properties.get("confidence")), conflict, claims)
    return Edge(
        found["source"],
        found["target"],
        found["type"],
        lines,
        bounds.holds_on(on) if on else None,
        conflict,
        (spell,) if properties.get("id") else (),
    )
