"""The driver's import, without pandas and pyarrow.

`import neo4j` brings both in where they are installed, for tables as parameters and results, which Orbatlas does not
use. That is more than half of the time that a short command takes to start, and a third of the memory of a long one.
"""

from __future__ import annotations

import sys

TABLES = ("pandas", "pyarrow")


def without_tables() -> None:
    """Import the driver as if these were not installed, unless somebody has imported it or one of them already."""
    if any(name in sys.modules for name in ("neo4j", *TABLES)):
        return
    for name in TABLES:
        sys.modules[name] = None  # type: ignore[assignment]  # None makes the import fail
    try:
        import neo4j  # noqa: F401
    finally:
        for name in TABLES:
            del sys.modules[name]
