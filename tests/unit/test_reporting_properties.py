"""Whatever is reported by whom: shares add up, order changes nothing, and only what one alone tells is left out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.details import Detail, Report
from analysis.leaks import Measured, leaks
from analysis.reporting import TRIED, reporting, robustness
from tests.unit.test_leaks import WINDOW
from tests.unit.test_reporting import ARMY

reports = st.builds(
    Report,
    source=st.sampled_from(("s1", "s2", "s3")),
    publisher=st.sampled_from(("Radio", "Post", "Wire")),
    day=st.one_of(st.none(), st.integers(90, 300)),
)
details = st.builds(
    Detail,
    id=st.uuids().map(str),
    day=st.one_of(st.none(), st.integers(100, 200)),
    persons=st.integers(1, 40),
    reports=st.lists(reports, max_size=4).map(tuple),
)
many = st.lists(details, max_size=12, unique_by=lambda one: one.id)


@given(many)
def test_events_that_one_alone_tells_are_the_share_with_one_publisher(events: Sequence[Detail]) -> None:
    found = reporting(events)
    alone = [event for one in found.publishers for event in one.alone]
    assert len(alone) == len(set(alone))
    assert len(alone) == pytest.approx(found.single * len(events))


@given(many)
def test_a_share_is_of_all_events(events: Sequence[Detail]) -> None:
    for one in reporting(events).publishers:
        assert 0 < one.share <= 1
        assert one.share * len(events) == pytest.approx(one.events)
        assert len(one.alone) <= one.events


@given(many)
def test_what_has_no_two_days_has_no_lag(events: Sequence[Detail]) -> None:
    found = reporting(events)
    both = [one for one in events if one.day is not None and any(r.day is not None for r in one.reports)]
    assert found.lag_known == len(both)
    assert (found.lag is None) == (not both)
    if found.lag is not None and found.lag_low is not None and found.lag_high is not None:
        assert found.lag_low <= found.lag <= found.lag_high


@given(many)
def test_order_changes_nothing(events: Sequence[Detail]) -> None:
    there, back = reporting(events), reporting(events[::-1])
    assert (there.single, there.lag, there.lag_low, there.lag_high) == (
        back.single,
        back.lag,
        back.lag_low,
        back.lag_high,
    )
    assert [(one.name, one.events, set(one.alone)) for one in there.publishers] == [
        (one.name, one.events, set(one.alone)) for one in back.publishers
    ]


def test_what_another_tells_as_well_is_never_left_out() -> None:
    """Radio and Post both tell of `both`; each is asked without what it alone tells, once for each publisher."""
    events = (
        Detail("both", 100, 5, reports=(Report("s1", "Radio", 101), Report("s2", "Post", 102))),
        Detail("radio", 100, 2, reports=(Report("s1", "Radio", 101),)),
        Detail("post", 100, 1, reports=(Report("s2", "Post", 101),)),
        Detail("nobody", 100, 1),
    )
    asked: list[frozenset[str]] = []

    def measure(without: frozenset[str]) -> Measured:
        asked.append(without)
        return leaks(ARMY, WINDOW, top=1, without=without)

    robustness(events, "battalion", 1, measure)
    assert asked == [frozenset(), frozenset({"radio"}), frozenset({"post"})]
    assert TRIED >= 2
