"""One run at a time, where two at once would end as neither of them alone does.

What is locked is a note that a transaction makes and takes back, so nothing is left of it, whatever ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Timer

from graph.connection import Database
from graph.keeping.state import NOTE, prepare

_PATIENCE = 2.0
"""Seconds that are waited without a word."""


@contextmanager
def alone(database: Database, what: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Wait until no other run holds `what`, and hold it while the block runs. `waiting` is called where that lasts."""
    prepare(database)
    timer = Timer(_PATIENCE, waiting)
    timer.daemon = True
    query = f"MERGE (n:{NOTE} {{id: $id}}) SET n.id = n.id"
    with ExitStack() as stack:
        timer.start()
        try:
            stack.enter_context(database.holding(query, {"id": f"alone: {what}"}))
        finally:
            timer.cancel()
        yield
