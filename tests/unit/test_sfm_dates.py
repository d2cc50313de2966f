"""Dates of the Security Force Monitor's sheets, and what becomes of them in EDTF."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sfm.dates import read_date, read_parts, span_of_days
from ontology.time import DateError, parse


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("6/27/2001", "2001-06-27"),
        ("06/06/2007", "2007-06-06"),
        ("10 /21/2010", "2010-10-21"),
        ("July 2015", "2015-07"),
        ("sept 2015", "2015-09"),
        ("27 July 2015", "2015-07-27"),
        ("July 27, 2015", "2015-07-27"),
        ("2000", "2000"),
        ("2015-01-", "2015-01"),
        ("1998-00-00", "1998"),
        ("2020-10--", "2020-10"),
        ("2020-10", "2020-10"),
        ("2019-11-29T10:25:45Z", "2019-11-29"),
        ("20190105103140", "2019-01-05"),
        ("2021-02~", "2021-02~"),
        ("../2021-04", "../2021-04"),
    ],
)
def test_dates_as_the_sheets_write_them(text: str, edtf: str) -> None:
    read = read_date(text)
    assert read is not None and (read.edtf, read.odd) == (edtf, ())
    assert parse(edtf).earliest != parse(edtf).latest or edtf.count("-") == 2


@pytest.mark.parametrize("text", ["", "Undated", "nan", "n/a"])
def test_what_says_that_there_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2/30/2015", "13/3/2011", "4/4/42016", "Noevember 2013", "2015-020-24", "2018-03.20", "2015-00-05",
        "soon", "1/2/45", "0015", "32 July 2015",
    ],
)  # fmt: skip
def test_what_cannot_be_a_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_date(text)


def test_a_year_of_two_digits_is_read_only_where_the_century_is_plain() -> None:
    read = read_date("01/01/80")
    assert read is not None and read.edtf == "1980-01-01" and len(read.odd) == 1


def test_separate_columns() -> None:
    assert read_parts("7", "", "2015") == "2015-07"
    assert read_parts("7", "27", "2015") == "2015-07-27"
    assert read_parts("", "", "2015") == "2015"
    assert read_parts("", "", "") is None
    for parts in (("", "27", "2015"), ("2", "30", "2015"), ("", "", "August 1991"), ("7", "", "")):
        with pytest.raises(DateError):
            read_parts(*parts)


@pytest.mark.parametrize(
    ("first", "last", "edtf"),
    [
        ("2012-09-01", "2012-09-30", "2012-09"),
        ("2023-01-01", "2023-12-31", "2023"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2023-06-20", "2023-06-20", "2023-06-20"),
        ("2024-02-15", "2024-03-24", "2024-02-15/2024-03-24"),
        ("2023-02-01", "2023-03-31", "2023-02-01/2023-03-31"),
        ("since_beginning_of_time", "2014-08-01", "../2014-08-01"),
        ("2014-08-01", "", "2014-08-01/.."),
    ],
)
def test_imprecise_ranges(first: str, last: str, edtf: str) -> None:
    assert span_of_days(first, last) == edtf


@pytest.mark.parametrize(
    ("first", "last"),
    [("2024-03-24", "2024-02-15"), ("since_beginning_of_time", ""), ("2024-02-30", "2024-03-01")],
)
def test_ranges_that_cannot_be(first: str, last: str) -> None:
    with pytest.raises(DateError):
        span_of_days(first, last)


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(0, 1_000))
def test_a_range_keeps_its_days(first: date, days: int) -> None:
    try:
        last = first + timedelta(days=days)
    except OverflowError:
        last = date.max
    span = parse(span_of_days(first.isoformat(), last.isoformat()))
    assert (span.earliest, span.latest) == (first, last)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_read_the_same_in_all_spellings(day: date) -> None:
    spellings = (
        f"{day.month}/{day.day}/{day.year}",
        day.isoformat(),
        f"{day.isoformat()}T00:00:00",
        f"{day:%Y%m%d}",
    )
    assert {read.edtf for text in spellings if (read := read_date(text))} == {day.isoformat()}
    assert read_parts(str(day.month), str(day.day), str(day.year)) == day.isoformat()


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_no_date_or_refused(text: str) -> None:
    try:
        read = read_date(text)
    except DateError:
        return
    assert read is None or parse(read.edtf) is not None
