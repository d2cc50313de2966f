"""Puts the figures of the formats into docs/formats.md: `python -m bench.formats_page`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.formats import ENDINGS, FIGURES, READERS

PAGE = Path(__file__).parents[1] / "docs" / "formats.md"
SPEED = Path(__file__).parent / "export.json"

_COLUMNS = (
    "format",
    "triples",
    *(f"by {reader}" for reader in READERS),
    "MB",
    "CPU s",
    "peak MB",
    "rdflib reads, s",
    "pyoxigraph reads, s",
    "there and back",
)
_WAYS = {"orbatlas": "orbatlas export, out of Neo4j", "pyoxigraph": "pyoxigraph, bare", "rdflib": "rdflib"}


def parts() -> Mapping[str, str]:
    """Mark → what stands between it and its end."""
    found = {name: table(_COLUMNS, _formats(forms)) for name, forms in _read(FIGURES).items()}
    columns = ("format", "way", "triples", "CPU s", "triples a CPU second", "peak MB", "our speed over it")
    return {**found, "speed": table(columns, _speed(_read(SPEED)))}


def _read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8")))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _formats(forms: Mapping[str, Mapping[str, Any]]) -> Iterator[list[str]]:
    for form in (form.value for form in ENDINGS if form.value in forms):
        found = forms[form]
        counted = [_counted(found, reader) for reader in READERS]
        took = [_of(found[reader], "cpu") for reader in READERS]
        size = f"{found['bytes'] / 1e6:,.1f}"
        ours = [size, f"{found['cpu']:.1f}", str(found["peak_mb"])]
        yield [f"`{form}`", f"{found['triples']:,}", *counted, *ours, *took, _round(found.get("round"))]


def _counted(found: Mapping[str, Any], reader: str) -> str:
    read = found[reader]
    if read is None:
        return "cannot read it"
    if "triples" not in read:
        return f"not in {read['gave_up_after']:.0f} s"
    return "the same" if read["triples"] == found["triples"] else f"**{read['triples']:,}**"


def _of(read: Mapping[str, Any] | None, key: str) -> str:
    return f"{read[key]:.1f}" if read and key in read else "–"


def _round(found: Mapping[str, Any] | None) -> str:
    if found is None:
        return "–"
    return "the same bytes" if found["same_bytes"] else "**other bytes**"


def _speed(formats: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[list[str]]:
    for form, ways in formats.items():
        for way, words in _WAYS.items():
            found = ways[way]
            over = f"{found['our_speed_over_it']:g}" if "our_speed_over_it" in found else ""
            figures = (f"{found['triples']:,.0f}", f"{found['cpu']:.1f}", f"{found['triples_a_second']:,.0f}")
            yield [f"`{form}`", words, *figures, f"{found['peak_mb']:,.0f}", over]


def filled(page: str) -> str:
    """The page with its parts as they are now."""
    for mark, text in parts().items():
        before, start, rest = page.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{start}{text}{end}{after}"
    return page


def main() -> None:
    """Writes the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
