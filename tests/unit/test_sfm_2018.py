"""The sheets of 2018 and 2019: made-up rows under the real headings, a trap each."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.sfm.headings import KINDS
from ingest.sheets import UnknownFile
from tests.data.sfm.reading import MODEL, read, sheet

UNIT, OTHER = "11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"
S1, S2, S3 = (f"22222222-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
SHEET = "sheet:c/orgs.tsv"

NAMED = {
    "Organization:Name": "1 Brigade",
    "Source: Name": S1,
    "Confidence: Name": "High",
    "o_id": UNIT,
    "Organization division_id": "ng",
}
PARENT = {
    "OrganizationOrganization:parent_id": "1 Division",
    "Source: OrganizationOrganization:parent_id": f"{S1};{S2}",
    "Confidence: OrganizationOrganization:parent_id": "Low",
    "OrganizationOrganization:classification": "Command",
    "UUID: Administrative, Command, or Informal parent relationship": S1,
    "Confidence: Administrative, Command, or Informal parent relationship": "Low",
    "OrganizationOrganization:date_first_cited": "4/21/2013",
    "month": "4",
    "day": "21",
    "year": "2013",
    "Source: Date of first citation for parent organization": S1,
    "Confidence: Date of first citation for parent organization": "Medium",
    "Start date of OrganizationOrganization Y/N?": "N",
    "OrganizationOrganization:date_last_cited": "2017",
    "oo_year": "2017",
    "Source: Date of last citation for parent organization": S3,
    "Confidence: Date of last citation for parent organization": "Low",
    "OrganizationOrganization:open_ended": "Y",
}
SUPERIOR = {
    "Organization:Name": "1 Division",
    "Source: Name": S1,
    "o_id": OTHER,
    "Organization division_id": "ng",
}


def orgs(path: Path, *rows: dict[str, str]) -> Path:
    return sheet(path / "orgs.tsv", rows)


def test_a_cell_of_two_sources_makes_two_claims_a_value(tmp_path: Path) -> None:
    row = {
        **NAMED,
        "Organization:other_names": "1 Bde ; One Brigade",
        "Source: Aliases or alternative spellings": f"{S1};{S2}",
    }
    aliases = read(orgs(tmp_path, row)).of(UNIT, "aliases")
    assert {(claim.value, claim.source) for claim in aliases} == {
        (v, s) for v in ("1 Bde", "One Brigade") for s in (S1, S2)
    }
    assert {claim.raw for claim in aliases} == {"1 Bde", "One Brigade"}
    assert aliases[0].places == ("c/orgs.tsv:2:Organization:other_names",)


def test_a_tie_says_of_each_source_only_what_it_is_cited_for(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, {**NAMED, **PARENT}, SUPERIOR))
    ties = reading.of(UNIT, "Subordination")
    assert {claim.object for claim in ties} == {OTHER}
    assert {(claim.source, claim.confidence): claim.said for claim in ties} == {
        (S1, "low"): {"kind": "command", "spell": "2013-04-21/2017"},
        (S2, "low"): {"spell": "2013-04-21/2017"},
        (S1, "medium"): {"first_cited": "2013-04-21", "spell": "2013-04-21/2017"},
        (S3, "low"): {"in_force": "2017", "spell": "2013-04-21/2017"},
    }
    assert reading.of(OTHER, "Subordination") == []


@pytest.mark.parametrize(
    ("flag", "bound"), [("Y", "in_force"), ("N", "last_cited"), ("E", "end"), ("", "last_cited")]
)
def test_flags_of_the_last_date(tmp_path: Path, flag: str, bound: str) -> None:
    row = {**NAMED, **PARENT, "OrganizationOrganization:open_ended": flag}
    said = [claim.said for claim in read(orgs(tmp_path, row, SUPERIOR)).of(UNIT, "Subordination")]
    assert [one[bound] for one in said if bound in one] == ["2017"]


def test_open_ended_without_a_date_says_so_and_dates_nothing(tmp_path: Path) -> None:
    row = {**NAMED, **PARENT, "OrganizationOrganization:date_last_cited": "", "oo_year": ""}
    reading = read(orgs(tmp_path, row, SUPERIOR))
    ties = reading.of(UNIT, "Subordination")
    assert not any({"in_force", "last_cited", "end"} & set(claim.said) for claim in ties)
    assert {claim.said["spell"] for claim in ties} == {"2013-04-21/.."}
    assert reading.warnings["open-ended without a date"] == 1


def test_a_value_without_a_source_is_the_sheets_own_claim(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, NAMED, {**SUPERIOR, "Source: Name": "nan"}))
    assert [claim.source for claim in reading.of(UNIT, "country")] == [SHEET]
    assert [(claim.source, claim.confidence) for claim in reading.of(OTHER, "name")] == [(SHEET, None)]
    assert reading.warnings["source that is none (nan)"] == 1


def test_separate_columns_of_a_date_win_over_its_text(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, {**NAMED, **PARENT, "day": "22"}, SUPERIOR))
    assert "2013-04-22" in {claim.said.get("first_cited") for claim in reading.of(UNIT, "Subordination")}
    assert reading.warnings["date and its separate columns differ: the columns are taken"] == 1


def test_a_date_that_cannot_be_refuses_the_whole_row(tmp_path: Path) -> None:
    bad = {"OrganizationOrganization:date_first_cited": "2/30/2013", "month": "2", "day": "30"}
    reading = read(orgs(tmp_path, {**NAMED, **PARENT, **bad}, SUPERIOR))
    (refusal,) = reading.refused["orgs.tsv", 2]
    assert refusal.column == "OrganizationOrganization:date_first_cited" and refusal.value == "2/30/2013"
    assert refusal.rule.startswith("a date that cannot be") and refusal.hint
    assert reading.of(UNIT, "name") == []


def test_a_parent_that_is_not_in_the_file_is_a_unit_of_its_name(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, {**NAMED, **PARENT}))
    made = "sfm:ng/unit/1-division"
    assert {claim.object for claim in reading.of(UNIT, "Subordination")} == {made}
    assert {(claim.value, claim.source) for claim in reading.of(made, "name")} == {
        ("1 Division", S1),
        ("1 Division", S2),
    }
    assert reading.warnings["unit: named, but not in the files"] == 1


def test_a_row_without_an_id(tmp_path: Path) -> None:
    reading = read(
        orgs(
            tmp_path,
            SUPERIOR,
            {**SUPERIOR, "o_id": "", "Organization division_id": "", "Notes": "again"},
            {**NAMED, "o_id": ""},
        )
    )
    assert reading.values(OTHER, "note") == {"again"}
    assert reading.values("sfm:ng/unit/1-brigade", "name") == {"1 Brigade"}
    assert reading.warnings["unit without an id: taken for the one of that name"] == 1
    assert reading.warnings["unit without an id: given one"] == 1


def test_a_row_with_neither_id_nor_name_is_refused(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, SUPERIOR, {"Notes": "whose?"}))
    assert reading.rules() == ["a unit without an id"]


def test_placeholders_load_and_are_counted(tmp_path: Path) -> None:
    row = {
        **NAMED,
        "Organization:Name": "Unknown Brigade of 82 Division",
        "Organization:classification": "Placeholder",
    }
    reading = read(orgs(tmp_path, row))
    assert reading.values(UNIT, "classification") == {"Placeholder"} and reading.of(UNIT, "echelon") == []
    assert reading.warnings["unit: placeholder (Unknown …, Unnamed …)"] == 1


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("Army;Military", "army"),
        ("Police", "police"),
        ("Special Forces;Army;Military", "special-forces"),
        ("Joint Task Force;Military;Army;Police", "joint"),
        ("Military", "joint"),
        ("Police Mobile Force (Riot Police);Police", "police"),
        ("Peacekeeping", None),
    ],
)
def test_classifications_give_one_branch(tmp_path: Path, text: str, branch: str | None) -> None:
    reading = read(
        orgs(tmp_path, {**NAMED, "Organization:classification": text, "Source: Classification": S1})
    )
    assert reading.values(UNIT, "classification") == set(text.split(";"))
    assert [claim.value for claim in reading.of(UNIT, "branch")] == ([branch] if branch else [])


SITE = {
    "Headquarters (Barracks, Base, Physical Asset)": "Giwa Barracks",
    "Source: Headquarters": S3,
    "Site:geonames_name": "Maiduguri",
    "Site:geonames_id": "27565111",
    "Source: Site:geonames_name": S1,
    "Site:admin_level_1_geonames_name": "Borno",
    "Site:admin_level_1_geonames_id": "3721167",
    "Source: Site:admin_level_1_geonames_name": S2,
    "Site:division_id": "ng",
    "OrganizationSite:date_first_cited": "2007",
    "os_year": "2007",
    "Source: OrganizationSite:date_first_cited": S1,
    "Is this the founding date? (Y/N)": "Y",
}


def test_a_site_is_a_garrison_at_a_place_within_a_larger_one(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, {**NAMED, **SITE}))
    ties = reading.of(UNIT, "Garrison")
    assert {claim.object for claim in ties} == {"osm:27565111"}
    assert {claim.source: claim.said for claim in ties} == {
        S1: {"start": "2007", "spell": "2007/.."},
        S3: {"base": "Giwa Barracks", "spell": "2007/.."},
    }
    assert reading.values("osm:27565111", "name") == {"Maiduguri"}
    assert [(claim.object, claim.source) for claim in reading.of("osm:27565111", "within")] == [
        ("osm:3721167", S2)
    ]
    assert reading.values("osm:3721167", "country") == {"ng"}


def test_an_exact_site_a_point_and_a_barracks_alone(tmp_path: Path) -> None:
    name, id = (
        "Site: Exact Location - Longitude or OSM Node Name",
        "Site: Exact Location - Latitude or OSM Node ID",
    )
    node = read(orgs(tmp_path, {**NAMED, **SITE, name: "Giwa Barracks", id: "196204935"}))
    assert {claim.object for claim in node.of(UNIT, "Garrison")} == {"osm:196204935"}
    assert [claim.object for claim in node.of("osm:196204935", "within")] == ["osm:27565111"]
    point = read(orgs(tmp_path, {**NAMED, **SITE, name: "13.1571", id: "11.8333"}))
    (place,) = {claim.object for claim in point.of(UNIT, "Garrison")}
    assert (
        place is not None
        and point.values(place, "longitude") == {"13.1571"}
        and point.values(place, "latitude") == {"11.8333"}
    )
    off = read(orgs(tmp_path, {**NAMED, **SITE, name: "13.1571", id: "118.333"}))
    assert off.rules() == ["no point on Earth"]
    alone = read(
        orgs(
            tmp_path,
            {
                **NAMED,
                "Headquarters (Barracks, Base, Physical Asset)": "Bori Camp",
                "Source: Headquarters": S3,
            },
        )
    )
    assert [(c.object, c.said) for c in alone.of(UNIT, "Garrison")] == [
        ("sfm:ng/place/bori-camp", {"base": "Bori Camp"})
    ]


def test_an_operation_is_a_task_membership_not_a_superior(tmp_path: Path) -> None:
    member = {
        "OrganizationMembership:member_id": "Operation X",
        "Source: OrganizationMembership:member_id": S1,
        "Date of last citation for OrganizationMembership:member_id": "8/1/2007",
        "Source: Date of last citation for OrganizationMembership:member_id": S1,
        "end date of OrganizationMembership? Y/N": "Y",
    }
    operation = {**SUPERIOR, "Organization:Name": "Operation X"}
    reading = read(orgs(tmp_path, {**NAMED, **member}, operation))
    (tie,) = reading.of(UNIT, "TaskMembership")
    assert tie.object == OTHER and tie.said == {"end": "2007-08-01", "spell": "../2007-08-01"}
    assert reading.of(UNIT, "Subordination") == []


def test_an_unknown_column_is_named_and_an_unknown_confidence_left(tmp_path: Path) -> None:
    reading = read(
        orgs(
            tmp_path,
            {
                **NAMED,
                "Confidence: Name": "so-so",
                "Shoe size": "44",
                "Owner-initial of staff researcher": "TW",
            },
        )
    )
    assert [claim.confidence for claim in reading.of(UNIT, "name")] == [None]
    assert reading.warnings["confidence not understood"] == 1
    assert [kind for kind in reading.warnings if "columns not known" in kind] == [
        "orgs.tsv: columns not known, left: Shoe size"
    ]
    assert not any("TW" in (claim.value, claim.raw) for claim in reading.all())


def test_a_unit_is_not_its_own_superior(tmp_path: Path) -> None:
    reading = read(orgs(tmp_path, {**NAMED, **PARENT, "OrganizationOrganization:parent_id": "1 Brigade"}))
    assert reading.broken and all("a thing tied to itself" in problem for problem in reading.broken)


# ---- persons and sources

POSTED = {
    "Name": "Ibrahim Attahiru",
    "Source: Name": S1,
    "division_id": "ng",
    "Organization": "1 Brigade",
    "Source: Organization": S1,
    "Role": "Commander",
    "Source: Role": S2,
    "Rank": "Brigadier General",
    "Source: Rank": S1,
    "First citation": "July 2015",
    "first_month": "7",
    "first_year": "2015",
    "Source: First citation": S1,
    "Start date? (Y/N)": "Y",
    "Context for start date": "Appointed",
    "Source: Context for start date": S1,
    "Last citation": "9/8/2016",
    "Source: Last citation": S2,
    "End date? (Y/N)": "Y",
    "Context for end date": "Promoted to AIG",
    "Source: Context for end date": S2,
}


def test_a_person_without_an_id_is_known_by_the_name(tmp_path: Path) -> None:
    persons = sheet(tmp_path / "persons.csv", [POSTED, {**POSTED, "Organization": "2 Brigade"}])
    reading = read(persons, orgs(tmp_path, NAMED))
    person = "sfm:ng/person/ibrahim-attahiru"
    spell = ("spell", "2015-07/2016-09-08")
    ties = [claim for claim in reading.of(person, "Posting") if claim.object == UNIT]
    assert {claim.source: claim.qualifiers for claim in ties} == {
        S1: (("rank", "brigadier-general"), ("note", "start: Appointed"), ("start", "2015-07"), spell),
        S2: (("role", "commander"), ("note", "end: Promoted to AIG"), ("end", "2016-09-08"), spell),
    }
    assert {claim.object for claim in reading.of(person, "Posting")} == {UNIT, "sfm:ng/unit/2-brigade"}
    assert reading.warnings["person without an id: known by the name alone"] == 2


def test_undated_qualifiers_of_several_sources_stay_one_tie(tmp_path: Path) -> None:
    row = {
        key: POSTED[key]
        for key in ("Name", "division_id", "Organization", "Source: Organization", "Role", "Source: Role")
    }
    ties = read(sheet(tmp_path / "persons.csv", [row]), orgs(tmp_path, NAMED)).of(
        "sfm:ng/person/ibrahim-attahiru", "Posting"
    )
    assert {claim.source: claim.said for claim in ties} == {
        S1: {"spell": "../.."},
        S2: {"role": "commander", "spell": "../.."},
    }


def test_sources(tmp_path: Path) -> None:
    rows = [
        {
            "source_id_lookup": S1,
            "title": "A",
            "published_on": "2015-06-02",
            "access_date": "2018-09-27",
            "publication_title": "V",
            "key": "x",
        },
        {
            "source_id_lookup": S2,
            "title": "B",
            "published_on": "Undated",
            "archive_timestamp": "2015-09-10T23:13:07",
        },
        {"source_id_lookup": S3, "title": "C", "published_on": "2018-03.20"},
    ]
    reading = read(sheet(tmp_path / "sources.csv", rows))
    assert {claim.predicate: claim.value for claim in reading.claims["sources.csv", 2]} == {
        "title": "A", "published": "2015-06-02", "accessed": "2018-09-27", "publisher": "V",
    }  # fmt: skip
    assert {claim.source for claim in reading.all()} == {"sheet:c/sources.csv"}
    assert reading.of(S2, "published") == [] and reading.values(S2, "note") == {
        "archived: 2015-09-10T23:13:07"
    }
    assert list(reading.refused) == [("sources.csv", 4)] and reading.warnings["undated"] == 1


# ---- what a file is


def test_every_declared_key_is_in_the_ontology() -> None:
    ties = {tie.name for tie in MODEL.ties}
    for kind in KINDS.values():
        for group in kind.groups:
            relation = getattr(group, "relation", None)
            named = (
                {relation}
                if isinstance(relation, str)
                else set(relation.relations.values())
                if relation
                else set()
            )
            assert named <= ties, kind.name
            key = getattr(group, "key", None)
            assert key is None or any(key in cls.by_key for cls in MODEL.entities), (kind.name, key)


def test_an_unknown_file_is_refused_with_the_nearest_kind(tmp_path: Path) -> None:
    odd = sheet(tmp_path / "odd.csv", [{"Organisation:Name": "x", "colour": "red"}])
    with pytest.raises(UnknownFile, match="'Organization:Name'"):
        read(odd)
    reading = read(sheet(tmp_path / "sub.csv", [NAMED]).parent)
    assert len(reading.left) == 1 and "odd.csv" in reading.left[0] and len(reading.claims) == 1


def test_the_heading_decides_not_the_name(tmp_path: Path) -> None:
    reading = read(sheet(tmp_path / "sources.csv", [NAMED]))
    assert reading.values(UNIT, "name") == {"1 Brigade"}
