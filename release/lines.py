"""N-Triples, N-Quads and Turtle written by hand, a description at a time.

The predicates, the classes and the prefixes become text once for many statements. The bytes are those of pyoxigraph's
own serializer; the tests hold the two together. What is rare (an odd id, a triple term) is asked of pyoxigraph itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ontology.reading import RDF, XSD
from release.iris import PLAIN
from release.terms import Term
from release.triples import Description

Parts = tuple[str, ...]
"""Predicates with their objects, as they stand between the separators of a format."""

_ODD = re.compile(r'["\\\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff\U0001fffe-\U0010ffff]')
"""What may not stand in a string as it is, and some more: pyoxigraph is asked about it."""
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
"""Local names of which Turtle escapes nothing."""
_SHORT = {f"{XSD}integer", f"{XSD}decimal", f"{XSD}double", f"{XSD}boolean"}
"""Datatypes whose values Turtle may write without quotes."""
_NEXT = " ;\n\t"
_HELD = 20_000


def quoted(text: str) -> str:
    """A plain string as a literal."""
    return f'"{text}"' if _ODD.search(text) is None else str(Literal(text))


class Lines:
    """N-Triples; with `graphs` N-Quads, the claims of a source in the graph of that source. `count` is of triples."""

    header = ""

    def __init__(self, *, graphs: bool = False) -> None:
        self.count = 0
        self._graphs = graphs
        self._predicates: dict[NamedNode, str] = {}

    def term(self, term: Term) -> str:
        """A term as this format has it."""
        return str(term)

    def namer(self, before: str, made: Callable[[str], NamedNode]) -> Callable[[str], str]:
        """From the id of a thing to its text: `before` stands before plain ids, `made` names the others."""
        start, plain, term = f"<{before}", PLAIN.fullmatch, self.term
        return lambda id: f"{start}{id}>" if plain(id) else term(made(id))

    def predicate(self, node: NamedNode) -> str:
        """A predicate and the space behind it."""
        found = self._predicates.get(node)
        if found is None:
            found = self._predicates[node] = self._predicate(node)
        return found

    def _predicate(self, node: NamedNode) -> str:
        return f"{node} "

    def parts(self, predicate: NamedNode, objects: Sequence[str]) -> Parts:
        """A predicate with its objects, which are text already. Who has more objects than parts counts them."""
        start = self.predicate(predicate)
        return tuple([start + text for text in objects])

    def said(self, subject: str, parts: Sequence[str], graph: str | None) -> str:
        """All that is said of one subject."""
        self.count += len(parts)
        end = f" {graph} .\n" if graph is not None and self._graphs else " .\n"
        return f"{subject} {f'{end}{subject} '.join(parts)}{end}"

    def description(self, description: Description) -> str:
        """All statements of a description."""
        term, predicate = self.term, self.predicate
        parts = [
            start + term(one)
            for start, terms in [(predicate(node), terms) for node, terms in description.said.items()]
            for one in terms
        ]
        if not parts:
            return ""
        graph = description.graph
        return self.said(term(description.subject), parts, None if graph is None else term(graph))


class Turtle(Lines):
    """Turtle, under these prefixes."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__()
        self._prefixes = dict(prefixes)
        self._terms: dict[str, str] = {}
        self.header = self._written(_ASKING).removesuffix(f"{_ASKING} {_ASKING} {_ASKING} .\n")
        declared = [line.split(" ") for line in self.header.splitlines()]
        self._spaces = [(iri.removesuffix(">"), name) for _, name, iri, _ in declared]
        self._by_space = dict(self._spaces) if all(iri[-1] in "/#" for iri, _ in self._spaces) else {}

    def term(self, term: Term) -> str:
        """With short names; those that come again are kept."""
        text = str(term)
        if text[-1] != ">":
            return text
        found = self._terms.get(text)
        if found is None:
            if len(self._terms) >= _HELD:
                self._terms.clear()
            found = self._terms[text] = self._shortened(text, term)
        return found

    def namer(self, before: str, made: Callable[[str], NamedNode]) -> Callable[[str], str]:
        """As for lines, with a short name where there is one."""
        sample = self.term(NamedNode(f"{before}x"))
        if sample.startswith("<"):
            return super().namer(before, made)
        start, plain, term = sample.removesuffix("x"), _LOCAL.fullmatch, self.term
        return lambda id: start + id if plain(id) else term(made(id))

    def _predicate(self, node: NamedNode) -> str:
        return "a " if node.value == f"{RDF}type" else f"{self.term(node)} "

    def parts(self, predicate: NamedNode, objects: Sequence[str]) -> Parts:
        """One part: the predicate once, commas between its objects."""
        return (self.predicate(predicate) + " , ".join(objects),)

    def said(self, subject: str, parts: Sequence[str], graph: str | None) -> str:
        """The subject once."""
        self.count += len(parts)
        return f"{subject} {_NEXT.join(parts)} .\n"

    def description(self, description: Description) -> str:
        """All statements of a description."""
        term, predicate = self.term, self.predicate
        parts = []
        for node, terms in description.said.items():
            if len(terms) == 1:
                parts.append(predicate(node) + term(terms[0]))
            elif terms:
                parts.append(predicate(node) + " , ".join([term(one) for one in terms]))
                self.count += len(terms) - 1
        return self.said(term(description.subject), parts, None) if parts else ""

    def _shortened(self, text: str, term: Term) -> str:
        """The text of an IRI or of a typed literal with short names where there are any."""
        if text[0] == "<":
            return self._name(text) or self._asked(term)
        value, _, datatype = text.rpartition("^^")
        if datatype[1:-1] in _SHORT:
            return self._asked(term)
        name = self._name(datatype)
        return f"{value}^^{name}" if name else self._asked(term)

    def _name(self, text: str) -> str | None:
        """A short name, or the whole IRI where no prefix fits; None where somebody else has to say."""
        end = max(text.rfind("/"), text.rfind("#")) + 1
        short = self._by_space.get(text[:end])
        if short is not None and _LOCAL.fullmatch(text, end, len(text) - 1):
            return short + text[end:-1]
        for start, name in self._spaces:
            if text.startswith(start):
                local = text[len(start) : -1]
                return name + local if _LOCAL.fullmatch(local) else None
        return text

    def _asked(self, term: Term) -> str:
        """What pyoxigraph writes for a term."""
        return self._written(term)[len(self.header) + len(f"{_ASKING} {_ASKING} ") : -len(" .\n")]

    def _written(self, term: Term) -> str:
        asked = [Triple(_ASKING, _ASKING, term)]
        return (serialize(asked, format=RdfFormat.TURTLE, prefixes=self._prefixes) or b"").decode()


_ASKING = NamedNode("asked:of")


def write_lines(descriptions: Iterable[Description], target: IO[bytes], *, graphs: bool) -> None:
    """N-Triples, or with `graphs` N-Quads."""
    lines = Lines(graphs=graphs)
    write_texts(map(lines.description, descriptions), target, lines)


def write_texts(texts: Iterable[str], target: IO[bytes], lines: Lines) -> None:
    """Texts that a format has made, behind its header: a file without statements is empty."""
    before = lines.header
    for text in texts:
        if text:
            target.write((before + text).encode())
            before = ""
