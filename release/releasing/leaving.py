"""The statements of a release: what the transformed records say, and the counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.alignment import Alignment
from ontology.model import Class, Model, Property
from ontology.reading import EDTF, XSD
from release.iris import Iris, segment
from release.records import EntityRecord
from release.releasing.counting import Cell
from release.releasing.keys import Key
from release.releasing.transforming import Transformer
from release.terms import Term
from release.triples import TYPE, Describer, Description

COUNT = "DefectionCount"
EVENTS = "events"
PERSONS = "persons"
NOT_KNOWN = "notKnown"
MADE_UP = "madeUp"


@dataclass(frozen=True)
class Leaving:
    """Describes what leaves, in the terms of one Model, under one base."""

    transformer: Transformer
    iris: Iris
    alignment: Alignment
    key: Key
    made_up: bool = False
    """Whether some of what is counted comes from sources that are made up."""

    def descriptions(self, records: Sequence[EntityRecord], cells: Iterable[Cell]) -> Iterator[Description]:
        """Things with their ties, counts with the persons in them, and claims where the profile lets them leave."""
        policy = self.transformer.policy
        describer = Describer(policy.model, self.iris, self.alignment)
        for record in self.transformer.entities(records):
            for description in describer.entity(record):
                yield description if policy.profile.claims else self._sourced(describer, description)
        yield from self._counts(describer, cells)
        if policy.profile.claims:
            claims = sorted(self.transformer.used.values(), key=lambda claim: (claim.source, claim.id))
            yield from (describer.claim(claim) for claim in claims)

    def _sourced(self, describer: Describer, description: Description) -> Description:
        """Where claims do not leave: a fact names the sources of its claims instead."""
        claim = self.transformer.policy.model.claim
        behind = [orb(self.transformer.policy.model, "claims").value]
        behind += [also.iri for also in self.alignment.of(behind[0])]
        said = {node: terms for node, terms in description.said.items() if node.value not in behind}
        ids = [term.value.rsplit("/", 1)[-1] for term in description.said.get(NamedNode(behind[0]), ())]
        sources = sorted({self.transformer.used[id].source for id in ids})
        if sources:
            named: list[Term] = [describer.source_iri(id) for id in sources]
            iri = claim.by_key["source"].prop.iri
            for node in (iri, *(also.iri for also in self.alignment.of(iri))):
                said[NamedNode(node)] = named
        return Description(description.subject, said)

    def _counts(self, describer: Describer, cells: Iterable[Cell]) -> Iterator[Description]:
        policy = self.transformer.policy
        for cell in cells:
            who = sorted(self.key.pseudonym(id) for id in cell.who)
            if policy.profile.protected != "pseudonym":
                who = []
            yield self._count(cell, who)
            yield from (describer.bare(policy.rules.person, id) for id in who)

    def _count(self, cell: Cell, who: Sequence[str]) -> Description:
        policy, model = self.transformer.policy, self.transformer.policy.model
        cls, rules = model.classes[policy.rules.event], policy.rules
        said: dict[NamedNode, list[Term]] = {TYPE: [orb(model, COUNT)]}
        for key, value in cell.path:
            prop = cls.by_key[key].prop
            if value:
                said[NamedNode(prop.iri)] = [self._value(cls, prop, value)]
            else:
                said.setdefault(orb(model, NOT_KNOWN), []).append(NamedNode(prop.iri))
        for name, number in ((EVENTS, cell.events), (PERSONS, cell.persons)):
            said[orb(model, name)] = [Literal(str(number), datatype=NamedNode(f"{XSD}integer"))]
        if self.made_up:
            said[orb(model, MADE_UP)] = [Literal("true", datatype=NamedNode(f"{XSD}boolean"))]
        if who:
            person = NamedNode(cls.by_key[rules.person_key].prop.iri)
            said[person] = [self.iris.thing(rules.person, id) for id in who]
        return Description(count_iri(self.iris, cell), said)

    def _value(self, cls: Class, prop: Property, value: str) -> Term:
        rules = self.transformer.policy.rules
        if prop.key == rules.unit_key:
            return self.iris.thing(str(prop.range), value)
        if prop.key == rules.date_key:
            return Literal(value, datatype=NamedNode(EDTF))
        concept = prop.scheme.concepts.get(value) if prop.scheme else None
        return NamedNode(concept.iri) if concept else Literal(value)


def orb(model: Model, name: str) -> NamedNode:
    """A term of ours."""
    return NamedNode(model.namespace + name)


def count_iri(iris: Iris, cell: Cell) -> NamedNode:
    """The IRI of a count: the same cell has the same in every release."""
    written = json.dumps(cell.path, ensure_ascii=False, separators=(",", ":"))
    return NamedNode(f"{iris.base}{segment(COUNT)}/{hashlib.sha256(written.encode()).hexdigest()[:32]}")
