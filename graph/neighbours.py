"""What is tied to some things, one step away: for drawing things that stand in no chain of command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph.answers import Collected
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from ontology.model import Model

SHOWN = 50
"""Ties of one thing that are taken; the ids decide which."""


def neighbours(database: Database, model: Model, ids: Sequence[str], on: date | None = None) -> Collected:
    """The things and the ties around them, on a day if one is given. Raises UnknownId."""
    edges = "|".join(model.edge_types())
    query = f"""
        UNWIND $ids AS id
        MATCH (e:{ENTITY} {{id: id}})
        CALL (e) {{
            OPTIONAL MATCH p = (e)-[r:{edges}]-()
            WHERE $on IS NULL
                OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true))
            RETURN p ORDER BY type(r), r.id LIMIT $limit
        }}
        RETURN e, collect(p) AS paths
    """
    found = Collected()
    records = list(database.stream(query, {"ids": list(ids), "on": on, "limit": SHOWN}))
    for record in records:
        found.plain(record["e"])
        found.plain(record["paths"])
    for id in ids:
        if id not in found.nodes:
            raise UnknownId(id)
    return found
