"""Puts the figures of drawing and symbols into docs/drawing.md: `python -m bench.drawing_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.drawing import FIGURES
from bench.pages import DOCS, fill, table
from ontology.model import Model
from ontology.reading import load_model
from views.symbols import is_drawn, symbol_key

PAGE = DOCS / "drawing.md"

_WAYS = {"ours": "Orbatlas", "pyvis": "pyvis as it comes"}
_COLUMNS = (
    "",
    "stands after, s",
    "in Python, s",
    "processor, s",
    "a dragged thing moves after, s",
    "a frame, ms",
)


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {"figures": _told(found) + table(_COLUMNS, _lines(found)), "symbols": _symbols(load_model())}


def _told(found: Mapping[str, Any]) -> str:
    over = "" if found["pyvis"]["stood"] else "more than "
    return (
        f"{found['nodes']:,} units and {found['ties']:,} ties, {found['cores']} processors (on average "
        f"{found['load']:.0f} programs wanted one while this ran). "
        f"pyvis took {over}{found['ratio']:.0f} times as long.\n\n"
    )


def _lines(found: Mapping[str, Any]) -> Iterator[list[str]]:
    for way, words in _WAYS.items():
        one = found[way]
        whole = f"{one['whole']:.1f}" if one["stood"] else f"given up after {one['whole']:.0f}"
        frame = f"{one['frame']:.0f}, 95 of 100 under {one['frame_high']:.0f}" if one["frame"] else "–"
        moved = f"{one['moved']:.2f}" if one["moved"] else "–"
        yield [words, whole, f"{one['made']:.1f}", f"{one['cpu']:.1f}", moved, frame]


def _symbols(model: Model) -> str:
    """How many of the branches and echelons of the ontology have a symbol that the package draws."""
    chain = model.serving("chain")
    cls = model.classes[chain.end_class(chain.source)]
    rows, lacking = [], []
    for name in ("branch", "echelon"):
        scheme = cls.by_key[name].prop.scheme
        concepts = scheme.concepts.values() if scheme else ()
        drawn = [one.label for one in concepts if _drawn(model, cls.name, name, one.notation)]
        without = [one.label for one in concepts if one.label not in drawn]
        rows.append([name, f"{len(concepts):,}", f"{len(drawn):,}"])
        lacking += [f"{name}: {', '.join(without)}"] if without else []
    told = f"\nAn empty frame stands for {'; '.join(lacking)}.\n" if lacking else ""
    return table(("", "in the ontology", "with a symbol that is drawn"), rows) + told


def _drawn(model: Model, cls: str, name: str, notation: str) -> bool:
    branch, echelon = (notation, None) if name == "branch" else (None, notation)
    key = symbol_key(model.classes[cls], branch, echelon)
    return key is not None and is_drawn(key)


def main() -> None:
    """Writes the page."""
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
