"""The catalog on the real sheets on Nigeria: each query answers, and some answers are found a second way."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from graph.catalog import NamedQuery, run
from graph.chain import UP, bounds_from, chain
from graph.connection import Database
from ontology.time import Holds
from tests.data.sfm.reading import shared
from tests.real.asking import CATALOG, MODEL, ask
from tests.real.test_sfm import ingest

DAY = "2015-01-01"
# The sheets say nothing of these.
SILENT = {
    "defection-commanders",
    "defection-details",
    "defection-events",
    "defection-sources",
    "defections-counted",
    "strengths",
    "strengths-of-unit",
    "totals-of-defectors",
    "defections-by-month",
    "defections-by-motive",
    "defection-places",
    "defections-by-unit",
    "defectors-named",
    "patronage-ties",
    "patrons",
    "strengths-that-disagree",
}


@pytest.mark.slow
def test_each_answers_on_real_data(empty: Database, tmp_path: Path) -> None:
    ingest(empty, shared("sfm-nigeria"), tmp_path)
    some = _some(empty)
    answered = {query.name for query in CATALOG.values() if run(empty, query, _needed(query, some))}
    assert answered == set(CATALOG) - SILENT
    _several_superiors_are_found_by_counting(empty)
    _the_chain_is_the_command_s(empty, some["unit"])


def _some(database: Database) -> dict[str, str]:
    """The unit, person and place of which most is said, and values for the rest."""
    ends = {
        "unit": "MATCH (n:Unit)<-[r:COMMANDS]-() ",
        "person": "MATCH (n:Person)-[r:POSTED_TO|COMMANDS]->() ",
        "place": "MATCH (n:Place)<-[r:OPERATES_IN|GARRISONED_AT]-() ",
    }
    most = "RETURN n.id AS id, count(r) AS ties ORDER BY ties DESC, id LIMIT 1"
    found = {name: str(database.read(query + most)[0]["id"]) for name, query in ends.items()}
    return {
        **found,
        "on": DAY,
        "rank": "Major General",
        "since": "2026-01-01",
        "from": "2010-01-01",
        "to": DAY,
    }


def _needed(query: NamedQuery, some: dict[str, str]) -> dict[str, str]:
    return {one.name: some[one.name] for one in query.parameters if one.required}


def _several_superiors_are_found_by_counting(database: Database) -> None:
    """The same answer from the bare ties and the model of time."""
    day = date.fromisoformat(DAY)
    ties = database.read(
        "MATCH (u)-[r:SUBORDINATE_TO]->(p) RETURN u.id AS unit, p.id AS superior, properties(r) AS r"
    )
    above: dict[str, dict[str, set[Holds]]] = {}
    spans: dict[str, list[tuple[str, date, date]]] = {}
    for row in ties:
        bounds = bounds_from(row["r"])
        if (holds := bounds.holds_on(day)) is not Holds.NO:
            above.setdefault(row["unit"], {}).setdefault(row["superior"], set()).add(holds)
        span = (row["superior"], bounds.start_earliest or date.min, bounds.end_latest or date.max)
        spans.setdefault(row["unit"], []).append(span)
    expected = {
        unit: "certain" if sum(Holds.CERTAIN in how for how in superiors.values()) > 1 else "possible"
        for unit, superiors in above.items()
        if len(superiors) > 1
    }
    assert {row["unit"]: row["holds"] for row in ask(database, "several-superiors", on=DAY)} == expected
    ever = {
        unit
        for unit, known in spans.items()
        if any(a[0] != b[0] and a[1] <= b[2] and b[1] <= a[2] for a, b in combinations(known, 2))
    }
    assert {row["unit"] for row in ask(database, "several-superiors")} == ever


def _the_chain_is_the_command_s(database: Database, unit: str) -> None:
    """The query and `orbatlas chain` follow the same ties."""
    for on in (None, date.fromisoformat(DAY)):
        links = {
            link.id: link.holds for link in chain(database, MODEL, unit, on).links if link.direction == UP
        }
        rows = ask(database, "chain-up", unit=unit, on=on)
        assert links and {row["fact"]: row["holds"] for row in rows} == links
