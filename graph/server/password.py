"""The private server's password: random, for its owner's eyes, and known to Neo4j before its first start."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from graph.errors import ServerError
from graph.server.layout import Layout

_ROUNDS = 1024


def read_password(layout: Layout) -> str:
    """The password of the private server; raises ServerError when its file is gone or is another file.

    Spaces and line ends around it are passed over: an editor may have put them there.
    """
    try:
        return layout.password.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        raise ServerError(
            f"{layout.password} is not the password of the private server.", hint="Put it back from a copy."
        ) from None
    except FileNotFoundError:
        raise ServerError(
            f"The private server's password file {layout.password} is missing.",
            hint="Put it back from a copy; without it the data under that folder cannot be opened.",
        ) from None


def prepare_password(layout: Layout) -> str:
    """The password, made first where there is no data yet. May be cut off anywhere and called again.

    The order makes that safe: the password file appears whole, then Neo4j's own file appears
    whole, and only then does the server start for the first time.
    """
    if not layout.password.exists() and not _has_data(layout):
        _write_private(layout.password, secrets.token_urlsafe(24))
    password = read_password(layout)
    if not _has_data(layout):
        _write_private(layout.data / "dbms" / "auth.ini", f"neo4j:{credential(password)}:\n")
    return password


def _has_data(layout: Layout) -> bool:
    """Whether the server has started before; the system database then holds the password."""
    return (layout.data / "databases" / "system").exists()


def credential(password: str) -> str:
    """The password as Neo4j keeps it: `SHA-256,<hash>,<salt>,<rounds>`, salted and hashed many times.

    Written here instead of by Neo4j's own admin command, whose argument every user of the machine
    could read in the list of processes.
    """
    salt = secrets.token_bytes(32)
    digest = salt + password.encode()
    for _ in range(_ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return f"SHA-256,{digest.hex()},{salt.hex()},{_ROUNDS}"


def _write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600 that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
