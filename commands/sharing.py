"""What leaves the graph: drawings, RDF, and the check that it is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.ftm import NAME as FTM
from commands.ftm import export_as_ftm, is_ftm
from commands.session import (
    Day,
    check_writable,
    database,
    extra_files,
    kept_ids,
    model,
    noted,
    progress,
    reading,
    say,
    show,
    style_option,
)
from graph.driver import without_tables
from ontology.errors import CommandError
from release.iris import base_iri
from views.printing import Style

if TYPE_CHECKING:
    from release.export import Format


@click.command()
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The HTML file."
)
@click.option("--on", type=Day(), default=None, help="The day; without it, all time.")
def draw(ids: tuple[str, ...], output: Path, on: date | None) -> None:
    """Draw things as one HTML file that opens without a network.

    Units and persons are drawn with their chains of command, anything else with what is tied to it.
    """
    check_writable(output)
    with reading() as opened:
        from commands.drawing import picture
        from views.html import draw as draw_to

        drawing = picture(opened, model(), kept_ids(opened, ids), on)
    draw_to(drawing, model(), output)
    say(f"Drew {len(drawing.nodes):,} things and {len(drawing.edges):,} ties to {output}.")


class RdfFormat(click.ParamType["Format | str"]):
    """A format by its name: those of RDF in release/export.py, which is slow to load, and FollowTheMoney."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Format | str:
        """The format of this name; anything else ends the command."""
        if value == FTM:
            return FTM
        for form in _formats():
            if value in (form, form.value):
                return form
        return self.fail(f"{value!r} is no format. Give one of {_names()}.", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The formats, for the help text."""
        return f"[{_names('|')}]"


def _formats() -> type[Format]:
    without_tables()
    from release.export import Format

    return Format


def _names(between: str = ", ") -> str:
    return between.join((*(form.value for form in _formats()), FTM))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", type=RdfFormat(), help="Default: by the file's ending.")
@click.option(
    "--on", type=Day(), help="Add plain ties, such as org:subOrganizationOf, that certainly hold on this day."
)
def export(file: Path, form: Format | str | None, on: date | None) -> None:
    """Write the whole current graph to FILE, as RDF or FollowTheMoney.

    The same graph gives the same bytes. TriG and N-Quads have a named graph for each source; FollowTheMoney (ftm)
    has the facts alone, without their claims. A FILE that ends in .gz or .zst is compressed.
    """
    if form == FTM or (form is None and is_ftm(file)):
        export_as_ftm(file, on)
        return
    chosen = _formats()(form) if form else _format_of(file)
    check_writable(file)
    with database() as opened, progress("Writing") as bar:
        noted("export", file=file.absolute())
        from release.export import export as export_graph

        report = export_graph(
            opened, model(), file, chosen, on=on, base=base_iri(), extra=extra_files(),
            progress=lambda done, total: bar("Writing", done, total),
        )  # fmt: skip
    say(
        f"Wrote {report.triples:,} triples to {report.file} ({report.format}, {report.bytes:,} bytes): "
        f"{report.entities:,} things, {report.claims:,} claims of {report.sources:,} sources."
    )


def _format_of(file: Path) -> Format:
    without_tables()
    from release.export import format_of

    chosen = format_of(file)
    if chosen is None:
        hint = f"Give --format: {_names()}."
        raise CommandError(f"The ending of {file.name} does not tell the format.", hint=hint)
    return chosen


@click.command()
@style_option
def check(style: Style) -> None:
    """Hold what is loaded against the ontology's shapes.

    Exit code 1 where anything breaks them.
    """
    with database() as opened, progress("Checking") as bar:
        from release.check import COLUMNS
        from release.check import check as check_shapes

        report = check_shapes(
            opened, model(), base=base_iri(), extra=extra_files(),
            progress=lambda done, total: bar("Checking", done, total),
        )  # fmt: skip
    show([violation.as_row() for violation in report.violations], COLUMNS, style, title="Violations")
    say(f"{report.triples:,} triples against {report.rules:,} rules: {report.found:,} violations.")
    if not report.conforms:
        raise click.exceptions.Exit(1)


COMMANDS = (draw, export, check)
