"""What is told of each defection, from the graph: who and where, by whom it is told, who commanded, and totals."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.details import Details, Named
from graph.army import read_army
from graph.catalog import load_catalog, run
from graph.connection import Database
from graph.details import read_details
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run as ingest
from ingest.plan import plan_ingest
from ontology.reading import load_model
from tests.conftest import clear

MODEL = load_model()
TABLES = {
    "sources": "id,title,publisher,published,url,archive_url,accessed,kind\n"
    "s1,One,Radio,2021-05-20,,,,synthetic\ns2,Two,Radio,2021-06,,,,synthetic\ns3,Three,,,,,,synthetic\n",
    "places": "id,name,aliases,latitude,longitude,code,within,source,confidence,note\n"
    "land,Land,,,,,,s1,high,\nnorth,North,,,,,land,s1,high,\nsouth,South,,,,,land,s1,high,\ntown,Town,,,,,north,s1,high,\n",
    "units": "id,name,aliases,echelon,branch,country,start,end,source,confidence,note\n"
    "u1,First,,battalion,,,,,s1,high,\nu2,Second,,battalion,,,,,s1,high,\nu3,Third,,battalion,,,,,s1,high,\n",
    "garrisons": "unit,place,first_cited,last_cited,start,end,source,confidence,note\n"
    "u1,south,,,2010,..,s1,high,\nu2,south,,,2010,2015,s1,high,\nu2,town,,,2016,..,s1,high,\n",
    "persons": "id,name,aliases,gender,born,home,intake,source,confidence,note\n"
    "p,Private (synthetic),,,1999-05-15,,Intake 9,s1,high,\nc1,Major One (synthetic),,,,,,s1,high,\n"
    "c2,Major Two (synthetic),,,,,,s1,high,\n"
    "q,Other (synthetic),,,../1999-05,,,s1,high,\ng,General (synthetic),,,,,,s1,high,\n",
    "postings": "person,unit,role,rank,title,first_cited,last_cited,start,end,source,confidence,note\n"
    "c1,u1,commander,major,,,,2019-01-01,2021-05-10,s1,high,\n"
    "c2,u1,commander,major,,,,2021-05-11,2022-01-01,s1,high,\nc1,u2,commander,major,,2021-08,,,,s1,low,\n",
    "patronage": "client,patron,basis,first_cited,last_cited,start,end,source,confidence,note\n"
    "c1,g,former-command,,,2010,..,s1,high,\nc2,g,former-command,,,2022-02-01,,s1,high,\n"
    "c1,c2,former-command,,2021-08,,,s1,low,\n",
    "defections": "id,date,unit,person,count_low,count,count_high,rank,mode,destination,motives,obstacles,"
    "support,place,source,confidence,note\n"
    "d1,2021-05-15,u1,p,,1,,private,deserted,border,material-hardship,punishment,overland-route,town,s1;s2,low,\n"
    "d2,2021-05-01,u1,,,2,,,deserted,,,,,,s3,low,\nd3,2021-05-01,u2,,,3,,,deserted,,,,,,s2,low,\n"
    "d4,2021-05-01,,q,,1,,,deserted,,,,,,s2,low,\n",
    "defection_totals": "unit,kind,low,best,high,start,end,source,confidence,note\n"
    "u3,soldiers,50,,,,2021-11,s2,medium,\n",
}


@pytest.fixture(scope="module")
def loaded(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    clear(database)
    folder = tmp_path_factory.mktemp("details")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    plan = plan_ingest(MODEL, "tables", [folder], refused_to=folder, recorded=date(2026, 11, 23))
    report = ingest(
        plan, Loading(database, MODEL, plan.collection, plan.recorded), GraphKnown(database, MODEL)
    )
    assert not report.refused
    return database


@pytest.fixture(scope="module")
def details(loaded: Database) -> Details:
    return read_details(loaded, MODEL, read_army(loaded, MODEL))


def test_what_is_told_of_a_person(details: Details) -> None:
    one = details["d1"]
    assert (one.persons, one.rank, one.mode, one.destination) == (1, "private", "deserted", "border")
    assert (one.motives, one.obstacles, one.support) == (
        ("material-hardship",),
        ("punishment",),
        ("overland-route",),
    )
    assert one.age == pytest.approx(22.0, abs=0.01)
    assert one.intake == "Intake 9"


def test_born_before_a_day_is_no_age(details: Details) -> None:
    assert details["d4"].age is None


def test_the_region_is_that_of_the_place_else_of_the_only_garrison(details: Details) -> None:
    assert details["d1"].region == Named("north", "North")
    assert details["d2"].region == Named("south", "South")
    assert details["d3"].region is None
    assert details["d4"].region is None


def test_reports_keep_publisher_and_day(details: Details) -> None:
    days = [(one.source, one.publisher, one.day) for one in details["d1"].reports]
    assert days == [
        ("s1", "Radio", date(2021, 5, 20).toordinal()),
        ("s2", "Radio", date(2021, 6, 30).toordinal()),
    ]
    assert [(one.publisher, one.day) for one in details["d2"].reports] == [("Three", None)]


def test_commanders_are_those_of_the_day_and_their_patrons_too(details: Details) -> None:
    assert details["d1"].commanders == (Named("c2", "Major Two (synthetic)"),)
    assert details["d1"].patrons == ()
    assert details["d2"].commanders == (Named("c1", "Major One (synthetic)"),)
    assert details["d2"].patrons == (Named("g", "General (synthetic)"),)
    assert details["d3"].commanders == (Named("c1", "Major One (synthetic)"),)
    assert details["d4"].commanders == ()


def test_totals_stand_beside_what_is_on_record(loaded: Database) -> None:
    (row,) = run(loaded, load_catalog(MODEL)["totals-of-defectors"], {})
    assert (row["unit"], row["kind"], row["low"], row["best"], row["on_record"]) == (
        "u3",
        "soldiers",
        50,
        None,
        7,
    )
