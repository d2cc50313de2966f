"""Who may sign in to the app, and the log of who asked what and released what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from access.log import Log, What
from access.members import Member, Members, change_members, read_members
from commands.session import os_user, say, settings, show, style_option
from ontology.errors import CommandError, OrbatlasError
from views.printing import Style

ROLE = click.option("--role", required=True, help="reader, analyst, steward, or a role of the file.")


@click.group()
def members() -> None:
    """Who may sign in to the app, and in which role."""


def _file() -> Path:
    return settings().members


def _held() -> Members:
    return read_members(_file()) or Members()


def _change(name: str, words: str, change: Callable[[Members], Members]) -> None:
    """Change the members, noted first: what cannot be noted is not done."""
    change_members(
        _file(), change, lambda: Log(settings().log).note(What.MEMBERS, os_user(), member=name, change=words)
    )
    say(f"{name}: {words}. Kept in {_file()}.")


def _asked() -> str:
    """A password typed twice; never an argument, which others on the machine could read."""
    from access.passwords import hashed

    return hashed(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@members.command()
@click.argument("name")
@ROLE
@click.option(
    "--provider", is_flag=True, help="They sign in through OpenID Connect; NAME is their address there."
)
def add(name: str, role: str, provider: bool) -> None:
    """Let NAME sign in. The password is asked for."""
    _with_new(_held(), Member(name, role))
    member = Member(name, role, None if provider else _asked())
    _change(name, f"added as {role}", lambda held: _with_new(held, member))


def _with_new(held: Members, member: Member) -> Members:
    if member.name in held.members:
        hint = "`orbatlas members role` and `members password` change one."
        raise CommandError(f"{member.name} is a member already.", hint=hint)
    return held.with_member(member)


@members.command()
@click.argument("name")
def remove(name: str) -> None:
    """Let NAME sign in no more; a session that is open ends at the next click."""
    _change(name, "removed", lambda held: held.without(name))


@members.command()
@click.argument("name")
@click.argument("role")
def role(name: str, role: str) -> None:
    """Give NAME another ROLE; it counts from their next click on."""
    _change(name, f"role {role}", lambda held: held.with_member(replace(_one(held, name), role=role)))


@members.command()
@click.argument("name")
def password(name: str) -> None:
    """Give NAME another password. It is asked for."""
    _one(_held(), name)
    typed = _asked()
    _change(
        name, "another password", lambda held: held.with_member(replace(_one(held, name), password=typed))
    )


def _one(held: Members, name: str) -> Member:
    if name not in held.members:
        raise CommandError(f"{name} is no member.", hint="`orbatlas members list` names them.")
    return held.members[name]


@members.command("list")
@style_option
def list_members(style: Style) -> None:
    """List the members and what they may do."""
    held = _held()
    rows = [
        {
            "name": one.name,
            "role": one.role,
            "signs in with": "password" if one.password else "OpenID Connect",
            "may": ", ".join(sorted(right.value for right in held.roles[one.role])),
        }
        for one in held.members.values()
    ]
    show(rows, ("name", "role", "signs in with", "may"), style)


@click.group()
def log() -> None:
    """The log of who asked what and released what."""


@log.command("show")
@click.option("--last", type=click.IntRange(min=1), default=50, show_default=True, help="How many lines.")
@style_option
def show_log(last: int, style: Style) -> None:
    """Show the last lines."""
    lines = list(Log(settings().log).lines())[-last:]
    rows = [
        {
            **{key: line.said.get(key, "") for key in ("at", "who", "what")},
            "more": "; ".join(f"{key}: {value}" for key, value in line.said.items() if key not in _SHOWN),
        }
        for line in lines
    ]
    show(rows, ("at", "who", "what", "more"), style)


_SHOWN = frozenset({"at", "who", "what", "before"})


@log.command()
def check() -> None:
    """See that no line was changed, taken out or put in; exit code 1 where one was."""
    last, count = "", 0
    for line in Log(settings().log).lines():
        if not line.follows:
            raise OrbatlasError(
                f"Line {line.number} does not follow the line before: something was changed there.",
                hint="Compare with a copy of the log.",
            )
        last, count = line.hash, line.number
    say(f"Lines: {count:,}. Each follows the one before.")
    if count:
        say(f"The last one: {last}. Keep it elsewhere, and a log that was cut off shows too.")


COMMANDS = (members, log)
