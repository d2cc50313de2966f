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


# ---- palettes that people who see few colours can tell apart

SERIES = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c6d00", "#7a5195", "#4d4d4d", "#b0b000",
)  # fmt: skip
"""Colours without an order (after Okabe and Ito, with four of our own)."""

STEPS = ("#00204c", "#213d6b", "#555b6c", "#7b7a77", "#a59c74", "#d3c164", "#ffe945")
"""Colours in an order, from little to much: cividis, which reads the same without red or green."""

UNKNOWN = "#9aa3ad"
"""What nobody knows."""


def step(share: float) -> str:
    """The colour of a place on the scale of STEPS, from 0 to 1."""
    place = min(max(share, 0.0), 1.0) * (len(STEPS) - 1)
    low = min(int(place), len(STEPS) - 2)
    return mixed(STEPS[low], STEPS[low + 1], place - low)
