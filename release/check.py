"""`orbatlas check`: the shapes of the ontology on what is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, QuerySolution, QuerySolutions, RdfFormat, Store

from graph.connection import Database
from ontology.declarations import local
from ontology.errors import DeclarationError
from ontology.files import ontology_files
from ontology.model import Model
from release.iris import DEFAULT_BASE
from release.quads import Progress, Stream, triples_of
from release.shapes import Constraint, read_shapes, subclasses
from release.sparql import query_of

LIMIT = 1_000
"""Violations of one rule that are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks one rule of one shape."""

    focus: str
    path: str | None
    value: str | None
    constraint: str
    shape: str
    message: str

    def as_row(self) -> dict[str, Any]:
        """The violation as a row of a table or of json."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `found` counts all violations; `violations` lists up to `LIMIT` of each rule, sorted."""

    triples: int
    rules: int
    found: int
    violations: tuple[Violation, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing breaks a rule."""
        return self.found == 0


_MESSAGES = {
    "minCount": "{name} is missing; at least {wanted} is wanted.",
    "maxCount": "{name} is there {found} times; at most {wanted} may be.",
    "datatype": "{name} is {value!r}, which is no {wanted}, or not marked as one.",
    "class": "{name} is {value}, which is no {wanted}.",
    "nodeKind": "{name} is {value!r}; {wanted} is asked for.",
    "in": "{name} is {value!r}, which is none of the allowed values.",
    "pattern": "{name} is {value!r}, which does not fit the pattern {wanted}.",
    "minInclusive": "{name} is {value!r}; it must be {wanted} or more.",
    "maxInclusive": "{name} is {value!r}; it must be {wanted} or less.",
    "lessThanOrEquals": "{name} is {value!r}, more than {second}, {other!r}.",
    "disjoint": "{name} and {second} are the same.",
    "or": "{name} is {value!r}, which is not {allowed}.",
}

COLUMNS = ("focus", "path", "value", "constraint", "shape", "message")


def check(
    database: Database,
    model: Model,
    *,
    base: str = DEFAULT_BASE,
    extra: Sequence[Path] = (),
    progress: Progress | None = None,
) -> CheckReport:
    """Hold the current graph against the shapes of the ontology's files and of `extra`.

    The graph is read into memory, about 600 MB for a million triples. Raises what an export raises, and
    DeclarationError for a shape that cannot be checked.
    """
    stream = Stream(database, model, base, None, extra, progress)
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples_of(stream.descriptions()))
    return check_store(store, stream.tally.triples, ontology_files(*extra), model)


def check_store(store: Store, triples: int, files: Iterable[Path], model: Model | None = None) -> CheckReport:
    """Hold a graph that is in the default graph of a store against the shapes in some files, which are added to it."""
    files = tuple(files)
    rules = read_shapes(files)
    below = subclasses(files)
    for file in files:
        store.load(path=str(file), format=RdfFormat.TURTLE)
    words = _Words(model)
    found = 0
    listed: list[Violation] = []
    for rule in rules:
        solutions = _solutions(store, rule, query_of(rule, below))
        listed.extend(words.violation(rule, solution) for solution in islice(solutions, LIMIT))
        found += sum(1 for _ in solutions)
    found += len(listed)
    order = sorted(listed, key=lambda v: (v.shape, v.path or "", v.constraint, v.focus, v.value or ""))
    return CheckReport(triples, len(rules), found, tuple(order))


def _solutions(store: Store, rule: Constraint, query: str) -> Iterator[QuerySolution]:
    try:
        answer = store.query(query)
    except SyntaxError as error:
        where = f"sh:{rule.component} of {rule.shape}"
        raise DeclarationError(f"{where} cannot be asked of the graph: {error}.") from error
    assert isinstance(answer, QuerySolutions)
    names = {variable.value for variable in answer.variables}
    if "this" not in names:
        raise DeclarationError(f"The query of {rule.shape} does not select $this.")
    return iter(answer)


class _Words:
    """Says what is wrong in words for people."""

    def __init__(self, model: Model | None) -> None:
        self._labels = {prop.iri: prop.label for prop in model.properties.values()} if model else {}

    def violation(self, rule: Constraint, solution: QuerySolution) -> Violation:
        """One solution of a rule's query."""
        path = _text(solution, "path") or rule.path
        value = _text(solution, "value")
        return Violation(
            focus=_text(solution, "this") or "",
            path=path,
            value=value,
            constraint=rule.component,
            shape=rule.shape,
            message=self._message(rule, path, value, solution),
        )

    def _message(self, rule: Constraint, path: str | None, value: str | None, solution: QuerySolution) -> str:
        if rule.component == "sparql":
            return rule.message
        wanted = rule.terms[0].value if rule.terms else ""
        allowed = [choice.terms[0].value for choice in rule.choices]
        return _MESSAGES[rule.component].format(
            name=self._name(path or ""),
            value=value,
            wanted=wanted if rule.component == "pattern" else local(wanted),
            second=self._name(wanted),
            other=_text(solution, "other"),
            found=_text(solution, "found"),
            allowed=" or ".join(map(local, allowed)),
        )

    def _name(self, iri: str) -> str:
        return self._labels.get(iri) or local(iri)


def _text(solution: QuerySolution, variable: str) -> str | None:
    """The IRI or the text of a term; None where the query does not bind it."""
    try:
        term = solution[variable]
    except KeyError:
        return None
    return None if term is None else str(getattr(term, "value", term))
