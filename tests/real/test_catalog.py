"""The catalog on a real Neo4j: each query is planned and keeps its promise, on a day and up and down the chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from graph.catalog import NamedQuery, run
from graph.catalog.running import bound
from graph.catalog.types import Type
from graph.chain import bounds_from
from graph.connection import Database
from graph.errors import QueryRefused
from ontology.time import Holds
from tests.real.asking import CATALOG, ask, load, picked, posted, says, tie, under, with_schema

EVERY = pytest.mark.parametrize("query", CATALOG.values(), ids=lambda query: query.name)


@pytest.fixture
def db(empty: Database) -> Database:
    return with_schema(empty)


# ---- all of them

SOME: Mapping[Type, str] = {
    Type.TEXT: "text",
    Type.ID: "nobody",
    Type.DAY: "2015-01-01",
    Type.INTEGER: "5",
    Type.CONCEPT: "",
}


def some_values(query: NamedQuery) -> dict[str, str]:
    """A value for each parameter, so that what is made only with values is planned and run too."""
    return {
        one.name: next(iter(one.scheme.concepts)) if one.scheme else SOME[one.type]
        for one in query.parameters
    }


@EVERY
def test_each_is_planned_reads_only_and_gives_its_columns(db: Database, query: NamedQuery) -> None:
    plan = db.explain(query.text, bound(query, some_values(query)))
    assert not plan.writes
    assert plan.columns == tuple(column.name for column in query.columns)


@EVERY
def test_each_runs_on_nothing(db: Database, query: NamedQuery) -> None:
    assert run(db, query, some_values(query)) == []


def test_an_answer_that_breaks_its_promise_is_refused(db: Database) -> None:
    load(db, says("u", "Unit", "name", "A"))
    query = CATALOG["no-superior"]
    more = replace(query.columns[0], name="shoe_size")
    with pytest.raises(QueryRefused, match="shoe_size"):
        run(db, replace(query, columns=(*query.columns, more)), {})


# ---- on a day

BOUNDS = (None, "../2014-06", "2014-06/..", "2014-06")
DAYS = ("2014-05-31", "2014-06-15", "2014-07-01", "2015-05-31", "2015-06-15", "2015-07-01")


def spells() -> Iterator[tuple[str, dict[str, str]]]:
    """Each way to know and not to know the four bounds."""
    for number, (start, end) in enumerate(product(BOUNDS, BOUNDS)):
        known = {"start": start, "end": end.replace("2014", "2015") if end else None}
        yield f"{number:02}", {key: value for key, value in known.items() if value}


@pytest.mark.slow
def test_what_holds_on_a_day_is_what_the_model_of_time_says(db: Database) -> None:
    claims = [
        claim
        for n, when in spells()
        for claim in (
            posted(f"p{n}", "top", rank="colonel", **when),
            under(f"u{n}", "top", **when),
            under("low", f"v{n}", **when),
            tie(f"u{n}", "Unit", "Garrison", "here", **when),
        )
    ]
    load(db, *claims)
    asked = {
        "commander-on-day": ({"unit": "top"}, "COMMANDS"),
        "postings-on-day": ({"unit": "top"}, "COMMANDS"),
        "persons-of-rank": ({"rank": "colonel"}, "COMMANDS"),
        "chain-down": ({"unit": "top"}, "SUBORDINATE_TO"),
        "chain-up": ({"unit": "low"}, "SUBORDINATE_TO"),
        "garrisons-by-place": ({"place": "here"}, "GARRISONED_AT"),
        "units-in-area": ({"place": "here"}, "GARRISONED_AT"),
    }
    ties = db.read(
        "MATCH (a)-[r]->(b) RETURN r.id AS id, type(r) AS type, b.id AS target, a.id AS source, properties(r) AS r"
    )
    for name, (values, edge) in asked.items():
        end = values.get("unit") or values.get("place") or "top"
        mine = {
            row["id"]: bounds_from(row["r"])
            for row in ties
            if row["type"] == edge and end in (row["source"], row["target"])
        }
        assert len(mine) == 16
        for day in DAYS:
            holds = {id: bounds.holds_on(date.fromisoformat(day)) for id, bounds in mine.items()}
            expected = {id: how.value for id, how in holds.items() if how is not Holds.NO}
            assert dict(picked(ask(db, name, on=day, **values), "fact", "holds")) == expected, (name, day)


# ---- the chain


def test_all_superiors_are_followed_and_a_circle_ends(db: Database) -> None:
    load(
        db,
        under("bn", "bde", kind="administrative", start="2010", end="2016"),
        under("bn", "task", kind="operational", start="2014", end="2016"),
        under("bde", "div", start="2010"),
        under("div", "bn", start="2010"),
        says("bde", "Unit", "name", "1 Brigade"),
    )
    up = ask(db, "chain-up", unit="bn", on="2012-01-01")
    assert picked(up, "subordinate", "superior", "holds") == [
        ("bn", "bde", "certain"),
        ("div", "bn", "possible"),
        ("bde", "div", "possible"),
    ]
    assert [row["superior_name"] for row in up] == ["1 Brigade", "bn", "div"]
    assert up[0]["start_earliest"] == date(2010, 1, 1) and up[0]["end_latest"] == date(2016, 12, 31)
    assert {(row["superior"], row["kind"]) for row in ask(db, "chain-up", unit="task")} == set()
    assert {row["superior"] for row in ask(db, "chain-up", unit="bn")} == {"bde", "task", "div", "bn"}
    assert picked(ask(db, "chain-down", unit="task"), "subordinate", "holds")[0] == ("bn", None)


@pytest.mark.parametrize(("name", "values", "rows"), [
    ("chain-up", {"unit": "n00"}, 72),
    ("chain-down", {"unit": "n24"}, 72),
    ("person-chain-up", {"person": "p"}, 25),
])  # fmt: skip
def test_many_ways_to_one_place_do_not_multiply(
    db: Database, name: str, values: dict[str, str], rows: int
) -> None:
    """Three ties on each of 24 levels: 3**24 ways up, 72 ties."""
    spans = [("2000", "2001"), ("2004", "2005"), ("2008", "2009")]
    levels = [
        under(f"n{level:02}", f"n{level + 1:02}", start=start, end=end)
        for level in range(24)
        for start, end in spans
    ]
    load(db, posted("p", "n00"), *levels)
    assert len(ask(db, name, **values)) == rows


def test_a_person_s_units_and_what_is_above_them(db: Database) -> None:
    load(db, posted("p", "bn", start="2010", end="2012"), posted("p", "hq", role="staff-officer", start="2014"),
         under("bn", "bde", start="2010"), under("bde", "div", start="2010"))  # fmt: skip
    assert picked(ask(db, "person-chain-up", person="p", on="2011-01-01"), "unit", "steps") == [
        ("bn", 0),
        ("bde", 1),
        ("div", 2),
    ]
    assert picked(ask(db, "postings-of-person", person="p"), "unit", "role") == [
        ("bn", "commander"),
        ("hq", "staff-officer"),
    ]


def test_several_superiors_at_once_and_not_one_after_the_other(db: Database) -> None:
    load(
        db,
        under("both", "x", start="2010", end="2016"),
        under("both", "y", start="2014", end="2015"),
        under("turns", "x", start="2010", end="2011"),
        under("turns", "y", start="2013", end="2014"),
        under("same", "x", kind="command", start="2010", end="2016"),
        under("same", "x", kind="operational", start="2010", end="2016"),
        under("both", "long-ago", start="1990", end="1991"),
        says("x", "Unit", "name", "Unknown Brigade"),
        says("y", "Unit", "name", "Unknown Brigade"),
    )
    named = ("both", ["Unknown Brigade", "Unknown Brigade"], "certain")
    assert picked(ask(db, "several-superiors"), "unit", "superiors", "holds") == [named]
    assert picked(ask(db, "several-superiors", on="2014-06-01"), "unit", "holds") == [("both", "possible")]
    assert picked(ask(db, "several-superiors", on="2015-01-01"), "unit", "holds") == [("both", "certain")]
    assert ask(db, "several-superiors", on="2012-06-01") == []
    (row,) = ask(db, "several-superiors")
    # The two ties that meet, and not that of long ago.
    ties = db.read("MATCH ({id: 'both'})-[r]->(p) WHERE p.id IN ['x', 'y'] RETURN r.id AS id")
    assert sorted(row["facts"]) == sorted(tie["id"] for tie in ties) and len(ties) == 2


def test_several_superiors_that_may_have_been_at_once(db: Database) -> None:
    """Ends that nobody tells, and years in which both a beginning and an end lie."""
    load(
        db,
        under("open", "x", start="2010"),
        under("open", "y", start="2012"),
        under("year", "x", start="2010", end="2012"),
        under("year", "y", start="2012", end="2014"),
        under("undated", "x"),
        under("undated", "y"),
        under("three", "x", start="2010", end="2016"),
        under("three", "y", start="2012", end="2014"),
        under("three", "z", start="2016"),
    )
    assert picked(ask(db, "several-superiors"), "unit", "superiors", "holds") == [
        ("three", ["x", "y", "z"], "certain"),
        ("open", ["x", "y"], "possible"),
        ("undated", ["x", "y"], "possible"),
        ("year", ["x", "y"], "possible"),
    ]
    assert picked(ask(db, "several-superiors", on="2013-06-01"), "unit", "superiors", "holds") == [
        ("open", ["x", "y"], "possible"),
        ("three", ["x", "y"], "certain"),
        ("undated", ["x", "y"], "possible"),
    ]


def test_units_without_a_known_superior(db: Database) -> None:
    load(db, under("bn", "div", start="2010", end="2012"), under("co", "bn", start="2010"))
    load(db, under("bn", "div", kind="administrative", start="2010", end="2012"))
    assert picked(ask(db, "no-superior"), "unit", "subordinates") == [("div", 1)]
    # Two ties to one superior are one subordinate.
    assert picked(ask(db, "no-superior", on="2011-06-01"), "unit", "subordinates") == [("div", 1)]
    assert picked(ask(db, "no-superior", on="2014-01-01"), "unit", "subordinates") == [("bn", 1), ("div", 0)]
