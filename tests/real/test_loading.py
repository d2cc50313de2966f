"""Claims into a real Neo4j, facts out of them, and what becomes of both when claims are taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from graph.claims import Claim
from graph.connection import Database
from graph.deriving import count_waiting, derive
from graph.errors import UnknownSource
from graph.layout import schema_statements
from graph.loading import Loading, Outcome, RowState
from graph.retiring import withdraw
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
    nodes = "MATCH (n) WHERE NOT n:Claim AND NOT n:Withdrawn RETURN labels(n) AS labels, properties(n) AS properties"
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
