"""A query as words: comments and space left out, strings and quoted names set apart. Not a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from graph.errors import QueryRefused

_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n\r]* | /\*.*?\*/ )
    | (?P<string> '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" )
    | (?P<quoted> `(?:``|[^`])*` )
    | (?P<parameter> \$ (?: [^\W\d]\w* | \d+ | `(?:``|[^`])*` ) )
    | (?P<word> [^\W\d]\w* (?: \s*\.\s* [^\W\d]\w* )* )
    | (?P<number> 0x[\da-f]+ | 0o[0-7]+ | \d[\d_]* (?: \.\d[\d_]* )? (?: e[+-]?\d+ )? )
    | (?P<space> \s+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


WORDS = frozenset(
    {
        "and", "as", "by", "case", "collect", "contains", "count", "distinct", "else", "end", "ends", "exists", "false",
        "in", "is", "limit", "not", "null", "or", "order", "starts", "then", "true", "when", "where", "with", "xor",
    }
)  # fmt: skip
"""Words of Cypher that stand in expressions: no names of values."""


@dataclass(frozen=True)
class Token:
    """A piece of a query: a string, quoted, parameter, word, number or sign. Names joined by dots are one word."""

    kind: str
    text: str

    @cached_property
    def word(self) -> str:
        """A word without difference of case and without space around its dots; empty for what is no word."""
        return re.sub(r"\s", "", self.text).casefold() if self.kind == "word" else ""

    def is_sign(self, sign: str) -> bool:
        """Whether it is this sign."""
        return self.kind == "sign" and self.text == sign


def tokens_of(text: str) -> Iterator[Token]:
    """The words of a query. Raises QueryRefused where a string, a name or a comment is not closed."""
    before = Token("sign", "")
    for match in _TOKEN.finditer(text):
        kind, piece = str(match.lastgroup), match.group()
        if kind == "sign" and piece in "'\"`":
            raise QueryRefused(f"A {piece} is opened and not closed.")
        if before.is_sign("/") and piece == "*":
            raise QueryRefused("A comment is opened with /* and not closed.")
        token = Token(kind, piece)
        if kind not in ("space", "comment"):
            yield token
        before = token
