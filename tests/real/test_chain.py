"""The chain of command, worked out by hand."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from graph.chain import Chain, chain
from graph.connection import Database
from graph.errors import UnknownId
from ontology.errors import CommandError
from tests.real.facts import MODEL, load, posted, said, under, unit

LINK = {
    "superior",
    "superior_name",
    "subordinate",
    "subordinate_name",
    "kind",
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "holds",
    "direction",
    "claims",
}
COMMANDER = {
    "unit",
    "person",
    "name",
    "role",
    "rank",
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "holds",
    "claims",
}


def pairs(found: Chain, direction: str | None = None) -> list[tuple[str, str]]:
    return sorted(
        (link.subordinate, link.superior)
        for link in found.links
        if direction is None or link.direction == direction
    )


def holds(found: Chain) -> dict[tuple[str, str], str | None]:
    return {(link.subordinate, link.superior): link.holds for link in found.links}


def of(database: Database, id: str, day: str | None = None) -> Chain:
    return chain(database, MODEL, id, date.fromisoformat(day) if day else None)


@pytest.fixture
def army(empty: Database) -> Database:
    """Battalion b is under brigade x in 2015 and 2016, then under y; at the same time it answers to operation o.

    Company c is under b at some time that nobody knows; x and y are under division d.
    """
    load(
        empty,
        [
            *unit("b", "Battalion", echelon="battalion"),
            *unit("x", "Brigade X"),
            *unit("y", "Brigade Y"),
            *unit("d", "Division"),
            under("b", "x", kind="command", start="2015-01-01", end="2016-12-31"),
            under("b", "y", kind="command", start="2017-01-01", end="2019-12-31"),
            under("b", "o", kind="operational", first_cited="2016-01-01", last_cited="2018-12-31"),
            under("c", "b"),
            under("x", "d", start="2010-01-01", end="2020-12-31"),
            under("y", "d", start="2010-01-01", end="2020-12-31"),
            posted("p1", "b", role="commander", rank="major", start="2015-01-01", end="2016-06-30"),
            posted("p2", "b", role="commander", start="2016-07", end="2018"),
            posted("p3", "d", role="commander", first_cited="2016-05"),
            posted("p4", "d", role="staff officer", start="2010-01-01", end="2020-12-31"),
            posted("p0", "d", role="commander", start="2012-01-01", end="2018-01-01"),
            said("p1", "Person", "name", "Ann"),
        ],
    )
    return empty


def test_a_unit_with_two_superiors_at_once_shows_both(army: Database) -> None:
    found = of(army, "b", "2016-06-01")
    assert pairs(found, "up") == [("b", "o"), ("b", "x"), ("x", "d")]
    assert pairs(found, "down") == [("c", "b")]
    assert {(link.superior, link.kind) for link in found.links if link.subordinate == "b"} == {
        ("o", "operational"),
        ("x", "command"),
    }


@pytest.mark.parametrize(
    ("day", "superiors"),
    [
        ("2014-12-31", ["o"]),  # not yet under x; cited under o later, so possibly under it already
        ("2015-01-01", ["o", "x"]),
        ("2016-12-31", ["o", "x"]),
        ("2017-01-01", ["o", "y"]),
        ("2019-12-31", ["o", "y"]),
        ("2020-01-01", ["o"]),
    ],
)
def test_a_battalion_that_moves_is_found_where_it_was(army: Database, day: str, superiors: list[str]) -> None:
    found = of(army, "b", day)
    assert sorted(link.superior for link in found.links if link.subordinate == "b") == superiors


def test_certain_and_possible_are_told_apart(army: Database) -> None:
    assert holds(of(army, "b", "2016-06-01")) == {
        ("b", "o"): "certain",
        ("b", "x"): "certain",
        ("x", "d"): "certain",
        ("c", "b"): "possible",
    }
    assert holds(of(army, "b", "2019-06-01"))[("b", "o")] == "possible"


def test_without_a_day_all_time_is_shown_and_nothing_holds_or_not(army: Database) -> None:
    found = of(army, "b")
    assert pairs(found) == [("b", "o"), ("b", "x"), ("b", "y"), ("c", "b"), ("x", "d"), ("y", "d")]
    assert set(holds(found).values()) == {None}
    assert {one.holds for one in found.commanders} == {None}


def test_commanders_of_each_level_certain_before_possible(army: Database) -> None:
    found = of(army, "b", "2016-06-01")
    # p3 was first cited in May 2016: in command by then, nobody says for how long.
    assert [(one.unit, one.person, one.holds) for one in found.commanders] == [
        ("b", "p1", "certain"),
        ("d", "p0", "certain"),
        ("d", "p3", "possible"),
    ]
    first = found.commanders[0]
    assert (first.name, first.role, first.rank) == ("Ann", "commander", "major")


def test_a_person_is_followed_from_the_posts_held_on_the_day(army: Database) -> None:
    found = of(army, "p1", "2016-06-01")
    assert (found.subject_name, found.roots) == ("Ann", ("b",))
    assert pairs(found) == pairs(of(army, "b", "2016-06-01"))
    assert of(army, "p1", "2018-01-01").links == ()


def test_the_dates_of_a_month_and_a_year_are_bounds(army: Database) -> None:
    (second,) = (one for one in of(army, "b").commanders if one.person == "p2")
    assert second.bounds.as_dict() == {
        "start_earliest": date(2016, 7, 1),
        "start_latest": date(2016, 7, 31),
        "end_earliest": date(2018, 1, 1),
        "end_latest": date(2018, 12, 31),
    }


def test_the_json_has_the_fields_of_the_design(army: Database) -> None:
    found: dict[str, Any] = json.loads(json.dumps(of(army, "b", "2016-06-01").as_json(), default=str))
    assert set(found) == {"subject", "on", "links", "commanders"}
    assert (found["subject"], found["on"]) == ("b", "2016-06-01")
    assert all(set(link) >= LINK for link in found["links"])
    assert all(set(one) >= COMMANDER for one in found["commanders"])
    assert all(link["claims"] for link in found["links"])
    assert of(army, "b").as_json()["on"] is None


def test_the_units_of_the_chain_are_described(army: Database) -> None:
    units = of(army, "b", "2016-06-01").units
    assert sorted(units) == ["b", "c", "d", "o", "x"]
    assert (units["b"].name, units["b"].echelon) == ("Battalion", "battalion")
    assert units["o"].name == "o"  # nobody but others mention it


def test_a_circle_ends_where_it_closes(empty: Database) -> None:
    load(empty, [under("a", "b"), under("b", "c"), under("c", "a")])
    found = of(empty, "a")
    assert pairs(found) == [("a", "b"), ("b", "c"), ("c", "a")]
    assert len(found.links) == 3


def test_a_diamond_shows_each_link_once(empty: Database) -> None:
    load(empty, [under("a", "b"), under("a", "c"), under("b", "d"), under("c", "d"), under("d", "e")])
    for subject, direction in (("a", "up"), ("e", "down")):
        found = of(empty, subject)
        assert pairs(found, direction) == [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"), ("d", "e")]
        assert len(found.links) == 5


def test_claims_that_contradict_mark_the_link(empty: Database) -> None:
    load(empty, [under("a", "b", "s1", start="2010", end="2012"), under("a", "b", "s2", start="2011")])
    (link,) = of(empty, "a").links
    assert link.conflicts == ("start",) and len(link.claims) == 2


def test_an_unknown_id_is_said(empty: Database) -> None:
    with pytest.raises(UnknownId, match="nobody"):
        of(empty, "nobody")


def test_a_place_has_no_chain(empty: Database) -> None:
    load(empty, [said("l1", "Place", "name", "Mandalay")])
    with pytest.raises(CommandError, match="neither a unit nor a person"):
        of(empty, "l1")


def test_a_person_without_a_post_has_an_empty_chain(empty: Database) -> None:
    load(empty, [said("p1", "Person", "name", "Ann")])
    found = of(empty, "p1")
    assert (found.links, found.commanders, found.roots) == ((), (), ())


def test_a_small_chain_is_quick(army: Database) -> None:
    of(army, "b", "2016-06-01")
    times = []
    for _ in range(10):
        began = time.perf_counter()
        of(army, "b", "2016-06-01")
        times.append(time.perf_counter() - began)
    assert min(times) < 0.05
