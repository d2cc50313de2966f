"""What every command needs: settings, the Model, the database, and a way to speak to people on stderr.

The command line starts in a blink because commands import what is slow to load (the driver, RDF, progress bars) in
their own functions, and whatever needs the driver after the database was opened: see graph/driver.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.settings import Settings
from ontology.errors import CommandError
from ontology.files import extra_files as extra_files
from ontology.model import Model
from ontology.reading import load_model
from ontology.time import DateError, parse
from views.printing import Style, as_json, for_terminal, printed

if TYPE_CHECKING:
    from graph.connection import Database


def say(words: str) -> None:
    """Words for people: to stderr, so that stdout holds results alone. Where nobody can hear them, work goes on."""
    with suppress(OSError):
        click.echo(for_terminal(words), err=True)


def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()


def model() -> Model:
    """The ontology, with the files of the user."""
    return load_model(*extra_files())


def os_user() -> str:
    """Who runs the command, as the log has it."""
    import getpass

    try:
        return f"{getpass.getuser()} on the command line"
    except (OSError, KeyError):
        return "somebody on the command line"


def noted(command: str, **details: object) -> None:
    """Put a command into the log of who released and changed what. Raises CommandError where that cannot be."""
    from access.log import Log, What

    Log(settings().log).note(What.COMMAND, os_user(), command=command, **details)


@contextmanager
def database() -> Iterator[Database]:
    """The database; the private server is started first where there is no other and it does not run."""
    from graph.connection import open_database

    with open_database(settings(), say=say) as opened:
        yield opened


@contextmanager
def reading() -> Iterator[Database]:
    """The database for a command that reads facts: it says where they lag behind the claims."""
    with database() as opened:
        from graph.deriving import count_waiting
        from graph.keeping.state import differences, is_half_restored

        if is_half_restored(opened):
            say("Note: a restore was broken off. The same `orbatlas restore` or `upgrade` again finishes it.")
        elif found := differences(opened, model()):
            say(
                f"Note: the database was filled under another ontology ({found[0]}; {len(found):,} in all). Give the "
                "same ORBATLAS_ONTOLOGY as then, or bring the database up: `orbatlas upgrade`."
            )
        if waiting := count_waiting(opened):
            things = "1 thing" if waiting == 1 else f"{waiting:,} things"
            say(
                f"Note: an ingest or a withdrawal was broken off, and the facts of {things} lag behind their claims. "
                "The same command again, or any other ingest, brings them up to date."
            )
        yield opened


def kept_ids(opened: Database, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids under which these things are kept; of each that is another, it is said."""
    from graph.redirecting import follow

    kept = follow(opened, model(), ids)
    for id in ids:
        if kept[id] != id:
            say(f"Note: {id} is kept under {kept[id]} (see `orbatlas evidence {kept[id]}`).")
    return tuple(dict.fromkeys(kept[id] for id in ids))


def check_writable(file: Path) -> None:
    """Refuse a file that could not be written once the long work is done. Raises CommandError."""
    nearest = file if file.exists() else file.parent
    if not os.access(nearest, os.W_OK) or not file.parent.is_dir():
        raise CommandError(
            f"{file} cannot be written.", hint="Check that its folder exists and may be written to."
        )


class Day(click.ParamType[date]):
    """A day, written 2021-02-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that a text says; anything else ends the command."""
        if isinstance(value, date):
            return value
        try:
            span = parse(value)
        except DateError as error:
            self.fail(str(error), param, ctx)
        if span.earliest is None or span.earliest != span.latest:
            self.fail(f"{value!r} is not one day. Write it as 2021-02-01.", param, ctx)
        return span.earliest


def style_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format table|csv|json|jsonl`, for every command that prints a table."""
    return click.option(
        "--format",
        "style",
        type=click.Choice([style.value for style in Style]),
        default=Style.TABLE.value,
        show_default=True,
        callback=lambda _ctx, _param, value: Style(value),
        help="How the result is printed.",
    )(command)


def out(text: str) -> None:
    """Results: to stdout; into a file or a pipe unchanged. A reader that has seen enough (`| head`) is no error.

    Raises CommandError where they cannot be written otherwise.
    """
    try:
        sys.stdout.write(for_terminal(text) if sys.stdout.isatty() else text)
        sys.stdout.flush()
    except OSError as error:
        # What is still in the buffer would be tried again at the end, and fail there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise CommandError(f"The output cannot be written: {error.strerror}.") from error


def show(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], style: Style, title: str | None = None
) -> None:
    """Print rows."""
    out(printed(rows, columns, style, title=title))


def show_document(document: Any) -> None:
    """Print one json document."""
    out(as_json(document))


def today() -> date:
    """The day on which the user sits: the default of the second clock."""
    return date.today()  # noqa: DTZ011 - the user's own day is meant


Progress = Callable[[str, float, float | None], None]
"""Takes what is being done, how much of it is done, and of how much in all (None: nobody knows)."""


@contextmanager
def progress(words: str) -> Iterator[Progress]:
    """A progress bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _words, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total)
