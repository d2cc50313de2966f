"""Passwords: kept as argon2id hashes, checked in the same time whether the name is known or not."""

from __future__ import annotations

import secrets
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ontology.errors import CommandError

SHORTEST, LONGEST = 12, 1_000
"""Letters. Twelve keep a stolen hash from being guessed in a person's time; more than a thousand are no word."""

AT_ONCE = 2
"""So many passwords are checked at once: each takes 64 MiB for a moment, and strangers may send any number."""

_HASHER = PasswordHasher()
_ROOM = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """The hash to keep. Raises CommandError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise CommandError(
            f"A password has {SHORTEST} to {LONGEST:,} letters.",
            hint="Four words that do not belong together will do.",
        )
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash (no such member) it takes as long, and is not."""
    try:
        with _ROOM:
            _HASHER.verify(kept or _nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_hex(32))
