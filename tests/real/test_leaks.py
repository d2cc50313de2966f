"""The leak measure on six units and thirteen events, every number of which is worked by hand in this text.

The window is 2017-01-01 to 2020-12-31: 1,461 days, which are 4 years of 365.25 days.

    division          D, over both brigades at all times
    brigades          B1: no strength of its own. B2: 500 men (400 to 600)
    battalions        N1: 250 men (200 to 300); should have 800. Under B1 until 2018-12-31, then under B2
                      N2: 100 men. Under B1 at all times; from 2020-01-01 under B2 too
                      N3: "Unnamed battalion", a placeholder. Seen under B2 on 2018-06-15 only; no strength

Person-years: N1 250 x 4 = 1,000 (800 to 1,200): who is there goes before who should be. N2 100 x 4 = 400. B2 its own
500 x 4 = 2,000 (1,600 to 2,400), whoever is under it. B1 what is under it on each day: N1 for 730 days and N2 for
1,461: 730 x 250 + 1,461 x 100 = 328,600 person-days = 899.658 person-years. D is B1 and B2: 2,899.658, in which N1 is
not counted again while it is under B2. N3 has no strength, and so no rate.

    event   unit  days                     persons      counts by its middle day for
    e01     N1    2018-03-10               3            N1, B1, D
    e02     N1    2019-05-01               2            N1, B2, D: N1 has moved
    e03     N1    2018-12-20..2019-01-09   4 (3 to 6)   N1, B1, D: the middle day is 2018-12-30
    e04     N2    2020-06-15               1            N2, B1 and B2, D once
    e05     N2    2017-07                  2            N2, B1, D
    e06     N3    2018-06-15               5            N3, B2, D: on that day it certainly was there
    e07     N3    2019-02-01               2            N3, B2, D: possibly there, and nowhere else
    e08     B2    2019-08-01               10 (8 to 12) B2, D; possibly N1 and N3, which were under B2, and not N2
    e09     none  2018-05-05               7            nobody: the line without a unit
    e10     N1    2016-12-20..2017-01-15   1            N1, B1, D: the middle day is 2017-01-02; not sure to be inside
    e11     N1    2020-12-20..2021-01-20   1            nobody: the middle day is 2021-01-04; possibly N1, B2, D
    e12     N2    2016-05-05               9            nobody: outside
    e13     N2    before 2019-07           not told: 1  N2, B1, D: by its one known end; not sure to be inside

              defectors                      at least                  at most
    N1        3+2+4+1            = 10        3+2+3          = 8        3+2+6+1+1 +12 (e08)      = 25
    N2        1+2+1              = 4         1+2            = 3        1+2+1                    = 4
    N3        5+2                = 7         5+2            = 7        5+2 +12 (e08)            = 19
    B1        3+4+1+2+1+1        = 12        3+1+2          = 6        3+6+1+2+1+1              = 14
    B2        2+1+5+2+10         = 20        2+1+5+8        = 16       2+6+1+5+2+12+1           = 29
    D         3+2+4+1+2+5+2+10+1+1 = 31      3+2+3+1+2+5+8  = 24       3+2+6+1+2+5+2+12+1+1+1   = 36

For B1 and B2 e03 is not certain: N1 was under the one on some of its days, under the other on the rest; for D it is,
as N1 was under D by one of them on each day. For B2 and D e07 is not certain: the tie is only possible on that day.

13 events read = 10 placed + 1 without a unit + 2 outside. Persons: 31 placed, 7 without a unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import chi2

from graph.connection import Database
from tests.conftest import clear
from tests.real.commanding import orbatlas

SOURCES = "id,title,publisher,published,url,archive_url,accessed,kind\ns,Synthetic report,,2021-12-31,,,,synthetic\n"
UNITS = """\
id,name,aliases,echelon,branch,country,start,end,source,confidence,note
D,Division (synthetic),,division,,,,,s,high,
B1,First Brigade (synthetic),,brigade,,,,,s,high,
B2,Second Brigade (synthetic),,brigade,,,,,s,high,
N1,First Battalion (synthetic),,battalion,,,,,s,high,
N2,Second Battalion (synthetic),,battalion,,,,,s,high,
N3,Unnamed battalion (synthetic),,battalion,,,,,s,high,
"""
TIES = """\
unit,parent,kind,first_cited,last_cited,start,end,source,confidence,note
B1,D,command,,,2010,..,s,high,
B2,D,command,,,2010,..,s,high,
N1,B1,command,,,2010,2018-12-31,s,high,
N1,B2,command,,,2019-01-01,..,s,high,
N2,B1,administrative,,,2010,..,s,high,
N2,B2,operational,,,2020-01-01,..,s,high,
N3,B2,command,2018-06-15,2018-06-15,,,s,low,
"""
STRENGTHS = """\
unit,kind,low,best,high,start,end,source,confidence,note
N1,establishment,,800,,2010,..,s,high,
N1,real,200,250,300,2015,..,s,low,
N2,real,,100,,2015,..,s,low,
B2,real,400,500,600,2015,..,s,low,
"""
DEFECTIONS = """\
id,date,unit,person,count_low,count,count_high,rank,mode,destination,motives,obstacles,support,place,source,confidence,note
e01,2018-03-10,N1,,,3,,,deserted,,,,,,s,medium,
e02,2019-05-01,N1,,,2,,,deserted,,,,,,s,medium,
e03,2018-12-20/2019-01-09,N1,,3,4,6,,deserted,,,,,,s,medium,
e04,2020-06-15,N2,,,1,,,deserted,,,,,,s,medium,
e05,2017-07,N2,,,2,,,deserted,,,,,,s,medium,
e06,2018-06-15,N3,,,5,,,deserted,,,,,,s,medium,
e07,2019-02-01,N3,,,2,,,deserted,,,,,,s,medium,
e08,2019-08-01,B2,,8,10,12,,deserted,,,,,,s,medium,
e09,2018-05-05,,,,7,,,deserted,,,,,,s,medium,
e10,2016-12-20/2017-01-15,N1,,,1,,,deserted,,,,,,s,medium,
e11,2020-12-20/2021-01-20,N1,,,1,,,deserted,,,,,,s,medium,
e12,2016-05-05,N2,,,9,,,deserted,,,,,,s,medium,
e13,/2019-06,N2,,,,,,deserted,,,,,,s,medium,
"""
TABLES = {
    "sources": SOURCES,
    "units": UNITS,
    "subordinations": TIES,
    "strengths": STRENGTHS,
    "defections": DEFECTIONS,
}
WINDOW = ("--from", "2017-01-01", "--to", "2020-12-31")
FIELDS = [
    "unit",
    "name",
    "echelon",
    "defectors",
    "defectors_min",
    "defectors_max",
    "strength",
    "strength_low",
    "strength_high",
    "person_years",
    "rate",
    "rate_low",
    "rate_high",
    "bound_low",
    "bound_high",
    "shrunk_rate",
    "p_top",
    "rank_low",
    "rank_high",
    "flags",
]


class Told:
    """The command, and what it tells of the six units."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = environment, folder
        ran = self.run(*WINDOW, "--format", "json")
        self.lines: list[dict[str, Any]] = ran.json()
        self.words = ran.err
        self.of = {line["unit"]: line for line in self.lines}

    def run(self, *arguments: str, code: int = 0) -> Any:
        return orbatlas("leaks", *arguments, environment=self.environment, cwd=self.folder, code=code)


@pytest.fixture(scope="module")
def told(
    database: Database, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Told:
    clear(database)
    folder = tmp_path_factory.mktemp("by-hand")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    orbatlas("ingest", "tables", folder, environment=environment, cwd=folder)
    return Told(environment, folder)


def test_each_line_has_the_documented_fields_in_their_order(told: Told) -> None:
    assert [list(line) for line in told.lines] == [FIELDS] * 7


@pytest.mark.parametrize(
    ("unit", "defectors", "least", "most"),
    [
        ("N1", 10, 8, 25),
        ("N2", 4, 3, 4),
        ("N3", 7, 7, 19),
        ("B1", 12, 6, 14),
        ("B2", 20, 16, 29),
        ("D", 31, 24, 36),
    ],
)
def test_defectors(told: Told, unit: str, defectors: int, least: int, most: int) -> None:
    line = told.of[unit]
    assert (line["defectors"], line["defectors_min"], line["defectors_max"]) == (defectors, least, most)


@pytest.mark.parametrize(
    ("unit", "best", "low", "high"),
    [
        ("N1", 1000, 200, 300),
        ("N2", 400, 100, 100),
        ("B2", 2000, 400, 600),
        ("B1", 328_600 / 365.25, (730 * 200 + 146_100) / 1461, (730 * 300 + 146_100) / 1461),
        ("D", 1_059_100 / 365.25, (730 * 200 + 146_100) / 1461 + 400, (730 * 300 + 146_100) / 1461 + 600),
    ],
)
def test_person_years(told: Told, unit: str, best: float, low: float, high: float) -> None:
    line = told.of[unit]
    assert line["person_years"] == pytest.approx(best)
    assert line["strength"] == pytest.approx(best / 4)
    assert (line["strength_low"], line["strength_high"]) == pytest.approx((low, high))


@pytest.mark.parametrize("unit", ["N1", "N2", "B1", "B2", "D"])
def test_rates(told: Told, unit: str) -> None:
    """Garwood's interval, here in its form by the chi-square distribution, and the wider bounds around it."""
    line = told.of[unit]
    years, count = line["person_years"], line["defectors"]
    assert line["rate"] == pytest.approx(1000 * count / years)
    assert line["rate_low"] == pytest.approx(1000 * chi2.ppf(0.025, 2 * count) / 2 / years)
    assert line["rate_high"] == pytest.approx(1000 * chi2.ppf(0.975, 2 * count + 2) / 2 / years)
    least = chi2.ppf(0.025, 2 * line["defectors_min"]) / 2 / (4 * line["strength_high"])
    most = chi2.ppf(0.975, 2 * line["defectors_max"] + 2) / 2 / (4 * line["strength_low"])
    assert (line["bound_low"], line["bound_high"]) == pytest.approx((1000 * least, 1000 * most))


def test_a_placeholder_is_listed_and_never_ranked(told: Told) -> None:
    line = told.of["N3"]
    unknown = [name for name in FIELDS[6:-1] if line[name] is not None]
    assert unknown == []
    assert line["flags"] == ["placeholder", "no_strength", "grouped"]


def test_units_that_the_data_cannot_tell_apart_are_tied(told: Told) -> None:
    """N1 and N2 both have 10 defectors in 1,000 person-years: one rate for both, and either may be first."""
    for unit in ("N1", "N2"):
        line = told.of[unit]
        assert line["shrunk_rate"] == pytest.approx(10.0)
        assert (line["rank_low"], line["rank_high"], line["p_top"]) == (1, 2, 1.0)
        assert "tied" in line["flags"]


def test_flags_say_where_numbers_come_from(told: Told) -> None:
    assert told.of["B1"]["flags"] == ["strength_of_parts", "assumed_count", "grouped", "tied"]
    assert told.of["D"]["flags"] == ["strength_of_parts", "assumed_count", "grouped"]
    assert "assumed_count" in told.of["N2"]["flags"]


def test_those_who_left_together_are_no_independent_cases(told: Told) -> None:
    """A person of N2 left in a group of (1 + 4 + 1) / 4 = 1.5 on average, one of N3 in one of (25 + 4) / 7 = 4.1."""
    assert "grouped" not in told.of["N2"]["flags"]
    assert "grouped" in told.of["N3"]["flags"]


def test_what_cannot_be_placed_is_a_line_of_its_own(told: Told) -> None:
    assert told.lines[-1] == {
        **dict.fromkeys(FIELDS),
        "defectors": 7,
        "defectors_min": 7,
        "defectors_max": 7,
        "flags": [],
    }


def test_totals_equal_the_events_read(told: Told) -> None:
    assert (
        "13 events read = 10 under units (31 persons) + 1 that no unit can be given (7 persons) + "
        in told.words
    )
    assert "+ 2 outside the window + 0 without a known day." in told.words


def test_the_events_of_a_unit_are_explained(told: Told) -> None:
    document = told.run(*WINDOW, "--explain", "B2", "--format", "json").json()
    standing = {event["event"]: (event["standing"], event["sure"]) for event in document["events"]}
    assert standing == {
        "e02": ("counted", True),
        "e04": ("counted", True),
        "e06": ("counted", True),
        "e07": ("counted", False),
        "e08": ("counted", True),
        "e03": ("possible", False),
        "e11": ("possible", False),
    }
    why = {event["event"]: " ".join(event["why"]) for event in document["events"]}
    assert "may have been under this one" in why["e03"]
    assert "middle day lies outside the window" in why["e11"]
    assert "not certain" in why["e07"]
    below = told.run(*WINDOW, "--explain", "N1", "--format", "json").json()["events"]
    assert "only for a unit above" in next(" ".join(one["why"]) for one in below if one["event"] == "e08")


def test_the_printed_tables_name_the_ties_and_what_is_not_ranked(told: Told) -> None:
    ran = told.run(*WINDOW, "--echelon", "battalion", "--top", "1")
    assert "Battalion: 1 of 2 ranked units" in ran.out
    assert "1 to 2, tied" in ran.out
    assert "1 more units have 7 defectors (at most 19)" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--echelon", "fleet"), "Units have: battalion, brigade, division."),
        (("--explain", "N11"), "Did you mean"),
        (("--from", "2021-01-01", "--to", "2020-01-01"), "ends before"),
        (("--top", "0"), "--top"),
        (("--from", "2021-13"), "--from"),
    ],
)
def test_a_wrong_command_is_told_of(told: Told, arguments: tuple[str, ...], words: str) -> None:
    ran = told.run(*arguments, code=2)
    assert words in ran.err
    assert not ran.out
