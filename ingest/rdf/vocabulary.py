"""The terms of a Model as reading needs them: by IRI."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ontology.alignment import Alignment, load_alignment
from ontology.incoming import Incoming, incoming
from ontology.model import Class, Model, Slot
from ontology.reading import OWL, RDF
from ontology.time import Bounds

TYPE = f"{RDF}type"
REIFIES = f"{RDF}reifies"
"""What the statements of RDF 1.2 exports are said of; their n-ary nodes say the same."""
DEPRECATED = f"{OWL}deprecated"
IDENTIFIER = "http://purl.org/dc/terms/identifier"


@dataclass(frozen=True)
class Vocabulary:
    """One Model by IRI. `known` are all terms that an export of ours uses, `concepts` the notations of terms; `derived`
    are those of what follows from the rest of a fact: its four bounds, and how many sources it has.
    """

    model: Model
    incoming: Incoming
    classes: Mapping[str, Class]
    slots: Mapping[str, Mapping[str, Slot]]
    concepts: Mapping[str, tuple[str, str]]
    known: frozenset[str]
    derived: frozenset[str]

    @classmethod
    def of(cls, model: Model, *extra: Path) -> Vocabulary:
        """The vocabulary of a Model that was read with these files beside its own."""
        beside = load_alignment(*extra)
        ours = {one.iri for one in model.classes.values()} | {prop.iri for prop in model.properties.values()}
        also = {term.iri for iri in ours for term in beside.of(iri)}
        shortcuts = {one.shortcut for one in model.classes.values() if one.shortcut}
        return cls(
            model,
            incoming(model, *extra),
            {one.iri: one for one in model.classes.values()},
            {one.name: {slot.prop.iri: slot for slot in one.slots} for one in model.classes.values()},
            dict(_concepts(model)),
            frozenset({*ours, *also, *shortcuts, TYPE, IDENTIFIER, DEPRECATED, REIFIES}),
            frozenset(_derived(model, beside)),
        )

    @property
    def claim(self) -> str:
        """The IRI of the class of claims."""
        return self.model.claim.iri

    @property
    def behind(self) -> str:
        """The IRI of the property by which a fact names its claims."""
        return next(prop.iri for prop in self.model.properties.values() if prop.key == "claims")

    def means(self, predicate: str) -> bool:
        """Whether a predicate can say something that we model."""
        found = self.incoming
        return any(
            predicate in terms
            for terms in (
                found.properties, found.ties, found.backward_ties, found.backward_properties, found.wrappers,
            )
        )  # fmt: skip


def _derived(model: Model, beside: Alignment) -> Iterator[str]:
    keys = {*Bounds().as_dict(), "sources", "conflicts"}
    for prop in model.properties.values():
        if prop.key in keys:
            yield prop.iri
            yield from (term.iri for term in beside.of(prop.iri))


def _concepts(model: Model) -> Iterator[tuple[str, tuple[str, str]]]:
    for scheme in model.schemes.values():
        for concept in scheme.concepts.values():
            yield concept.iri, (scheme.iri, concept.notation)
