"""The triples of the ontology's files, with the few questions that reading them needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store

from ontology.errors import DeclarationError

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Declarations:
    """All statements of some Turtle files, in memory."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._store = Store()
        for file in files:
            self._read(file)

    def _read(self, file: Path) -> None:
        try:
            self._store.load(path=str(file), format=RdfFormat.TURTLE)
        except (SyntaxError, ValueError) as error:
            raise DeclarationError(f"{file.name} is not valid Turtle: {error}.") from error
        except OSError as error:
            raise DeclarationError(f"{file} cannot be read: {error.strerror}.") from error

    def of_type(self, iri: str) -> list[NamedNode]:
        """The named things of a type, in the order of their IRIs."""
        found = self._store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(iri), None)
        named = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
        return sorted(named, key=lambda node: node.value)

    def subjects(self, predicate: str) -> list[NamedNode]:
        """The named things of which a property is said, in the order of their IRIs."""
        found = self._store.quads_for_pattern(None, NamedNode(predicate), None, None)
        named = {quad.subject for quad in found if isinstance(quad.subject, NamedNode)}
        return sorted(named, key=lambda node: node.value)

    def all(self, subject: Node, predicate: str) -> list[Term]:
        """The objects of a property, in a fixed order."""
        found = self._store.quads_for_pattern(subject, NamedNode(predicate), None, None)
        terms = (quad.object for quad in found)
        return sorted((term for term in terms if isinstance(term, NamedNode | BlankNode | Literal)), key=str)

    def one(self, subject: Node, predicate: str) -> Term | None:
        """The only object of a property, or none; two are refused."""
        found = self.all(subject, predicate)
        if len(found) > 1:
            raise DeclarationError(
                f"{name_of(subject)} has {len(found)} values of {local(predicate)}; one is allowed."
            )
        return found[0] if found else None

    def text(self, subject: Node, predicate: str) -> str | None:
        """The lexical form of the only literal, or the IRI, of a property."""
        term = self.one(subject, predicate)
        return term.value if term is not None else None

    def by_language(self, subject: Node, predicate: str) -> Iterator[tuple[str, str]]:
        """(language tag in lower case, text) of every literal of a property."""
        for term in self.all(subject, predicate):
            if isinstance(term, Literal):
                yield (term.language or "en").lower(), term.value

    def flag(self, subject: Node, predicate: str) -> bool:
        """Whether a property says true."""
        return self.text(subject, predicate) == "true"


def local(iri: str) -> str:
    """The part of an IRI after its last # or /."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def name_of(node: Node) -> str:
    """How a message names a node."""
    return local(node.value) if isinstance(node, NamedNode) else "an unnamed node"
