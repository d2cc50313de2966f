"""What can go wrong between Orbatlas and Neo4j, in words for people."""

from __future__ import annotations

from ontology.errors import CommandError, OrbatlasError


class DatabaseUnreachable(OrbatlasError):
    """No Neo4j answers, or the one that answers cannot be used now."""

    exit_code = 3


class AuthFailed(DatabaseUnreachable):
    """Neo4j answers but does not take the user name and password."""


class QueryRefused(CommandError):
    """Neo4j does not accept the query: its syntax, a parameter, or a write where only reading is allowed."""


class QueryTimeout(OrbatlasError):
    """The query ran longer than its time limit and was ended."""


class OutOfMemory(OrbatlasError):
    """The query asked for more memory than the server gives to one transaction."""


class ConstraintBroken(OrbatlasError):
    """A write would have broken a uniqueness constraint; nothing of its transaction was kept."""


class ServerError(DatabaseUnreachable):
    """The private server could not be started or stopped."""


class PortTaken(ServerError):
    """Another program listens on the private server's port."""


class DownloadFailed(ServerError):
    """A file of Neo4j could not be fetched, or is not the file it should be."""


class UnknownSource(CommandError):
    """No claim and no entity of the graph is of this source."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"There is no source {source!r} in the graph.", hint="`orbatlas query sources` lists them."
        )


class ServerFailed(DatabaseUnreachable):
    """Neo4j itself failed while it worked on a query."""


class UnknownId(CommandError):
    """Nothing in the graph has this id."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"Nothing in the graph has the id {id!r}.",
            hint="Search for its name in the app, or check the id.",
        )


class BackupDamaged(OrbatlasError):
    """A file is no backup, or no longer the one that was written."""


class ChangedMeanwhile(OrbatlasError):
    """The database was written to while it was read as a whole."""

    def __init__(self) -> None:
        super().__init__(
            "The database was changed while it was read; nothing was written.",
            hint="Wait for the other command to end and run this one again.",
        )


class HalfRestored(OrbatlasError):
    """The database holds a part of what it is to hold, since a restore is not at its end."""

    def __init__(self) -> None:
        super().__init__(
            "A restore or an upgrade is under way or was broken off; a part of the data is missing, so "
            "nothing was done.",
            hint="Run the same `orbatlas restore FILE` or `orbatlas upgrade` again, or restore another backup with "
            "--replace.",
        )


class NotEmpty(CommandError):
    """The database holds claims already, so a backup is not restored into it."""

    def __init__(self) -> None:
        super().__init__(
            "The database is not empty; nothing was changed.",
            hint="Give --replace to take everything out of it first, or ORBATLAS_HOME another folder.",
        )


class DiskFull(DatabaseUnreachable):
    """The disk of the private server has too little room to write safely."""
