"""The newer model: one claim a row."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest.sfm.headings import KINDS, recognised, unknown_columns
from tests.data.sfm.reading import Reading, read, shared, sheet

UNIT, OTHER, PERSON, PLACE = (f"55555555-0000-4000-8000-00000000000{number}" for number in (1, 2, 3, 4))
S1, S2 = "66666666-0000-4000-8000-000000000001", "66666666-0000-4000-8000-000000000002"

META = {
    "status:meta": "accepted",
    "citation:refs:claim": f"{S1};{S2}",
    "researcher:meta": "TW",
    "type:entity": "claim",
}
POSTING = {
    **META,
    "type:claim": "posting",
    "posting:person:refs:assertion": PERSON,
    "posting:person:names:qa": "John Smith",
    "posting:unit:refs:assertion": UNIT,
    "posting:unit:names:qa": "1 Brigade",
    "posting:roles:assertion": "Commander",
    "posting:ranks:assertion": "Colonel",
}


def claims(path: Path, *rows: dict[str, str]) -> Reading:
    return read(sheet(path / "claims.csv", rows))


def test_the_handbooks_example_of_a_row() -> None:
    reading = read(shared("sfm-handbook/example-claim-as-row.csv"))
    (claim,) = reading.all()
    assert (claim.subject, claim.predicate, claim.object) == (
        "bcce8f1d-8336-466c-be8e-c6074f96cde4",
        "Posting",
        "dfe9a709-1a80-4bce-8040-68c6502b4f3e",
    )
    assert claim.source == "9f01b1c1-563f-4b40-a534-b91c7e1a5062"
    assert claim.said == {
        "role": "commander",
        "rank": "brigadier-general",
        "start": "2012-09",
        "last_cited": "2012-09",
    }
    assert not reading.warnings


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        # The handbook: appointed on 2014-08-01.
        (("2014-08-01", "2014-08-01", "", "", "Y", "N"), {"start": "2014-08-01", "last_cited": "2014-08-01"}),
        # Seen from the first to the fifth of November, on neither of which it began or ended.
        (
            ("2023-11-01", "2023-11-05", "", "", "N", "N"),
            {"first_cited": "2023-11-01", "last_cited": "2023-11-05"},
        ),
        (("2023-11-01", "2023-11-05", "", "", "Y", "Y"), {"start": "2023-11-01", "end": "2023-11-05"}),
        # On some day of these.
        (
            ("", "", "2024-02-15", "2024-03-24", "N", "N"),
            {"first_cited": "2024-02-15/2024-03-24", "last_cited": "2024-02-15/2024-03-24"},
        ),
        # "Previously": at some time before; nothing is known of its start, and it was over by no known day.
        (("", "", "since_beginning_of_time", "2014-08-01", "N", "N"), {"first_cited": "../2014-08-01"}),
        (
            ("", "", "since_beginning_of_time", "2014-08-01", "N", "Y"),
            {"first_cited": "../2014-08-01", "end": "../2014-08-01"},
        ),
        # Appointed last month, and seen in the job in the first days of this one.
        (
            ("2005-06-01", "2005-06-03", "2005-05-01", "2005-05-31", "Y", "N"),
            {"start": "2005-05", "last_cited": "2005-06-03"},
        ),
        # Seen, and ended in the month after.
        (
            ("2005-06-01", "2005-06-30", "2005-07-01", "2005-07-31", "N", "Y"),
            {"first_cited": "2005-06-01", "end": "2005-07"},
        ),
        (("", "", "", "", "N", "N"), {}),
    ],
)
def test_ranges(tmp_path: Path, dates: tuple[str, ...], said: dict[str, str]) -> None:
    columns = ("first_precise", "last_precise", "first_imprecise", "last_imprecise", "starting", "ending")
    row = {**POSTING, **{f"{column}:range": text for column, text in zip(columns, dates, strict=True)}}
    reading = claims(tmp_path, row)
    ties = reading.of(PERSON, "Posting")
    assert {claim.source for claim in ties} == {S1, S2}
    assert {tuple(claim.said.items()) for claim in ties} == {
        (("role", "commander"), ("rank", "colonel"), *said.items())
    }
    assert not reading.broken


def test_names_of_both_ends_are_told_where_no_row_describes_them(tmp_path: Path) -> None:
    unit = {
        **META,
        "type:claim": "unit",
        "about_entity:ref:claim": UNIT,
        "name:annotation": "1 Brigade",
        "unit:names:assertion": "1st Bde",
    }
    alone, both = claims(tmp_path, POSTING), claims(tmp_path, POSTING, unit)
    assert alone.values(PERSON, "name") == {"John Smith"} and alone.values(UNIT, "name") == {"1 Brigade"}
    assert [claim.source for claim in both.of(UNIT, "name")] == ["sheet:c/claims.csv"]
    assert {claim.source for claim in both.of(UNIT, "aliases")} == {S1, S2} and both.values(
        UNIT, "aliases"
    ) == {"1st Bde"}


def test_child_of_goes_up_whatever_a_page_of_the_handbook_says(tmp_path: Path) -> None:
    relation = {
        **META,
        "type:claim": "relation",
        "relation:unit:refs:assertion": UNIT,
        "relation:types:assertion": "child-of",
        "relation:related_unit:refs:assertion": OTHER,
        "relation:related_unit:names:qa": "1 Division",
        "relation:related_unit_classes:assertion": "Administrative",
    }
    reading = claims(tmp_path, relation)
    assert {
        (c.subject, c.object, c.said["kind"]) for c in reading.all() if c.predicate == "Subordination"
    } == {(UNIT, OTHER, "administrative")}
    member = claims(
        tmp_path,
        {**relation, "relation:types:assertion": "member-of", "relation:related_unit_classes:assertion": ""},
    )
    assert {(c.subject, c.object) for c in member.all() if c.predicate == "TaskMembership"} == {(UNIT, OTHER)}


def test_units_positionings_and_incidents(tmp_path: Path) -> None:
    unit = {
        **META,
        "type:claim": "unit",
        "about_entity:ref:claim": UNIT,
        "unit:names:assertion": "1 Brigade",
        "unit:classifications:assertion": "Army;Military",
        "country:annotation": "mm",
        "first_precise:range": "2014-08-01",
        "last_precise:range": "2014-08-01",
        "starting:range": "N",
        "ending:range": "N",
    }
    position = {
        **META,
        "type:claim": "positioning",
        "positioning:unit:refs:assertion": UNIT,
        "positioning:types:assertion": "site",
        "positioning:base_names:assertion": "North Camp",
        "positioning:location:refs:assertion": PLACE,
        "positioning:location:names:qa": "A Town",
    }
    incident = {
        **META,
        "type:claim": "incident",
        "about_entity:ref:claim": "incident-1",
        "incident:violation:types:assertion": "Torture;Killing",
        "incident:violation:descriptions:assertion": "What; happened",
        "incident:perpetrator:refs:assertion": f"{UNIT};{PERSON}",
        "first_precise:range": "2015-01-02",
        "last_precise:range": "2015-01-02",
    }
    person = {
        **META,
        "type:claim": "person",
        "about_entity:ref:claim": PERSON,
        "person:names:assertion": "John Smith",
    }
    reading = claims(tmp_path, unit, position, incident, person)
    assert not reading.refused and not reading.broken
    assert reading.values(UNIT, "branch") == {"army"} and reading.values(UNIT, "country") == {"mm"}
    assert reading.values(UNIT, "first_cited") == reading.values(UNIT, "last_cited") == {"2014-08-01"}
    assert {(c.object, c.said["base"]) for c in reading.of(UNIT, "Garrison")} == {(PLACE, "North Camp")}
    assert (
        reading.values("incident-1", "date") == {"2015-01-02"}
        and reading.values("incident-1", "end_date") == set()
    )
    assert {c.object for c in reading.of("incident-1", "attributed_to_unit")} == {UNIT}
    assert {c.object for c in reading.of("incident-1", "attributed_to_person")} == {PERSON}


@pytest.mark.parametrize("cluster", ["component", "equipment", "materiel", "training"])
def test_clusters_that_are_not_modelled_are_named_and_counted(tmp_path: Path, cluster: str) -> None:
    row = {**META, "type:claim": cluster, "about_entity:ref:claim": UNIT}
    reading = claims(tmp_path, row, POSTING)
    assert reading.rules() == [f"{cluster} claims are not modelled"] and len(reading.claims) == 1


@pytest.mark.parametrize(
    ("status", "taken"),
    [("accepted", True), ("3", True), ("", True), ("conflict", False), ("issue", False), ("1", False)],
)
def test_only_accepted_claims_are_taken(tmp_path: Path, status: str, taken: bool) -> None:
    reading = claims(tmp_path, {**POSTING, "status:meta": status})
    assert bool(reading.claims) is taken and bool(reading.refused) is not taken


def test_a_row_without_a_type_is_known_by_the_columns_that_it_fills(tmp_path: Path) -> None:
    untyped = {key: text for key, text in POSTING.items() if key != "type:claim"}
    assert claims(tmp_path, untyped).of(PERSON, "Posting")
    reading = claims(tmp_path, {**untyped, "relation:unit:refs:assertion": UNIT})
    assert reading.rules() == ["a type of claim that is not known"]


def test_ranges_that_cannot_be_refuse_the_row(tmp_path: Path) -> None:
    row = {**POSTING, "first_imprecise:range": "2024-03-24", "last_imprecise:range": "2024-02-15"}
    reading = claims(tmp_path, row)
    (refusal,) = reading.refused["claims.csv", 2]
    assert refusal.column == "first_imprecise:range" and refusal.value == "2024-03-24/2024-02-15"


def test_all_fields_of_the_clusters_are_known() -> None:
    files = sorted(shared("sfm-handbook").glob("cluster-*.csv"))
    assert len(files) == 14
    for file in files:
        with file.open(encoding="utf-8") as handle:
            labels = [row[0].strip("` \t") for row in csv.reader(handle)][1:]
            heading = [label for label in labels if label]
        if file.stem in {"cluster-source-publications", "cluster-source-citations", "cluster-source-sources"}:
            heading = [*heading, "source:access_point_id:admin", "source:title"]
        kind = recognised(file.name, heading)
        assert unknown_columns(KINDS[kind], heading) == [], file.name


def test_key_names_are_as_good_as_labels(tmp_path: Path) -> None:
    with shared("sfm-handbook/cluster-postings-fields.csv").open(encoding="utf-8") as handle:
        keys = {row[0].strip("` "): row[3].strip("` ") for row in list(csv.reader(handle))[1:]}
    row = {**POSTING, "first_precise:range": "2014-08-01", "starting:range": "Y"}
    named = {
        keys.get(label, "n/a") if keys.get(label, "n/a") != "n/a" else label: text
        for label, text in row.items()
    }
    assert ":assertion/posting:person:refs" in named and ":range/starting?" in named
    by_label, by_key = claims(tmp_path, row), claims(tmp_path, named)
    assert {claim.id for claim in by_key.all()} == {claim.id for claim in by_label.all()} != set()
