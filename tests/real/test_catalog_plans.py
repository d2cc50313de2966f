"""How the named queries are planned: what is asked by its id is found by an index, and nothing is read whole.

A plan is made for the indexes that there are, so a small graph shows it as well as a large one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from graph.army import EVENTS, READ, UNITS
from graph.catalog import NamedQuery, columns_together, run, run_together
from graph.catalog.running import bound
from graph.catalog.types import Type
from graph.connection import Database
from graph.details import COMMANDERS, DETAILS, GARRISONS, SOURCES
from tests.real.asking import CATALOG, load, points, posted, says, tie, under, with_schema

GIVEN: Mapping[Type, str] = {Type.TEXT: "text", Type.ID: "top", Type.DAY: "2015-01-01", Type.INTEGER: "5"}

SCANS = ("AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan", "SubtractionNodeByLabelsScan",
         "DirectedAllRelationshipsScan", "UndirectedAllRelationshipsScan", "DirectedRelationshipTypeScan",
         "UndirectedRelationshipTypeScan", "DirectedUnionRelationshipTypesScan",
         "UndirectedUnionRelationshipTypesScan")  # fmt: skip

BY_NATURE = {
    "commanders-in-succession": "without a unit it looks at the commanders of all",
    "conflicts": "what is in conflict is a list on the fact, which no index holds",
    "defection-commanders": "of all defections",
    "defection-details": "of all defections",
    "defection-events": "of all defections",
    "defection-places": "of all defections",
    "defection-sources": "of all defections",
    "defections-by-month": "of all defections",
    "defections-by-motive": "of all defections",
    "defections-by-unit": "of all defections",
    "defectors-named": "of all defections",
    "garrison-regions": "of all garrisons",
    "garrisons": "of all garrisons",
    "garrisons-by-place": "without a place it lists the garrisons of all, and places are few",
    "no-superior": "what is missing no index holds",
    "one-weak-source": "how well a fact is told no index holds: it would cost each ingest and serve this alone",
    "order-of-battle": "of all units",
    "patronage-ties": "of all ties of patronage",
    "patrons": "counts all ties of patronage",
    "persons-of-rank": "ranks lie on the postings; an index on them would cost each ingest and serve this alone",
    "placeholders": "looks at the names of all units: two words in lower case, however they are written",
    "places": "of all places",
    "several-superiors": "compares the ties of all units",
    "strengths": "of all units",
    "strengths-that-disagree": "compares all strengths",
    "subordinations": "of all units",
    "totals-of-defectors": "of all totals and defections",
    "units": "of all units",
}
"""Queries that read all of a class of facts, and why."""

WHOLE_INDEX = {
    "sources": "counts all claims, by the index on their sources",
    "changes-since": "all that was taken back, which is little",
}
"""Queries that read a whole index, and why."""


@pytest.fixture
def db(empty: Database) -> Database:
    """A little of all that the queries ask for."""
    db = with_schema(empty)
    load(
        db,
        under("bn", "top", start="2010"),
        posted("p", "bn", start="2010"),
        posted("q", "top", start="2012"),
        tie("p", "Person", "Patronage", "q"),
        tie("bn", "Unit", "Garrison", "here"),
        says("d", "Defection", "date", "2021-02-01"),
        tie("top", "Unit", "Strength", None, kind="actual", best="500"),
    )
    return db


def profiled(db: Database, query: NamedQuery, values: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The operators of the plan, each with its rows and hits."""

    def each(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        yield plan
        for child in plan.get("children", ()):
            yield from each(child)

    parameters = bound(query, values)
    summary = db.read_work(lambda tx: tx.run(f"PROFILE {query.text}", parameters).consume())
    assert summary.profile is not None
    return list(each(summary.profile))


def operators(plan: list[Mapping[str, Any]]) -> list[str]:
    return [str(one["operatorType"]).partition("@")[0] for one in plan]


def scans(plan: list[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """The operators that read all of a label or a type, and how many rows they read."""
    rows = (int(one["rows"]) for one in plan)
    return [(name, read) for name, read in zip(operators(plan), rows, strict=True) if name in SCANS]


def given(query: NamedQuery) -> dict[str, str]:
    return {
        one.name: next(iter(one.scheme.concepts)) if one.scheme else GIVEN[one.type]
        for one in query.parameters
    }


def test_nothing_is_read_whole_where_an_index_serves(db: Database) -> None:
    """Nor is an exception one that is none any more."""
    assert set(BY_NATURE) | set(WHOLE_INDEX) <= set(CATALOG)
    for name, query in CATALOG.items():
        plan = profiled(db, query, given(query))
        assert bool(scans(plan)) == (name in BY_NATURE), name
        assert ("NodeIndexScan" in operators(plan)) == (name in WHOLE_INDEX), name
        if any(one.cls for one in query.parameters):
            assert "NodeUniqueIndexSeek" in operators(plan), name


def test_what_may_be_asked_by_id_reads_nothing_whole_then(db: Database) -> None:
    for query in (CATALOG["commanders-in-succession"], CATALOG["garrisons-by-place"]):
        assert [rows for _, rows in scans(profiled(db, query, given(query)))] == [0]
        assert [rows for _, rows in scans(profiled(db, query, {}))] != [0]


def test_a_scan_is_seen(db: Database) -> None:
    """The check itself: an id that is asked for without the label of the index is looked for among all."""
    query = CATALOG["chain-up"]
    blind = replace(query, text=query.text.replace(":Unit:Entity", ":Unit"))
    assert [name for name, _ in scans(profiled(db, blind, given(query)))] == ["NodeByLabelScan"]


# ---- answers that are read whole


def test_rows_by_the_thousand_are_the_same_rows_in_the_same_order(empty: Database) -> None:
    db = with_schema(empty)
    load(
        db,
        *(under(f"u{number:04}", "top", start="2010") for number in range(1, 1_100)),
        *(tie(f"u{number:04}", "Unit", "Strength", None, kind="real", best="5") for number in range(1, 40)),
        *(says(f"d{number}", "Defection", "date", "2021-02") for number in range(20)),
        *(points(f"d{number}", "Defection", "from_unit", f"u{number + 1:04}") for number in range(19)),
        *(posted(f"p{number}", f"u{number + 1:04}", start="2012") for number in range(9)),
        tie("p1", "Person", "Patronage", "p2", start="2013"),
        tie("u0001", "Unit", "Garrison", "here", start="2011"),
    )
    whole = [CATALOG[name] for name in (UNITS, EVENTS, DETAILS, SOURCES, COMMANDERS, GARRISONS)]
    for query, rows in zip(whole, run_together(db, whole), strict=True):
        assert rows and rows == bare(db, query, {}), query.name
        assert len(rows) == 1_100 or query.name != UNITS

    by_column = [CATALOG[name] for name in READ]
    for query, columns in zip(by_column, columns_together(db, by_column), strict=True):
        rows = bare(db, query, {})
        assert rows and columns == {one.name: [row[one.name] for row in rows] for one in query.columns}, (
            query.name
        )


def bare(db: Database, query: NamedQuery, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows as the driver gives them."""
    return db.read(query.text, bound(query, values))


def test_each_query_gives_the_rows_of_its_text(db: Database) -> None:
    for name, query in CATALOG.items():
        rows, asked = bare(db, query, given(query)), run(db, query, given(query))
        assert [list(map(told, row.values())) for row in rows] == [list(row.values()) for row in asked], name
    assert any(run(db, query, given(query)) for query in CATALOG.values())


def told(value: Any) -> Any:
    """Days as Python's; all else as it is."""
    return value.to_native() if hasattr(value, "to_native") else value


def test_no_rows_are_no_rows(empty: Database) -> None:
    assert list(run_together(with_schema(empty), [CATALOG[UNITS]])) == [[]]
    assert all(
        not any(columns.values()) for columns in columns_together(empty, [CATALOG[name] for name in READ])
    )


# ---- changes since a day


MADE = """
UNWIND range(1, $many) AS n
CREATE (c:Claim {id: right('00000' + toString(n * 7919 % 30011), 5), subject: 'u', predicate: 'name', source: 's',
    recorded: date('2020-01-01') + duration({days: n % $days}),
    retired: CASE n % 1000 WHEN 0 THEN date('2020-06-01') END})
"""

PLAIN = """
MATCH (c:Claim) WHERE c.recorded >= date($since) OR c.retired >= date($since)
RETURN c.id AS claim ORDER BY coalesce(c.retired, c.recorded) DESC, claim LIMIT $limit
"""


@pytest.mark.parametrize("days", [1, 400])
def test_changes_are_found_however_many_were_recorded_on_a_day(empty: Database, days: int) -> None:
    """More on the last day than are sorted by themselves, or fewer."""
    db = with_schema(empty)
    db.write(lambda tx: tx.run(MADE, many=25_000, days=days).consume())
    for since, limit in (
        ("2019-01-01", 50),
        ("2020-01-03", 7),
        ("2020-01-01", 400),
        ("2020-05-20", 100),
        ("2020-06-01", 0),
    ):
        expected = db.read(PLAIN, {"since": since, "limit": limit})
        found = run(db, CATALOG["changes-since"], {"since": since, "limit": limit})
        assert [row["claim"] for row in found] == [row["claim"] for row in expected]
