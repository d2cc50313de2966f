"""The model's colours on light and on dark paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paper:
    """What a drawing lies on: the ground, the ink, and the mark of a conflict."""

    name: str
    ground: str
    ink: str
    mark: str
    fill: float
    line: float


# fill: how much of the ground is in the filling of a node; line: how much ink is in lines of the model's colour.
LIGHT = Paper("light", "#ffffff", "#1f2933", "#b42318", 0.86, 0.0)
DARK = Paper("dark", "#12161c", "#e6e9ee", "#ff8a7a", 0.68, 0.38)
PAPERS = (LIGHT, DARK)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a share (0 to 1) of `other` in it; both as #rrggbb."""
    pairs = ((int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in pairs)


def fill_on(paper: Paper, colour: str) -> str:
    """The filling of a node: the colour as a tint of the ground."""
    return mixed(colour, paper.ground, paper.fill)


def line_on(paper: Paper, colour: str) -> str:
    """A line, or a node's border, that stands out from the ground."""
    return mixed(colour, paper.ink, paper.line)
