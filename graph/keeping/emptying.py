"""Taking everything of ours out of a database, batch by batch; what others keep beside it stays."""

from __future__ import annotations

from graph.connection import Database
from graph.keeping.state import ASIDE, WORDS, unnote
from graph.layout import ENTITY, WITHDRAWN
from ontology.model import Kind, Model

BATCH = 5_000


def empty(database: Database, model: Model) -> None:
    """Delete claims, facts and what is noted of things. Broken off, the same call again goes on."""
    measured = (cls.name for cls in model.of_kind(Kind.MEASUREMENT))
    ours = "|".join((ENTITY, model.claim.name, ASIDE, WITHDRAWN, *measured))
    ties = f"MATCH (:{ENTITY})-[r]->() WITH r LIMIT $limit DELETE r RETURN count(*) AS gone"
    things = f"MATCH (n:{ours}) WITH n LIMIT $limit DETACH DELETE n RETURN count(*) AS gone"
    database.write(lambda tx: unnote(tx, WORDS))
    for query in (ties, things):
        while _deleted(database, query):
            pass


def _deleted(database: Database, query: str) -> int:
    rows = database.write(lambda tx: tx.run(query, limit=BATCH).data())
    return int(rows[0]["gone"])
