"""Writes the page of the commands from their own help texts: `python -m commands.docs > docs/commands.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from commands.root import orbatlas

WIDTH = 100

_HEAD = """# The commands

Made from the help texts by `python -m commands.docs > docs/commands.md`; do not edit.

Results go to standard output, words for people to standard error. Exit codes: 0 done, 1 the data was refused or is
not conformant, 2 the command was wrong, 3 the database could not be reached, 130 stopped with Ctrl-C.
"""


def commands_page() -> str:
    """The page, as Markdown: each command with its help text, in the order of their names."""
    return "\n".join([_HEAD, *(_section(context) for context in contexts())])


def contexts() -> Iterator[click.Context]:
    """A context for each command that does something, groups left out."""
    yield from _below(click.Context(orbatlas, info_name="orbatlas", **orbatlas.context_settings))


def _below(context: click.Context) -> Iterator[click.Context]:
    if not isinstance(context.command, click.Group):
        yield context
        return
    for name, command in sorted(context.command.commands.items()):
        settings = {**context.command.context_settings, **command.context_settings}
        yield from _below(click.Context(command, parent=context, info_name=name, **settings))


def _section(context: click.Context) -> str:
    # As wide whatever the terminal, so that the page is the same on every machine.
    context.terminal_width = context.max_content_width = WIDTH
    return f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"


if __name__ == "__main__":
    sys.stdout.write(commands_page())
