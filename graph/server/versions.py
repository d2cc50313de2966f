"""The versions of Neo4j that Orbatlas can run by itself."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Jar:
    """One file of Neo4j: its path in a Maven repository and its sha256 sum."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Version:
    """A release: the class that starts it, the size of its files, and a setting that was renamed."""

    number: str
    main_class: str
    megabytes: int
    quiet_period: str

    def jars(self) -> tuple[Jar, ...]:
        """The files of this release with their sums, as kept in `neo4j-<version>.sums`."""
        text = (resources.files(__package__) / f"neo4j-{self.number}.sums").read_text(encoding="ascii")
        return tuple(Jar(path, sha256) for sha256, path in (line.split() for line in text.splitlines()))


_QUIET = "internal.dbms.bolt.netty_server_shutdown_quiet_period"

VERSIONS = {
    version.number: version
    for version in (
        Version("2026.09.0", "org.neo4j.server.Neo4jCommunity", 180, f"{_QUIET}_duration"),
        Version("5.26.28", "org.neo4j.server.CommunityEntryPoint", 130, _QUIET),
    )
}
