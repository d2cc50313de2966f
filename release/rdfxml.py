"""RDF/XML, written by hand: one element a subject, and no character that XML does not have.

XML 1.0 has no U+000B, U+0000 and the like, in whatever way they are written. A text with such a character gets the
datatype `orb:escapedText` and the escapes of JSON strings, so that nothing is lost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import IO

from pyoxigraph import Literal, NamedNode

from ontology.reading import RDF, XSD
from release.terms import Term
from release.triples import Description

ESCAPED = "escapedText"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPLIT = re.compile(r"(.*?)([A-Za-z_][A-Za-z0-9._-]*)$", re.DOTALL)
_STRING = f"{XSD}string"


class Writer:
    """Writes descriptions; `namespace` is that of our own terms, `prefixes` are short names of namespaces."""

    def __init__(self, namespace: str, prefixes: Mapping[str, str]) -> None:
        self._escaped = namespace + ESCAPED
        self._spaces = {"rdf": RDF, **{name: iri for name, iri in prefixes.items() if name != "rdf"}}
        self._by_space = {iri: name for name, iri in self._spaces.items()}
        self._tags: dict[str, tuple[str, str]] = {}

    def write(self, descriptions: Iterable[Description], target: IO[bytes]) -> None:
        """The whole document."""
        spaces = "".join(f'\n  xmlns:{name}="{_attribute(iri)}"' for name, iri in self._spaces.items())
        target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n'.encode())
        for description in descriptions:
            target.write(self._element(description).encode())
        target.write(b"</rdf:RDF>\n")

    def _element(self, description: Description) -> str:
        parts = [f'<rdf:Description rdf:about="{_attribute(description.subject.value)}">\n']
        for predicate, terms in description.said.items():
            opening, closing = self._tags.get(predicate.value) or self._tag(predicate.value)
            parts.extend(f"  <{opening}{self._rest(term, closing)}\n" for term in terms)
        parts.append("</rdf:Description>\n")
        return "".join(parts)

    def _tag(self, iri: str) -> tuple[str, str]:
        """How an element of this predicate opens and closes."""
        space, local = _split(iri)
        prefix = self._by_space.get(space)
        name = f"{prefix}:{local}" if prefix else f"p:{local}"
        opening = name if prefix else f'{name} xmlns:p="{_attribute(space)}"'
        found = self._tags[iri] = (opening, name)
        return found

    def _rest(self, term: Term, closing: str) -> str:
        if isinstance(term, NamedNode):
            return f' rdf:resource="{_attribute(term.value)}"/>'
        text, language, datatype = term.value, term.language, term.datatype.value
        if _NOT_XML.search(text):
            text, language, datatype = json.dumps(text)[1:-1], None, self._escaped
        if language:
            kind = f' xml:lang="{_attribute(language)}"'
        else:
            kind = "" if datatype == _STRING else f' rdf:datatype="{_attribute(datatype)}"'
        return f"{kind}>{_content(text)}</{closing}>"


def unescaped(literal: Literal) -> str:
    """The text that a literal with the datatype `orb:escapedText` stands for."""
    return str(json.loads('"' + literal.value + '"'))


def _split(iri: str) -> tuple[str, str]:
    """A namespace and a local name that may be the name of an element."""
    found = _SPLIT.match(iri)
    if found is None or not found[1]:
        raise ValueError(f"{iri} cannot be the name of an element")
    return found[1], found[2]


def _content(text: str) -> str:
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return text


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
