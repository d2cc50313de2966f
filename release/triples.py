"""Facts, claims and sources as RDF. Pure: the same records give the same statements in the same order.

A tie is a node of its own with its two ends, values, bounds and claims; a link is a plain triple. There are no
blank nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from pyoxigraph import Literal, NamedNode

from graph.claims import Claim
from graph.records import DAYS, FIELDS, LISTS, claim_properties
from graph.storing import object_class
from ontology.alignment import Alignment
from ontology.errors import UnknownTerm
from ontology.model import Class, Datatype, Model, Property
from ontology.reading import OWL, RDF, XSD
from ontology.time import Bounds, Holds
from release.edtf import start_and_end
from release.iris import Iris
from release.records import EntityRecord, LinkRecord, Properties, RedirectRecord, TieRecord, Wording
from release.terms import Term, first_instant, term_of, text

TYPE = NamedNode(f"{RDF}type")
IDENTIFIER = NamedNode("http://purl.org/dc/terms/identifier")
DEPRECATED = NamedNode(f"{OWL}deprecated")

BOUNDS = tuple(Bounds().as_dict())

Beside = tuple[tuple[NamedNode, bool], ...]
"""A property of ours and what is written beside it; true where a day is written as its first instant."""

Said = tuple[tuple[Property, list[Term]], ...]
"""Properties of ours with their terms."""

Pairs = tuple[tuple[NamedNode, list[Term]], ...]
"""Properties with the terms that stand under them."""

_NO_DAYS = (None,) * len(BOUNDS)
FIXED = frozenset({"id", *FIELDS, *LISTS, *DAYS})
_LAST = ("language", "confidence", "raw", "recorded", "retired", "collections", "places", "history")
_AGAIN = frozenset({Datatype.CONCEPT, Datatype.DATE, Datatype.EDTF})
_HELD = 20_000
_LASTING_HELD = 5_000
"""Fewer, since each is a kilobyte."""


@dataclass(frozen=True, slots=True)
class Description:
    """All statements about one subject, and the source in whose graph they stand (None: the default graph).

    `tie` is the class of a relation or measurement; None for all else.
    """

    subject: NamedNode
    said: dict[NamedNode, list[Term]]
    graph: NamedNode | None = None
    tie: Class | None = None

    def __len__(self) -> int:
        return sum(map(len, self.said.values()))


class Describer:
    """Describes records in the terms of one Model, under one base, with what is written beside our own terms."""

    def __init__(self, model: Model, iris: Iris, alignment: Alignment) -> None:
        self.model = model
        self.iris = iris
        self._nodes: dict[str, Beside] = {}
        self._alignment = alignment
        self._by_key = _shared_properties(model)
        self._claim_class = model.claim
        self._source_class = str(model.claim.by_key["source"].prop.range)
        self._fields = {key: self.beside(slot.prop.iri) for key, slot in model.claim.by_key.items()}
        self.claim_types = self._typed(model.claim, None)[TYPE]
        self._plans: dict[tuple[str, str], Plan] = {}
        self._terms: dict[tuple[str, str], Term] = {}
        self._made: dict[tuple[str, object], Pairs] = {}
        self._lasted: dict[tuple[object, ...], Said] = {}
        self.again = {"collections"} | {p.key for p in model.properties.values() if p.datatype in _AGAIN}
        self.last = [(key, model.claim.by_key[key].prop) for key in _LAST]

    def entity(self, record: EntityRecord, on: date | None = None) -> Iterator[Description]:
        """An entity, then each tie that starts from it, in the order of their ids.

        With `on`, the shortcuts of ties that certainly hold on that day stand on the entity.
        """
        subject = self.iris.thing(record.cls.name, record.id)
        said = self._typed(record.cls, record.id)
        self._values(said, record.cls, record.properties, record.wording)
        for link in record.links:
            self._say(
                said, link.slot.prop, [self.iris.thing(link.slot.prop.range or record.cls.name, link.target)]
            )
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
                self._say(said, cls.by_key[key].prop, [self.iris.thing(cls.end_class(key), end)])
        self._values(said, cls, record.properties, record.wording)
        self._support(said, record.properties, ())
        return Description(self.iris.thing(cls.name, id), said, tie=cls)

    def redirect(self, record: RedirectRecord) -> Description:
        """An id that is kept under another: no thing of a class, but where to find it."""
        prop = self.model.redirect
        said = self._gone(record.id)
        self._say(said, prop, [self.iris.thing(record.cls.name, record.target)])
        self._support(said, record.properties, ())
        return Description(self.iris.thing(record.cls.name, record.id), said)

    def withdrawn(self, cls: str, id: str) -> Description:
        """The id of a thing of which nothing is claimed any more."""
        return Description(self.iris.thing(cls, id), self._gone(id))

    def _gone(self, id: str) -> dict[NamedNode, list[Term]]:
        return {IDENTIFIER: [text(id)], DEPRECATED: [Literal("true", datatype=NamedNode(f"{XSD}boolean"))]}

    def bare(self, cls: str, id: str) -> Description:
        """A thing of which nothing is known but that it is named."""
        return Description(self.iris.thing(cls, id), self._typed(self.model.classes[cls], id))

    def source_iri(self, id: str) -> NamedNode:
        """The IRI of a source, which is also the name of the graph of its claims."""
        return self.iris.thing(self._source_class, id)

    def claim(self, claim: Claim) -> Description:
        """A claim, in the graph of its source."""
        return self.claim_row(claim_properties(self.model, claim))

    def claim_row(self, row: Properties) -> Description:
        """A claim as it lies in Neo4j. An export spends most of its time here."""
        plan = self.plan(row["subject_class"], row["predicate"])
        thing = self.iris.thing
        said: dict[NamedNode, list[Term]] = {TYPE: self.claim_types}
        self._put(said, self._fields["subject"], [thing(row["subject_class"], row["subject"])])
        self._put(said, self._fields["subject_class"], plan.subject_class)
        self._put(said, self._fields["predicate"], plan.predicate)
        if (other := row.get("object")) is not None:
            self._put(said, self._fields["object"], [thing(plan.object_class(), other)])
        if (value := row.get("value")) is not None:
            self._put(said, self._fields["value"], [text(value, row.get("language"))])
        for key in sorted(key for key in row.keys() - FIXED if row[key] is not None):
            self._put_all(said, slot_of(plan.stated, key), row[key])
        source = self.source_iri(row["source"])
        self._put(said, self._fields["source"], [source])
        for key, prop in self.last:
            if (value := row.get(key)) is not None:
                self._put_all(said, prop, value)
        return Description(self.iris.thing(self._claim_class.name, row["id"]), said, source)

    # ---- parts

    def _typed(self, cls: Class, id: str | None) -> dict[NamedNode, list[Term]]:
        """The types of a thing: its class, what that specialises, what is written beside; and its id."""
        types = [cls.iri, *([self.model.classes[cls.parent].iri] if cls.parent else [])]
        nodes = [node for iri in types for node, _ in self.beside(iri)]
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
        """Bounds, confidence, conflicts and the claims behind; the claims of links are behind their entity.

        What the bounds leave of start and end stands beside them as EDTF.
        """
        days = tuple([properties.get(key) for key in BOUNDS])
        if days != _NO_DAYS:
            for prop, terms in self._lasting(days, properties):
                self._say(said, prop, terms)
        linked = [link.properties for link in links]
        claims = _united("claims", [properties, *linked])
        for key in ("confidence", "sources"):
            if properties.get(key):
                self._say(said, self._by_key[key], [term_of(self._by_key[key], properties[key])])
        self._say(
            said,
            self._by_key["conflicts"],
            [text(key) for key in _united("conflicts", [properties, *linked])],
        )
        self._say(
            said, self._by_key["claims"], [self.iris.thing(self._claim_class.name, id) for id in claims]
        )

    def _lasting(self, days: tuple[object, ...], properties: Properties) -> Said:
        """What the four bounds say. Many facts share theirs, so it is made once."""
        found = self._lasted.get(days)
        if found is None:
            if len(self._lasted) >= _LASTING_HELD:
                self._lasted.clear()
            texts = start_and_end(bounds_of(properties))
            texts |= {key: str(day) for key, day in zip(BOUNDS, days, strict=True) if day is not None}
            props = [(self._by_key[key], text) for key, text in texts.items()]
            found = self._lasted[days] = tuple((prop, [self.term(prop, text)]) for prop, text in props)
        return found

    def _shortcuts(self, said: dict[NamedNode, list[Term]], ties: Iterable[TieRecord], on: date) -> None:
        for tie in ties:
            parent = self.model.classes[tie.cls.parent] if tie.cls.parent else tie.cls
            shortcut = tie.cls.shortcut or parent.shortcut
            if (
                shortcut
                and tie.target is not None
                and bounds_of(tie.properties).holds_on(on) is Holds.CERTAIN
            ):
                target = self.iris.thing(tie.cls.end_class(tie.cls.target), tie.target)
                _add(said, NamedNode(shortcut), [target])

    def _say(self, said: dict[NamedNode, list[Term]], prop: Property, terms: list[Term]) -> None:
        """Each term under the property and under what is written beside it."""
        if terms:
            for node, as_instant in self.beside(prop.iri):
                _add(said, node, [first_instant(term) for term in terms] if as_instant else terms)

    def beside(self, iri: str) -> Beside:
        """A property as a node, and what is written beside it."""
        found = self._nodes.get(iri)
        if found is None:
            more = ((NamedNode(also.iri), also.as_instant) for also in self._alignment.of(iri))
            found = self._nodes[iri] = ((NamedNode(iri), False), *more)
        return found

    # ---- parts of claims

    def _put(self, said: dict[NamedNode, list[Term]], nodes: Beside, terms: list[Term]) -> None:
        for node, as_instant in nodes:
            if node in said or as_instant:
                _add(said, node, [first_instant(term) for term in terms] if as_instant else terms)
            else:
                said[node] = terms

    def _put_all(self, said: dict[NamedNode, list[Term]], prop: Property, value: object) -> None:
        """One value, or a list of them; each once, in their order. What comes again and again is made once."""
        if isinstance(value, list):
            if len(value) != 1:
                if terms := [self.term(prop, item) for item in sorted(dict.fromkeys(value))]:
                    self._put(said, self.beside(prop.iri), terms)
                return
            value = value[0]
        pairs = self._made.get((prop.iri, value)) if prop.key in self.again else None
        for node, made in pairs or self._pairs(prop, value):
            if node in said:
                _add(said, node, made)
            else:
                said[node] = made

    def _pairs(self, prop: Property, value: object) -> Pairs:
        """One value under its property and what is written beside it."""
        term = self.term(prop, value)
        pairs = tuple(
            (node, [first_instant(term) if as_instant else term])
            for node, as_instant in self.beside(prop.iri)
        )
        if prop.key in self.again:
            if len(self._made) >= _HELD:
                self._made.clear()
            self._made[prop.iri, value] = pairs
        return pairs

    def term(self, prop: Property, value: object) -> Term:
        """A term of a claim; those that come again and again are made once."""
        if prop.datatype not in _AGAIN:
            return term_of(prop, value)
        key = (prop.iri, str(value))
        found = self._terms.get(key)
        if found is None:
            if len(self._terms) >= _HELD:
                self._terms.clear()
            found = self._terms[key] = term_of(prop, value)
        return found

    def plan(self, subject_class: str, predicate: str) -> Plan:
        """What all claims of one predicate about things of one class have in common."""
        found = self._plans.get((subject_class, predicate))
        if found is None:
            found = self._plans[subject_class, predicate] = self._new_plan(subject_class, predicate)
        return found

    def _new_plan(self, subject_class: str, predicate: str) -> Plan:
        classes = self.model.classes
        stated = classes.get(predicate) or classes.get(subject_class)
        if stated is None:
            raise UnknownTerm(f"claims about the class {subject_class!r}")
        iri = stated.iri if predicate == stated.name else slot_of(stated, predicate).iri
        sample = Claim("", subject_class, predicate, "")
        ends = partial(object_class, self.model, sample)
        return Plan(stated, [NamedNode(classes[subject_class].iri)], [NamedNode(iri)], ends)


@dataclass(frozen=True, slots=True)
class Plan:
    """Of claims of one predicate about one class: the class whose slots their qualifiers are, and shared terms."""

    stated: Class
    subject_class: list[Term]
    predicate: list[Term]
    object_class: Callable[[], str]


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


def slot_of(cls: Class, key: str) -> Property:
    """The property of a class under a key. Raises UnknownTerm."""
    slot = cls.by_key.get(key)
    if slot is None:
        raise UnknownTerm(f"claims of {key!r} about the class {cls.name}")
    return slot.prop


def _shared_properties(model: Model) -> dict[str, Property]:
    """The properties that every fact may have, by their key: its bounds and what stands behind it."""
    wanted = {*BOUNDS, "start", "end", "claims", "sources", "conflicts", "confidence"}
    return {prop.key: prop for prop in model.properties.values() if prop.key in wanted}
