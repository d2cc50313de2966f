"""Asks a named query: its parameters made right, its answer in few pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from graph.catalog.types import NamedQuery, Parameter
from graph.catalog.values import converted
from graph.connection import Database
from ontology.errors import CommandError

T = TypeVar("T")


def run(database: Database, query: NamedQuery, values: Mapping[str, object]) -> list[dict[str, Any]]:
    """The rows of the answer, with days as Python's dates.

    Values are texts as a user writes them, or dates and numbers; an empty text counts as not given. Raises
    CommandError for a parameter that is unknown, missing or of the wrong type, and QueryRefused where the query
    does not give a column that its head promises.
    """
    return [
        {key: _plain(value) for key, value in row.items()}
        for row in _rows(database, query, bound(query, values))
    ]


def run_together(database: Database, queries: Sequence[NamedQuery]) -> Iterator[list[dict[str, Any]]]:
    """The rows of several queries that take nothing, in the order of the queries; two are asked at a time.

    For queries that give no days, but texts, numbers and lists of them: nothing is converted. Each is a reading of
    its own.
    """
    return _together(queries, lambda query: list(_rows(database, query, bound(query, {}))))


def columns_together(database: Database, queries: Sequence[NamedQuery]) -> Iterator[dict[str, list[Any]]]:
    """As `run_together`, but each answer column by column, each from the first row to the last."""
    return _together(queries, lambda query: _columns(database, query))


def _together(queries: Sequence[NamedQuery], ask: Callable[[NamedQuery], T]) -> Iterator[T]:
    with ThreadPoolExecutor(2, "asking") as pool:
        yield from pool.map(ask, queries)


def _columns(database: Database, query: NamedQuery) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {column.name: [] for column in query.columns}
    for pack in _packs(database, query, bound(query, {})):
        for name, values in pack.items():
            found[name] += values
    return found


def _rows(
    database: Database, query: NamedQuery, parameters: Mapping[str, object]
) -> Iterator[dict[str, Any]]:
    for pack in _packs(database, query, parameters):
        for row in zip(*pack.values(), strict=True):
            yield dict(zip(pack, row, strict=True))


def _packs(
    database: Database, query: NamedQuery, parameters: Mapping[str, object]
) -> Iterator[dict[str, list[Any]]]:
    """The answer, column by column, some thousand rows at a time: a list or a map on its way for every row costs more
    than what most rows cost to find.

    The server holds the whole answer before the first row leaves; who asks holds it too.
    """
    names = [f"`{column.name}`" for column in query.columns]
    turned = ", ".join(f"[row IN packed_rows | row[{place}]] AS {name}" for place, name in enumerate(names))
    text = _PACKED.format(text=query.text, names=", ".join(names), turned=turned)
    yield from database.read(text, parameters)


_PACKED = """
CALL () {{
{text}
}}
WITH collect([{names}]) AS packed_rows
UNWIND range(0, size(packed_rows) - 1, 5000) AS first
WITH packed_rows[first..first + 5000] AS packed_rows
RETURN {turned}
"""


def bound(query: NamedQuery, values: Mapping[str, object]) -> dict[str, object]:
    """The parameters of a query with these values, defaults filled in."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "nothing"
            raise CommandError(f"{query.name} takes no parameter {name!r}.", hint=f"It takes: {takes}.")
    return {name: _value(query, parameter, values.get(name)) for name, parameter in known.items()}


def _value(query: NamedQuery, parameter: Parameter, given: object) -> object:
    if given is None or given == "":
        if parameter.required:
            hint = f"{parameter.words} Write -p {parameter.name}=…"
            raise CommandError(f"{query.name} needs the parameter {parameter.name}.", hint=hint)
        given = parameter.default
    return None if given is None else converted(parameter, given)


# What is Python's own already; nearly all values are.
_AS_IS = frozenset({str, int, float, bool, type(None)})


def _plain(value: Any) -> Any:
    if type(value) in _AS_IS:
        return value
    if isinstance(value, list):
        return value if _AS_IS.issuperset(map(type, value)) else [_plain(item) for item in value]
    native = getattr(value, "to_native", None)
    return native() if callable(native) else value
