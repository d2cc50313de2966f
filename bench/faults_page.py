"""Fills docs/faults.md with the rounds of bench/performance/faults.json: `python -m bench.faults_page`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bench.faults import BOTH, COMMAND, FIGURES, SERVER
from bench.pages import DOCS, NOT_MEASURED, fill, table

PAGE = DOCS / "faults.md"
COLUMNS = ("command", "the command killed", "the server killed", "both killed", "lost")


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    if not FIGURES.exists():
        return {"kills": NOT_MEASURED}
    return {"kills": _kills(json.loads(FIGURES.read_text(encoding="utf-8")))}


def _kills(found: Mapping[str, Any]) -> str:
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


def main() -> None:
    """Writes the page."""
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
