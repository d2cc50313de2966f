"""The synthetic army as files: its tables, its truth, the memory it takes, and the command that writes it."""

from __future__ import annotations

import csv
import json
import tracemalloc
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import cli
from ontology.errors import CommandError, DeclarationError
from ontology.model import Datatype
from ontology.reading import load_model
from ontology.tables import heading
from ontology.time import parse
from synthesis.army import Army, make
from synthesis.sheets import Sheets
from synthesis.spec import Reporting, Spec
from synthesis.writing import write

MODEL = load_model()
SPEC = Spec(units=300, persons=6_000, seed=3, contagion=0.4)
TABLES = (
    "defections", "garrisons", "patronage", "persons", "places", "postings", "sources", "strengths", "subordinations",
    "units",
)  # fmt: skip
Row = Mapping[str, str]
ENTITIES = [cls.name for cls in MODEL.entities if cls.table in TABLES]


def written(folder: Path, spec: Spec = SPEC) -> Path:
    write(make(spec), folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("army") / "uneven")


@pytest.fixture(scope="module")
def even(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("army") / "even", replace(SPEC, reporting=Reporting.EVEN))


@pytest.fixture(scope="module")
def army() -> Army:
    return make(SPEC)


def rows(folder: Path, table: str) -> list[Row]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, strict=True))


def truth(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


def ids(folder: Path, class_name: str) -> set[str]:
    return {row["id"] for row in rows(folder, str(MODEL.classes[class_name].table))}


# ---- bytes


def test_the_same_spec_writes_the_same_bytes_and_another_seed_others(folder: Path, tmp_path: Path) -> None:
    again, other = written(tmp_path / "again"), written(tmp_path / "other", replace(SPEC, seed=4))
    for file in sorted(folder.iterdir()):
        assert (again / file.name).read_bytes() == file.read_bytes(), file.name
        assert (other / file.name).read_bytes() != file.read_bytes() or file.name == "garrisons.csv"


def test_more_persons_leave_what_happens_to_the_units_as_it_is(folder: Path, tmp_path: Path) -> None:
    more = written(tmp_path / "more", replace(SPEC, persons=9_000))
    assert truth(more)["units"] == truth(folder)["units"]
    assert (more / "strengths.csv").read_bytes() == (folder / "strengths.csv").read_bytes()


def peak(spec: Spec, folder: Path) -> int:
    """The most memory in bytes that Python held while the tables of an army were written."""
    army = make(spec)
    tracemalloc.start()
    try:
        write(army, folder)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_persons(tmp_path: Path) -> None:
    spec = Spec(units=40, seed=1, persons=40_000)
    peak(replace(spec, persons=2_000), tmp_path / "warm")
    few = peak(replace(spec, persons=40_000), tmp_path / "few")
    many = peak(replace(spec, persons=160_000), tmp_path / "many")
    assert len(rows(tmp_path / "many", "persons")) == 160_000
    assert many < 1.1 * few


# ---- tables


def test_the_tables_have_the_columns_of_the_ontology(folder: Path) -> None:
    assert sorted(file.stem for file in folder.glob("*.csv")) == list(TABLES)
    for name in TABLES:
        cls = MODEL.tables[name]
        first = (folder / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert tuple(first.split(",")) == heading(MODEL, cls)


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_is_what_the_ontology_says(folder: Path, table: str) -> None:
    columns, known = MODEL.tables[table].columns, {name: ids(folder, name) for name in ENTITIES}
    for row in rows(folder, table):
        assert None not in row and None not in row.values()
        for column, slot in columns.items():
            texts = row[column].split(";") if slot.many else [row[column]]
            for text in filter(None, texts):
                match slot.prop.datatype:
                    case Datatype.CONCEPT:
                        assert slot.prop.scheme and text in slot.prop.scheme.concepts
                    case Datatype.ENTITY:
                        assert text in known[str(slot.prop.range)], (table, row)
                    case Datatype.EDTF:
                        assert text == ".." or parse(text).earliest
                    case Datatype.INTEGER:
                        assert int(text) >= 0
                    case _:
                        assert "," not in text


def test_everything_says_that_it_is_made_up(folder: Path) -> None:
    for name in TABLES:
        for row in rows(folder, name):
            assert row.get("id", "synthetic-").startswith("synthetic-")
            assert row.get("name", "(synthetic)").endswith("(synthetic)")
            assert row.get("source", "synthetic-").startswith("synthetic-")
            if name == "sources":
                assert "synthetic" in row["title"].lower() and row["kind"] == "synthetic"


def test_no_id_stands_twice_but_that_of_an_event_that_is_told_again(folder: Path) -> None:
    for name in ("sources", "places", "units", "persons"):
        assert len(ids(folder, str(MODEL.tables[name].name))) == len(rows(folder, name))
    told = rows(folder, "defections")
    assert len({(row["id"], row["source"]) for row in told}) == len(told) > len({row["id"] for row in told})


def test_there_are_just_as_many_persons_each_with_a_posting(folder: Path) -> None:
    assert len(rows(folder, "persons")) == 6_000
    assert {row["person"] for row in rows(folder, "postings")} == ids(folder, "Person")


@pytest.mark.parametrize("persons", [700, 30_000])
def test_no_battalion_has_more_persons_on_record_than_it_has(tmp_path: Path, persons: int) -> None:
    army = make(replace(SPEC, persons=persons))
    write(army, tmp_path / "t")
    battalion = {
        id: army.units.ids[over]
        for id, over in zip(army.units.ids, army.units.part_of.tolist(), strict=True)
        if over >= 0
    }
    serving = Counter(
        battalion[row["unit"]]
        for row in rows(tmp_path / "t", "postings")
        if row["unit"] in battalion and (row["end"] == ".." or row["end"] >= "2021")
    )
    strength = dict(zip(army.units.ids, army.units.strength.tolist(), strict=True))
    assert serving and all(number <= strength[unit] for unit, number in serving.items())


def test_named_defectors_are_persons_who_served_there_until_that_day(folder: Path) -> None:
    served = {
        (row["person"], row["unit"], row["end"], row["rank"])
        for row in rows(folder, "postings")
        if row["role"] == "member"
    }
    named = [row for row in rows(folder, "defections") if row["person"]]
    assert len(named) > 10
    for row in named:
        assert (row["person"], row["unit"], row["date"], row["rank"]) in served
        assert row["count"] == "1"
    assert len({row["person"] for row in named}) == len(named)
    assert any(not row["person"] and int(row["count"]) > 1 for row in rows(folder, "defections"))


def test_the_young_and_the_low_leave_more(tmp_path: Path) -> None:
    made = written(tmp_path / "t", replace(SPEC, units=1_000, persons=60_000, months=60))
    born = {row["id"]: int(row["born"][:4]) for row in rows(made, "persons")}
    served = [row for row in rows(made, "postings") if row["role"] == "member" and row["end"] >= "2021"]
    left = {row["person"] for row in rows(made, "defections") if row["person"]}
    stayed = [row for row in rows(made, "postings") if row["role"] == "member" and row["end"] == ".."]
    gone = [row for row in served if row["person"] in left]
    assert len(gone) > 300
    assert mean(gone, lambda row: born[row["person"]]) > mean(stayed, lambda row: born[row["person"]]) + 0.5
    private = [mean(some, lambda row: row["rank"] == "private") for some in (gone, stayed)]
    assert private[0] > private[1] + 0.05


def mean(some: list[Row], value: Callable[[Row], float]) -> float:
    return sum(map(value, some)) / len(some)


def test_a_battalion_that_moves_has_two_superiors_one_after_the_other(folder: Path) -> None:
    ties = rows(folder, "subordinations")
    moved = [unit for unit, number in Counter(row["unit"] for row in ties).items() if number == 2]
    assert len(moved) == truth(folder)["totals"]["battalions_moved"] > 0
    for unit in moved:
        first, second = sorted(
            (row for row in ties if row["unit"] == unit), key=lambda row: row["end"] == ".."
        )
        assert first["end"] < second["start"] and first["parent"] != second["parent"]


def test_dates_are_known_to_the_day_the_month_or_the_quarter(folder: Path) -> None:
    lengths = Counter(len(row["date"]) for row in rows(folder, "defections"))
    assert set(lengths) == {len("2021-05-01"), len("2021-05"), len("2021-04-01/2021-06-30")}
    assert lengths[10] > lengths[7] > lengths[21] > 0


# ---- truth


def superiors(folder: Path) -> Callable[[str, str], list[str]]:
    ties = rows(folder, "subordinations")

    def chain(unit: str, day: str) -> list[str]:
        above = [
            row["parent"]
            for row in ties
            if row["unit"] == unit and row["start"] <= day and (row["end"] == ".." or row["end"] >= day)
        ]
        return [unit, *(chain(above[0], day) if above else [])]

    return chain


def test_even_tables_hold_just_what_the_truth_says_happened(even: Path) -> None:
    found, chain = truth(even), superiors(even)
    counts: Counter[str] = Counter()
    for row in rows(even, "defections"):
        for unit in chain(row["unit"], row["date"]):
            counts[unit] += int(row["count"])
    for line in found["units"]:
        assert line["happened"] == line["reported"] == counts[line["unit"]], line
    assert found["totals"]["happened"] == sum(int(row["count"]) for row in rows(even, "defections"))


def test_uneven_tables_hold_what_the_truth_says_was_reported(folder: Path) -> None:
    found = truth(folder)
    best = {
        row["id"]: row
        for row in sorted(rows(folder, "defections"), key=lambda row: row["confidence"] == "high")
        if row["confidence"] != "low"
    }
    assert sum(int(row["count"]) for row in best.values()) == found["totals"]["reported"]
    own = Counter[str]()
    for row in best.values():
        own[row["unit"]] += int(row["count"])
    companies = [line for line in found["units"] if line["echelon"] == "company"]
    assert companies and all(line["reported"] == own[line["unit"]] for line in companies)
    assert found["totals"]["reported_without_unit"] == own[""]
    assert found["totals"]["reported"] < found["totals"]["happened"]


def test_the_truth_tells_rates_ranks_and_what_was_planted(folder: Path, army: Army) -> None:
    found = truth(folder)
    assert found["window"] == {"from": "2021-02-01", "to": "2021-10-31"}
    assert found["spec"]["seed"] == 3 and found["contagion"]["strength"] == 0.4
    assert found["contagion"]["caused"] == int(army.defections.caused.sum()) > 0
    assert {row["region"] for row in found["violence"]} <= ids(folder, "Place")
    units = found["units"]
    assert [line["unit"] for line in units] == list(army.units.ids)
    by_echelon: dict[str, list[dict[str, Any]]] = {}
    for line in units:
        by_echelon.setdefault(line["echelon"], []).append(line)
    assert all(line["rate"] is None for line in by_echelon.pop("company"))
    for lines in by_echelon.values():
        assert sorted(line["rank"] for line in lines) == list(range(1, len(lines) + 1))
        assert max(lines, key=lambda line: float(line["rate"]))["rank"] == 1
        for line in lines:
            assert line["rate"] == pytest.approx(1_000 * line["expected"] / line["person_years"], abs=1e-4)
    battalion = by_echelon["battalion"][0]
    assert battalion["person_years"] == pytest.approx(battalion["strength"] * 273 / 365.25, abs=1e-5)


# ---- writing


def test_a_column_that_the_ontology_does_not_have_is_refused(tmp_path: Path) -> None:
    with Sheets(tmp_path) as sheets, pytest.raises(DeclarationError, match="no column colour"):
        sheets.pattern("units", id="{0}", colour="green")


def test_an_interrupted_writing_leaves_nothing_behind(tmp_path: Path, army: Army) -> None:
    def interrupt(done: int) -> None:
        if done > 1_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(army, tmp_path / "t", interrupt)
    assert list((tmp_path / "t").iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path, army: Army) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="not empty"):
        write(army, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


# ---- the command

GENERATE = ("generate", "out", "--units", "100", "--persons", "1000", "--seed", "1")


def test_the_command_writes_the_tables_and_sums_them_up_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run([*GENERATE, "--contagion", "0", "--reporting", "even", "--months", "2"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    files = list((tmp_path / "out").iterdir())
    assert f"Wrote {len(files)} files" in told.err
    assert f"{sum(file.stat().st_size for file in files):,} bytes to out." in told.err
    spec = Spec(units=100, persons=1_000, seed=1, months=2, contagion=0.0, reporting=Reporting.EVEN)
    again = written(tmp_path / "again", spec)
    assert all((again / file.name).read_bytes() == file.read_bytes() for file in files)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--units", "5"], "at least 12 units, not 5"),
        (["--persons", "5"], "5 persons are too few for 100 units"),
        (["--contagion", "-0.5"], "Contagion is 0 or more, not -0.5"),
        (["--contagion", "1"], "Contagion is below 1"),
        (["--months", "0"], "The months are 1 to 120"),
        (["--seed", "-1"], "A seed is 0 or more"),
        (["--reporting", "odd"], "'odd' is not one of"),
    ],
)
def test_a_wrong_command_is_told_and_leaves_no_folder(
    more: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run([*GENERATE, *more]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_refuses_a_folder_that_is_not_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "units.csv").write_text("id\n", encoding="utf-8")
    assert cli.run(list(GENERATE)) == 2
    assert "out is not empty" in capsys.readouterr().err
    assert (tmp_path / "out" / "units.csv").read_text(encoding="utf-8") == "id\n"


def test_the_page_names_every_field_of_the_truth(folder: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "generate.md").read_text(encoding="utf-8")
    found = truth(folder)
    fields = {*found, *found["totals"], *found["units"][0], *found["contagion"], *found["leaving"]}
    fields |= {*found["outlets"][0], *found["violence"][0], *found["window"]}
    assert sorted(field for field in fields if f"`{field}`" not in page) == []


def test_a_unit_with_more_leavers_than_soldiers_on_record_names_each_once(tmp_path: Path) -> None:
    army = make(Spec(units=400, persons=500, seed=5, months=60, reporting=Reporting.EVEN))
    write(army, tmp_path / "army")
    named = [row["person"] for row in rows(tmp_path / "army", "defections") if row["person"]]
    assert named
    assert len(named) == len(set(named))
