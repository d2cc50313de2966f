"""What one cell holds: many values, many sources, a confidence."""

from __future__ import annotations

import re
from functools import lru_cache

# What a sheet's tool wrote where it had no source.
NO_SOURCE = frozenset({"nan", "none", "null", "n/a", "na", "-"})

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_TAGGED = re.compile(rf"(?P<name>.*?)\s*(?:\((?P<tags>[^()]*)\))?\s*(?P<id>{_UUID.pattern})", re.DOTALL)


def neat(text: str) -> str:
    """A text with one space between its words and none around it."""
    return " ".join(text.split())


@lru_cache(maxsize=65536)
def values_of(text: str) -> tuple[str, ...]:
    """The values of a cell, `;` between them, each once, in their order."""
    if ";" not in text:
        value = neat(text)
        return (value,) if value else ()
    return tuple(dict.fromkeys(value for value in map(neat, text.split(";")) if value))


@lru_cache(maxsize=65536)
def sources_of(text: str) -> tuple[tuple[str, ...], int]:
    """The ids of the sources in a cell, each once, and how many entries were no source at all (`nan`)."""
    found: dict[str, None] = {}
    nothing = 0
    for entry in values_of(text.replace("\n", ";")):
        if entry.casefold() in NO_SOURCE:
            nothing += 1
            continue
        several = _UUID.findall(entry)
        found.update(dict.fromkeys(several if len(several) > 1 else [entry]))
    return tuple(found), nothing


def tagged(text: str) -> tuple[str, str]:
    """The name and the id of a text such as "Ciudad Juárez (osm, point) 48912ae1-…"; without an id, ("text", "")."""
    match = _TAGGED.fullmatch(text.strip())
    if match is None:
        return neat(text), ""
    return neat(match["name"]), match["id"]
