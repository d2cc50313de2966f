"""Values as RDF terms: with the right datatype where the text is of that type, as plain text where it is not."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from ontology.model import Datatype, Property
from ontology.reading import EDTF, XSD

Term = NamedNode | Literal

_INTEGER_TYPE = NamedNode(f"{XSD}integer")
_DECIMAL_TYPE = NamedNode(f"{XSD}decimal")
_DATE_TYPE = NamedNode(f"{XSD}date")
_INSTANT_TYPE = NamedNode(f"{XSD}dateTime")
_EDTF_TYPE = NamedNode(EDTF)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def term_of(prop: Property, value: object, language: str | None = None) -> Term:
    """A value of a property: a concept's IRI, or a literal.

    Text that is no concept, integer, decimal or day stays as it is, a plain string: no ill-typed literal is ever made.
    """
    match prop.datatype:
        case Datatype.CONCEPT:
            return _concept(prop, str(value))
        case Datatype.INTEGER:
            return _typed(str(value), _INTEGER, _INTEGER_TYPE)
        case Datatype.DECIMAL:
            return _typed(decimal_text(value), _DECIMAL, _DECIMAL_TYPE)
        case Datatype.DATE:
            return day(value)
        case Datatype.EDTF:
            return Literal(str(value), datatype=_EDTF_TYPE)
        case _:
            return text(str(value), language)


def text(value: str, language: str | None = None) -> Literal:
    """A string, with its language where that is a tag as BCP 47 has them."""
    if language:
        try:
            return Literal(value, language=language)
        except ValueError:
            return Literal(value)
    return Literal(value)


def day(value: object) -> Literal:
    """A day as xsd:date; a text that the calendar does not have stays a plain string. Neo4j's own dates are taken."""
    written = str(value)
    try:
        if _DAY.fullmatch(written):
            date.fromisoformat(written)
            return Literal(written, datatype=_DATE_TYPE)
    except ValueError:
        pass
    return Literal(written)


def first_instant(term: Term) -> Term:
    """The first instant of a day, in UTC; any other term stays."""
    if isinstance(term, Literal) and term.datatype == _DATE_TYPE:
        return Literal(f"{term.value}T00:00:00Z", datatype=_INSTANT_TYPE)
    return term


def decimal_text(value: object) -> str:
    """A number without an exponent; a text as it was written."""
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return format(Decimal(repr(value)), "f")
    return str(value)


def _concept(prop: Property, notation: str) -> Term:
    concept = prop.scheme.concepts.get(notation) if prop.scheme else None
    return NamedNode(concept.iri) if concept else Literal(notation)


def _typed(written: str, pattern: re.Pattern[str], datatype: NamedNode) -> Literal:
    return Literal(written, datatype=datatype) if pattern.fullmatch(written) else Literal(written)
