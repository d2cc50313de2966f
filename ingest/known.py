"""What the graph holds already, as formats may ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from graph.connection import Database
from graph.names import known_ids, known_names, known_ties, source_days
from ingest.context import SPOKE
from ontology.model import Model
from ontology.time import Bounds

_BATCH = 5_000


class GraphKnown:
    """Answers from a database. Ids are those of the files: the prefix of the ingest is put on and taken off here.

    `replaced` is the collection that this ingest replaces: ties that stand on it alone are on their way out.
    """

    def __init__(
        self, database: Database, model: Model, prefix: str | None = None, replaced: str | None = None
    ) -> None:
        self._database = database
        self._replaced = replaced
        self._model = model
        self._prefix = f"{prefix}:" if prefix else ""

    def classes(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Those of these ids that the graph holds, with their class."""
        found: dict[str, str] = {}
        waiting = iter(f"{self._prefix}{id}" for id in ids)
        while batch := list(islice(waiting, _BATCH)):
            held = known_ids(self._database, self._model, batch)
            found.update((id.removeprefix(self._prefix), cls) for id, cls in held.items())
        return found

    def names(self, cls: str, country: str | None = None) -> Mapping[str, tuple[str, ...]]:
        """The ids of a class's entities by name; with a prefix, only those under it."""
        held = known_names(self._database, self._model, cls, country)
        mine = {
            name: tuple(id.removeprefix(self._prefix) for id in ids if id.startswith(self._prefix))
            for name, ids in held.items()
        }
        return {name: ids for name, ids in mine.items() if ids}

    def source_days(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The day (EDTF) on which each of these sources was published, else accessed."""
        asked = [f"{self._prefix}{id}" for id in ids]
        held = source_days(self._database, asked, SPOKE)
        return {id.removeprefix(self._prefix): day for id, day in held.items()}

    def ties(self, cls: str, ids: Iterable[str]) -> Iterator[tuple[str, str, Bounds]]:
        """The ties of a relation that begin at these ids; with a prefix, those that end under it."""
        waiting = iter(f"{self._prefix}{id}" for id in ids)
        while batch := list(islice(waiting, _BATCH)):
            for below, above, bounds in known_ties(self._database, self._model, cls, batch, self._replaced):
                if above.startswith(self._prefix):
                    yield below.removeprefix(self._prefix), above.removeprefix(self._prefix), bounds
