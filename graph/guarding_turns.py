"""What no time limit reaches, since it happens within one expression, or before a query is run at all.

Neo4j looks at its clock between rows. Loops within loops (`all(a IN s WHERE all(b IN s …))`) go on for hours within
one row, and a planner that takes a condition apart doubles its work with each XOR, until the memory of the server is
full and it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.errors import QueryRefused
from graph.guarding_loops import guard_ranges
from graph.tokens import WORDS, Token

MOST_XOR = 8
DEEPEST_QUERY = 8
MOST_TURNS = 100_000_000

# How long a list is thought to be: of anything, of a path, of a property or a map, of one thing in a loop.
_ANY, _HELD, _PATH, _OWN = 100_000, 10_000, 1_000, 100
_TESTS = frozenset({"all", "any", "none", "single"})
_QUERIES = frozenset({"exists", "count", "collect", "call"})
_PATHS = frozenset({"nodes", "relationships"})
_SHORT = frozenset({"labels", "keys"})


def guard_conditions(tokens: Sequence[Token]) -> None:
    """Refuse conditions and subqueries that the planner would take apart for longer than anybody waits."""
    if sum(token.word == "xor" for token in tokens) > MOST_XOR:
        raise QueryRefused(f"More than {MOST_XOR} XOR are not taken.", hint="Use AND, OR, NOT, or <>.")
    inside: list[bool] = []
    for place, token in enumerate(tokens):
        if token.kind == "sign" and token.text in "[{":
            inside.append(_asks(tokens, place))
        elif token.kind == "sign" and token.text in "]}" and inside:
            inside.pop()
        if sum(inside) > DEEPEST_QUERY:
            why = f"Subqueries and patterns in lists are nested more than {DEEPEST_QUERY} deep."
            raise QueryRefused(why, hint="Ask in several steps.")


def _asks(tokens: Sequence[Token], place: int) -> bool:
    """Whether a bracket opens a subquery (`COUNT {`, `CALL (n) {`) or a list by a pattern (`[(n)--(m) |`)."""
    before = tokens[place - 1] if place else Token("sign", "")
    if tokens[place].is_sign("{"):
        return before.word in _QUERIES or before.is_sign(")")
    after = [token for token in tokens[place + 1 : place + 4] if token.kind == "sign"]
    return bool(after) and (after[0].is_sign("(") or after[0].is_sign("="))


@dataclass(frozen=True)
class _Loop:
    """A loop in an expression: its variable, where its body begins and ends, and how often it may go round."""

    name: str
    body: int
    end: int
    turns: int


def guard_turns(tokens: Sequence[Token]) -> None:
    """Refuse loops within loops that may go round more often than one expression should."""
    around: list[_Loop] = []
    for start in _starts(tokens):
        around = [loop for loop in around if start < loop.end]
        loop = _loop(tokens, start, [one for one in around if start >= one.body])
        around.append(loop)
        turns = loop.turns
        for one in around[:-1]:
            turns *= one.turns if start >= one.body else 1
        if len(around) > 1 and turns >= MOST_TURNS:
            hint = "Use UNWIND and WHERE, or IN; go through the list of a thing itself, as in x.aliases."
            raise QueryRefused("Loops within loops over lists could take for ever.", hint=hint)


def _starts(tokens: Sequence[Token]) -> Iterator[int]:
    """Where the name stands of each `[name IN …` and `all(name IN …`."""
    for place in range(1, len(tokens) - 1):
        before, opened = tokens[place - 2] if place > 1 else None, tokens[place - 1]
        tested = opened.is_sign("(") and before is not None and before.word in _TESTS
        if (opened.is_sign("[") or tested) and tokens[place + 1].word == "in":
            yield place


def _loop(tokens: Sequence[Token], start: int, around: Sequence[_Loop]) -> _Loop:
    depth, place, body = 0, start + 2, None
    while place < len(tokens) and depth >= 0:
        token = tokens[place]
        if depth == 0 and body is None and (token.word == "where" or token.is_sign("|")):
            body = place
        if token.kind == "sign":
            depth += (token.text in "([{") - (token.text in ")]}")
        place += 1
    body = place - 1 if body is None else body
    turns = _turns(tokens[start + 2 : body], {one.name for one in around})
    return _Loop(tokens[start].word or tokens[start].text, body, place, turns)


def _turns(source: Sequence[Token], own: set[str]) -> int:
    """How often a loop goes round at most, by the list that it goes through."""
    written = sum(len(token.text) if token.kind == "string" else 1 for token in source)
    lengths = [_length(source, place, own) for place in range(len(source))]
    return max(1, written, guard_ranges(source), *lengths)


def _length(source: Sequence[Token], place: int, own: set[str]) -> int:
    """How long the list may be that a name stands for; 1 for what is none."""
    token, called = source[place], place + 1 < len(source) and source[place + 1].is_sign("(")
    if token.kind in ("quoted", "parameter"):
        return _ANY
    name, dot, _ = token.word.partition(".")
    if not name or called or token.word in WORDS:
        return 1
    if name in own:
        return _OWN
    of = source[place - 2].word if place > 1 and source[place - 1].is_sign("(") else ""
    if of in _PATHS:
        return _PATH
    if of in _SHORT:
        return _OWN
    return _HELD if dot else _ANY
