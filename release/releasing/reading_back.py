"""A release as a partner reads it: its bytes parsed again, with nothing known of how they were made."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from ontology.errors import OrbatlasError
from ontology.model import Model
from ontology.reading import RDF
from release.profiles.reading import Profile, Rules
from release.releasing.counting import Counts
from release.releasing.counting import Path as CellPath
from release.releasing.leaving import COUNT, EVENTS, NOT_KNOWN, PERSONS

DATA = "graph.nq"
TURTLE = "graph.ttl"
SHAPES = "shapes.ttl"

TYPE = NamedNode(f"{RDF}type")

Said = Mapping[NamedNode, Sequence[NamedNode | Literal]]


class Unreadable(OrbatlasError):
    """A file of a release that no parser reads."""


@dataclass(frozen=True)
class ReadRelease:
    """The data of one release folder."""

    folder: Path

    @cached_property
    def quads(self) -> tuple[Quad, ...]:
        """All statements of the N-Quads. Raises Unreadable."""
        return tuple(_parsed(self.folder / DATA, RdfFormat.N_QUADS))

    @cached_property
    def triples_of_turtle(self) -> frozenset[Triple]:
        """All statements of the Turtle. Raises Unreadable."""
        return frozenset(quad.triple for quad in _parsed(self.folder / TURTLE, RdfFormat.TURTLE))

    @cached_property
    def said(self) -> Mapping[str, Said]:
        """What is said of each subject, by its IRI."""
        found: dict[str, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
        for quad in self.quads:
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
                raise Unreadable(f"{DATA} holds {quad}, which is more than triples of named things.")
            found[quad.subject.value][quad.predicate].append(quad.object)
        return found

    def of_class(self, iri: str) -> Iterator[tuple[str, Said]]:
        """The things of a class."""
        wanted = NamedNode(iri)
        return ((subject, said) for subject, said in self.said.items() if wanted in said.get(TYPE, ()))

    def texts(self) -> Iterator[tuple[str, str]]:
        """(file, its text) of every file, unpacked."""
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                data = file.read_bytes()
                if file.suffix == ".gz":
                    data = gzip.decompress(data)
                yield str(file.relative_to(self.folder)), data.decode("utf-8", "replace")

    def counts(self, model: Model, profile: Profile, rules: Rules) -> tuple[list[Counts], list[str]]:
        """The cells of each table of a profile, and the IRIs of counts that fit none of its tables."""
        tables: list[dict[CellPath, tuple[int, int]]] = [{} for _ in profile.tables]
        strange = []
        for subject, said in self.of_class(model.namespace + COUNT):
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
            found[key] = " ".join(sorted(term.value for term in values))
    return found


def _number(said: Said, model: Model, name: str) -> int:
    """A count; where it is missing, or no number, minus one, which no gate lets through."""
    values = [term.value for term in said.get(NamedNode(model.namespace + name), ())]
    return int(values[0]) if len(values) == 1 and values[0].isdigit() else -1


def _parsed(file: Path, form: RdfFormat) -> Iterator[Quad]:
    try:
        yield from parse(path=str(file), format=form)
    except (SyntaxError, ValueError, OSError) as problem:
        raise Unreadable(f"{file.name} cannot be read: {problem}.") from problem
