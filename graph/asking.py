"""Free questions in Cypher that can only read: guarded as text, planned, and run within limits."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Overdue
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from threading import BoundedSemaphore, Thread
from typing import Any, cast

from graph.answers import Collected
from graph.connection import Database
from graph.errors import QueryRefused, QueryTimeout
from graph.guarding import guard
from graph.telling import told

GRACE = 5.0
"""Seconds past the server's own limit after which the answer is no longer waited for."""

LARGEST = 5_000_000
"""Characters of an answer, about."""

MOST_AT_ONCE = 8
_FREE = BoundedSemaphore(MOST_AT_ONCE)

# Operators that appear in plans of queries which change data or reach out of the database.
_WRITING = (
    "Create",
    "Merge",
    "Set",
    "Remove",
    "Delete",
    "Foreach",
    "LoadCSV",
    "TransactionForeach",
    "TransactionApply",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a free question: rows of json-able values, and the nodes and relationships found in them, by id."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    truncated: bool
    seconds: float
    nodes: tuple[Mapping[str, Any], ...] = field(default=())
    relationships: tuple[Mapping[str, Any], ...] = field(default=())


def ask(
    database: Database,
    text: str,
    parameters: Mapping[str, object] | None = None,
    *,
    rows: int = 1_000,
    seconds: float = 10.0,
) -> Answer:
    """Run a query that can only read: at most so many rows, at most so many seconds.

    Raises QueryRefused for what may not be asked, QueryTimeout for what takes too long.
    """
    guard(text, parameters or {})
    # The server's limit does not reach into its parser, nor into one expression that goes on and on.
    running = _started(lambda: _ask(database, text, dict(parameters or {}), rows, seconds))
    try:
        return running.result(seconds + GRACE)
    except Overdue:
        hint = "Ask for less, or begin from one thing by its id."
        raise QueryTimeout(
            f"The query was given up after {seconds + GRACE:.0f} seconds.", hint=hint
        ) from None


def _started(work: Callable[[], Answer]) -> Future[Answer]:
    """Work on a thread of its own, which does not keep the program from ending. Raises QueryTimeout if all are busy."""
    if not _FREE.acquire(blocking=False):
        hint = "Try again in a minute; if this stays, start the server and the app anew."
        raise QueryTimeout(f"{MOST_AT_ONCE} questions are being worked on already.", hint=hint)
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)
        finally:
            _FREE.release()

    Thread(target=run, name="ask", daemon=True).start()
    return future


def _ask(database: Database, text: str, parameters: dict[str, object], rows: int, seconds: float) -> Answer:
    plan = database.explain(text, parameters, timeout=seconds)
    if plan.writes or any(operator.startswith(_WRITING) for operator in plan.operators):
        raise QueryRefused("This query would write: here a query can only read.", hint="Begin with MATCH.")
    began = time.monotonic()
    stream = database.stream(text, parameters, timeout=seconds, fetch_size=min(rows + 1, 1_000))
    found = Collected()
    # A value that the driver cannot read, such as a day in the year 0, is told when a record is looked into.
    with told(database.uri, seconds), closing(cast("Generator[Any, None, None]", stream)):
        records = list(islice(_within(stream), rows + 1))
        shown = tuple({key: found.plain(value) for key, value in record.items()} for record in records[:rows])
    return Answer(
        columns=plan.columns,
        rows=shown,
        truncated=len(records) > rows,
        seconds=time.monotonic() - began,
        nodes=tuple(found.nodes.values()),
        relationships=tuple(found.relationships.values()),
    )


def _within(stream: Iterator[Any]) -> Iterator[Any]:
    """Records until the answer is larger than anyone can read."""
    size = 0
    for record in stream:
        size += len(str(record.values()))
        if size > LARGEST:
            raise QueryRefused(
                f"The answer is larger than {LARGEST:,} characters.",
                hint="Return properties, not nodes; use LIMIT.",
            )
        yield record
