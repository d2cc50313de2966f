"""Fills docs/faults.md with the rounds of bench/performance/faults.json: `python -m bench.faults_page`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.faults import BOTH, COMMAND, FIGURES, SERVER
from bench.formats_page import table

PAGE = Path(__file__).parents[1] / "docs" / "faults.md"
START, END = "<!-- kills -->\n", "<!-- end -->"
COLUMNS = ("command", "the command killed", "the server killed", "both killed", "lost")


def part(found: Mapping[str, Any]) -> str:
    """The table of kills, and the words around it."""
    rows: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for row in found["rounds"]:
        rows[row["command"]][row["killed"]] = row
    lines = [
        [name, *(_count(one.get(what)) for what in (COMMAND, SERVER, BOTH)), _lost(one)]
        for name, one in rows.items()
    ]
    tried, at_work, lost = (sum(row[key] for row in found["rounds"]) for key in ("tried", "at_work", "lost"))
    told = (
        f"Measured on {found['day']} in {found['seconds'] / 60:.0f} minutes (seed {found['seed']}): {tried:,} rounds, "
        f"in {at_work:,} of which the command was at work when the kill came. Lost: {lost or 'none'}. Each field has "
        "the kills at work, of the rounds tried.\n\n"
    )
    return told + table(COLUMNS, lines)


def _count(row: Mapping[str, Any] | None) -> str:
    return f"{row['at_work']} of {row['tried']}" if row else "–"


def _lost(of_one: Mapping[str, Mapping[str, Any]]) -> str:
    return str(sum(row["lost"] for row in of_one.values()))


def filled(page: str) -> str:
    """The page with its table as the figures are now."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    told = (
        part(json.loads(FIGURES.read_text(encoding="utf-8"))) if FIGURES.exists() else "Not measured yet.\n"
    )
    return before + start + told + end + after


def main() -> None:
    """Writes the page."""
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
