"""Room on the disk of the private server, looked at before each write.

Neo4j that runs out of disk in a transaction takes no more, and may not start again after it. So Orbatlas
stops before: nothing more is written, what is there can be read, and the same command goes on once there is room.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from graph.errors import DiskFull

LEAST = 64 << 20
"""Bytes that must be free. A batch takes some megabytes, and Neo4j a few more for its own logs."""


def check_room(home: Path | None, least: int = LEAST) -> None:
    """Raise DiskFull where the disk of this folder has too little room; None is a server that is not ours."""
    if home is None:
        return
    free = shutil.disk_usage(home).free
    if free < least:
        raise DiskFull(
            f"The disk of {home} has {free / 1e6:,.0f} MB left, so nothing more is written to the database.",
            hint=f"Make room for {least / 1e6:,.0f} MB or more and run the same command again; nothing is lost.",
        )
