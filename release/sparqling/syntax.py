"""Reads a query before anything is asked: where it is wrong, and that it asks this graph and nothing else.

pyoxigraph says how far it looked, which is past the mistake where it looked for a long word. So the place is found by
reading the query piece by piece: what is right so far would go on after a pause, what is wrong would not.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from pyoxigraph import Store

LONGEST = 100_000
"""Characters of a query; a longer one is data rather than a question."""

UPDATE = "this is an update, and the graph is only read: ask with SELECT, ASK, CONSTRUCT or DESCRIBE"
SERVICE = "SERVICE asks another machine, and nothing here goes to the network"

_PAUSE = " " * 24
"""Longer than any word of SPARQL: a query that is right so far is read to the end of it."""

_LOOKING = 2.0
"""Seconds that are given to finding the place of a mistake."""

_PREFIX = "the prefix of"
_OPEN = ("'", '"')
_NO_WORD = (*_OPEN, "<", "?", "$", "#")
_SHOWN = 12
_WIDEST = 100

_PIECE = re.compile(
    r"""<[^<>"{}|^`\\\s]*> | "{3}.*?"{3} | '{3}.*?'{3} | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \#[^\n]*
    | [?$@]?[\w:%\\-]+(?:\.[\w:%\\-]+)* | \s+ | [|&^!<>=*/+-]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_HEAD = re.compile(r"(?:\s+|#[^\n]*|PREFIX\s+[^\s<]*\s*<[^>]*>|BASE\s*<[^>]*>)*", re.IGNORECASE)
_UPDATES = frozenset(("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"))
_SERVICE = re.compile("service", re.IGNORECASE)
_AT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED = re.compile(r""" "((?:[^"\\]|\\.)*)" | \[(?:'[^']*'|[^\]'])*\] | ([^,\[\]"|]+) """, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a query is not asked. `line` and `column` count from 1; 0 where no place is to blame.

    `shown` is the line, with a mark under the place.
    """

    why: str
    line: int = 0
    column: int = 0
    shown: str = ""

    def __str__(self) -> str:
        where = f"line {self.line}, column {self.column}: " if self.line else ""
        return f"{where}{self.why}.{self.shown}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What the parser says: how far it looked, what it meant, and which words and signs could have stood there."""

    offset: int
    meant: str = ""
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Syntax:
    """The syntax of queries that know these prefixes, with names relative to a base."""

    prefixes: Mapping[str, str]
    base: str

    def wrong(self, query: str) -> Wrong | None:
        """What is wrong with a query; None where it may be asked."""
        if len(query) > LONGEST:
            return Wrong(f"the query has {len(query):,} characters; {LONGEST:,} are read")
        head = _HEAD.match(query)
        start = head.end() if head else 0
        if start == len(query):
            return Wrong("the query is empty")
        if re.split(r"\W", query[start:], maxsplit=1)[0].upper() in _UPDATES:
            return placed(query, start, UPDATE)
        return self._of_service(query) if _SERVICE.search(query) else self._mistake(query)

    def _of_service(self, query: str) -> Wrong | None:
        """As with another word in its place. Where none can stand, it is the order to ask elsewhere.

        The store never sees the word before: it might obey.
        """
        others: dict[str, str] = {}
        plain = _SERVICE.sub(lambda found: others.setdefault(found[0], f"x{uuid4().hex[:6]}"), query)
        mistake = self._mistake(plain)
        if mistake is None:
            return None
        offset = offset_of(plain, mistake.line, mistake.column)
        piece = _PIECE.match(query, offset)
        named = mistake.why.startswith(_PREFIX)
        if piece and not named and _SERVICE.search(piece[0]) and not piece[0].startswith(_NO_WORD):
            return placed(query, offset, SERVICE)
        why = mistake.why
        for word, other in others.items():
            why = why.replace(other, word)
        return placed(query, offset, why)

    def _mistake(self, query: str) -> Wrong | None:
        problem = self._problem(query)
        if problem is None:
            return None
        if problem.meant:
            return self._meaning(query, problem)
        offset = self._end_of_sense(query)
        if offset is None:
            return placed(query, problem.offset, "this is not SPARQL")
        return self._unexpected(query, offset)

    def _unexpected(self, query: str, offset: int) -> Wrong:
        piece = _PIECE.match(query, offset)
        what = piece[0].strip() if piece else ""
        if what in _OPEN:
            return placed(query, offset, f"the text that begins with {what} is not closed")
        found = self._problem(query[:offset] + _PAUSE)
        wanted = found.wanted if found else ()
        if what == ">" and wanted == (">",):
            return placed(query, offset, "what stands between < and > is no IRI")
        why = f"{_short(what)} is not expected" if what else "the query ends too early"
        more = ", …" if len(wanted) > _SHOWN else ""
        return placed(
            query, offset, f"{why}; here may stand: {', '.join(wanted[:_SHOWN])}{more}" if wanted else why
        )

    def _meaning(self, query: str, problem: Problem) -> Wrong:
        if problem.meant != "Prefix not found":
            return placed(query, problem.offset, problem.meant[0].lower() + problem.meant[1:])
        name = re.search(r"[\w.-]*:[\w.%\\-]*$", query[: problem.offset])
        known = ", ".join(sorted(self.prefixes))
        words = f"{_PREFIX} {name[0] if name else 'a name'} is not known; known without PREFIX: {known}"
        return placed(query, name.start() if name else problem.offset, words)

    def _end_of_sense(self, query: str) -> int | None:
        """Where the first piece starts that cannot stand there; the end, if the query only stops too early."""
        until = time.monotonic() + _LOOKING
        for piece in _PIECE.finditer(query):
            if time.monotonic() > until:
                return None
            if piece[0] in _OPEN or not (piece[0].isspace() or self._goes_on(query[: piece.end()])):
                return piece.start()
        return len(query.rstrip())

    def _goes_on(self, start: str) -> bool:
        """Whether a query could begin so: then it is read to its end, or is whole."""
        problem = self._problem(start + _PAUSE)
        return problem is None or problem.offset >= len(start) + len(_PAUSE)

    def _problem(self, query: str) -> Problem | None:
        """What the parser says against a query, asked of an empty store."""
        try:
            Store().query(query, base_iri=self.base, prefixes=dict(self.prefixes))
        except (SyntaxError, ValueError) as error:
            found = _AT.match(str(error))
            if found is None:
                return Problem(0, str(error).rstrip("."))
            texts = [
                quoted.replace("\\", "") or plain.strip() for quoted, plain in _EXPECTED.findall(found[3])
            ]
            meant = [text for text in texts if " " in text]
            wanted = tuple(text for text in texts if text and " " not in text)
            return Problem(offset_of(query, int(found[1]), int(found[2])), "".join(meant[:1]), wanted)
        except RuntimeError as error:  # a function that the store does not have
            name = re.search(r"<[^>]*>", str(error))
            return Problem(max(0, query.find(name[0])) if name else 0, str(error).rstrip("."))
        return None


def offset_of(query: str, line: int, column: int) -> int:
    """The place in the text of a line and a column."""
    return sum(len(text) + 1 for text in query.split("\n")[: line - 1]) + column - 1


def placed(query: str, offset: int, why: str) -> Wrong:
    """What is wrong at a place of a query, with the line and a mark under it."""
    line = query.count("\n", 0, offset) + 1
    start = query.rfind("\n", 0, offset) + 1
    text = query[start:].split("\n", 1)[0]
    from_ = max(0, offset - start - _WIDEST // 2)
    shown = text[from_ : from_ + _WIDEST].replace("\t", " ").rstrip()
    mark = " " * (offset - start - from_) + "^"
    return Wrong(why, line, offset - start + 1, f"\n  {shown}\n  {mark}")


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST // 2 else f"{text[: _WIDEST // 2]}…"
