"""What is counted at a place, how sure it is, and how it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.army import Window
from analysis.leaks import leaks
from graph.army import Columns, Told, army_of
from graph.places import Event, Garrison, Ground, Place, Unit
from ontology.reading import load_model
from ontology.time import Bounds, Holds
from views.map.codes import schemes
from views.map.counting import (
    BY_GARRISON,
    NO_GARRISON,
    NO_PLACE,
    SEVERAL,
    TOLD,
    Days,
    count,
    holds_in,
    in_window,
    persons,
)
from views.map.drawing import (
    LARGEST,
    SMALLEST,
    Look,
    Measure,
    box_of,
    frame_of,
    marks,
    mercator,
    picture,
    radius,
    wider,
)
from views.map.placing import How, Places, Spot
from views.map.rates import lowest, rates
from views.map.scales import NONE, ZERO, classes, nice_below
from views.map.settings import Tiles

MODEL = load_model()
YEAR = Days(date(2021, 1, 1), date(2021, 12, 31))
SURE = Bounds(date(2015, 1, 1), date(2015, 1, 1), date(2022, 1, 1), date(2022, 1, 1))


def based(unit: str, place: str, bounds: Bounds = SURE) -> Garrison:
    return Garrison(f"{unit}@{place}", unit, place, bounds, "high", ())


def event(
    id: str, unit: str | None, place: str | None = None, day: str = "2021-05-05", **figures: Any
) -> Event:
    first, _, last = day.partition("/")
    ends = [date.fromisoformat(one) if one else None for one in (first, last or first)]
    if day.endswith("/"):
        ends[1] = None
    told = {"low": None, "count": 1, "high": None, **figures}
    return Event(id, unit, place, ends[0], ends[1], mode=None, confidence=None, **told)


def ground(
    garrisons: list[Garrison],
    events: list[Event],
    places: dict[str, tuple[float | None, float | None]] | None = None,
) -> Ground:
    names = {one.unit for one in garrisons} | {one.unit for one in events if one.unit} | {"idle"}
    known = {id: Place(id, id.title(), None, None, at[0], at[1], (), ()) for id, at in (places or {}).items()}
    return Ground(known, {id: Unit(id, id, None) for id in names}, tuple(garrisons), tuple(events))


# ---- counting


def test_certain_and_possible_units_are_told_apart() -> None:
    maybe = Bounds(None, date(2021, 3, 1), date(2020, 1, 1), None)
    over = Bounds(date(2010, 1, 1), date(2010, 1, 1), date(2012, 1, 1), date(2012, 1, 1))
    site = count(
        ground([based("a", "x"), based("b", "x", maybe), based("c", "x", over)], []), YEAR, by_garrison=False
    )
    assert set(site.sites) == {"x"}
    assert (site.sites["x"].certain, site.sites["x"].possible) == (1, 2)
    assert site.homeless == ("c", "idle")


@given(st.lists(st.one_of(st.none(), st.dates(date(2020, 12, 1), date(2021, 2, 28))), min_size=4, max_size=4))
def test_a_window_is_as_sure_as_its_surest_day(days: list[date | None]) -> None:
    bounds = Bounds(*days)
    window = Days(date(2021, 1, 1), date(2021, 1, 31))
    each = [bounds.holds_on(date(2021, 1, day)) for day in range(1, 32)]
    if bounds.start_earliest and bounds.end_latest and bounds.start_earliest > bounds.end_latest:
        return
    order = [Holds.CERTAIN, Holds.POSSIBLE, Holds.NO]
    assert holds_in(bounds, window) is min(each, key=order.index)


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        ("2021-05-05", "counted"),
        ("2020-12-01/2021-02-15", "counted"),
        ("2020-12-01/2021-01-05", "possible"),
        ("2021-12-01/", "possible"),
        ("2020-05-05", "no"),
        ("2022-01-01", "no"),
    ],
)
def test_an_event_counts_by_its_middle_day(day: str, stands: str) -> None:
    assert in_window(event("e", None, day=day), YEAR) == stands


def test_no_event_is_lost() -> None:
    twice = [based("two", "x"), based("two", "y")]
    events = [
        event("told", "a", "z"),
        event("lent", "a"),
        event("split", "two"),
        event("homeless", "nobody"),
        event("unitless", None),
        event("early", "a", "z", day="2019-01-01"),
    ]
    known = ground([based("a", "x"), *twice], events)
    plain, lent = count(known, YEAR, by_garrison=False), count(known, YEAR, by_garrison=True)
    assert plain.nowhere == dict.fromkeys(["lent", "split", "homeless", "unitless"], NO_PLACE)
    assert lent.nowhere == {"split": SEVERAL, "homeless": NO_GARRISON, "unitless": NO_GARRISON}
    assert [(one.event.id, one.by) for one in lent.sites["x"].left] == [("lent", BY_GARRISON)]
    assert [(one.event.id, one.by) for one in lent.sites["z"].left] == [("told", TOLD)]
    for one in (plain, lent):
        assert len(one.nowhere) + sum(len(site.left) for site in one.sites.values()) == 5


def test_an_event_stands_where_its_unit_was_on_its_day() -> None:
    before = Bounds(date(2015, 1, 1), date(2015, 1, 1), date(2021, 3, 1), date(2021, 3, 1))
    after = Bounds(date(2021, 3, 2), date(2021, 3, 2), None, None)
    known = ground([based("a", "x", before), based("a", "y", after)], [event("e", "a", day="2021-05-05")])
    assert [one.event.id for one in count(known, YEAR, by_garrison=True).sites["y"].left] == ["e"]


def test_persons_are_counted_as_the_leak_measure_counts_them() -> None:
    figures = [(None, None, None), (2, None, None), (None, 5, None), (None, None, 9), (2, 5, 9), (None, 4, 7)]
    events = [
        event(str(n), "u", low=low, count=best, high=high) for n, (low, best, high) in enumerate(figures)
    ]
    rows = [
        {"event": one.id, "unit": "u", "earliest": "2021-05-05", "latest": "2021-05-05", "count_low": one.low,
         "count": one.count, "count_high": one.high}
        for one in events
    ]  # fmt: skip
    army = army_of(_told([_unit("u")], rows), MODEL)
    told = list(
        zip(army.events.low.tolist(), army.events.count.tolist(), army.events.high.tolist(), strict=True)
    )
    assert [persons(one) for one in events] == told


# ---- rates


Listed = list[dict[str, Any]]
AT_ANY_TIME = dict.fromkeys(("start_earliest", "start_latest", "end_earliest", "end_latest"))
FOR_LONG = {**AT_ANY_TIME, "start_latest": "2000-01-01", "end_earliest": "2030-01-01"}


def _unit(
    id: str, superior: str | None = None, strength: int | None = None
) -> tuple[dict[str, Any], Listed, Listed]:
    """A unit, its ties and its strengths, as the queries give them."""
    unit = {"unit": id, "name": id, "echelon": "battalion", "placeholder": False, **AT_ANY_TIME}
    tie = {"unit": id, "superior": superior, **FOR_LONG, "fact": f"t-{id}"}
    figures = {
        "kind": "real",
        "low": None,
        "best": strength,
        "high": None,
        "confidence": "high",
        "sources": 1,
    }
    told = {"unit": id, **figures, **FOR_LONG, "fact": f"s-{id}"}
    return unit, [tie] if superior else [], [told] if strength else []


def _told(units: list[tuple[dict[str, Any], Listed, Listed]], events: Listed) -> Told:
    unit, (tie,), (strength,) = _unit("like", "this", 1)
    return Told(
        _turned([one for one, _, _ in units], unit),
        _turned([row for _, ties, _ in units for row in ties], tie),
        _turned([row for _, _, strengths in units for row in strengths], strength),
        _turned(events, events[0]),
    )


def _turned(rows: Listed, like: dict[str, Any]) -> Columns:
    return {name: [row[name] for row in rows] for name in like}


def test_what_came_in_between_the_readings_waits() -> None:
    """A tie and a strength of a unit that the reading of the units does not have yet; the event is not lost."""
    known, late, lower = _unit("u", strength=500), _unit("late", "u", 90), _unit("lower", "late", 70)
    event = {"event": "e", "unit": "late", "earliest": "2021-05-05", "latest": "2021-05-05", "count_low": None,
             "count": 3, "count_high": None}  # fmt: skip
    all_known = _told([known, late, lower], [event])
    told = replace(all_known, units=_turned([known[0], lower[0]], known[0]))
    army = army_of(told, MODEL)
    assert army.ties.below.tolist() == [] and army.strengths.best.tolist() == [500, 70]
    assert army_of(all_known, MODEL).ties.below.tolist() == [1, 2]
    lines = {line.unit: line for line in leaks(army, Window(YEAR.first, YEAR.last)).leaks}
    assert (lines["u"].defectors, lines[None].defectors) == (0, 3)


def test_a_rate_is_of_the_lowest_units_alone() -> None:
    rows = [_unit("top", strength=90_000), _unit("a", "top", 500), _unit("b", "top", 300), _unit("c", "top")]
    told = [("e1", "a", 4), ("e2", "b", 1), ("e3", "top", 50)]
    events = [
        {"event": id, "unit": unit, "earliest": "2021-05-05", "latest": "2021-05-05", "count_low": None,
         "count": number, "count_high": None}
        for id, unit, number in told
    ]  # fmt: skip
    army = army_of(_told(rows, events), MODEL)
    window = Window(YEAR.first, YEAR.last)
    assert lowest(army, window) == {"a", "b", "c"}
    garrisons = [
        based("top", "x"),
        based("a", "x"),
        based("b", "x"),
        based("c", "x"),
        based("b", "z", Bounds()),
    ]
    found = rates(garrisons, army, window, leaks(army, window).leaks)
    assert set(found) == {"x"}
    rate = found["x"]
    assert (rate.units, rate.defectors) == (2, 5)
    assert rate.rate == pytest.approx(1000 * 5 / (800 * 365 / 365.25))
    assert rate.low < rate.rate < rate.high


# ---- drawing

SPOTS: dict[str, tuple[float | None, float | None]] = {
    "x": (20.0, 96.0),
    "y": (22.0, 97.0),
    "z": (None, None),
}


def drawn() -> Any:
    known = ground(
        [based("a", "x"), based("b", "x"), based("c", "y", Bounds()), based("d", "z")],
        [event("e", "a", "x", count=7, high=9), event("f", "a", "y")],
        SPOTS,
    )
    counted = count(known, YEAR, by_garrison=False)
    return marks(counted.sites, Places(known.places, schemes()), {})


def test_what_has_no_spot_is_handed_back() -> None:
    found, lost = drawn()
    assert [mark.site.place for mark in found] == ["x", "y"]
    assert [site.place for site in lost] == ["z"]


def test_the_picture_tells_sizes_colours_and_doubts() -> None:
    found, _ = drawn()
    box = box_of([mark.spot for mark in found])
    told = picture(found, [], Look(Measure.UNITS, Measure.DEFECTORS), box)
    x, y = told["marks"]
    assert (x["id"], y["id"]) == ("x", "y")
    assert x["r"] == LARGEST
    assert x["most"] == 0
    assert (y["r"], y["most"]) == (0, radius(1, 2))
    assert x["lines"] == ["2 units garrisoned", "7 defectors, possibly 9", "1 event"]
    assert y["lines"] == ["0 units garrisoned, possibly 1", "1 defector", "1 event"]
    assert 0 < x["x"] < told["width"]
    assert 0 < y["y"] < x["y"] < told["height"]
    assert told["legend"]["possible"]
    assert not told["legend"]["coarse"]
    assert told["tiles"] is None


def test_places_on_one_spot_are_drawn_beside_each_other() -> None:
    found, _ = drawn()
    same = [
        mark.__class__(mark.site, Spot(20.0, 96.0, How.PARTS, "There"), mark.name, None) for mark in found
    ]
    told = picture(same, [], Look(Measure.UNITS, None), box_of([one.spot for one in same]))
    assert [one["beside"] for one in told["marks"]] == [0, 1]
    assert told["legend"]["coarse"]
    assert told["marks"][0]["lines"][-1] == "coarse: somewhere in There"


def test_tiles_lie_where_the_outlines_lie() -> None:
    box = (90.0, 10.0, 100.0, 25.0)
    frame = frame_of(box)
    told = picture([], [], Look(Measure.UNITS, None), box, Tiles("https://t/{z}/{x}/{y}", "T"))["tiles"]
    x, y = mercator(17.0, 95.0)
    assert frame.at(17.0, 95.0) == pytest.approx(
        ((x - told["x"]) * told["scale"], (y - told["y"]) * told["scale"])
    )
    assert mercator(0.0, 0.0) == pytest.approx((0.5, 0.5))
    assert mercator(85.0511287798, 180.0)[1] == pytest.approx(0.0, abs=2e-3)


def test_one_place_alone_has_room_around_it() -> None:
    west, south, east, north = box_of([Spot(16.8, 96.2, How.OWN)])
    assert east - west > 1
    assert north - south > 1
    assert wider((-179.0, -84.0, 179.0, 84.0)) == (-180, -85.0, 180, 85.0)


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=60))
def test_every_number_has_a_step_and_every_step_words(values: list[float | None]) -> None:
    found = classes(values)
    steps = {int(one["step"]) for one in found.words()}
    assert len(found.bounds) <= 4
    assert list(found.bounds) == sorted(set(found.bounds))
    for value in values:
        step = found.of(value)
        assert step == NONE if value is None else step in steps
        assert (step == ZERO) == (value is not None and value <= 0)


def test_sizes_are_shown_by_round_numbers() -> None:
    assert nice_below(32) == [20, 5, 1]
    assert nice_below(1) == [1]
    assert nice_below(0) == []


def test_area_goes_with_the_number() -> None:
    assert radius(0, 10) == SMALLEST
    assert radius(10, 10) == LARGEST
    sides = np.array([radius(value, 16) - SMALLEST for value in (1, 4, 16)])
    assert sides[1] / sides[0] == pytest.approx(2, abs=0.01)
    assert sides[2] / sides[0] == pytest.approx(4, abs=0.01)
