"""Bounds in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.time import Bounds, bounds_of
from ontology.timewords import in_words, told


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (
            {"first_cited": "2015-03", "last_cited": "2017-06"},
            "at the latest since March 2015, at least until June 2017",
        ),
        ({"start": "2015-03", "end": "2017"}, "since March 2015, until 2017"),
        ({"start": "2015-03-04", "end": "2016-02-29"}, "since 4 March 2015, until 29 February 2016"),
        ({"start": "2016-02"}, "since February 2016"),
        (
            {"first_cited": "2015", "in_force": "2021-02-01"},
            "at the latest since 2015, at least until February 2021",
        ),
        ({"first_cited": "2015-03-04"}, "at the latest since 4 March 2015"),
        ({"last_cited": "2015-03-04"}, "at least until 4 March 2015"),
        ({"start": "2015-03/2015-06"}, "since a day between 1 March 2015 and 30 June 2015"),
        ({"end": "2015-03-10/2016-01-01"}, "until a day between 10 March 2015 and 1 January 2016"),
        ({"start": "2015-03/.."}, "not before March 2015"),
        ({"end": "../2021-04"}, "not after April 2021"),
        ({"end": "../2021-04-02"}, "not after 2 April 2021"),
        ({"start": "1994/1995"}, "since a day between 1 January 1994 and 31 December 1995"),
        ({}, "dates unknown"),
    ],
)
def test_bounds_in_words(dates: dict[str, str], words: str) -> None:
    assert in_words(bounds_of(dates)) == words


def test_a_start_before_a_last_day_of_february_is_no_month_in_a_leap_year() -> None:
    assert in_words(bounds_of({"start": "2016-02-01/2016-02-28"})).startswith("since a day between")


@given(st.lists(st.one_of(st.none(), st.dates()), min_size=4, max_size=4))
def test_there_are_always_words_and_every_known_side_is_told(days: list[object]) -> None:
    first, second, third, fourth = days
    bounds = Bounds(first, second, third, fourth)  # type: ignore[arg-type]
    words = in_words(bounds)
    sides = [any((first, second)), any((third, fourth))]
    assert (words == "dates unknown") == (not any(sides))
    assert words.count(", ") == (1 if all(sides) else 0)


def test_what_was_so_is_told_with_its_time() -> None:
    bounds = bounds_of({"first_cited": "2015-03", "last_cited": "2017-06"})
    assert told("commander", bounds) == "commander at the latest since March 2015, at least until June 2017"
    assert told("commander", bounds_of({})) == "commander, dates unknown"
