"""Claims in and out: ingest, withdraw, the empty tables."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.session import (
    Day,
    Progress,
    check_writable,
    database,
    model,
    noted,
    out,
    progress,
    say,
    show_document,
    style_option,
    today,
)
from ingest.formats import NAMES
from ontology.whole import becoming
from views.printing import Style, as_json

if TYPE_CHECKING:
    from graph.connection import Database
    from ingest.pipeline import Step
    from ingest.plan import Plan
    from ingest.report import Report

RECORDED = click.option(
    "--recorded", type=Day(), default=None, help="The day on which this is recorded; default: today."
)


@click.command(epilog=f"Formats: {', '.join(NAMES)}.")
@click.argument("format_name", metavar="FORMAT")
@click.argument("paths", metavar="PATH…", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--collection", help="The name under which these files are kept; default: the path's own name.")
@click.option(
    "--replace",
    is_flag=True,
    help="This is a newer version of the collection: take back what it no longer says.",
)
@click.option("--prefix", help="Put before every id, to keep two collections apart.")
@RECORDED
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report as json here too.",
)
@style_option
def ingest(
    format_name: str,
    paths: tuple[Path, ...],
    collection: str | None,
    replace: bool,
    prefix: str | None,
    recorded: date | None,
    dry_run: bool,
    report_file: Path | None,
    style: Style,
) -> None:
    """Load files: what they state becomes claims, and claims facts."""
    from ingest.plan import plan_ingest

    if report_file is not None:
        check_writable(report_file)
    plan = plan_ingest(model(), format_name, paths, collection=collection, recorded=recorded, prefix=prefix)
    report = load(plan, replace=replace, dry_run=dry_run)
    if report_file is not None:
        write_report(report_file, report)
    if style is Style.TABLE:
        out(report.as_text() + "\n")
    else:
        show_document(report.as_json())
    if report.rows_refused:
        raise click.exceptions.Exit(1)


def load(plan: Plan, *, replace: bool = False, dry_run: bool = False) -> Report:
    """Run a planned ingest on the database, with a progress bar. Two of one collection run one after the other."""
    with database() as opened, _alone(opened, plan, dry_run), progress("Loading") as bar:
        from graph.loading import Loading
        from ingest.known import GraphKnown
        from ingest.pipeline import run

        loading = Loading(
            opened, plan.model, plan.collection, plan.recorded, replace=replace, dry_run=dry_run
        )
        known = GraphKnown(opened, plan.model, plan.prefix, plan.collection if replace else None)
        return run(
            plan, loading, known, progress=lambda step: _tell(bar, step), replaced=replace, dry_run=dry_run
        )


def _alone(opened: Database, plan: Plan, dry_run: bool) -> AbstractContextManager[None]:
    """Of two at once with --replace, each would take back what the other one brings."""
    if dry_run:
        return nullcontext()
    from graph.keeping.alone import alone

    words = f"Waiting for another ingest of the collection {plan.collection}, or for a slow database."
    return alone(opened, f"collection {plan.collection}", lambda: say(words))


def _tell(bar: Progress, step: Step) -> None:
    if step.deriving is None:
        bar("Loading", step.bytes_done, step.bytes)
    else:
        bar("Deriving facts", step.deriving, None)


def write_report(file: Path, report: Report) -> None:
    """Write a report as json. Raises CommandError where the file cannot be written."""
    with becoming(file) as part:
        part.write_text(as_json(report.as_json()), encoding="utf-8")


@click.command()
@click.argument("source")
@RECORDED
@style_option
def withdraw(source: str, recorded: date | None, style: Style) -> None:
    """Take back every claim of a source.

    What others claim about it goes too, and the facts follow.

    The claims stay for the second clock: what was believed on an earlier day can still be told.
    """
    day = recorded or today()
    with database() as opened, progress("Taking back") as bar:
        noted("withdraw", source=source, day=day)
        from graph.retiring import withdraw as withdraw_source

        retired = withdraw_source(
            opened, model(), source, day, lambda done: bar("Deriving facts", done, None)
        )
    if style is Style.TABLE:
        say(f"{retired:,} claims of {source} were taken back on {day.isoformat()}; the facts follow.")
    else:
        show_document({"source": source, "claims_retired": retired, "retired": day})


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def tables(directory: Path) -> None:
    """Write the empty CSV tables to a folder.

    A data package descriptor, by which other tools can check them, goes with them.
    """
    from ingest.tables.templates import write_templates

    for file in write_templates(model(), directory):
        say(f"Wrote {file}.")


COMMANDS = (ingest, withdraw, tables)
