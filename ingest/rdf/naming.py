"""Our IRIs read backwards: which thing of which class an IRI names, whatever base stands before it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ontology.model import Class

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TAIL = re.compile(r"[/#]([a-z0-9-]+)/([^/#?]+)$")


def segment(cls: Class) -> str:
    """The part of an IRI that stands for a class; a specialised relation is named after its parent."""
    return _WORDS.sub("-", cls.parent or cls.name).lower()


def id_in(iri: str, cls: Class) -> str | None:
    """The id that an IRI of ours gives a thing of this class; None where it is no such IRI."""
    found = _TAIL.search(iri)
    if found is None or found[1] != segment(cls):
        return None
    try:
        return unquote(found[2], errors="strict")
    except UnicodeDecodeError:
        return None


def thing_id(iri: str, cls: Class) -> str:
    """The id of a thing: that of our IRI, else the whole IRI, which is the id that its source gave it."""
    return id_in(iri, cls) or iri


def local(iri: str) -> str:
    """The last part of an IRI, for people."""
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
