"""The file of members: who may sign in, in which role, and for how long a session lasts.

    [sessions]
    idle_minutes = 60
    longest_hours = 12

    [roles]                     # may be left out: reader, analyst and steward are known
    intern = []
    editor = ["names"]

    [members.alice]
    role = "steward"
    password = "$argon2id$…"    # made by `orbatlas members add`

    [members."bob@example.org"] # no password: signs in through OpenID Connect, by this address
    role = "analyst"

Where nothing is said of them, sessions last as long as here.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from access.rights import ROLES, Right
from ontology.errors import CommandError
from ontology.whole import becoming

IDLE_MINUTES, LONGEST_HOURS = 60, 12
_PATIENCE = 10.0
_NAME = re.compile(r"[^\s\x00-\x1f\x7f]{1,200}")
_HINT = "See docs/signing-in.md, or make the file with `orbatlas members add NAME --role ROLE`."


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may sign in. Without a password, only through OpenID Connect."""

    name: str
    role: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Members:
    """All members, the roles, and how long sessions last (seconds)."""

    members: Mapping[str, Member] = field(default_factory=dict)
    roles: Mapping[str, frozenset[Right]] = field(default_factory=lambda: dict(ROLES))
    idle: float = IDLE_MINUTES * 60.0
    longest: float = LONGEST_HOURS * 3600.0

    def rights(self, name: str) -> frozenset[Right] | None:
        """What somebody may do; None for who is no member."""
        member = self.members.get(name)
        return None if member is None else self.roles[member.role]

    def with_member(self, member: Member) -> Members:
        """These and one more, or with one changed. Raises CommandError for a role or name that cannot be."""
        if member.role not in self.roles:
            raise CommandError(
                f"There is no role {member.role!r}.", hint=f"Known roles: {', '.join(self.roles)}."
            )
        if not _NAME.fullmatch(member.name):
            raise CommandError(
                f"{member.name!r} cannot be a name.", hint="Up to 200 characters without spaces."
            )
        return replace(self, members={**self.members, member.name: member})

    def without(self, name: str) -> Members:
        """These without one. Raises CommandError for who is no member."""
        if name not in self.members:
            raise CommandError(f"{name} is no member.", hint="`orbatlas members list` names them.")
        return replace(self, members={key: one for key, one in self.members.items() if key != name})


def read_members(file: Path) -> Members | None:
    """The members in a file; None where there is no file. Raises CommandError for what cannot stand."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}.", hint=_HINT) from None
    if os.name == "posix" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CommandError(f"{file} can be read by others on this machine.", hint=f"Run: chmod 600 {file}")
    try:
        read = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # numbers and lists without end among them
        raise CommandError(f"{file} is no TOML: {error}.", hint=_HINT) from None
    return _members(file, read)


def _members(file: Path, read: Mapping[str, Any]) -> Members:
    _known(file, "the file", read, {"sessions", "roles", "members"})
    sessions = _table(file, read, "sessions")
    _known(file, "[sessions]", sessions, {"idle_minutes", "longest_hours"})
    found = Members(
        roles={
            **ROLES,
            **{name: _rights(file, name, value) for name, value in _table(file, read, "roles").items()},
        },
        idle=60 * _number(file, sessions, "idle_minutes", IDLE_MINUTES),
        longest=3600 * _number(file, sessions, "longest_hours", LONGEST_HOURS),
    )
    for name, value in _table(file, read, "members").items():
        try:
            found = found.with_member(_member(file, name, value))
        except CommandError as error:
            raise error if str(file) in str(error) else _wrong(file, str(error).rstrip(".")) from None
    return found


def _known(file: Path, where: str, read: Mapping[str, Any], keys: set[str]) -> None:
    for key in read:
        if key not in keys:
            raise _wrong(file, f"{where} has {key!r}, which nothing reads; known: {', '.join(sorted(keys))}")


def _wrong(file: Path, what: str) -> CommandError:
    return CommandError(f"{file}: {what}.", hint=_HINT)


def _table(file: Path, read: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = read.get(key, {})
    if not isinstance(value, dict):
        raise _wrong(file, f"{key} must be a table, written [{key}]")
    return value


def _number(file: Path, read: Mapping[str, Any], key: str, default: float) -> float:
    value = read.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 10_000:
        raise _wrong(file, f"{key} is {value!r}, but must be a number above 0 and up to 10,000")
    return float(value)


def _rights(file: Path, role: str, value: Any) -> frozenset[Right]:
    words = [right.value for right in Right]
    if not isinstance(value, list) or any(word not in words for word in value):
        raise _wrong(file, f"the role {role} must be a list of some of {', '.join(words)}")
    found = frozenset(map(Right, value))
    if Right.ASK in found and Right.NAMES not in found:
        raise _wrong(file, f"the role {role} may ask free Cypher, which shows names: give it names too")
    if Right.RELEASE in found and Right.NAMES not in found:
        raise _wrong(file, f"the role {role} may release, for which names are read: give it names too")
    return found


def _member(file: Path, name: str, value: Any) -> Member:
    if not isinstance(value, dict) or not isinstance(value.get("role"), str):
        raise _wrong(file, f"the member {name} needs a role")
    _known(file, f"the member {name}", value, {"role", "password"})
    password = value.get("password")
    if password is not None and not (isinstance(password, str) and password.startswith("$argon2id$")):
        raise _wrong(
            file,
            f"the password of {name} is no argon2id hash; make it with `orbatlas members password {name}`",
        )
    return Member(name, value["role"], password)


def write_members(file: Path, members: Members) -> None:
    """Write the file anew, readable by its owner alone; never half of it. Raises CommandError where it cannot be.

    Of a link, what it leads to is written.
    """
    _make_folder(file)
    with becoming(file.resolve(), private=True) as part:
        part.write_text(as_toml(members), encoding="utf-8")


def change_members(file: Path, change: Callable[[Members], Members], note: Callable[[], None]) -> None:
    """Change what the file holds; of two who do so at once, the second changes what the first wrote.

    `note` is called when the change stands fast and before it is written. Raises CommandError where it cannot be
    written, and whatever `change` and `note` raise.
    """
    _make_folder(file)
    try:
        held = FileLock(f"{file}.lock", timeout=_PATIENCE, mode=0o600).acquire()
    except (OSError, Timeout) as error:
        raise CommandError(f"{file} cannot be changed: {error}.", hint=_HINT) from None
    with held:
        changed = change(read_members(file) or Members())
        note()
        write_members(file, changed)


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.", hint=_HINT) from None


def as_toml(members: Members) -> str:
    """The text of the file."""
    lines = [
        "# Who may sign in to the app. Written by `orbatlas members`; see docs/signing-in.md.",
        "", "[sessions]", f"idle_minutes = {members.idle / 60:g}", f"longest_hours = {members.longest / 3600:g}",
    ]  # fmt: skip
    own = {name: rights for name, rights in members.roles.items() if ROLES.get(name) != rights}
    if own:
        lines += ["", "[roles]"]
        lines += [
            f"{_quoted(name)} = {json.dumps(sorted(r.value for r in own[name]))}" for name in sorted(own)
        ]
    for name, member in sorted(members.members.items()):
        lines += ["", f"[members.{_quoted(name)}]", f"role = {_quoted(member.role)}"]
        lines += [f"password = {_quoted(member.password)}"] if member.password else []
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
