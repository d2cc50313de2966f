"""Questions in SPARQL: to the graph, to what a release of it would hold, or to files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.session import (
    Day,
    extra_files,
    model,
    out,
    progress,
    reading,
    say,
    settings,
    style_option,
    today,
)
from graph.driver import without_tables
from ontology.errors import CommandError
from release.iris import Iris, base_iri
from release.profiles.reading import load_profile
from views.printing import Style, printed

if TYPE_CHECKING:
    from release.profiles.reading import Profile
    from release.sparqling.asking import Answer, Begin, Fill
    from release.sparqling.wording import Wording


@click.command()
@click.argument("query", metavar="QUERY")
@click.option("--profile", help="Ask what a release would hold: internal, partner, public, or a .toml file.")
@click.option(
    "--data",
    "files",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help="Ask an exported file or the folder of a release, and no database. May be given several times.",
)
@click.option(
    "--on",
    type=Day(),
    help="Add plain ties that certainly hold on this day; with --profile, the day on which offices give a name.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0.1, 3600),
    default=60,
    show_default=True,
    help="What a query may take.",
)
@click.option(
    "--rows",
    type=click.IntRange(1, 10_000_000),
    default=10_000,
    show_default=True,
    help="Rows that are given.",
)
@style_option
def sparql(
    query: str,
    profile: str | None,
    files: Sequence[Path],
    on: date | None,
    seconds: float,
    rows: int,
    style: Style,
) -> None:
    """Ask a question in SPARQL: SELECT, ASK, CONSTRUCT or DESCRIBE.

    QUERY is the query itself, @FILE for one in a file, or - for standard input. Our prefixes (orb:, unit:, person:,
    rank: …) are known without writing them. The graph is only read, and nothing goes to the network. Triples are
    printed as Turtle, and as JSON-LD with --format json.
    """
    if files and (profile or on):
        raise CommandError("--data asks files: --profile and --on are for the graph.", hint="Leave them out.")
    chosen = load_profile(profile, model()) if profile else None
    without_tables()
    from release.sparqling.asking import Limits, Question, ask
    from release.sparqling.wording import Wording

    wording = Wording(Iris(model(), base_iri()).prefixes())
    question = Question(_text_of(query), wording.prefixes, base_iri())
    answer = ask(question, _fill(chosen, files, on), Limits(seconds, rows))
    out(worded(answer, wording, style))
    if answer.more:
        say(f"There are more than these {rows:,} rows: --rows gives more.")


def _text_of(query: str) -> str:
    """The query that the argument holds or names."""
    try:
        if query == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(query[1:]).read_text(encoding="utf-8-sig") if query.startswith("@") else query
    except UnicodeDecodeError as problem:
        raise CommandError(f"The query is not UTF-8: {problem}.") from problem


def _fill(profile: Profile | None, files: Sequence[Path], on: date | None) -> Fill:
    """What fills the store. The database is opened once the query was read."""
    from release.sparqling.filling import fill_from_files

    return partial(fill_from_files, files) if files else partial(_from_database, profile, on)


def _from_database(profile: Profile | None, on: date | None, begin: Begin) -> None:
    with reading() as opened, progress("Reading") as bar:
        from release.quads import Stream
        from release.releasing.making import Order, Releaser
        from release.sparqling.filling import fill_from_graph, fill_from_release

        if profile is None:
            told = partial(bar, "Reading")
            fill_from_graph(Stream(opened, model(), base_iri(), on, extra_files(), told), begin)
            return
        order = Order(profile, "sparql", settings().home, on or today(), base_iri(), extra=extra_files())
        fill_from_release(Releaser(opened, model(), order, lambda words: bar(words, 0, None)), begin)


def worded(answer: Answer, wording: Wording, style: Style) -> str:
    """An answer as it is printed in a style."""
    from release.sparqling.wording import json_ld

    if answer.truth is not None:
        return _truth(answer.truth, style)
    if answer.triples is not None and style is Style.TABLE:
        return wording.turtle(answer.triples)
    if answer.triples is not None and style is Style.JSON:
        return json_ld(answer.triples)
    columns, rows = wording.rows(answer, short=style is Style.TABLE)
    return printed(rows, columns, style)


def _truth(truth: bool, style: Style) -> str:
    if style is Style.TABLE:
        return "yes\n" if truth else "no\n"
    written = str(truth).lower()
    return f"answer\n{written}\n" if style is Style.CSV else f"{written}\n"


COMMANDS = (sparql,)
