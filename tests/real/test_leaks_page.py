"""What the page of leaks asks the database for: the six units of test_leaks.py, asked again by Cypher alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from analysis.army import Window
from analysis.leaks import Measured, leaks
from analysis.superiors import superiors
from graph.army import read_army
from graph.catalog import run
from graph.connection import Database, open_database
from graph.settings import Settings
from ontology.reading import load_model
from tests.conftest import clear
from tests.real.asking import CATALOG
from tests.real.commanding import orbatlas
from tests.real.test_leaks import TABLES

WINDOW = Window(date(2017, 1, 1), date(2020, 12, 31))
PLACES = """\
id,name,aliases,latitude,longitude,code,within,source,confidence,note
land,Land,,,,,,s,high,
north,North,,,,,land,s,high,
town,Town,,,,,north,s,high,
"""
GARRISONS = """\
unit,place,first_cited,last_cited,start,end,source,confidence,note
N1,town,,,2010,2018,s,high,
N2,north,,,2010,..,s,high,
D,land,,,2010,..,s,high,
"""


@pytest.fixture(scope="module")
def six(
    database: Database, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Database:
    clear(database)
    folder = tmp_path_factory.mktemp("six")
    for name, text in {**TABLES, "places": PLACES, "garrisons": GARRISONS}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    orbatlas("ingest", "tables", folder, environment=environment, cwd=folder)
    return database


@pytest.fixture(scope="module")
def measured(six: Database) -> Measured:
    return leaks(read_army(six, load_model()), WINDOW)


# ---- the number again, by Cypher


@pytest.mark.parametrize(
    ("unit", "defectors"), [("N1", 10), ("N2", 4), ("N3", 7), ("B1", 12), ("B2", 20), ("D", 31)]
)
def test_cypher_gives_the_number_again(six: Database, measured: Measured, unit: str, defectors: int) -> None:
    values = {"unit": unit, "from": WINDOW.first, "to": WINDOW.last}
    rows = run(six, CATALOG["defections-counted"], values)
    assert {row["total"] for row in rows} == {defectors}
    assert sum(row["persons"] for row in rows) == defectors
    assert {row["event"] for row in rows} == measured.counted(unit)


@pytest.mark.parametrize(
    "window", [Window(date(2018, 6, 15), date(2018, 6, 15)), Window(date(2019, 1, 1), date(2019, 12, 31))]
)
def test_cypher_and_measure_agree_on_other_windows(six: Database, window: Window) -> None:
    found = leaks(read_army(six, load_model()), window)
    for line in found.leaks:
        if line.unit is not None:
            values = {"unit": line.unit, "from": window.first, "to": window.last}
            rows = run(six, CATALOG["defections-counted"], values)
            assert sum(row["persons"] for row in rows) == line.defectors


# ---- strengths and regions


def test_figures_of_a_unit_and_of_those_right_under_it(six: Database) -> None:
    def figures(unit: str, **window: str) -> list[tuple[str, bool, str, int]]:
        rows = run(six, CATALOG["strengths-of-unit"], {"unit": unit, **window})
        return [(row["unit"], row["under"], row["kind"], row["best"]) for row in rows]

    assert figures("B1") == [
        ("N1", True, "establishment", 800),
        ("N1", True, "real", 250),
        ("N2", True, "real", 100),
    ]
    assert figures("B1", **{"from": "2019-01-01"}) == [("N2", True, "real", 100)]
    assert figures("B2")[0] == ("B2", False, "real", 500)


def test_the_region_lies_right_under_the_uppermost_place(six: Database) -> None:
    def regions(**window: str) -> set[tuple[str, str]]:
        rows = run(six, CATALOG["garrison-regions"], window)
        return {(row["unit"], row["region_name"]) for row in rows}

    assert regions() == {("N1", "North"), ("N2", "North"), ("D", "Land")}
    assert regions(**{"from": "2019-06-01", "to": "2020-01-01"}) == {("N2", "North"), ("D", "Land")}


# ---- superiors


def test_a_unit_that_moved_has_one_superior_after_the_other(measured: Measured) -> None:
    told = [
        (one.unit, one.steps, one.first, one.last, one.certain, one.events, one.persons)
        for one in superiors(measured, "N1")
    ]
    assert told == [
        ("B1", 1, date(2017, 1, 1), date(2018, 12, 31), True, 3, 8),
        ("B2", 1, date(2019, 1, 1), date(2020, 12, 31), True, 1, 2),
        ("D", 2, date(2017, 1, 1), date(2020, 12, 31), True, 4, 10),
    ]


def test_a_tie_that_is_only_possible_is_not_called_certain(measured: Measured) -> None:
    spans = {(one.unit, one.certain) for one in superiors(measured, "N3")}
    assert ("B2", False) in spans
    assert sum(one.persons for one in superiors(measured, "N3") if one.unit == "B2") == 7


def test_an_unknown_unit_has_no_superiors(measured: Measured) -> None:
    with pytest.raises(KeyError):
        superiors(measured, "nobody")


# ---- the state that is kept in memory


def test_the_state_changes_with_each_write_by_anybody_and_with_no_read(
    six: Database, settings: Settings, tmp_path: Path
) -> None:
    before = six.state()
    six.read("MATCH (n) RETURN count(n) AS n")
    assert six.state() == before
    with open_database(settings) as other:
        other.write(lambda tx: tx.run("MATCH (u {id: 'N1'}) SET u.note = 'other'").consume())
    assert six.state() != before
