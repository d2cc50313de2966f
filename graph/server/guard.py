"""Ends a private server when the process that asked for it is gone, however it went.

Run as `python -m graph.server.guard HOME` with a pipe as its standard input: the pipe closes when the
other process ends, by a kill too. Tests use it, so that none of their servers is left behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from graph.server.control import stop
from graph.settings import Settings


def guard(settings: Settings) -> subprocess.Popen[bytes]:
    """A process that stops the server of `settings.home` and removes the folder once its `stdin` is closed."""
    return subprocess.Popen(
        [sys.executable, "-m", "graph.server.guard", str(settings.home)],
        stdin=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "ORBATLAS_CACHE": str(settings.cache)},
        start_new_session=True,
    )


def _wait_and_stop(home: Path) -> None:
    sys.stdin.buffer.read()
    stop(replace(Settings.from_environment({}), home=home), lambda _: None)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    _wait_and_stop(Path(sys.argv[1]))
