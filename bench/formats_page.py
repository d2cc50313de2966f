"""Puts the figures of the formats into docs/formats.md: `python -m bench.formats_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bench.formats import ENDINGS, FIGURES, READERS
from bench.pages import DOCS, fill, table

PAGE = DOCS / "formats.md"

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


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    measured = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {name: table(_COLUMNS, _formats(forms)) for name, forms in measured.items()}


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


def main() -> None:
    """Writes the page."""
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
