"""What the driver brings along when Orbatlas imports it."""

from __future__ import annotations

import json
import subprocess
import sys

from graph.driver import TABLES


def loaded_after(code: str) -> set[str]:
    """The libraries for tables that a new process has loaded when it has run this."""
    asked = f"{code}\nimport json, sys\nprint(json.dumps([n for n in {TABLES!r} if sys.modules.get(n)]))"
    done = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    return set(json.loads(done.stdout))


def test_the_driver_comes_without_tables() -> None:
    ours = "from graph.driver import without_tables\nwithout_tables()\nimport neo4j"
    assert loaded_after(ours) == set()
    assert loaded_after("import neo4j") == set(TABLES)


def test_tables_can_be_had_afterwards() -> None:
    ours = "from graph.driver import without_tables\nwithout_tables()\nimport pandas, pyarrow"
    assert loaded_after(ours) == set(TABLES)
    assert loaded_after("import pyarrow\n" + ours) == set(TABLES)
