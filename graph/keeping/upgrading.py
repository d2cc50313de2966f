"""A database that was filled under older words, brought to those in use: a backup and its restore."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from graph.connection import Database
from graph.keeping.backup import back_up
from graph.keeping.file import checked
from graph.keeping.fitting import Check, Fitting, read_renames
from graph.keeping.renaming import still_to_do
from graph.keeping.restoring import Progress, RestoreReport, restore, was_begun_with, words_in
from graph.keeping.state import is_half_restored
from ontology.errors import CommandError
from ontology.model import Model


def fitting_for(model: Model, file: Path, check: Check, extra: Sequence[Path] = ()) -> Fitting:
    """How the claims of a checked backup are read with the words of the Model."""
    return Fitting(model, tuple(still_to_do(read_renames(extra), words_in(file))), check)


def upgrade(
    database: Database,
    model: Model,
    file: Path,
    check: Check,
    extra: Sequence[Path] = (),
    progress: Progress | None = None,
) -> RestoreReport:
    """Back the database up to `file`, which stays, and restore it in the words of the Model.

    Broken off, the same call goes on: the backup of the first one is not made anew. Raises CommandError where that
    backup is not to be found.
    """
    tell = progress or (lambda _words, _done: None)
    if not (file.exists() and was_begun_with(database, checked(file))):
        if is_half_restored(database):
            raise CommandError(
                f"A restore or an upgrade was broken off, and {file} is not the backup that it was made from.",
                hint="Give that backup: `orbatlas restore FILE`, or `orbatlas upgrade --backup FILE`.",
            )
        back_up(database, model, file, extra, lambda done: tell("Writing the backup", done))
    fitting = fitting_for(model, file, check, extra)
    return restore(database, model, file, fitting, replace=True, progress=progress)
