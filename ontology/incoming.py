"""Which terms of others stand for ours when RDF is read.

What exports write beside our terms (`meta:also`, `meta:shortcut`) is read back too; `meta:reads` in the Turtle files
adds to it. A term that would stand for several of ours says nothing, and is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from ontology.alignment import load_alignment
from ontology.declarations import Declarations
from ontology.files import ontology_files
from ontology.model import Class, Model
from ontology.reading import META


@dataclass(frozen=True)
class Incoming:
    """What an IRI stands for: a class by its name, properties by their keys, a relation between two things.

    `backwards` holds IRIs that are said of the other end. `wrappers` name nodes whose statements count as those of
    the thing; `days` are the properties by which a node stands for a date.
    """

    classes: Mapping[str, str]
    properties: Mapping[str, tuple[str, ...]]
    ties: Mapping[str, str]
    backward_ties: Mapping[str, str]
    backward_properties: Mapping[str, tuple[str, ...]]
    wrappers: frozenset[str]
    days: frozenset[str]


@dataclass(frozen=True)
class _Declared:
    """What the files say in addition, by the IRI of our term."""

    reads: Mapping[str, tuple[str, ...]]
    backwards: Mapping[str, tuple[str, ...]]
    wrappers: frozenset[str]
    days: frozenset[str]


def incoming(model: Model, *extra: Path) -> Incoming:
    """The terms of others for one Model. Raises DeclarationError for a Turtle file that is broken."""
    said = _declared(*extra)
    beside = load_alignment(*extra)
    classes: dict[str, set[str]] = defaultdict(set)
    ties: dict[str, set[str]] = defaultdict(set)
    back: dict[str, set[str]] = defaultdict(set)
    for cls in model.classes.values():
        base = cls.parent or cls.name
        for iri in (cls.iri, *said.reads.get(cls.iri, ()), *(also.iri for also in beside.of(cls.iri))):
            classes[iri].add(base)
        for iri in _ties_of(cls, said):
            ties[iri].add(base)
        for iri in said.backwards.get(cls.iri, ()):
            back[iri].add(base)
    properties: dict[str, set[str]] = defaultdict(set)
    other_way: dict[str, set[str]] = defaultdict(set)
    for prop in model.properties.values():
        for iri in (prop.iri, *said.reads.get(prop.iri, ()), *(also.iri for also in beside.of(prop.iri))):
            properties[iri].add(prop.key)
        for iri in said.backwards.get(prop.iri, ()):
            other_way[iri].add(prop.key)
    return Incoming(
        _only(classes), _all(properties), _only(ties), _only(back), _all(other_way), said.wrappers, said.days
    )


def _ties_of(cls: Class, said: _Declared) -> Iterator[str]:
    if cls.target is not None:
        yield from said.reads.get(cls.iri, ())
        if cls.shortcut:
            yield cls.shortcut


def _only(found: Mapping[str, set[str]]) -> dict[str, str]:
    return {iri: next(iter(names)) for iri, names in sorted(found.items()) if len(names) == 1}


def _all(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {iri: tuple(sorted(keys)) for iri, keys in sorted(found.items())}


@cache
def _declared(*extra: Path) -> _Declared:
    found = Declarations(ontology_files(*extra))
    return _Declared(
        _statements(found, "reads"),
        _statements(found, "readsBackwards"),
        frozenset(node.value for node in found.of_type(f"{META}Wrapper")),
        frozenset(node.value for node in found.of_type(f"{META}DayOfInstant")),
    )


def _statements(found: Declarations, name: str) -> dict[str, tuple[str, ...]]:
    said: dict[str, tuple[str, ...]] = {}
    for subject in found.subjects(f"{META}{name}"):
        terms = found.all(subject, f"{META}{name}")
        said[subject.value] = tuple(term.value for term in terms if isinstance(term, NamedNode))
    return said
