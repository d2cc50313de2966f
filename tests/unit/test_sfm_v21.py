"""The sheets of version 2.1, and exports that carry only some of their columns."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.claims import Claim
from graph.resolve import resolve
from ontology.time import Holds
from tests.data.sfm.reading import MODEL, Reading, read, shared, sheet

A, B, C = (f"33333333-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))
S1, S2 = "44444444-0000-4000-8000-000000000001", "44444444-0000-4000-8000-000000000002"


def ties(reading: Reading) -> set[tuple[str, str, str | None]]:
    return {
        (c.subject, c.predicate, c.object)
        for c in reading.all()
        if c.predicate in {tie.name for tie in MODEL.ties}
    }


# ---- direction, on purpose in both words that the publisher uses


@pytest.mark.parametrize("word", ["child", "child-of", "Child Of", "Command", "Administrative", ""])
def test_a_related_unit_is_the_superior(tmp_path: Path, word: str) -> None:
    rows = [
        {
            "unit:id:admin": B,
            "unit:name": "Below",
            "unit:relation_type": word,
            "unit:related_unit_id:admin": A,
        }
    ]
    assert ties(read(sheet(tmp_path / "units.csv", rows))) == {(B, "Subordination", A)}


@pytest.mark.parametrize("word", ["member", "member-of"])
def test_a_member_takes_part_in_the_related_unit(tmp_path: Path, word: str) -> None:
    rows = [
        {
            "unit:id:admin": B,
            "unit:name": "Below",
            "unit:relation_type": word,
            "unit:related_unit_id:admin": A,
        }
    ]
    assert ties(read(sheet(tmp_path / "units.csv", rows))) == {(B, "TaskMembership", A)}


def test_an_unknown_type_of_relation_is_refused(tmp_path: Path) -> None:
    rows = [
        {
            "unit:id:admin": B,
            "unit:name": "x",
            "unit:relation_type": "sister",
            "unit:related_unit_id:admin": A,
        }
    ]
    reading = read(sheet(tmp_path / "units.csv", rows))
    assert reading.rules() == ["a type of tie that is not known"] and not reading.claims


# ---- slim exports


def test_a_slim_export(tmp_path: Path) -> None:
    rows = [
        {"unit:id:admin": A, "unit:name": "1 Division", "unit:classification": "Army;Military"},
        {
            "unit:id:admin": B,
            "unit:name": "1 Brigade",
            "unit:classification": "Army",
            "unit:related_unit_id:admin": A,
            "unit:related_unit": "1 Division",
            "unit:related_unit_class": "Command",
            "unit:related_unit_first_cited_date": "2015-01-",
            "unit:related_unit_first_cited_date_start": "Y",
        },
        {"unit:id:admin": C, "unit:name": "9 Brigade", "unit:related_unit": "1 division"},
    ]
    reading = read(sheet(tmp_path / "export.tsv", rows))
    assert ties(reading) == {(B, "Subordination", A), (C, "Subordination", A)}
    (tie,) = reading.of(B, "Subordination")
    assert tie.said == {"kind": "command", "start": "2015-01", "spell": "2015-01/.."}
    assert {claim.source for claim in reading.all()} == {"sheet:c/export.tsv"}
    assert reading.values(A, "branch") == {"army"} and not reading.warnings


def test_the_name_of_a_superior_that_has_no_row_is_kept(tmp_path: Path) -> None:
    rows = [
        {
            "unit:id:admin": B,
            "unit:related_unit_id:admin": A,
            "unit:related_unit": "1 Division",
            "unit:related_unit:source": S1,
        }
    ]
    reading = read(sheet(tmp_path / "units.csv", rows))
    assert [(claim.value, claim.source) for claim in reading.of(A, "name")] == [("1 Division", S1)]


# ---- places


def test_a_location_needs_its_type(tmp_path: Path) -> None:
    row = {
        "unit:id:admin": B,
        "unit:name": "x",
        "unit:location": f"Town (osm, point) {A}",
        "unit:base_name": "Camp",
    }
    reading = read(sheet(tmp_path / "units.csv", [row]))
    assert reading.rules() == ["a type of tie that is not known"]
    (tie,) = read(sheet(tmp_path / "units.csv", [{**row, "unit:location_type": "aoo"}])).of(
        B, "AreaOfOperations"
    )
    assert tie.object == A and tie.said == {"note": "base: Camp"}


# ---- the publisher's own made-up rows


@pytest.fixture(scope="module")
def headers() -> Reading:
    return read(shared("sfm-headers"))


ALPHA, BETA, GAMMA = (
    "494a58d2-93e5-4454-9c08-74ac97c184da",
    "217f93b8-bf71-4c97-a1a5-d5b3aa6c4896",
    "60da42d0-8111-4518-80df-3fedec91cd90",
)


def test_rows_that_are_not_ready_are_refused_and_the_rest_loads(headers: Reading) -> None:
    assert not headers.left and not headers.broken
    refused = {at: [refusal.rule for refusal in found] for at, found in headers.refused.items()}
    assert refused == {
        ("units.csv", 10): ["status 1 is not 3"],
        ("units.csv", 12): ["status 2 is not 3"],
        ("persons.csv", 6): ["status 1 is not 3"],
        ("incidents.csv", 3): ["status 1 is not 3"],
        ("incidents.csv", 4): ["status 2 is not 3"],
    }


def test_what_is_private_is_not_loaded(headers: Reading) -> None:
    texts = " ".join(f"{claim.value} {claim.raw} {claim.qualifiers}" for claim in headers.all())
    assert (
        "should not appear" not in texts
        and "Importer Test owner" not in texts
        and "Importer Test comment" not in texts
    )


def test_units_of_the_headers(headers: Reading) -> None:
    assert headers.values(ALPHA, "name") == {"Importer Test Organization Alpha Name"}
    assert headers.values(ALPHA, "start") == {"2018-01-01"} and headers.values(BETA, "first_cited") == {
        "2018-01-01"
    }
    assert headers.values(ALPHA, "in_force") == {"2019-06-30"} and headers.values(BETA, "last_cited") == {
        "2019-06-30"
    }
    found = ties(headers)
    assert {(BETA, "Subordination", ALPHA), (GAMMA, "Subordination", BETA)} <= found
    assert "e49a4453-9ecb-4cd7-b2dc-06889685fcc1" in {o for _, kind, o in found if kind == "TaskMembership"}
    site = headers.of(ALPHA, "Garrison")
    assert {claim.object for claim in site} == {"48912ae1-bd01-434c-aa8c-c8092b904aae"}
    assert {claim.said.get("base") for claim in site} == {
        None,
        "Base for Importer Test Organization Alpha Name",
    }
    assert {claim.object for claim in headers.of(ALPHA, "AreaOfOperations")} == {
        "bad9d9ae-f208-4a9e-a487-0af18f9a1c14"
    }


def test_the_tie_of_five_sources_is_one_fact(headers: Reading) -> None:
    stated: list[Claim] = headers.of(BETA, "Subordination")
    assert len({claim.source for claim in stated}) == 4
    (fact,) = resolve(MODEL, stated).ties
    assert fact.values["kind"] == "command" and not fact.support.conflicts
    assert fact.bounds.as_dict() == {
        "start_earliest": date(2018, 1, 2),
        "start_latest": date(2018, 1, 2),
        "end_earliest": date(2019, 6, 29),
        "end_latest": None,
    }
    assert fact.bounds.holds_on(date(2019, 1, 1)) is Holds.CERTAIN


def test_places_within_places(headers: Reading) -> None:
    town, state, country = (
        "48912ae1-bd01-434c-aa8c-c8092b904aae",
        "476b95fb-84ae-41f2-91c9-c14848eeb9bb",
        "cc9c79ed-6f7d-43fd-abd1-af68664940d8",
    )
    county = "7ffd82f6-4ae7-4953-b13b-3045043160e7"
    within = {claim.subject: claim.object for claim in headers.all() if claim.predicate == "within"}
    assert within == {town: county, county: state, state: country}
    assert headers.values(town, "code") == {"osm:4145208823"} and headers.values(town, "name") == {
        "Ciudad Juárez"
    }


def test_persons_incidents_and_sources_of_the_headers(headers: Reading) -> None:
    person = "5fdd09e9-27f1-4dc3-a92f-a022e6730543"
    assert headers.values(person, "gender") == {"female"} and headers.values(person, "born") == {"1980-01-01"}
    assert headers.values("3d55875b-a7db-46e3-83ad-f4feea4c74cc", "link") == {"facebook:alpha"}
    incident = "5c07424e-5d33-4140-9a0a-e6d8050dcbe7"
    assert headers.values(incident, "date") == {"2008-10-21"} and headers.values(incident, "end_date") == {
        "2008-10-26"
    }
    assert headers.values(incident, "violation") == {"Torture", "illegal detention"}
    (description,) = headers.values(incident, "description")
    assert description is not None and description.endswith("; descriptions should allow semicolons")
    assert {claim.object for claim in headers.of(incident, "attributed_to_unit")} == {
        "5cdf5379-bbf6-4f31-961b-a82eddfccaf4"
    }
    restricted = "3b92ea4d-9682-4199-8fa1-851e9174d357"
    assert "restricted: 1" in headers.values(restricted, "note")
    assert headers.values("15717fdb-7d0f-4720-9766-dc61555588f6", "published") == {"2019-11-29"}


def test_all_fields_of_the_202_are_known() -> None:
    import csv

    from ingest.sfm.headings import KINDS, recognised, unknown_columns

    with shared("sfm-handbook/sfm_data_entry_20210316_fieldset.DERIVED.csv").open(encoding="utf-8") as handle:
        fields = list(csv.DictReader(handle))
    assert len(fields) == 202
    for entity in {field["field:entity"] for field in fields}:
        heading = [field["field:name"] for field in fields if field["field:entity"] == entity]
        kind = recognised(f"{entity}.csv", heading)
        assert kind == f"{entity} of 2.1" and unknown_columns(KINDS[kind], heading) == []
