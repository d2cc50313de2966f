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
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ontology.errors import CommandError
from ontology.model import Model
from views.network import Drawing, Edge, Look, look_of, looks
from views.network_data import PLAIN_PAGE, Page, network_data

__all__ = ["Page", "as_html", "draw", "library", "network_data", "scripts", "styles"]

LISTED = 2000
"""So many ties at most are also listed as text below the picture."""


def draw(drawing: Drawing, model: Model, file: Path, page: Page = PLAIN_PAGE) -> None:
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


def as_html(drawing: Drawing, model: Model, page: Page = PLAIN_PAGE) -> str:
    """The whole page as text."""
    parts = {
        "title": escape(drawing.title),
        "scheme": escape(page.paper or "auto"),
        "frame": "framed" if page.framed else "whole",
        "head": "" if page.framed else _head(drawing),
        "banner": _banner(drawing),
        "list": "" if page.framed else _list(drawing, model),
        "style": _own("drawing.css") + styles(),
        "library": library(),
        "data": _in_script(network_data(drawing, model, page)),
        "code": "\n".join([*scripts(), _own("drawing.js")]),
    }
    text = _own("drawing.html")
    # One pass, so that a name that looks like a placeholder stays a name.
    pieces = text.split("%%")
    whole = "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))
    # A lone surrogate (an id typed on a command line may hold one) cannot be written as UTF-8.
    return whole.encode("utf-8", "replace").decode("utf-8")


def _head(drawing: Drawing) -> str:
    when = f"as on {drawing.on.isoformat()}" if drawing.on else "over all time"
    if drawing.period:
        when = " to ".join(day.isoformat() for day in drawing.period)
    count = f"{len(drawing.nodes):,} things, {len(drawing.edges):,} ties"
    return f"<header><h1>{escape(drawing.title)}</h1><p>{escape(when)} · {count}</p></header>"


def _banner(drawing: Drawing) -> str:
    if not drawing.synthetic:
        return ""
    words = "Part of this is made up for a demonstration; its names and sources say so."
    return f'<p class="banner" role="note">{words}</p>'


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
def library() -> str:
    """vis-network as the pyvis wheel brings it, without the address of its source map."""
    text = files("pyvis").joinpath("lib/vis-9.1.2/vis-network.min.js").read_text("utf-8")
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL"))


def scripts() -> list[str]:
    """Our own scripts for a network and its days, in the order in which they need one another."""
    return [_own(name) for name in _SCRIPTS if files("views").joinpath("parts", name).is_file()]


def styles() -> str:
    """Their style sheets."""
    names = [name for name in _STYLES if files("views").joinpath("parts", name).is_file()]
    return "\n".join(_own(name) for name in names)


_SCRIPTS = (
    "holds.js",
    "network.js",
    "network_time.js",
    "network_paint.js",
    "network_bar.js",
    "day.js",
    "day_changes.js",
)
_STYLES = ("network.css", "day.css")


@cache
def _own(name: str) -> str:
    return files("views").joinpath("parts", name).read_text("utf-8")
