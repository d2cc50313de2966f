"""A release as a partner reads it: its bytes parsed again, with nothing known of how they were made."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, zip_longest
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from ontology.declarations import local
from ontology.errors import OrbatlasError
from ontology.model import Class, Kind, Model
from ontology.reading import RDF
from ontology.rules import Rules
from ontology.time import DateError, bounds_of
from release.profiles.reading import Profile
from release.releasing.counting import Counts
from release.releasing.counting import Path as CellPath
from release.releasing.figures import Figure, Part, Times, times_of
from release.releasing.keys import PSEUDONYM
from release.releasing.leaving import COUNT, EVENTS, NOT_KNOWN, PERSONS
from release.releasing.measuring import figures_of, times
from release.triples import BOUNDS

DATA = "graph.nq"
TURTLE = "graph.ttl"
SHAPES = "shapes.ttl"

LARGE = 50_000_000
"""Bytes of Turtle from which on a store lies on disk: it takes five to ten times as many."""

STRETCH = 1 << 20
"""Bytes of a file that are looked through at once."""

TYPE = NamedNode(f"{RDF}type")

Said = Mapping[NamedNode, Sequence[NamedNode | Literal]]


class Unreadable(OrbatlasError):
    """A file of a release that no parser reads."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one reading of a release finds. `counts` are the descriptions of counts."""

    subjects: frozenset[str]
    graphs: frozenset[str]
    triples: int
    classes: Counter[str]
    counts: tuple[tuple[str, Said], ...]
    persons: frozenset[str]
    """The IRIs under a pseudonym, wherever they stand."""


@dataclass(frozen=True)
class ReadRelease:
    """The data of one release folder. It is read anew for each question, piece by piece; never held as a whole."""

    folder: Path

    def quads(self) -> Iterator[Quad]:
        """All statements of the N-Quads. Raises Unreadable."""
        return _parsed(self.folder / DATA, RdfFormat.N_QUADS)

    def formats_agree(self) -> bool:
        """Whether the Turtle says the same as the N-Quads, in the same order. Raises Unreadable."""
        triples = (quad.triple for quad in _parsed(self.folder / TURTLE, RdfFormat.TURTLE))
        return all(quad and quad.triple == triple for quad, triple in zip_longest(self.quads(), triples))

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The Turtle in a store; on disk, for as long as it is needed, where it is large. Raises Unreadable."""
        with TemporaryDirectory(prefix="orbatlas-gate-") as beside:
            large = (self.folder / TURTLE).stat().st_size > LARGE
            store = Store(beside) if large else Store()
            try:
                store.bulk_load(path=str(self.folder / TURTLE), format=RdfFormat.TURTLE)
            except (SyntaxError, ValueError, OSError) as problem:
                raise Unreadable(f"{TURTLE} cannot be read: {problem}.") from problem
            yield store
            del store

    def things(self) -> Iterator[tuple[str, Said]]:
        """What is said of each subject, by its IRI. A subject that comes again later is given again."""
        for subject, quads in groupby(self.quads(), key=attrgetter("subject")):
            said: dict[NamedNode, list[NamedNode | Literal]] = defaultdict(list)
            for quad in quads:
                if not isinstance(subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                    raise Unreadable(f"{DATA} holds {quad}, which is more than triples of named things.")
                said[quad.predicate].append(quad.object)
            yield subject.value, said

    @cached_property
    def survey(self) -> Survey:
        """What one reading finds. Raises Unreadable."""
        classes: Counter[str] = Counter()
        subjects: set[str] = set()
        persons: set[str] = set()
        counts: list[tuple[str, Said]] = []
        triples = 0
        for subject, said in self.things():
            subjects.add(subject)
            kinds = [term.value for term in said.get(TYPE, ())]
            classes.update(kinds)
            triples += sum(map(len, said.values()))
            if any(kind.endswith(f"#{COUNT}") for kind in kinds):
                counts.append((subject, said))
            terms = (term.value for terms in said.values() for term in terms)
            persons.update(iri for iri in (subject, *terms) if PSEUDONYM in iri and is_pseudonym(iri))
        graphs = {quad.graph_name.value for quad in self.quads() if isinstance(quad.graph_name, NamedNode)}
        return Survey(
            frozenset(subjects), frozenset(graphs), triples, classes, tuple(counts), frozenset(persons)
        )

    def of_class(self, iri: str) -> Iterator[tuple[str, Said]]:
        """The things of a class."""
        wanted = NamedNode(iri)
        return ((subject, said) for subject, said in self.things() if wanted in said.get(TYPE, ()))

    def texts(self) -> Iterator[tuple[str, str]]:
        """(file, text) of every file, unpacked, in stretches of whole lines."""
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                name = str(file.relative_to(self.folder))
                with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as source:
                    while lines := source.readlines(STRETCH):
                        yield name, b"".join(lines).decode("utf-8", "replace")

    def figures(self, model: Model) -> frozenset[Figure]:
        """The figures of units, in measurements and in claims of them."""
        kinds = {cls.iri: cls for cls in model.of_kind(Kind.MEASUREMENT)}
        found: set[Figure] = set()
        for _, said in self.things():
            cls = next((kinds[term.value] for term in said.get(TYPE, ()) if term.value in kinds), None)
            if cls is not None and cls.source is not None:
                units = said.get(NamedNode(cls.by_key[cls.source].prop.iri), ())
            else:
                stated = said.get(NamedNode(model.claim.by_key["predicate"].prop.iri), ())
                cls = next((kinds[term.value] for term in stated if term.value in kinds), None)
                units = said.get(NamedNode(model.claim.by_key["subject"].prop.iri), ())
            if cls is not None:
                values = {slot.key: _first(said, slot.prop.iri) for slot in cls.slots}
                found.update(
                    figure
                    for unit in units
                    for _, figure in figures_of(cls, _plainly(unit), values, _times(model, cls, said))
                )
        return frozenset(found)

    def parts(self, model: Model) -> list[Part]:
        """Which units may be parts of which."""
        chain = model.serving("chain")
        whole, unit = (NamedNode(chain.by_key[str(key)].prop.iri) for key in (chain.target, chain.source))
        return [
            Part(_plainly(above), _plainly(below), _times(model, chain, said))
            for _, said in self.of_class(chain.iri)
            for above in said.get(whole, ())
            for below in said.get(unit, ())
        ]

    def counts(self, model: Model, profile: Profile, rules: Rules) -> tuple[list[Counts], list[str]]:
        """The cells of each table of a profile, and the IRIs of counts that fit none of its tables."""
        tables: list[dict[CellPath, tuple[int, int]]] = [{} for _ in profile.tables]
        strange = []
        for subject, said in self.survey.counts:
            path_of = _sides(model, rules, said)
            count = (_number(said, model, EVENTS), _number(said, model, PERSONS))
            fits = [
                (table, tuple((key, path_of[key]) for key in keys[: len(path_of)]))
                for table, keys in zip(tables, profile.tables, strict=True)
                if set(keys[: len(path_of)]) == set(path_of)
            ]
            if not fits or any(table.get(path, count) != count for table, path in fits):
                strange.append(subject)
            for table, path in fits:
                table[path] = count
        return list(tables), strange


def is_pseudonym(iri: str) -> bool:
    """Whether an IRI ends in a pseudonym."""
    last = local(iri)
    return last.startswith(PSEUDONYM) and len(last) == len(PSEUDONYM) + 32


def _sides(model: Model, rules: Rules, said: Said) -> dict[str, str]:
    """The key and value of each side of a cell; the empty text is "not known"."""
    cls = model.classes[rules.event]
    unknown = {term.value for term in said.get(NamedNode(model.namespace + NOT_KNOWN), ())}
    found = {}
    for key, slot in cls.by_key.items():
        values = said.get(NamedNode(slot.prop.iri), ())
        if slot.prop.iri in unknown:
            found[key] = ""
        elif values and key != rules.person_key:
            found[key] = " ".join(sorted(map(_plainly, values)))
    return found


def _first(said: Said, iri: str) -> str | None:
    """The one value of a property; None where there is none. Raises Unreadable for a number that is none."""
    return next(iter(sorted(map(_plainly, said.get(NamedNode(iri), ())))), None)


def _times(model: Model, cls: Class, said: Said) -> Times:
    """Of which days something may be said: by its bounds where they are told, else by its dates."""
    names = {prop.key: prop.iri for prop in model.properties.values() if prop.key in BOUNDS}
    first, last = (_first(said, names[key]) for key in (BOUNDS[0], BOUNDS[-1]))
    dates = {
        slot.prop.bound or "": text
        for slot in cls.bounds
        if (text := _first(said, slot.prop.iri)) is not None
    }
    try:
        stated = times(bounds_of(dates))
        days = (date.fromisoformat(text) if text else None for text in (first, last))
        return times_of(*days) if first or last else stated
    except (DateError, ValueError) as problem:
        raise Unreadable(f"{DATA} holds a date that is none: {problem}.") from problem


def _plainly(term: NamedNode | Literal) -> str:
    """A value; of an IRI the id, so that releases under two bases can be compared."""
    return term.value if isinstance(term, Literal) else unquote(local(term.value))


def _number(said: Said, model: Model, name: str) -> int:
    """A count; where it is missing, or no number, minus one, which no gate lets through."""
    values = [term.value for term in said.get(NamedNode(model.namespace + name), ())]
    return int(values[0]) if len(values) == 1 and values[0].isdigit() else -1


def _parsed(file: Path, form: RdfFormat) -> Iterator[Quad]:
    try:
        yield from parse(path=str(file), format=form)
    except (SyntaxError, ValueError, OSError) as problem:
        raise Unreadable(f"{file.name} cannot be read: {problem}.") from problem
