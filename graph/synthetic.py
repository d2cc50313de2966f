"""Whether anything about some things is made up."""

from __future__ import annotations

from collections.abc import Iterable

from graph.connection import Database
from ontology.model import Model

SYNTHETIC = "synthetic"
"""The beginning of the id of every source that is made up."""


def any_synthetic(database: Database, model: Model, ids: Iterable[str]) -> bool:
    """Whether a source that is made up says anything about any of these things."""
    query = f"""
        UNWIND $ids AS id
        MATCH (c:{model.claim.name} {{subject: id}})
        WHERE c.source STARTS WITH $synthetic AND c.retired IS NULL
        RETURN true AS found LIMIT 1
    """
    return bool(database.read(query, {"ids": sorted(set(ids)), "synthetic": SYNTHETIC}))
