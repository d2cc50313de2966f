"""Ways for claims to lie in Neo4j: what each stores, how it writes, reads and retires."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString

from neo4j import ManagedTransaction

Row = dict[str, Any]
Write = Callable[[ManagedTransaction, Sequence[Row]], int]
Withdraw = Callable[[ManagedTransaction, str], int]

DAY = "2026-11-01"
# A writer that takes this lock first runs alone, so what it has looked up stays true until it commits.
LOCK: LiteralString = "MERGE (lock:BenchLock {id: 1}) SET lock.taken = $day"


@dataclass(frozen=True)
class Way:
    """One way for claims to lie: its schema, writer and reads, and how a stored record reads as claims."""

    about: str
    schema: tuple[LiteralString, ...]
    write: Write
    withdraw: Withdraw
    evidence: LiteralString
    unpack: Callable[[Row], list[Row]]
    collection: LiteralString
    weak: LiteralString


def plain(row: Row) -> Row:
    """Every field a property; qualifiers with a prefix."""
    named = {f"q_{key}": value for key, value in row["qualifiers"].items()}
    return {
        **{key: value for key, value in row.items() if key != "qualifiers"},
        **named,
    }


def compact(row: Row) -> Row:
    """As plain, the id as 22 letters in place of 32 digits."""
    short = base64.urlsafe_b64encode(bytes.fromhex(row["id"])).decode().rstrip("=")
    return {**plain(row), "id": short}


def packed(row: Row) -> Row:
    """What is searched stays a property; qualifiers, places and raw text become one JSON text."""
    body = {key: row[key] for key in ("qualifiers", "places", "raw")}
    kept = {key: value for key, value in row.items() if key not in body}
    return {**kept, "body": json.dumps(body, ensure_ascii=False, separators=(",", ":"))}


MERGE: LiteralString = """
UNWIND $rows AS row MERGE (c:BenchClaim {id: row.id})
ON CREATE SET c = row, c.recorded = date($day)
ON MATCH SET c.places = c.places + [place IN row.places WHERE NOT place IN c.places]"""
OPTIONAL: LiteralString = """
UNWIND $rows AS row OPTIONAL MATCH (old:BenchClaim {id: row.id})
CALL (row, old) {
WITH row, old WHERE old IS NULL CREATE (c:BenchClaim) SET c = row, c.recorded = date($day) }"""
LOOK: LiteralString = "UNWIND $ids AS id MATCH (c:BenchClaim {id: id}) RETURN id"
CREATE: LiteralString = "UNWIND $rows AS row CREATE (c:BenchClaim) SET c = row, c.recorded = date($day)"
CREATE_LINKED: LiteralString = """
UNWIND $rows AS row MATCH (s:BenchThing {id: row.subject}) MATCH (f:BenchSource {id: row.source})
CREATE (s)<-[:BENCH_SUBJECT]-(c:BenchClaim)-[:BENCH_SOURCE]->(f) SET c = row.fields, c.recorded = date($day)
WITH c, row WHERE row.object IS NOT NULL
MATCH (o:BenchThing {id: row.object}) CREATE (c)-[:BENCH_OBJECT]->(o)"""


def write_whole(
    query: LiteralString,
    shape: Callable[[Row], Row],
    tx: ManagedTransaction,
    rows: Sequence[Row],
) -> int:
    """One query finds what is there and creates what is not."""
    if query is not MERGE:
        tx.run(LOCK, day=DAY).consume()
    return tx.run(query, rows=[shape(row) for row in rows], day=DAY).consume().counters.nodes_created


def write_new(
    query: LiteralString,
    shape: Callable[[Row], Row],
    tx: ManagedTransaction,
    rows: Sequence[Row],
) -> int:
    """Under the lock, look the ids up, then send only the claims that are new."""
    tx.run(LOCK, day=DAY).consume()
    shaped = {stored["id"]: stored for stored in map(shape, rows)}
    for record in tx.run(LOOK, ids=list(shaped)):
        del shaped[record["id"]]
    if shaped:
        tx.run(query, rows=list(shaped.values()), day=DAY).consume()
    return len(shaped)


def write_unlocked(tx: ManagedTransaction, rows: Sequence[Row]) -> int:
    """Look the ids up, then MERGE the new ones, for another writer may have made them since; no lock."""
    shaped = {row["id"]: plain(row) for row in rows}
    for record in tx.run(LOOK, ids=list(shaped)):
        del shaped[record["id"]]
    new = [shaped[id] for id in sorted(shaped)]
    return tx.run(MERGE, rows=new, day=DAY).consume().counters.nodes_created if new else 0


def linked(row: Row) -> Row:
    """Fields beside the ends, which become relationships."""
    fields = {key: value for key, value in plain(row).items() if key not in ("subject", "object", "source")}
    return {
        "fields": fields,
        **{key: row[key] for key in ("id", "subject", "object", "source")},
    }


def withdraw_nodes(query: LiteralString, tx: ManagedTransaction, source: str) -> int:
    """Retire a source's claims in the database; returns how many."""
    tx.run(LOCK, day=DAY).consume()
    return int(tx.run(query, source=source, day=DAY).single(strict=True)["retired"])


BUNDLE_LOOK: LiteralString = "UNWIND $ids AS id MATCH (b:BenchBundle {id: id}) RETURN id, b.claims AS claims"
BUNDLE_SAVE: LiteralString = (
    "UNWIND $rows AS row MATCH (b:BenchBundle {id: row.id}) SET b.claims = row.claims"
)
BUNDLE_CREATE: LiteralString = "UNWIND $rows AS row CREATE (b:BenchBundle) SET b = row"
POINTER_CREATE: LiteralString = """
UNWIND $rows AS row MERGE (p:BenchPointer {id: row.id})
ON CREATE SET p.object = row.object, p.bundle = row.bundle"""


def write_bundles(tx: ManagedTransaction, rows: Sequence[Row]) -> int:
    """Read the bundles of these claims, add what is new, write the changed ones back, all under the lock."""
    tx.run(LOCK, day=DAY).consume()
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[f"{row['subject']}|{row['source']}"].append(row)
    old = {record["id"]: record["claims"] for record in tx.run(BUNDLE_LOOK, ids=list(groups))}
    known = {json.loads(text)["id"] for claims in old.values() for text in claims}
    fresh = {key: [row for row in group if row["id"] not in known] for key, group in groups.items()}
    texts = {key: old.get(key, []) + [_text(row) for row in group] for key, group in fresh.items() if group}
    changed = [{"id": key, "claims": claims} for key, claims in texts.items() if key in old]
    created = [
        {
            "id": key,
            "claims": claims,
            "subject": groups[key][0]["subject"],
            "source": groups[key][0]["source"],
        }
        for key, claims in texts.items()
        if key not in old
    ]
    tx.run(BUNDLE_SAVE, rows=changed).consume()
    tx.run(BUNDLE_CREATE, rows=created).consume()
    tx.run(POINTER_CREATE, rows=_pointers(fresh)).consume()
    return sum(map(len, fresh.values()))


def _text(row: Row) -> str:
    stated = {key: value for key, value in row.items() if key not in ("subject", "source") and value}
    return json.dumps({**stated, "recorded": DAY}, ensure_ascii=False, separators=(",", ":"))


def _pointers(fresh: dict[str, list[Row]]) -> list[Row]:
    pairs = {(row["object"], key) for key, group in fresh.items() for row in group if row["object"]}
    return [{"id": f"{other}|{key}", "object": other, "bundle": key} for other, key in sorted(pairs)]


def withdraw_bundles(tx: ManagedTransaction, source: str) -> int:
    """Retire a source's claims: its bundles come to the client, are rewritten and go back."""
    tx.run(LOCK, day=DAY).consume()
    found = tx.run(
        "MATCH (b:BenchBundle {source: $source}) RETURN b.id AS id, b.claims AS claims",
        source=source,
    )
    rows = [
        {"id": record["id"], "claims": [json.loads(text) for text in record["claims"]]} for record in found
    ]
    retired = [
        {
            "id": row["id"],
            "claims": [json.dumps({**claim, "retired": DAY}) for claim in row["claims"]],
        }
        for row in rows
    ]
    tx.run(BUNDLE_SAVE, rows=retired).consume()
    return sum(len(row["claims"]) for row in rows)


def unpack_plain(stored: Row) -> list[Row]:
    """A node is a claim."""
    return [stored]


def unpack_body(stored: Row) -> list[Row]:
    """A node is a claim with a JSON text to read."""
    return [{**stored, **json.loads(stored["body"])}]


def unpack_bundle(stored: Row) -> list[Row]:
    """A bundle is as many claims as it has texts."""
    return [json.loads(text) for text in stored["claims"]]


UNIQUE_CLAIM: LiteralString = "CREATE CONSTRAINT bench_claim FOR (c:BenchClaim) REQUIRE c.id IS UNIQUE"
INDEXED: tuple[LiteralString, ...] = (
    UNIQUE_CLAIM,
    "CREATE INDEX bench_subject FOR (c:BenchClaim) ON (c.subject)",
    "CREATE INDEX bench_object FOR (c:BenchClaim) ON (c.object)",
    "CREATE INDEX bench_source FOR (c:BenchClaim) ON (c.source)",
)
NODE_RETIRE: LiteralString = """
MATCH (c:BenchClaim {source: $source}) WHERE c.retired IS NULL
SET c.retired = date($day) RETURN count(c) AS retired"""
NODE_EVIDENCE: LiteralString = """
CALL () { MATCH (c:BenchClaim {subject: $id}) RETURN c UNION MATCH (c:BenchClaim {object: $id}) RETURN c }
RETURN properties(c) AS stored"""
NODE_COLLECTION: LiteralString = (
    "MATCH (c:BenchClaim) WHERE $collection IN c.collections RETURN count(c.id) AS found"
)
NODE_WEAK: LiteralString = """
MATCH (c:BenchClaim) WHERE c.object IS NOT NULL AND c.retired IS NULL
WITH c.predicate AS predicate, c.subject AS subject, c.object AS object,
     count(DISTINCT c.source) AS sources, collect(c.confidence) AS sure
WHERE sources = 1 AND all(one IN sure WHERE one = 'low') RETURN count(*) AS found"""


def node_way(about: str, write: Write, unpack: Callable[[Row], list[Row]] = unpack_plain) -> Way:
    """A node a claim, found by indexed properties."""
    retire = partial(withdraw_nodes, NODE_RETIRE)
    return Way(about, INDEXED, write, retire, NODE_EVIDENCE, unpack, NODE_COLLECTION, NODE_WEAK)


LINKED = Way(
    about="a node a claim, relationships to subject, object and source",
    schema=(UNIQUE_CLAIM,),
    write=partial(write_new, CREATE_LINKED, linked),
    withdraw=partial(
        withdraw_nodes,
        """MATCH (:BenchSource {id: $source})<-[:BENCH_SOURCE]-(c) WHERE c.retired IS NULL
        SET c.retired = date($day) RETURN count(c) AS retired""",
    ),
    evidence="""MATCH (t:BenchThing {id: $id})<-[:BENCH_SUBJECT|BENCH_OBJECT]-(c)
    MATCH (c)-[:BENCH_SOURCE]->(f) MATCH (c)-[:BENCH_SUBJECT]->(s) OPTIONAL MATCH (c)-[:BENCH_OBJECT]->(o)
    RETURN DISTINCT c {.*, source: f.id, subject: s.id, object: o.id} AS stored""",
    unpack=unpack_plain,
    collection=NODE_COLLECTION,
    weak="""MATCH (s)<-[:BENCH_SUBJECT]-(c:BenchClaim)-[:BENCH_OBJECT]->(o) WHERE c.retired IS NULL
    MATCH (c)-[:BENCH_SOURCE]->(f)
    WITH c.predicate AS predicate, s, o, count(DISTINCT f) AS sources, collect(c.confidence) AS sure
    WHERE sources = 1 AND all(one IN sure WHERE one = 'low') RETURN count(*) AS found""",
)
BUNDLE = Way(
    about="a node a subject and source, its claims packed as JSON texts",
    schema=(
        "CREATE CONSTRAINT bench_bundle FOR (b:BenchBundle) REQUIRE b.id IS UNIQUE",
        "CREATE INDEX bench_subject FOR (b:BenchBundle) ON (b.subject)",
        "CREATE INDEX bench_source FOR (b:BenchBundle) ON (b.source)",
        "CREATE CONSTRAINT bench_pointer FOR (p:BenchPointer) REQUIRE p.id IS UNIQUE",
        "CREATE INDEX bench_object FOR (p:BenchPointer) ON (p.object)",
    ),
    write=write_bundles,
    withdraw=withdraw_bundles,
    evidence="""CALL () { MATCH (b:BenchBundle {subject: $id}) RETURN b
    UNION MATCH (p:BenchPointer {object: $id}) MATCH (b:BenchBundle {id: p.bundle}) RETURN b }
    RETURN properties(b) AS stored""",
    unpack=unpack_bundle,
    collection="""MATCH (b:BenchBundle) UNWIND b.claims AS text WITH text
    WHERE text CONTAINS '"' + $collection + '"' RETURN count(text) AS found""",
    # No question about a field inside the texts can be asked in plain Cypher.
    weak="",
)
WAYS: dict[str, Way] = {
    "merge": node_way("a node a claim, indexed properties, MERGE", partial(write_whole, MERGE, plain)),
    "optional": node_way("the same, OPTIONAL MATCH then CREATE", partial(write_whole, OPTIONAL, plain)),
    "found": node_way("the same, ids looked up then MERGE, no lock", write_unlocked),
    "create": node_way("the same, ids looked up then CREATE", partial(write_new, CREATE, plain)),
    "compact": node_way("as create, id of 22 letters", partial(write_new, CREATE, compact)),
    "packed": node_way(
        "as create, cold fields one JSON text",
        partial(write_new, CREATE, packed),
        unpack_body,
    ),
    "linked": LINKED,
    "bundle": BUNDLE,
}
