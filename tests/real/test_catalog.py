"""The catalog on a real Neo4j: each query is planned, and answers what was worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from graph.catalog import NamedQuery, load_catalog, run
from graph.catalog.running import bound
from graph.catalog.types import Type
from graph.chain import bounds_from
from graph.claims import Claim
from graph.connection import Database
from graph.layout import schema_statements
from graph.loading import Loading
from graph.retiring import withdraw
from ontology.errors import DeclarationError
from ontology.reading import load_model
from ontology.time import Holds

MODEL = load_model()
CATALOG = load_catalog(MODEL)
EVERY = pytest.mark.parametrize("query", CATALOG.values(), ids=lambda query: query.name)
DAY = date(2026, 11, 22)


# ---- claims in few words


def says(subject: str, cls: str, key: str, value: str, source: str = "s1") -> Claim:
    return Claim(subject, cls, key, source, value)


def points(subject: str, cls: str, key: str, object: str, source: str = "s1") -> Claim:
    return Claim(subject, cls, key, source, object=object)


def tie(
    subject: str, cls: str, relation: str, object: str | None, source: str = "s1", sure: str | None = None, **how: str
) -> Claim:
    return Claim(
        subject, cls, relation, source, object=object, confidence=sure, qualifiers=tuple(sorted(how.items()))
    )


def under(unit: str, parent: str, **how: Any) -> Claim:
    return tie(unit, "Unit", "Subordination", parent, **how)


def posted(person: str, unit: str, role: str = "commander", **how: Any) -> Claim:
    return tie(person, "Person", "Posting", unit, role=role, **how)


def load(database: Database, *claims: Claim, recorded: date = DAY) -> None:
    loading = Loading(database, MODEL, "c", recorded)
    loading.add([[claim] for claim in claims])
    loading.finish()


def ask(database: Database, name: str, /, **values: object) -> list[dict[str, Any]]:
    return run(database, CATALOG[name], values)


def picked(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


@pytest.fixture
def db(empty: Database) -> Database:
    for statement in schema_statements(MODEL):
        empty.schema(statement)
    return empty


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
        one.name: next(iter(one.scheme.concepts)) if one.scheme else SOME[one.type] for one in query.parameters
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
    with pytest.raises(DeclarationError, match="no-superior"):
        run(db, replace(query, columns=query.columns[1:]), {})


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
    ties = db.read("MATCH (a)-[r]->(b) RETURN r.id AS id, type(r) AS type, b.id AS target, a.id AS source, properties(r) AS r")
    for name, (values, edge) in asked.items():
        end = values.get("unit") or values.get("place") or "top"
        mine = {row["id"]: bounds_from(row["r"]) for row in ties if row["type"] == edge and end in (row["source"], row["target"])}
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
    )
    assert picked(ask(db, "several-superiors"), "unit", "superiors") == [("both", ["x", "y"])]
    assert picked(ask(db, "several-superiors", on="2014-06-01"), "unit", "holds") == [("both", "possible")]
    assert picked(ask(db, "several-superiors", on="2015-01-01"), "unit", "holds") == [("both", "certain")]
    assert ask(db, "several-superiors", on="2012-06-01") == []


def test_units_without_a_known_superior(db: Database) -> None:
    load(db, under("bn", "div", start="2010", end="2012"), under("co", "bn", start="2010"))
    assert picked(ask(db, "no-superior"), "unit", "subordinates") == [("div", 1)]
    assert {row["unit"] for row in ask(db, "no-superior", on="2014-01-01")} == {"bn", "div"}


# ---- commanders


def test_who_commanded_on_a_day_and_over_time(db: Database) -> None:
    load(
        db,
        posted("late", "bn", first_cited="2015-03", rank="colonel"),
        posted("early", "bn", start="2010", end="2012"),
        posted("staff", "bn", role="staff-officer", start="2010", end="2012"),
        posted("other", "bde", start="2010", end="2012"),
        says("early", "Person", "name", "A. Person"),
    )
    assert picked(ask(db, "commanders-over-time", unit="bn"), "person", "name", "rank") == [
        ("early", "A. Person", None),
        ("late", "late", "colonel"),
    ]
    assert picked(ask(db, "commander-on-day", unit="bn", on="2011-05-05"), "person", "holds") == [
        ("early", "certain"),
        ("late", "possible"),
    ]
    assert {row["person"] for row in ask(db, "postings-on-day", unit="bn", on="2011-05-05")} == {
        "early",
        "late",
        "staff",
    }


def test_commanders_who_followed_each_other(db: Database) -> None:
    load(
        db,
        posted("a", "bn", start="2010-01-01", end="2011-12-31"),
        posted("b", "bn", start="2012-01-11", end="2014-01-01"),
        posted("c", "bn", start="2013-12-22", end="2016-01-01"),
        posted("undated", "bn"),
        posted("x", "bde", start="2010-01-01", end="2010-06-30"),
        posted("y", "bde", start="2010-07-01", end="2011-06-30"),
        posted("only", "div", start="2010"),
    )
    mine = ask(db, "commanders-in-succession", unit="bn")
    assert picked(mine, "earlier", "later", "days") == [("a", "b", 11), ("b", "c", -10)]
    assert picked(ask(db, "commanders-in-succession"), "unit", "earlier", "later") == [
        ("bde", "x", "y"),
        ("bn", "a", "b"),
        ("bn", "b", "c"),
    ]


def test_nobody_follows_himself(db: Database) -> None:
    load(
        db,
        posted("a", "bn", role="acting-commander", start="2010-01-01", end="2010-12-31"),
        posted("a", "bn", start="2011-01-01", end="2011-12-31"),
        posted("b", "bn", start="2012-01-01", end="2012-12-31"),
    )
    rows = ask(db, "commanders-in-succession", unit="bn")
    assert picked(rows, "earlier", "later", "days") == [("a", "b", 1)]


def test_who_served_under_whom(db: Database) -> None:
    load(
        db,
        posted("p", "bn", role="member", start="2014-01-01", end="2015-12-31"),
        posted("sure", "bn", start="2013-01-01", end="2014-06-30"),
        posted("before", "bn", start="2010-01-01", end="2013-12-31"),
        posted("maybe", "bn", last_cited="2016-01-01"),
        under("bn", "bde", start="2014-07-01", end="2020-01-01"),
        under("bn", "old", start="2000-01-01", end="2013-12-31"),
        under("bde", "div", start="2000-01-01", end="2020-01-01"),
        posted("above", "bde", start="2014-01-01", end="2014-12-31"),
        posted("gone", "bde", start="2014-01-01", end="2014-06-30"),
        posted("former", "old", start="2014-01-01", end="2015-12-31"),
        posted("far", "div", start="2014-01-01", end="2015-12-31"),
    )
    rows = ask(db, "served-under", person="p")
    assert picked(rows, "commander", "above", "from", "until", "certain") == [
        ("sure", 0, date(2014, 1, 1), date(2014, 6, 30), True),
        ("maybe", 0, None, date(2015, 12, 31), False),
        ("above", 1, date(2014, 7, 1), date(2014, 12, 31), True),
    ]


# ---- how sure


def test_conflicts_of_things_ties_and_strengths(db: Database) -> None:
    load(
        db,
        says("u", "Unit", "name", "One"),
        says("u", "Unit", "name", "Uno", "s2"),
        posted("p", "u", rank="colonel", start="2010"),
        posted("p", "u", rank="major", start="2010", source="s2"),
        tie("u", "Unit", "Strength", None, best="100", kind="real"),
        tie("u", "Unit", "Strength", None, "s2", best="900", kind="real"),
        says("quiet", "Unit", "name", "Quiet"),
    )
    rows = ask(db, "conflicts")
    assert picked(rows, "what", "conflicts", "sources") == [
        ("COMMANDS", ["rank"], 2),
        ("Strength", ["best"], 2),
        ("Unit", ["name"], 2),
    ]
    assert len(ask(db, "conflicts", limit="1")) == 1


def test_ties_with_one_weak_source(db: Database) -> None:
    load(
        db,
        under("weak", "x", sure="low"),
        under("unsaid", "x"),
        under("strong", "x", sure="high"),
        under("two", "x", sure="low"),
        under("two", "x", sure="low", source="s2"),
        says("s1", "Source", "title", "A newspaper", "s2"),
    )
    rows = picked(ask(db, "one-weak-source"), "source_end", "confidence", "says_so")
    assert sorted(rows, key=str) == [("unsaid", None, "A newspaper"), ("weak", "low", "A newspaper")]


def test_strengths_that_disagree(db: Database) -> None:
    load(
        db,
        tie("u", "Unit", "Strength", None, best="100", kind="real"),
        tie("u", "Unit", "Strength", None, "s2", best="900", kind="real"),
        tie("agreed", "Unit", "Strength", None, best="100", kind="real"),
        tie("agreed", "Unit", "Strength", None, "s2", best="100", kind="real"),
    )
    assert picked(ask(db, "strengths-that-disagree"), "unit", "conflicts") == [("u", ["best"])]


def test_sources_by_their_claims_and_what_changed(db: Database) -> None:
    load(db, under("a", "b"), under("b", "c"), recorded=date(2026, 1, 1))
    load(db, under("c", "d", source="s2"), says("s1", "Source", "title", "First", "s3"), recorded=date(2026, 2, 1))
    assert picked(ask(db, "sources"), "source", "title", "claims") == [("s1", "First", 2), ("s2", None, 1), ("s3", None, 1)]
    assert sorted(picked(ask(db, "changes-since", since="2026-01-15"), "subject", "retired")) == [("c", None), ("s1", None)]
    withdraw(db, MODEL, "s1", date(2026, 3, 1))
    later = ask(db, "changes-since", since="2026-02-15")
    assert {(row["subject"], row["retired"]) for row in later} == {(x, date(2026, 3, 1)) for x in ("a", "b", "s1")}
    assert [row["source"] for row in ask(db, "sources")] == ["s2"]


# ---- places, patrons, defections


def test_garrisons_by_place_and_units_in_an_area(db: Database) -> None:
    load(
        db,
        points("town", "Place", "within", "state"),
        points("state", "Place", "within", "land"),
        tie("a", "Unit", "Garrison", "town", start="2010", end="2012"),
        tie("b", "Unit", "Garrison", "elsewhere", start="2010"),
        tie("c", "Unit", "AreaOfOperations", "state", start="2010"),
    )
    assert picked(ask(db, "garrisons-by-place"), "place", "unit") == [("elsewhere", "b"), ("town", "a")]
    assert picked(ask(db, "garrisons-by-place", place="land"), "place", "unit") == [("town", "a")]
    assert ask(db, "garrisons-by-place", place="land", on="2015-01-01") == []
    assert picked(ask(db, "units-in-area", place="land"), "unit", "tie") == [
        ("a", "GARRISONED_AT"),
        ("c", "OPERATES_IN"),
    ]


def test_patrons_with_the_most_clients(db: Database) -> None:
    load(
        db,
        *(tie(c, "Person", "Patronage", "big", basis="family", start="2010", end="2016") for c in ("a", "b")),
        tie("a", "Person", "Patronage", "big", basis="business", start="2010", end="2016"),
        tie("c", "Person", "Patronage", "big", basis="business", first_cited="2010"),
        tie("a", "Person", "Patronage", "small", basis="region", start="2010", end="2011"),
    )
    assert picked(ask(db, "patrons"), "patron", "clients", "certain") == [("big", 3, 3), ("small", 1, 1)]
    assert picked(ask(db, "patrons", on="2014-01-01"), "patron", "clients", "certain") == [("big", 3, 2)]
    assert picked(ask(db, "patrons", basis="Business"), "patron", "clients") == [("big", 2)]


def defection(id: str, unit: str | None = None, **values: str) -> list[Claim]:
    own = [says(id, "Defection", key, value) for key, value in values.items()]
    return [*own, points(id, "Defection", "from_unit", unit)] if unit else own


def test_defections_by_unit_month_and_motive(db: Database) -> None:
    load(
        db,
        *defection("d1", "u", date="2021-03-10", count="10", motives="violence-against-civilians"),
        *defection("d2", "u", date="2021-03", motives="violence-against-civilians"),
        *defection("d3", date="2021-04-02", count_low="3", count_high="9"),
        says("d1", "Defection", "motives", "rejection-of-military-rule"),
        says("d1", "Defection", "obstacles", "indoctrination"),
    )
    assert picked(ask(db, "defections-by-unit"), "unit", "events", "defectors") == [("u", 2, 11), (None, 1, 3)]
    assert picked(ask(db, "defections-by-month"), "month", "events", "defectors") == [
        ("2021-03", 2, 11),
        ("2021-04", 1, 3),
    ]
    assert picked(ask(db, "defections-by-motive"), "motive", "obstacle", "events", "defectors") == [
        ("violence-against-civilians", "indoctrination", 1, 10),
        ("rejection-of-military-rule", "indoctrination", 1, 10),
        (None, None, 1, 3),
        ("violence-against-civilians", None, 1, 1),
    ]


def test_placeholders_and_persons_of_a_rank(db: Database) -> None:
    load(
        db,
        says("x", "Unit", "name", "Unknown Army Division"),
        says("y", "Unit", "name", "Unnamed Battalion"),
        says("z", "Unit", "name", "The Unknown"),
        under("y", "x", start="2010"),
        under("z", "x", start="2010"),
        posted("p", "x", rank="colonel", start="2010", end="2012"),
        posted("q", "x", rank="Sub-Major of Horse", role="member"),
    )
    assert picked(ask(db, "placeholders"), "unit", "ties") == [("x", 4), ("y", 1)]
    assert picked(ask(db, "persons-of-rank", rank="Colonel", on="2011-01-01"), "person", "holds") == [("p", "certain")]
    assert [row["person"] for row in ask(db, "persons-of-rank", rank="Sub-Major of Horse")] == ["q"]
