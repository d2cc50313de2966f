"""Python's collector of cycles, held back while a large answer is taken in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_later() -> Iterator[None]:
    """No search for cycles inside: for a second's work that makes a great many lists and no cycle.

    The collector looks through all that is held whenever so many lists are new; that was a quarter of the time in which
    the leak measure's army was read. It is put off, not left out. Who has switched it off finds it so.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
