"""Runs the app: Streamlit in a process of its own, asking nothing of the outside; on loopback unless told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import NoReturn

from access.addresses import LOOPBACK
from ontology.errors import CommandError, OrbatlasError
from views.colours import DARK

APP = Path(__file__).parent.parent / "app.py"
_PATIENCE = 60.0

# What Streamlit is told; the same on every machine, whatever its own settings file says.
OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    # Whose pages may steer the app from around it: by default everybody's who publishes one with Streamlit's maker.
    "client.allowedOrigins": "https://nobody.invalid",
    # Nothing is uploaded; otherwise whoever reaches the address could, without signing in, until the memory is full.
    "server.maxUploadSize": "0",
    "global.developmentMode": "false",
    "theme.light.primaryColor": "#2f6299",
    # Captions are drawn in six tenths of it: dark enough to be read (4.5 to 1).
    "theme.light.textColor": "#111418",
    "theme.dark.primaryColor": "#7fb0e6",
    "theme.dark.backgroundColor": DARK.ground,
    "theme.dark.secondaryBackgroundColor": "#1b2129",
    "theme.dark.textColor": DARK.ink,
    "logger.level": "error",
}


def run_app(
    port: int,
    say: Callable[[str], None],
    *,
    browser: bool,
    host: str = LOOPBACK,
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Run the app until it is stopped; its exit code. Raises CommandError where the port is taken."""
    if not _is_free(host, port):
        raise CommandError(f"Port {port} is taken.", hint="Give another with --port.")
    signal.signal(signal.SIGTERM, _ended)
    # Streamlit greets on stdout, before or after our own line; what goes wrong it tells on stderr.
    process = subprocess.Popen(command(port, host), env=dict(environ), stdout=subprocess.DEVNULL)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    try:
        await_app(process, port, host)
        say(f"The app is at {address} – stop it with Ctrl-C. Neo4j goes on; `orbatlas server stop` ends it.")
        if browser:
            webbrowser.open(address)
        return process.wait()
    except KeyboardInterrupt:
        say("The app is stopped.")
        return 0
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], patience: float = 5.0) -> None:
    """End the app's process: gently, then hard, since Streamlit may miss a signal that comes while it starts."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _ended(_number: int, _frame: object) -> NoReturn:
    """On SIGTERM too the app's own process is ended, not left behind."""
    raise SystemExit(128 + signal.SIGTERM)


def command(port: int, host: str = LOOPBACK) -> list[str]:
    """The command that runs the app on a port."""
    options = {**OPTIONS, "server.address": host, "server.port": str(port)}
    flags = [f"--{key}={value}" for key, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(APP), *flags]


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def await_app(process: subprocess.Popen[bytes], port: int, host: str = LOOPBACK) -> None:
    """Wait until the app answers. Raises OrbatlasError where it ended, or does not answer in time."""
    end = monotonic() + _PATIENCE
    while monotonic() < end:
        if process.poll() is not None:
            raise OrbatlasError("The app ended while it was starting.", hint="Try `orbatlas app` again.")
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        sleep(0.1)
    raise OrbatlasError(f"The app did not answer within {_PATIENCE:.0f} seconds.")
