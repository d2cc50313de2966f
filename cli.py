"""The command `orbatlas`: runs it, and turns every error into words for a person."""

from __future__ import annotations

import io
import logging
import sys
import traceback
from datetime import UTC, datetime

import click

from commands.root import orbatlas
from commands.session import say, settings
from ontology.errors import OrbatlasError


def main() -> None:
    """Run the command line, and end with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A name in a script that this terminal cannot write is no reason to fail; files and pipes are UTF-8.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. No traceback reaches the user: an unforeseen error goes to the log."""
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    try:
        # click gives back the code of what ended early, such as --help or refused rows; a command itself gives None.
        return orbatlas.main(args=arguments, prog_name="orbatlas", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return 2
    except (click.exceptions.Abort, KeyboardInterrupt):
        say("Stopped. What was begun is finished by the same command again.")
        return 130
    except OrbatlasError as error:
        say(f"orbatlas: {error}")
        return error.exit_code
    except OSError as error:
        if error.filename is None:
            return _unforeseen()
        say(f"orbatlas: {error.filename}: {error.strerror}. See that it is there, may be used and has room.")
        return 2
    except Exception:
        return _unforeseen()


def _unforeseen() -> int:
    say(f"orbatlas: something went wrong that should not. {_noted()}")
    return 1


def _noted() -> str:
    """Write the traceback to the log; a sentence that says where."""
    try:
        log = settings().home / "logs" / "orbatlas.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch(mode=0o600)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat()}\n{traceback.format_exc()}\n")
    except (OSError, OrbatlasError):
        return "The log could not be written either."
    return f"What happened is in {log}; please send it to whoever looks after Orbatlas for you."


if __name__ == "__main__":
    main()
