"""Keeping and moving: a backup, the way back, and the way to a newer ontology."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.session import database, extra_files, model, noted, progress, say, settings, show, style_option
from ontology.errors import CommandError
from ontology.reading import load_model
from ontology.whole import becoming
from views.printing import Style

if TYPE_CHECKING:
    from graph.claims import Claim
    from graph.connection import Database
    from graph.keeping.restoring import RestoreReport
    from ontology.model import Model

COLUMNS = ("claim", "subject", "predicate", "why")
FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
BEFORE = "before-upgrade.orb.zst"


@click.command()
@FILE
def backup(file: Path) -> None:
    """Write all that the database holds to FILE.

    Claims that were taken back are in it too, which an export leaves out. It is read back and held against its sums
    before it gets its name. Only you may read it: it holds every name. `orbatlas restore FILE` is the way back, on this
    machine or another, with this Neo4j or another version.
    """
    with database() as opened, progress("Backing up") as bar:
        from graph.keeping.backup import back_up

        noted("backup", file=file.absolute())
        report = back_up(opened, model(), file, extra_files(), lambda done: bar("Backing up", done, None))
    lines = report.contents.lines
    say(
        f"Wrote {lines['claim'] + lines['aside']:,} claims to {report.file} ({report.bytes:,} bytes), and checked it."
    )
    if (settings().home / "keys").exists():
        say(
            f"The keys of your releases are not in it: keep a copy of {settings().home / 'keys'} in a safe place."
        )


@click.command()
@FILE
@click.option("--replace", is_flag=True, help="Take out what the database holds first; you are asked.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--ontology",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the ontology files of your own that are in the backup to this folder, and use them.",
)
@style_option
def restore(file: Path, replace: bool, yes: bool, folder: Path | None, style: Style) -> None:
    """Load a backup into an empty database.

    Its sums are checked before anything is changed. Broken off, the same command goes on. Claims that do not fit the
    ontology in use are kept aside and listed, with exit code 1.
    """
    from graph.keeping.file import checked

    _check_there(file)
    checked(file)
    extra = _with_own(file, folder)
    chosen = load_model(*extra)
    if replace and not yes:
        click.confirm("Everything in the database is taken out first. Go on?", abort=True, err=True)
    with database() as opened, _alone(opened), progress("Loading") as bar:
        from graph.keeping.restoring import restore as restore_file
        from graph.keeping.upgrading import fitting_for

        noted("restore", file=file.absolute(), replace=replace)
        report = restore_file(
            opened, chosen, file, fitting_for(chosen, file, _check, extra), replace=replace,
            progress=lambda words, done: bar(words, done, None),
        )  # fmt: skip
    _tell(report, style)


@click.command()
@click.option(
    "--backup",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the database is written to first; default: a file in ORBATLAS_HOME.",
)
@style_option
def upgrade(file: Path | None, style: Style) -> None:
    """Bring a database of an older ontology to the one in use.

    It is backed up first, to a file that stays. Renamed words are renamed in the claims; claims that no longer fit are
    kept aside and listed, with exit code 1. Broken off, the same command goes on.
    """
    with database() as opened, _alone(opened), progress("Upgrading") as bar:
        from graph.keeping.state import differences, is_half_restored
        from graph.keeping.upgrading import upgrade as upgrade_database

        found = differences(opened, model())
        if not found and not is_half_restored(opened):
            say("The database is of the ontology in use; there is nothing to do.")
            return
        for difference in found[:20]:
            say(f"Differs: {difference}.")
        noted("upgrade", differences=len(found))
        report = upgrade_database(
            opened, model(), file or _default(), _check, extra_files(),
            progress=lambda words, done: bar(words, done, None),
        )  # fmt: skip
    say(f"The database as it was is in {file or _default()}.")
    _tell(report, style)


def _alone(opened: Database) -> AbstractContextManager[None]:
    """Two at once would put together what no backup holds."""
    from graph.keeping.alone import alone

    return alone(
        opened, "restore", lambda: say("Waiting for another restore or upgrade, or for a slow database.")
    )


def _default() -> Path:
    home = settings().home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return home / BEFORE


def _check_there(file: Path) -> None:
    if not file.exists():
        raise CommandError(f"{file} is not there.", hint="`orbatlas backup FILE` writes one.")


def _with_own(file: Path, folder: Path | None) -> Sequence[Path]:
    """The user's ontology files: those in use, and those of the backup where a folder is given for them."""
    from graph.keeping.backup import own_files
    from graph.keeping.restoring import ontology_in

    own = ontology_in(file)
    held = own_files(extra_files())
    if folder is None:
        if missing := sorted(own.keys() - held.keys()):
            say(
                f"Note: the backup has ontology files that are not in use: {', '.join(missing)}. What needs them is "
                "set aside. `--ontology DIR` writes them to a folder and uses them."
            )
        return extra_files()
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in own.items():
        _write_own(folder / name, text)
    say(f"Set ORBATLAS_ONTOLOGY={folder} from now on.")
    return (*(path for path in extra_files() if path != folder), folder)


def _write_own(file: Path, text: str) -> None:
    if file.exists() and file.read_text("utf-8") != text:
        raise CommandError(f"{file} is there already and is another file.", hint="Give another folder.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with becoming(file) as part:
        part.write_text(text, encoding="utf-8")


def _check(chosen: Model, claim: Claim) -> str | None:
    """The rule that the values of a claim break, as at an ingest."""
    from ingest.check import check_claim

    problem = next(iter(check_claim(chosen, claim)), None)
    return f"{problem.key} {problem.value!r}: {problem.rule}" if problem else None


def _tell(report: RestoreReport, style: Style) -> None:
    renamed = f", {report.renamed:,} of them in renamed words" if report.renamed else ""
    say(f"Restored {report.claims:,} claims{renamed}; the facts of {report.derived:,} things were derived.")
    if report.aside:
        rows = [
            {"claim": one.id, "subject": one.subject, "predicate": one.predicate, "why": one.why}
            for one in report.listed
        ]
        show(rows, COLUMNS, style, title="Set aside")
        say(f"{report.aside:,} claims do not fit the ontology in use. They are kept aside, in backups too.")
        raise click.exceptions.Exit(1)


COMMANDS = (backup, restore, upgrade)
