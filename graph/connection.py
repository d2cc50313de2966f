"""The only place that opens a driver: reading, writing, schema and plans on one database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from graph.driver import without_tables
from graph.errors import AuthFailed, DatabaseUnreachable
from graph.server import Endpoint
from graph.server import start as start_server
from graph.server import status as server_status
from graph.server.layout import Layout
from graph.server.room import check_room
from graph.settings import Settings
from graph.telling import once_when_hopeless, told

if TYPE_CHECKING:  # the driver takes longer to import than most commands to run
    from neo4j import Driver, ManagedTransaction, Record, Session

T = TypeVar("T")
Parameters = Mapping[str, object]

# A server that has just begun to listen may refuse its database for a moment.
_PATIENCE = 20.0
# All rows at once, where all are kept anyway: without the waits between parts.
_ALL = -1
# How long a managed transaction is tried again, in seconds. A cluster whose leader died has another one after 23 to 29:
# as Neo4j comes, the others notice it in 20 to 23, and take 3 to 6 to choose.
_RETRY, _RETRY_CLUSTER = 15.0, 30.0


@dataclass(frozen=True)
class Plan:
    """What `EXPLAIN` tells. `query_type` is `r` (reads), `rw` (reads and writes), `w` (writes) or `s` (schema)."""

    query_type: str
    operators: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def writes(self) -> bool:
        """Whether running it could change anything."""
        return self.query_type != "r"


class Database:
    """One database of one Neo4j; a context manager. Threads may share it: each call has a session of its own.

    What was written is seen by what is read afterwards, on a cluster too: all sessions share the
    driver's bookmarks. Every method raises the errors of graph/errors.py, never the driver's.
    """

    def __init__(
        self, driver: Driver, name: str, read_timeout: float, uri: str, reader: Driver | None = None
    ) -> None:
        self._driver = driver
        # Reads go through a user of the server who cannot write, where the settings name one.
        self._reader = reader or driver
        self._name = name
        self._read_timeout = read_timeout
        self.uri = uri
        self.home: Path | None = None
        """Where the private server keeps its data; None for a server of somebody else."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections. The server goes on running."""
        if self._reader is not self._driver:
            self._reader.close()
        self._driver.close()

    def read(
        self, query: str, /, parameters: Parameters | None = None, *, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """All rows of a query, in a read transaction with a time limit in seconds (the settings' if None)."""

        def work(tx: ManagedTransaction) -> list[dict[str, Any]]:
            result = tx.run(query, dict(parameters or {}))
            keys = result.keys()
            return [dict(zip(keys, record, strict=True)) for record in result]

        return self.read_work(work, timeout=timeout, fetch_size=_ALL)

    def stream(
        self,
        query: str,
        /,
        parameters: Parameters | None = None,
        *,
        timeout: float | None = None,
        fetch_size: int = 1000,
    ) -> Iterator[Record]:
        """The rows one by one, never more than `fetch_size` of them in memory; a read transaction.

        It is not retried once rows have been handed out. Close the iterator to end it early.
        """
        limit = timeout or self._read_timeout
        with (
            told(self.uri, limit),
            self._session("READ", fetch_size) as session,
            session.begin_transaction(timeout=limit) as tx,
        ):
            yield from tx.run(query, dict(parameters or {}))

    def read_work(
        self,
        work: Callable[[ManagedTransaction], T],
        *,
        timeout: float | None = None,
        fetch_size: int = 1000,
    ) -> T:
        """Several reads in one read transaction. It may be tried again: `work` changes nothing outside."""
        from neo4j import unit_of_work

        limit = timeout or self._read_timeout
        with told(self.uri, limit), self._session("READ", fetch_size) as session:
            return session.execute_read(unit_of_work(timeout=limit)(once_when_hopeless(work)))

    def write(self, work: Callable[[ManagedTransaction], T], *, timeout: float | None = None) -> T:
        """Run `work` in one managed write transaction; it is retried, so it must do no harm twice.

        `timeout` is in seconds; None means no limit but the server's own.
        """
        from neo4j import unit_of_work

        check_room(self.home)
        with told(self.uri, timeout), self._session("WRITE") as session:
            return session.execute_write(unit_of_work(timeout=timeout)(once_when_hopeless(work)))

    def peek(self, work: Callable[[ManagedTransaction], T], *, timeout: float | None = None) -> T:
        """Run `work` as `write` does, then take all of it back: what would happen, without it happening."""
        with (
            told(self.uri, timeout),
            self._session("WRITE") as session,
            session.begin_transaction(timeout=timeout) as tx,
        ):
            result = work(cast("ManagedTransaction", tx))
            tx.rollback()
            return result

    @contextmanager
    def holding(self, query: str, parameters: Parameters) -> Iterator[None]:
        """Keep what `query` locks while the block runs; then all that it wrote is taken back.

        Whoever wants the same lock waits in its own call. The lock goes with the connection, so a kill frees it.
        """
        from neo4j.exceptions import DriverError, Neo4jError

        session = self._session("WRITE")
        try:
            with told(self.uri):
                session.begin_transaction(timeout=0).run(query, dict(parameters)).consume()
            yield
        finally:
            with suppress(DriverError, Neo4jError):
                session.close()

    def hides(self, id: str, names: object) -> bool:
        """Whether a thing is not to be found by these names of it here (see graph/veil.py)."""
        return False

    def state(self) -> str:
        """The state of the database as a text: another one as soon as anybody has written anything."""

        def work(tx: ManagedTransaction) -> None:
            tx.run("RETURN 1").consume()

        with told(self.uri, self._read_timeout), self._session("READ") as session:
            session.execute_read(work)
            return " ".join(sorted(session.last_bookmarks().raw_values))

    def schema(self, statement: str) -> None:
        """Run one schema statement, which must do nothing when run again (`IF NOT EXISTS`)."""
        self.write(lambda tx: tx.run(statement).consume())

    def explain(
        self, query: str, parameters: Parameters | None = None, *, timeout: float | None = None
    ) -> Plan:
        """The plan of a query, which is not run; raises QueryRefused where Neo4j does not take it."""

        def work(tx: ManagedTransaction) -> Plan:
            result = tx.run(f"EXPLAIN {query}", dict(parameters or {}))
            columns, summary = tuple(result.keys()), result.consume()
            return Plan(summary.query_type or "r", tuple(_operators(summary.plan)), columns)

        return self.read_work(work, timeout=timeout)

    def _session(self, mode: str, fetch_size: int = 1000) -> Session:
        """A session that knows what all earlier ones wrote, by the driver's own bookmark manager.

        Both users share that manager: a reader waits for what was just written by the other one.
        """
        driver = self._reader if mode == "READ" else self._driver
        return driver.session(
            database=self._name,
            default_access_mode=mode,
            fetch_size=fetch_size,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )


def open_database(
    settings: Settings, *, say: Callable[[str], None] | None = None, start: bool = True
) -> Database:
    """The database of NEO4J_URI if set, else of the private server.

    The private server is started first where it does not run, unless `start` is False.
    `say` is told what takes time. Raises DatabaseUnreachable or AuthFailed, and what starting raises.
    """
    endpoint = _endpoint(settings, say or (lambda _: None), start)
    driver = _opened_first(endpoint, settings)
    try:
        reader = _opened(second, settings.database) if (second := _reading(settings, endpoint)) else None
    except BaseException:
        driver.close()
        raise
    opened = Database(driver, settings.database, settings.read_timeout, endpoint.uri, reader)
    opened.home = settings.home if settings.uri is None else None
    return opened


def _opened_first(endpoint: Endpoint, settings: Settings) -> Driver:
    try:
        return _opened(endpoint, settings.database)
    except AuthFailed as problem:
        if settings.uri is not None:
            raise
        file = Layout.of(settings).password
        raise AuthFailed(
            f"The private Neo4j does not take the password in {file}.", hint="Put the file back from a copy."
        ) from problem


def _opened(endpoint: Endpoint, database: str) -> Driver:
    """A driver whose user the server knows and whose database answers."""
    driver = _driver(endpoint)
    try:
        _verify(driver, database, endpoint.uri)
    except BaseException:
        driver.close()
        raise
    return driver


def _reading(settings: Settings, endpoint: Endpoint) -> Endpoint | None:
    """The same server by the user for reads; None where there is none."""
    if settings.uri is None or settings.reader_username is None or settings.reader_password is None:
        return None
    return replace(endpoint, username=settings.reader_username, password=settings.reader_password)


def _endpoint(settings: Settings, say: Callable[[str], None], start: bool) -> Endpoint:
    if settings.uri is not None:
        if settings.password is None:
            raise AuthFailed("NEO4J_URI is set, but NEO4J_PASSWORD is not.", hint="Set NEO4J_PASSWORD.")
        return Endpoint(settings.uri, settings.username, settings.password)
    if not start and not server_status(settings).running:
        hint = "Start it with 'orbatlas server start', or set NEO4J_URI."
        raise DatabaseUnreachable("The private Neo4j does not run.", hint=hint)
    return start_server(settings, say)


def _driver(endpoint: Endpoint) -> Driver:
    without_tables()
    from neo4j import GraphDatabase
    from neo4j.exceptions import ConfigurationError

    try:
        return GraphDatabase.driver(
            endpoint.uri,
            auth=(endpoint.username, endpoint.password),
            user_agent="orbatlas",
            notifications_min_severity="OFF",
            warn_notification_severity="OFF",
            telemetry_disabled=True,
            connection_timeout=10.0,
            connection_acquisition_timeout=30.0,
            max_transaction_retry_time=_RETRY_CLUSTER if endpoint.uri.startswith("neo4j") else _RETRY,
        )
    except (ConfigurationError, ValueError) as problem:
        raise DatabaseUnreachable(f"The address {endpoint.uri} cannot be used: {problem}.") from None


def _verify(driver: Driver, database: str, uri: str) -> None:
    """Wait until the database takes a query, for as long as the reason to wait passes by itself."""
    from neo4j.exceptions import TransientError

    end = time.monotonic() + _PATIENCE
    while True:
        try:
            with told(uri):
                _ask(driver, database)
            return
        except DatabaseUnreachable as problem:
            if not isinstance(problem.__cause__, TransientError) or time.monotonic() > end:
                raise
            time.sleep(0.25)


def _ask(driver: Driver, database: str) -> None:
    """One query without the driver's own patience, which would keep a person waiting for half a minute."""
    with driver.session(database=database, default_access_mode="READ") as session:
        session.run("RETURN 1").consume()


def _operators(plan: Mapping[str, Any] | None) -> Iterator[str]:
    if plan:
        yield plan["operatorType"].partition("@")[0]
        for child in plan.get("children", ()):
            yield from _operators(child)
