"""What a parser must not be given: nesting so deep that it crashes or comes to no end, and XML that grows as it is
read. A guard looks at each piece of a file before the parser does.
"""

from __future__ import annotations

import re
from typing import Protocol
from xml.parsers import expat

MOST_NESTED = 200
"""Objects within objects, elements within elements. The parser's work grows with the square of it."""
MOST_TRIPLES = 1_000
"""Triple terms within triple terms; the parser crashes at some 20,000."""
MOST_GROWN = 100_000
"""Characters that one entity of XML may stand for. OWL has entities for namespaces, of some 60."""

MOST_GROWN_IN_ALL = 1_000_000
"""And all of its entities together."""

# A text, whole or as far as it goes: one that is not looked for again from each quote within it.
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("|\\?\Z)', re.DOTALL)
_OPENS = b"{["
_BRACKETS = b"{}[]"
_OTHERS = bytes(code for code in range(256) if code not in _BRACKETS)
_REFERENCE = re.compile(r"&([^#;&][^;&]*);")


class Guard(Protocol):
    """Looks at a file piece by piece."""

    def look(self, piece: bytes) -> tuple[bytes, str]:
        """What of a piece the parser may have, and why nothing after that; an empty reason where it may have all."""

    def end(self) -> str:
        """What is missing at the end of the file; empty where nothing is."""


class Anything:
    """Lets everything through."""

    def look(self, piece: bytes) -> tuple[bytes, str]:
        """All of it."""
        return piece, ""

    def end(self) -> str:
        """Nothing is missing."""
        return ""


class JsonGuard(Anything):
    """Counts brackets outside of texts."""

    def __init__(self) -> None:
        self._depth = 0
        self._text = b""

    def look(self, piece: bytes) -> tuple[bytes, str]:
        """Nothing of a piece in which the nesting is too deep."""
        plain = _STRING.sub(rb"\1!", self._text + piece)
        # Of a text that goes on in the next piece only what tells its end is kept: that it is one, and a backslash.
        goes_on = plain.endswith(b"!") and not plain.endswith(b'"!')
        self._text = (b'"\\' if plain.endswith(b"\\!") else b'"') if goes_on else b""
        deepest, self._depth = _nesting(plain.translate(None, _OTHERS), self._depth)
        return (b"", too_deep()) if deepest > MOST_NESTED else (piece, "")


def _nesting(brackets: bytes, depth: int) -> tuple[int, int]:
    """How deep a row of brackets goes from a depth on, and how deep it is at its end."""
    opened = brackets.count(b"{") + brackets.count(b"[")
    if depth + opened <= MOST_NESTED:
        return depth + opened, depth + 2 * opened - len(brackets)
    deepest = depth
    for code in brackets:
        depth += 1 if code in _OPENS else -1
        deepest = max(deepest, depth)
    return deepest, depth


def is_too_deep(text: bytes) -> bool:
    """Whether a piece of JSON is nested too deep."""
    return bool(JsonGuard().look(text)[1])


def too_deep() -> str:
    """The rule, in words."""
    return f"nested more than {MOST_NESTED} deep"


class TripleGuard(Anything):
    """Counts triple terms that are open. What looks like one in a text is counted too, which a thousand allow for."""

    def __init__(self) -> None:
        self._depth = 0
        self._end = b""

    def look(self, piece: bytes) -> tuple[bytes, str]:
        """Nothing of a piece in which too many are open."""
        seen = self._end + piece
        opened = seen.count(b"<<(")
        # Two bytes are seen twice: a mark of three may lie across two pieces, and none within two.
        self._end = seen[-2:]
        if self._depth + opened > MOST_TRIPLES:
            return b"", f"triples within triples, more than {MOST_TRIPLES} deep"
        self._depth = max(0, self._depth + opened - seen.count(b")>>"))
        return piece, ""


class _Stop(Exception):
    """What stands in the XML must not be read."""


class XmlGuard:
    """Has Python's own XML reader look at a file first: it opens nothing, and tells how deep and how large it gets."""

    def __init__(self) -> None:
        self._depth = self._seen = 0
        self._grown: dict[str, int] = {}
        self._reader = expat.ParserCreate()
        self._reader.StartElementHandler = self._start
        self._reader.EndElementHandler = self._end
        self._reader.EntityDeclHandler = self._entity

    def look(self, piece: bytes) -> tuple[bytes, str]:
        """What stands before an error; nothing of a piece with what must not be read."""
        seen, self._seen = self._seen, self._seen + len(piece)
        try:
            self._reader.Parse(piece, False)
        except _Stop as stop:
            return b"", str(stop)
        except expat.ExpatError as error:
            why = str(error).partition(": line")[0]
            return piece[: max(0, self._reader.ErrorByteIndex - seen)], why
        return piece, ""

    def end(self) -> str:
        """The parser itself does not mind where the last elements are never closed."""
        try:
            self._reader.Parse(b"", True)
        except expat.ExpatError as error:
            return str(error).partition(": line")[0]
        return ""

    def _start(self, name: str, attributes: object) -> None:
        self._depth += 1
        if self._depth > MOST_NESTED:
            raise _Stop(too_deep())

    def _end(self, name: str) -> None:
        self._depth -= 1

    def _entity(self, name: str, is_parameter: bool, value: str | None, *where: str | None) -> None:
        """An entity that stands for a text. The parser puts entities into one another where they are declared."""
        if value is None:
            raise _Stop(f"the entity {name[:60]} is fetched from elsewhere, which is never done")
        grown = len(value) + sum(self._grown.get(other, 0) for other in _REFERENCE.findall(value))
        if grown > MOST_GROWN:
            raise _Stop(f"the entity {name[:60]} grows to more than {MOST_GROWN:,} characters")
        self._grown[name] = grown
        if sum(self._grown.values()) > MOST_GROWN_IN_ALL:
            raise _Stop(f"its entities grow to more than {MOST_GROWN_IN_ALL:,} characters")
