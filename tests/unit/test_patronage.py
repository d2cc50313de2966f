"""Shares, rates and ratios of small counts, who belongs to whom for how long, and how all of it is told."""

from __future__ import annotations

import itertools
from datetime import date
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from analysis.belonging import Belonging, below, leaving, united
from analysis.patronage import ratio, rings, share
from graph.following import Compared, Group
from views.patronage import compared_told, percent, share_told

COUNTS = st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


# ---- intervals


def test_an_interval_from_the_tables() -> None:
    """1 of 10, as printed in tables of Clopper and Pearson's limits."""
    found = share(1, 10)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0025, 0.4450)
    assert found.small and not share(10, 40).small


@given(COUNTS)
def test_the_ends_leave_half_of_five_percent_outside(counts: tuple[int, int]) -> None:
    count, of = counts
    found = share(count, of)
    assert found.low <= (found.value or 0) <= found.high or not of
    if count:
        assert binom.sf(count - 1, of, found.low) == pytest.approx(0.025, rel=1e-6)
    if count < of:
        assert binom.cdf(count, of, found.high) == pytest.approx(0.025, rel=1e-6)


def test_a_share_of_more_than_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)


def test_a_ratio_holds_what_rates_it_can_come_from() -> None:
    found = ratio(4, 10.0, 6, 30.0)
    assert found.value == pytest.approx(2.0)
    # Given ten cases, four or more (or fewer) of the one's are as rare as they should be at either end.
    for end, tail in ((found.low, "over"), (found.high, "under")):
        part = end * 10 / (end * 10 + 30)
        rare = binom.sf(3, 10, part) if tail == "over" else binom.cdf(4, 10, part)
        assert rare == pytest.approx(0.025, rel=1e-6)


def test_a_ratio_to_nothing_is_none() -> None:
    assert ratio(0, 10.0, 0, 10.0).value is None
    assert ratio(3, 0.0, 1, 10.0).value is None
    found = ratio(3, 10.0, 0, 10.0)
    assert found.value is None and found.low > 0 and found.high == inf


# ---- who belongs to whom, and for how long

SPANS = st.tuples(st.integers(1, 60), st.integers(0, 20)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(SPANS, max_size=8))
def test_spans_are_united_without_losing_a_day(spans: list[tuple[int, int]]) -> None:
    found = united(spans)
    assert days(found) == days(spans)
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(found))


def days(spans: object) -> set[int]:
    return {day for first, last in spans for day in range(first, last + 1)}  # type: ignore[attr-defined]


PEOPLE = st.sampled_from("abcde")
TIES = st.lists(st.builds(Belonging, PEOPLE, PEOPLE, SPANS), max_size=12)


@given(TIES)
def test_belonging_is_what_a_walk_of_every_day_finds(ties: list[Belonging]) -> None:
    found = below("a", ties, (5, 50), through=True)
    for day in range(1, 85):
        held = [(tie.client, tie.patron) for tie in ties if tie.span[0] <= day <= tie.span[1]]
        walked = {id for id in rings("a", held) if id != "a"} if 5 <= day <= 50 else set()
        assert {id for id, spans in found.items() if day in days(spans)} == walked


@given(TIES)
def test_without_the_clients_of_clients_only_clients_belong(ties: list[Belonging]) -> None:
    found = below("a", ties, (5, 50), through=False)
    for tie in ties:
        if tie.patron == "a" and tie.client != "a" and tie.span[0] <= 50 and tie.span[1] >= 5:
            assert tie.client in found
    assert set(found) <= {tie.client for tie in ties if tie.patron == "a"}


def test_who_left_is_watched_until_then_and_who_left_before_is_not_counted() -> None:
    found = leaving(
        {"a": [(1, 100)], "b": [(1, 50), (61, 100)], "c": [(50, 100)]}, {"a": (30, 40), "c": (2, 3)}
    )
    assert (found.persons, found.cases) == (2, ("a",))
    assert found.person_years * 365.25 == pytest.approx(40 + 90)
    years = found.person_years
    assert found.rate == pytest.approx(1000 / years)
    assert found.low is not None and found.high is not None
    assert poisson.sf(0, found.low * years / 1000) == pytest.approx(0.025, rel=1e-6)
    assert poisson.cdf(1, found.high * years / 1000) == pytest.approx(0.025, rel=1e-6)


def test_who_left_while_not_watched_is_no_case() -> None:
    assert leaving({"a": [(1, 10), (50, 60)]}, {"a": (20, 30)}).cases == ()


def test_nobody_watched_is_no_rate() -> None:
    found = leaving({}, {})
    assert (found.persons, found.rate, found.low) == (0, None, None)


# ---- in words


def test_it_is_told_as_an_association_with_its_person_years() -> None:
    own, others = (
        leaving({"a": [(1, 730)]}, {"a": (700, 730)}),
        leaving({"b": [(1, 3652)], "c": [(1, 3652)]}, {}),
    )
    found = Compared(
        (date(2020, 1, 1), date(2021, 12, 31)),
        Group(share(1, 1), own, ()),
        Group(share(0, 2), others, ()),
        ratio(1, own.person_years, 0, others.person_years),
        0,
    )
    said = compared_told(found, "Boss", "clients")
    assert "1 of 1 (100 %, between 2.5 % and 100 %)" in said
    assert "2.0 person-years" in said and "20.0 person-years" in said
    assert "cannot be told (between 0.26 and any number)" in said
    assert said.endswith("This is an association and not a cause.")


def test_percent_and_shares_in_words() -> None:
    assert [percent(part) for part in (0, 0.004, 0.0996, 0.1, 0.333)] == [
        "0 %",
        "0.4 %",
        "10.0 %",
        "10 %",
        "33 %",
    ]
    assert share_told(share(4, 12)) == "4 of 12 (33 %, between 9.9 % and 65 %)"
    assert share_told(share(0, 0)) == "0 of 0"
