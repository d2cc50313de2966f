"""The course of a thing over time, as the graph knows it."""

from __future__ import annotations

from datetime import date

import pytest

from graph.connection import Database
from graph.course import Course, read_course
from graph.errors import UnknownId
from ontology.time import Bounds
from tests.conftest import clear
from tests.real.facts import MODEL, load, posted, said, tie, under, unit
from views.timeline.lanes import timeline, window


@pytest.fixture(scope="module")
def army(database: Database) -> Database:
    clear(database)
    load(
        database,
        [
            *unit("b", "Battalion", start="1990"),
            *unit("y", "Brigade"),
            *unit("many", "Many"),
            under("b", "y", start="2017-01-01", end="2019-12-31"),
            under("c", "b", start="2017-01-01"),
            tie("b", "Unit", "Garrison", "town", start="2018"),
            said("town", "Place", "name", "A town"),
            tie("b", "Unit", "Strength", None, best="500", low="400", kind="real", start="2018-01-01"),
            posted("p", "b", role="commander", rank="major", start="2015-01-01", end="2016-06-30"),
            posted("q", "b", role="staff-officer", start="2015-01-01", end="2016-06-30"),
            tie("p", "Person", "Patronage", "q", basis="family", start="2016"),
            said("p", "Person", "name", "Ann"),
            said("p", "Person", "born", "1970"),
            said("e", "Defection", "date", "2018-03"),
            said("e", "Defection", "count", "3"),
            tie("e", "Defection", "from_unit", "b"),
            tie("e", "Defection", "defector", "p"),
            *(
                claim
                for number in range(8)
                for claim in (
                    said(f"e{number}", "Defection", "date", "2018"),
                    tie(f"e{number}", "Defection", "from_unit", "many"),
                )
            ),
        ],
    )
    return database


def told(found: Course) -> set[tuple[str, bool, str]]:
    return {(one.cls, one.out, one.name) for one in found.moments}


def test_a_unit_has_its_ties_figures_and_events_but_not_who_answers_to_it(army: Database) -> None:
    found = read_course(army, MODEL, "b")
    assert told(found) == {
        ("Unit", True, ""),
        ("Command", False, "Ann"),
        ("Garrison", True, "A town"),
        ("Subordination", True, "Brigade"),
        ("Strength", False, "500"),
        ("Defection", False, "e"),
    }
    (event,) = [one for one in found.moments if one.cls == "Defection"]
    assert event.bounds == Bounds(*[date(2018, 3, 1), date(2018, 3, 31)] * 2)
    assert event.id == "e"
    (figure,) = [one for one in found.moments if one.cls == "Strength"]
    assert (figure.values["best"], figure.claims, figure.confidence) == (500, 1, "low")


def test_a_person_has_postings_ties_events_and_days_of_their_own(army: Database) -> None:
    found = read_course(army, MODEL, "p")
    assert told(found) == {
        ("born", True, "Born"),
        ("Command", True, "Battalion"),
        ("Patronage", True, "q"),
        ("Defection", False, "e"),
    }
    assert ("Patronage", False, "Ann") in told(read_course(army, MODEL, "q"))


def test_the_lanes_of_what_was_read(army: Database) -> None:
    found = timeline(read_course(army, MODEL, "p"), MODEL)
    assert [lane.title for lane in found.lanes] == ["Postings", "Ranks", "Patrons", "Defections", "Life"]
    days = window(found)
    assert days is not None and days[0].year in (2014, 2015)


def test_what_is_too_much_is_counted(army: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(read_course(army, MODEL, "many").moments) == 8
    monkeypatch.setattr("graph.course.SHOWN", 5)
    found = read_course(army, MODEL, "many")
    assert len(found.moments) == 5
    assert found.more == {"Defection": 3}
    (lane,) = timeline(found, MODEL).lanes
    assert lane.more == 3


def test_what_is_not_known_is_said(army: Database) -> None:
    with pytest.raises(UnknownId):
        read_course(army, MODEL, "nobody")
