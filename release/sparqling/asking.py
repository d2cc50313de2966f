"""Asks one question of a store that is made for it: the store fills in a process of its own, which is ended in time."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from threading import Timer
from typing import IO, Any

import psutil
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ontology.errors import CommandError, OrbatlasError

IN_MEMORY = 4_000_000
"""Statements up to which the store is held in memory, at about 430 bytes each. On disk it fills a third as quickly."""

CHECKING = 20.0
"""Seconds in which a query must be read."""

_BUFFER = 1 << 20
_LESS = "Ask for less at once, or give it more."
_TOO_MUCH = "The query took more memory than it may."

Begin = Callable[[int], IO[bytes]]
Fill = Callable[[Begin], None]
"""Says about how many statements there are, and writes them as N-Quads where it is told to."""

Term = NamedNode | Literal | BlankNode | str
"""A term of an answer; a statement that is a term stands as its text."""


class NotAsked(CommandError):
    """The query is wrong, or asks for what is not allowed here."""


class LimitReached(OrbatlasError):
    """The query took more time or memory than it was given."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds once the store is filled, rows of the answer, and megabytes with the store."""

    seconds: float = 60.0
    rows: int = 10_000
    megabytes: int = field(default_factory=lambda: psutil.virtual_memory().total >> 21)


@dataclass(frozen=True, slots=True)
class Question:
    """A query in SPARQL, the prefixes that it need not write, and what its short names are relative to."""

    query: str
    prefixes: Mapping[str, str]
    base: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a SELECT, triples of a CONSTRUCT or DESCRIBE, or the truth of an ASK. `more`: there would be more."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Term | None, ...], ...] = ()
    triples: tuple[Triple, ...] | None = None
    truth: bool | None = None
    more: bool = False


def ask(question: Question, fill: Fill, limits: Limits | None = None) -> Answer:
    """The answer to a question. The query is read before `fill` is called.

    Raises NotAsked for a query that is wrong, LimitReached, and what `fill` raises.
    """
    with tempfile.TemporaryDirectory(prefix="orbatlas-sparql-") as folder, _running() as child:
        return _Conversation(child, question, limits or Limits()).answer(fill, folder)


def heard(lines: Iterator[Any]) -> Answer:
    """The answer that is told line by line."""
    head = next(lines)
    if "truth" in head:
        return Answer(truth=head["truth"])
    rows: list[Any] = []
    for said in lines:
        if isinstance(said, dict):
            break
        rows.append(said)
    if "triples" in head:
        return Answer(triples=tuple(_triples(rows)), more=said["more"])
    terms = tuple(tuple(_term(part) for part in row) for row in rows)
    return Answer(tuple(head["columns"]), terms, more=said["more"])


@dataclass(frozen=True, slots=True)
class _Conversation:
    """What is said to the process that asks, and what it says."""

    child: subprocess.Popen[bytes]
    question: Question
    limits: Limits

    def answer(self, fill: Fill, folder: str) -> Answer:
        with _time(self.child, CHECKING, "The query is too deep or too long to be read."):
            self._say({**asdict(self.question), **asdict(self.limits)})
            read = self._hear("The query is too deep or too long to be read.")
        if "wrong" in read:
            raise NotAsked(f"The query is not asked. {_capital(read['wrong'])}")
        self._fill(fill, folder)
        self._hear("The data does not fit into the memory that it may take.")
        late = f"The query took more than {self.limits.seconds:g} seconds."
        with _time(self.child, self.limits.seconds, late):
            return heard(self._lines())

    def _fill(self, fill: Fill, folder: str) -> None:
        target = self.child.stdin
        assert target is not None

        def begin(expected: int) -> IO[bytes]:
            self._say(folder if expected > IN_MEMORY else None)
            return target

        # Where the process has ended, what it says, or does not, tells why.
        with suppress(BrokenPipeError):
            fill(begin)
            target.close()

    def _lines(self) -> Iterator[Any]:
        while True:
            yield self._hear(_TOO_MUCH)

    def _say(self, said: Any) -> None:
        assert self.child.stdin is not None
        with suppress(BrokenPipeError):
            self.child.stdin.write(json.dumps(said).encode() + b"\n")
            self.child.stdin.flush()

    def _hear(self, without: str) -> Any:
        """The next line that it says. Raises LimitReached with these words where it ended instead."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise LimitReached(without, hint=_LESS)
        said = json.loads(line)
        if isinstance(said, dict) and "failed" in said:
            raise NotAsked(f"The query cannot be answered: {said['failed']}.")
        return said


@contextmanager
def _running() -> Iterator[subprocess.Popen[bytes]]:
    """The process that asks; what goes wrong in it and was not foreseen is raised with its words."""
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", "release.sparqling.child"],
            bufsize=_BUFFER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield child
        except LimitReached as reached:
            child.kill()
            child.wait()
            errors.seek(0)
            words = errors.read().decode("utf-8", "replace")
            if "Traceback" in words and "MemoryError" not in words:
                raise RuntimeError(words) from reached
            raise
        finally:
            child.kill()
            for pipe in (child.stdin, child.stdout):
                with suppress(BrokenPipeError):
                    assert pipe is not None
                    pipe.close()
            child.wait()


@contextmanager
def _time(child: subprocess.Popen[bytes], seconds: float, late: str) -> Iterator[None]:
    """So many seconds for what is inside; then the process is ended. Raises LimitReached with these words."""
    fired = False

    def end() -> None:
        nonlocal fired
        fired = True
        child.kill()

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except LimitReached as reached:
        raise LimitReached(late, hint=_LESS) if fired else reached from None
    finally:
        timer.cancel()


def _term(part: list[Any] | None) -> Term | None:
    match part:
        case None:
            return None
        case ["iri", value]:
            return NamedNode(value)
        case ["literal", value, _, str(language)]:
            return Literal(value, language=language)
        case ["literal", value, datatype, None]:
            return Literal(value, datatype=NamedNode(datatype))
        case _:
            return str(part[1])


def _triples(lines: list[str]) -> Iterator[Triple]:
    text = "".join(f"{line} .\n" for line in lines)
    return (quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES, lenient=True))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
