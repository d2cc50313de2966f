"""Claims in few words, and questions of the catalog, for the tests of both."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.catalog import load_catalog, run
from graph.claims import Claim
from graph.connection import Database
from graph.layout import schema_statements
from graph.loading import Loading
from ontology.reading import load_model

MODEL = load_model()
CATALOG = load_catalog(MODEL)
DAY = date(2026, 11, 22)


def says(subject: str, cls: str, key: str, value: str, source: str = "s1") -> Claim:
    return Claim(subject, cls, key, source, value)


def points(subject: str, cls: str, key: str, object: str, source: str = "s1") -> Claim:
    return Claim(subject, cls, key, source, object=object)


def tie(
    subject: str,
    cls: str,
    relation: str,
    object: str | None,
    source: str = "s1",
    sure: str | None = None,
    **how: str,
) -> Claim:
    return Claim(
        subject, cls, relation, source, object=object, confidence=sure, qualifiers=tuple(sorted(how.items()))
    )


def under(unit: str, parent: str, **how: Any) -> Claim:
    return tie(unit, "Unit", "Subordination", parent, **how)


def posted(person: str, unit: str, role: str = "commander", **how: Any) -> Claim:
    return tie(person, "Person", "Posting", unit, role=role, **how)


def load(database: Database, *claims: Claim, recorded: date = DAY) -> None:
    loading = Loading(database, MODEL, "c", recorded)
    loading.add([[claim] for claim in claims])
    loading.finish()


def ask(database: Database, name: str, /, **values: object) -> list[dict[str, Any]]:
    return run(database, CATALOG[name], values)


def picked(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def with_schema(database: Database) -> Database:
    """The same database, with the constraints and indexes of the Model."""
    for statement in schema_statements(MODEL):
        database.schema(statement)
    return database
