"""Whether the graph stands still while it is read as a whole, so that what is written is of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from graph.connection import Database
from graph.deriving import count_waiting
from graph.keeping.state import refuse_half_restored
from ontology.model import Model
from release.records import FactsPending, GraphChanged

PATIENCE = 900.0
"""Seconds that counting all claims may take."""


class Watch:
    """The graph as it is when the reading begins. Raises HalfRestored, and FactsPending where facts lag behind."""

    def __init__(self, database: Database, model: Model) -> None:
        self._database = database
        self._model = model
        self._refuse_waiting()
        self._state = database.state()
        self._counts = self._count()

    @cached_property
    def by_source(self) -> Mapping[str, int]:
        """How many current claims each source makes, the sources sorted."""
        return {source: current for source, (current, *_) in self._counts.items() if current}

    def check(self) -> None:
        """Raise GraphChanged where any claim came, went or came back since; FactsPending where one is on its way.

        What others write to the same database, under labels of their own, is no matter.
        """
        if self._database.state() == self._state:
            return
        if self._count() != self._counts:
            raise GraphChanged
        self._refuse_waiting()

    def _refuse_waiting(self) -> None:
        refuse_half_restored(self._database)
        if waiting := count_waiting(self._database):
            raise FactsPending(waiting)

    def _count(self) -> dict[str, tuple[int, ...]]:
        """Of each source: its current claims, all it ever made, and how often one came back. Each change counts."""
        query = f"""
            MATCH (c:{self._model.claim.name})
            RETURN c.source AS source, sum(CASE WHEN c.retired IS NULL THEN 1 ELSE 0 END) AS current,
                count(*) AS ever, sum(size(coalesce(c.history, []))) AS again
        """
        rows = self._database.stream(query, timeout=PATIENCE)
        return dict(sorted((row[0], tuple(row[1:])) for row in rows))
