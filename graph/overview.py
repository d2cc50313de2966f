"""What is loaded, from which sources, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.connection import Database
from graph.deriving import count_waiting
from graph.layout import ENTITY
from graph.synthetic import SYNTHETIC
from ontology.model import Kind, Model

SOURCES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what the graph holds. `confidence` counts current claims by it; `stubs` are only mentioned."""

    entities: Mapping[str, int]
    stubs: int
    ties: Mapping[str, int]
    claims: int
    claims_retired: int
    confidence: Mapping[str, int]
    sources: tuple[Mapping[str, Any], ...]
    collections: Mapping[str, int]
    conflicts: int
    single_source: int
    pending: int
    synthetic_claims: int

    @property
    def empty(self) -> bool:
        """Whether nothing is loaded."""
        return not self.claims and not self.claims_retired

    def as_json(self) -> dict[str, Any]:
        """The counts under their names."""
        return asdict(self)


def overview(database: Database, model: Model) -> Overview:
    """Count what is loaded."""
    claim = model.claim.name
    current = f"MATCH (c:{claim}) WHERE c.retired IS NULL"
    facts = database.read(_facts(model))[0]
    return Overview(
        entities={
            cls.name: _count(database, f"MATCH (n:{cls.name}) RETURN count(n) AS n") for cls in model.entities
        },
        stubs=_count(database, f"MATCH (n:{ENTITY}) WHERE n.claims IS NULL RETURN count(n) AS n"),
        ties={
            edge: _count(database, f"MATCH ()-[r:{edge}]->() RETURN count(r) AS n")
            for edge in model.edge_types()
        },
        claims=_count(database, f"{current} RETURN count(c) AS n"),
        claims_retired=_count(
            database, f"MATCH (c:{claim}) WHERE c.retired IS NOT NULL RETURN count(c) AS n"
        ),
        confidence=_counts(
            database, f"{current} RETURN coalesce(c.confidence, 'not stated') AS key, count(c) AS n"
        ),
        sources=tuple(_sources(database, model)),
        collections=_counts(database, f"{current} UNWIND c.collections AS key RETURN key, count(c) AS n"),
        conflicts=facts["conflicts"],
        single_source=facts["single"],
        pending=count_waiting(database),
        synthetic_claims=_count(
            database, f"{current} AND c.source STARTS WITH '{SYNTHETIC}' RETURN count(c) AS n"
        ),
    )


def _count(database: Database, query: str) -> int:
    return int(database.read(query)[0]["n"])


def _counts(database: Database, query: str) -> dict[str, int]:
    rows = database.read(f"{query} ORDER BY n DESC, key")
    return {str(row["key"]): row["n"] for row in rows}


def _facts(model: Model) -> str:
    """Facts in conflict and facts of one source only, among things, ties and measurements together."""
    edges = "|".join(model.edge_types())
    nodes = "|".join((ENTITY, *(cls.name for cls in model.of_kind(Kind.MEASUREMENT))))
    found = "RETURN x.conflicts AS conflicts, x.sources AS sources"
    return f"""
        CALL () {{
            MATCH (x:{nodes}) WHERE x.claims IS NOT NULL {found}
            UNION ALL
            MATCH ()-[x:{edges}]->() WHERE x.claims IS NOT NULL {found}
        }}
        RETURN count(CASE WHEN conflicts IS NOT NULL THEN 1 END) AS conflicts,
            count(CASE WHEN sources = 1 THEN 1 END) AS single
    """


def _sources(database: Database, model: Model) -> list[dict[str, Any]]:
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.retired IS NULL
        WITH c.source AS id, count(c) AS claims ORDER BY claims DESC, id LIMIT $limit
        OPTIONAL MATCH (s:{ENTITY}:{model.source.name} {{id: id}})
        RETURN id, s.title AS title, s.publisher AS publisher, s.published AS published, claims ORDER BY claims DESC, id
    """
    return database.read(query, {"limit": SOURCES_SHOWN})
