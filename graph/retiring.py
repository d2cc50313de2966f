"""Taking claims back: they stay for the second clock, and the facts follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from graph.claims import Claim
from graph.connection import Database
from graph.deriving import derive
from graph.errors import UnknownSource
from graph.keeping.state import refuse_half_restored
from graph.layout import ENTITY
from graph.marking import marked
from graph.records import stored_claim
from graph.storing import mark_unsettled
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

BATCH = 2_000


def withdraw(
    database: Database, model: Model, source: str, day: date, progress: Callable[[int], None] | None = None
) -> int:
    """Retire every current claim that a source makes, or that is about it; the facts follow. How many there were.

    Broken off, it is finished by the same call again. Raises HalfRestored, and UnknownSource where there is none.
    """
    refuse_half_restored(database)
    if not _is_known(database, model, source):
        raise UnknownSource(source)
    done = 0
    while claims := _next(database, model, source):
        retire(database, model, claims, day)
        done += len(claims)
    derive(database, model, progress)
    return done


def _is_known(database: Database, model: Model, source: str) -> bool:
    query = f"""
        OPTIONAL MATCH (c:{model.claim.name} {{source: $source}}) WITH count(c) AS made
        OPTIONAL MATCH (e:{ENTITY} {{id: $source}}) WHERE $class IN labels(e)
        RETURN made > 0 OR e IS NOT NULL AS known
    """
    return bool(database.read(query, {"source": source, "class": model.source.name})[0]["known"])


def _next(database: Database, model: Model, source: str) -> list[Claim]:
    label = model.claim.name
    query = f"""
        CALL () {{
            MATCH (c:{label} {{source: $source}}) WHERE c.retired IS NULL RETURN c
            UNION MATCH (c:{label} {{subject: $source}}) WHERE c.retired IS NULL RETURN c
            UNION MATCH (c:{label} {{object: $source}}) WHERE c.retired IS NULL RETURN c
        }}
        RETURN properties(c) AS claim LIMIT $limit
    """
    return [stored_claim(row["claim"]) for row in database.read(query, {"source": source, "limit": BATCH})]


def retire(database: Database, model: Model, claims: Sequence[Claim], day: date) -> None:
    """Retire these claims in one transaction, and mark all that they are about."""
    if claims:
        database.write(lambda tx: retire_within(tx, model, claims, day))


def retire_within(tx: ManagedTransaction, model: Model, claims: Sequence[Claim], day: date) -> None:
    """The same as a part of a transaction."""
    about = sorted({id for claim in claims for id in (claim.subject, claim.object) if id is not None})
    mark = f"UNWIND $about AS id MATCH (e:{ENTITY} {{id: id}}) {marked('e')}"
    query = f"UNWIND $ids AS id MATCH (c:{model.claim.name} {{id: id}}) WHERE c.retired IS NULL SET c.retired = $day"
    tx.run(mark, about=about).consume()
    mark_unsettled(tx, model, claims)
    tx.run(query, ids=[claim.id for claim in claims], day=day).consume()
