"""Details follow the claims: what is withdrawn tells nothing more, and what is certain goes before what may be."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.army import Window
from analysis.details import Details, Named
from analysis.patterns import Pattern, patterns
from analysis.reporting import reporting
from graph.army import read_army
from graph.connection import Database
from graph.details import read_details
from graph.loading import Loading
from graph.retiring import withdraw
from ingest.known import GraphKnown
from ingest.pipeline import run as ingest
from ingest.plan import plan_ingest
from ontology.reading import load_model
from tests.conftest import clear

MODEL = load_model()
DAY = date(2026, 11, 23)
END = "source,confidence,note\n"
TABLES = {
    "sources": "id,title,publisher,published,url,archive_url,accessed,kind\n"
    "s1,One,Radio,2021-05-20,,,,synthetic\ns2,Two,Post,2021-05-12,,,,synthetic\n"
    "s3,Base (synthetic),Register,2021-01-01,,,,synthetic\n",
    "places": f"id,name,aliases,latitude,longitude,code,within,{END}"
    "land,Land (synthetic),,,,,,s3,high,\nnorth,North (synthetic),,,,,land,s3,high,\n"
    "county,County (synthetic),,,,,north,s3,high,\nvillage,Village (synthetic),,,,,county,s3,high,\n",
    "units": f"id,name,aliases,echelon,branch,country,start,end,{END}u1,First (synthetic),,battalion,,,,,s3,high,\n",
    "persons": f"id,name,aliases,gender,born,home,intake,{END}"
    "sure,Sure (synthetic),,,,,,s3,high,\nmaybe,Maybe (synthetic),,,,,,s3,high,\n",
    "postings": f"person,unit,role,rank,title,first_cited,last_cited,start,end,{END}"
    "sure,u1,commander,major,,,,2021-05-01,2021-05-31,s3,high,\n"
    "maybe,u1,commander,major,,2021-06,,,,s3,low,\n",
    "defections": "id,date,unit,person,count_low,count,count_high,rank,mode,destination,motives,obstacles,"
    f"support,place,{END}"
    "both,2021-05-10,u1,,,2,,private,deserted,,,,,village,s1;s2,low,\n"
    "early,2021-04-10,u1,,,1,,private,deserted,,,,,village,s1,low,\n",
}
Told = tuple[Details, Details]


@pytest.fixture(scope="module")
def told(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Details before and after the source s2 is withdrawn."""
    clear(database)
    folder = tmp_path_factory.mktemp("withdrawn")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    plan = plan_ingest(MODEL, "tables", [folder], refused_to=folder, recorded=DAY)
    report = ingest(
        plan, Loading(database, MODEL, plan.collection, plan.recorded), GraphKnown(database, MODEL)
    )
    assert not report.refused
    before = read_details(database, MODEL, read_army(database, MODEL))
    assert withdraw(database, MODEL, "s2", DAY)
    return before, read_details(database, MODEL, read_army(database, MODEL))


def test_a_withdrawn_source_tells_of_nothing(told: Told) -> None:
    before, after = told
    assert before["both"].publishers == {"Radio", "Post"}
    assert after["both"].publishers == {"Radio"}
    assert after["both"].first_report == date(2021, 5, 20).toordinal()


def test_its_event_rests_on_one_publisher_then(told: Told) -> None:
    before, after = told
    assert reporting(tuple(before.values())).single == 0.5
    assert reporting(tuple(after.values())).single == 1.0


def test_the_event_itself_stays_while_another_tells_of_it(told: Told) -> None:
    before, after = told
    assert set(before) == set(after) == {"both", "early"}
    assert (before["both"].persons, after["both"].persons) == (2, 2)


def test_a_village_climbs_to_the_region_under_the_land(told: Told) -> None:
    assert {one.region for one in told[0].values()} == {Named("north", "North (synthetic)")}


def test_who_may_command_is_left_out_only_where_another_certainly_does(told: Told) -> None:
    assert told[0]["both"].commanders == (Named("sure", "Sure (synthetic)"),)
    assert told[0]["early"].commanders == (Named("maybe", "Maybe (synthetic)"),)


def test_patterns_of_what_was_read_add_up(told: Told) -> None:
    found = patterns(tuple(told[0].values()), Window(date(2021, 4, 1), date(2021, 5, 31)))
    assert _counts(found.patterns, "commander") == {("sure",): 2, ("maybe",): 1}
    assert _counts(found.patterns, "patron") == {(): 3}
    assert _counts(found.patterns, "rank") == {("private",): 3}


def _counts(found: tuple[Pattern, ...], name: str) -> dict[tuple[str, ...], int]:
    return {row.key: row.persons for one in found if one.name == name for row in one.rows}
