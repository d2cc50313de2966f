"""A synthetic army as CSV tables and `truth.json`: the same bytes for the same spec.

Memory grows with the units and what happened to them, never with the persons on record.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ontology.errors import CommandError
from synthesis.army import Army
from synthesis.crowd import Crowd, patterns
from synthesis.framework import write_framework
from synthesis.people import posts
from synthesis.places import places
from synthesis.sheets import Sheets, Written
from synthesis.telling import lines

TRUTH = "truth.json"


def write(army: Army, folder: Path, progress: Callable[[int], None] = lambda _: None) -> Written:
    """Write the tables and the truth to an empty folder, which is made if need be.

    `progress` is told the number of persons written so far. Raises CommandError where the folder is not empty; an
    error or an interruption later takes the files away again.
    """
    check_empty(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with Sheets(folder) as sheets:
        where = places(army)
        write_framework(sheets, army, where)
        for done in Crowd(army, posts(army), where, sheets, patterns(sheets)).write():
            progress(done)
        sheets.file(TRUTH).writelines(lines(army))
        return sheets.written()


def check_empty(folder: Path) -> None:
    """Raises CommandError for a folder that holds anything, or a path that is no folder."""
    if folder.exists() and not folder.is_dir():
        raise CommandError(f"{folder} is a file.", hint="Name a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise CommandError(
            f"{folder} is not empty.", hint="Name an empty folder, or one that is not there yet."
        )
