"""Circles in command: refused on the day on which they hold, let stand where nothing says that they ever held."""

from __future__ import annotations

import random
import time
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claims import Claim
from ingest.context import Context
from ingest.plan import plan_ingest
from ingest.rows import Refusal, RowRefused
from ingest.tables.circles import POSSIBLE, RULE
from ingest.tables.ways import Days, Ways, may_close
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 1, 2)
SOURCES = "id,title,published\ns1,One,2021-03-04\n"


def read(folder: Path, *ties: str) -> tuple[list[Claim], list[Refusal], dict[str, int]]:
    """The ties taken, the refusals and the warnings of rows `unit,parent,kind,first_cited,last_cited,start,end`."""
    folder.mkdir(exist_ok=True)
    units = sorted({unit for tie in ties for unit in tie.split(",")[:2]})
    heading = "unit,parent,kind,first_cited,last_cited,start,end,source\n"
    rows = "".join(f"{tie}{',' * (6 - tie.count(','))},s1\n" for tie in ties)
    (folder / "sources.csv").write_text(SOURCES)
    (folder / "units.csv").write_text("id,name\n" + "".join(f"{unit},Unit {unit}\n" for unit in units))
    (folder / "subordinations.csv").write_text(heading + rows)
    plan = plan_ingest(MODEL, "tables", [folder], collection="c", recorded=DAY)
    context = Context(MODEL, "c", DAY)
    reader = plan.format.reader(plan.sheets, context)
    taken: list[Claim] = []
    refusals: list[Refusal] = []
    for sheet in plan.sheets:
        for row in sheet.rows():
            try:
                taken.extend(c for c in reader.claims(row, sheet) if c.predicate == "Subordination")
            except RowRefused as refused:
                refusals.extend(refused.refusals)
    return taken, refusals, context.warnings.as_dict()


def test_the_row_that_closes_a_circle_is_refused_with_the_way_round_and_a_day(tmp_path: Path) -> None:
    taken, (refusal,), _ = read(
        tmp_path, "a,b,,,,2010,2020", "b,c,,,,2012,..", "c,a,,,,2013-05,2013-07", "d,a,,,,2013,.."
    )
    assert [(claim.subject, claim.object) for claim in taken] == [("a", "b"), ("b", "c"), ("d", "a")]
    assert (refusal.file, refusal.line, refusal.column, refusal.value, refusal.rule) == (
        "subordinations.csv",
        4,
        "parent",
        "a",
        RULE,
    )
    assert refusal.hint == (
        "On 2013-05-31: a answers to b, b answers to c, and by this row c to a. Mend a superior or a date."
    )


# Two ties between two units, and what becomes of the second: refused, let stand with a warning, or just loaded.
PAIRS = {
    "one after the other": ("a,b,,,,2010,2012", "b,a,,,,2013,2015", "loaded"),
    "on one common day": ("a,b,,,,2010,2012-06-01", "b,a,,,,2012-06-01,2015", "refused"),
    "seen on one common day": ("a,b,,2014-05-02,2014-05-02,,", "b,a,,2014-05-02,2014-05-02,,", "refused"),
    "seen on two days": ("a,b,,2014-05-02,2014-05-02,,", "b,a,,2014-05-03,2014-05-03,,", "possible"),
    "still so when the source spoke": ("a,b,,,,2010,..", "b,a,,,,2021-03-01,..", "refused"),
    "perhaps so after the source spoke": ("a,b,,,,2010,..", "b,a,,,,2021-03-05,2021-04-05", "possible"),
    "one of them without an end": ("a,b,,,,2010,", "b,a,,,,2012,2015", "possible"),
    "in the same years, not the same days": ("a,b,,,,2010,2010", "b,a,,,,2010,2010", "possible"),
    "none of them dated": ("a,b,,,,,", "b,a,,,,,", "refused"),
    "one of them undated": ("a,b,,,,,", "b,a,,,,2010,2015", "possible"),
    "in different respects": ("a,b,administrative,,,2010,2012", "b,a,operational,,,2011,2012", "refused"),
    "the same tie twice": ("a,b,,,,2010,2012", "a,b,,,,2011,2013", "loaded"),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("turned", [False, True])
def test_two_units_over_each_other(tmp_path: Path, name: str, turned: bool) -> None:
    first, second, expected = PAIRS[name]
    order = (second, first) if turned else (first, second)
    taken, refusals, warnings = read(tmp_path, *order)
    assert [(refusal.line, refusal.rule) for refusal in refusals] == (
        [(3, RULE)] if expected == "refused" else []
    )
    assert len(taken) == 2 - len(refusals)
    assert warnings.get(POSSIBLE, 0) == (expected == "possible")


def test_a_circle_of_undated_ties_says_that_they_are_undated(tmp_path: Path) -> None:
    _, (refusal,), _ = read(tmp_path, "a,b", "b,c", "c,a")
    assert refusal.hint.startswith("None of these ties has a date: a answers to b, b answers to c")


def test_a_circle_can_be_closed_again_elsewhere_and_each_time_is_told(tmp_path: Path) -> None:
    years = ",,,,2010,2020"
    _, refusals, _ = read(tmp_path, f"a,b{years}", f"b,a{years}", f"b,c{years}", f"c,a{years}", f"c,d{years}")
    assert [refusal.line for refusal in refusals] == [3, 5]


def test_a_row_with_a_date_that_cannot_be_closes_nothing(tmp_path: Path) -> None:
    _, refusals, _ = read(tmp_path, "a,b,,,,2010-02-30,2020", "b,a,,,,2010,2020")
    assert not refusals  # the first row is refused by the rule about dates, which the pipeline asks


def test_a_unit_above_itself_is_told_by_its_own_rule(tmp_path: Path) -> None:
    taken, refusals, _ = read(tmp_path, "a,a,,,,2010,2020")
    assert len(taken) == 1 and not refusals


DEPTH = 20_000


@pytest.mark.parametrize("order", ["upward", "downward", "shuffled"])
def test_a_circle_through_twenty_thousand_units_is_found_quickly(order: str) -> None:
    ties = [(f"u{n}", f"u{n + 1}") for n in range(DEPTH - 1)]
    if order == "downward":
        ties.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(ties)
    started, ways = time.process_time(), Ways()
    assert len(may_close([*ties, (f"u{DEPTH - 1}", "u0")])) == DEPTH
    for below, above in ties:
        assert ways.closes(below, above, (1, 9)) is None
        ways.add(below, above, (1, 9))
    found = ways.closes(f"u{DEPTH - 1}", "u0", (5, 12))
    assert time.process_time() - started < 2
    assert found is not None and len(found[0]) == DEPTH + 1 and found[1] == (5, 9)


def test_a_long_circle_is_told_in_few_words(tmp_path: Path) -> None:
    ties = [f"u{n},u{n + 1},,,,2010,2020" for n in range(999)]
    _, (refusal,), _ = read(tmp_path, *ties, "u999,u0,,,,2015,2016")
    assert "so on over 993 more" in refusal.hint and len(refusal.hint) < 400


def test_ties_without_a_circle_cost_next_to_nothing() -> None:
    """A hundred levels of two hundred units, each under two: no unit is left to be looked at."""
    pairs = [
        (f"{level}-{unit}", f"{level + 1}-{(unit + step) % 200}")
        for level, unit, step in product(range(100), range(200), (0, 7))
    ]
    started = time.process_time()
    assert may_close(pairs) == set()
    assert time.process_time() - started < 1


# ---- against the definition, written out plainly

UNITS = "abcd"
TIES = st.lists(
    st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(0, 5), st.integers(0, 5)).filter(
        lambda tie: tie[0] != tie[1] and tie[2] <= tie[3]
    ),
    max_size=14,
)


def is_circle(ties: list[tuple[str, str, Days]]) -> bool:
    """Whether, on any day, some unit answers to itself."""
    for day in range(6):
        today = {(below, above) for below, above, days in ties if days[0] <= day <= days[1]}
        for _ in UNITS:
            today |= {(a, d) for a, b in today for c, d in today if b == c}
        if any(below == above for below, above in today):
            return True
    return False


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(TIES)
def test_a_tie_closes_a_circle_exactly_where_the_definition_says_so(
    ties: list[tuple[str, str, int, int]],
) -> None:
    ways, kept = Ways(), list[tuple[str, str, Days]]()
    for below, above, first, last in ties:
        mine = (below, above, (first, last))
        found = ways.closes(below, above, (first, last))
        assert (found is not None) == is_circle([*kept, mine])
        if found is None:
            ways.add(below, above, (first, last))
            kept.append(mine)
            continue
        way, days = found
        assert way[0] == below and way[1] == above and way[-1] == below
        assert first <= days[0] <= days[1] <= last
        assert {below, above} <= may_close([(a, b) for a, b, _ in [*kept, mine]])
