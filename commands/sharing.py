"""What leaves the graph: drawings, RDF, and the check that it is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from commands.session import (
    Day,
    database,
    extra_files,
    model,
    progress,
    say,
    show,
    style_option,
)
from graph.chain import chain as find_chain
from graph.synthetic import any_synthetic
from ontology.errors import CommandError
from release.check import COLUMNS
from release.check import check as check_shapes
from release.export import Format, format_of
from release.export import export as export_graph
from release.iris import base_iri
from views.html import draw as draw_to
from views.pictures import chain_drawing, things_drawn
from views.printing import Style


@click.command()
@click.argument("ids", metavar="ID…", nargs=-1, required=True)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The HTML file."
)
@click.option("--on", type=Day(), default=None, help="The day; without it, all time.")
def draw(ids: tuple[str, ...], output: Path, on: date | None) -> None:
    """Draw the chains of command of units or persons as one HTML file that opens without a network."""
    with database() as opened:
        chains = [find_chain(opened, model(), id, on) for id in ids]
        synthetic = any_synthetic(opened, model(), things_drawn(chains))
    drawing = chain_drawing(chains, model(), synthetic=synthetic)
    draw_to(drawing, model(), output)
    say(f"Drew {len(drawing.nodes):,} things and {len(drawing.edges):,} ties to {output}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    help="Default: by the file's ending.",
)
@click.option(
    "--on",
    type=Day(),
    default=None,
    help="Add plain ties, such as org:subOrganizationOf, that certainly hold on this day.",
)
def export(file: Path, form: str | None, on: date | None) -> None:
    """Write the whole current graph to FILE as RDF. The same graph gives the same bytes."""
    chosen = Format(form) if form else format_of(file)
    if chosen is None:
        known = ", ".join(one.value for one in Format)
        raise CommandError(
            f"The ending of {file.name} does not tell the format.", hint=f"Give --format: {known}."
        )
    with database() as opened, progress("Writing") as bar:
        report = export_graph(
            opened, model(), file, chosen, on=on, base=base_iri(), extra=extra_files(),
            progress=lambda done, total: bar("Writing", done, total),
        )  # fmt: skip
    say(
        f"Wrote {report.triples:,} triples to {report.file} ({report.format}, {report.bytes:,} bytes): "
        f"{report.entities:,} things, {report.claims:,} claims of {report.sources:,} sources."
    )


@click.command()
@style_option
def check(style: Style) -> None:
    """Hold what is loaded against the shapes of the ontology; exit code 1 where anything breaks them."""
    with database() as opened, progress("Checking") as bar:
        report = check_shapes(
            opened, model(), base=base_iri(), extra=extra_files(),
            progress=lambda done, total: bar("Checking", done, total),
        )  # fmt: skip
    show([violation.as_row() for violation in report.violations], COLUMNS, style, title="Violations")
    say(f"{report.triples:,} triples against {report.rules:,} rules: {report.found:,} violations.")
    if not report.conforms:
        raise click.exceptions.Exit(1)


COMMANDS = (draw, export, check)
