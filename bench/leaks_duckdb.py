"""Defectors and person-years of each unit in DuckDB, from the CSV files of a synthetic army.

What somebody with these files and SQL would write: of an event told several times the surest report, its middle day,
and a recursive query that carries each event, and each strength that stands for those above, up the chain as of the
day. It is as near to the measure as its data need: each tie runs from its first possible day to its last, a strength
from the beginning of its year, and a unit that has a strength of its own begins before the window. There are no least
and greatest counts, no intervals, no ranks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

KINDS = ("real", "estimate", "implied", "establishment", "deployed")
"""Kinds of strength, what is there before what should be."""
TRUST = ("high", "medium", "low")


@dataclass(frozen=True)
class Row:
    """A unit's line; person-years are None where no strength is known."""

    defectors: int
    person_years: float | None


def table(files: Path, first: date, last: date) -> Mapping[str, Row]:
    """The line of each unit in a window, by its id; the files are read anew."""
    import duckdb

    with duckdb.connect() as connection:
        for name in ("units", "subordinations", "strengths", "defections"):
            connection.read_csv(str(files / f"{name}.csv"), all_varchar=True).create(name)
        for statement in (FIRST_DAY, LAST_DAY, TIES):
            connection.execute(statement)
        values = {"first": first, "last": last, "kinds": KINDS, "trust": TRUST}
        rows = connection.execute(QUERY, values).fetchall()
    return {unit: Row(int(defectors), years) for unit, defectors, years in rows}


FIRST_DAY = """CREATE OR REPLACE TEMP MACRO first_day(told) AS CASE length(told)
    WHEN 4 THEN CAST(told || '-01-01' AS DATE) WHEN 7 THEN CAST(told || '-01' AS DATE) ELSE CAST(told AS DATE) END"""
LAST_DAY = """CREATE OR REPLACE TEMP MACRO last_day_of(told) AS CASE length(told)
    WHEN 4 THEN CAST(told || '-12-31' AS DATE) WHEN 7 THEN last_day(CAST(told || '-01' AS DATE))
    ELSE CAST(told AS DATE) END"""

TIES = """
CREATE TEMP TABLE ties AS
SELECT unit, parent, first_day("start") AS since,
    CASE "end" WHEN '..' THEN DATE '9999-12-31' ELSE last_day_of("end") END AS until
FROM subordinations
"""

QUERY = """
WITH RECURSIVE events AS (
    SELECT id, arg_min(unit, list_position($trust, confidence)) AS unit,
        arg_min(date, list_position($trust, confidence)) AS told,
        arg_min(CAST(count AS INTEGER), list_position($trust, confidence)) AS persons
    FROM defections GROUP BY id
), dated AS (
    SELECT id, unit, persons, first_day(split_part(told, '/', 1)) AS earliest,
        last_day_of(split_part(told, '/', -1)) AS latest
    FROM events WHERE unit IS NOT NULL AND unit <> ''
), counted AS (
    SELECT id, unit, persons, earliest + CAST((latest - earliest) // 2 AS INTEGER) AS day FROM dated
    WHERE day BETWEEN $first AND $last
), placed AS (
    SELECT id, unit, day, persons FROM counted
    UNION
    SELECT placed.id, ties.parent, placed.day, placed.persons
    FROM placed JOIN ties ON ties.unit = placed.unit AND placed.day BETWEEN ties.since AND ties.until
), defectors AS (
    SELECT unit, sum(persons) AS defectors FROM placed GROUP BY unit
), own AS (
    SELECT unit,
        arg_min(CAST(best AS DOUBLE), list_position($kinds, kind) * 10 + list_position($trust, confidence)) AS best
    FROM strengths WHERE first_day("start") <= $first GROUP BY unit
), there AS (
    SELECT own.unit AS own, own.unit AS unit, best, CAST($first AS DATE) AS since, CAST($last AS DATE) AS until FROM own
    UNION
    SELECT there.own, ties.parent, there.best, greatest(there.since, ties.since), least(there.until, ties.until)
    FROM there JOIN ties ON ties.unit = there.unit AND ties.since <= there.until AND ties.until >= there.since
    WHERE ties.parent NOT IN (SELECT unit FROM own)
), exposed AS (
    SELECT unit, sum(best * (until - since + 1)) / 365.25 AS person_years FROM there GROUP BY unit
)
SELECT units.id, coalesce(defectors, 0), person_years
FROM units LEFT JOIN defectors ON defectors.unit = units.id LEFT JOIN exposed ON exposed.unit = units.id
"""
