"""Claims as text, straight from their rows: most of what an export writes.

Claims with the same predicate, about things of the same class, with the same fields are of one shape. A shape is a
list of steps made once, each of which gives the text of one field of a row. What no shape can say, because two fields
say the same property, is described as everything else is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ontology.model import Datatype, Property
from release.lines import Lines, Parts, quoted
from release.records import Properties
from release.terms import Term, first_instant, text
from release.triples import FIXED, TYPE, Beside, Describer, Plan, slot_of

Step = Callable[[Properties], Parts]
"""The text of one field of a row."""

_HELD = 20_000


class ClaimLines:
    """Writes the claims that a Describer would describe, in the same bytes."""

    def __init__(self, describer: Describer, lines: Lines) -> None:
        self._describer = describer
        self._lines = lines
        self._slots = describer.model.claim.by_key
        self._shapes: dict[tuple[str, ...], tuple[Step, ...] | None] = {}
        self._steps: dict[tuple[str, str], Step] = {}
        self._names: dict[str, Callable[[str], str]] = {}
        self._graph = ("", "")
        types = [lines.term(term) for term in describer.claim_types]
        self._first = lines.parts(TYPE, types)
        self._more = len(types) - len(self._first)
        self._name = self._namer(describer.model.claim.name)

    def row(self, row: Properties) -> str:
        """A claim as it lies in Neo4j."""
        shape = (row["subject_class"], row["predicate"], *row)
        try:
            steps = self._shapes[shape]
        except KeyError:
            steps = self._shapes[shape] = self._shape(row)
        if steps is None:
            return self._lines.description(self._describer.claim_row(row))
        parts = [*self._first]
        for step in steps:
            parts += step(row)
        lines, source = self._lines, row["source"]
        if source != self._graph[0]:
            self._graph = (source, lines.term(self._describer.source_iri(source)))
        lines.count += self._more
        return lines.said(self._name(row["id"]), parts, self._graph[1])

    # ---- shapes

    def _shape(self, row: Properties) -> tuple[Step, ...] | None:
        """The steps of rows like this one, in the order of the fields; None where two say the same property."""
        describer, slots = self._describer, self._slots
        plan = describer.plan(row["subject_class"], row["predicate"])
        keys = [key for key in ("subject", "subject_class", "predicate", "object", "value") if key in row]
        props = [slots[key].prop for key in keys]
        steps = [self._fixed(key, row, plan) for key in keys]
        said = [(key, slot_of(plan.stated, key)) for key in sorted(row.keys() - FIXED)]
        last = [(key, prop) for key, prop in describer.last if key in row]
        for key, prop in (*said, ("source", slots["source"].prop), *last):
            steps.append(self._values(key, prop))
            props.append(prop)
        nodes = [node for prop in props for node, _ in describer.beside(prop.iri)]
        return tuple(steps) if len({TYPE, *nodes}) == len(nodes) + 1 else None

    def _fixed(self, key: str, row: Properties, plan: Plan) -> Step:
        beside = self._describer.beside(self._slots[key].prop.iri)
        if key == "subject":
            return self._thing(key, beside, row["subject_class"])
        if key == "object":
            return self._thing(key, beside, plan.object_class())
        if key == "value":
            return self._worded(beside) if "language" in row else self._plain(key, beside)
        parts = self._all(beside, plan.subject_class if key == "subject_class" else plan.predicate)
        return lambda row: parts

    def _thing(self, key: str, beside: Beside, cls: str) -> Step:
        """One id of a class."""
        name = self._namer(cls)
        starts = [self._lines.predicate(node) for node, _ in beside]
        if len(starts) == 1:
            (start,) = starts
            return lambda row: (start + name(row[key]),)
        return lambda row: tuple([start + name(row[key]) for start in starts])

    def _plain(self, key: str, beside: Beside) -> Step:
        """Texts that hardly come again, one or a list of them."""
        if len(beside) > 1 or beside[0][1]:
            return self._any(key, beside, lambda value: text(str(value)))
        start = self._lines.predicate(beside[0][0])

        def step(row: Properties) -> Parts:
            value = row[key]
            if isinstance(value, str):
                return (start + quoted(value),)
            if isinstance(value, list) and len(value) == 1:
                return (start + quoted(str(value[0])),)
            return self._many(beside, value, lambda item: text(str(item)))

        return step

    def _worded(self, beside: Beside) -> Step:
        """The value with its language."""

        def step(row: Properties) -> Parts:
            return self._all(beside, [text(row["value"], row["language"])])

        return step

    def _values(self, key: str, prop: Property) -> Step:
        found = self._steps.get((key, prop.iri))
        if found is None:
            found = self._steps[key, prop.iri] = self._new_values(key, prop)
        return found

    def _new_values(self, key: str, prop: Property) -> Step:
        describer = self._describer
        beside = describer.beside(prop.iri)
        if key == "source" and prop.iri == self._slots["source"].prop.iri:
            return self._any("source", beside, describer.source_iri)
        if prop.datatype is Datatype.TEXT and key not in describer.again and key != "language":
            return self._plain(key, beside)
        return self._any(key, beside, lambda value: describer.term(prop, value))

    def _any(self, key: str, beside: Beside, made: Callable[[Any], Term]) -> Step:
        """What comes again and again is made once."""
        held: dict[object, Parts] = {}

        def step(row: Properties) -> Parts:
            value = row[key]
            if isinstance(value, list):
                if len(value) != 1:
                    return self._many(beside, value, made)
                value = value[0]
            try:
                return held[value]
            except KeyError:
                if len(held) >= _HELD:
                    held.clear()
                parts = held[value] = self._many(beside, value, made)
                return parts

        return step

    # ---- terms under a property and what is written beside it

    def _many(self, beside: Beside, value: object, made: Callable[[Any], Term]) -> Parts:
        """A value, or a list of them, each once and in order; nothing where there is none."""
        if value is None:
            return ()
        values = sorted(dict.fromkeys(value)) if isinstance(value, list) else [value]
        return self._all(beside, [made(item) for item in values]) if values else ()

    def _all(self, beside: Beside, terms: list[Term]) -> Parts:
        found: Parts = ()
        for node, as_instant in beside:
            shown = dict.fromkeys(map(first_instant, terms)) if as_instant else terms
            parts = self._lines.parts(node, [self._lines.term(term) for term in shown])
            self._lines.count += len(shown) - len(parts)
            found += parts
        return found

    def _namer(self, cls: str) -> Callable[[str], str]:
        found = self._names.get(cls)
        if found is None:
            iris = self._describer.iris
            found = self._names[cls] = self._lines.namer(iris.before(cls), lambda id: iris.thing(cls, id))
        return found
