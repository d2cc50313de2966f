"""Runs one command, and turns every error into words for a person."""

from __future__ import annotations

import errno
import logging
import os
import traceback
from contextlib import suppress
from datetime import UTC, datetime

import click

from commands import stopping
from commands.root import orbatlas
from commands.session import say, settings
from ontology.errors import OrbatlasError

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)


def run(arguments: list[str]) -> int:
    """Run one command; its exit code. No traceback reaches the user: an unforeseen error goes to the log."""
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    try:
        # click gives back the code of what ended early, such as --help or refused rows; a command itself gives None.
        return orbatlas.main(args=arguments, prog_name="orbatlas", standalone_mode=False) or 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _stopped()
    except Exception as error:
        # A library may make another error of an interrupt that came in the middle of it.
        return _stopped() if stopping.told() else _told(error)


def _stopped() -> int:
    say("Stopped. What was begun is finished by the same command again.")
    return stopping.exit_code()


def _told(error: Exception) -> int:
    if isinstance(error, click.ClickException):
        with suppress(OSError):  # nobody can hear it
            error.show()
        return 2
    if isinstance(error, OrbatlasError):
        say(f"orbatlas: {error}")
        return error.exit_code
    if isinstance(error, OSError) and error.filename is not None:
        say(f"orbatlas: {error.filename}: {error.strerror}. See that it is there, may be used and has room.")
        return 2
    if isinstance(error, OSError) and error.errno in _DISK:
        say(f"orbatlas: A file cannot be written: {os.strerror(error.errno)}. See that its disk has room.")
        return 2
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
