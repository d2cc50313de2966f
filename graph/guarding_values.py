"""What goes along with a query: its parameters, and the words that it gives to the full-text index."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.errors import QueryRefused
from graph.tokens import Token

MOST_VALUES = 100_000
MOST_CHARACTERS = 1_000_000
DEEPEST_VALUE = 20

SEARCH = "db.index.fulltext.querynodes"
LONGEST_SEARCH = 200
MOST_WORDS = 20
MOST_OPEN = 3

_LONE = re.compile("[\ud800-\udfff]")
_OPEN_WORD = re.compile(r"(?:^|[\s(:+\-!\"'])[*?]")


def guard_characters(text: str) -> None:
    """Refuse what cannot be sent: half a character (a lone surrogate), or the character zero."""
    if _LONE.search(text) or "\0" in text:
        raise QueryRefused(
            "The text holds half a character or a character zero.", hint="Type it anew, without copying."
        )


def guard_parameters(parameters: Mapping[str, object]) -> None:
    """Refuse parameters that are too many, too long or too deep. Nothing is followed deeper than it is allowed."""
    values, characters = 0, 0
    waiting: list[tuple[int, object]] = [(0, parameters)]
    while waiting:
        depth, value = waiting.pop()
        values += 1
        if isinstance(value, str):
            guard_characters(value)
            characters += len(value)
        inside = _inside(value)
        if depth > DEEPEST_VALUE:
            raise QueryRefused(f"A parameter is nested more than {DEEPEST_VALUE} deep.")
        if values + len(inside) > MOST_VALUES or characters > MOST_CHARACTERS:
            most = f"{MOST_VALUES:,} values and {MOST_CHARACTERS:,} characters"
            raise QueryRefused(f"The parameters hold more than {most}.", hint="Ask in several steps.")
        waiting += [(depth + 1, one) for one in inside]


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list | tuple) else ()


def guard_searches(tokens: Sequence[Token], parameters: Mapping[str, object]) -> None:
    """Refuse words for the full-text index that are not written out, or that could make it look through all it has."""
    for place, token in enumerate(tokens):
        if token.word == SEARCH:
            _guard_search(_words_of(tokens[place + 1 : place + 6], parameters))


def _words_of(after: Sequence[Token], parameters: Mapping[str, object]) -> str:
    """The second thing in the brackets, which is a text, or a parameter that is one."""
    if len(after) == 5 and after[2].is_sign(",") and after[4].kind == "sign" and after[4].text in ",)":
        words = after[3]
        if words.kind == "string":
            return words.text[1:-1]
        given = parameters.get(words.text[1:].strip("`")) if words.kind == "parameter" else None
        if isinstance(given, str):
            return given
    raise QueryRefused(
        "What the full-text search looks for is written as one text.",
        hint="Write CALL db.index.fulltext.queryNodes('names', 'light infantry').",
    )


def _guard_search(words: str) -> None:
    hint = "Give some words, or the beginnings of words as in infan*."
    if len(words) > LONGEST_SEARCH or len(words.split()) > MOST_WORDS:
        most = f"{LONGEST_SEARCH} characters or {MOST_WORDS} words"
        raise QueryRefused(f"What the full-text search looks for is longer than {most}.", hint=hint)
    if "/" in words or _OPEN_WORD.search(words) or re.search(r"[*?][^\s)]*[*?]", words):
        raise QueryRefused("A pattern for the full-text search begins with letters and has one *.", hint=hint)
    if sum(map(words.count, "*?~[{")) > MOST_OPEN:
        raise QueryRefused(f"The full-text search takes at most {MOST_OPEN} signs of * ? ~ [ {{.", hint=hint)
