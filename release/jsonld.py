"""JSON-LD for people who read JSON: a context of ours, short names, and each thing with its ties inside it.

Two shapes: one document with everything under `@graph`, and JSON lines, each line a document of its own with those
parts of the context that it needs. Both are written as they come; nothing is held but one thing with its ties.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import IO, Any

from pyoxigraph import NamedNode

from ontology.alignment import Alignment
from ontology.model import Class, Datatype, Model, Property
from ontology.reading import EDTF, RDF, XSD
from release.iris import COMMON, Iris
from release.terms import Term
from release.triples import Description

_TYPE = f"{RDF}type"
_STRING = f"{XSD}string"
_INTEGER = f"{XSD}integer"
_PLAIN_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
"""Whole numbers that every JSON reader takes whole."""
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_DATATYPES = {
    Datatype.INTEGER: _INTEGER,
    Datatype.DECIMAL: f"{XSD}decimal",
    Datatype.DATE: f"{XSD}date",
    Datatype.EDTF: EDTF,
}
_NAMES = ("subject_class", "predicate")
"""The properties of claims whose values are terms of the ontology."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Key:
    """How a predicate is written: its name, and what its values are taken for when nothing else is said."""

    name: str
    datatype: str | None = None
    vocabulary: str | None = None
    is_id: bool = False
    definition: Json = field(default_factory=dict)


class Writer:
    """Writes descriptions under one Model, base and alignment."""

    def __init__(self, model: Model, iris: Iris, alignment: Alignment) -> None:
        self._model = model
        self._base = iris.base if iris.base.endswith("/") else None
        self._alignment = alignment
        self._reverse = {cls.name: _reverse_name(model, cls) for cls in model.classes.values() if cls.source}
        names = {prop.name for prop in model.properties.values()}
        self._names = {"id", "type", *COMMON, *names, *self._reverse.values()}
        self._keys = self._declared()
        self._contexts: dict[frozenset[str], str] = {}

    @cached_property
    def context(self) -> Json:
        """The whole context."""
        found: Json = {}
        if self._base:
            found["@base"] = self._base
        found.update({"@vocab": self._model.namespace, "id": "@id", "type": "@type", **COMMON})
        for key in sorted(self._keys.values(), key=lambda key: key.name):
            if key.definition:
                found[key.name] = key.definition
        for cls in sorted(self._reverse):
            declared = self._model.classes[cls]
            found[self._reverse[cls]] = {"@reverse": declared.by_key[str(declared.source)].prop.iri}
        return found

    def document(self, descriptions: Iterable[Description], target: IO[bytes]) -> None:
        """One document: the context, then each thing on a line of its own."""
        context = json.dumps(self.context, ensure_ascii=False, indent=1)
        target.write(f'{{"@context": {context},\n"@graph": ['.encode())
        before = b"\n"
        for node in self._nodes(descriptions):
            target.write(before + _dumped(node).encode())
            before = b",\n"
        target.write(b"\n]}\n")

    def lines(self, descriptions: Iterable[Description], target: IO[bytes]) -> None:
        """One thing a line, with its ties."""
        for node in self._nodes(descriptions):
            target.write(f'{{"@context":{self._context_of(node)},{_dumped(node)[1:]}\n'.encode())

    # ---- the context

    def _declared(self) -> dict[str, _Key]:
        """The predicates of the ontology, and what is written beside them, which takes after the first of ours."""
        found = {_TYPE: _Key("type")}
        for prop in self._model.properties.values():
            found[prop.iri] = self._key(prop, prop.iri, self._short(prop.iri))
        for prop in self._model.properties.values():
            for also in self._alignment.of(prop.iri):
                if also.as_instant:
                    datatype = f"{XSD}dateTime"
                    key = _Key(self._short(also.iri), datatype, definition={"@type": datatype})
                    found.setdefault(also.iri, key)
                else:
                    found.setdefault(also.iri, self._key(prop, also.iri, self._short(also.iri)))
        for cls in self._model.classes.values():
            if cls.shortcut:
                name = self._short(cls.shortcut)
                found.setdefault(cls.shortcut, _Key(name, is_id=True, definition={"@type": "@id"}))
        return found

    def _key(self, prop: Property, iri: str, name: str) -> _Key:
        datatype = _DATATYPES.get(prop.datatype)
        if datatype:
            return _Key(name, datatype, definition={"@type": datatype})
        if prop.datatype is Datatype.CONCEPT and prop.scheme:
            terms = f"{prop.scheme.iri}/"
            scoped = {"@id": iri, "@type": "@vocab", "@context": {"@vocab": terms, **self._also_names(prop)}}
            return _Key(name, vocabulary=terms, definition=scoped)
        if prop.key in _NAMES and prop.datatype is Datatype.RESOURCE:
            return _Key(name, vocabulary=self._model.namespace, definition={"@type": "@vocab"})
        if prop.datatype in (Datatype.ENTITY, Datatype.RESOURCE):
            return _Key(name, is_id=True, definition={"@type": "@id"})
        return _Key(name)

    def _also_names(self, prop: Property) -> Json:
        """The concepts that are called as a name of the context is: there the name would win."""
        concepts = prop.scheme.concepts.values() if prop.scheme else ()
        return {c.notation: c.iri for c in concepts if c.notation in self._names}

    def _short(self, iri: str) -> str:
        """The name under `@vocab`, or after a prefix, or the whole IRI."""
        spaces = [("", self._model.namespace), *((f"{prefix}:", space) for prefix, space in COMMON.items())]
        for prefix, space in spaces:
            local = iri.removeprefix(space)
            if local != iri and _LOCAL.fullmatch(local):
                return prefix + local
        return iri

    def _context_of(self, node: Json) -> str:
        """What of the context one line needs, as text. There are few different ones."""
        used = frozenset(_used(node))
        found = self._contexts.get(used)
        if found is None:
            always = {"@base", "@vocab", "id", "type"}
            prefixes = {name.partition(":")[0] for name in used if ":" in name}
            wanted = always | used | prefixes
            context = {name: value for name, value in self.context.items() if name in wanted}
            found = self._contexts[used] = _dumped(context)
        return found

    # ---- things

    def _nodes(self, descriptions: Iterable[Description]) -> Iterator[Json]:
        """Things with their ties inside them. A tie that does not follow its thing stands for itself."""
        held: Description | None = None
        node: Json = {}
        for description in descriptions:
            inside = held is not None and self._start_of(description) == held.subject
            if inside and description.tie is not None:
                node.setdefault(self._reverse[description.tie.name], []).append(self._node(description, True))
                continue
            if held is not None:
                yield node
            held, node = description, self._node(description, False)
        if held is not None:
            yield node

    def _start_of(self, description: Description) -> Term | None:
        tie = description.tie
        if tie is None or tie.source is None:
            return None
        starts = description.said.get(NamedNode(tie.by_key[tie.source].prop.iri), [])
        return starts[0] if len(starts) == 1 else None

    def _node(self, description: Description, inside: bool) -> Json:
        """One description; a tie inside its thing leaves out what the place says."""
        tie = description.tie
        left_out = tie.by_key[str(tie.source)].prop.iri if inside and tie is not None else None
        node: Json = {"id": self._id(description.subject.value)}
        for predicate, terms in description.said.items():
            iri = predicate.value
            if iri == _TYPE:
                node["type"] = _one([self._short(term.value) for term in terms])
            elif iri != left_out:
                key = self._keys.get(iri) or self._unknown(iri)
                node[key.name] = _one([self._value(key, term) for term in terms])
        return node

    def _unknown(self, iri: str) -> _Key:
        found = self._keys[iri] = _Key(self._short(iri))
        return found

    def _value(self, key: _Key, term: Term) -> Any:
        """Short where the context says the rest, else with its datatype or language."""
        if isinstance(term, NamedNode):
            return self._resource(key, term.value)
        text, language = term.value, term.language
        if language:
            return {"@value": text, "@language": language}
        datatype = term.datatype.value
        if datatype == _STRING:
            return {"@value": text} if key.datatype or key.is_id or key.vocabulary else text
        if datatype == key.datatype:
            return int(text) if datatype == _INTEGER and _PLAIN_INTEGER.fullmatch(text) else text
        return {"@value": text, "@type": datatype}

    def _resource(self, key: _Key, iri: str) -> Any:
        if key.is_id:
            return self._id(iri)
        if key.vocabulary:
            local = iri.removeprefix(key.vocabulary)
            return local if _LOCAL.fullmatch(local) else iri
        return {"id": self._id(iri)}

    def _id(self, iri: str) -> str:
        return iri.removeprefix(self._base) if self._base else iri


def _reverse_name(model: Model, cls: Class) -> str:
    """Under which the ties of a thing stand in it: the plural of their class."""
    first = model.classes[cls.parent] if cls.parent else cls
    words = re.findall(r"[A-Za-z0-9]+", first.plural)
    name = words[0].lower() + "".join(word.capitalize() for word in words[1:]) if words else first.name
    taken = {prop.name for prop in model.properties.values()} | set(COMMON)
    return f"has{first.name}" if name in taken else name


def _used(node: Json) -> Iterator[str]:
    """The names in a node and in what it holds, prefixed types among them."""
    for name, value in node.items():
        yield name
        if name == "type":
            yield from (item for item in (value if isinstance(value, list) else [value]) if ":" in item)
        elif isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
            for item in value:
                yield from _used(item)


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _dumped(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
