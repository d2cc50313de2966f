"""Unit symbols of APP-6 / MIL-STD-2525 by branch and echelon, as SVG that takes any colours.

Which part of a symbol's code a branch or an echelon stands for is said in their schemes (`meta:symbol`). The package
milsymbol draws the code; what it does not know stays a plain frame. Units are drawn in the rectangular frame: whose
friends they are is not for a drawing to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ontology.concepts import Scheme
from ontology.model import Class

FILL, INK = "{fill}", "{ink}"
"""What stands in a symbol for the colour of its frame's inside and for that of its lines."""

_BLANK_BRANCH, _BLANK_ECHELON = "10000000", "000"
_BRANCH, _ECHELON = re.compile(r"\d{8}"), re.compile(r"\d{3}")
_MARGIN = 3


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol as the text of an SVG, with its width and height in its own units."""

    svg: str
    width: float
    height: float


def symbol_key(cls: Class | None, branch: str | None, echelon: str | None) -> str | None:
    """The name of the symbol of a unit; None where its class has no symbols or neither of the two is known.

    Units of the same branch and echelon share a symbol; text that is no notation counts as unknown.
    """
    parts = [_code(cls, "branch", branch), _code(cls, "echelon", echelon)]
    if cls is None or not {"branch", "echelon"} <= set(cls.by_key) or not any(parts):
        return None
    return f"{parts[0] or _BLANK_BRANCH}/{parts[1] or _BLANK_ECHELON}"


def _code(cls: Class | None, key: str, notation: str | None) -> str | None:
    scheme: Scheme | None = cls.by_key[key].prop.scheme if cls and key in cls.by_key else None
    concept = scheme.concepts.get(notation or "") if scheme else None
    return concept.symbol if concept else None


@cache
def symbol(key: str) -> Symbol:
    """The symbol of a name that `symbol_key` gave; a plain frame where the code is none that milsymbol draws."""
    branch, _, echelon = key.partition("/")
    if not _BRANCH.fullmatch(branch) or not _ECHELON.fullmatch(echelon):
        return _plain()
    from milsymbol import Symbol as Drawn  # type: ignore[import-untyped]  # it brings no types of its own

    drawn = Drawn(f"1003{branch[:2]}0{echelon}{branch[2:]}0000")
    return _inked(drawn.as_svg()) if drawn.is_valid() else _plain()


def is_drawn(key: str) -> bool:
    """Whether the symbol of a name is more than an empty frame."""
    return key != f"{_BLANK_BRANCH}/{_BLANK_ECHELON}" and symbol(key) != _plain()


_BOX = re.compile(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')


def _inked(text: str) -> Symbol:
    """The SVG with our marks in place of its colours, and a little room around."""
    found = _BOX.search(text)
    if found is None:
        return _plain()
    left, top, width, height = (float(one) for one in found.groups())
    body = text[text.index(">") + 1 :].replace("rgb(128,224,255)", FILL)
    body = re.sub(r'(stroke|fill)="black"', rf'\1="{INK}"', body)
    return _framed(
        body, (left - _MARGIN, top - _MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN), closed=True
    )


def _plain() -> Symbol:
    body = f'<rect x="25" y="50" width="150" height="100" fill="{FILL}" stroke="{INK}" stroke-width="4"/>'
    return _framed(body, (18, 43, 164, 114), closed=False)


def _framed(body: str, box: tuple[float, float, float, float], *, closed: bool) -> Symbol:
    left, top, width, height = box
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
    end = "" if closed else "</svg>"
    return Symbol(f'{head} viewBox="{left:g} {top:g} {width:g} {height:g}">{body}{end}', width, height)
