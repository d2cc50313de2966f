"""Whatever the events: every number of a pattern opens the events that make it, and none is dropped on the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.army import Window
from analysis.details import Detail, Named, Report
from analysis.patterns import AGES, patterns, wilson

WINDOW = Window(date(2021, 2, 1), date(2021, 4, 30))
FIRST, LAST = WINDOW.start, WINDOW.end

people = st.sampled_from([Named(id, id.upper()) for id in "pqr"])
reports = st.builds(
    Report,
    source=st.sampled_from(("s1", "s2", "s3")),
    publisher=st.sampled_from(("Radio", "Post")),
    day=st.one_of(st.none(), st.integers(FIRST, LAST + 200)),
)
details = st.builds(
    Detail,
    id=st.uuids().map(str),
    day=st.integers(FIRST, LAST),
    persons=st.integers(1, 40),
    mode=st.sampled_from((None, "deserted")),
    motives=st.lists(st.sampled_from("xyz"), max_size=3).map(tuple),
    obstacles=st.lists(st.sampled_from("uv"), max_size=2).map(tuple),
    age=st.one_of(st.none(), st.floats(15, 80)),
    region=st.one_of(st.none(), people),
    commanders=st.lists(people, max_size=2).map(tuple),
    patrons=st.lists(people, max_size=3).map(tuple),
    reports=st.lists(reports, max_size=3).map(tuple),
)
many = st.lists(details, max_size=12, unique_by=lambda one: one.id)


@given(many)
def test_each_number_opens_the_events_that_make_it(events: Sequence[Detail]) -> None:
    persons = {one.id: one.persons for one in events}
    for pattern in patterns(events, WINDOW).patterns:
        for row in pattern.rows:
            assert len(row.events) == len(set(row.events))
            assert row.persons == sum(persons[event] for event in row.events)


@given(many)
def test_no_pattern_drops_an_event(events: Sequence[Detail]) -> None:
    for pattern in patterns(events, WINDOW).patterns:
        assert {event for row in pattern.rows for event in row.events} == {one.id for one in events}
        assert all(row.key for row in pattern.rows[:-1]), "what is not known is not the last row"


@given(many)
def test_both_curves_add_up_to_the_persons(events: Sequence[Detail]) -> None:
    """No report here is older than the window."""
    found = patterns(events, WINDOW)
    assert sum(month.persons for month in found.months) == found.persons
    assert sum(month.reported for month in found.months) + found.unreported == found.persons


@given(many)
def test_there_are_never_more_cases_than_events(events: Sequence[Detail]) -> None:
    found = patterns(events, WINDOW)
    assert found.effective <= len(events) + 1e-9


@given(many, st.integers(2, 50))
def test_larger_groups_are_no_more_cases(events: Sequence[Detail], times: int) -> None:
    """The same events with each group so many times as large tell as much as before, and no more."""
    larger = [
        Detail(one.id, one.day, one.persons * times, mode=one.mode, motives=one.motives) for one in events
    ]
    found, more = patterns(events, WINDOW), patterns(larger, WINDOW)
    assert more.effective == pytest.approx(found.effective)


@given(st.floats(15, 129.9))
def test_each_age_is_in_one_group(age: float) -> None:
    assert sum(low <= age < high for _, low, high in AGES) == 1


@given(st.floats(0, 1), st.floats(0.01, 5_000), st.floats(1, 10))
def test_fewer_cases_are_never_surer(share: float, number: float, times: float) -> None:
    low, high = wilson(share, number)
    narrow_low, narrow_high = wilson(share, number * times)
    assert low <= share + 1e-9
    assert share <= high + 1e-9
    assert narrow_high - narrow_low <= high - low + 1e-9
