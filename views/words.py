"""Days as Python holds them."""

from __future__ import annotations

from datetime import date
from typing import Any

from views.printing import cell


def day_of(value: Any) -> date | None:
    """A day as Python holds it, from Neo4j's own type, from text, or from a day; None stays None."""
    if value is None or value == "":
        return None
    return value if isinstance(value, date) else date.fromisoformat(cell(value)[:10])
