"""What is small to hold and endless to tell: lists and maps that hold the same thing many times over.

`WITH [s, s] AS s`, written thirty times, costs the server nothing until it hands the answer over: then it is a
thousand million values, sent long after the time limit, past all limits of memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.errors import QueryRefused
from graph.guarding_loops import guard_ranges
from graph.tokens import WORDS, Token

MOST_HELD = 1_000
# How long a list is thought to be that is gone through.
_LONG = 100
_STEPS = frozenset({"with", "let", "unwind", "return"})
_LOOKING = frozenset({"match", "where", "optional", "call", "yield", "order"})


def guard_lists(tokens: Sequence[Token]) -> None:
    """Refuse what puts the same things into lists or maps, step by step, more than MOST_HELD times over."""
    held = 1
    for step in _steps(tokens):
        held *= _held(step)
        if held > MOST_HELD:
            hint = "Return what you need as columns, or ask in several steps."
            raise QueryRefused("The lists and maps of this query hold the same things too often.", hint=hint)


def _steps(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The parts of a query that hand values on."""
    start = None
    for place, token in enumerate(tokens):
        if token.word in _STEPS or token.word in _LOOKING:
            if start is not None:
                yield tokens[start:place]
            start = place if token.word in _STEPS else None
    if start is not None:
        yield tokens[start:]


def _held(step: Sequence[Token]) -> int:
    """How often a step may put what it was given into what it hands on."""
    depth, uses, going = 0, 0, 1
    loops: set[str] = set()
    for place, token in enumerate(step):
        if token.kind == "sign":
            depth += (token.text in "[{") - (token.text in "]}")
            continue
        after = step[place + 1] if place + 1 < len(step) else Token("sign", "")
        if after.word == "in" and place and step[place - 1].is_sign("["):
            loops.add(_name(token))
        elif depth and _is_value(step, place, after) and _name(token) not in loops:
            uses += 1
            going = _LONG if loops else going
    # A range of a known length goes round as often as it says; what goes round is only known where it is written.
    return max(1, uses) * max(going, guard_ranges(step) if going > 1 else 1)


def _name(token: Token) -> str:
    """The variable that a name begins with: that of `n.name` is n."""
    return (token.word or token.text).partition(".")[0]


def _is_value(step: Sequence[Token], place: int, after: Token) -> bool:
    """Whether a name stands for a whole value here: no key, label, function, word of Cypher, nor one of a list."""
    token, before = step[place], step[place - 1]
    if token.kind not in ("word", "quoted", "parameter"):
        return False
    # A name that is looked into (s[0], n.name) is not counted, but for a part of a list (s[0..]).
    part = after.is_sign("[") and not any(one.is_sign(".") for one in step[place + 2 : place + 5])
    named = after.is_sign(":") or after.is_sign("(") or (before.kind == "sign" and before.text in ":.")
    colon_of_a_map = before.is_sign(":") and not after.is_sign("(")
    return not part and "." not in token.word and (colon_of_a_map or not named) and token.word not in WORDS
