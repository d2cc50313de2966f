"""The driver's errors, told as ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from graph.errors import (
    AuthFailed,
    ConstraintBroken,
    DatabaseUnreachable,
    OutOfMemory,
    QueryRefused,
    QueryTimeout,
    ServerFailed,
)
from ontology.errors import OrbatlasError

if TYPE_CHECKING:
    from neo4j import ManagedTransaction
    from neo4j.exceptions import Neo4jError

T = TypeVar("T")

_MEMORY = ("OutOfMemory", "StackOverFlow")
_LOGIN = (
    "Unauthorized",
    "CredentialsExpired",
    "AuthenticationRateLimit",
    "AuthProviderFailed",
    "TokenExpired",
)

# What Neo4j says when it could not write to its disk; it takes nothing more until it is started anew.
_STOPPED = re.compile(
    "append transaction|needs to be restarted|No space left|critical error|panic", re.IGNORECASE
)
_FULL = (
    "Its disk may be full: make room, start it anew (the private one: 'orbatlas server stop'), and run the same "
    "command again. What was stored is kept."
)
# What a machine of a cluster says that does not lead, or no longer, and any whose database is read only.
_LED = ("NotALeader", "ForbiddenOnReadOnlyDatabase")
_LOG = "Its log says more; 'orbatlas server status' names that of the private one."


@contextmanager
def told(uri: str, limit: float | None = None) -> Iterator[None]:
    """Raise our errors for what the driver raises inside; `limit` is the time limit that was set, in seconds."""
    from neo4j.exceptions import (
        BrokenRecordError,
        ConfigurationError,
        DriverError,
        Neo4jError,
        WriteServiceUnavailable,
    )

    try:
        yield
    except Neo4jError as error:
        raise of_server(error, uri, limit) from error
    except ConfigurationError as error:
        raise DatabaseUnreachable(f"The connection to {uri} cannot be made: {error}.") from error
    except BrokenRecordError as error:
        raise not_shown() from error
    except DriverError as error:
        led = not any(isinstance(one, WriteServiceUnavailable) for one in (error, error.__cause__))
        raise (unreachable(uri) if led else leaderless(uri)) from error
    except (TypeError, ValueError, OverflowError) as error:
        if not _from_driver(error):
            raise
        raise QueryRefused(f"A parameter cannot be sent to Neo4j: {error}.") from error


def not_shown() -> QueryRefused:
    """The error for a value that Python does not have, such as a day before the year 1."""
    hint = "Return it as a text, as in toString(n.day)."
    return QueryRefused("A value of the answer cannot be shown: its year or its time zone.", hint=hint)


def unreachable(uri: str) -> DatabaseUnreachable:
    """The error for a server that does not answer."""
    hint = "See whether it runs and NEO4J_URI is right; 'orbatlas server status' tells of the private one."
    return DatabaseUnreachable(f"No Neo4j answers at {uri}.", hint=hint)


def leaderless(uri: str) -> DatabaseUnreachable:
    """The error for a write for which there is no leader, or none that this address leads to."""
    if not uri.startswith("neo4j"):
        hint = "Give NEO4J_URI the scheme neo4j:// or neo4j+s://, which finds the leader."
        return DatabaseUnreachable(
            f"Neo4j at {uri} takes no writes: it does not lead its cluster.", hint=hint
        )
    hint = (
        "It chooses one within half a minute where most of its machines run: wait, and run the same command again. "
        "What was stored is kept."
    )
    return DatabaseUnreachable(f"The cluster at {uri} has no leader now, so it takes no writes.", hint=hint)


def of_server(error: Neo4jError, uri: str, limit: float | None) -> OrbatlasError:
    """Our error for one that the server sent, by its code such as `Neo.ClientError.Statement.SyntaxError`."""
    kind, category, title = (["", "", "", *(error.code or "").split(".")])[-3:]
    message = (error.message or "").strip().rstrip(".") + "."
    if title in _LOGIN:
        hint = "See NEO4J_USERNAME and NEO4J_PASSWORD."
        return AuthFailed(f"Neo4j at {uri} does not take the user name and password.", hint=hint)
    if "TimedOut" in title:
        within = f" {limit:g} s" if limit else ""
        hint = "Ask for less, or raise ORBATLAS_READ_TIMEOUT."
        return QueryTimeout(f"The query was ended at its time limit{within}.", hint=hint)
    if any(word in title for word in _MEMORY):
        hint = "Ask for less at once, or raise ORBATLAS_SERVER_TRANSACTION and ORBATLAS_SERVER_HEAP."
        return OutOfMemory("The query needs more memory than one transaction gets.", hint=hint)
    return _by_category(kind, category, title, message, uri)


def _by_category(kind: str, category: str, title: str, message: str, uri: str) -> OrbatlasError:
    if title == "DatabaseNotFound":
        return DatabaseUnreachable(
            f"Neo4j at {uri} has no such database. {message}", hint="See NEO4J_DATABASE."
        )
    if title in _LED:
        hint = "Its leader may just have changed: run the same command again."
        return DatabaseUnreachable(f"Neo4j at {uri} takes no writes: {message}", hint=hint)
    if title.startswith("ConstraintValidation"):
        return ConstraintBroken(message)
    if kind == "ClientError" and category in ("Statement", "Procedure", "Schema", "Request", "Security"):
        return QueryRefused(message)
    if kind == "TransientError" or title in ("DatabaseUnavailable", "Terminated"):
        return DatabaseUnreachable(f"Neo4j at {uri} cannot do this now: {message}", hint="Try again.")
    return ServerFailed(f"Neo4j failed at this: {message}", hint=_FULL if _STOPPED.search(message) else _LOG)


def once_when_hopeless(work: Callable[[ManagedTransaction], T]) -> Callable[[ManagedTransaction], T]:
    """The same work, but too little memory is not tried again: the driver thinks that it passes by itself."""
    from neo4j.exceptions import Neo4jError

    def guarded(tx: ManagedTransaction) -> T:
        try:
            return work(tx)
        except Neo4jError as error:
            if any(word in (error.code or "") for word in _MEMORY):
                raise of_server(error, "", None) from error
            raise

    return guarded


def _from_driver(error: BaseException) -> bool:
    """Whether the driver raised it while packing a parameter ("Values of type <class 'set'> …")."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_globals.get("__name__", "").startswith("neo4j")
