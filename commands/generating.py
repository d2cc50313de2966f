"""A synthetic army with known truth, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.session import progress, say

if TYPE_CHECKING:
    from synthesis.sheets import Written


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--units", type=int, required=True, help="How many units, 12 at least.")
@click.option(
    "--persons", type=int, required=True, help="How many persons on record, their commanders at least."
)
@click.option("--seed", type=int, required=True, help="The same seed gives the same bytes.")
@click.option("--months", type=int, default=9, show_default=True, help="Months from 2021-02-01 on.")
@click.option(
    "--contagion",
    type=float,
    default=0.3,
    show_default=True,
    help="How many others each defection moves to follow, on average; 0: none.",
)
@click.option(
    "--reporting",
    type=click.Choice(["uneven", "even"]),
    default="uneven",
    show_default=True,
    help="Whether some events are told twice, late, vaguely or never.",
)
def generate(
    directory: Path, units: int, persons: int, seed: int, months: int, contagion: float, reporting: str
) -> None:
    """Write a synthetic army with known truth, as CSV tables.

    The folder must be empty. truth.json, beside the tables, holds the true rates, ranks and counts, and what was
    reported of them.
    """
    from synthesis.army import make
    from synthesis.spec import Reporting, Spec
    from synthesis.writing import check_empty, write

    spec = Spec(
        units=units,
        seed=seed,
        persons=persons,
        months=months,
        contagion=contagion,
        reporting=Reporting(reporting),
    )
    check_empty(directory)
    with progress("Making the army") as bar:
        army = make(spec)
        written = write(army, directory, lambda done: bar("Writing persons", done, persons))
    _tell(written, directory)


def _tell(written: Written, directory: Path) -> None:
    for name, rows, size in written.files:
        say(f"{name:<20} {f'{rows:,} rows' if rows else '':>16} {size:>14,} bytes")
    say(f"Wrote {len(written.files)} files, {written.rows:,} rows, {written.bytes:,} bytes to {directory}.")


COMMANDS = (generate,)
