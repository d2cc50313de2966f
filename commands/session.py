"""What every command needs: settings, the Model, the database, and a way to speak to people on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from graph.connection import Database, open_database
from graph.settings import Settings
from ontology.files import extra_files as extra_files
from ontology.model import Model
from ontology.reading import load_model
from ontology.time import DateError, parse
from views.printing import Style, as_json, printed

STDERR = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def say(words: str) -> None:
    """Words for people: to stderr, so that stdout holds results alone."""
    STDERR.print(words)


def settings() -> Settings:
    """The settings of this process."""
    return Settings.from_environment()


def model() -> Model:
    """The ontology, with the files of the user."""
    return load_model(*extra_files())


@contextmanager
def database() -> Iterator[Database]:
    """The database; the private server is started first where there is no other and it does not run."""
    with open_database(settings(), say=say) as opened:
        yield opened


class Day(click.ParamType[date]):
    """A day, written 2021-02-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
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
    """Results: to stdout, unchanged."""
    sys.stdout.write(text)
    sys.stdout.flush()


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
    if not STDERR.is_terminal:
        yield lambda _words, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Bar(*columns, console=STDERR, transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total)
