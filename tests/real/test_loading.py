"""Claims into a real Neo4j, facts out of them, and what becomes of both when claims are taken back."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest

import graph.deriving
import graph.loading
from graph.claims import Claim
from graph.connection import Database, open_database
from graph.deriving import count_waiting, derive
from graph.errors import ConstraintBroken, UnknownSource
from graph.keeping.state import NOTE
from graph.layout import schema_statements
from graph.loading import Loading, Outcome, RowState
from graph.retiring import withdraw
from graph.settings import Settings
from graph.storing import Batch, store
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 22)
LATER = date(2026, 12, 1)

Rows = list[list[Claim]]


def name(subject: str, value: str, source: str, *, row: int = 2, cls: str = "Unit") -> Claim:
    return Claim(subject, cls, "name", source, value, confidence="low", places=(f"c/f.csv:{row}:name",))


def under(unit: str, parent: str, source: str, **dates: str) -> Claim:
    return Claim(
        unit, "Unit", "Subordination", source, object=parent, qualifiers=tuple(sorted(dates.items()))
    )


def commands(person: str, unit: str, source: str) -> Claim:
    return Claim(person, "Person", "Posting", source, object=unit, qualifiers=(("role", "commander"),))


def strength(unit: str, best: str, source: str) -> Claim:
    return Claim(unit, "Unit", "Strength", source, qualifiers=(("best", best), ("kind", "real")))


ROWS: Rows = [
    [name("u1", "1 Division", "s1"), under("u1", "u2", "s1", first_cited="2010", last_cited="2014")],
    [name("u1", "One Division", "s2"), under("u1", "u3", "s2", first_cited="2012")],
    [commands("p1", "u1", "s2"), name("p1", "A. Person", "s2", cls="Person")],
    [strength("u1", "132", "s1"), strength("u1", "200", "s2")],
    [Claim("s1", "Source", "title", "sheet:c/f.csv", "First source")],
    [Claim("s2", "Source", "title", "sheet:c/f.csv", "Second source")],
]


def load(
    database: Database, rows: Rows, collection: str = "c", day: date = DAY, **how: bool
) -> tuple[list[RowState], Outcome]:
    loading = Loading(database, MODEL, collection, day, **how)
    states = [outcome.state for outcome in loading.add(rows)]
    return states, loading.finish()


def picture(database: Database) -> dict[str, list[Any]]:
    """All that is current: facts, and claims that are not retired."""
    others = f"n:Claim OR n:Withdrawn OR n:{NOTE}"
    nodes = f"MATCH (n) WHERE NOT ({others}) RETURN labels(n) AS labels, properties(n) AS properties"
    edges = "MATCH (a)-[r]->(b) RETURN a.id AS source, b.id AS target, type(r) AS type, properties(r) AS properties"
    claims = "MATCH (n:Claim) WHERE n.retired IS NULL RETURN properties(n) AS properties"
    return {query: sorted(_text(row) for row in database.read(query)) for query in (nodes, edges, claims)}


def _text(row: dict[str, Any]) -> str:
    """A row as text that does not depend on the order in which Neo4j gives properties."""
    return repr(
        sorted(
            (key, sorted(value.items()) if isinstance(value, dict) else value) for key, value in row.items()
        )
    )


@pytest.fixture
def db(empty: Database) -> Database:
    for statement in schema_statements(MODEL):
        empty.schema(statement)
    return empty


def test_claims_become_facts(db: Database) -> None:
    states, outcome = load(db, ROWS)
    assert set(states) == {RowState.LOADED}
    assert outcome.claims_new == 10 and outcome.claims_known == 0
    assert outcome.entities == {"Person": 1, "Source": 2, "Unit": 3}
    (unit,) = db.read(
        "MATCH (u:Unit {id: 'u1'}) RETURN u.name AS name, u.conflicts AS conflicts, size(u.claims) AS claims"
    )
    assert unit == {"name": "1 Division", "conflicts": ["name"], "claims": 2}
    chain = db.read(
        "MATCH (:Person)-[c:COMMANDS]->(:Unit {id: 'u1'})-[s:SUBORDINATE_TO]->(t) RETURN t.id AS top ORDER BY top"
    )
    assert [row["top"] for row in chain] == ["u2", "u3"]
    (figure,) = db.read(
        "MATCH (s:Strength)-[:STRENGTH_OF]->(:Unit {id: 'u1'}) RETURN s.best AS best, s.conflicts AS conflicts"
    )
    assert figure == {"best": 132, "conflicts": ["best"]}


def test_loading_twice_changes_nothing(db: Database) -> None:
    load(db, ROWS)
    before = picture(db)
    states, outcome = load(db, ROWS, day=LATER)
    assert set(states) == {RowState.UNCHANGED}
    assert (outcome.claims_new, outcome.claims_known, outcome.derived) == (0, 10, 0)
    assert picture(db) == before


def test_a_row_that_says_nothing_new_is_unchanged(db: Database) -> None:
    states, outcome = load(db, [[name("u1", "A", "s1", row=2)], [name("u1", "A", "s1", row=3)]])
    assert states == [RowState.LOADED, RowState.UNCHANGED] and outcome.claims_new == 1
    (claim,) = db.read("MATCH (c:Claim) RETURN c.places AS places")
    assert claim["places"] == ["c/f.csv:2:name", "c/f.csv:3:name"]


def test_a_dry_run_writes_nothing(db: Database) -> None:
    _, outcome = load(db, ROWS, dry_run=True)
    assert outcome.claims_new == 10
    assert db.read("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


def test_one_id_is_one_thing(db: Database) -> None:
    load(db, ROWS)
    loading = Loading(db, MODEL, "c", DAY)
    good, bad = loading.add(
        [
            [name("u9", "Good", "s1")],
            [name("u1", "Bad", "s1", cls="Person"), name("p9", "x", "s1", cls="Person")],
        ]
    )
    assert good.state is RowState.LOADED and bad.state is RowState.REFUSED
    assert bad.clash is not None and (bad.clash.id, bad.clash.held, bad.clash.wanted) == (
        "u1",
        "Unit",
        "Person",
    )
    loading.finish()
    assert db.read("MATCH (p:Person {id: 'p9'}) RETURN count(p) AS n") == [{"n": 0}]


@pytest.mark.parametrize("source", ["s1", "s2"])
def test_withdrawing_leaves_what_would_be_there_without_the_source(db: Database, source: str) -> None:
    def without(claim: Claim) -> bool:
        return source not in (claim.source, claim.subject, claim.object)

    load(db, [[claim for claim in row if without(claim)] for row in ROWS])
    expected = picture(db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load(db, ROWS)
    taken = withdraw(db, MODEL, source, LATER)
    assert taken == sum(not without(claim) for row in ROWS for claim in row)
    assert picture(db) == expected
    kept = db.read(
        "MATCH (c:Claim) WHERE c.retired IS NOT NULL RETURN count(c) AS kept, collect(DISTINCT c.retired) AS days"
    )
    assert kept[0]["kept"] == taken and [day.to_native() for day in kept[0]["days"]] == [LATER]


def test_a_withdrawn_source_that_is_loaded_again_keeps_its_history(db: Database) -> None:
    load(db, ROWS)
    before = picture(db)
    withdraw(db, MODEL, "s1", DAY)
    _, outcome = load(db, ROWS)
    assert outcome.claims_revived > 0 and outcome.claims_new == 0
    (row,) = db.read(
        "MATCH (c:Claim {subject: 'u1', source: 's1', predicate: 'name'}) "
        "RETURN c.history AS history, c.retired AS retired"
    )
    assert row == {"history": ["2026-11-22/2026-11-22"], "retired": None}
    assert len(picture(db)) == len(before)


def test_a_claim_under_an_id_of_another_hand_is_withdrawn_too(db: Database) -> None:
    """Its id is not the hash of what it states: somebody wrote it past Orbatlas."""
    load(db, ROWS)
    db.write(lambda tx: tx.run("MATCH (c:Claim {source: 's1'}) SET c.id = 'odd ' + c.id").consume())
    assert withdraw(db, MODEL, "s1", LATER)
    assert not db.read("MATCH (c:Claim {source: 's1'}) WHERE c.retired IS NULL RETURN c")


def test_an_unknown_source_cannot_be_withdrawn(db: Database) -> None:
    with pytest.raises(UnknownSource):
        withdraw(db, MODEL, "nobody", DAY)


def test_replacing_a_collection_is_as_if_only_the_new_version_were_there(db: Database) -> None:
    newer: Rows = [[name("u1", "1st Division", "s1", row=7)], ROWS[2], [name("u4", "Fourth", "s1")]]
    load(db, newer)
    expected = picture(db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load(db, ROWS)
    _, outcome = load(db, newer, replace=True)
    assert picture(db) == expected
    kinds = {(change.subject, change.predicate, change.kind) for change in outcome.changes}
    assert (
        ("u1", "name", "changed") in kinds
        and ("u4", "name", "came") in kinds
        and ("u1", "Subordination", "went") in kinds
    )


def test_replacing_one_collection_leaves_what_another_says(db: Database) -> None:
    load(db, ROWS, "c")
    load(db, ROWS[:1], "d")
    load(db, [[name("u4", "Fourth", "s1")]], "c", replace=True)
    assert db.read("MATCH (:Unit {id: 'u1'})-[:SUBORDINATE_TO]->(t) RETURN t.id AS id") == [{"id": "u2"}]
    rows = db.read(
        "MATCH (c:Claim {subject: 'u1'}) WHERE c.retired IS NULL RETURN DISTINCT c.collections AS collections"
    )
    assert rows == [{"collections": ["d"]}]


def test_what_was_stored_and_not_derived_is_derived_by_the_next_run(db: Database) -> None:
    """As after a kill between the claims and the facts."""
    load(db, ROWS)
    expected = picture(db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    claims = {claim.id: claim for row in ROWS for claim in row}
    db.write(lambda tx: store(tx, MODEL, Batch(claims, "c", DAY, False, frozenset(claims))))
    assert count_waiting(db) > 0
    states, _ = load(db, ROWS)
    assert set(states) == {RowState.UNCHANGED}
    assert count_waiting(db) == 0 and derive(db, MODEL) == 0
    assert picture(db) == expected


# ---- more than one at a time


def many(collection: str, first: int, last: int) -> Rows:
    """Persons and their postings, told by a few sources; two ranges that overlap tell some of it in the same words."""
    rows: Rows = []
    for n in range(first, last):
        place = (f"{collection}/f.csv:{n}:name",)
        named = Claim(f"p{n}", "Person", "name", f"s{n % 3}", f"Person {n}", places=place)
        rows.append([named, commands(f"p{n}", f"u{n % 7}", f"s{n % 5}")])
        rows.append([name(f"u{n % 7}", f"Unit {n % 11}", f"s{n % 5}")])
    return rows


def load_parts(database: Database, rows: Rows, collection: str) -> Outcome:
    loading = Loading(database, MODEL, collection, DAY)
    for start in range(0, len(rows), 40):
        loading.add(rows[start : start + 40])
    return loading.finish()


def in_any_order(found: dict[str, list[Any]], database: Database) -> tuple[Any, ...]:
    """The facts as they are, and the claims with their collections and places as sets: who came first is no matter."""
    nodes, edges, _ = found.values()
    query = "MATCH (c:Claim) RETURN properties(c) AS claim"
    claims = [
        sorted(
            (key, sorted(value) if isinstance(value, list) else value) for key, value in row["claim"].items()
        )
        for row in database.read(query)
    ]
    return nodes, edges, sorted(map(str, claims))


@pytest.fixture
def other(db: Database, environment: dict[str, str]) -> Iterator[Database]:
    with open_database(Settings.from_environment(environment)) as opened:
        yield opened


def test_two_ingests_at_once_end_as_one_after_the_other(db: Database, other: Database) -> None:
    parts = {"c": many("c", 0, 120), "d": many("d", 60, 180)}
    for collection, rows in parts.items():
        load_parts(db, rows, collection)
    expected = in_any_order(picture(db), db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(load_parts, database, rows, collection)
            for database, (collection, rows) in zip((db, other), parts.items(), strict=True)
        ]
        outcomes = [run.result() for run in runs]
    assert count_waiting(db) == 0
    assert in_any_order(picture(db), db) == expected
    assert sum(outcome.claims_new for outcome in outcomes) == len(expected[2])


def test_a_batch_that_another_run_overtook_is_stored_anew(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(db, ROWS)
    expected = picture(db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    calls: list[Batch] = []

    def overtaken(tx: Any, model: Any, batch: Batch) -> Any:
        stored = store(tx, model, batch)
        calls.append(batch)
        if len(calls) == 1:
            raise ConstraintBroken("another run was quicker")
        return stored

    monkeypatch.setattr(graph.loading, "store", overtaken)
    states, outcome = load(db, ROWS)
    assert len(calls) == 2 and calls[0].empty and not calls[1].empty
    assert set(states) == {RowState.LOADED} and outcome.claims_new == 10
    assert picture(db) == expected


def test_a_claim_that_comes_while_facts_are_worked_out_is_not_lost(
    db: Database, other: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    late: Rows = [[name("u1", "Late Division", "s3")], [commands("p9", "u1", "s2")]]
    load(db, [*ROWS, *late])
    expected = picture(db)
    db.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    take = graph.deriving._take
    claims = {claim.id: claim for row in late for claim in row}
    batch = Batch(claims, "c", DAY, False, frozenset(claims))
    comes = [partial(store, model=MODEL, batch=batch)]

    def slowly(database: Database, model: Any, ids: Any) -> Any:
        taken = take(database, model, ids)
        while comes:
            other.write(comes.pop())
        return taken

    monkeypatch.setattr(graph.deriving, "_take", slowly)
    load(db, ROWS)
    assert count_waiting(db) == 0
    assert picture(db) == expected
