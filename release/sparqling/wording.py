"""Terms of an answer as people and programs read them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from ontology.reading import RDF, XSD
from release.sparqling.asking import Answer, Term

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_WHOLE = frozenset(f"{XSD}{name}" for name in ("integer", "int", "long", "short", "nonNegativeInteger"))
_BROKEN = frozenset(f"{XSD}{name}" for name in ("decimal", "double", "float"))
_DIGITS = 15
"""Of a number that every reader of JSON keeps whole."""

TRIPLE = ("subject", "predicate", "object")


class Wording:
    """Writes terms with these prefixes, and those that everybody knows."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.prefixes = {"owl": "http://www.w3.org/2002/07/owl#", "rdf": RDF, **prefixes}
        self._longest = sorted(self.prefixes.items(), key=lambda pair: len(pair[1]), reverse=True)

    def short(self, term: Term | None) -> Any:
        """For a table: an IRI with its prefix, or else between < and >; of a literal its text."""
        if not isinstance(term, NamedNode):
            return plain(term)
        for prefix, start in self._longest:
            if term.value.startswith(start) and _LOCAL.fullmatch(term.value[len(start) :]):
                return f"{prefix}:{term.value[len(start) :]}"
        return f"<{term.value}>"

    def rows(self, answer: Answer, *, short: bool) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
        """The columns and the rows of an answer, those of triples too."""
        write: Callable[[Term | None], Any] = self.short if short else plain
        columns, rows = answer.columns, answer.rows
        if answer.triples is not None:
            columns, rows = TRIPLE, tuple(map(_parts, answer.triples))
        return columns, [dict(zip(columns, map(write, row), strict=True)) for row in rows]

    def turtle(self, triples: Iterable[Triple]) -> str:
        """Triples as Turtle, those of a subject together, with the prefixes that are used."""
        ordered = sorted(triples, key=_type_first)
        used = {
            prefix: start for prefix, start in self.prefixes.items() if any(start in str(t) for t in ordered)
        }
        return (serialize(ordered, format=RdfFormat.TURTLE, prefixes=used) or b"").decode()


def json_ld(triples: Iterable[Triple]) -> str:
    """Triples as JSON-LD, expanded."""
    return (serialize(sorted(triples, key=str), format=RdfFormat.JSON_LD) or b"").decode() + "\n"


def plain(term: Term | None) -> Any:
    """For programs: IRIs whole, numbers that JSON can hold as numbers, true and false, all else as text."""
    if term is None or isinstance(term, str):
        return term
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode) else str(term)
    kind = term.datatype.value
    if sum(map(str.isdigit, term.value)) <= _DIGITS:
        if kind in _WHOLE and re.fullmatch(r"[+-]?[0-9]+", term.value):
            return int(term.value)
        if kind in _BROKEN and (number := _number(term.value)) is not None:
            return number
    return term.value == "true" if kind == f"{XSD}boolean" else term.value


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _type_first(triple: Triple) -> tuple[str, bool, str]:
    return str(triple.subject), triple.predicate.value != f"{RDF}type", str(triple)


def _parts(triple: Triple) -> tuple[Term, ...]:
    parts = (triple.subject, triple.predicate, triple.object)
    return tuple(str(part) if isinstance(part, Triple) else part for part in parts)
