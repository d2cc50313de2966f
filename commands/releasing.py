"""Releases for partners."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from commands.session import Day, extra_files, model, noted, progress, reading, say, settings, today


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--profile", required=True, help="internal, partner, public, or the path of a .toml file.")
@click.option("--for", "partner", required=True, metavar="NAME", help="Who receives it.")
@click.option("--on", type=Day(), help="The day on which offices give a name; default: today.")
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The release before: changes are listed, and counts held back that differ by a few from it. "
    "Those that this machine made are compared in any case.",
)
@click.option("--licence", help="The IRI of another licence than the profile's.")
def release(
    folder: Path, profile: str, partner: str, on: date | None, previous: Path | None, licence: str | None
) -> None:
    """Write a release to DIR, safe for the people in it.

    DIR is not there yet. It holds the data, the ontology, the shapes and their report, a description, checksums, the
    changes, and a page that says what was removed and why. It is judged as its reader would read it; where anything
    speaks against it, nothing is written and the exit code is 1.
    """
    from release.iris import base_iri
    from release.profiles.reading import load_profile

    chosen = load_profile(profile, model())
    with reading() as opened, progress("Releasing") as bar:
        noted("release", profile=profile, partner=partner, day=on or today(), folder=folder.absolute())
        from release.releasing.making import Order, Releaser

        order = Order(
            chosen, partner, settings().home, on or today(), base_iri(), licence, previous, extra_files()
        )
        report = Releaser(opened, model(), order, lambda words: bar(words, 0, None)).release(folder)
    for note in report.notes:
        say(f"Note: {note}")
    smallest = f", smallest cell {report.audit.smallest}" if report.audit.smallest else ""
    say(
        f"Released {report.number} to {report.folder}: {report.triples:,} triples of {report.things:,} things, "
        f"{report.rules:,} rules hold{smallest}. What was removed, and why: {report.folder / 'README.md'}."
    )


COMMANDS = (release,)
