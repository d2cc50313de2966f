"""The ontology as one frozen Model: what exists, how it is stored, drawn, named and written.

Everything that other rooms know of labels, relationship types, columns and terms they ask here. The files
beside this one (Turtle, SHACL, SKOS) are the only place where these are spelled out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from ontology.concepts import Scheme
from ontology.errors import DeclarationError


class Kind(Enum):
    """What a class is in the graph."""

    ENTITY = "Entity"
    """A node with an id of its own, made by claims about it."""
    RELATION = "Relation"
    """A dated tie between two entities: an edge in Neo4j, an n-ary node in RDF."""
    MEASUREMENT = "Measurement"
    """A dated figure of one entity: a node that hangs on it."""
    RECORD = "Record"
    """What Orbatlas keeps about statements themselves: claims."""


class Datatype(Enum):
    """What the values of a property are."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    EDTF = "edtf"
    CONCEPT = "concept"
    ENTITY = "entity"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True)
class Property:
    """A property. `name` is its local name in RDF, `key` its name in Neo4j, in tables and in json.

    `range` is the class of what it leads to; a `redirect` leads to a thing of its subject's own class.
    """

    iri: str
    name: str
    key: str
    label: str
    definition: str
    datatype: Datatype
    scheme: Scheme | None = None
    range: str | None = None
    edge: str | None = None
    phrase: str | None = None
    bound: str | None = None
    search: bool = False
    redirect: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """A property as one class has it: its column, how often, and the rules of its values."""

    prop: Property
    order: int
    column: str | None
    many: bool
    required: bool
    identifies: bool
    minimum: float | None
    maximum: float | None
    at_most: tuple[str, ...]
    differs_from: tuple[str, ...]

    @property
    def key(self) -> str:
        """The property's name in Neo4j."""
        return self.prop.key


@dataclass(frozen=True)
class Class:
    """A class of entities, relations, measurements or records.

    `source` and `target` are the keys of the slots that hold a relation's two ends (a measurement has only a
    source). A specialisation (`parent` set) is the relation that its parent becomes when the slot `when_key`
    holds the concept `when_concept` or a narrower one. `purpose` marks the relations that Orbatlas itself asks for:
    chain (of units), posting and command (of persons in units).
    """

    iri: str
    name: str
    kind: Kind
    label: str
    plural: str
    definition: str
    slots: tuple[Slot, ...]
    table: str | None = None
    caption: str | None = None
    colour: str = "#777777"
    shape: str = "dot"
    edge: str | None = None
    phrase: str | None = None
    shortcut: str | None = None
    source: str | None = None
    target: str | None = None
    parent: str | None = None
    when_key: str | None = None
    when_concept: str | None = None
    purpose: str | None = None

    @cached_property
    def by_key(self) -> Mapping[str, Slot]:
        """The slots by their key."""
        return {slot.key: slot for slot in self.slots}

    @cached_property
    def columns(self) -> Mapping[str, Slot]:
        """The slots that are columns of the class's table, in their order."""
        return {slot.column: slot for slot in self.slots if slot.column}

    @cached_property
    def attributes(self) -> tuple[Slot, ...]:
        """The slots whose values are stored on the node or edge itself, bounds and ends left out."""
        ends = {self.source, self.target}
        return tuple(
            slot
            for slot in self.slots
            if slot.key not in ends and slot.prop.bound is None and slot.prop.datatype is not Datatype.ENTITY
        )

    @cached_property
    def figures(self) -> tuple[Slot, ...]:
        """The attributes that are whole numbers or decimals: what a measurement measures."""
        numbers = (Datatype.INTEGER, Datatype.DECIMAL)
        return tuple(slot for slot in self.attributes if slot.prop.datatype in numbers)

    @cached_property
    def links(self) -> tuple[Slot, ...]:
        """The undated ties of an entity to others: slots that are edges of their own."""
        return tuple(slot for slot in self.slots if slot.prop.edge)

    @cached_property
    def bounds(self) -> tuple[Slot, ...]:
        """The slots that say from when to when."""
        return tuple(slot for slot in self.slots if slot.prop.bound)

    @cached_property
    def identifying(self) -> tuple[str, ...]:
        """The keys that tell two facts of the same pair apart (role, kind, basis)."""
        return tuple(slot.key for slot in self.slots if slot.identifies)

    def end_class(self, key: str | None) -> str:
        """The class at one end of a relation; `key` is `source` or `target`."""
        if key is None or self.by_key[key].prop.range is None:
            raise LookupError(f"{self.name} has no such end")
        return str(self.by_key[key].prop.range)


@dataclass(frozen=True)
class Model:
    """The whole ontology. `namespace` is the IRI in front of every term of ours."""

    namespace: str
    version: str
    classes: Mapping[str, Class]
    properties: Mapping[str, Property]
    schemes: Mapping[str, Scheme]
    texts: Mapping[str, str]

    def of_kind(self, kind: Kind) -> Iterator[Class]:
        """The classes of one kind, in the order of their names."""
        return (cls for cls in self.classes.values() if cls.kind is kind)

    @cached_property
    def entities(self) -> tuple[Class, ...]:
        """The classes of entities."""
        return tuple(self.of_kind(Kind.ENTITY))

    @cached_property
    def ties(self) -> tuple[Class, ...]:
        """The relations and measurements that claims can state; specialisations left out."""
        both = (*self.of_kind(Kind.RELATION), *self.of_kind(Kind.MEASUREMENT))
        return tuple(cls for cls in both if cls.parent is None)

    @cached_property
    def claim(self) -> Class:
        """The class of claims."""
        return next(self.of_kind(Kind.RECORD))

    @cached_property
    def source(self) -> Class:
        """The class of what makes claims."""
        return self.classes[str(self.claim.by_key["source"].prop.range)]

    @cached_property
    def redirect(self) -> Property:
        """The property that says under which other id a thing is kept. Raises DeclarationError where there is none."""
        for prop in self.properties.values():
            if prop.redirect:
                return prop
        raise DeclarationError("No property has meta:redirect true.")

    @cached_property
    def tables(self) -> Mapping[str, Class]:
        """The classes that are CSV tables, by the name of the table."""
        return {cls.table: cls for cls in self.classes.values() if cls.table}

    def serving(self, purpose: str) -> Class:
        """The relation that the ontology declares for a purpose. Raises DeclarationError where there is none."""
        for cls in self.classes.values():
            if cls.purpose == purpose:
                return cls
        raise DeclarationError(f"No relation has meta:purpose {purpose!r}.")

    def specialised(self, tie: Class, values: Mapping[str, object]) -> Class:
        """The relation that a fact of `tie` with these values is: `tie` itself or a specialisation of it."""
        for cls in self.classes.values():
            if cls.parent == tie.name and cls.when_key and cls.when_concept:
                scheme = tie.by_key[cls.when_key].prop.scheme
                value = values.get(cls.when_key)
                if scheme and isinstance(value, str) and scheme.falls_under(value, cls.when_concept):
                    return cls
        return tie

    def family(self, tie: Class) -> tuple[Class, ...]:
        """`tie` and its specialisations: every relation that a claim of `tie` may become."""
        return (tie, *(cls for cls in self.classes.values() if cls.parent == tie.name))

    def edge_types(self) -> tuple[str, ...]:
        """All relationship types that facts use in Neo4j, sorted."""
        ties = {cls.edge for cls in self.classes.values() if cls.edge}
        links = {slot.prop.edge for cls in self.entities for slot in cls.links}
        return tuple(sorted(edge for edge in ties | links if edge))
