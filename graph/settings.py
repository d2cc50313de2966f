"""Where the database is and what it may use: read once from the environment, then frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from ontology.errors import CommandError

# Not 7687: a Neo4j that people already run keeps its usual port.
DEFAULT_PORT = 7697
DEFAULT_VERSION = "2026.09.0"
KNOWN_VERSIONS = (DEFAULT_VERSION, "5.26.28")
SCHEMES = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")

_MEMORY = re.compile(r"[1-9][0-9]*[mg]", re.IGNORECASE)


@dataclass(frozen=True)
class Settings:
    """All that `graph/` takes from its surroundings.

    `uri` is None where Orbatlas runs a private server. Sizes of memory are texts such as `512m`
    or `1g`, as Java and Neo4j both read them. `read_timeout` is in seconds. With a reading user, all that
    is only read is read as that user; on a private server, which has one user, it does not count.
    """

    home: Path
    cache: Path
    uri: str | None = None
    username: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    reader_username: str | None = None
    reader_password: str | None = field(default=None, repr=False)
    database: str = "neo4j"
    heap: str = "1g"
    page_cache: str = "512m"
    transaction_memory: str = "512m"
    port: int = DEFAULT_PORT
    version: str = DEFAULT_VERSION
    read_timeout: float = 60.0
    java_home: Path | None = None
    members_file: Path | None = None

    @property
    def members(self) -> Path:
        """The file of who may sign in to the app."""
        return self.members_file or self.home / "members.toml"

    @property
    def log(self) -> Path:
        """The log of who asked what and released what."""
        return self.home / "log" / "audit.jsonl"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings that these variables ask for; an empty variable counts as unset.

        Raises CommandError with the variable, its value and the rule it breaks.
        """
        get = {key: value for key, value in environ.items() if value}.get
        java_home, members = get("ORBATLAS_JAVA_HOME"), get("ORBATLAS_MEMBERS")
        return cls(
            home=_folder(get("ORBATLAS_HOME"), platformdirs.user_data_dir("orbatlas", appauthor=False)),
            cache=_folder(get("ORBATLAS_CACHE"), platformdirs.user_cache_dir("orbatlas", appauthor=False)),
            uri=_uri(get("NEO4J_URI")),
            username=get("NEO4J_USERNAME", "neo4j"),
            password=get("NEO4J_PASSWORD"),
            reader_username=_with(get, "NEO4J_READER_USERNAME", "NEO4J_READER_PASSWORD"),
            reader_password=_with(get, "NEO4J_READER_PASSWORD", "NEO4J_READER_USERNAME"),
            database=get("NEO4J_DATABASE", "neo4j"),
            heap=_memory("ORBATLAS_SERVER_HEAP", get("ORBATLAS_SERVER_HEAP", "1g")),
            page_cache=_memory("ORBATLAS_SERVER_PAGECACHE", get("ORBATLAS_SERVER_PAGECACHE", "512m")),
            transaction_memory=_memory(
                "ORBATLAS_SERVER_TRANSACTION", get("ORBATLAS_SERVER_TRANSACTION", "512m")
            ),
            port=_port(get("ORBATLAS_SERVER_PORT", str(DEFAULT_PORT))),
            version=_version(get("ORBATLAS_NEO4J_VERSION", DEFAULT_VERSION)),
            read_timeout=_seconds("ORBATLAS_READ_TIMEOUT", get("ORBATLAS_READ_TIMEOUT", "60")),
            java_home=_folder(java_home, "") if java_home else None,
            members_file=_folder(members, "") if members else None,
        )


def _folder(value: str | None, default: str) -> Path:
    return Path(value or default).expanduser().absolute()


def _with(get: Callable[[str], str | None], variable: str, other: str) -> str | None:
    """The value of a variable that says nothing without another one. A value is never told: it may be a password."""
    value = get(variable)
    if value is not None and get(other) is None:
        raise CommandError(f"{variable} is set, but {other} is not.", hint="Set both, or neither.")
    return value


def _refuse(variable: str, value: str, rule: str) -> CommandError:
    return CommandError(f"{variable} is {value!r}, but {rule}.", hint="Change the variable, or unset it.")


def _uri(value: str | None) -> str | None:
    if value is None:
        return None
    scheme, mark, rest = value.partition("://")
    if scheme not in SCHEMES or not mark or not rest:
        rule = f"it must be an address such as neo4j://host:7687, with one of {', '.join(SCHEMES)}"
        raise _refuse("NEO4J_URI", re.sub(r"//[^@/]*@", "//…@", value), rule)
    if "@" in rest.partition("/")[0]:
        rule = "a name and a password in the address are not read: use NEO4J_USERNAME and NEO4J_PASSWORD"
        raise _refuse("NEO4J_URI", re.sub(r"//.*@", "//…@", value), rule)
    return value


def _memory(variable: str, value: str) -> str:
    if not _MEMORY.fullmatch(value):
        raise _refuse(
            variable, value, "it must be a whole number of megabytes or gigabytes, such as 512m or 2g"
        )
    return value.lower()


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1024 <= int(value) <= 65535):
        raise _refuse("ORBATLAS_SERVER_PORT", value, "it must be a port from 1024 to 65535")
    return int(value)


def _version(value: str) -> str:
    if value not in KNOWN_VERSIONS:
        raise _refuse("ORBATLAS_NEO4J_VERSION", value, f"it must be one of {', '.join(KNOWN_VERSIONS)}")
    return value


def _seconds(variable: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86400:
        raise _refuse(variable, value, "it must be a number of seconds above 0 and below 86400")
    return seconds
