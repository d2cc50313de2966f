"""The mark of things that wait for their facts."""

from __future__ import annotations

from graph.layout import PENDING

TAKEN_BY = "deriving"
"""The property that says which run is deriving the facts of a thing, from claims that it has read already."""


def marked(thing: str) -> str:
    """Cypher that makes a thing wait for its facts; a run that has read its claims already will leave it alone."""
    return f"SET {thing}:{PENDING} REMOVE {thing}.{TAKEN_BY}"
