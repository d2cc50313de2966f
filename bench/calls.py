"""What the app asks for one thing at a time, under eight readers at once, and each query of the catalog alone.

    python -m bench calls

Chain, evidence, search and paths: 1,000 calls each, of things at random and, in one call of ten, of one of the
hundred that have the most ties. The eight readers are threads of one process, as those of the app are. The peer is
the reading of one node by its id, by the same eight readers in turn: the ratio tells what part of a call one point
read is. The 99th percentile is held against a second, and so is each query of the catalog, with the widest values.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from statistics import median, quantiles

from bench.figures import Effort, Figure
from bench.loaded import Loaded, loaded
from graph.catalog import NamedQuery, load_catalog
from graph.catalog import run as ask
from graph.chain import chain
from graph.connection import Database
from graph.evidence import evidence
from graph.paths import find_ways
from graph.search import search
from ontology.model import Model
from ontology.reading import load_model

READERS = 8
SIZES = {Effort.QUICK: (200,), Effort.FULL: (2_000, 20_000)}
CALLS = {Effort.QUICK: 80, Effort.FULL: 1_000}
RUNS = {Effort.QUICK: 1, Effort.FULL: 2}
LIMIT = 1.0
"""Seconds that a call may take at the 99th percentile, and a query of the catalog."""
DAY = date(2021, 6, 1)
HUBS = 100
QUERY = "query "
"""What a figure of the catalog begins with."""
_WITH, _OF = " rows, with ", "; "

Call = Callable[[Database], object]


def run(effort: Effort) -> Iterator[Figure]:
    """All figures, size by size."""
    for units in SIZES[effort]:
        with loaded(units) as army:
            yield from _calls(army, effort)
            yield from _catalog(army, effort)


# ---- eight readers


def _calls(army: Loaded, effort: Effort) -> Iterator[Figure]:
    model, things = load_model(), _things(army.database)
    points = _by_readers(army, _points(things, CALLS[effort]), RUNS[effort])
    for name, calls in _kinds(model, things, CALLS[effort]).items():
        runs = _by_readers(army, calls, RUNS[effort])
        yield _figure(army, f"{name}, half of the calls", 0.5, runs, points, "one node by its id")
        yield _figure(army, f"{name}, 99 of 100 calls", 0.99, runs, None, f"{LIMIT:g} second")


def _figure(
    army: Loaded,
    what: str,
    share: float,
    runs: Sequence[Sequence[float]],
    peer: Sequence[Sequence[float]] | None,
    peer_name: str,
) -> Figure:
    """The time within which a share of the calls ended, beside that of the peer's, or the limit where there is none."""
    return army.figure(
        what,
        tuple(percentile(run, share) for run in runs),
        peer_name,
        tuple(percentile(run, share) for run in peer) if peer else (LIMIT,),
        peer_memory=army.server_memory(),
        at_least=None if peer else 1.0,
        note=f"{len(runs[0]):,} calls by {READERS} readers at once; {army.in_words}.",
    )


def percentile(seconds: Sequence[float], share: float) -> float:
    """The time within which this share of the calls ended."""
    return quantiles(seconds, n=100, method="inclusive")[round(share * 100) - 1]


def _by_readers(army: Loaded, calls: Sequence[Call], runs: int) -> list[list[float]]:
    """The seconds of each call, run by run; a tenth of the calls goes before to warm up."""
    databases = [army.another() for _ in range(READERS)]
    try:
        _at_once(databases, calls[: len(calls) // 10])
        return [_at_once(databases, calls) for _ in range(runs)]
    finally:
        for database in databases:
            database.close()


def _at_once(databases: Sequence[Database], calls: Sequence[Call]) -> list[float]:
    """Each reader takes the next call when it is done with one."""
    seconds: list[float] = []
    errors: list[Exception] = []
    waiting = iter(calls)
    lock = threading.Lock()

    def read(database: Database) -> None:
        while not errors:
            with lock:
                call = next(waiting, None)
            if call is None:
                return
            began = time.perf_counter()
            try:
                call(database)
            except Exception as error:
                errors.append(error)
            seconds.append(time.perf_counter() - began)

    threads = [threading.Thread(target=read, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error
    return seconds


# ---- what is asked for


class Things:
    """The ids and names to ask for: at random, and in one case of ten a hub."""

    def __init__(
        self, units: Sequence[str], persons: Sequence[str], hubs: Sequence[str], names: Sequence[str]
    ):
        self._pools = (units, persons)
        self._hubs = hubs
        self._names = names
        self._random = random.Random(7)

    def id(self) -> str:
        """A unit or a person."""
        pool = self._hubs if self._random.random() < 0.1 else self._random.choice(self._pools)
        return self._random.choice(pool)

    def day(self) -> date | None:
        """No day, or one."""
        return self._random.choice((None, DAY))

    def text(self) -> str:
        """What somebody types: a name, its beginning, one of its words, a letter wrong."""
        name = self._random.choice(self._names)
        words = name.split()
        typed = (name, name[: max(3, len(name) // 2)], self._random.choice(words), name.replace("a", "e", 1))
        return self._random.choice(typed)


def _things(database: Database) -> Things:
    def ids(query: str) -> list[str]:
        return [row["id"] for row in database.read(query)]

    some = "MATCH (e:{}) RETURN e.id AS id ORDER BY e.id LIMIT 20000"
    hubs = """
        MATCH (e:Unit|Person) WITH e, COUNT {{ (e)--() }} AS ties ORDER BY ties DESC, e.id LIMIT {}
        RETURN e.id AS id
    """
    highest = """
        MATCH (e:Unit)<-[:SUBORDINATE_TO*1..3]-(u:Unit) WITH e, count(DISTINCT u) AS below
        ORDER BY below DESC, e.id LIMIT {} RETURN e.id AS id
    """
    names = "MATCH (e:{}) WHERE e.name IS NOT NULL RETURN e.name AS id ORDER BY e.id LIMIT 20000"
    return Things(
        ids(some.format("Unit")),
        ids(some.format("Person")),
        [*ids(hubs.format(HUBS // 2)), *ids(highest.format(HUBS // 2))],
        [*ids(names.format("Unit")), *ids(names.format("Person"))],
    )


def _points(things: Things, number: int) -> list[Call]:
    query = "MATCH (e:Entity {id: $id}) RETURN properties(e) AS e"
    return [_call(Database.read, query, {"id": things.id()}) for _ in range(number)]


def _kinds(model: Model, things: Things, number: int) -> Mapping[str, list[Call]]:
    """The calls of each kind, the same in each run."""
    each = range(number)
    ends = [(things.id(), things.id()) for _ in each]
    return {
        "chain": [_call(chain, model, things.id(), things.day()) for _ in each],
        "evidence": [_call(evidence, model, things.id()) for _ in each],
        "search": [_call(search, model, things.text()) for _ in each],
        "paths": [
            _call(find_ways, model, one, other, on=things.day()) for one, other in ends if one != other
        ],
    }


def _call(function: Callable[..., object], *values: object, **named: object) -> Call:
    def called(database: Database) -> object:
        return function(database, *values, **named)

    return called


# ---- the catalog


def _catalog(army: Loaded, effort: Effort) -> Iterator[Figure]:
    """Each query with the values that take it longest, of those that are tried."""
    values = _values(army.database)
    for query in load_catalog(load_model()).values():
        slowest = max(
            (_asked(army.database, query, some, 1 + RUNS[effort]) for some in _sets(query, values)),
            key=lambda found: median(found[0]),
        )
        yield Figure(
            what=f"{QUERY}{query.name}",
            peer_name=f"{LIMIT:g} second",
            size=army.persons,
            sized="persons",
            ours=slowest[0],
            peer=(LIMIT,),
            peer_memory=army.server_memory(),
            at_least=1.0,
            note=f"{slowest[1]:,}{_WITH}{slowest[2] or 'no parameters'}{_OF}{army.in_words}.",
        )


def asked_of(note: str) -> tuple[str, str, str]:
    """From the note of a figure of the catalog: the number of rows, the values it was asked with, and the army.

    >>> asked_of("2 rows, with unit u1, on 2021-06-01; 20 units, 200 persons.")
    ('2', 'unit u1, on 2021-06-01', '20 units, 200 persons')
    """
    number, _, rest = note.partition(_WITH)
    values, _, army = rest.rpartition(_OF)
    return number, values, army.removesuffix(".")


def _asked(
    database: Database, query: NamedQuery, values: Mapping[str, object], times: int
) -> tuple[tuple[float, ...], int, str]:
    """The seconds of each run but the first, the number of rows, and the values in words."""
    seconds, rows = [], 0
    for _ in range(times):
        began = time.perf_counter()
        rows = len(ask(database, query, values))
        seconds.append(time.perf_counter() - began)
    words = ", ".join(f"{key} {value}" for key, value in values.items() if value is not None)
    return tuple(seconds[1:]), rows, words


def _values(database: Database) -> Mapping[str, Sequence[object]]:
    """For each name of a parameter what is tried: the top, what has most ties, and a leaf; with a day and without."""

    def first(query: str) -> str:
        return str(database.read(f"{query} LIMIT 1")[0]["id"])

    most = "MATCH (e:{0}) RETURN e.id AS id ORDER BY COUNT {{ (e)--() }} DESC, e.id"
    highest = """MATCH (e:{0})<-[:{1}]-() WHERE NOT (e)-[:{1}]->()
        RETURN e.id AS id ORDER BY COUNT {{ (e)--() }} DESC, id"""
    lowest = "MATCH (e:Unit) WHERE NOT (e)<-[:SUBORDINATE_TO]-() RETURN e.id AS id ORDER BY id"
    ranks = """MATCH ()-[r:POSTED_TO|COMMANDS]->() WHERE r.rank IS NOT NULL
        WITH r.rank AS id, count(*) AS number ORDER BY number DESC RETURN id"""
    return {
        "unit": [first(highest.format("Unit", "SUBORDINATE_TO")), first(most.format("Unit")), first(lowest)],
        "person": [first(most.format("Person"))],
        "place": [first(highest.format("Place", "WITHIN")), first(most.format("Place"))],
        "rank": [first(ranks)],
        "on": [DAY, None],
        "since": [date(2000, 1, 1)],
        "from": [date(2021, 2, 1)],
        "to": [date(2022, 3, 31)],
    }


def _sets(query: NamedQuery, values: Mapping[str, Sequence[object]]) -> Iterator[dict[str, object]]:
    """All combinations of the values; what need not be given is left out once too."""
    named = [one for one in query.parameters if one.name in values]
    choices = [[*(value for value in values[one.name] if value is not None)] for one in named]
    for one, some in zip(named, choices, strict=True):
        some += [] if one.required else [None]
    for chosen in product(*choices):
        yield dict(zip((one.name for one in named), chosen, strict=True))
