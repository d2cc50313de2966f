"""The tables of the demonstration keep what they promise: they load, and what is made up says so."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from demo.battalions import battalions
from demo.build import FACTS, FOLDER, build
from demo.public import public_rows, read_facts
from demo.tables import Row
from ontology.model import Datatype, Kind, Model, Slot
from ontology.reading import load_model
from ontology.tables import heading
from ontology.time import middle, parse

TABLES = sorted(file.stem for file in FOLDER.glob("*.csv"))
EXPECTED = {
    "defection_totals", "defections", "garrisons", "patronage", "persons", "places", "postings", "sources", "strengths",
    "subordinations", "units",
}  # fmt: skip


@cache
def read(table: str) -> tuple[list[str], list[Row]]:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text, strict=True)
        rows: list[Row] = list(reader)
    return list(reader.fieldnames or ()), rows


def cells(model: Model, table: str, datatype: Datatype) -> Iterator[tuple[Slot, str]]:
    for row in read(table)[1]:
        for column, slot in model.tables[table].columns.items():
            if slot.prop.datatype is datatype:
                yield from ((slot, text) for text in parts(slot, row[column]))


def parts(slot: Slot, cell: str) -> list[str]:
    return [text for text in (cell.split(";") if slot.many else [cell]) if text]


def ids_of(class_name: str) -> set[str]:
    table = load_model().classes[class_name].table
    assert table is not None
    return {row["id"] for row in read(table)[1]}


def is_made_up(row: Row) -> bool:
    return any(text.startswith("synthetic-") for key, text in row.items() if key not in {"source", "note"})


def test_every_table_is_there() -> None:
    assert set(TABLES) == EXPECTED


def test_the_tables_are_what_the_maker_makes() -> None:
    made = build()
    assert sorted(made) == [f"{table}.csv" for table in TABLES]
    for name, text in made.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: run python -m demo.build"


@pytest.mark.parametrize("table", TABLES)
class TestTable:
    def test_has_the_columns_of_the_model(self, table: str) -> None:
        assert tuple(read(table)[0]) == heading(load_model(), load_model().tables[table])

    def test_no_row_is_too_long_or_too_short(self, table: str) -> None:
        assert all(None not in row and None not in row.values() for row in read(table)[1])

    def test_every_term_stands_in_its_scheme_by_its_notation(self, table: str) -> None:
        for slot, text in cells(load_model(), table, Datatype.CONCEPT):
            assert slot.prop.scheme is not None
            assert text in slot.prop.scheme.concepts, f"{slot.column}: {text}"

    def test_every_id_leads_to_a_row(self, table: str) -> None:
        for slot, text in cells(load_model(), table, Datatype.ENTITY):
            assert slot.prop.range is not None
            assert text in ids_of(slot.prop.range), f"{slot.column}: {text}"

    def test_every_date_can_be_read(self, table: str) -> None:
        for slot, text in cells(load_model(), table, Datatype.EDTF):
            if not (slot.column == "end" and text == ".."):
                parse(text)

    def test_every_number_is_one_and_within_its_limits(self, table: str) -> None:
        model = load_model()
        for kind in (Datatype.INTEGER, Datatype.DECIMAL):
            for slot, text in cells(model, table, kind):
                number = float(text) if kind is Datatype.DECIMAL else int(text)
                assert slot.minimum is None or number >= slot.minimum
                assert slot.maximum is None or number <= slot.maximum

    def test_lows_are_not_above_highs(self, table: str) -> None:
        by_key = load_model().tables[table].by_key
        for row in read(table)[1]:
            for slot in by_key.values():
                for other in (by_key[key].column for key in slot.at_most):
                    low, high = row.get(slot.column or "", ""), row.get(other or "", "")
                    assert not (low and high) or int(low) <= int(high), row

    def test_what_is_required_is_there(self, table: str) -> None:
        cls = load_model().tables[table]
        needed = [slot.column for slot in cls.slots if slot.required and slot.column]
        needed += ["id"] if cls.kind is Kind.ENTITY else []
        assert all(row[column] for row in read(table)[1] for column in needed)

    def test_no_tie_leads_to_itself(self, table: str) -> None:
        cls = load_model().tables[table]
        pairs = [(slot.column, cls.by_key[key].column) for slot in cls.slots for key in slot.differs_from]
        assert all(row[str(one)] != row[str(other)] for row in read(table)[1] for one, other in pairs)

    def test_every_row_cites_known_sources_with_a_known_confidence(self, table: str) -> None:
        if table == "sources":
            return
        confidences = load_model().schemes["confidence"].concepts
        for row in read(table)[1]:
            assert row["source"] and set(row["source"].split(";")) <= ids_of("Source"), row
            assert row["confidence"] in confidences, row

    def test_what_is_made_up_says_so_and_nothing_else_does(self, table: str) -> None:
        for row in read(table)[1]:
            cited = row["id"] if table == "sources" else row["source"]
            made_up = [source.startswith("synthetic-") for source in cited.split(";")]
            assert all(made_up) if is_made_up(row) else not any(made_up), row
            if is_made_up(row) and row.get("name"):
                assert "synthetic" in row["name"].lower()
            if is_made_up(row) and table != "sources":
                assert row["note"].startswith("Made up"), row

    def test_no_row_stands_twice(self, table: str) -> None:
        rows = [tuple(row.items()) for row in read(table)[1]]
        assert len(rows) == len(set(rows))


def test_every_person_posting_event_and_patron_is_made_up() -> None:
    for table in ("persons", "postings", "patronage", "defections"):
        rows = read(table)[1]
        assert rows and all(
            row["source"].startswith("synthetic-") and ";" not in row["source"] for row in rows
        )
    for table in ("persons", "defections"):
        assert all(row["id"].startswith("synthetic-") for row in read(table)[1])
    assert all(row["person"].startswith("synthetic-") for row in read("postings")[1])


def test_what_is_real_has_made_up_facts_only_about_made_up_things() -> None:
    """A real formation may be where a made-up person served; nothing made up is said of it alone."""
    for table, column in (("units", "id"), ("strengths", "unit"), ("garrisons", "unit"), ("subordinations", "unit"),
                          ("defection_totals", "unit")):  # fmt: skip
        for row in read(table)[1]:
            assert row["source"].startswith("synthetic-") == row[column].startswith("synthetic-"), row


def test_made_up_sources_say_so() -> None:
    made_up = [row for row in read("sources")[1] if row["id"].startswith("synthetic-")]
    assert len(made_up) > 100
    assert all("made up" in row["title"] and row["kind"] == "synthetic" for row in made_up)
    assert all("Synthetic" in row["publisher"] for row in made_up)
    assert all(row["published"] and not row["url"] for row in made_up)


def test_what_no_page_was_seen_for_is_marked_as_such() -> None:
    source = next(row for row in read("sources")[1] if row["id"] == "general-knowledge")
    assert source["title"] == "General knowledge, unverified"
    weak = [
        row for table in EXPECTED - {"sources"} for row in read(table)[1] if row["source"] == source["id"]
    ]
    assert weak and all(row["confidence"] == "low" for row in weak)
    ties = [row for table in ("units", "subordinations", "garrisons") for row in read(table)[1]]
    marked = [row for row in ties if "general knowledge, unverified" in row["note"]]
    assert marked == [row for row in ties if row["source"] == source["id"]]


def test_the_public_skeleton_is_whole() -> None:
    real = {row["id"] for row in read("units")[1] if not row["id"].startswith("synthetic-")}
    assert len(real) == 63 + 1  # the formations, and the one battalion with a known strength


# ---- what sources say of the whole


def figures(table: str, unit: str) -> set[tuple[str, ...]]:
    return {
        (row["kind"], row["low"], row["best"], row["high"], row["end"], row["source"])
        for row in read(table)[1]
        if row["unit"] == unit
    }


def test_the_men_that_a_battalion_should_have_and_has_are_claims() -> None:
    assert figures("strengths", "lib-114") == {
        ("establishment", "", "857", "", "2023-08", "irr-lib114"),
        ("real", "", "132", "", "2023-08-01", "irr-lib114"),
    }


def test_the_totals_that_disagree_are_claims_of_their_sources() -> None:
    totals = figures("defection_totals", "tmw")
    assert ("soldiers", "", "2000", "", "2021-11", "diis-2021-06;diis-web") in totals
    assert ("soldiers-and-police", "2000", "", "", "2021-11-21", "nyt-copy-2021-11") in totals
    assert len(totals) == len(read("defection_totals")[1]) == 14
    men = figures("strengths", "tmw")
    assert ("estimate", "300000", "", "350000", "2021-11", "diis-2021-06;diis-web") in men
    assert ("estimate", "", "400000", "", "2021", "cia-2021") in men


def test_no_note_hides_a_total() -> None:
    assert not [row for row in read("units")[1] if row["note"].startswith("Defectors")]


def test_the_cases_that_the_readme_names() -> None:
    ties = read("subordinations")[1]
    moved = [(row["start"], row["end"]) for row in ties if row["unit"] == "synthetic-ib-1004"]
    assert moved == [("2015", "2021-06-15"), ("2021-06-16", "..")]
    shared = {row["kind"] for row in ties if row["unit"] == "synthetic-ib-1058"}
    assert shared == {"administrative", "operational"}
    glimpsed = [row for row in ties if row["unit"] == "synthetic-ib-1102"]
    assert [(row["start"], row["first_cited"]) for row in glimpsed] == [("", "2019-05-12")]
    starts = [
        row["start"]
        for row in read("postings")[1]
        if row["unit"] == "synthetic-ib-1008" and row["role"] == "commander"
    ]
    assert len(set(starts)) == 2


# ---- the made-up army and who left it


def events() -> dict[str, Row]:
    """The events by id, each as its first teller tells it."""
    found: dict[str, Row] = {}
    for row in read("defections")[1]:
        found.setdefault(row["id"], row)
    return found


def persons_in(row: Row) -> int:
    return int(row["count"] or row["count_low"] or 1)


def test_the_army_is_of_some_six_hundred_units() -> None:
    assert 560 <= len(ids_of("Unit")) <= 640
    towns: dict[str, int] = {}
    for row in read("garrisons")[1]:
        towns[row["place"]] = towns.get(row["place"], 0) + 1
    assert sum(number > 5 for number in towns.values()) > 30


def test_who_left_adds_up_to_what_the_report_says() -> None:
    inside = [row for row in events().values() if in_the_window(row)]
    assert 1_900 <= sum(map(persons_in, inside)) <= 2_100
    assert 500 <= len(inside) <= 1_100


def in_the_window(row: Row) -> bool:
    day = middle(parse(row["date"]))
    return day is not None and date(2021, 2, 1) <= day <= date(2021, 11, 30)


def test_the_events_are_as_uneven_as_in_life() -> None:
    rows = list(events().values())
    sizes = [persons_in(row) for row in rows]
    assert sizes.count(1) > len(sizes) / 2 and max(sizes) > 20
    assert all(in_the_window(row) for row in rows)
    kinds = {"day": 10, "month": 7, "about": 8, "quarter": 7}
    dates = [row["date"] for row in rows]
    assert {name for name, length in kinds.items() if sum(len(text) == length for text in dates) > 20} == set(
        kinds
    )
    assert sum("/" in text for text in dates) > 20
    units = [row["unit"] for row in rows]
    assert sum(unit.startswith(("lid-", "rmc-", "moc-")) for unit in units) > 40
    assert 5 < units.count("") < 40
    assert sum(not row["count"] for row in rows) > 10


def test_some_events_are_told_twice_and_not_alike() -> None:
    told: dict[str, list[Row]] = {}
    for row in read("defections")[1]:
        told.setdefault(row["id"], []).append(row)
    twice = [rows for rows in told.values() if len(rows) > 1]
    assert len(twice) > 100
    assert all(rows[0]["source"] != rows[1]["source"] for rows in twice)
    assert sum(rows[0]["count"] != rows[1]["count"] for rows in twice) > 20


def test_no_event_is_told_before_it_can_have_been() -> None:
    published = {row["id"]: row["published"] for row in read("sources")[1]}
    for row in read("defections")[1]:
        earliest = parse(row["date"]).earliest
        assert earliest and str(earliest) <= published[row["source"]], row


def test_outlets_publish_many_documents_and_differ_by_region() -> None:
    outlet = {row["id"]: row["publisher"] for row in read("sources")[1]}
    shares: dict[str, dict[str, int]] = {}
    for row in events().values():
        if row["place"]:
            region = shares.setdefault(row["place"][:6], {})
            region[outlet[row["source"]]] = region.get(outlet[row["source"]], 0) + 1
    leading = {max(tellers, key=lambda name: tellers[name]) for tellers in shares.values()}
    assert len(leading) >= 5


def test_named_soldiers_are_mostly_young_and_served_where_they_left() -> None:
    soldiers = {row["id"]: row for row in read("persons")[1] if "soldier" in row["id"]}
    assert len(soldiers) == 300
    born = [int(row["born"][:4]) for row in soldiers.values() if row["born"]]
    assert sum(year >= 1990 for year in born) > len(born) * 0.7
    postings = {row["person"]: row for row in read("postings")[1] if row["person"] in soldiers}
    named = [row for row in read("defections")[1] if row["person"]]
    assert len(named) == len(postings) == len(soldiers)
    for row in named:
        served = postings[row["person"]]
        assert (served["unit"], served["rank"], served["end"]) == (row["unit"], row["rank"], row["date"])
        assert row["count"] == "1"


def test_what_is_planted_can_be_found_and_not_too_easily() -> None:
    """Of the twenty battalions that leak fastest in truth, what is told shows some at the top, and not all."""
    found = {one.id: one for one in battalions(public_rows(load_model(), read_facts(FACTS)))}
    count = dict.fromkeys(found, 0)
    for row in events().values():
        if row["unit"] in count:
            count[row["unit"]] += persons_in(row)
    true = set(sorted(found, key=lambda id: -found[id].rate)[:20])
    told = set(sorted(found, key=lambda id: -count[id] / found[id].strength)[:20])
    assert 6 <= len(true & told) <= 16


def test_battalions_move_answer_to_two_and_are_seen_once() -> None:
    ties: dict[str, list[Row]] = {}
    for row in read("subordinations")[1]:
        if row["unit"].startswith("synthetic-"):
            ties.setdefault(row["unit"], []).append(row)
    moved = [rows for rows in ties.values() if {row["parent"] for row in rows if row["kind"] == "command"}]
    assert sum(len(rows) == 2 for rows in moved) > 10
    assert (
        sum({row["kind"] for row in rows} == {"administrative", "operational"} for rows in ties.values()) > 8
    )
    assert sum(rows[0]["first_cited"] != "" for rows in ties.values()) > 8
    known = {row["unit"] for row in read("strengths")[1]}
    assert 10 < len(set(ties) - known) < 60


def test_every_formation_hangs_under_the_whole() -> None:
    """Else the army's count would leave out what is known of its own divisions."""
    above = {row["unit"]: row["parent"] for row in read("subordinations")[1] if not is_made_up(row)}
    tops = set()
    for row in read("units")[1]:
        unit = row["id"]
        while unit in above:
            unit = above[unit]
        if not is_made_up(row):
            tops.add(unit)
    assert tops == {"tmw-mod", "lib-114"}
