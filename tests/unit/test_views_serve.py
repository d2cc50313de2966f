"""How the app is run: on loopback alone, telling nobody, the same with and without its settings file."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from access.addresses import LOOPBACK
from ontology.errors import CommandError
from views.serve import OPTIONS, command, run_app

ROOT = Path(__file__).parents[2]


def test_the_settings_file_says_what_the_command_line_says() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = dict(_flat(settings, ""))
    assert flat.pop("server.address") == LOOPBACK
    assert flat == OPTIONS


def _flat(settings: dict[str, object], before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in settings.items():
        if isinstance(value, dict):
            found += _flat(value, f"{before}{key}.")
        else:
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            found.append((f"{before}{key}", text.lower() if isinstance(value, bool) else text))
    return found


def test_the_app_listens_on_loopback_and_tells_nobody() -> None:
    flags = command(8501)
    assert "--server.address=127.0.0.1" in flags
    assert "--browser.gatherUsageStats=false" in flags


def test_a_taken_port_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        with pytest.raises(CommandError, match="is taken"):
            run_app(taken.getsockname()[1], lambda _: None, browser=False)


@pytest.mark.slow
def test_the_app_does_not_outlive_the_command(tmp_path: Path) -> None:
    """Neither Ctrl-C nor a kill of the command leaves Streamlit behind."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    code = f"from views.serve import run_app; run_app({port}, lambda s: print(s, flush=True), browser=False)"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ORBATLAS_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert f"http://{LOOPBACK}:{port}" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    with socket.socket() as probe:
        assert probe.connect_ex((LOOPBACK, port)) != 0
