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
