"""Ways of colouring the things of a drawing: by class, echelon, branch, leak rate or confidence.

Each way has its entries (a word and its colour on each paper), and each thing the number of its entry. A colour is
never alone: the entry's word stands in the legend and beside the thing's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ontology.concepts import Scheme
from ontology.model import Class, Model
from views.colours import PAPERS, SERIES, UNKNOWN, Paper, fill_on, line_on, mixed, step
from views.network import Drawing, Node

PLAIN = "class"
"""The way that every drawing has: by the class of a thing, as the ontology colours it."""
BINS = 5
"""So many steps of a figure at most."""
_TINT = 0.45
"""How much of the ground is in the filling of a symbol, so that its lines stay readable."""
_INKED = 0.45
"""How much ink is in the border of a thing, so that pale colours stand out from the ground too."""


@dataclass(frozen=True, slots=True)
class Shading:
    """A way of colouring. `places` has the number of each thing's entry, in the order of the drawing's nodes."""

    name: str
    label: str
    entries: tuple[tuple[str, str], ...]
    places: tuple[int, ...]

    def as_data(self) -> dict[str, Any]:
        """What the page is told of it: each entry with its filling and its line on each paper."""
        return {
            "name": self.name,
            "label": self.label,
            "entries": [
                {"words": words, **{paper.name: _on(paper, colour, self.name) for paper in PAPERS}}
                for words, colour in self.entries
            ],
        }


def _on(paper: Paper, colour: str, name: str) -> dict[str, str]:
    if name == PLAIN:
        return {"fill": fill_on(paper, colour), "line": line_on(paper, colour)}
    return {"fill": mixed(colour, paper.ground, _TINT), "line": mixed(colour, paper.ink, _INKED)}


def shadings(drawing: Drawing, model: Model) -> list[Shading]:
    """The ways that say something about this drawing; the plain one comes first."""
    ways = [_by_class(drawing, model)]
    ways += [
        _by_scheme(drawing, scheme, name, read)
        for name, read in _READ.items()
        if (scheme := _scheme(model, name)) and any(read(node) for node in drawing.nodes)
    ]
    if any(node.figure is not None for node in drawing.nodes):
        ways.insert(3 if len(ways) > 3 else len(ways), _by_figure(drawing.nodes))
    return ways


_READ: dict[str, Callable[[Node], str | None]] = {
    "echelon": lambda node: node.echelon,
    "branch": lambda node: node.branch,
    "confidence": lambda node: node.confidence,
}


def _scheme(model: Model, name: str) -> Scheme | None:
    return model.schemes.get(name)


def _by_class(drawing: Drawing, model: Model) -> Shading:
    names = sorted({node.cls for node in drawing.nodes})
    entries = [_class_entry(name, model.classes.get(name)) for name in names]
    return Shading(PLAIN, "Class", tuple(entries), tuple(names.index(node.cls) for node in drawing.nodes))


def _class_entry(name: str, cls: Class | None) -> tuple[str, str]:
    return (cls.label, cls.colour) if cls else (name or "Thing", "#777777")


def _by_scheme(drawing: Drawing, scheme: Scheme, name: str, read: Callable[[Node], str | None]) -> Shading:
    """By a notation: in an order where the scheme has one, else as different as can be; the unknown come last."""
    order = list(scheme.concepts)
    found = sorted(
        {value for node in drawing.nodes if (value := read(node))},
        key=lambda value: (order.index(value) if value in order else len(order), value),
    )
    ordered = any(concept.position for concept in scheme.concepts.values())
    colours = [_colour(number, len(found), ordered) for number in range(len(found))]
    entries = [(scheme.label_of(value), colour) for value, colour in zip(found, colours, strict=True)]
    places = tuple(found.index(value) if (value := read(node)) else len(found) for node in drawing.nodes)
    return Shading(name, scheme.label, (*entries, ("not known", UNKNOWN)), places)


def _colour(number: int, count: int, ordered: bool) -> str:
    if not ordered:
        return SERIES[number % len(SERIES)]
    return step(number / (count - 1) if count > 1 else 0.5)


def _by_figure(nodes: Sequence[Node]) -> Shading:
    """By a number, in steps that hold about as many things each."""
    values = sorted({node.figure for node in nodes if node.figure is not None})
    count = min(BINS, len(values))
    tops = [values[(number + 1) * len(values) // count - 1] for number in range(count)]
    bottoms = [values[0], *(values[values.index(top) + 1] for top in tops[:-1])]
    entries = [
        (f"{_short(low)} to {_short(top)}" if low != top else _short(top), step((number + 1) / count))
        for number, (low, top) in enumerate(zip(bottoms, tops, strict=True))
    ]
    places = tuple(
        count if node.figure is None else next(at for at, top in enumerate(tops) if node.figure <= top)
        for node in nodes
    )
    label = "Leak rate (per 1,000 person-years)"
    return Shading("figure", label, (*entries, ("no rate known", UNKNOWN)), places)


def _short(value: float) -> str:
    digits = 2 if value < 1 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}"
