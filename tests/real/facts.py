"""Short ways to state claims, and to load them, for the tests that ask the graph."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from graph.claims import Claim
from graph.connection import Database
from graph.loading import Loading
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 22)


def said(
    subject: str, cls: str, key: str, value: str, source: str = "s1", confidence: str = "low", row: int = 2
) -> Claim:
    place = f"c/{cls.lower()}.csv:{row}:{key}"
    return Claim(subject, cls, key, source, value, confidence=confidence, raw=value, places=(place,))


def unit(id: str, name: str, source: str = "s1", **more: str) -> list[Claim]:
    return [said(id, "Unit", key, value, source) for key, value in {"name": name, **more}.items()]


def tie(
    subject: str,
    cls: str,
    predicate: str,
    target: str | None,
    source: str = "s1",
    confidence: str = "low",
    **qualifiers: str,
) -> Claim:
    return Claim(
        subject,
        cls,
        predicate,
        source,
        object=target,
        qualifiers=tuple(sorted(qualifiers.items())),
        confidence=confidence,
        places=(f"c/{predicate.lower()}.csv:2:source",),
    )


def under(lower: str, upper: str, source: str = "s1", **qualifiers: str) -> Claim:
    return tie(lower, "Unit", "Subordination", upper, source, **qualifiers)


def posted(person: str, to: str, source: str = "s1", **qualifiers: str) -> Claim:
    return tie(person, "Person", "Posting", to, source, **qualifiers)


def load(database: Database, claims: Iterable[Claim], **how: bool) -> None:
    """Load claims into a cleared database, one row a claim."""
    loading = Loading(database, MODEL, "c", DAY, **how)
    loading.add([[claim] for claim in claims])
    loading.finish()
