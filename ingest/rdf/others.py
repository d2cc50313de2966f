"""Things, memberships and posts as others describe them, as claims of the graph or file in which they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, Triple

from graph.claims import Claim
from ingest.amount import bounded
from ingest.concepts import term as concept_term
from ingest.context import Context
from ingest.rdf.groups import Group, Said, Shelf, name_of
from ingest.rdf.naming import local, thing_id
from ingest.rdf.parsing import Term
from ingest.rdf.rows import RdfRow, class_of
from ingest.rdf.sheet import DERIVED, RdfSheet, not_understood
from ingest.rdf.vocabulary import IDENTIFIER, TYPE, Vocabulary
from ontology.model import Class, Datatype, Kind, Slot

# A day with an offset, or an instant: the day is what we model, and the whole text is kept as raw.
_DAY = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})(T.*|Z|[+-][0-9]{2}:[0-9]{2})")

_REMEMBERED = 65_536
"""Nodes whose class is remembered."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value as it was understood, the text as found where it is another, and its language."""

    text: str
    raw: str
    language: str | None = None


class ThingReader:
    """Reads what others say, in the terms that the ontology knows of them."""

    def __init__(self, vocabulary: Vocabulary, context: Context) -> None:
        self._vocabulary = vocabulary
        self._terms = vocabulary.incoming
        self._model = vocabulary.model
        self._context = context
        self._graphs: set[str] = set()

    def claims(self, row: RdfRow, sheet: RdfSheet) -> list[Claim]:
        """All claims of a row. Raises RowRefused."""
        assert row.group is not None and sheet.desk.shelf is not None
        cls = class_of(self._vocabulary, row.group)
        assert cls is not None
        reading = _Reading(self, row, sheet, sheet.desk.shelf, cls)
        found = reading.entity() if cls.kind is Kind.ENTITY else reading.tie()
        return list({claim.id: claim for claim in bounded(row, found)}.values())

    def first_of_graph(self, graph: str) -> bool:
        """Whether this named graph is met for the first time."""
        fresh = graph not in self._graphs
        self._graphs.add(graph)
        return fresh


class _Reading:
    """One row while it is read."""

    def __init__(self, reader: ThingReader, row: RdfRow, sheet: RdfSheet, store: Shelf, cls: Class) -> None:
        assert row.group is not None
        self._row, self._sheet, self._store, self._cls = row, sheet, store, cls
        self._group: Group = row.group
        self._reader = reader
        self._vocabulary, self._terms = reader._vocabulary, reader._terms
        self._model, self._context = reader._model, reader._context
        self._said = tuple(self._opened(self._group))

    # ---- things

    def entity(self) -> Iterator[Claim]:
        """The claims about an entity: its values, its links, and the ties that start or end at it."""
        if self._group.subject.startswith("_:"):
            hint = "Give it an IRI, which becomes its id."
            raise self._row.refuse("", self._group.subject, "a thing without an IRI", hint)
        subject = thing_id(self._group.subject, self._cls)
        for said in self._said:
            if said.predicate == TYPE:
                self._check_type(said.term)
            elif (slot := self._slot(said.predicate)) is not None:
                yield from self._stated(subject, slot, said)
            elif said.predicate in self._terms.ties:
                yield from self._plain(said, self._model.classes[self._terms.ties[said.predicate]])
            elif said.predicate in self._terms.backward_ties:
                tie = self._model.classes[self._terms.backward_ties[said.predicate]]
                yield from self._plain(said, tie, backwards=True)
            elif not self._aside(said.predicate):
                self._count(said)

    def _stated(self, subject: str, slot: Slot, said: Said) -> Iterator[Claim]:
        target = self._end(slot)
        if target is not None:
            other = self._other(said, target)
            if other is not None:
                yield from self._claims(said, subject, self._cls, slot.key, object=other)
            return
        value = self._value(slot, said)
        if value is not None:
            yield from self._claims(
                said, subject, self._cls, slot.key, value=value.text, raw=value.raw, language=value.language
            )

    def _plain(self, said: Said, tie: Class, *, backwards: bool = False) -> Iterator[Claim]:
        """A tie that is said without a node of its own, and so without a time."""
        start, end = (self._model.classes[tie.end_class(key)] for key in (tie.source, tie.target))
        here, there = (end, start) if backwards else (start, end)
        if here is not self._cls:
            self._count(said)
            return
        mine, other = thing_id(self._group.subject, here), self._other(said, there)
        if other is not None:
            ends = (other, mine) if backwards else (mine, other)
            yield from self._claims(said, ends[0], start, tie.name, object=ends[1])

    # ---- memberships, posts and their like

    def tie(self) -> Iterator[Claim]:
        """The claim of a node that stands for a tie."""
        cls, ends, qualifiers = self._cls, dict[str, str](), list[tuple[str, str]]()
        for said in self._said:
            slot = self._slot(said.predicate)
            if said.predicate == TYPE:
                self._check_type(said.term)
            elif slot is None:
                if not self._aside(said.predicate):
                    self._count(said)
            elif slot.key in (cls.source, cls.target):
                target = self._end(slot)
                ends[slot.key] = (self._other(said, target) if target else None) or ""
            elif (value := self._value(slot, said)) is not None:
                qualifiers.append((slot.key, value.text))
        ends.update(self._backwards(ends))
        for key in filter(None, (cls.source, cls.target)):
            if not ends.get(key):
                hint = f"Say which {cls.end_class(key).lower()} it is, by its IRI."
                raise self._row.refuse(key, "", "a value is required", hint)
        start = self._model.classes[cls.end_class(cls.source)]
        first = Said(self._group.subject, self._said[0].term, self._said[0].graph)
        yield from self._claims(
            first, ends[str(cls.source)], start, cls.name,
            object=ends.get(str(cls.target)), qualifiers=tuple(sorted(set(qualifiers))),
        )  # fmt: skip

    def _backwards(self, held: dict[str, str]) -> Iterator[tuple[str, str]]:
        """The ends that the other thing names: a person holds a post."""
        for subject, predicate in self._store.naming(self._group.subject):
            for key in self._terms.backward_properties.get(predicate, ()):
                if key in (self._cls.source, self._cls.target) and key not in held:
                    yield key, thing_id(subject, self._model.classes[self._cls.end_class(key)])

    # ---- claims

    def _claims(
        self, said: Said, subject: str, cls: Class, predicate: str, **stated: object
    ) -> Iterator[Claim]:
        """One claim for each source that stands behind the row."""
        place = self._context.place(self._row, local(said.predicate))
        confidence = self._confidence
        for source in self._sources(said.graph):
            yield Claim(
                subject, cls.name, predicate, source,
                confidence=confidence, places=(place,), **stated,  # type: ignore[arg-type]
            )  # fmt: skip
        if said.graph and not self._named_sources and self._reader.first_of_graph(said.graph):
            yield from self._about_graph(said.graph, place)

    def _about_graph(self, graph: str, place: str) -> Iterator[Claim]:
        cls = self._model.source
        id = thing_id(graph, cls)
        for key, value in {cls.caption or "title": graph, "kind": "sheet"}.items():
            yield Claim(id, cls.name, key, id, value=value, raw=value, places=(place,))

    def _sources(self, graph: str) -> tuple[str, ...]:
        if named := self._named_sources:
            return named
        return (thing_id(graph, self._model.source) if graph else self._context.sheet(self._row),)

    @cached_property
    def _named_sources(self) -> tuple[str, ...]:
        found = [
            name_of(said.term)
            for said in self._said
            if "source" in self._terms.properties.get(said.predicate, ()) and name_of(said.term)
        ]
        return tuple(dict.fromkeys(thing_id(iri, self._model.source) for iri in found))

    @cached_property
    def _confidence(self) -> str | None:
        slot = self._model.claim.by_key["confidence"]
        for said in self._said:
            if said.predicate == slot.prop.iri and (value := self._value(slot, said)):
                return value.text
        return None

    # ---- terms

    def _slot(self, predicate: str) -> Slot | None:
        """The property of the row's class for which a predicate stands; None where it is none, or several."""
        keys = [key for key in self._terms.properties.get(predicate, ()) if key in self._cls.by_key]
        return self._cls.by_key[keys[0]] if len(keys) == 1 else None

    def _end(self, slot: Slot) -> Class | None:
        return (
            self._model.classes.get(slot.prop.range or "") if slot.prop.datatype is Datatype.ENTITY else None
        )

    def _other(self, said: Said, cls: Class) -> str | None:
        """The id of the other end, which must be described here or known to the graph."""
        name = name_of(said.term)
        if not name or isinstance(said.term, Triple) or name.startswith("_:"):
            self._context.warnings.add(f"names a node without an IRI: <{said.predicate}>")
            return None
        id = thing_id(name, cls)
        if self._class_named(name) is cls:
            return id
        if self._context.known.classes([id]).get(id) == cls.name:
            return id
        hint = "Describe it in the same file, with its type, or load it first."
        raise self._row.refuse(local(said.predicate), name, f"no {cls.label.lower()} has this IRI", hint)

    def _class_named(self, name: str) -> Class | None:
        """The class of what a node describes. Remembered: all members of a unit ask for the same one."""
        held = self._sheet.desk.classes
        if name not in held:
            found = self._store.about(name)
            if len(held) >= _REMEMBERED:
                held.clear()
            held[name] = class_of(self._vocabulary, found) if found is not None else None
        return held[name]

    def _value(self, slot: Slot, said: Said) -> _Value | None:
        literal = self._literal(said.term, slot)
        if literal is None:
            self._count(said)
            return None
        text = literal.value
        if slot.prop.datatype in (Datatype.EDTF, Datatype.DATE) and (day := _DAY.fullmatch(text)):
            return _Value(day[1], text)
        if slot.prop.scheme is not None:
            return _Value(concept_term(slot.prop.scheme, text, self._context.warnings), text)
        return _Value(text, text, literal.language)

    def _literal(self, term: Term, slot: Slot) -> Literal | None:
        """The literal that a term is or stands for: a concept's notation, an instant's day, a node's label."""
        if isinstance(term, Literal):
            return term
        if isinstance(term, Triple):
            return None
        found = self._vocabulary.concepts.get(term.value)
        if found is not None:
            return Literal(found[1])
        about = self._store.about(name_of(term))
        wanted = self._terms.days if slot.prop.datatype in (Datatype.EDTF, Datatype.DATE) else self._labels()
        texts = [one for one in about.all(*sorted(wanted)) if isinstance(one, Literal)] if about else []
        if texts:
            self._sheet.desk.used.add(name_of(term))
            return texts[0]
        if slot.prop.scheme is None and slot.prop.datatype is not Datatype.TEXT:
            return None
        name = name_of(term)
        return None if name.startswith("_:") else Literal(local(name) if slot.prop.scheme else name)

    def _labels(self) -> Iterable[str]:
        return [iri for iri, keys in self._terms.properties.items() if "name" in keys]

    def _opened(self, group: Group) -> Iterator[Said]:
        """What is said of a subject, and of the nodes that wrap what is said of it."""
        for said in group.said:
            about = self._store.about(name_of(said.term)) if said.predicate in self._terms.wrappers else None
            if about is None:
                yield said
                continue
            self._sheet.desk.used.add(about.subject)
            yield from (more for more in about.said if more.predicate != TYPE)

    # ---- what is not read

    def _aside(self, predicate: str) -> bool:
        """Whether a predicate was read elsewhere: the source, the confidence, what the other end says."""
        keys = self._terms.properties.get(predicate, ())
        return "source" in keys or "confidence" in keys or predicate in self._terms.backward_properties

    def _check_type(self, term: Term) -> None:
        iri = name_of(term)
        if iri not in self._terms.classes and iri not in self._vocabulary.known:
            self._context.warnings.add(not_understood(TYPE, term))

    def _count(self, said: Said) -> None:
        if said.predicate == IDENTIFIER and getattr(said.term, "value", None) == thing_id(
            self._group.subject, self._cls
        ):
            return  # the IRI says so too
        derived = said.predicate in self._vocabulary.derived
        self._context.warnings.add(DERIVED if derived else not_understood(said.predicate))
