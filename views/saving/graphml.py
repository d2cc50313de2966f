"""A drawing as GraphML, which Gephi, yEd and igraph read: one edge a fact. What yEd draws (place, form, label) is told
in its own words beside the data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from ontology.model import Class, Model
from views.layout import positions
from views.network import Drawing, look_of, looks
from views.saving.flat import EDGE_FIELDS, NODE_FIELDS, Row, Value, edge_rows, facts_of, file_ids, node_rows
from views.saving.texts import MADE_UP, for_xml

_NS = "http://graphml.graphdrawing.org/xmlns"
_Y = "http://www.yworks.com/xml/graphml"
_NODES = tuple(name for name in NODE_FIELDS if name != "id")
_EDGES = tuple(name for name in EDGE_FIELDS if name not in ("id", "source", "target"))
_TYPES = {"in_conflict": "boolean", "claims": "int", "figure": "double"}
_SHAPES = {
    "box": "roundrectangle",
    "dot": "ellipse",
    "triangle": "triangle",
    "diamond": "diamond",
    "square": "rectangle",
}
_GRAPHICS = {"node": "g0", "edge": "g1"}


def as_graphml(drawing: Drawing, model: Model) -> str:
    """The drawing as the text of a GraphML file."""
    register_namespace("", _NS)
    register_namespace("y", _Y)
    root = Element(f"{{{_NS}}}graphml")
    _declare(root)
    graph = _sub(root, "graph", id="G", edgedefault="directed")
    when = f"as on {drawing.on.isoformat()}" if drawing.on else "over all time"
    _put_values(graph, ("title", "when", "note"), "t", _heading(drawing, when))
    _put_nodes(graph, drawing, model)
    _put_edges(graph, drawing, model)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _heading(drawing: Drawing, when: str) -> Row:
    return {"title": drawing.title, "when": when, "note": MADE_UP if drawing.synthetic else None}


def _sub(parent: Element, tag: str, **values: str) -> Element:
    return SubElement(parent, f"{{{_NS}}}{tag}", {key: for_xml(value) for key, value in values.items()})


def _declare(root: Element) -> None:
    for of, names, letter in (
        ("graph", ("title", "when", "note"), "t"),
        ("node", _NODES, "n"),
        ("edge", ("id", *_EDGES), "e"),
    ):
        for number, name in enumerate(names):
            named = {"for": of, "attr.name": _named(of, name), "attr.type": _TYPES.get(name, "string")}
            _sub(root, "key", id=f"{letter}{number}", **named)
    for of, id in _GRAPHICS.items():
        _sub(root, "key", id=id, **{"for": of, "yfiles.type": f"{of}graphics"})


def _named(of: str, name: str) -> str:
    """The name of an attribute. `label` is what Gephi shows; readers keep `id` for the element itself."""
    if name == "id":
        return "fact"
    return "label" if (of, name) in (("node", "name"), ("edge", "phrase")) else name


def _put_values(parent: Element, names: Sequence[str], letter: str, values: Mapping[str, Value]) -> None:
    for number, name in enumerate(names):
        value = values[name]
        if value is not None and value != "":
            made = _sub(parent, "data", key=f"{letter}{number}")
            made.text = for_xml(str(value).lower() if isinstance(value, bool) else str(value))


# ---- things


def _put_nodes(graph: Element, drawing: Drawing, model: Model) -> None:
    places, ids = positions(drawing, model), file_ids(drawing)
    for node, row in zip(drawing.nodes, node_rows(drawing, model), strict=True):
        made = _sub(graph, "node", id=ids[node.id])
        _put_values(made, _NODES, "n", row)
        _shape(
            _sub(made, "data", key=_GRAPHICS["node"]), model.classes.get(node.cls), node.name, places[node.id]
        )


def _shape(data: Element, cls: Class | None, name: str, place: tuple[float, float]) -> None:
    shape = SubElement(data, f"{{{_Y}}}ShapeNode")
    width, height = (170.0, 34.0) if cls and cls.shape == "box" else (30.0, 30.0)
    _yed(shape, "Geometry", x=place[0] - width / 2, y=place[1] - height / 2, width=width, height=height)
    colour = cls.colour if cls else "#777777"
    _yed(shape, "Fill", color=f"{colour}40", transparent="false")
    _yed(shape, "BorderStyle", color=colour, type="line", width="1.5")
    inside = width > height
    label = _yed(
        shape, "NodeLabel", modelName="internal" if inside else "sides", modelPosition="c" if inside else "s"
    )
    label.text = for_xml(name)
    _yed(shape, "Shape", type=_SHAPES.get(cls.shape if cls else "", "ellipse"))


def _yed(parent: Element, tag: str, **values: str | float) -> Element:
    said = {key: f"{value:.1f}" if isinstance(value, float) else value for key, value in values.items()}
    return SubElement(parent, f"{{{_Y}}}{tag}", said)


# ---- ties


def _put_edges(graph: Element, drawing: Drawing, model: Model) -> None:
    known, ids = looks(model), file_ids(drawing)
    drawn = [look_of(known, edge) for edge in drawing.edges for _ in facts_of(edge)]
    for number, (row, look) in enumerate(zip(edge_rows(drawing, model), drawn, strict=True)):
        ends = {end: ids[str(row[end])] for end in ("source", "target")}
        made = _sub(graph, "edge", id=f"e{number}", **ends)
        _put_values(made, ("id", *_EDGES), "e", row)
        line = SubElement(_sub(made, "data", key=_GRAPHICS["edge"]), f"{{{_Y}}}PolyLineEdge")
        sure = row["holds_on_day"] in (None, "certain")
        _yed(line, "LineStyle", color=look.colour, type="line" if sure else "dashed", width="1.5")
        _yed(line, "Arrows", source="none", target="standard")
        _yed(line, "EdgeLabel").text = for_xml(look.phrase)
