"""Chains of command through a window of days, loaded once: what is walked through day by day without another query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.chain import Chain, chain_within
from graph.connection import Database
from ontology.errors import CommandError
from ontology.model import Model

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


def period_chain(
    database: Database, model: Model, ids: Sequence[str], start: date, end: date
) -> tuple[Chain, ...]:
    """The chain of each subject: every tie that certainly or possibly holds at some time from `start` to `end`.

    Each tie has its four bounds, so what holds on a day of the window can be told without the database; `on` and
    `holds` are None. More is found than holds together on any one day: who is reached only through ties of
    different times is there too. All are read in one transaction. Raises UnknownId, and CommandError for a thing
    that is neither a unit nor a person, or an end before the start.
    """
    if end < start:
        raise CommandError(
            f"The window from {start.isoformat()} to {end.isoformat()} ends before it starts.",
            hint="Give the earlier day first.",
        )

    def work(tx: ManagedTransaction) -> tuple[Chain, ...]:
        def read(query: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
            return [dict(record) for record in tx.run(query, dict(values))]

        return tuple(chain_within(read, model, id, (start, end), None) for id in ids)

    return database.read_work(work)
