"""What one cell holds: many values, many sources, a confidence."""

from __future__ import annotations

import re
from functools import lru_cache

# What a sheet's tool wrote where it had no source.
NO_SOURCE = frozenset({"nan", "none", "null", "n/a", "na", "-"})

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_UUID_LENGTH = 36
_SHORT = 1_000
"""Characters of a cell that is worth remembering: long ones do not come twice, and would fill the memory."""


def neat(text: str) -> str:
    """A text with one space between its words and none around it."""
    return " ".join(text.split())


def values_of(text: str) -> tuple[str, ...]:
    """The values of a cell, `;` between them, each once, in their order."""
    return _values(text) if len(text) > _SHORT else _short_values(text)


def _values(text: str) -> tuple[str, ...]:
    if ";" not in text:
        value = neat(text)
        return (value,) if value else ()
    return tuple(dict.fromkeys(value for value in map(neat, text.split(";")) if value))


_short_values = lru_cache(maxsize=65536)(_values)


def sources_of(text: str) -> tuple[tuple[str, ...], int]:
    """The ids of the sources in a cell, each once, and how many entries were no source at all (`nan`)."""
    return _sources(text) if len(text) > _SHORT else _short_sources(text)


def _sources(text: str) -> tuple[tuple[str, ...], int]:
    found: dict[str, None] = {}
    nothing = 0
    for entry in values_of(text.replace("\n", ";")):
        if entry.casefold() in NO_SOURCE:
            nothing += 1
            continue
        several = _UUID.findall(entry)
        found.update(dict.fromkeys(several if len(several) > 1 else [entry]))
    return tuple(found), nothing


_short_sources = lru_cache(maxsize=65536)(_sources)


def tagged(text: str) -> tuple[str, str]:
    """The name and the id of a text such as "Ciudad Juárez (osm, point) 48912ae1-…"; without an id, ("text", "")."""
    text = text.strip()
    id = text[-_UUID_LENGTH:]
    if not _UUID.fullmatch(id):
        return neat(text), ""
    name = text[:-_UUID_LENGTH].rstrip()
    opened = name.rfind("(")
    if name.endswith(")") and opened >= 0 and ")" not in name[opened:-1]:
        name = name[:opened]
    return neat(name), id
