"""Bounds, days and certainty in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ontology.time import Holds
from views.printing import cell


def day_of(value: Any) -> date | None:
    """A day as Python holds it, from Neo4j's own type, from text, or from a day; None stays None."""
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(cell(value)[:10])


def holds_of(value: Any) -> Holds | None:
    """What json calls `holds`, as the model of time has it."""
    return None if value in (None, "") else value if isinstance(value, Holds) else Holds(str(value))


def span_in_words(row: Mapping[str, Any]) -> str:
    """The four bounds of a fact in words, such as "since 2015-03-31 at the latest, until 2017-01-01 at least"."""
    start = _start(day_of(row.get("start_earliest")), day_of(row.get("start_latest")))
    end = _end(day_of(row.get("end_earliest")), day_of(row.get("end_latest")))
    return ", ".join(part for part in (start, end) if part) or "no date known"


def _start(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        return f"from {earliest}" if earliest == latest else f"began between {earliest} and {latest}"
    if latest:
        return f"since {latest} at the latest"
    return f"not before {earliest}" if earliest else ""


def _end(earliest: date | None, latest: date | None) -> str:
    if earliest and latest:
        return f"until {earliest}" if earliest == latest else f"ended between {earliest} and {latest}"
    if earliest:
        return f"until {earliest} at least"
    return f"not after {latest}" if latest else ""
