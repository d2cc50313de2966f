"""Runs `orbatlas` as a user does: another process, its own output, its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.settings import Settings

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Its output as json."""
        return json.loads(self.out)


def orbatlas(*arguments: object, environment: Mapping[str, str], cwd: Path, code: int | None = 0) -> Ran:
    """Run the command in a folder and check its exit code (None: any)."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, arguments)],
        env=variables(environment),
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert code is None or done.returncode == code, done.stderr or done.stdout
    return Ran(done.returncode, done.stdout, done.stderr)


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child: this one's, without settings of its own, and those of the tests' database."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "ORBATLAS_"))}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **environment}


def variables_of(settings: Settings, **more: str) -> dict[str, str]:
    """The variables of a command or a child process that finds this private server."""
    return {
        "ORBATLAS_HOME": str(settings.home),
        "ORBATLAS_CACHE": str(settings.cache),
        "ORBATLAS_NEO4J_VERSION": settings.version,
        "ORBATLAS_SERVER_PORT": str(settings.port),
        "ORBATLAS_SERVER_HEAP": settings.heap,
        "ORBATLAS_SERVER_PAGECACHE": settings.page_cache,
        "ORBATLAS_SERVER_TRANSACTION": settings.transaction_memory,
        **more,
    }
