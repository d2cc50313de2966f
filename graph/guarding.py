"""What a free query may be: looked at as text, before Neo4j sees it.

A read transaction keeps data from being changed, but not other users' work from being ended, nor the parser from
being choked. So a query is first cut into words with its comments, strings and quoted names set apart, and refused
for what it is too long, too deep or too powerful for. What this lets through is still planned (`EXPLAIN`) and run
in a read transaction with limits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.errors import QueryRefused

LONGEST = 20_000
DEEPEST = 60
MOST_WORDS = 4_000
MOST_OPERATORS = 400

PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.index.fulltext.querynodes",
    }
)

# Words that begin a clause which writes, administers, or reaches out of the database.
FORBIDDEN = frozenset(
    {
        "alter", "constraint", "create", "deallocate", "delete", "deny", "detach", "drop", "dryrun", "enable", "foreach",
        "grant", "insert", "load", "merge", "profile", "explain", "cypher", "reallocate", "remove", "rename", "revoke",
        "set", "show", "terminate", "use",
    }
)  # fmt: skip

_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n\r]* | /\*.*?\*/ )
    | (?P<string> '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" )
    | (?P<quoted> `(?:``|[^`])*` )
    | (?P<parameter> \$ (?: [^\W\d]\w* | \d+ | `(?:``|[^`])*` ) )
    | (?P<word> [^\W\d]\w* (?: \s*\.\s* [^\W\d]\w* )* )
    | (?P<number> \d[\w.]* )
    | (?P<space> \s+ )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


def guard(text: str) -> None:
    """Raise QueryRefused, with the reason and a way out, unless the text may be sent to be planned."""
    if len(text) > LONGEST:
        raise QueryRefused(f"The query is {len(text):,} characters long; {LONGEST:,} are allowed.")
    if not text.strip():
        raise QueryRefused("There is no query.", hint="Try: MATCH (u:Unit) RETURN u.name LIMIT 10")
    if "\\u" in text.lower():
        raise QueryRefused("Escapes such as \\u0041 are not taken.", hint="Write the character itself.")
    tokens = list(_tokens(text))
    _guard_depth(tokens)
    _guard_size(tokens)
    _guard_words(tokens)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    """(kind, text) of everything but space and comments. An unfinished string or comment is refused."""
    for match in _TOKEN.finditer(text):
        kind, token = str(match.lastgroup), match.group()
        if kind == "sign" and token in "'\"`":
            raise QueryRefused(f"A {token} is opened and not closed.")
        if kind not in ("space", "comment"):
            yield kind, token
    if re.search(r"/\*", _TOKEN.sub(lambda m: "" if m.lastgroup in ("comment", "string", "quoted") else m.group(), text)):
        raise QueryRefused("A comment is opened with /* and not closed.")


def _guard_depth(tokens: list[tuple[str, str]]) -> None:
    depth = 0
    for kind, token in tokens:
        if kind == "sign":
            depth += (token in _OPEN) - (token in _CLOSE)
            if depth > DEEPEST:
                raise QueryRefused(f"Brackets are nested more than {DEEPEST} deep.")


def _guard_size(tokens: list[tuple[str, str]]) -> None:
    operators = sum(kind == "sign" and token in "+-*/^|%<>=!" for kind, token in tokens)
    joins = sum(kind == "word" and token.lower() in ("union", "not", "and", "or", "xor", "call") for kind, token in tokens)
    if len(tokens) > MOST_WORDS or operators + joins > MOST_OPERATORS:
        raise QueryRefused("The query has too many parts.", hint="Give lists as parameters, and ask in several steps.")


def _guard_words(tokens: list[tuple[str, str]]) -> None:
    for place, (kind, token) in enumerate(tokens):
        if kind != "word":
            continue
        word = token.lower()
        before = tokens[place - 1][1] if place else ""
        if before in (":", "|", "&", ".") or (place and tokens[place - 1][0] == "sign" and before == "$"):
            continue  # a label, a type or a property: its name is free
        if word in FORBIDDEN:
            raise QueryRefused(f"{token.upper()} is not taken: here a query can only read.", hint="Begin with MATCH.")
        if word == "transactions":
            raise QueryRefused("IN TRANSACTIONS is not taken: here a query can only read.")
        if word == "call":
            _guard_call(tokens, place)


def _guard_call(tokens: list[tuple[str, str]], place: int) -> None:
    """A subquery may be called, and the few procedures that only look."""
    kind, token = tokens[place + 1] if place + 1 < len(tokens) else ("", "")
    if token in ("{", "("):
        return
    name = re.sub(r"\s", "", token).lower()
    if kind != "word" or name not in PROCEDURES:
        known = ", ".join(sorted(PROCEDURES))
        raise QueryRefused(f"The procedure {token[:60]} is not taken.", hint=f"These are: {known}.")
