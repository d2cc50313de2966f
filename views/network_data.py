"""A drawing as the data that the page draws: nodes, edges and options as pyvis makes them, and how they look.

The one maker for the app and for saved files. Persons whose only ties are to command a unit may be folded into that
unit's label: a drawing with hundreds of commanders stays readable.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ontology.concepts import Scheme
from ontology.model import Class, Model
from ontology.time import Bounds, Holds
from views.colours import PAPERS, Paper, line_on
from views.folding import fold
from views.layout import positions
from views.network import Drawing, Edge, Look, Node, Spell, look_of, looks
from views.shades import PLAIN, Shading, shadings
from views.symbols import symbol, symbol_key

MANY = 400
"""From so many edges on, lines are straight and are not drawn while the picture is dragged: it stays smooth."""
LABELLED = 4
"""Up to so many edges, each is labelled with what it says; with more, the legend and the tooltips do that."""
PEOPLE = 3
"""More commanders than this are folded into the labels of their units, unless the reader wants them apart."""

CONFLICT = "≠"
_INSIDE = ("box", "ellipse", "circle", "database", "text")
"""The shapes of vis-network that hold their label inside."""


@dataclass(frozen=True, slots=True)
class Page:
    """How the page around a drawing is made.

    `evidence` is the address of an entity's evidence, its id to be put at the end; `paper` fixes light or dark,
    None follows the reader's system; `framed` leaves out what the page around the frame already says. `colour` is
    the way of colouring (see views.shades), `persons` is "labels" or "nodes", empty for what suits the drawing.
    `expandable` says that a double click asks for more, `unfolded` which folds (see views.folding) stay open.
    """

    evidence: str | None = None
    paper: str | None = None
    framed: bool = False
    colour: str = ""
    persons: str = ""
    expandable: bool = False
    unfolded: frozenset[str] = frozenset()


PLAIN_PAGE = Page()
"""A page of its own, as the reader's system likes it."""


def network_data(drawing: Drawing, model: Model, page: Page = PLAIN_PAGE) -> dict[str, Any]:
    """What is drawn. The same drawing gives the same data."""
    people = folded_people(drawing, model) if folds(drawing, model, page) else {}
    shown = fold(without(drawing, people), model, page.unfolded)
    known, ways = looks(model), shadings(shown, model)
    nodes, edges, options = _by_pyvis(shown, model, people, ways)
    colours = {way.name: way.as_data() for way in ways}
    return {
        "title": drawing.title,
        "on": _iso(drawing.on),
        "period": [_iso(day) for day in drawing.period] if drawing.period else None,
        "steps": steps(drawing),
        "synthetic": drawing.synthetic,
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "papers": {paper.name: _paper(paper, known, drawing) for paper in PAPERS},
        "colours": colours,
        "colour": page.colour if page.colour in colours else PLAIN,
        "persons": "labels" if people else "nodes",
        "foldable": bool(people) or bool(folded_people(drawing, model)),
        "layout": drawing.layout,
        "symbols": _symbols(nodes),
        "legend": _legend(drawing, shown, model, known, people),
        "evidence": page.evidence,
        "expandable": page.expandable,
    }


def steps(drawing: Drawing) -> list[str]:
    """The days of the drawing's period on which anything begins or ends, certainly or possibly, in order."""
    if drawing.period is None:
        return []
    first, last = drawing.period
    bounds = [node.bounds for node in drawing.nodes]
    bounds += [spell.bounds for edge in drawing.edges for spell in edge.spells]
    found = {first, last}
    for one in bounds:
        found |= {day for day in (one.start_earliest, one.start_latest) if day}
        found |= {
            day + timedelta(days=1) for day in (one.end_earliest, one.end_latest) if day and day < date.max
        }
    return [day.isoformat() for day in sorted(found) if first <= day <= last]


# ---- persons in the labels of their units


def folds(drawing: Drawing, model: Model, page: Page) -> bool:
    """Whether commanders stand in the labels of their units."""
    if page.persons in ("labels", "nodes"):
        return page.persons == "labels"
    return sum(len(some) for some in folded_people(drawing, model).values()) > PEOPLE


def folded_people(drawing: Drawing, model: Model) -> dict[str, list[tuple[Node, Edge]]]:
    """The persons who do nothing in the drawing but command units, with that tie, by unit."""
    command, units = str(model.serving("command").edge), dict[str, list[tuple[Node, Edge]]]()
    tied = {end for edge in drawing.edges if edge.type != command for end in (edge.source, edge.target)}
    free = {node.id: node for node in drawing.nodes if node.id not in tied and not node.focus}
    for edge in drawing.edges:
        if edge.type == command and edge.source in free:
            units.setdefault(edge.target, []).append((free[edge.source], edge))
    return units


def without(drawing: Drawing, people: Mapping[str, Sequence[tuple[Node, Edge]]]) -> Drawing:
    """The drawing without the persons and ties that are folded into labels."""
    gone = {node.id for some in people.values() for node, _ in some}
    if not gone:
        return drawing
    nodes = tuple(node for node in drawing.nodes if node.id not in gone)
    return replace(drawing, nodes=nodes, edges=tuple(e for e in drawing.edges if e.source not in gone))


# ---- pyvis


def _by_pyvis(
    drawing: Drawing,
    model: Model,
    people: Mapping[str, Sequence[tuple[Node, Edge]]],
    ways: Sequence[Shading],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    places, known = positions(drawing, model), looks(model)
    for number, node in enumerate(drawing.nodes):
        told = _node(node, model, places[node.id])
        told["shades"] = {way.name: way.places[number] for way in ways}
        told["people"] = [_person(one, edge, model, known) for one, edge in people.get(node.id, ())]
        network.add_node(node.id, **told)
    for edge in drawing.edges:
        network.add_edge(edge.source, edge.target, **_edge(edge, known, len(drawing.edges)))
    network.set_options(json.dumps(_options(len(drawing.edges), layered=drawing.layout == "layered")))
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    return nodes, edges, json.loads(options)


def _node(node: Node, model: Model, place: tuple[float, float]) -> dict[str, Any]:
    cls = model.classes.get(node.cls)
    shape = cls.shape if cls else "dot"
    return {
        "label": node.name + (f" {CONFLICT}" if node.conflict else ""),
        "shape": shape,
        "size": 12,
        "x": place[0],
        "y": place[1],
        "borderWidth": 3 if node.focus else 1.2,
        "kind": node.cls,
        "kindLabel": cls.label if cls else node.cls,
        "inside": shape in _INSIDE,
        "symbol": symbol_key(cls, node.branch, node.echelon),
        "name": node.name,
        "lines": list(node.lines),
        "short": ", ".join(_short(model, key, value) for key, value in _offices(node)),
        "leads": _leads(model, node.role),
        "focus": node.focus,
        "conflict": node.conflict,
        "echelon": node.echelon,
        "branch": node.branch,
        "rank": node.rank,
        "role": node.role,
        "level": node.level,
        "country": node.country,
        "confidence": node.confidence,
        "figure": node.figure,
        "synthetic": node.synthetic,
        "holds": 0,
        **_days(node.bounds),
    }


def _offices(node: Node) -> list[tuple[str, str]]:
    return [(key, value) for key, value in (("rank", node.rank), ("role", node.role)) if value]


def _scheme(model: Model, key: str) -> Scheme | None:
    slot = model.serving("posting").by_key.get(key)
    return slot.prop.scheme if slot else None


def _short(model: Model, key: str, value: str) -> str:
    """The abbreviation of a rank or role; its label, or the text as found, where it has none."""
    scheme = _scheme(model, key)
    concept = scheme.concepts.get(value) if scheme else None
    return (concept.symbol or concept.label) if concept else value


def _leads(model: Model, role: str | None) -> bool:
    """Whether a role commands."""
    scheme, when = _scheme(model, "role"), model.serving("command").when_concept
    return bool(role and scheme and when and scheme.falls_under(role, when))


def _person(node: Node, edge: Edge, model: Model, known: Mapping[str, Look]) -> dict[str, Any]:
    return {
        "id": node.id,
        "name": node.name,
        "short": [
            _short(model, key, value) if value else ""
            for key, value in (("rank", node.rank), ("role", node.role))
        ],
        "rank": node.rank,
        "role": node.role,
        "edge": edge.key,
        "tie": edge.type,
        "phrase": look_of(known, edge).phrase,
        "lines": list(edge.lines),
        "dashed": edge.holds is Holds.POSSIBLE,
        "conflict": edge.conflict,
        "spells": [_spell(spell) for spell in edge.spells],
    }


def _edge(edge: Edge, known: Mapping[str, Look], count: int) -> dict[str, Any]:
    look = look_of(known, edge)
    words = [look.phrase] if count <= LABELLED else []
    return {
        "id": edge.key,
        "tie": edge.type,
        "phrase": look.phrase,
        "lines": list(edge.lines),
        "conflict": edge.conflict,
        "dashes": [6, 6] if edge.holds is Holds.POSSIBLE else False,
        "width": 1.2 if edge.holds is Holds.POSSIBLE else 2,
        "label": " ".join([*words, CONFLICT] if edge.conflict else words),
        "falls": look.falls,
        "spells": [_spell(spell) for spell in edge.spells],
    }


def _spell(spell: Spell) -> dict[str, Any]:
    return {
        "id": spell.id,
        "words": spell.words,
        **_days(spell.bounds),
        "confidence": spell.confidence,
        "conflict": spell.conflict,
        "claims": spell.claims,
    }


def _days(bounds: Bounds) -> dict[str, str | None]:
    return {
        "se": _iso(bounds.start_earliest),
        "sl": _iso(bounds.start_latest),
        "ee": _iso(bounds.end_earliest),
        "el": _iso(bounds.end_latest),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _options(edges: int, *, layered: bool) -> dict[str, Any]:
    curved = {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": 0.35}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "interaction": {
            "hover": True,
            "hideEdgesOnDrag": edges > MANY,
            "hideEdgesOnZoom": edges > MANY,
            "multiselect": True,
            "keyboard": False,
        },
        "edges": {
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
            "smooth": curved if layered and edges <= MANY else False,
            "font": {"size": 12, "align": "horizontal"},
        },
    }


# ---- how it looks


def _paper(paper: Paper, known: Mapping[str, Look], drawing: Drawing) -> dict[str, Any]:
    ties = {edge.type: look_of(known, edge).colour for edge in drawing.edges}
    return {
        "ground": paper.ground,
        "ink": paper.ink,
        "mark": paper.mark,
        "ties": {name: line_on(paper, colour) for name, colour in ties.items()},
    }


def _symbols(nodes: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    keys = sorted({node["symbol"] for node in nodes if node["symbol"]})
    keys += sorted({part for key in keys for part in _parts(key)} - set(keys))
    drawn = {key: symbol(key) for key in keys}
    return {key: {"svg": one.svg, "width": one.width, "height": one.height} for key, one in drawn.items()}


def _parts(key: str) -> tuple[str, str]:
    """What the legend explains a symbol with: its branch without an echelon, its echelon without a branch."""
    branch, echelon = key.split("/")
    return f"{branch}/000", f"10000000/{echelon}"


def _legend(
    drawing: Drawing,
    shown: Drawing,
    model: Model,
    known: Mapping[str, Look],
    people: Mapping[str, Sequence[tuple[Node, Edge]]],
) -> list[dict[str, Any]]:
    """What the drawing's signs mean: symbols, classes, ties and how sure they are."""
    classes = [model.classes[name] for name in sorted({n.cls for n in shown.nodes}) if name in model.classes]
    entries = [_swatch(cls) for cls in classes]
    entries += _signs(shown, model)
    ties = {edge.type: look_of(known, edge) for edge in shown.edges}
    entries += [_stroke(look.colour, look.phrase) for _, look in sorted(ties.items())]
    if drawing.period or any(edge.holds is Holds.POSSIBLE for edge in drawing.edges):
        entries += [_stroke("", "certain"), _stroke("", "possible", dashed=True)]
    if people:
        entries.append({"form": "sign", "sign": "?", "words": "possibly in command"})
    if any(edge.conflict for edge in drawing.edges) or any(node.conflict for node in drawing.nodes):
        entries.append({"form": "sign", "sign": CONFLICT, "words": "sources disagree"})
    return entries


def _signs(shown: Drawing, model: Model) -> list[dict[str, Any]]:
    """The symbols of branches and echelons that occur, with their words."""
    found: dict[str, list[str]] = {}
    for node in shown.nodes:
        cls = model.classes.get(node.cls)
        for key, which in (("branch", 0), ("echelon", 1)):
            notation = getattr(node, key)
            scheme = cls.by_key[key].prop.scheme if cls and key in cls.by_key else None
            concept = scheme.concepts.get(notation or "") if scheme else None
            name = symbol_key(cls, *((notation, None) if which == 0 else (None, notation)))
            if concept and name:
                words = found.setdefault(f"{which}{name}", [])
                words += [concept.label] if concept.label not in words else []
    return [
        {"form": "symbol", "symbol": name[1:], "words": ", ".join(words)}
        for name, words in sorted(found.items())
    ]


def _swatch(cls: Class) -> dict[str, Any]:
    form = "square" if cls.shape in _INSIDE else "round" if cls.shape == "dot" else "other"
    return {"form": form, "words": cls.label, **_both(cls.colour)}


def _stroke(colour: str, words: str, *, dashed: bool = False) -> dict[str, Any]:
    return {"form": "dashed" if dashed else "stroke", "words": words, **_both(colour)}


def _both(colour: str) -> dict[str, str]:
    return {paper.name: line_on(paper, colour) if colour else paper.ink for paper in PAPERS}
