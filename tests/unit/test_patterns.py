"""Patterns of events: counts that add up, shares that stay honest where people leave together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from analysis.army import Window
from analysis.details import Detail, Named, Report, chosen
from analysis.patterns import MOTIVE_BY_OBSTACLE, Pattern, Patterns, patterns, wilson

WINDOW = Window(date(2021, 2, 1), date(2021, 4, 30))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


EVENTS = (
    Detail(
        "a",
        day("2021-02-10"),
        1,
        rank="private",
        mode="deserted",
        motives=("m1", "m2"),
        obstacles=("o1",),
        age=22.0,
        commanders=(Named("c1", "First"),),
        patrons=(Named("p1", "Patron"), Named("p1", "Patron")),
        reports=(Report("s1", "Radio", day("2021-02-12")), Report("s2", "Post", day("2021-05-01"))),
    ),
    Detail(
        "b",
        day("2021-02-20"),
        3,
        rank="private",
        motives=("m1",),
        age=35.0,
        region=Named("r1", "North"),
        reports=(Report("s2", "Post", day("2021-04-01")),),
    ),
    Detail("c", day("2021-04-05"), 1, rank="captain", mode="deserted", reports=(Report("s3", "Post", None),)),
)
FOUND = patterns(EVENTS, WINDOW)


def of(name: str, found: Patterns = FOUND) -> Pattern:
    return next(one for one in found.patterns if one.name == name)


def counts(name: str) -> dict[tuple[str, ...], int]:
    return {row.key: row.persons for row in of(name).rows}


def test_each_pattern_counts_persons_and_keeps_what_is_not_known() -> None:
    assert counts("rank") == {("private",): 4, ("captain",): 1}
    assert counts("mode") == {("deserted",): 2, (): 3}
    assert counts("age") == {("under 25",): 1, ("35 to 44",): 3, (): 1}
    assert counts("region") == {("r1",): 3, (): 2}
    assert counts("destination") == {(): 5}


def test_an_event_with_several_values_counts_for_each() -> None:
    assert counts("motives") == {("m1",): 4, ("m2",): 1, (): 1}
    assert counts(MOTIVE_BY_OBSTACLE) == {("m1", "o1"): 1, ("m2", "o1"): 1, (): 4}
    assert of("motives").many
    assert not of("rank").many


def test_one_patron_of_two_commanders_counts_once() -> None:
    row = of("patron").rows[0]
    assert (row.key, row.names, row.persons, row.events) == (("p1",), ("Patron",), 1, ("a",))


def test_what_is_not_known_is_the_last_row() -> None:
    assert of("mode").rows[-1].key == ()


def test_a_group_of_three_is_not_three_cases() -> None:
    """Sizes 1, 3 and 1: a person left in a group of (1 + 9 + 1) / 5 = 2.2 on average, so 5 persons are 2.27 cases."""
    assert FOUND.effective == pytest.approx(5 / 2.2)
    row = of("rank").rows[0]
    assert (row.share_low, row.share_high) == pytest.approx(wilson(0.8, 5 / 2.2))


def test_months_stand_beside_their_reports() -> None:
    """Two events in February and one in April; their first reports came in February, in April, and on no known day."""
    assert [(one.first.month, one.persons, one.reported) for one in FOUND.months] == [
        (2, 4, 1),
        (3, 0, 0),
        (4, 1, 3),
    ]
    assert FOUND.unreported == 1
    february = FOUND.months[0]
    assert february.events == ("a", "b")
    # Groups of 1 and 3 in February: (1 + 9) / 4 = 2.5, more than the 2.2 of all, so 4 persons are 1.6 cases.
    assert february.high == pytest.approx(2.5 * chi2.ppf(0.975, 2 * 4 / 2.5 + 2) / 2)


def test_the_curve_of_reports_runs_on_to_the_last_one() -> None:
    late = Detail("d", day("2021-04-29"), 1, reports=(Report("s4", "Post", day("2021-09-09")),))
    assert patterns((*EVENTS, late), WINDOW).months[-1].first == date(2021, 9, 1)


def test_a_report_older_than_the_window_is_not_lost() -> None:
    """An event of some day of the year has its middle day after the report of it."""
    early = Detail("d", day("2021-02-05"), 2, reports=(Report("s4", "Post", day("2021-01-09")),))
    found = patterns((*EVENTS, early), WINDOW)
    assert (found.months[0].first, found.months[0].persons, found.months[0].reported) == (
        date(2021, 1, 1),
        0,
        2,
    )
    assert sum(month.reported for month in found.months) + found.unreported == found.persons


def test_wilson_is_that_of_the_books() -> None:
    """15 of 50: 0.1910 to 0.4375, as worked in Newcombe, Statistics in Medicine 17 (1998), without correction."""
    assert wilson(15 / 50, 50) == pytest.approx((0.1910, 0.4375), abs=5e-5)


def test_nobody_has_no_pattern() -> None:
    found = patterns((), WINDOW)
    assert (found.persons, found.events, found.effective) == (0, 0, 0.0)
    assert [one.persons for one in found.months] == [0, 0, 0]
    assert all(not one.rows for one in found.patterns)


details = st.builds(
    Detail,
    id=st.uuids().map(str),
    day=st.one_of(st.none(), st.integers(day("2021-02-01"), day("2021-04-30"))),
    persons=st.integers(0, 30),
    rank=st.sampled_from((None, "private", "captain")),
    motives=st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
    age=st.one_of(st.none(), st.floats(15, 80)),
)


@given(st.lists(details, max_size=12, unique_by=lambda one: one.id))
def test_parts_add_up_and_order_changes_nothing(events: list[Detail]) -> None:
    found = patterns(events, WINDOW)
    for pattern in found.patterns:
        if not pattern.many:
            assert sum(row.persons for row in pattern.rows) == found.persons
            assert sum(len(row.events) for row in pattern.rows) == found.events
        for row in pattern.rows:
            assert 0 <= row.share_low <= row.share + 1e-12
            assert row.share <= row.share_high + 1e-12 <= 1 + 2e-12
    told = [[(row.key, row.persons) for row in one.rows] for one in patterns(events[::-1], WINDOW).patterns]
    assert told == [[(row.key, row.persons) for row in one.rows] for one in found.patterns]


def test_chosen_events_come_in_the_order_of_their_ids() -> None:
    by_id = {one.id: one for one in EVENTS}
    assert [one.id for one in chosen(by_id, {"c", "a"})] == ["a", "c"]
