"""A drawing as GEXF 1.2, which Gephi reads with its timeline: things and ties have spells, the facts their bounds.

A spell is when a tie may hold. When it certainly does is told by the attribute `holds`, which changes with the days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from ontology.model import Model
from ontology.time import Bounds
from views.layout import positions
from views.network import Drawing, Edge, Node, look_of, looks
from views.saving.flat import NODE_FIELDS, Row, Value, facts_of, file_ids, made_up, node_rows
from views.saving.holding import spans, stretches
from views.saving.texts import MADE_UP, for_xml

_NS = "http://www.gexf.net/1.2draft"
_VIZ = "http://www.gexf.net/1.2draft/viz"
_NODES = tuple(name for name in NODE_FIELDS if name != "id")
_EDGES = ("type", "facts", "fact_ids", "confidence", "in_conflict", "claims", "made_up")
_TYPES = {"in_conflict": "boolean", "claims": "integer", "figure": "double"}
_SHAPES = {"box": "square", "square": "square", "triangle": "triangle", "diamond": "diamond"}


def as_gexf(drawing: Drawing, model: Model) -> str:
    """The drawing as the text of a GEXF file. One edge is a pair with a type; its facts are its spells."""
    register_namespace("", _NS)
    register_namespace("viz", _VIZ)
    root = Element(f"{{{_NS}}}gexf", {"version": "1.2"})
    _told(SubElement(root, f"{{{_NS}}}meta"), drawing)
    graph = _sub(root, "graph", defaultedgetype="directed", mode="dynamic", timeformat="date")
    _declare(graph, "node", "static", _NODES, "n")
    _declare(graph, "edge", "static", _EDGES, "e")
    _declare(graph, "edge", "dynamic", ("holds",), "d")
    _put_nodes(_sub(graph, "nodes"), drawing, model)
    _put_edges(_sub(graph, "edges"), drawing, model)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False, short_empty_elements=True).join(
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "\n")
    )


def _sub(parent: Element, tag: str, **values: str) -> Element:
    return SubElement(parent, f"{{{_NS}}}{tag}", {key: for_xml(value) for key, value in values.items()})


def _told(meta: Element, drawing: Drawing) -> None:
    when = f"As on {drawing.on.isoformat()}." if drawing.on else "Over all time."
    _sub(meta, "creator").text = "Orbatlas"
    _sub(meta, "description").text = for_xml(
        " ".join([f"{drawing.title}.", when, *([MADE_UP] if drawing.synthetic else [])])
    )


def _declare(graph: Element, of: str, mode: str, names: Sequence[str], letter: str) -> None:
    attributes = _sub(graph, "attributes", **{"class": of, "mode": mode})
    for number, name in enumerate(names):
        _sub(attributes, "attribute", id=f"{letter}{number}", title=name, type=_TYPES.get(name, "string"))


def _put_values(parent: Element, names: Sequence[str], letter: str, values: Mapping[str, Value]) -> Element:
    made = _sub(parent, "attvalues")
    for number, name in enumerate(names):
        value = values[name]
        if value is not None and value != "":
            _sub(made, "attvalue", **{"for": f"{letter}{number}", "value": _plain(value)})
    return made


def _plain(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# ---- things


def _put_nodes(parent: Element, drawing: Drawing, model: Model) -> None:
    places, ids = positions(drawing, model), file_ids(drawing)
    for node, row in zip(drawing.nodes, node_rows(drawing, model), strict=True):
        made = _sub(parent, "node", id=ids[node.id], label=node.name, **_whole(spans([node.bounds])))
        _put_values(made, _NODES, "n", row)
        _put_spells(made, [node.bounds])
        _look(made, node, model, places[node.id])


def _look(made: Element, node: Node, model: Model, place: tuple[float, float]) -> None:
    cls = model.classes.get(node.cls)
    _colour(made, cls.colour if cls else "#777777")
    # Gephi counts upward, pictures downward.
    SubElement(made, f"{{{_VIZ}}}position", {"x": f"{place[0]:.1f}", "y": f"{-place[1]:.1f}", "z": "0"})
    SubElement(made, f"{{{_VIZ}}}size", {"value": "16" if node.focus else "10"})
    SubElement(made, f"{{{_VIZ}}}shape", {"value": _SHAPES.get(cls.shape if cls else "", "disc")})


def _colour(made: Element, colour: str) -> None:
    red, green, blue = (str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    SubElement(made, f"{{{_VIZ}}}color", {"r": red, "g": green, "b": blue})


# ---- ties


def _put_edges(parent: Element, drawing: Drawing, model: Model) -> None:
    known, nodes, ids = looks(model), {node.id: node for node in drawing.nodes}, file_ids(drawing)
    for number, edge in enumerate(drawing.edges):
        look = look_of(known, edge)
        bounds = [fact.bounds for fact in facts_of(edge)]
        made = _sub(
            parent,
            "edge",
            id=f"e{number}",
            source=ids[edge.source],
            target=ids[edge.target],
            label=look.phrase,
            **_whole(spans(bounds)),
        )
        values = _put_values(made, _EDGES, "e", _edge_values(edge, made_up(edge, nodes, drawing)))
        for stretch in stretches(bounds) if edge.spells else ():
            days = _days(stretch.first, stretch.last)
            _sub(values, "attvalue", **{"for": "d0", "value": stretch.holds.value, **days})
        _put_spells(made, bounds)
        _colour(made, look.colour)


def _edge_values(edge: Edge, real: str) -> Row:
    facts = list(facts_of(edge))
    sure = {fact.confidence for fact in facts if fact.confidence}
    return {
        "type": edge.type,
        "facts": "; ".join(fact.words for fact in facts if fact.words),
        "fact_ids": " ".join(fact.id for fact in facts) if edge.spells else edge.key,
        "confidence": "; ".join(sorted(sure)),
        "in_conflict": edge.conflict,
        "claims": sum(fact.claims or 0 for fact in facts),
        "made_up": real,
    }


# ---- time


def _put_spells(parent: Element, facts: Sequence[Bounds]) -> None:
    found = [span for span in spans(facts) if any(span)]
    if not found:
        return
    made = _sub(parent, "spells")
    for first, last in found:
        _sub(made, "spell", **_days(first, last))


def _whole(found: Iterable[tuple[date | None, date | None]]) -> dict[str, str]:
    """From the first span to the last, for readers that know no spells."""
    listed = list(found)
    return _days(listed[0][0], listed[-1][1]) if listed else {}


def _days(first: date | None, last: date | None) -> dict[str, str]:
    named = (("start", first), ("end", last))
    return {name: day.isoformat() for name, day in named if day}
