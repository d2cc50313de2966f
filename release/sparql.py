"""Constraints of shapes as SPARQL queries that find what breaks them.

Every query gives ?this, the node that breaks the rule, and where there is one the ?value that does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode

from ontology.declarations import Term
from ontology.errors import DeclarationError
from ontology.reading import RDF, SH, XSD
from release.shapes import Choice, Constraint, Target

Below = Mapping[str, tuple[str, ...]]

TYPE = f"<{RDF}type>"

# What the text of a datatype looks like. Patterns and not casts: a cast fails on numbers that are merely long.
_LEXICAL = {
    f"{XSD}integer": r"^[+-]?[0-9]+$",
    f"{XSD}decimal": r"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)$",
    f"{XSD}boolean": r"^(true|false|0|1)$",
}
_CAST = frozenset(f"{XSD}{name}" for name in ("date", "dateTime", "double", "float"))

_NODE_KINDS = {
    f"{SH}IRI": "isIRI(?value)",
    f"{SH}Literal": "isLiteral(?value)",
    f"{SH}BlankNode": "isBlank(?value)",
    f"{SH}BlankNodeOrIRI": "!isLiteral(?value)",
    f"{SH}BlankNodeOrLiteral": "!isIRI(?value)",
    f"{SH}IRIOrLiteral": "!isBlank(?value)",
}


def query_of(constraint: Constraint, below: Below) -> str:
    """The query that finds what breaks a constraint. `below` gives the classes under each class."""
    if constraint.component == "sparql":
        return _own(constraint, below)
    focus = _focus(constraint.target, below)
    path = f"<{constraint.path}>"
    return _COMPILERS[constraint.component](constraint, focus, path, below)


def _focus(target: Target, below: Below) -> str:
    """The nodes that a shape is about, each once."""
    if target.kind == "targetSubjectsOf":
        return f"{{ SELECT DISTINCT ?this {{ ?this <{target.iri}> ?any }} }}"
    classes = below.get(target.iri, (target.iri,))
    if len(classes) == 1:
        return f"?this {TYPE} <{classes[0]}> ."
    return f"{{ SELECT DISTINCT ?this {{ VALUES ?class {{ {_iris(classes)} }} ?this {TYPE} ?class }} }}"


def _own(constraint: Constraint, below: Below) -> str:
    """A SPARQL constraint: its own query, with the nodes that its shape is about."""
    select = constraint.select.replace("$", "?").replace("?PATH", f"<{constraint.path}>")
    head, brace, rest = select.partition("{")
    if not brace:
        raise DeclarationError(f"The query of {constraint.shape} has no WHERE.")
    return f"{head}{{ {_focus(constraint.target, below)} {rest}"


# ---- how many


def _min_count(constraint: Constraint, focus: str, path: str, below: Below) -> str:
    wanted = _whole(constraint)
    if wanted == 1:
        return f"SELECT ?this {{ {focus} FILTER NOT EXISTS {{ ?this {path} ?any }} }}"
    counted = f"{{ {focus} OPTIONAL {{ ?this {path} ?any }} }} GROUP BY ?this HAVING (COUNT(?any) < {wanted})"
    return f"SELECT ?this (COUNT(?any) AS ?found) {counted}"


def _max_count(constraint: Constraint, focus: str, path: str, below: Below) -> str:
    counted = f"{{ {focus} ?this {path} ?any }} GROUP BY ?this HAVING (COUNT(?any) > {_whole(constraint)})"
    return f"SELECT ?this (COUNT(?any) AS ?found) {counted}"


def _whole(constraint: Constraint) -> int:
    text = constraint.terms[0].value
    if not text.isdigit():
        raise DeclarationError(
            f"{constraint.shape}: sh:{constraint.component} is {text!r}, and no whole number."
        )
    return int(text)


# ---- one value at a time


def _each(
    condition: Callable[[str, tuple[Term, ...], str, Below], str],
) -> Callable[[Constraint, str, str, Below], str]:
    """A compiler for a component that asks the same of each value."""

    def compiled(constraint: Constraint, focus: str, path: str, below: Below) -> str:
        holds = condition(constraint.shape, constraint.terms, constraint.flags, below)
        return f"SELECT ?this ?value {{ {focus} ?this {path} ?value . FILTER(!({holds})) }}"

    return compiled


def _datatype(owner: str, terms: tuple[Term, ...], flags: str, below: Below) -> str:
    """The datatype, and for those that we know a text that is of it."""
    iri = terms[0].value
    same = f"isLiteral(?value) && DATATYPE(?value) = <{iri}>"
    if iri in _LEXICAL:
        return f'{same} && REGEX(STR(?value), "{_LEXICAL[iri]}")'
    if iri in _CAST:
        cast = f"<{iri}>(STR(?value))"
        return f"{same} && COALESCE({cast} = {cast}, false)"
    return same


def _class(owner: str, terms: tuple[Term, ...], flags: str, below: Below) -> str:
    classes = below.get(terms[0].value, (terms[0].value,))
    return " || ".join(f"EXISTS {{ ?value {TYPE} <{iri}> }}" for iri in classes)


def _node_kind(owner: str, terms: tuple[Term, ...], flags: str, below: Below) -> str:
    kind = _NODE_KINDS.get(terms[0].value)
    if kind is None:
        raise DeclarationError(f"{owner}: {terms[0].value} is no node kind of SHACL.")
    return kind


def _in(owner: str, terms: tuple[Term, ...], flags: str, below: Below) -> str:
    return " || ".join(f"sameTerm(?value, {term})" for term in terms) or "false"


def _pattern(owner: str, terms: tuple[Term, ...], flags: str, below: Below) -> str:
    asked = f"{Literal(terms[0].value)}, {Literal(flags)}" if flags else str(Literal(terms[0].value))
    return f"!isBlank(?value) && COALESCE(REGEX(STR(?value), {asked}), false)"


def _compared(sign: str) -> Callable[[str, tuple[Term, ...], str, Below], str]:
    return lambda owner, terms, flags, below: f"COALESCE(?value {sign} {terms[0]}, false)"


def _or(constraint: Constraint, focus: str, path: str, below: Below) -> str:
    holds = " || ".join(f"({_chosen(constraint.shape, choice, below)})" for choice in constraint.choices)
    return f"SELECT ?this ?value {{ {focus} ?this {path} ?value . FILTER(!({holds})) }}"


def _chosen(owner: str, choice: Choice, below: Below) -> str:
    return _CONDITIONS[choice.component](owner, choice.terms, "", below)


# ---- two properties of one node


def _at_most(constraint: Constraint, focus: str, path: str, below: Below) -> str:
    other = f"<{constraint.terms[0].value}>"
    pair = f"{focus} ?this {path} ?value ; {other} ?other ."
    return f"SELECT ?this ?value ?other {{ {pair} FILTER(!COALESCE(?value <= ?other, false)) }}"


def _disjoint(constraint: Constraint, focus: str, path: str, below: Below) -> str:
    other = f"<{constraint.terms[0].value}>"
    return f"SELECT ?this ?value {{ {focus} ?this {path} ?value ; {other} ?value . }}"


def _iris(iris: tuple[str, ...]) -> str:
    return " ".join(str(NamedNode(iri)) for iri in iris)


_CONDITIONS = {
    "datatype": _datatype,
    "class": _class,
    "nodeKind": _node_kind,
    "in": _in,
    "pattern": _pattern,
    "minInclusive": _compared(">="),
    "maxInclusive": _compared("<="),
}

_COMPILERS: dict[str, Callable[[Constraint, str, str, Below], str]] = {
    **{name: _each(condition) for name, condition in _CONDITIONS.items()},
    "minCount": _min_count,
    "maxCount": _max_count,
    "or": _or,
    "lessThanOrEquals": _at_most,
    "disjoint": _disjoint,
}
