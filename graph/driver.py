"""The driver's import, without pandas.

`import neo4j` brings pandas in where it is installed, for parameters and results that Orbatlas does not use.
That is more than half of the time that a short command takes to start.
"""

from __future__ import annotations

import sys


def without_pandas() -> None:
    """Import the driver as if pandas were not installed, unless somebody has imported pandas already."""
    if "neo4j" in sys.modules or "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # None makes `import pandas` fail
    try:
        import neo4j  # noqa: F401
    finally:
        del sys.modules["pandas"]
