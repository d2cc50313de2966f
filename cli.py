"""The command `orbatlas`. What is slow to load is loaded in functions, once it is settled what a Ctrl-C does."""

from __future__ import annotations

import io
import os
import sys

from commands import stopping


def main() -> None:
    """Run the command line, and end with its exit code."""
    stopping.end_at_once()
    _open_streams()
    try:
        from commands.running import run as run_command

        stopping.listen()
        code = run_command(sys.argv[1:])
    except KeyboardInterrupt:
        code = stopping.exit_code()
    stopping.go_on()
    _let_go()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    from commands.running import run as run_command

    return run_command(arguments)


def _let_go() -> None:
    """What could not be written is let go: Python would try it again at the end, and fail there."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open to the end
        elif isinstance(stream, io.TextIOWrapper):
            # A name in a script that this terminal cannot write is no reason to fail; files and pipes are UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
