"""How claims lie in Neo4j: the same made-up claims, stored in several ways.

Each way is loaded, read, withdrawn from and weighed. bench/README.md tells how to run it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

import psutil
from neo4j import ManagedTransaction

from bench.arguments import parser_of
from bench.claim_ways import WAYS, Row, Way
from bench.memory import peak
from graph.connection import Database, open_database
from graph.settings import Settings
from ontology.errors import OrbatlasError

PER_SUBJECT = 5
SOURCES = 4_000
HUBS = 100
LEAST = 10_000
PROPERTIES = ("name", "other_names", "classification", "branch", "garrison", "strength")
LABELS = ("BenchClaim", "BenchBundle", "BenchPointer", "BenchThing", "BenchSource", "BenchLock")
SCHEMA = (
    "CREATE CONSTRAINT bench_thing FOR (t:BenchThing) REQUIRE t.id IS UNIQUE",
    "CREATE CONSTRAINT bench_from FOR (s:BenchSource) REQUIRE s.id IS UNIQUE",
    "CREATE CONSTRAINT bench_lock FOR (l:BenchLock) REQUIRE l.id IS UNIQUE",
)
RELATIONS = ("SUBORDINATE_TO", "POSTED_TO", "CLIENT_OF")
QUALIFIERS = (
    ("start", "2015-03"),
    ("end", "2017"),
    ("role", "commander"),
    ("rank", "lieutenant-colonel"),
    ("kind", "operational"),
)


def entity(number: int) -> str:
    """An id as partners have them: a UUID."""
    text = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def made_up(claims: int) -> Iterator[Row]:
    """`claims` claims, the same at each call: five about each subject, from one to three of its sources."""
    rng = random.Random(3)
    subjects = max(1, claims // PER_SUBJECT)
    weights = list(accumulate(rank**-0.65 for rank in range(1, SOURCES + 1)))
    for number in range(claims):
        if number % PER_SUBJECT == 0:
            sources = rng.choices(range(SOURCES), cum_weights=weights, k=rng.randint(1, 3))
        yield _claim(rng, number, subjects, rng.choice(sources))


def _claim(rng: random.Random, number: int, subjects: int, source: int) -> Row:
    subject, turn = divmod(number, PER_SUBJECT)
    relation = turn >= 3
    hub = rng.random() < 0.1
    other = entity(rng.randrange(min(HUBS, subjects) if hub else subjects)) if relation else None
    row: Row = {
        "subject": entity(subject),
        "subject_class": "Person" if subject % 2 else "Unit",
        "predicate": rng.choice(RELATIONS) if relation else PROPERTIES[(turn + subject) % len(PROPERTIES)],
        "object": other,
        "value": None if relation else f"{rng.randrange(1, 400)} Light Infantry Battalion",
        "qualifiers": dict(rng.sample(QUALIFIERS, rng.randint(2, 5))) if relation else {},
        "source": f"source:{entity(10**9 + source)}",
        "confidence": rng.choice(("low", "medium", "medium", "high")),
        "collections": [f"sheet-{subject * 50 // subjects:02d}"],
        "places": [f"nigeria_{subject * 50 // subjects:02d}.csv:{subject + 2}:unit:name:{turn}"],
        "raw": f"{number} Light Infantry Battalion, as found",
    }
    return {"id": hashlib.sha256(f"{number}{row}".encode()).hexdigest()[:32], **row}


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """The rows in lists of at most `size`."""
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch


def timed(act: Callable[[], object]) -> float:
    """Seconds that `act` takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def cpu(server: int | None) -> float:
    """CPU seconds of this process so far, and of the server's process where its number is known."""
    spent = time.process_time()
    if server is not None:
        times = psutil.Process(server).cpu_times()
        spent += times.user + times.system
    return spent


def load(database: Database, way: Way, options: argparse.Namespace) -> tuple[Row, int]:
    """Claims a second and CPU seconds a million through the writer (making them is not counted); the new ones."""
    seconds = spent = 0.0
    new = 0
    for batch in batches(made_up(options.claims), options.batch):
        start, before = time.perf_counter(), cpu(options.server)
        new += database.write(partial(_write, way, batch))
        seconds += time.perf_counter() - start
        spent += cpu(options.server) - before
    million = options.claims / 1_000_000
    return {"per_s": round(options.claims / seconds), "cpu_s_a_million": round(spent / million, 1)}, new


def _write(way: Way, batch: list[Row], tx: ManagedTransaction) -> int:
    return way.write(tx, batch)


def quantiles(seconds: Sequence[float]) -> Row:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    at95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 2),
        "p95_ms": round(at95 * 1000, 2),
    }


def evidence(database: Database, way: Way, ids: Sequence[str]) -> Row:
    """How long all claims about each of some entities take, as subject and as object, read as claims."""

    def one(entity_id: str) -> list[Row]:
        def read(tx: ManagedTransaction) -> list[Row]:
            return [
                claim
                for record in tx.run(way.evidence, id=entity_id)
                for claim in way.unpack(record["stored"])
            ]

        return database.read_work(read)

    for entity_id in ids[:20]:
        one(entity_id)
    return quantiles([timed(partial(one, entity_id)) for entity_id in ids])


def counted(database: Database, query: str, **parameters: str) -> Row | None:
    """What a counting query finds and its median of three runs; None where the way cannot ask it."""
    if not query:
        return None
    ask = partial(database.read, query, parameters)
    found = ask()[0]["found"]
    return {"found": found, "ms": round(statistics.median(timed(ask) for _ in range(3)) * 1000, 1)}


def withdrawals(database: Database, way: Way, sizes: Sequence[tuple[str, int]]) -> Row:
    """Withdraw these sources one after the other: their sizes and the median time."""
    seconds = []
    for source, size in sizes:
        start = time.perf_counter()
        retired = database.write(partial(_withdraw, way, source))
        seconds.append(time.perf_counter() - start)
        if retired != size:
            raise SystemExit(f"{source}: {retired} claims retired, {size} expected")
    return {
        "claims": [size for _, size in sizes],
        "ms": round(statistics.median(seconds) * 1000, 1),
    }


def _withdraw(way: Way, source: str, tx: ManagedTransaction) -> int:
    return way.withdraw(tx, source)


def megabytes(folder: Path | None, settle: float) -> float | None:
    """Size of the store's files, once the server has had `settle` seconds to write a checkpoint."""
    if folder is None:
        return None
    time.sleep(settle)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20


def empty(database: Database) -> None:
    """Take away everything that carries one of the bench's own names."""
    for kind, plural in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES")):
        for row in database.read(f"SHOW {plural} YIELD name WHERE name STARTS WITH 'bench_' RETURN name"):
            database.schema(f"DROP {kind} {row['name']} IF EXISTS")
    for label in LABELS:
        some = f"MATCH (n:{label}) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*) AS gone"
        while asked(database, some):
            pass


def asked(database: Database, query: str) -> int:
    """The one number that a writing query returns."""
    return database.write(lambda tx: int(tx.run(query).single(strict=True)[0]))


def prepare(database: Database, way: Way, claims: int) -> Counter[str]:
    """Start empty but for all things and sources, which no way is charged for; the claims of each source."""
    empty(database)
    for statement in (*SCHEMA, *way.schema):
        database.schema(statement)
    sources = Counter(row["source"] for row in made_up(claims))
    things = (entity(number) for number in range(claims // PER_SUBJECT + 1))
    for label, ids in (("BenchThing", things), ("BenchSource", iter(sorted(sources)))):
        for some in batches(({"id": id} for id in ids), 10_000):
            database.write(partial(_create, label, some))
    return sources


def _create(label: str, rows: list[Row], tx: ManagedTransaction) -> None:
    tx.run(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows=rows).consume()


def sample(claims: int, number: int) -> list[str]:
    """Ids of entities chosen at random, none of them a hub."""
    things = max(1, claims // PER_SUBJECT)
    return [
        entity(HUBS + chosen)
        for chosen in random.Random(5).sample(range(things - HUBS), min(number, things - HUBS))
    ]


def measure(database: Database, way: Way, options: argparse.Namespace) -> Row:
    """All figures of one way."""
    claims: int = options.claims
    sources = prepare(database, way, claims).most_common()
    before = megabytes(options.data, options.settle)
    speed, new = load(database, way, options)
    after = megabytes(options.data, options.settle)
    again, known = load(database, way, options)
    if (new, known) != (claims, 0):
        raise SystemExit(f"{new} claims stored and {known} stored twice, {claims} and 0 expected")
    middle = sorted(sources, key=lambda pair: (abs(pair[1] - claims // 5_000), pair[0]))[:5]
    return {
        "about": way.about,
        "load": speed,
        "again": again,
        "mb": None if before is None or after is None else round(after - before),
        "evidence": evidence(database, way, sample(claims, 300)),
        "evidence_hub": evidence(database, way, [entity(number) for number in range(30)]),
        "collection": counted(database, way.collection, collection="sheet-25"),
        "weak": counted(database, way.weak),
        "withdraw_middle": withdrawals(database, way, middle),
        "withdraw_large": withdrawals(database, way, sources[:3]),
        "client_mb": round(peak()),
    }


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command."""
    parser = parser_of("bench.claim_storage", "Measure the ways in which claims can lie in Neo4j.")
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--ways", nargs="+", choices=sorted(WAYS), default=list(WAYS))
    parser.add_argument("--batch", type=int, default=5_000, help="claims a transaction")
    parser.add_argument("--data", type=Path, help="the server's folder of store files, to weigh it")
    parser.add_argument(
        "--settle",
        type=float,
        default=0.0,
        help="seconds to wait for a checkpoint before weighing",
    )
    parser.add_argument(
        "--server", type=int, help="the server's process number, to count its CPU seconds too"
    )
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args(arguments)
    if options.claims < LEAST:
        parser.error(f"--claims {options.claims}: at least {LEAST}, for fewer say nothing")
    return options


def main() -> None:
    """Measure the ways asked for, one after the other, and print each as a line of JSON."""
    options = parse()
    try:
        with open_database(Settings.from_environment(), say=print) as database:
            figures = measure_all(database, options)
    except OrbatlasError as error:
        raise SystemExit(str(error)) from error
    if options.json:
        options.json.write_text(json.dumps({"claims": options.claims, "ways": figures}, indent=1) + "\n")


def measure_all(database: Database, options: argparse.Namespace) -> dict[str, Row]:
    """The figures of each way by its name; nothing of the bench stays in the database."""
    figures: dict[str, Row] = {}
    for name in options.ways:
        figures[name] = measure(database, WAYS[name], options)
        print(json.dumps({name: figures[name]}), flush=True)
    empty(database)
    return figures


if __name__ == "__main__":
    main()
