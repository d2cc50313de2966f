"""Writes the page of the catalog: `python -m graph.catalog.docs`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from graph.catalog.reading import load_catalog
from graph.catalog.types import NamedQuery, Parameter
from ontology.reading import load_model


def catalog_page(queries: Iterable[NamedQuery]) -> str:
    """The page of the named queries, as Markdown."""
    head = [
        "# Questions that are ready to ask",
        "",
        "Made from the files under `graph/catalog/queries` by `python -m graph.catalog.docs`; do not edit.",
        "`orbatlas query NAME -p key=value`, or the page Ask of the app.",
        "",
    ]
    return "\n".join([*head, *(line for query in queries for line in _section(query))])


def _section(query: NamedQuery) -> Iterator[str]:
    yield f"## {query.name}"
    yield ""
    yield query.question
    yield ""
    yield from (f"- takes `{one.name}` ({_type(one)}): {one.words}" for one in query.parameters)
    yield from (f"- gives `{column.name}`: {column.words}" for column in query.columns)
    yield ""


def _type(parameter: Parameter) -> str:
    of = parameter.cls or (parameter.scheme.name if parameter.scheme else None)
    needed = "needed" if parameter.required else f"default {parameter.default or 'none'}"
    return f"{parameter.type}{f' of {of}' if of else ''}, {needed}"


if __name__ == "__main__":
    sys.stdout.write(catalog_page(load_catalog(load_model()).values()))
