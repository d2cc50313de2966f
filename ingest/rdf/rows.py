"""Rows of RDF: what is said of one subject, with what is said of the nodes that it leans on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ingest.rdf.groups import Group
from ingest.rdf.vocabulary import DEPRECATED, IDENTIFIER, REIFIES, TYPE, Vocabulary
from ingest.rows import Row
from ontology.model import Class, Kind


class Sort(Enum):
    """What a subject is to us."""

    CLAIM = "claim"
    FACT = "fact"
    STUB = "stub"
    THING = "thing"
    GONE = "gone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RdfRow(Row):
    """One subject. `around` are the nodes without a name of their own to which it refers."""

    group: Group | None = None
    sort: Sort = Sort.OTHER
    around: tuple[Group, ...] = ()


def sort_of(vocabulary: Vocabulary, group: Group) -> Sort:
    """A claim of ours, a fact that claims make, a thing of which only the name is said or that was withdrawn, or what
    others say.
    """
    types, predicates = group.types, group.predicates
    if vocabulary.claim in types:
        return Sort.CLAIM
    if vocabulary.behind in predicates:
        return Sort.FACT
    if predicates == {IDENTIFIER, DEPRECATED}:
        return Sort.GONE
    if predicates == {REIFIES} or (
        predicates <= {TYPE, IDENTIFIER} and any(iri in vocabulary.classes for iri in types)
    ):
        return Sort.STUB
    return Sort.THING if class_of(vocabulary, group) is not None else Sort.OTHER


def class_of(vocabulary: Vocabulary, group: Group) -> Class | None:
    """The class that the types of a subject stand for, else that from which its ties start; a lone one only."""
    model, terms = vocabulary.model, vocabulary.incoming
    names = {terms.classes[iri] for iri in group.types if iri in terms.classes}
    if not names:
        ties = {terms.ties[iri] for iri in group.predicates if iri in terms.ties}
        names = {model.classes[tie].end_class(model.classes[tie].source) for tie in ties}
    if len(names) != 1:
        return None
    cls = model.classes[names.pop()]
    return None if cls.kind is Kind.RECORD else cls
