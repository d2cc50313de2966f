"""What the catalog answers about commanders, doubts, places, patrons and defections, worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from graph.claims import Claim
from graph.connection import Database
from graph.retiring import withdraw
from tests.real.asking import MODEL, ask, load, picked, points, posted, says, tie, under, with_schema


@pytest.fixture
def db(empty: Database) -> Database:
    return with_schema(empty)


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
    # Who commanded a unit did not serve under its other commanders, only under those of the unit above.
    assert picked(ask(db, "served-under", person="maybe"), "commander", "above") == [("above", 1)]


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
        tie("agreed", "Unit", "Strength", None, "s2", best="100", kind="establishment"),
    )
    assert picked(ask(db, "strengths-that-disagree"), "unit", "conflicts") == [("u", ["best"])]


def test_sources_by_their_claims_and_what_changed(db: Database) -> None:
    load(db, under("a", "b"), under("b", "c"), recorded=date(2026, 1, 1))
    load(
        db,
        under("c", "d", source="s2"),
        says("s1", "Source", "title", "First", "s3"),
        recorded=date(2026, 2, 1),
    )
    assert picked(ask(db, "sources"), "source", "title", "claims") == [
        ("s1", "First", 2),
        ("s2", None, 1),
        ("s3", None, 1),
    ]
    assert sorted(picked(ask(db, "changes-since", since="2026-01-15"), "subject", "retired")) == [
        ("c", None),
        ("s1", None),
    ]
    withdraw(db, MODEL, "s1", date(2026, 3, 1))
    later = ask(db, "changes-since", since="2026-02-15")
    assert {(row["subject"], row["retired"]) for row in later} == {
        (x, date(2026, 3, 1)) for x in ("a", "b", "s1")
    }
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
        *defection("d4", date="2021", count="7"),
        says("d1", "Defection", "motives", "rejection-of-military-rule"),
        says("d1", "Defection", "obstacles", "indoctrination"),
    )
    assert picked(ask(db, "defections-by-unit"), "unit", "events", "defectors") == [
        ("u", 2, 11),
        (None, 2, 10),
    ]
    assert picked(ask(db, "defections-by-month"), "month", "events", "defectors") == [
        ("2021-03", 2, 11),
        ("2021-04", 1, 3),
        ("month not known", 1, 7),
    ]
    assert picked(ask(db, "defections-by-motive"), "motive", "obstacle", "events", "defectors") == [
        ("rejection-of-military-rule", "indoctrination", 1, 10),
        ("violence-against-civilians", "indoctrination", 1, 10),
        (None, None, 2, 10),
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
    assert picked(ask(db, "persons-of-rank", rank="Colonel", on="2011-01-01"), "person", "holds") == [
        ("p", "certain")
    ]
    assert [row["person"] for row in ask(db, "persons-of-rank", rank="Sub-Major of Horse")] == ["q"]
