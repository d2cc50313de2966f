"""The schema page of the docs, written from the Model: `python -m ontology.docs > docs/schema.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from ontology.concepts import Scheme
from ontology.model import Class, Datatype, Kind, Model, Slot
from ontology.reading import load_model

_HEADINGS = {
    Kind.ENTITY: ("Things", "Each is a node in Neo4j, with the label of its class and `Entity`."),
    Kind.RELATION: (
        "Ties",
        "Each is a relationship in Neo4j and a node of its own in RDF, with four bounds in time.",
    ),
    Kind.MEASUREMENT: (
        "Measurements",
        "Each is a node in Neo4j that hangs on what it measures, with four bounds in time.",
    ),
    Kind.RECORD: ("Records", "What is kept about statements themselves."),
}
_WORDS = {
    Datatype.TEXT: "text",
    Datatype.INTEGER: "whole number",
    Datatype.DECIMAL: "decimal number",
    Datatype.DATE: "day",
    Datatype.EDTF: "date (EDTF)",
    Datatype.RESOURCE: "any thing",
}
_OFTEN = {
    (False, False): "at most once",
    (False, True): "any number",
    (True, False): "once",
    (True, True): "once or more",
}


def schema_page(model: Model) -> str:
    """The page, as Markdown: every class with its properties, every scheme with its terms."""
    return "\n".join(_lines(model)) + "\n"


def _lines(model: Model) -> Iterator[str]:
    yield "# Schema"
    yield ""
    yield "Made from the files in `ontology/`. Do not edit this page: run `python -m ontology.docs > docs/schema.md`."
    yield ""
    yield f"Version {model.version}. Namespace of all terms: `{model.namespace}`."
    for kind, (heading, about) in _HEADINGS.items():
        yield from ("", f"## {heading}", "", about)
        for cls in model.of_kind(kind):
            yield from _class(model, cls)
    yield from (
        "",
        "## Schemes",
        "",
        "Open schemes let other text stand as it was found; closed ones refuse it.",
    )
    for scheme in model.schemes.values():
        yield from _scheme(scheme)


def _class(model: Model, cls: Class) -> Iterator[str]:
    yield from ("", f"### {cls.name}", "", cls.definition, "")
    yield from (f"- {fact}" for fact in _facts(model, cls))
    if cls.parent is None:
        yield from (
            "",
            *_table(("key", "column", "takes", "how often", "meaning"), (_slot(slot) for slot in cls.slots)),
        )


def _facts(model: Model, cls: Class) -> Iterator[str]:
    yield f"IRI: `{cls.iri}`"
    if cls.edge:
        yield f"Relationship type: `{cls.edge}`{_ends(cls)}"
    if cls.table:
        yield f"Table: `{cls.table}.csv`"
    if cls.identifying:
        yield f"Two of one pair are told apart by: {', '.join(f'`{key}`' for key in cls.identifying)}"
    if cls.parent and cls.when_key and cls.when_concept:
        yield f"What a {cls.parent} becomes where its `{cls.when_key}` is `{cls.when_concept}` or a narrower term"
    if cls.shortcut:
        yield f"Shortcut, in an export for one day: `{cls.shortcut}`"


def _ends(cls: Class) -> str:
    if cls.target is None:
        return f", to {cls.end_class(cls.source)}"
    return (
        f", from {cls.end_class(cls.source)} (`{cls.source}`) to {cls.end_class(cls.target)} (`{cls.target}`)"
    )


def _slot(slot: Slot) -> tuple[str, ...]:
    often = _OFTEN[slot.required, slot.many]
    column = f"`{slot.column}`" if slot.column else ""
    return (
        f"`{slot.key}`",
        column,
        _takes(slot),
        often,
        f"{slot.prop.label}. {slot.prop.definition}{_rules(slot)}",
    )


def _takes(slot: Slot) -> str:
    prop = slot.prop
    if prop.scheme is not None:
        return f"[{prop.scheme.label}](#{prop.scheme.name})"
    if prop.datatype is Datatype.ENTITY:
        return f"{prop.range or 'the same class'}{f', edge `{prop.edge}`' if prop.edge else ''}"
    return _WORDS[prop.datatype]


def _rules(slot: Slot) -> str:
    said = [
        f"From {slot.minimum:g}" if slot.minimum is not None else "",
        f"up to {slot.maximum:g}" if slot.maximum is not None else "",
    ]
    said.extend(f"at most `{key}`" for key in slot.at_most)
    said.extend(f"not the same as `{key}`" for key in slot.differs_from)
    text = ", ".join(filter(None, said))
    return f" {text[0].upper()}{text[1:]}." if text else ""


def _scheme(scheme: Scheme) -> Iterator[str]:
    kind = "Open" if scheme.open else "Closed"
    yield from ("", f"### {scheme.name}", "", f"{scheme.definition} {kind}. `{scheme.iri}`", "")
    rows = (
        (
            f"`{c.notation}`",
            c.label,
            ", ".join(f"`{above}`" for above in c.broader),
            "; ".join(c.alternatives),
            c.definition,
        )
        for c in scheme.concepts.values()
    )
    yield from _table(("notation", "label", "under", "also written", "meaning"), rows)


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heading)} |"
    yield f"|{'---|' * len(heading)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(schema_page(load_model()))
