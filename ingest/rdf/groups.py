"""Statements about one subject, put together; in memory while they come together in the file, else on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from ingest.rdf.parsing import Fault, Statement, Term
from ingest.rdf.vocabulary import TYPE


@dataclass(frozen=True, slots=True)
class Said:
    """One statement about a subject; `graph` is the name of its graph, empty for the default graph."""

    predicate: str
    term: Term
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """All that a file says of one subject. A blank node's name starts with `_:`."""

    subject: str
    line: int
    said: tuple[Said, ...]

    @property
    def types(self) -> frozenset[str]:
        """The IRIs of its types."""
        return frozenset(
            s.term.value for s in self.said if s.predicate == TYPE and isinstance(s.term, NamedNode)
        )

    @property
    def predicates(self) -> frozenset[str]:
        """The IRIs of all predicates."""
        return frozenset(said.predicate for said in self.said)

    def all(self, *predicates: str) -> list[Term]:
        """The terms that stand under these predicates, each once."""
        return list(dict.fromkeys(said.term for said in self.said if said.predicate in predicates))

    def quads(self) -> Iterator[Quad]:
        """Its statements, as they were."""
        node = node_of(self.subject)
        for said in self.said:
            graph = node_of(said.graph) if said.graph else DefaultGraph()
            yield Quad(node, NamedNode(said.predicate), said.term, graph)


def node_of(name: str) -> NamedNode | BlankNode:
    """A subject by its name."""
    return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)


def name_of(node: object) -> str:
    """The name of a subject or graph; empty for the default graph, and what stands for itself for a triple."""
    if isinstance(node, NamedNode):
        return node.value
    return str(node) if isinstance(node, BlankNode | Triple) else ""


def groups(found: Iterable[Statement | Fault]) -> Iterator[tuple[Group, int] | Fault]:
    """Statements that follow one another and are about one subject, with the bytes read so far.

    What broke off in an error ends there.
    """
    subject, line, said, at = "", 0, list[Said](), 0
    for one in found:
        if isinstance(one, Fault):
            if said:
                yield Group(subject, line, tuple(said)), at
            subject, said = "", []
            yield one
            continue
        name = name_of(one.quad.subject)
        if name != subject:
            if said:
                yield Group(subject, line, tuple(said)), at
            subject, line, said = name, one.line, []
        said.append(Said(one.quad.predicate.value, one.quad.object, name_of(one.quad.graph_name)))
        at = one.at
    if said:
        yield Group(subject, line, tuple(said)), at


class Shelf:
    """Statements on disk, by subject and by object, in whatever order they came. Lexical forms stay as they are.

    SQLite, since an RDF store would write numbers and dates its own way.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE said (subject TEXT, predicate TEXT, kind INT, text TEXT, more TEXT, graph TEXT, line INT)"
        )

    def fill(self, found: Iterable[tuple[Group, int]]) -> None:
        """Take in all statements; a statement that comes twice is kept once when it is read."""
        rows = (
            (group.subject, said.predicate, *_packed(said.term), said.graph, group.line)
            for group, _ in found
            for said in group.said
        )
        with self._database:
            self._database.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._database.execute("CREATE INDEX by_subject ON said (subject)")
            self._database.execute("CREATE INDEX by_text ON said (text) WHERE kind <> 2")

    def subjects(self) -> Iterator[Group]:
        """All subjects, in the order in which they first came."""
        query = "SELECT subject, min(line) FROM said GROUP BY subject ORDER BY min(rowid)"
        for subject, _ in self._database.execute(query):
            group = self.about(subject)
            if group is not None:
                yield group

    def about(self, subject: str) -> Group | None:
        """All that is said of a subject."""
        query = "SELECT predicate, kind, text, more, graph, line FROM said WHERE subject = ? ORDER BY rowid"
        rows = self._database.execute(query, (subject,)).fetchall()
        if not rows:
            return None
        said = (Said(row[0], _unpacked(row[1], row[2], row[3]), row[4]) for row in rows)
        return Group(subject, min(row[5] for row in rows), tuple(dict.fromkeys(said)))

    def naming(self, node: str) -> list[tuple[str, str]]:
        """(subject, predicate) of every statement that names a node."""
        query = "SELECT DISTINCT subject, predicate FROM said WHERE text = ? AND kind <> 2 ORDER BY rowid"
        return [(row[0], row[1]) for row in self._database.execute(query, (node,))]


@contextmanager
def shelf() -> Iterator[Shelf]:
    """A shelf in a folder of its own, which goes with it."""
    with TemporaryDirectory(prefix="orbatlas-rdf-", ignore_cleanup_errors=True) as folder:
        database = sqlite3.connect(Path(folder) / "statements")
        try:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            yield Shelf(database)
        finally:
            database.close()


_NAMED, _BLANK, _LITERAL, _TRIPLE = 0, 1, 2, 3


def _packed(term: Term) -> tuple[int, str, str]:
    if isinstance(term, Literal):
        return _LITERAL, term.value, f"@{term.language}" if term.language else term.datatype.value
    if isinstance(term, Triple):
        return _TRIPLE, str(term), ""
    return (_NAMED, term.value, "") if isinstance(term, NamedNode) else (_BLANK, str(term), "")


def _unpacked(kind: int, text: str, more: str) -> Term:
    if kind == _LITERAL:
        return (
            Literal(text, language=more[1:])
            if more.startswith("@")
            else Literal(text, datatype=NamedNode(more))
        )
    if kind == _TRIPLE:
        return Literal(text)
    return NamedNode(text) if kind == _NAMED else node_of(text)
