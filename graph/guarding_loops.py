"""What no limit of the server reaches: long ranges, and texts that are put together with themselves until they fill
the memory, which ends a server of an older version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.errors import QueryRefused
from graph.tokens import Token

MOST_ROUNDS = 1_000_000
MOST_GROWTH = 100
MOST_GROWN = 5_000_000

_STEPS = frozenset({"with", "let", "unwind", "return"})
_LENGTHS = frozenset({"size", "length", "nodes", "relationships", "labels", "keys"})
# How often a range is thought to go round whose ends are the lengths of things found.
_UNKNOWN = 100


def guard_growth(tokens: Sequence[Token]) -> None:
    """Refuse what could put a text or a list together with itself again and again, step by step.

    In each step (WITH, LET, UNWIND) a value may be joined with itself once for every `+` or `||`, so the steps
    multiply.
    """
    hint = "Ask in several steps, or join less."
    if sum(token.word == "replace" for token in tokens) > 1:
        raise QueryRefused("More than one replace() is not taken.", hint=hint)
    if growth_of(tokens) > MOST_GROWTH or growth_of(tokens) * guard_ranges(tokens) > MOST_GROWN:
        raise QueryRefused("The steps of this query join texts or lists too often.", hint=hint)


def growth_of(tokens: Sequence[Token]) -> int:
    """How many times longer than it was written a text or a list may become."""
    growth, joins = 1, 0
    for place, token in enumerate(tokens):
        if token.word in _STEPS:
            growth, joins = growth * (joins + 1), 0
        joins += token.is_sign("+") or (token.is_sign("|") and tokens[place - 1].is_sign("|"))
    return growth * (joins + 1)


def guard_ranges(tokens: Sequence[Token]) -> int:
    """How often the ranges go round together. Refuses too often, and what cannot be told."""
    rounds = 1
    for inside in _ranges(tokens):
        rounds *= _rounds(inside)
        if rounds > MOST_ROUNDS:
            hint = "Ask for less, or in several steps."
            raise QueryRefused(f"The ranges go round more than {MOST_ROUNDS:,} times.", hint=hint)
    return rounds


def _ranges(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands between the brackets of each range()."""
    for place, token in enumerate(tokens[:-1]):
        if token.word == "range" and tokens[place + 1].is_sign("("):
            depth, end = 1, place + 2
            while end < len(tokens) and depth:
                depth += tokens[end].is_sign("(") - tokens[end].is_sign(")")
                end += 1
            yield tokens[place + 2 : end - 1]


def _rounds(inside: Sequence[Token]) -> int:
    """How often a range goes round at most."""
    numbers = [int(token.text) for token in inside if token.kind == "number" and token.text.isdecimal()]
    if not all(_is_plain(inside, place) for place in range(len(inside))):
        hint = "Write numbers, or the size() of something, as in range(0, size(nodes(p)) - 1)."
        raise QueryRefused("The ends of a range() are numbers that are written out.", hint=hint)
    measured = any(token.word in _LENGTHS for token in inside)
    if measured:
        return max(_UNKNOWN, *numbers, 0)
    negative = any(token.is_sign("-") for token in inside)
    first, last = (*numbers, 0, 0)[:2]
    return max(1, first + last if negative else abs(last - first) + 1)


def _is_plain(inside: Sequence[Token], place: int) -> bool:
    """Whether a piece of a range is a whole number, a sign between them, or part of a length such as size(x)."""
    token = inside[place]
    if token.kind == "number":
        return token.text.isdecimal()
    if token.kind == "sign":
        return token.text in "+-(),"
    if token.kind == "word" and place + 1 < len(inside):
        before, after = inside[place - 1] if place else None, inside[place + 1]
        called = token.word in _LENGTHS and after.is_sign("(")
        return called or (before is not None and before.is_sign("(") and after.is_sign(")"))
    return False
