"""Ctrl-C and its like: a command that is told to stop takes away what is half done, says so, and ends.

Imports nothing that is slow, so that a command can be told from its first moment on.
"""

from __future__ import annotations

import os
import signal
import time

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_AGAIN = 1.0
"""Seconds within which a second signal is the same wish: a terminal sends it to all that it runs."""

_told: list[tuple[int, float]] = []
"""The signal that told this process to stop, and when; empty as long as none has."""


def end_at_once() -> None:
    """From now on these signals end the process without a word: nothing has begun yet."""
    _each(signal.SIG_DFL)


def listen() -> None:
    """From now on these signals raise KeyboardInterrupt; one that comes later once more ends the process at once."""
    _each(_stop)


def go_on() -> None:
    """From now on these signals are passed over: the work is done, and its exit code stands."""
    _each(signal.SIG_IGN)


def told() -> bool:
    """Whether a signal told this process to stop, whatever was made of the KeyboardInterrupt on its way up."""
    return bool(_told)


def exit_code() -> int:
    """What a process ends with that was told to stop, as shells have it: 130 after Ctrl-C."""
    return 128 + (_told[0][0] if _told else signal.SIGINT)


def _each(handler: object) -> None:
    for name in _SIGNALS:
        number = getattr(signal, name, None)
        # Whoever started us may want a signal to be passed over, as nohup does.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)  # type: ignore[arg-type]


def _stop(number: int, _frame: object) -> None:
    now = time.monotonic()
    if _told and now - _told[0][1] > _AGAIN:
        os._exit(exit_code())
    if not _told:
        _told.append((number, now))
        raise KeyboardInterrupt
