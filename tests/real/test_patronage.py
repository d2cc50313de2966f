"""Rings, shares of commanders and rates of defection on a small graph, beside answers that were counted by hand."""

from __future__ import annotations

from datetime import date

import pytest

from graph.claims import Claim
from graph.connection import Database
from graph.following import Compared, compared, days_of, patrons, read_defectors
from graph.patronage import Bonds, Holding, holding, read_bonds, rings_of
from ontology.time import Holds
from tests.conftest import clear
from tests.real.asking import MODEL, ask, load, points, posted, says, tie, under, with_schema

DAY = date(2021, 6, 1)
YEAR = (date(2021, 1, 1), date(2021, 12, 31))


def client(one: str, of: str, **how: str) -> Claim:
    return tie(one, "Person", "Patronage", of, **how)


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    """Boss has a, b, gone and old for clients; a has deep; deep has boss (a circle). Rival has r1, r2 and b."""
    clear(database)
    whole = {"start": "2015", "end": "2025"}
    load(
        with_schema(database),
        says("boss", "Person", "name", "Boss"),
        client("a", "boss", **whole),
        client("b", "boss", start="2021-03-01", end="2021-08-31"),
        client("gone", "boss", start="2010", end="2012"),
        client("old", "boss", last_cited="2020"),
        client("deep", "a", start="2021-07-01", end="2025"),
        client("boss", "deep", **whole),
        client("r1", "rival", **whole),
        client("r2", "rival", **whole),
        client("b", "rival", **whole),
        # The units: top over left and right; left was elsewhere before 2019.
        under("left", "top", start="2019", end="2025"),
        under("left", "other", start="2010", end="2018"),
        under("right", "top", first_cited="2019", last_cited="2022"),
        posted("a", "left", start="2020", end="2022"),
        posted("deep", "right", start="2020", end="2022"),
        posted("r1", "right", start="2015", end="2025"),
        posted("none", "top", start="2020", end="2022"),
        # Commanded left only while it was under other.
        posted("gone", "left", start="2011", end="2012"),
        # Defections: a in June; r1 in a month; r2 before the year; deep without a day; old later on.
        says("d-a", "Defection", "date", "2021-06-30"),
        points("d-a", "Defection", "defector", "a"),
        says("d-r1", "Defection", "date", "2021-02"),
        points("d-r1", "Defection", "defector", "r1"),
        says("d-r2", "Defection", "date", "2020-05-01"),
        points("d-r2", "Defection", "defector", "r2"),
        points("d-deep", "Defection", "defector", "deep"),
        says("d-a2", "Defection", "date", "2021-09-01"),
        points("d-a2", "Defection", "defector", "a"),
    )
    return database


def bonds(graph: Database, on: date | None = None) -> Bonds:
    return read_bonds(graph, MODEL, on)


# ---- rings


def test_clients_stand_on_the_first_ring_and_theirs_on_the_second(graph: Database) -> None:
    found = rings_of(bonds(graph), "boss")
    assert found.ring == {"boss": 0, "a": 1, "b": 1, "gone": 1, "old": 1, "deep": 2}
    assert {(one.client, one.patron) for one in found.ties} == {
        ("a", "boss"), ("b", "boss"), ("gone", "boss"), ("old", "boss"), ("deep", "a"), ("boss", "deep"),
    }  # fmt: skip
    assert found.left_out == 0


def test_rings_of_a_day_leave_out_what_cannot_hold(graph: Database) -> None:
    found = rings_of(bonds(graph, DAY), "boss")
    assert found.ring == {"boss": 0, "a": 1, "b": 1, "old": 1}
    assert {one.client: one.holds(DAY) for one in found.ties if one.patron == "boss"} == {
        "a": Holds.CERTAIN,
        "b": Holds.CERTAIN,
        "old": Holds.POSSIBLE,
    }


def test_rings_and_persons_beyond_what_is_asked_for_are_counted(graph: Database) -> None:
    assert rings_of(bonds(graph), "boss", depth=1).left_out == 1
    few = rings_of(bonds(graph), "boss", limit=2)
    assert (len(few.ring), few.left_out) == (3, 3)


# ---- the commanders of a unit


def held(found: Holding) -> dict[str, tuple[int, int, int, int]]:
    """Patron → commanders who belong to him, of all, certainly, directly."""
    return {one.patron: (one.share.count, one.share.of, one.certain, one.direct) for one in found.patrons}


def test_the_commanders_on_a_day_and_their_patrons(graph: Database) -> None:
    found = holding(graph, MODEL, bonds(graph, DAY), "top")
    assert {(one.person, one.holds) for one in found.posts} == {
        ("a", Holds.CERTAIN), ("deep", Holds.CERTAIN), ("r1", Holds.CERTAIN), ("none", Holds.CERTAIN),
    }  # fmt: skip
    # On the day deep is nobody's client yet; boss is deep's client, and a is boss's: over two steps.
    assert held(found) == {"boss": (1, 4, 1, 1), "rival": (1, 4, 1, 1), "deep": (1, 4, 1, 0)}
    assert found.without == 2
    (boss,) = (one for one in found.patrons if one.patron == "boss")
    assert (round(boss.share.low, 4), round(boss.share.high, 4)) == (0.0063, 0.8059)
    (one,) = boss.followers
    facts = {row["fact"] for row in ask(graph, "patronage-ties") if row["client"] == "a"}
    assert set(one.evidence) == {one.post.fact, *facts}


def test_over_all_time_commands_and_ties_must_have_been_at_one_time(graph: Database) -> None:
    found = holding(graph, MODEL, bonds(graph), "top")
    # gone commanded left while it was under another unit: no commander of top's.
    assert {one.person for one in found.posts} == {"a", "deep", "r1", "none"}
    # deep belongs to a and through him to boss, whose client deep is not.
    assert held(found)["boss"] == (2, 4, 2, 1)
    assert held(found)["a"] == (1, 4, 1, 1)


def test_a_unit_alone_has_only_its_own_commanders(graph: Database) -> None:
    found = holding(graph, MODEL, bonds(graph), "top", below=False)
    assert ([one.person for one in found.posts], found.patrons) == (["none"], ())
    other = holding(graph, MODEL, bonds(graph), "other")
    assert held(other) == {"boss": (1, 1, 1, 1)}


def test_a_tie_to_the_unit_above_that_is_only_possible_makes_the_command_so(graph: Database) -> None:
    rows = ask(graph, "commanders-under", unit="top", on="2023-06-01")
    assert {(row["person"], row["holds"]) for row in rows} == {("r1", "possible")}
    alone = ask(graph, "commanders-under", unit="right", on="2023-06-01")
    assert [(row["person"], row["holds"]) for row in alone] == [("r1", "certain")]


# ---- who of them defected


def beside(graph: Database, patron: str, **how: bool) -> Compared:
    return compared(bonds(graph), read_defectors(graph, MODEL), patron, YEAR, **how)


def test_the_first_event_of_a_defector_counts(graph: Database) -> None:
    found = read_defectors(graph, MODEL)
    assert set(found) == {"a", "r1", "r2", "deep"}
    assert (found["a"].earliest, found["a"].latest) == (date(2021, 6, 30), date(2021, 6, 30))
    assert found["a"].events == ("d-a", "d-a2")
    assert (found["deep"].earliest, found["deep"].latest) == (None, None)
    assert days_of(found.values()) == (date(2020, 5, 1), date(2021, 6, 30))


def test_person_years_and_rates_are_those_counted_by_hand(graph: Database) -> None:
    found = beside(graph, "boss")
    # a from 1 January until he left on 30 June: 181 days; b from March to August: 184; old all the year: 365.
    assert found.own.leaving.person_years == pytest.approx((181 + 184 + 365) / 365.25)
    assert (found.own.leaving.persons, found.own.leaving.cases) == (3, ("a",))
    assert found.own.leaving.rate == pytest.approx(1000 / (730 / 365.25))
    # The exact interval of one case is 0.0253 to 5.5716.
    assert found.own.leaving.low == pytest.approx(25.318 / (730 / 365.25), rel=1e-3)
    assert found.own.leaving.high == pytest.approx(5571.6 / (730 / 365.25), rel=1e-3)
    # r1 until the end of February: 59 days. b is boss's as well, r2 had left before, deep is a's from July: 184.
    assert found.others.leaving.person_years == pytest.approx((59 + 184) / 365.25)
    assert (found.others.leaving.persons, found.others.leaving.cases) == (2, ("r1",))
    assert found.ratio.value == pytest.approx(243 / 730)
    assert (found.own.share.count, found.own.share.of) == (1, 3)
    assert found.undated == 1


def test_clients_of_clients_count_where_both_ties_hold(graph: Database) -> None:
    found = beside(graph, "boss", through=True)
    # deep comes in from July on: 184 days more.
    assert found.own.leaving.person_years == pytest.approx((730 + 184) / 365.25)
    assert found.others.leaving.cases == ("r1",)


def test_a_patron_without_clients_in_the_window_has_no_rate(graph: Database) -> None:
    found = beside(graph, "none")
    assert (found.own.leaving.persons, found.own.leaving.rate) == (0, None)
    assert found.ratio.value is None


def test_all_patrons_by_their_clients(graph: Database) -> None:
    found = patrons(bonds(graph), read_defectors(graph, MODEL))
    assert [(one.id, one.clients, one.share.count) for one in found] == [
        ("boss", 4, 1),
        ("rival", 3, 2),
        ("a", 1, 1),
        ("deep", 1, 0),
    ]


def test_the_table_of_shared_postings_agrees_with_the_bounds(graph: Database) -> None:
    rows = ask(graph, "shared-postings", person="deep")
    assert [(row["other"], row["certain"]) for row in rows] == [("r1", True)]
