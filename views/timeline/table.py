"""The same as a timeline in rows: for a screen reader, a search in the page, and a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from ontology.time import Holds
from views.timeline.lanes import Timeline

FIELDS = ("lane", "what", "start_earliest", "start_latest", "end_earliest", "end_latest", "confidence", "claims",
          "conflict", "ids")  # fmt: skip
"""The columns."""


def rows(found: Timeline, on: date | None = None) -> list[dict[str, Any]]:
    """One row for each bar, in the order of the lanes; with a day, `holds` says how it stands on it."""
    made = []
    for lane in found.lanes:
        for bar in lane.bars:
            row: dict[str, Any] = {"lane": lane.title, "what": bar.words}
            row |= {key: day.isoformat() if day else None for key, day in bar.bounds.as_dict().items()}
            row |= {"confidence": bar.confidence, "claims": bar.claims, "conflict": bar.conflict}
            row["ids"] = list(bar.ids)
            made.append(row | ({"holds": _HOLDS[bar.holds_on(on)]} if on else {}))
    return made


_HOLDS = {Holds.CERTAIN: "holds", Holds.POSSIBLE: "possible", Holds.NO: "does not hold"}
