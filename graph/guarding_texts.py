"""Texts and what is done with them in one expression: patterns that try too many ways, and long texts many times."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from graph.errors import QueryRefused
from graph.guarding_loops import growth_of, guard_ranges
from graph.tokens import Token

LONGEST_PATTERN = 200
MOST_REPEATS = 3
MOST_CHOICES = 10
MOST_TRIES = 2_000_000_000
MOST_TEXT = 100_000_000
# How long the names in the database are thought to be.
_LONG = 100

_REPEAT = re.compile(r"[*+]|\{\d+,\d*\}|\{\d{3,}\}")
_REPEATED_GROUP = re.compile(r"\)\s*(?:[*+]|\{)")
# What follows ( or a repeat is no choice: (?i), .*?
_CHOICE = re.compile(r"\||(?<![(*+?}])\?")
_ODD = re.compile(r"\\[1-9kQ]|\(\?[a-z]*x")
_HINT = "Use CONTAINS or STARTS WITH, or the full-text search."


def guard_texts(tokens: Sequence[Token], parameters: Mapping[str, object]) -> None:
    """Refuse a written text that is repeated, or replaced by itself, until it fills the memory of whoever gets it."""
    length = _longest(tokens, parameters) * growth_of(tokens)
    replaced = any(token.word == "replace" for token in tokens)
    if length * guard_ranges(tokens) > MOST_TEXT or (replaced and length**2 > MOST_TEXT):
        raise QueryRefused("This query makes a text too long, or too often.", hint="Write shorter texts.")


def guard_patterns(tokens: Sequence[Token], parameters: Mapping[str, object]) -> None:
    """Refuse a regular expression that is not written out, or that could try too many ways to match."""
    length = max(_LONG, _longest(tokens, parameters) * growth_of(tokens))
    for place in range(1, len(tokens)):
        if tokens[place - 1].is_sign("=") and tokens[place].is_sign("~"):
            tries = _tries(_pattern(tokens[place + 1 : place + 3]), length)
            if tries * guard_ranges(tokens) > MOST_TRIES:
                why = "The pattern after =~ could take for ever on texts this long, or so often."
                raise QueryRefused(why, hint=_HINT)


def _longest(tokens: Sequence[Token], parameters: Mapping[str, object]) -> int:
    """The length of the longest text that is written or given along."""
    given = [len(value) for value in parameters.values() if isinstance(value, str)]
    return max([len(token.text) - 2 for token in tokens if token.kind == "string"] + given, default=0)


def _pattern(after: Sequence[Token]) -> str:
    """The pattern, without what is escaped in it."""
    joined = len(after) > 1 and after[1].kind == "sign" and after[1].text in "+|"
    if not after or after[0].kind != "string" or joined:
        raise QueryRefused("A pattern after =~ is written as one text, right behind it.", hint=_HINT)
    written = after[0].text[1:-1].replace("\\\\", "\\")
    if len(written) > LONGEST_PATTERN:
        raise QueryRefused(f"A pattern after =~ is longer than {LONGEST_PATTERN} characters.", hint=_HINT)
    if _ODD.search(written):
        raise QueryRefused("A pattern after =~ has no \\1, \\k, \\Q or (?x) here.", hint=_HINT)
    return re.sub(r"\\.", "_", written)


def _tries(pattern: str, length: int) -> int:
    """How many ways it may try on a text of this length: each repeat goes through it, each choice doubles."""
    repeats, choices = len(_REPEAT.findall(pattern)), len(_CHOICE.findall(pattern))
    if repeats > MOST_REPEATS or _REPEATED_GROUP.search(pattern):
        why = f"It repeats more than {MOST_REPEATS} times, or repeats a group"
        raise QueryRefused(f"The pattern after =~ could take for ever. {why}.", hint=_HINT)
    if choices > MOST_CHOICES:
        raise QueryRefused(f"A pattern after =~ has more than {MOST_CHOICES} signs of | and ?.", hint=_HINT)
    return int(length**repeats * 2**choices)
