"""The tables of the demonstration keep what they promise: they load, and what is made up says so."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache

import pytest

from demo.build import FOLDER, build
from demo.tables import Row, columns
from ontology.model import Datatype, Kind, Model, Slot
from ontology.reading import load_model
from ontology.time import parse

TABLES = sorted(file.stem for file in FOLDER.glob("*.csv"))
EXPECTED = {
    "defections", "garrisons", "patronage", "persons", "places", "postings", "sources", "strengths",
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
        assert tuple(read(table)[0]) == columns(load_model().tables[table])

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

    def test_no_row_stands_twice(self, table: str) -> None:
        rows = [tuple(row.items()) for row in read(table)[1]]
        assert len(rows) == len(set(rows))


def test_every_made_up_event_cites_a_made_up_source() -> None:
    assert all(row["id"].startswith("synthetic-") for row in read("defections")[1])


def test_the_titles_of_made_up_sources_say_so() -> None:
    titles = [row["title"] for row in read("sources")[1] if row["id"].startswith("synthetic-")]
    assert titles and all("made up" in title for title in titles)


def test_what_no_page_was_seen_for_is_marked_as_such() -> None:
    source = next(row for row in read("sources")[1] if row["id"] == "general-knowledge")
    assert source["title"] == "General knowledge, unverified"
    weak = [
        row for table in EXPECTED - {"sources"} for row in read(table)[1] if row["source"] == source["id"]
    ]
    assert weak and all(row["confidence"] == "low" for row in weak)


def test_the_public_skeleton_is_whole() -> None:
    real = {row["id"] for row in read("units")[1] if not row["id"].startswith("synthetic-")}
    assert len(real) == 63 + 1  # the formations, and the one battalion with a known strength


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
        if row["unit"] == "synthetic-ib-1008" and row["source"] != "synthetic-register"
    ]
    assert len(set(starts)) == 2


def test_the_made_up_events_lie_in_the_first_ten_months() -> None:
    spans = [parse(row["date"]) for row in read("defections")[1]]
    assert {span.earliest.year for span in spans if span.earliest} == {2021}
    assert len({row["id"] for row in read("defections")[1]}) == 60
