"""The shapes (SHACL) of the ontology's files, read into plain records.

Of SHACL we read the part that our shapes use. What is not in it is refused by name, never passed over: a rule that
nobody checks is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode

from ontology.declarations import Declarations, Node, Term, local, name_of
from ontology.errors import DeclarationError
from ontology.reading import RDF, RDFS, SH

COMPONENTS = frozenset(
    {
        "datatype",
        "class",
        "nodeKind",
        "minCount",
        "maxCount",
        "in",
        "pattern",
        "minInclusive",
        "maxInclusive",
        "lessThanOrEquals",
        "disjoint",
        "or",
        "sparql",
    }
)
"""The constraint components that can be checked."""

CHOICES = frozenset({"datatype", "class", "nodeKind", "in", "pattern"})
"""Those that may stand in a sh:or."""

SILENT = frozenset({"path", "name", "order", "description", "message", "group", "flags", "property"})
"""Terms of SHACL that say something else than a constraint."""

TARGETS = ("targetClass", "targetSubjectsOf")


@dataclass(frozen=True, slots=True)
class Target:
    """What a shape is about: the things of a class, or the subjects of a property."""

    kind: str
    iri: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A condition on one value, inside a sh:or."""

    component: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One rule of one shape. `path` is None where it is about the focus node itself.

    `terms` are the parameter (one, or the members of a list); `choices` those of a sh:or; `select` and `message`
    those of a SPARQL constraint.
    """

    shape: str
    target: Target
    path: str | None
    component: str
    terms: tuple[Term, ...] = ()
    flags: str = ""
    choices: tuple[Choice, ...] = ()
    select: str = ""
    message: str = ""


class ShapeGraph(Declarations):
    """The statements of the shapes' files, with the two questions that only shapes ask."""

    def predicates(self, subject: Node) -> list[str]:
        """The properties that are stated of a node, sorted."""
        return sorted(
            {quad.predicate.value for quad in self._store.quads_for_pattern(subject, None, None, None)}
        )

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """(subject, object) of every statement of a property between named things."""
        for quad in self._store.quads_for_pattern(None, NamedNode(predicate), None, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject.value, quad.object.value


def read_shapes(files: Iterable[Path]) -> tuple[Constraint, ...]:
    """All constraints of the shapes in these files. Raises DeclarationError for what cannot be checked, naming it."""
    found = ShapeGraph(files)
    shapes = {node for kind in ("NodeShape", "PropertyShape") for node in found.of_type(f"{SH}{kind}")}
    return tuple(
        constraint
        for shape in sorted(shapes, key=lambda node: node.value)
        for target in _targets(found, shape)
        for constraint in _constraints(found, shape, target)
    )


def subclasses(files: Iterable[Path]) -> Mapping[str, tuple[str, ...]]:
    """Each class with everything below it, itself included."""
    found = ShapeGraph(files)
    below: dict[str, set[str]] = {}
    for child, parent in found.pairs(f"{RDFS}subClassOf"):
        below.setdefault(parent, set()).add(child)
    return {iri: tuple(sorted(_closure(iri, below))) for iri in below}


def _closure(iri: str, below: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [iri]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(below.get(current, ()))
    return seen


def _targets(found: ShapeGraph, shape: NamedNode) -> Iterator[Target]:
    for kind in TARGETS:
        for term in found.all(shape, f"{SH}{kind}"):
            yield Target(kind, term.value)


def _constraints(found: ShapeGraph, shape: NamedNode, target: Target) -> Iterator[Constraint]:
    yield from _of_node(found, shape, shape, target)
    for node in found.all(shape, f"{SH}property"):
        if not isinstance(node, NamedNode | BlankNode):
            raise DeclarationError(f"{name_of(shape)} has a sh:property that is no shape.")
        yield from _of_node(found, shape, node, target)


def _of_node(found: ShapeGraph, shape: NamedNode, node: Node, target: Target) -> Iterator[Constraint]:
    path = _path(found, shape, node)
    for predicate in found.predicates(node):
        name = predicate.removeprefix(SH)
        if not predicate.startswith(SH) or name in SILENT or name in TARGETS:
            continue
        if name not in COMPONENTS or (path is None and name != "sparql"):
            where = f"{name_of(shape)}{f', {local(path)}' if path else ''}"
            raise DeclarationError(
                f"{where}: sh:{name} is not checked here.", hint=f"Known: {', '.join(sorted(COMPONENTS))}."
            )
        for term in found.all(node, predicate):
            yield _constraint(found, shape, node, target, path, name, term)


def _constraint(
    found: ShapeGraph, shape: NamedNode, node: Node, target: Target, path: str | None, name: str, term: Term
) -> Constraint:
    owner = name_of(shape)
    if name == "sparql":
        return _sparql(found, owner, target, path, term)
    if name == "or":
        choices = tuple(_choice(found, owner, member) for member in _members(found, owner, term))
        return Constraint(owner, target, path, name, choices=choices)
    terms = _members(found, owner, term) if name == "in" else (term,)
    flags = found.text(node, f"{SH}flags") or ""
    return Constraint(owner, target, path, name, terms, flags)


def _sparql(found: ShapeGraph, owner: str, target: Target, path: str | None, term: Term) -> Constraint:
    if not isinstance(term, NamedNode | BlankNode):
        raise DeclarationError(f"{owner} has a sh:sparql that is no constraint.")
    select = found.text(term, f"{SH}select")
    if select is None:
        raise DeclarationError(f"The constraint {name_of(term)} of {owner} has no sh:select.")
    message = found.text(term, f"{SH}message") or f"{name_of(term)} does not hold."
    return Constraint(owner, target, path, "sparql", select=select, message=message)


def _choice(found: ShapeGraph, owner: str, member: Term) -> Choice:
    known = [] if isinstance(member, Literal) else found.predicates(member)
    names = [predicate.removeprefix(SH) for predicate in known]
    if len(names) != 1 or names[0] not in CHOICES:
        raise DeclarationError(f"{owner}: a choice in sh:or is one of sh:{', sh:'.join(sorted(CHOICES))}.")
    assert isinstance(member, NamedNode | BlankNode)
    terms = tuple(found.all(member, known[0]))
    return Choice(names[0], _members(found, owner, terms[0]) if names[0] == "in" else terms)


def _path(found: ShapeGraph, shape: NamedNode, node: Node) -> str | None:
    term = found.one(node, f"{SH}path")
    if term is None and node is shape:
        return None
    if not isinstance(term, NamedNode):
        raise DeclarationError(f"A property of {name_of(shape)} has no sh:path that is a single property.")
    return term.value


def _members(found: ShapeGraph, owner: str, head: Term) -> tuple[Term, ...]:
    """The members of an RDF list."""
    members: list[Term] = []
    while head != NamedNode(f"{RDF}nil"):
        if not isinstance(head, NamedNode | BlankNode):
            raise DeclarationError(f"{owner} has a list that is broken off.")
        first, rest = found.one(head, f"{RDF}first"), found.one(head, f"{RDF}rest")
        if first is None or rest is None:
            raise DeclarationError(f"{owner} has a list that is broken off.")
        members.append(first)
        head = rest
    return tuple(members)
