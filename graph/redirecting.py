"""Saying that two ids are one thing, taking it back, and following what was said: for commands and pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from graph.claims import Claim
from graph.connection import Database
from graph.deriving import derive
from graph.errors import UnknownId, UnknownSource
from graph.keeping.state import refuse_half_restored
from graph.layout import ENTITY, REPLACED_CLASS
from graph.loading import Loading
from graph.merging import read_redirects
from graph.records import stored_claim
from graph.retiring import retire
from graph.wording import class_of
from ontology.errors import CommandError
from ontology.model import Class, Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

COLLECTION = "merged by hand"
"""The collection of what is said by the command."""


def follow(database: Database, model: Model, ids: Sequence[str]) -> dict[str, str]:
    """Under which id each of these is kept; itself where nothing replaces it, known or not."""

    def work(tx: ManagedTransaction) -> dict[str, str]:
        redirects = read_redirects(tx.run, model, ids)
        return {id: redirects.kept(id) for id in ids}

    return database.read_work(work)


def merge(
    database: Database,
    model: Model,
    id: str,
    into: str,
    source: str,
    day: date,
    *,
    confidence: str | None = None,
    note: str | None = None,
) -> bool:
    """Claim that `id` is replaced by `into`; the facts follow. Whether that was new.

    Raises UnknownId and UnknownSource; CommandError where the two are of different classes, of a class whose things
    are not merged, or where the ways would go in a circle.
    """
    refuse_half_restored(database)
    cls, other = (_class(database, model, one) for one in (id, into))
    if cls is not other:
        raise CommandError(
            f"{id} is of the class {cls.name} and {into} of the class {other.name}: they cannot be one thing.",
            hint="Check the two ids; `orbatlas evidence ID` opens what is known of each.",
        )
    if model.redirect.key not in cls.by_key:
        raise CommandError(f"Things of the class {cls.name} are not merged.")
    if follow(database, model, [into])[into] == id or id == into:
        raise CommandError(
            f"{into} is kept under {id} already: the two would replace each other.",
            hint=f"Merge the other way round, or take the other claim back: `orbatlas unmerge {into}`.",
        )
    _check_source(database, model, source)
    claim = Claim(
        id,
        cls.name,
        model.redirect.key,
        source,
        object=into,
        confidence=confidence,
        qualifiers=(("note", note),) if note else (),
    )
    loading = Loading(database, model, COLLECTION, day)
    loading.add([[claim]])
    outcome = loading.finish()
    return bool(outcome.claims_new + outcome.claims_revived)


def unmerge(database: Database, model: Model, id: str, day: date) -> tuple[Claim, ...]:
    """Retire every current claim that `id` is replaced by another; the facts follow. Those claims.

    Raises UnknownId; CommandError where nothing says that it is replaced.
    """
    refuse_half_restored(database)
    _class(database, model, id)
    query = f"""
        MATCH (c:{model.claim.name} {{subject: $id}}) WHERE c.predicate = $predicate AND c.retired IS NULL
        RETURN properties(c) AS claim ORDER BY c.id
    """
    rows = database.read(query, {"id": id, "predicate": model.redirect.key})
    claims = tuple(stored_claim(row["claim"]) for row in rows)
    if not claims:
        raise CommandError(f"Nothing says that {id} is replaced by another id.")
    retire(database, model, claims, day)
    derive(database, model)
    return claims


def _class(database: Database, model: Model, id: str) -> Class:
    query = f"""
        MATCH (e:{ENTITY} {{id: $id}}) RETURN labels(e) + coalesce(e.{REPLACED_CLASS}, []) AS labels
    """
    rows = database.read(query, {"id": id})
    cls = class_of(model, rows[0]["labels"]) if rows else None
    if cls is None:
        raise UnknownId(id)
    return cls


def _check_source(database: Database, model: Model, source: str) -> None:
    query = f"MATCH (e:{ENTITY}:{model.source.name} {{id: $id}}) RETURN e.id AS id"
    if not database.read(query, {"id": source}):
        raise UnknownSource(source)
