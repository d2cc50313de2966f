"""How evenly events are reported, and what a ranking owes to a publisher."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.details import Detail, Report
from analysis.leaks import Measured, leaks
from analysis.reporting import TRIED, reporting, robustness
from tests.unit.test_leaks import ALWAYS, WINDOW, Event, Small, Strength


def told(id: str, *publishers: tuple[str, int | None], day: int | None = 100, persons: int = 1) -> Detail:
    reports = tuple(
        Report(f"{id}-{number}", name, published) for number, (name, published) in enumerate(publishers)
    )
    return Detail(id, day, persons, reports=reports)


EVENTS = (
    told("e0", ("Radio", 103), ("Post", 150)),
    told("e1", ("Radio", 110), persons=4),
    told("e2", ("Radio", 120), ("Radio", 101)),
    told("e3", ("Post", None)),
)


def test_who_tells_of_how_many_events() -> None:
    found = reporting(EVENTS)
    assert [(one.name, one.events, one.share) for one in found.publishers] == [
        ("Radio", 3, 0.75),
        ("Post", 2, 0.5),
    ]
    assert [(one.alone, one.persons_alone) for one in found.publishers] == [(("e1", "e2"), 5), (("e3",), 1)]


def test_two_pieces_of_one_publisher_are_one_voice() -> None:
    assert reporting(EVENTS).single == 0.75


def test_the_lag_is_that_to_the_first_report_with_a_day() -> None:
    """3, 10 and 1 days; the report of the last event has no day."""
    found = reporting(EVENTS)
    assert (found.lag, found.lag_known) == (3, 3)
    assert (found.lag_low, found.lag_high) == (2, 6.5)
    assert reporting((told("x", ("Post", 105), day=None),)).lag is None


def test_nothing_is_reported_of_no_event() -> None:
    found = reporting(())
    assert (found.events, found.publishers, found.single, found.lag) == (0, (), 0.0, None)


STRENGTHS = tuple(Strength(unit, 0, ALWAYS, ALWAYS, 1000) for unit in range(3))
COUNTS = ((0, 1), (1, 30), (0, 9), (2, 3))
ARMY = Small(
    3, (), STRENGTHS, tuple(Event(unit, (8, 8), count, count, count) for unit, count in COUNTS)
).army()


def measure(without: frozenset[str]) -> Measured:
    return leaks(ARMY, WINDOW, top=1, without=without)


def test_leaving_a_publisher_out_takes_what_it_alone_tells() -> None:
    """Radio alone tells of e1 (all 30 of u1) and e2 (9 of u0): without it u2 with its 3 is the first."""
    found = robustness(EVENTS, "battalion", 1, measure)
    radio, post = found.left_out
    assert (radio.publisher, radio.events, radio.persons, radio.kept) == ("Radio", 2, 5, 0)
    assert {unit: (before, after) for unit, before, after in radio.moved} == {
        "u1": (1, 3),
        "u2": (3, 1),
    }
    assert (post.publisher, post.kept, post.moved) == ("Post", 1, (("u1", 1, 1),))
    assert found.not_tried == 0


def test_only_the_largest_publishers_are_tried_and_the_rest_is_counted() -> None:
    events = tuple(replace(told(f"e{n}", (f"p{n}", 101)), persons=n) for n in range(TRIED + 3))
    found = robustness(events, "battalion", 1, measure)
    assert [one.publisher for one in found.left_out][:2] == [f"p{TRIED + 2}", f"p{TRIED + 1}"]
    assert (len(found.left_out), found.not_tried) == (TRIED, 3)


@pytest.mark.parametrize("echelon", ["brigade", "none"])
def test_an_echelon_that_nobody_is_of_keeps_nothing(echelon: str) -> None:
    assert all(one.kept == 0 and not one.moved for one in robustness(EVENTS, echelon, 1, measure).left_out)
