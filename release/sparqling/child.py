"""The process that asks: it reads a question, then the statements, and answers in lines of JSON.

    python -m release.sparqling.child

A process of its own, since a query that runs can only be ended from outside, and since what it may take of the machine
can be limited. First line in: the question. Out: {"wrong": …}, or {"ready": true}. Then in: where to keep the
statements, and these as N-Quads. Out: {"loaded": true}, what comes, its rows, and {"end": true, "more": …}.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
)

from release.sparqling.syntax import Syntax

_GRACE = 5


def main() -> None:
    """Answer the one question that comes in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked = json.loads(sys.stdin.buffer.readline())
    limit_memory(asked["megabytes"])
    wrong = Syntax(asked["prefixes"], asked["base"]).wrong(asked["query"])
    if wrong is not None:
        return _tell(wrong=str(wrong))
    _tell(ready=True)
    folder = json.loads(sys.stdin.buffer.readline())
    store = Store(folder) if folder else Store()
    store.bulk_load(input=sys.stdin.buffer, format=RdfFormat.N_QUADS, lenient=True)
    _tell(loaded=True)
    limit_time(asked["seconds"])
    try:
        for line in answered(store, asked):
            _line(line)
    except (OSError, ValueError, RuntimeError) as problem:
        _tell(failed=str(problem))
    return None


def answered(store: Store, asked: Mapping[str, Any]) -> Iterator[Any]:
    """What is said of the answer, line by line: its head, its rows, and whether there would be more."""
    found = store.query(
        asked["query"], base_iri=asked["base"], prefixes=asked["prefixes"], use_default_graph_as_union=True
    )
    if isinstance(found, QueryBoolean):
        yield {"truth": bool(found)}
        return
    if isinstance(found, QueryTriples):
        yield {"triples": True}
        rows: Iterator[Any] = (str(triple) for triple in found)
    else:
        assert isinstance(found, QuerySolutions)
        yield {"columns": [variable.value for variable in found.variables]}
        rows = ([_plain(term) for term in solution] for solution in found)
    yield from islice(rows, asked["rows"])
    yield {"end": True, "more": next(rows, None) is not None}


def _plain(term: NamedNode | BlankNode | Literal | Triple | None) -> list[str | None] | None:
    match term:
        case None:
            return None
        case NamedNode():
            return ["iri", term.value]
        case Literal():
            return ["literal", term.value, term.datatype.value, term.language]
        case _:
            return ["other", str(term)]


def _tell(**said: Any) -> None:
    _line(said)
    sys.stdout.flush()


def _line(said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")


def limit_memory(megabytes: int) -> None:
    """No more memory than this; a query that wants more ends the process. Where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))


def limit_time(seconds: float) -> None:
    """An end even where the one who asks is gone and cannot call for it."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime + 2 * seconds) + _GRACE
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard < 0 else min(limit, hard), hard))


if __name__ == "__main__":
    main()
