"""What a free query may be: looked at as text, before Neo4j sees it.

A read transaction keeps data from being changed, but not other users' work from being ended, nor the parser from
being choked; and its time limit does not reach into a single expression. So a query is first cut into words with its
comments, strings and quoted names set apart, and refused for what it is too long, too deep or too powerful for. What
this lets through is still planned (`EXPLAIN`) and run in a read transaction with limits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from graph.errors import QueryRefused
from graph.guarding_lists import guard_lists
from graph.guarding_loops import guard_growth
from graph.guarding_texts import guard_patterns, guard_texts
from graph.guarding_turns import guard_conditions, guard_turns
from graph.guarding_values import guard_characters, guard_parameters, guard_searches
from graph.tokens import Token, tokens_of

LONGEST = 5_000
DEEPEST = 60
MOST_WORDS = 4_000
MOST_PARTS = 400
MOST_STEPS = 10

PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.index.fulltext.querynodes",
    }
)

# Functions of Neo4j itself that stand in a namespace; others (of plugins) may reach out, or run text as a query.
_NAMESPACES = frozenset({"date", "datetime", "duration", "localdatetime", "localtime", "point", "time"})

_FIRST = frozenset({"match", "optional", "with", "unwind", "return", "call", "let", "filter", "for"})

# Words that begin a clause which writes, administers, or reaches out of the database; and one that loops unwatched.
FORBIDDEN = frozenset(
    {
        "alter", "constraint", "create", "cypher", "deallocate", "delete", "deny", "detach", "drop", "dryrun", "enable",
        "explain", "foreach", "grant", "insert", "load", "merge", "profile", "reallocate", "remove", "rename", "revoke",
        "set", "show", "terminate", "use",
    }
)  # fmt: skip

# Functions that hand a value on to themselves: a text doubled at each turn fills any memory.
_FOLDS = frozenset({"reduce", "allreduce"})

_JOINS = frozenset(
    {
        "union",
        "next",
        "not",
        "and",
        "or",
        "xor",
        "call",
        "case",
        "is",
        "in",
        "starts",
        "ends",
        "contains",
        "with",
    }
)
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


def guard(text: str, parameters: Mapping[str, object] = MappingProxyType({})) -> None:
    """Raise QueryRefused, with the reason and a way out, unless text and parameters may be sent to be planned."""
    if len(text) > LONGEST:
        raise QueryRefused(f"The query is {len(text):,} characters long; {LONGEST:,} are allowed.")
    if not text.strip():
        raise QueryRefused("There is no query.", hint="Try: MATCH (u:Unit) RETURN u.name LIMIT 10")
    if "\\u" in text.lower():
        raise QueryRefused("Escapes such as \\u0041 are not taken.", hint="Write the character itself.")
    guard_characters(text)
    guard_parameters(parameters)
    tokens = list(tokens_of(text))
    for check in _CHECKS:
        check(tokens)
    guard_patterns(tokens, parameters)
    guard_texts(tokens, parameters)
    guard_searches(tokens, parameters)


def _guard_depth(tokens: Sequence[Token]) -> None:
    depth = 0
    for token in tokens:
        if token.kind == "sign":
            depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth > DEEPEST:
                raise QueryRefused(f"Brackets are nested more than {DEEPEST} deep.")


def _guard_size(tokens: Sequence[Token]) -> None:
    hint = "Give lists as parameters, and ask in several steps."
    if len(tokens) > MOST_WORDS or sum(map(_is_part, tokens)) > MOST_PARTS:
        raise QueryRefused("The query has too many parts.", hint=hint)
    if any(token.text.count(".") > MOST_STEPS for token in tokens if token.kind == "word"):
        raise QueryRefused("A name has too many dots.")


def _is_part(token: Token) -> bool:
    """Whether the token makes the query larger to think about: an operator, a bracket, a word that joins."""
    return token.word in _JOINS or (token.kind == "sign" and token.text in "+-*/^|%<>=!([{.")


def _guard_words(tokens: Sequence[Token]) -> None:
    if not tokens or tokens[0].word not in _FIRST:
        begun = tokens[0].text[:40].upper() if tokens else "nothing"
        raise QueryRefused(
            f"A query cannot begin with {begun} here: it can only read.", hint="Begin with MATCH."
        )
    for place, token in enumerate(tokens):
        if not token.word or _is_name(tokens, place):
            continue
        if token.word in FORBIDDEN:
            hint = "Begin with MATCH; a name that is such a word is written in `backticks`."
            raise QueryRefused(f"{token.text.upper()} is not taken: here a query can only read.", hint=hint)
        if token.word in _FOLDS:
            hint = "Use UNWIND with sum(), min(), max() or collect()."
            raise QueryRefused(f"{token.text}() is not taken.", hint=hint)
        if token.word == "transactions":
            raise QueryRefused("IN TRANSACTIONS is not taken: here a query can only read.")
        if token.word == "call":
            _guard_call(tokens, place)


def _is_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether the word at this place can only be a label, a type, a property, a parameter or the key of a map."""
    before = tokens[place - 1] if place else None
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    called = after is not None and after.is_sign("(")
    if before is None or before.kind != "sign" or called:
        return False
    return before.text in ":|&.$" or (before.text in "{," and after is not None and after.is_sign(":"))


def _guard_call(tokens: Sequence[Token], place: int) -> None:
    """A subquery may be called, and the few procedures that only look."""
    after = tokens[place + 1] if place + 1 < len(tokens) else Token("sign", "")
    if after.is_sign("{") or after.is_sign("("):
        return
    goes_on = place + 2 < len(tokens) and tokens[place + 2].is_sign(".")
    if after.word not in PROCEDURES or goes_on:
        known = ", ".join(sorted(PROCEDURES))
        raise QueryRefused(f"The procedure {after.text[:60]} is not taken.", hint=f"These are: {known}.")


def _guard_functions(tokens: Sequence[Token]) -> None:
    for place in range(1, len(tokens)):
        before = tokens[place - 1]
        if tokens[place].is_sign("(") and before.kind in ("word", "quoted"):
            _guard_function(before, tokens[place - 2] if place > 1 else None)


def _guard_function(name: Token, before: Token | None) -> None:
    """What stands before a bracket, as functions do; a procedure that is called has been looked at."""
    if before is not None and before.word == "call":
        return
    pieced = name.kind == "quoted" or (before is not None and before.is_sign("."))
    space, dot, _ = name.word.partition(".")
    if pieced or (dot and space not in _NAMESPACES):
        raise QueryRefused(f"The function {name.text[:60]} is not taken.", hint="Use Cypher's own functions.")


_CHECKS = (
    _guard_depth,
    _guard_size,
    _guard_words,
    _guard_functions,
    guard_growth,
    guard_lists,
    guard_conditions,
    guard_turns,
)
