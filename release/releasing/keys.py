"""The keys of releases: one for each partner and release, in the user's key folder, never in Neo4j.

Beside each key lie the pseudonyms that it made, so that the gate can tell two releases that share one, and the counts
that were told, so that no later release, to whomever, can be subtracted from it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import CommandError
from release.releasing.counting import Counts

PSEUDONYM = "x-"
"""What a pseudonym begins with; 32 hexadecimal digits follow."""

_BYTES = 32

Tables = Sequence[tuple[Sequence[str], Counts]]
"""The counts of tables, each with its keys."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of one release. `name` is partner/number; the secret is never shown."""

    name: str
    file: Path
    secret: bytes

    def __repr__(self) -> str:
        return f"Key({self.name!r})"

    def pseudonym(self, id: str) -> str:
        """The name under which a person stands in this release and in no other."""
        return PSEUDONYM + self._digest("person", id)

    def fact(self, id: str) -> str:
        """The id of a fact in this release: its own id is a hash of a claim and could be guessed at."""
        return self._digest("fact", id)

    def _digest(self, what: str, id: str) -> str:
        return hmac.new(self.secret, f"{what}\0{id}".encode(), hashlib.sha256).hexdigest()[:32]


class Keyring:
    """The key folder of one user: ORBATLAS_HOME/keys. Only its owner may read it."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "keys"

    def new(self, partner: str) -> Key:
        """A fresh key for the next release to a partner. Raises CommandError where it cannot be kept."""
        slug = slug_of(partner)
        try:
            folder = self._private(self.folder / slug)
            for number in range(1, 1_000_000):
                file = folder / f"{number}.key"
                try:
                    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                except FileExistsError:
                    continue
                with os.fdopen(opened, "wb") as target:
                    secret = secrets.token_bytes(_BYTES)
                    target.write(secret)
                return Key(f"{slug}/{number}", file, secret)
        except OSError as problem:
            raise CommandError(f"The key cannot be kept in {self.folder}: {problem.strerror}.") from problem
        raise CommandError(f"{self.folder / slug} is full.")

    def forget(self, key: Key) -> None:
        """Take away the key of a release that did not come to be."""
        key.file.unlink(missing_ok=True)
        _beside(key.file).unlink(missing_ok=True)
        _counts_beside(key.file).unlink(missing_ok=True)

    def remember(self, key: Key, pseudonyms: frozenset[str], told: Tables = ()) -> None:
        """Note which pseudonyms a release has and what it counts, for the gates of those that come after."""
        _note(_beside(key.file), sorted(pseudonyms))
        cells = [[keys, [[*cell] for cell in sorted(counts.items())]] for keys, counts in told]
        _note(_counts_beside(key.file), cells)

    def told(self, key: Key | None, keys: Sequence[str]) -> Iterator[Counts]:
        """What every other release of this user told in the table of these keys."""
        for file in sorted(self.folder.glob("*/*.key")):
            noted = _counts_beside(file)
            if (key is None or file != key.file) and noted.exists():
                for table, cells in json.loads(noted.read_text(encoding="utf-8")):
                    if table == list(keys):
                        yield {
                            tuple((side, value) for side, value in path): (events, persons)
                            for path, (events, persons) in cells
                        }

    def others(self, key: Key) -> Iterator[tuple[str, bytes, frozenset[str]]]:
        """(name, secret, pseudonyms) of every other release of this user."""
        for file in sorted(self.folder.glob("*/*.key")):
            if file != key.file:
                noted = _beside(file)
                made = json.loads(noted.read_text(encoding="utf-8")) if noted.exists() else []
                yield f"{file.parent.name}/{file.stem}", file.read_bytes(), frozenset(made)

    def _private(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for part in (self.folder, folder):
            part.chmod(0o700)
        return folder


def slug_of(partner: str) -> str:
    """A partner's name as the name of a folder; two names that differ never share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", partner.casefold()).strip("-")[:40]
    if not partner.strip():
        raise CommandError("The partner's name is empty.", hint="Give --for NAME.")
    return (
        plain
        if plain == partner
        else f"{plain or 'partner'}-{hashlib.sha256(partner.encode()).hexdigest()[:8]}"
    )


def _note(file: Path, noted: object) -> None:
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(opened, "w", encoding="utf-8") as target:
        json.dump(noted, target)


def _counts_beside(file: Path) -> Path:
    return file.with_suffix(".counts.json")


def _beside(file: Path) -> Path:
    return file.with_suffix(".pseudonyms.json")
