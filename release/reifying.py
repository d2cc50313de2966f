"""Reifiers of RDF 1.2: ties and claims point at the plain triple that they are about.

The triple is named and not asserted: `posting:7a rdf:reifies <<( person:p1 org:memberOf unit:u1 )>>`. Ties have one
where the ontology declares a shortcut for their class, claims where they state a property, a link or such a tie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ontology.model import Model
from ontology.reading import RDF
from release.terms import Term, term_of
from release.triples import Description

REIFIES = NamedNode(f"{RDF}reifies")


class Reifier:
    """Finds the triple that a description is about. `found` counts them."""

    def __init__(self, model: Model) -> None:
        self.found = 0
        self._properties = {prop.iri: prop for prop in model.properties.values()}
        self._shortcuts = {
            cls.iri: cls.shortcut for cls in model.classes.values() if cls.shortcut and not cls.parent
        }
        self._parents = {cls.name: cls.parent or cls.name for cls in model.classes.values()}
        self._classes = model.classes
        fields = {slot.key: NamedNode(slot.prop.iri) for slot in model.claim.slots}
        self._subject, self._predicate = fields["subject"], fields["predicate"]
        self._object, self._value = fields["object"], fields["value"]

    def with_reifiers(self, descriptions: Iterable[Description]) -> Iterator[Description]:
        """The descriptions, those that are about a plain triple saying so."""
        for description in descriptions:
            triple = self._tie(description) if description.tie else self._claim(description)
            if triple is not None:
                description.said[REIFIES] = [triple]  # type: ignore[list-item]  # a term in RDF 1.2 alone
                self.found += 1
            yield description

    def _tie(self, description: Description) -> Triple | None:
        cls = description.tie
        assert cls is not None
        shortcut = self._shortcuts.get(self._classes[self._parents[cls.name]].iri)
        if not shortcut or cls.source is None or cls.target is None:
            return None
        start = _only(description, NamedNode(cls.by_key[cls.source].prop.iri))
        end = _only(description, NamedNode(cls.by_key[cls.target].prop.iri))
        return Triple(start, NamedNode(shortcut), end) if isinstance(start, NamedNode) and end else None

    def _claim(self, description: Description) -> Triple | None:
        subject = _only(description, self._subject)
        predicate = _only(description, self._predicate)
        if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
            return None
        prop = self._properties.get(predicate.value)
        end = _only(description, self._object)
        if prop is not None and end is None:
            end = _only(description, self._value)
            if isinstance(end, Literal):
                end = term_of(prop, end.value, end.language)
        name = prop.iri if prop else self._shortcuts.get(predicate.value)
        return Triple(subject, NamedNode(name), end) if name and end is not None else None


def _only(description: Description, predicate: NamedNode) -> Term | None:
    terms = description.said.get(predicate, [])
    return terms[0] if terms else None
