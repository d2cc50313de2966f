"""The current graph as a stream of triples or quads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, Quad, Triple

from graph.connection import Database
from ontology.alignment import load_alignment
from ontology.model import Model
from release.claimlines import ClaimLines
from release.iris import DEFAULT_BASE, Iris
from release.lines import Lines
from release.reading import PAGE, Reader
from release.records import Properties
from release.triples import Describer, Description
from release.watching import Watch

Progress = Callable[[int, int], None]

T = TypeVar("T")

_STEP = 500


@dataclass
class Tally:
    """What a stream has handed out so far. `things` are entities, with their ties."""

    entities: int = 0
    claims: int = 0
    sources: int = 0
    triples: int = 0


@dataclass(frozen=True)
class Stream:
    """One reading of the current graph; may be iterated more than once, each time anew.

    `on` adds the shortcuts of ties that certainly hold on that day. `progress` is told (done, of how many).
    """

    database: Database
    model: Model
    base: str = DEFAULT_BASE
    on: date | None = None
    extra: Sequence[Path] = ()
    progress: Progress | None = None
    page: int = PAGE
    tally: Tally = field(default_factory=Tally)

    @property
    def iris(self) -> Iris:
        """How this stream names things."""
        return Iris(self.model, self.base)

    def descriptions(self) -> Iterator[Description]:
        """Entities with their ties, sources that are only named, then claims by their source.

        Raises HalfRestored, FactsPending where facts are not derived yet, and GraphChanged where the graph was written
        to meanwhile.
        """
        describer = self._describer()
        for description in self._watched(describer, lambda found: found, describer.claim_row):
            self.tally.triples += len(description)
            yield description

    def texts(self, lines: Lines) -> Iterator[str]:
        """The same as text of a format, without its header; claims go there straight from their rows."""
        describer = self._describer()
        yield from self._watched(describer, lines.description, ClaimLines(describer, lines).row)
        self.tally.triples = lines.count

    def _describer(self) -> Describer:
        return Describer(self.model, self.iris, load_alignment(*self.extra))

    def _watched(
        self, describer: Describer, shown: Callable[[Description], T], claim: Callable[[Properties], T]
    ) -> Iterator[T]:
        """Everything, unless the graph is or was written to meanwhile."""
        watch = Watch(self.database, self.model)
        reader = Reader(self.database, self.model, self.page)
        by_source = watch.by_source
        total = reader.count_entities() + sum(by_source.values())
        self.tally.entities = self.tally.claims = self.tally.triples = 0
        self.tally.sources = len(by_source)
        yield from map(shown, self._facts(reader, describer, list(by_source), total))
        for row in reader.claims(by_source):
            self.tally.claims += 1
            self._tell(total)
            yield claim(row)
        watch.check()

    def _facts(
        self, reader: Reader, describer: Describer, sources: list[str], total: int
    ) -> Iterator[Description]:
        for record in reader.entities():
            self.tally.entities += 1
            self._tell(total)
            yield from describer.entity(record, self.on)
        for source in reader.bare_sources(sources):
            yield describer.bare(reader.source_class, source)
        for redirect in reader.redirects():
            yield describer.redirect(redirect)
        for cls, id in reader.withdrawn():
            yield describer.withdrawn(cls.name, id)

    def _tell(self, total: int) -> None:
        done = self.tally.entities + self.tally.claims
        if self.progress and (done % _STEP == 0 or done == total):
            self.progress(done, total)


def triples_of(descriptions: Iterable[Description]) -> Iterator[Triple]:
    """The statements, without their graphs."""
    for description in descriptions:
        subject = description.subject
        for predicate, terms in description.said.items():
            for term in terms:
                yield Triple(subject, predicate, term)


def quads_of(descriptions: Iterable[Description]) -> Iterator[Quad]:
    """The statements, the claims of a source in the graph of that source, all else in the default graph."""
    default = DefaultGraph()
    for description in descriptions:
        subject, graph = description.subject, description.graph or default
        for predicate, terms in description.said.items():
            for term in terms:
                yield Quad(subject, predicate, term, graph)
