"""The model of time: what a text allows, what claims say together, what holds on a day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.time import Bounds, DateError, Holds, Span, bounds_of, combine, middle, parse

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MAYBE = st.none() | DAYS


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Bounds as one claim may give them: each side ordered, unknown where it likes."""
    sides = []
    for _ in range(2):
        low, high = draw(MAYBE), draw(MAYBE)
        sides.append((min(low, high), max(low, high)) if low and high else (low, high))
    return Bounds(*sides[0], *sides[1])


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-02-15", date(2021, 2, 15), date(2021, 2, 15)),
        ("2021-02~", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021-02-XX", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021-XX-XX", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-02-1X", date(2021, 2, 10), date(2021, 2, 19)),
        ("198X", date(1980, 1, 1), date(1989, 12, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("2021-33", date(2021, 1, 1), date(2021, 3, 31)),
        ("2021-21", date(2021, 1, 1), date(2021, 12, 31)),
        ("../2021-04", None, date(2021, 4, 30)),
        ("[2015-03..2015-06-30]", date(2015, 3, 1), date(2015, 6, 30)),
        ("[..2015]", None, date(2015, 12, 31)),
        ("[2015-02-03..]", date(2015, 2, 3), None),
        ("2021-04/..", date(2021, 4, 1), None),
        ("2021-02~/2021-03", date(2021, 2, 1), date(2021, 3, 31)),
    ],
)
def test_a_date_allows_these_days(text: str, earliest: date | None, latest: date | None) -> None:
    assert parse(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "../..",
        "2021-02-30",
        "24:00:00",
        "2021-13",
        "6/27/2001",
        "2021-2",
        "0000-01-01",
        "May 2010",
        "2021-04/2021-03",
        "20211",
        "२०२१",
    ],
)
def test_what_is_no_date_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert repr(text[:60]) in str(caught.value)


def test_first_cited_is_not_started() -> None:
    assert bounds_of({"start": "2015-03"}) == Bounds(date(2015, 3, 1), date(2015, 3, 31), None, None)
    assert bounds_of({"first_cited": "2015-03"}) == Bounds(None, date(2015, 3, 31), None, None)


def test_last_cited_and_in_force_are_not_ended() -> None:
    assert bounds_of({"end": "2017"}) == Bounds(None, None, date(2017, 1, 1), date(2017, 12, 31))
    assert bounds_of({"last_cited": "2017"}) == Bounds(None, None, date(2017, 1, 1), None)
    assert bounds_of({"in_force": "2017-05-02"}) == Bounds(None, None, date(2017, 5, 2), None)


def test_a_fact_holds_certainly_possibly_or_not() -> None:
    fact = bounds_of({"start": "2015-03", "last_cited": "2017"})
    assert fact.holds_on(date(2015, 2, 28)) is Holds.NO
    assert fact.holds_on(date(2015, 3, 30)) is Holds.POSSIBLE
    assert fact.holds_on(date(2015, 3, 31)) is Holds.CERTAIN
    assert fact.holds_on(date(2017, 1, 1)) is Holds.CERTAIN
    assert fact.holds_on(date(2030, 1, 1)) is Holds.POSSIBLE


def test_contradicting_claims_are_named_and_covered() -> None:
    started = bounds_of({"start": "2015"})
    older = bounds_of({"first_cited": "2013"})
    found = combine([started, older])
    assert found.contradictions == ("start",)
    assert found.bounds == Bounds(None, date(2015, 12, 31), None, None)


def test_an_end_before_the_start_is_a_contradiction() -> None:
    assert combine([bounds_of({"start": "2017", "end": "2015"})]).contradictions == ("order",)


@given(st.text(max_size=30))
def test_any_text_is_a_span_or_a_date_error(text: str) -> None:
    try:
        span = parse(text)
    except DateError:
        return
    assert span.earliest or span.latest
    assert not (span.earliest and span.latest) or span.earliest <= span.latest


@given(st.lists(bounds(), max_size=6))
def test_bounds_are_ordered(claims: list[Bounds]) -> None:
    found = combine(claims).bounds
    assert not (found.start_earliest and found.start_latest) or found.start_earliest <= found.start_latest
    assert not (found.end_earliest and found.end_latest) or found.end_earliest <= found.end_latest


@given(st.lists(bounds(), max_size=5), DAYS)
def test_certain_implies_possible(claims: list[Bounds], day: date) -> None:
    found = combine(claims)
    if "order" in found.contradictions:
        return
    fact = found.bounds
    if fact.start_latest and fact.end_earliest and fact.start_latest <= day <= fact.end_earliest:
        assert fact.start_earliest is None or fact.start_earliest <= day
        assert fact.end_latest is None or day <= fact.end_latest


def _within(inner: tuple[date | None, date | None], outer: tuple[date | None, date | None]) -> bool:
    low = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    high = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return low and high


@given(st.lists(bounds(), min_size=1, max_size=5), bounds())
def test_one_more_claim_never_widens_a_fact_unless_it_contradicts(claims: list[Bounds], more: Bounds) -> None:
    before, after = combine(claims), combine([*claims, more])
    for side in ("start", "end"):
        if side in after.contradictions:
            continue
        old = (getattr(before.bounds, f"{side}_earliest"), getattr(before.bounds, f"{side}_latest"))
        new = (getattr(after.bounds, f"{side}_earliest"), getattr(after.bounds, f"{side}_latest"))
        assert _within(new, old)


@given(st.lists(bounds(), max_size=6), st.randoms())
def test_the_order_of_claims_does_not_matter(claims: list[Bounds], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert combine(shuffled) == combine(claims)


@given(DAYS, DAYS)
def test_the_middle_lies_between(one: date, other: date) -> None:
    span = Span(min(one, other), max(one, other))
    found = middle(span)
    assert found is not None and min(one, other) <= found <= max(one, other)
