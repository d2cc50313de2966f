"""A drawing as one HTML file that asks for no other file: pyvis makes the network, this page shows it.

pyvis's own page asks a content network for two files even when told to bring everything along, and puts names into
the page as markup. So pyvis builds nodes, edges and options, and the page around them is ours; vis-network itself
comes from the pyvis wheel. A content security policy in the page forbids every request.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ontology.errors import CommandError
from ontology.model import Class, Model
from ontology.time import Holds
from views.colours import PAPERS, Paper, fill_on, line_on
from views.layout import positions
from views.network import Drawing, Edge, Look, Node, look_of, looks

MANY = 400
"""From so many edges on, lines are straight and are not drawn while the picture is dragged: it stays smooth."""
LABELLED = 4
"""Up to so many edges, each is labelled with what it says; with more, the legend and the tooltips do that."""
LISTED = 2000
"""So many ties at most are also listed as text below the picture."""

_CONFLICT = "≠"
_INSIDE = ("box", "ellipse", "circle", "database", "text")
"""The shapes of vis-network that hold their label inside."""


@dataclass(frozen=True, slots=True)
class Page:
    """How the page around a drawing is made.

    `evidence` is the address of an entity's evidence, its id to be put at the end; `paper` fixes light or dark,
    None follows the reader's system; `framed` leaves out what the page around the frame already says.
    """

    evidence: str | None = None
    paper: str | None = None
    framed: bool = False


def draw(drawing: Drawing, model: Model, file: Path, page: Page = Page()) -> None:
    """Write the drawing to `file`, whole or not at all; the same drawing gives the same bytes.

    Raises CommandError where the file cannot be written.
    """
    data = as_html(drawing, model, page).encode("utf-8")
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as problem:
        raise CommandError(
            f"{file} cannot be written: {problem.strerror}.", hint="Choose another file."
        ) from problem


def as_html(drawing: Drawing, model: Model, page: Page = Page()) -> str:
    """The whole page as text."""
    parts = {
        "title": escape(drawing.title),
        "scheme": escape(page.paper or "auto"),
        "frame": "framed" if page.framed else "whole",
        "head": "" if page.framed else _head(drawing),
        "banner": _banner(drawing),
        "legend": _legend(drawing, model),
        "list": "" if page.framed else _list(drawing, model),
        "style": _own("drawing.css"),
        "library": _library(),
        "data": _in_script(network_data(drawing, model, page)),
        "code": _own("drawing.js"),
    }
    text = _own("drawing.html")
    # One pass, so that a name that looks like a placeholder stays a name.
    pieces = text.split("%%")
    whole = "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))
    # A lone surrogate (an id typed on a command line may hold one) cannot be written as UTF-8.
    return whole.encode("utf-8", "replace").decode("utf-8")


def network_data(drawing: Drawing, model: Model, page: Page = Page()) -> dict[str, Any]:
    """What vis-network draws: nodes, edges and options as pyvis makes them, and how they look on each paper."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    places = positions(drawing, model)
    for node in drawing.nodes:
        network.add_node(node.id, **_node(node, model, places[node.id]))
    known = looks(model)
    for number, edge in enumerate(drawing.edges):
        network.add_edge(edge.source, edge.target, **_edge(number, edge, known, len(drawing.edges)))
    network.set_options(json.dumps(_options(len(drawing.edges))))
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    return {
        "nodes": nodes,
        "edges": edges,
        "options": json.loads(options),
        "papers": {paper.name: _paper(paper, model, known, drawing) for paper in PAPERS},
        "evidence": page.evidence,
    }


def _node(node: Node, model: Model, place: tuple[float, float]) -> dict[str, Any]:
    cls = model.classes.get(node.cls)
    shape = cls.shape if cls else "dot"
    return {
        "label": node.name + (f" {_CONFLICT}" if node.conflict else ""),
        "shape": shape,
        "size": 12,
        "x": place[0],
        "y": place[1],
        "borderWidth": 3 if node.focus else 1.2,
        "kind": node.cls,
        "kindLabel": cls.label if cls else node.cls,
        "inside": shape in _INSIDE,
        "name": node.name,
        "lines": list(node.lines),
        "focus": node.focus,
        "conflict": node.conflict,
    }


def _edge(number: int, edge: Edge, known: Mapping[str, Look], count: int) -> dict[str, Any]:
    look = look_of(known, edge)
    words = [look.phrase] if count <= LABELLED else []
    return {
        "id": number,
        "tie": edge.type,
        "phrase": look.phrase,
        "lines": list(edge.lines),
        "conflict": edge.conflict,
        "dashes": [6, 6] if edge.holds is Holds.POSSIBLE else False,
        "width": 1.2 if edge.holds is Holds.POSSIBLE else 2,
        "label": " ".join([*words, _CONFLICT] if edge.conflict else words),
    }


def _options(edges: int) -> dict[str, Any]:
    curved = {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": 0.35}
    return {
        "physics": {"enabled": False},
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "interaction": {
            "hover": True,
            "tooltipDelay": 120,
            "hideEdgesOnDrag": edges > MANY,
            "multiselect": True,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
        "nodes": {
            "borderWidthSelected": 3,
            "labelHighlightBold": False,
            "widthConstraint": {"maximum": 160},
            "margin": 8,
            "font": {"size": 14},
        },
        "edges": {
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
            "smooth": curved if edges <= MANY else False,
            "font": {"size": 12, "align": "horizontal"},
        },
    }


def _paper(paper: Paper, model: Model, known: Mapping[str, Look], drawing: Drawing) -> dict[str, Any]:
    classes = {node.cls: _colour_of(model.classes.get(node.cls)) for node in drawing.nodes}
    ties = {edge.type: look_of(known, edge).colour for edge in drawing.edges}
    return {
        "ground": paper.ground,
        "ink": paper.ink,
        "mark": paper.mark,
        "fills": {name: fill_on(paper, colour) for name, colour in classes.items()},
        "borders": {name: line_on(paper, colour) for name, colour in classes.items()},
        "ties": {name: line_on(paper, colour) for name, colour in ties.items()},
    }


def _colour_of(cls: Class | None) -> str:
    return cls.colour if cls else "#777777"


def _head(drawing: Drawing) -> str:
    when = f"as on {drawing.on.isoformat()}" if drawing.on else "over all time"
    count = f"{len(drawing.nodes):,} things, {len(drawing.edges):,} ties"
    return f"<header><h1>{escape(drawing.title)}</h1><p>{escape(when)} · {count}</p></header>"


def _banner(drawing: Drawing) -> str:
    if not drawing.synthetic:
        return ""
    words = "Part of this is made up for a demonstration; its names and sources say so."
    return f'<p class="banner" role="note">{words}</p>'


def _legend(drawing: Drawing, model: Model) -> str:
    known = looks(model)
    classes = sorted({node.cls for node in drawing.nodes})
    entries = [_swatch(model.classes[name]) for name in classes if name in model.classes]
    ties = {edge.type: look_of(known, edge) for edge in drawing.edges}
    entries += [_stroke(look.colour, look.phrase) for _, look in sorted(ties.items())]
    held = {edge.holds for edge in drawing.edges}
    if Holds.POSSIBLE in held:
        entries += [_stroke("", "certain"), _stroke("", "possible", dashed=True)]
    if any(edge.conflict for edge in drawing.edges) or any(node.conflict for node in drawing.nodes):
        entries.append(f'<li><span class="sign">{_CONFLICT}</span>sources disagree</li>')
    return f'<ul class="legend" aria-label="Legend">{"".join(entries)}</ul>'


def _swatch(cls: Class) -> str:
    light, dark = (line_on(paper, cls.colour) for paper in PAPERS)
    form = "square" if cls.shape in _INSIDE else "round" if cls.shape == "dot" else "other"
    return f'<li><i class="{form}" style="--light:{light};--dark:{dark}"></i>{escape(cls.label)}</li>'


def _stroke(colour: str, words: str, *, dashed: bool = False) -> str:
    light, dark = (line_on(paper, colour) if colour else paper.ink for paper in PAPERS)
    form = "stroke dashed" if dashed else "stroke"
    return f'<li><i class="{form}" style="--light:{light};--dark:{dark}"></i>{escape(words)}</li>'


def _list(drawing: Drawing, model: Model) -> str:
    """The ties as text: for a screen reader, for a search in the page, and for print."""
    known, names = looks(model), {node.id: node.name for node in drawing.nodes}
    rows = [_row(edge, known, names) for edge in drawing.edges[:LISTED]]
    left = len(drawing.edges) - len(rows)
    more = f"<p>and {left:,} more.</p>" if left else ""
    return f"<details><summary>The same as a list</summary><ul>{''.join(rows)}</ul>{more}</details>"


def _row(edge: Edge, known: Mapping[str, Look], names: Mapping[str, str]) -> str:
    said: Sequence[str] = [*edge.lines, *(["sources disagree"] if edge.conflict else [])]
    text = f"{names[edge.source]} {look_of(known, edge).phrase} {names[edge.target]}"
    return f"<li>{escape(text)}<small>{escape('; '.join(said))}</small></li>"


def _in_script(data: Mapping[str, Any]) -> str:
    """Json that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


@cache
def _library() -> str:
    """vis-network as the pyvis wheel brings it, without the address of its source map."""
    text = files("pyvis").joinpath("lib/vis-9.1.2/vis-network.min.js").read_text("utf-8")
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL"))


@cache
def _own(name: str) -> str:
    return files("views").joinpath("parts", name).read_text("utf-8")
