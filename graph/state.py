"""The state of a database as a text: what is kept in memory of it is kept for one state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.connection import Database
from graph.telling import told

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

_SECONDS = 10.0


def state(database: Database) -> str:
    """The bookmark that the database gives after a read: another one as soon as anybody wrote anything."""

    def work(tx: ManagedTransaction) -> None:
        tx.run("RETURN 1").consume()

    with told(database.uri, _SECONDS), database._session("READ") as session:
        session.execute_read(work)
        return " ".join(sorted(session.last_bookmarks().raw_values))
