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


def test_a_member_who_came_to_command_served_under_the_commanders_of_his_time_as_a_member(
    db: Database,
) -> None:
    load(
        db,
        posted("p", "bn", role="member", start="2010-01-01", end="2011-12-31"),
        posted("p", "bn", start="2012-01-01", end="2013-12-31"),
        posted("then", "bn", start="2010-01-01", end="2011-12-31"),
        posted("beside", "bn", start="2012-01-01", end="2013-12-31"),
    )
    assert picked(ask(db, "served-under", person="p"), "commander", "above", "certain") == [("then", 0, True)]


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


def test_who_commanded_on_a_day_is_told_in_order(db: Database) -> None:
    """Certain before possible; the latest start first, an unknown one last; then by name."""
    load(
        db,
        posted("a-unknown", "bn", end="2016"),
        posted("b-old", "bn", start="2009", end="2016"),
        posted("c-new", "bn", start="2011", end="2016"),
        posted("d-cited", "bn", first_cited="2010-05-05"),
        posted("e-new", "bn", start="2011", end="2016"),
        posted("f-over", "bn", start="2009", end="2012"),
    )
    rows = ask(db, "commander-on-day", unit="bn", on="2014-01-01")
    assert picked(rows, "person", "holds") == [
        ("c-new", "certain"),
        ("e-new", "certain"),
        ("b-old", "certain"),
        ("d-cited", "possible"),
        ("a-unknown", "possible"),
    ]


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
    rows = [row for row in ask(db, "one-weak-source") if row["what"] == "SUBORDINATE_TO"]
    assert sorted(picked(rows, "source_end", "target_end", "confidence", "says_so"), key=str) == [
        ("unsaid", "x", None, "A newspaper"),
        ("weak", "x", "low", "A newspaper"),
    ]


def test_things_and_strengths_with_one_weak_source(db: Database) -> None:
    load(
        db,
        said("weak", "low"),
        said("unsaid", None),
        said("sure", "medium"),
        said("two", "low"),
        said("two", "low", "s2"),
        said("tied", "low"),
        under("tied", "top", sure="low", source="s2"),
        said("named", "low"),
        under("below", "named", sure="high"),
        tie("weak", "Unit", "Strength", None, best="100", kind="real", sure="low"),
        tie("sure", "Unit", "Strength", None, best="100", kind="real", sure="high"),
        says("s1", "Source", "title", "A newspaper", "s3"),
    )
    columns = ("what", "source_end", "target_end", "confidence", "says_so")
    rows = picked(ask(db, "one-weak-source"), *columns)
    # `tied` is spoken of by a second source, and of `named` something is known for sure.
    assert sorted(rows, key=str) == [
        ("SUBORDINATE_TO", "Unit tied", "top", "low", "s2"),
        ("Strength", "Unit weak", None, "low", "A newspaper"),
        ("Unit", "Unit unsaid", None, None, "A newspaper"),
        ("Unit", "Unit weak", None, "low", "A newspaper"),
    ]
    assert picked(ask(db, "one-weak-source", limit="2"), "what") == [("SUBORDINATE_TO",), ("Strength",)]


def said(unit: str, sure: str | None, source: str = "s1") -> Claim:
    return Claim(unit, "Unit", "name", source, f"Unit {unit}", confidence=sure)


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


def test_figures_of_two_facts_disagree_where_their_times_may_overlap(db: Database) -> None:
    def counts(unit: str, kind: str, **how: str) -> Claim:
        return tie(unit, "Unit", "Strength", None, kind=kind, **how)

    load(
        db,
        counts("equal", "real", best="100", start="2010", end="2012"),
        counts("equal", "establishment", best="100", start="2010", end="2012"),
        counts("apart", "real", best="100", start="2010", end="2010"),
        counts("apart", "real", best="300", start="2012", end="2012"),
        counts("at-once", "real", best="100", start="2010", end="2012"),
        counts("at-once", "establishment", best="300", start="2012", end="2014"),
        counts("undated", "real", low="100", high="200"),
        counts("undated", "establishment", low="100", high="250"),
        counts("outside", "real", low="100", high="200"),
        counts("outside", "establishment", best="500"),
        counts("inside", "real", low="100", high="200"),
        counts("inside", "establishment", best="150"),
    )
    rows = ask(db, "strengths-that-disagree")
    assert picked(rows, "unit", "kind", "low", "best", "high", "conflicts") == [
        ("at-once", "establishment", None, 300, None, None),
        ("at-once", "real", None, 100, None, None),
        ("outside", "establishment", None, 500, None, None),
        ("outside", "real", 100, None, 200, None),
        ("undated", "establishment", 100, None, 250, None),
        ("undated", "real", 100, None, 200, None),
    ]


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


def test_a_place_far_within_another_and_in_a_circle(db: Database) -> None:
    """Nothing is cut after some levels, and places that lie in each other do not hang the question."""
    inside = [points(f"p{level}", "Place", "within", f"p{level + 1}") for level in range(9)]
    load(db, *inside, points("p9", "Place", "within", "p8"), tie("u", "Unit", "Garrison", "p0", start="2010"))
    for place in ("p7", "p8", "p9"):
        assert picked(ask(db, "units-in-area", place=place), "unit") == [("u",)]
        assert picked(ask(db, "garrisons-by-place", place=place), "unit") == [("u",)]


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
        *defection("d5", date="2021-03-31/2021-04-01", count="2"),
        *defection("d6", count="1"),
        says("d1", "Defection", "motives", "rejection-of-military-rule"),
        says("d1", "Defection", "obstacles", "indoctrination"),
    )
    assert picked(ask(db, "defections-by-unit"), "unit", "events", "defectors") == [
        (None, 4, 13),
        ("u", 2, 11),
    ]
    # 2021, the night between two months, and an event without a date: their month is not known.
    assert picked(ask(db, "defections-by-month"), "month", "events", "defectors") == [
        ("2021-03", 2, 11),
        ("2021-04", 1, 3),
        ("month not known", 3, 10),
    ]
    for name in ("defections-by-month", "defections-by-unit"):
        assert list(ask(db, name)[0])[-2:] == ["defectors", "events"]
    assert picked(ask(db, "defections-by-motive"), "motive", "obstacle", "events", "defectors") == [
        (None, None, 4, 13),
        ("rejection-of-military-rule", "indoctrination", 1, 10),
        ("violence-against-civilians", "indoctrination", 1, 10),
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
