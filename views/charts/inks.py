"""The colours of the charts on light and on dark paper, told apart by those who see few colours."""

from __future__ import annotations

from dataclasses import dataclass

from views.colours import DARK, LIGHT, Paper


@dataclass(frozen=True, slots=True)
class Inks:
    """`plain` for what is measured, `chosen` for what is selected, `other` for what is set beside it, `soft` for
    what lies back (limits, means, bounds).
    """

    paper: Paper
    plain: str
    chosen: str
    other: str
    soft: str


# Blue, vermilion and bluish green as in Okabe and Ito's palette, each dark or light enough for its ground.
ON_LIGHT = Inks(LIGHT, "#0072b2", "#d55e00", "#00795a", "#7a8694")
ON_DARK = Inks(DARK, "#56b4e9", "#ff9d4d", "#3ec9a0", "#8b97a5")


def inks_on(paper: str | None) -> Inks:
    """The inks for paper of this name, light or dark; light where it is not known."""
    return ON_DARK if paper == DARK.name else ON_LIGHT
