"""What is tied to some things, one step away: all of it for a drawing, or by kind of tie and some at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of tie of a thing: its type, whether it leads away from the thing, and how many things it leads to."""

    type: str
    away: bool
    total: int

    @property
    def key(self) -> str:
        """What tells kinds apart: the type, after a sign for its direction."""
        return f"{'>' if self.away else '<'}{self.type}"


_HOLDS = "($on IS NULL OR (coalesce(r.start_earliest <= $on, true) AND coalesce(r.end_latest >= $on, true)))"


def kinds_of(database: Database, model: Model, id: str, on: date | None = None) -> list[Kind]:
    """The kinds of tie of a thing, on a day if one is given, those with few first."""
    query = f"""
        MATCH (e:{ENTITY} {{id: $id}})-[r:{"|".join(model.edge_types())}]-(other:{ENTITY})
        WHERE {_HOLDS}
        RETURN type(r) AS type, startNode(r) = e AS away, count(DISTINCT other) AS total
        ORDER BY total, type, away
    """
    return [Kind(**row) for row in database.read(query, {"id": id, "on": on})]


def shares(kinds: Sequence[Kind], limit: int = SHOWN) -> dict[str, int]:
    """How many of each kind are taken at first: `limit` together, the rarer kinds whole before the common ones.

    Every kind gets its even share of what is left, so that no common kind hides a rare one.
    """
    taken: dict[str, int] = {}
    left = limit
    for place, kind in enumerate(sorted(kinds, key=lambda kind: (kind.total, kind.key))):
        taken[kind.key] = min(kind.total, left // (len(kinds) - place))
        left -= taken[kind.key]
    return taken


def neighbours_of(
    database: Database, model: Model, id: str, taken: Mapping[str, int], on: date | None = None
) -> Collected:
    """A thing, the first so many of its neighbours of each kind by name, and the ties between it and them.

    `taken` is by the key of a kind; keys that are none are passed over. Raises UnknownId.
    """
    found = Collected()
    types = set(model.edge_types())
    for record in database.stream(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN e", {"id": id}):
        found.plain(record["e"])
    if id not in found.nodes:
        raise UnknownId(id)
    for key, limit in taken.items():
        away, type_ = key[:1] == ">", key[1:]
        if type_ in types and limit > 0:
            query = _of_kind(type_, away=away)
            for record in database.stream(query, {"id": id, "on": on, "limit": limit}):
                found.plain(record["other"])
                found.plain(record["ties"])
    return found


def _of_kind(edge: str, *, away: bool) -> str:
    left, right = ("-", "->") if away else ("<-", "-")
    return f"""
        MATCH (e:{ENTITY} {{id: $id}}){left}[r:{edge}]{right}(other:{ENTITY})
        WHERE {_HOLDS}
        WITH other, collect(r) AS ties ORDER BY coalesce(other.name, other.id), other.id LIMIT $limit
        RETURN other, ties
    """
