"""The commands, put together."""

from __future__ import annotations

import click

from commands import (
    asking,
    backup,
    generating,
    loading,
    measuring,
    members,
    merging,
    querying,
    releasing,
    serving,
    sharing,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="orbatlas")
def orbatlas() -> None:
    """A knowledge graph of military units, chains of command, patronage and defections.

    Claims of sources go in; facts with their evidence come out. Exit codes: 0 done, 1 the data was refused or is not
    conformant, 2 the command was wrong, 3 the database could not be reached.
    """


for _family in (
    serving,
    loading,
    merging,
    asking,
    querying,
    measuring,
    generating,
    sharing,
    releasing,
    backup,
    members,
):
    for _command in _family.COMMANDS:
        orbatlas.add_command(_command)
