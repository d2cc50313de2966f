"""The real sheets on Nigeria: what is read of them, with expectations worked out by hand from the raw rows."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest

from graph.facts import TieFact
from graph.resolve import resolve
from ontology.time import Holds
from tests.data.sfm.reading import MODEL, Reading, read, shared

BRIGADE, BATTALION = "1b0c9127-e9ee-4fa6-9b34-fdc8802ee6d8", "0ece37dd-ccc6-4acd-a876-a6ee80d31277"


@pytest.fixture(scope="module")
def nigeria() -> Reading:
    return read(shared("sfm-nigeria"))


def superiors(reading: Reading, unit: str) -> dict[str | None, TieFact]:
    """The facts of a unit's subordination, by the name of the superior."""
    names = {claim.subject: claim.value for claim in reading.all() if claim.predicate == "name"}
    return {names[fact.target or ""]: fact for fact in resolve(MODEL, reading.of(unit, "Subordination")).ties}


def test_what_is_read_refused_and_left(nigeria: Reading) -> None:
    rows = Counter(file for file, _ in (*nigeria.claims, *nigeria.refused))
    assert rows == {
        "ng_orgs_20191024.tsv": 1552,
        "ng_persons_20190501.csv": 885,
        "sources_20190501.csv": 5987,
    }
    assert {at: found[0].value for at, found in nigeria.refused.items()} == {
        ("sources_20190501.csv", 3090): "2015-020-24",
        ("sources_20190501.csv", 4330): "2015-060-29",
        ("sources_20190501.csv", 4998): "2018-03.20",
    }
    # A posting that ended (30 June 2008) before it started (4 August 2008): the common check refuses its row.
    assert len(nigeria.broken) == 1 and "an end before its start" in nigeria.broken[0]
    assert len(nigeria.left) == 1 and nigeria.left[0].startswith("dos_fmtrpt_nigeria_units.tsv")


def test_the_traps_are_counted(nigeria: Reading) -> None:
    found = nigeria.warnings
    assert found["source that is none (nan)"] == 3
    assert found["unit without an id: taken for the one of that name"] == 7
    assert found["unit without an id: given one"] == 3
    assert found["unit: alias of two things"] == 32
    assert found["person without an id: known by the name alone"] == 885
    assert found["undated"] == 90
    assert found["date and its separate columns differ: the columns are taken"] > 40
    assert found["unit: placeholder (Unknown …, Unnamed …)"] > 10
    assert not any("columns not known" in kind for kind in found)


def test_every_source_that_a_sheet_cites_is_cited_by_a_claim(nigeria: Reading) -> None:
    cited = {claim.source for claim in nigeria.all()}
    for name, delimiter in (("ng_orgs_20191024.tsv", "\t"), ("ng_persons_20190501.csv", ",")):
        with shared(f"sfm-nigeria/{name}").open(encoding="utf-8", newline="") as handle:
            rows = list(csv.DictReader(handle, delimiter=delimiter))
        columns = [column for column in rows[0] if column.startswith(("Source:", "UUID:"))]
        named = {id.strip() for row in rows for column in columns for id in row[column].split(";")} - {
            "",
            "nan",
        }
        assert named <= cited, name


def test_ids_are_the_sources_own(nigeria: Reading) -> None:
    units = {claim.subject for claim in nigeria.all() if claim.subject_class == "Unit"}
    made = {unit for unit in units if unit.startswith("sfm:")}
    assert len(units - made) == 1055
    assert made == {
        f"sfm:ng/unit/{name}-police-division" for name in ("trans-ekulu", "oji-river", "igbo-eze-north")
    }


def test_a_unit_with_two_parents_one_after_the_other(nigeria: Reading) -> None:
    """1 Brigade: under an unknown division, cited 2000, ended 8/30/2007 (E); under 1 Mechanised Division from
    8/31/2007 (cited) and still so on 7/20/2017 (Y).
    """
    found = superiors(nigeria, BRIGADE)
    assert set(found) == {"Unknown Nigerian Army Division", "1 Mechanised Division"}
    before, after = found["Unknown Nigerian Army Division"], found["1 Mechanised Division"]
    assert tuple(before.bounds.as_dict().values()) == (
        None,
        date(2000, 12, 31),
        date(2007, 8, 30),
        date(2007, 8, 30),
    )
    assert tuple(after.bounds.as_dict().values()) == (None, date(2007, 8, 31), date(2017, 7, 20), None)
    days = [date(2005, 1, 1), date(2007, 8, 30), date(2007, 8, 31), date(2018, 1, 1)]
    assert [before.bounds.holds_on(day) for day in days] == [Holds.CERTAIN, Holds.CERTAIN, Holds.NO, Holds.NO]
    assert [after.bounds.holds_on(day) for day in days] == [
        Holds.POSSIBLE,
        Holds.POSSIBLE,
        Holds.CERTAIN,
        Holds.POSSIBLE,
    ]
    assert {fact.values["kind"] for fact in found.values()} == {"command"}


def test_a_unit_with_two_parents_and_an_open_end_without_a_date(nigeria: Reading) -> None:
    """130 Battalion: under an unknown brigade 2/1/2002 to 6/17/2014 (E); under 34 Field Artillery Brigade from
    6/18/2014 (cited), open-ended without a date of a last citation.
    """
    found = superiors(nigeria, BATTALION)
    brigade, unknown = found["34 Field Artillery Brigade"], found["Unknown Brigade of 82 Division"]
    assert tuple(brigade.bounds.as_dict().values()) == (None, date(2014, 6, 18), None, None)
    assert tuple(unknown.bounds.as_dict().values()) == (
        None,
        date(2002, 2, 1),
        date(2014, 6, 17),
        date(2014, 6, 17),
    )
    day = date(2014, 6, 18)
    assert (brigade.bounds.holds_on(day), unknown.bounds.holds_on(day)) == (Holds.POSSIBLE, Holds.NO)
    assert unknown.bounds.holds_on(date(2010, 1, 1)) is Holds.CERTAIN


def test_101_units_have_more_than_one_parent(nigeria: Reading) -> None:
    pairs = {(claim.subject, claim.object) for claim in nigeria.all() if claim.predicate == "Subordination"}
    assert sum(count > 1 for count in Counter(unit for unit, _ in pairs).values()) == 101


def test_free_text_stays_as_a_remark(nigeria: Reading) -> None:
    notes = {text for claim in nigeria.all() for key, text in claim.qualifiers if key == "note"}
    assert {"end: Retired", "end: retired", "end: Promoted to AIG"} <= notes
