"""What a map reads from a real database, and what it makes of it."""

from __future__ import annotations

from datetime import date

import pytest

from graph.connection import Database
from graph.places import Ground, read_ground
from tests.real.asking import MODEL, ask, load, points, says, tie, with_schema
from views.map.codes import schemes
from views.map.counting import Days, count
from views.map.placing import How, Places

YEAR = Days(date(2021, 1, 1), date(2021, 12, 31))


@pytest.fixture
def ground(empty: Database) -> Ground:
    database = with_schema(empty)
    load(
        database,
        says("town", "Place", "name", "မြစ်ကြီးနား"),
        says("town", "Place", "latitude", "25.4"),
        says("town", "Place", "longitude", "97.4"),
        says("town", "Place", "code", "MMR001001701"),
        says("region", "Place", "code", "MMR001"),
        says("region", "Place", "name", "Kachin"),
        points("camp", "Place", "within", "region"),
        says("nowhere", "Place", "name", "Nowhere"),
        says("bn", "Unit", "name", "<b>1 Battalion</b>"),
        says("bn", "Unit", "echelon", "battalion"),
        says("idle", "Unit", "name", "Idle"),
        tie("bn", "Unit", "Garrison", "town", start="2015", end="2022"),
        tie("bn", "Unit", "Garrison", "camp", first_cited="2021-05"),
        tie("lost", "Unit", "Garrison", "nowhere", start="2015", end="2022"),
        says("d1", "Defection", "date", "2021-05"),
        points("d1", "Defection", "from_unit", "bn"),
        points("d1", "Defection", "event_place", "camp"),
        says("d1", "Defection", "count", "3"),
        says("d2", "Defection", "date", "2021-06-01"),
        points("d2", "Defection", "from_unit", "bn"),
        says("d3", "Defection", "mode", "deserted"),
    )
    return read_ground(database, MODEL)


def test_places_garrisons_and_events_are_read(ground: Ground) -> None:
    assert set(ground.places) == {"town", "region", "camp", "nowhere"}
    town = ground.places["town"]
    assert (town.name, town.latitude, town.longitude, town.code) == ("မြစ်ကြီးနား", 25.4, 97.4, "MMR001001701")
    assert ground.places["camp"].within == ("region",)
    assert ground.places["camp"].name == "camp"
    assert set(ground.units) == {"bn", "idle", "lost"}
    assert ground.units["bn"].name == "<b>1 Battalion</b>"
    assert {(one.unit, one.place) for one in ground.garrisons} == {
        ("bn", "town"),
        ("bn", "camp"),
        ("lost", "nowhere"),
    }
    (first,) = (one for one in ground.garrisons if one.place == "town")
    assert first.bounds.start_earliest == date(2015, 1, 1)
    assert first.bounds.end_latest == date(2022, 12, 31)
    assert first.fact
    events = {one.id: one for one in ground.events}
    assert (events["d1"].unit, events["d1"].place, events["d1"].count) == ("bn", "camp", 3)
    assert (events["d1"].earliest, events["d1"].latest) == (date(2021, 5, 1), date(2021, 5, 31))
    assert (events["d2"].place, events["d2"].count) == (None, None)
    assert (events["d3"].unit, events["d3"].earliest, events["d3"].mode) == (None, None, "deserted")


def test_the_map_counts_them_and_loses_none(ground: Ground) -> None:
    counted = count(ground, YEAR, by_garrison=False)
    assert (counted.sites["town"].certain, counted.sites["town"].possible) == (1, 1)
    assert (counted.sites["camp"].certain, counted.sites["camp"].possible) == (0, 1)
    assert counted.sites["camp"].persons == 3
    assert set(counted.nowhere) == {"d2", "d3"}
    assert counted.homeless == ("idle",)
    places = Places(ground.places, schemes())
    assert places.spot("nowhere") is None
    spots = [spot for id in ("town", "region", "camp") if (spot := places.spot(id))]
    assert [(spot.how, spot.inside) for spot in spots] == [
        (How.OWN, ""),
        (How.PARTS, "Kachin"),
        (How.LARGER, "Kachin"),
    ]


def test_the_catalog_answers_the_same(ground: Ground, database: Database) -> None:
    assert [row["place"] for row in ask(database, "places")] == ["camp", "nowhere", "region", "town"]
    rows = ask(database, "garrisons")
    assert [(row["unit"], row["place"]) for row in rows if row["unit"] == "idle"] == [("idle", None)]
    assert {row["event"]: row["place"] for row in ask(database, "defection-places")} == {
        "d1": "camp",
        "d2": None,
        "d3": None,
    }
