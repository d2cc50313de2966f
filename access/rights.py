"""What somebody may do beside reading, and the roles that are given when a file of members says nothing else."""

from __future__ import annotations

from enum import Enum


class Right(Enum):
    """One thing that not everybody may do."""

    NAMES = "names"
    """See the names of protected persons."""
    ASK = "ask"
    """Ask free questions in Cypher."""
    RELEASE = "release"
    """Make releases."""


ROLES: dict[str, frozenset[Right]] = {
    "reader": frozenset(),
    "analyst": frozenset({Right.NAMES, Right.ASK}),
    "steward": frozenset(Right),
}
"""Role → what it may do. Free Cypher shows names, and a release reads them: a role that may either may see them."""
