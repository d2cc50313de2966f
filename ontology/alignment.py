"""What is written beside our own terms in RDF, for readers that do not reason over the ontology.

`meta:also` in the Turtle files says it: on a class, further types of its things; on a property, further properties
with the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode

from ontology.declarations import Declarations
from ontology.files import ontology_files
from ontology.reading import META, OWL, RDF, RDFS, XSD


@dataclass(frozen=True, slots=True)
class Also:
    """A term written beside one of ours. With `as_instant`, a day is written as its first instant in UTC."""

    iri: str
    as_instant: bool = False


@dataclass(frozen=True)
class Alignment:
    """The terms written beside ours, by the IRI of ours; classes and properties alike."""

    beside: Mapping[str, tuple[Also, ...]]

    def of(self, iri: str) -> tuple[Also, ...]:
        """The terms beside this one, sorted."""
        return self.beside.get(iri, ())


@cache
def load_alignment(*extra: Path) -> Alignment:
    """The alignment that the ontology's own files and `extra` ones declare. Raises DeclarationError."""
    found = Declarations(ontology_files(*extra))
    kinds = (f"{OWL}Class", f"{OWL}DatatypeProperty", f"{OWL}ObjectProperty", f"{RDF}Property")
    nodes = {node for kind in kinds for node in found.of_type(kind)}
    beside = {node.value: _also(found, node) for node in sorted(nodes, key=lambda node: node.value)}
    return Alignment({iri: also for iri, also in beside.items() if also})


def _also(found: Declarations, node: NamedNode) -> tuple[Also, ...]:
    terms = [term for term in found.all(node, f"{META}also") if isinstance(term, NamedNode)]
    return tuple(Also(term.value, found.text(term, f"{RDFS}range") == f"{XSD}dateTime") for term in terms)
