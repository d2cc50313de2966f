"""Chains through a window of days: loaded once, they show on each of its days what the chain of that day shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from graph.chain import chain
from graph.connection import Database
from graph.errors import UnknownId
from graph.period import period_chain
from ontology.errors import CommandError
from ontology.time import Holds
from tests.conftest import clear
from tests.real.facts import MODEL, load, posted, said, under, unit
from views.comparing import there_on
from views.pictures import chain_drawing

FIRST, LAST = date(2014, 1, 1), date(2021, 12, 31)


@pytest.fixture(scope="module")
def army(database: Database) -> Database:
    """A battalion that moves between brigades, with an operation beside, a brigade that ends, and commanders who go."""
    clear(database)
    load(
        database,
        [
            *unit("b", "Battalion", echelon="battalion"),
            *unit("x", "Brigade X"),
            *unit("y", "Brigade Y"),
            *unit("d", "Division"),
            *unit("n", "Neighbour"),
            under("b", "x", start="2015-01-01", end="2016-12-31"),
            under("b", "y", start="2017-01-01", end="2019-12-31"),
            under("b", "o", first_cited="2016-01-01", last_cited="2018-12-31"),
            under("n", "x", start="2010-01-01", end="2021-12-31"),
            under("c", "b"),
            under("x", "d", start="2010-01-01", end="2020-12-31"),
            under("y", "d", start="2010-01-01", end="2018-06-30"),
            under("y", "e", start="2018-07", end="2025-01-01"),
            under("x", "b", start="2020-02-01", end="2020-12-31"),
            posted("p1", "b", role="commander", rank="major", start="2015-01-01", end="2016-06-30"),
            posted("p1", "y", role="commander", rank="colonel", start="2016-07-01", end="2018"),
            posted("p2", "b", role="commander", start="2016-07", end="2018"),
            posted("p3", "d", role="commander", first_cited="2016-05"),
            posted("p4", "n", role="commander", start="2010-01-01", end="2021-12-31"),
            posted("p5", "d", role="staff-officer", start="2010-01-01", end="2019-12-31"),
            posted("p5", "b", role="commander", start="2020-01-01", end="2020-06-30"),
            said("p1", "Person", "name", "Ann"),
        ],
    )
    return database


@pytest.mark.parametrize("subject", ["b", "x", "d", "p1", "p4", "p5"])
def test_on_each_day_the_window_shows_the_chain_of_that_day(army: Database, subject: str) -> None:
    (through,) = period_chain(army, MODEL, [subject], FIRST, LAST)
    drawing = replace(chain_drawing([through], MODEL), period=(FIRST, LAST))
    for number in range(0, (LAST - FIRST).days, 97):
        day = FIRST + timedelta(days=number)
        there, then = there_on(drawing, MODEL, day), chain_drawing([chain(army, MODEL, subject, day)], MODEL)
        assert there.held == {edge.key: edge.holds for edge in then.edges}, day
        assert there.things == {node.id for node in then.nodes}, day


def test_only_what_may_hold_in_the_window_is_loaded(army: Database) -> None:
    (found,) = period_chain(army, MODEL, ["b"], date(2017, 6, 1), date(2018, 1, 1))
    assert {(link.subordinate, link.superior) for link in found.links} == {
        ("b", "y"),
        ("b", "o"),
        ("y", "d"),
        ("c", "b"),
    }
    assert {one.person for one in found.commanders} == {"p1", "p2", "p3"}
    assert found.on is None
    assert {link.holds for link in found.links} == {None}


def test_the_bounds_come_along(army: Database) -> None:
    (found,) = period_chain(army, MODEL, ["b"], FIRST, LAST)
    (link,) = [link for link in found.links if (link.subordinate, link.superior) == ("b", "x")]
    assert link.bounds.holds_on(date(2016, 12, 31)) is Holds.CERTAIN
    assert link.bounds.holds_on(date(2017, 1, 1)) is Holds.NO


def test_several_subjects_are_read_at_once(army: Database) -> None:
    found = period_chain(army, MODEL, ["b", "n"], FIRST, LAST)
    assert [one.subject for one in found] == ["b", "n"]


def test_what_is_not_known_and_a_window_that_ends_before_it_begins_are_refused(army: Database) -> None:
    with pytest.raises(UnknownId):
        period_chain(army, MODEL, ["nobody"], FIRST, LAST)
    with pytest.raises(CommandError, match="ends before it starts"):
        period_chain(army, MODEL, ["b"], LAST, FIRST)
