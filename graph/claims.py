"""A claim: one statement of one source, and the id that is a hash of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from json.encoder import encode_basestring
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of one source.

    `subject` is the id of a thing of the class `subject_class`. `predicate` is the key of a property of that
    class, or the name of a relation or measurement that starts from it. A property has a `value`; a link or a
    relation has an `object`, the id of the other end. `qualifiers` are further values of the same statement,
    by the keys of the relation's slots (dates by their bound: start, end, first_cited, last_cited, in_force, spell).
    `confidence` is a notation of the scheme of confidence, or None where none is stated. Values are kept as they
    were understood, in their lexical form; `raw` is the text as found; `places` say where it was read, as
    "collection/file:row:column" (the row is the line on which it starts, the heading being 1).
    """

    subject: str
    subject_class: str
    predicate: str
    source: str
    value: str | None = None
    object: str | None = None
    language: str | None = None
    qualifiers: tuple[tuple[str, str], ...] = ()
    confidence: str | None = None
    raw: str | None = field(default=None, compare=False)
    places: tuple[str, ...] = field(default=(), compare=False)
    collections: tuple[str, ...] = field(default=(), compare=False)
    recorded: date | None = field(default=None, compare=False)
    retired: date | None = field(default=None, compare=False)
    history: tuple[str, ...] = field(default=(), compare=False)
    id: str = field(init=False, compare=False)
    """32 hexadecimal digits: a hash of what is stated, its source and its confidence."""
    known_id: InitVar[str | None] = None
    """The id, where it is known already: hashing is what a claim costs most."""

    def __post_init__(self, known_id: str | None) -> None:
        if known_id is not None:
            object.__setattr__(self, "id", known_id)
            return
        if len(self.qualifiers) > 1 and len(set(self.qualifiers)) < len(self.qualifiers):
            # Said twice in one statement is said: `raw` keeps how it was found.
            object.__setattr__(self, "qualifiers", tuple(dict.fromkeys(self.qualifiers)))
        object.__setattr__(self, "id", claim_id(self))

    @property
    def said(self) -> Mapping[str, str]:
        """The qualifiers by key; a key that comes more than once has its last value here."""
        return dict(self.qualifiers)


def read_as(claim: Claim, **changed: Any) -> Claim:
    """The claim with some fields read otherwise, under its own id: what it states is still what its source stated."""
    read = replace(claim, **changed)
    object.__setattr__(read, "id", claim.id)
    return read


def claim_id(claim: Claim) -> str:
    """The id of a claim. Where and when it was read is no part of it, so that reading a file twice adds nothing.

    What is hashed is JSON without spaces, put together here: it must stay the same bytes for ever.
    """
    qualifiers = ",".join(f"[{_text(key)},{_text(value)}]" for key, value in sorted(claim.qualifiers))
    text = (
        f"[{_text(claim.subject_class)},{_text(claim.subject)},{_text(claim.predicate)},{_text(claim.value)},"
        f"{_text(claim.object)},{_text(claim.language)},[{qualifiers}],{_text(claim.source)},"
        f"{_text(claim.confidence)}]"
    )
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)
