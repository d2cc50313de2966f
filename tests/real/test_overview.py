"""What is loaded, from which sources, and how sure it is."""

from __future__ import annotations

import json
from datetime import date

from graph.connection import Database
from graph.overview import overview
from graph.retiring import withdraw
from tests.real.facts import MODEL, load, posted, said, tie, under, unit

CLAIMS = [
    *unit("u1", "1 Division", "s1"),
    said("u1", "Unit", "name", "One Division", "s2", "high"),
    under("u1", "u2", "s1"),
    under("u1", "u2", "s2"),
    posted("p1", "u1", "s2", role="commander"),
    tie("u1", "Unit", "Strength", None, "s1", kind="real", best="10"),
    tie("u1", "Unit", "Strength", None, "s2", kind="real", best="20"),
    said("s1", "Source", "title", "Leadership", "sheet:c/f.csv"),
    said("u3", "Unit", "name", "Made up", "synthetic:demo"),
]


def test_an_empty_database_is_empty(empty: Database) -> None:
    found = overview(empty, MODEL)
    assert found.empty and found.claims == 0 and found.sources == ()
    assert set(found.entities) == {cls.name for cls in MODEL.entities}
    assert set(found.entities.values()) == set(found.ties.values()) == {0}


def test_what_is_loaded_is_counted(empty: Database) -> None:
    load(empty, CLAIMS)
    found = overview(empty, MODEL)
    assert not found.empty
    assert {name: n for name, n in found.entities.items() if n} == {"Person": 1, "Source": 1, "Unit": 3}
    assert found.stubs == 1  # u2
    assert {name: n for name, n in found.ties.items() if n} == {
        "COMMANDS": 1,
        "STRENGTH_OF": 1,
        "SUBORDINATE_TO": 1,
    }
    assert (found.claims, found.claims_retired, found.pending, found.synthetic_claims) == (9, 0, 0, 1)
    assert found.confidence == {"low": 8, "high": 1}
    assert found.collections == {"c": 9}


def test_conflicts_and_facts_of_one_source_are_counted(empty: Database) -> None:
    load(empty, CLAIMS)
    found = overview(empty, MODEL)
    assert found.conflicts == 2  # the name of u1, its strength
    assert found.single_source == 4  # p1, the command, the source, u3


def test_sources_come_by_the_number_of_their_claims(empty: Database) -> None:
    load(empty, CLAIMS)
    sources = overview(empty, MODEL).sources
    assert [(one["id"], one["title"], one["claims"]) for one in sources] == [
        ("s2", None, 4),
        ("s1", "Leadership", 3),
        ("sheet:c/f.csv", None, 1),
        ("synthetic:demo", None, 1),
    ]


def test_what_was_taken_back_is_told(empty: Database) -> None:
    load(empty, CLAIMS)
    withdraw(empty, MODEL, "s1", date(2026, 12, 1))
    found = overview(empty, MODEL)
    assert (found.claims, found.claims_retired, found.conflicts) == (5, 4, 0)
    for source in ("s2", "synthetic:demo"):
        withdraw(empty, MODEL, source, date(2026, 12, 1))
    assert not overview(empty, MODEL).empty
    assert sum(overview(empty, MODEL).entities.values()) == 0


def test_the_json_can_be_written(empty: Database) -> None:
    load(empty, CLAIMS)
    assert json.loads(json.dumps(overview(empty, MODEL).as_json(), default=str))["claims"] == 9
