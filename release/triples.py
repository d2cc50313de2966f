"""Facts, claims and sources as RDF. Pure: the same records give the same statements in the same order.

A tie is a node of its own with its two ends, values, bounds and claims; a link is a plain triple. There are no
blank nodes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import NamedNode

from graph.claims import Claim
from graph.storing import object_class
from ontology.alignment import Alignment
from ontology.errors import UnknownTerm
from ontology.model import Class, Model, Property
from ontology.reading import RDF
from ontology.time import Bounds, Holds
from release.iris import Iris
from release.records import EntityRecord, LinkRecord, Properties, TieRecord, Wording
from release.terms import Term, first_instant, term_of, text

TYPE = NamedNode(f"{RDF}type")
IDENTIFIER = NamedNode("http://purl.org/dc/terms/identifier")

BOUNDS = tuple(Bounds().as_dict())


@dataclass(frozen=True, slots=True)
class Description:
    """All statements about one subject, and the source in whose graph they stand (None: the default graph)."""

    subject: NamedNode
    said: dict[NamedNode, list[Term]]
    graph: NamedNode | None = None

    def __len__(self) -> int:
        return sum(map(len, self.said.values()))


class Describer:
    """Describes records in the terms of one Model, under one base, with what is written beside our own terms."""

    def __init__(self, model: Model, iris: Iris, alignment: Alignment) -> None:
        self._model = model
        self._iris = iris
        self._nodes: dict[str, tuple[tuple[NamedNode, bool], ...]] = {}
        self._alignment = alignment
        self._by_key = _shared_properties(model)
        self._claim_class = model.claim
        self._source_class = str(model.claim.by_key["source"].prop.range)

    def entity(self, record: EntityRecord, on: date | None = None) -> Iterator[Description]:
        """An entity, then each tie that starts from it, in the order of their ids.

        With `on`, the shortcuts of ties that certainly hold on that day stand on the entity.
        """
        subject = self._iris.thing(record.cls.name, record.id)
        said = self._typed(record.cls, record.id)
        self._values(said, record.cls, record.properties, record.wording)
        for link in record.links:
            self._say(said, link.slot.prop, [self._iris.thing(str(link.slot.prop.range), link.target)])
        self._support(said, record.properties, record.links)
        if on is not None:
            self._shortcuts(said, record.ties, on)
        yield Description(subject, said)
        for tie in record.ties:
            yield self.tie(tie)

    def tie(self, record: TieRecord) -> Description:
        """A relation or a measurement as a node of its own."""
        cls, id = record.cls, str(record.properties["id"])
        said = self._typed(cls, id)
        for key, end in ((cls.source, record.source), (cls.target, record.target)):
            if key is not None and end is not None:
                self._say(said, cls.by_key[key].prop, [self._iris.thing(cls.end_class(key), end)])
        self._values(said, cls, record.properties, record.wording)
        self._support(said, record.properties, ())
        return Description(self._iris.thing(cls.name, id), said)

    def bare(self, cls: str, id: str) -> Description:
        """A thing of which nothing is known but that it is named."""
        return Description(self._iris.thing(cls, id), self._typed(self._model.classes[cls], id))

    def source_iri(self, id: str) -> NamedNode:
        """The IRI of a source, which is also the name of the graph of its claims."""
        return self._iris.thing(self._source_class, id)

    def claim(self, claim: Claim) -> Description:
        """A claim, in the graph of its source."""
        cls = self._claim_class
        stated = self._stated_class(claim)
        said = self._typed(cls, None)
        fields = {key: slot.prop for key, slot in cls.by_key.items()}
        self._say(said, fields["subject"], [self._iris.thing(claim.subject_class, claim.subject)])
        self._say(said, fields["subject_class"], [NamedNode(self._model.classes[claim.subject_class].iri)])
        self._say(said, fields["predicate"], [self._predicate(claim, stated)])
        if claim.object is not None:
            self._say(
                said, fields["object"], [self._iris.thing(object_class(self._model, claim), claim.object)]
            )
        if claim.value is not None:
            self._say(said, fields["value"], [text(claim.value, claim.language)])
        for key, value in claim.qualifiers:
            self._say(said, _slot_of(stated, key), [term_of(_slot_of(stated, key), value)])
        source = self.source_iri(claim.source)
        self._say(said, fields["source"], [source])
        for key in ("language", "confidence", "raw", "recorded", "retired"):
            if getattr(claim, key) is not None:
                self._say(said, fields[key], [term_of(fields[key], getattr(claim, key))])
        for key in ("collections", "places", "history"):
            self._say(
                said, fields[key], [term_of(fields[key], value) for value in sorted(getattr(claim, key))]
            )
        return Description(self._iris.thing(cls.name, claim.id), said, source)

    # ---- parts

    def _typed(self, cls: Class, id: str | None) -> dict[NamedNode, list[Term]]:
        """The types of a thing: its class, what that specialises, what is written beside; and its id."""
        types = [cls.iri, *([self._model.classes[cls.parent].iri] if cls.parent else [])]
        nodes = [node for iri in types for node, _ in self._beside(iri)]
        said: dict[NamedNode, list[Term]] = {TYPE: list(dict.fromkeys(nodes))}
        if id is not None and cls.source is None:
            said[IDENTIFIER] = [text(id)]
        return said

    def _values(
        self, said: dict[NamedNode, list[Term]], cls: Class, properties: Properties, wording: Wording
    ) -> None:
        for slot in cls.attributes:
            value = properties.get(slot.key)
            if value is not None:
                values = value if isinstance(value, list) else [value]
                self._say(said, slot.prop, [_worded(slot.prop, item, wording) for item in values])

    def _support(
        self, said: dict[NamedNode, list[Term]], properties: Properties, links: Iterable[LinkRecord]
    ) -> None:
        """Bounds, confidence, conflicts and the claims behind; the claims of links are behind their entity."""
        linked = [link.properties for link in links]
        claims = _united("claims", [properties, *linked])
        for key in BOUNDS:
            if properties.get(key) is not None:
                self._say(said, self._by_key[key], [term_of(self._by_key[key], properties[key])])
        for key in ("confidence", "sources"):
            if properties.get(key):
                self._say(said, self._by_key[key], [term_of(self._by_key[key], properties[key])])
        self._say(
            said,
            self._by_key["conflicts"],
            [text(key) for key in _united("conflicts", [properties, *linked])],
        )
        self._say(
            said, self._by_key["claims"], [self._iris.thing(self._claim_class.name, id) for id in claims]
        )

    def _shortcuts(self, said: dict[NamedNode, list[Term]], ties: Iterable[TieRecord], on: date) -> None:
        for tie in ties:
            parent = self._model.classes[tie.cls.parent] if tie.cls.parent else tie.cls
            shortcut = tie.cls.shortcut or parent.shortcut
            if (
                shortcut
                and tie.target is not None
                and bounds_of(tie.properties).holds_on(on) is Holds.CERTAIN
            ):
                target = self._iris.thing(tie.cls.end_class(tie.cls.target), tie.target)
                _add(said, NamedNode(shortcut), [target])

    def _say(self, said: dict[NamedNode, list[Term]], prop: Property, terms: list[Term]) -> None:
        """Each term under the property and under what is written beside it."""
        if terms:
            for node, as_instant in self._beside(prop.iri):
                _add(said, node, [first_instant(term) for term in terms] if as_instant else terms)

    def _beside(self, iri: str) -> tuple[tuple[NamedNode, bool], ...]:
        found = self._nodes.get(iri)
        if found is None:
            more = ((NamedNode(also.iri), also.as_instant) for also in self._alignment.of(iri))
            found = self._nodes[iri] = ((NamedNode(iri), False), *more)
        return found

    def _stated_class(self, claim: Claim) -> Class:
        """The class whose slots a claim's qualifiers are: the relation it states, else its subject's."""
        for name in (claim.predicate, claim.subject_class):
            if name in self._model.classes:
                return self._model.classes[name]
        raise UnknownTerm(f"claims about the class {claim.subject_class!r}")

    def _predicate(self, claim: Claim, stated: Class) -> NamedNode:
        if claim.predicate == stated.name:
            return NamedNode(stated.iri)
        return NamedNode(_slot_of(stated, claim.predicate).iri)


def bounds_of(properties: Properties) -> Bounds:
    """The bounds that stand on a node or an edge."""
    known = {
        key: date.fromisoformat(str(properties[key])) for key in BOUNDS if properties.get(key) is not None
    }
    return Bounds(**known)


def _add(said: dict[NamedNode, list[Term]], predicate: NamedNode, terms: list[Term]) -> None:
    """A term once only, whichever properties bring it."""
    held = said.get(predicate)
    if held is None and len(terms) == 1:
        said[predicate] = list(terms)
    else:
        said[predicate] = list(dict.fromkeys([*(held or ()), *terms]))


def _worded(prop: Property, value: object, wording: Wording) -> Term:
    key = (prop.key, str(value))
    return term_of(prop, wording.written.get(key, value), wording.languages.get(key))


def _united(key: str, properties: Iterable[Properties]) -> list[str]:
    return sorted({value for found in properties for value in found.get(key) or ()})


def _slot_of(cls: Class, key: str) -> Property:
    slot = cls.by_key.get(key)
    if slot is None:
        raise UnknownTerm(f"claims of {key!r} about the class {cls.name}")
    return slot.prop


def _shared_properties(model: Model) -> dict[str, Property]:
    """The properties that every fact may have, by their key: its bounds and what stands behind it."""
    wanted = {*BOUNDS, "claims", "sources", "conflicts", "confidence"}
    return {prop.key: prop for prop in model.properties.values() if prop.key in wanted}
