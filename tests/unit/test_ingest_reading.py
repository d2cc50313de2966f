"""Whatever lies in a file: whole rows, refused rows, or a clear error."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading import MAX_CELL, MAX_RECORD, FileRefused, read_heading, read_rows
from ingest.rows import Row, Warnings


def rows_of(path: Path, delimiters: str = ",") -> list[Row]:
    heading, delimiter = read_heading(path, path.name, delimiters)
    return [row for row, _ in read_rows(path, path.name, heading, delimiter)]


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "units.csv"
    path.write_bytes(data)
    return path


def rules(rows: list[Row]) -> list[tuple[int, str]]:
    return [(row.line, row.fault.rule) for row in rows if row.fault]


def test_rows_have_the_line_on_which_they_start(tmp_path: Path) -> None:
    path = written(
        tmp_path, b'\xef\xbb\xbfid,name\r\nu1,"two\r\nlines"\r\n\r\nu2,"a ""b"", c"\r\nu3,5" gun\r\n'
    )
    rows = rows_of(path)
    assert [(row.line, dict(row.cells)) for row in rows] == [
        (2, {"id": "u1", "name": "two\r\nlines"}),
        (5, {"id": "u2", "name": 'a "b", c'}),
        (6, {"id": "u3", "name": '5" gun'}),
    ]


def test_malformed_bytes_refuse_the_row_alone_and_tell_the_byte(tmp_path: Path) -> None:
    rows = rows_of(written(tmp_path, b"id,name\nu1,caf\xe9\nu2,ok\n"))
    assert rules(rows) == [(2, "not UTF-8 at byte 14")]
    assert rows[0].fault is not None and rows[0].fault.column == "name"
    assert rows[1].get("name") == "ok"


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        (b"u1", "1 cells under a heading of 2"),
        (b"u1,a,b", "3 cells under a heading of 2"),
        (b"u1,a\0b", "a NUL character"),
        (b"u1,=HYPERLINK(1)", "a formula in a cell"),
        (b"u1,@SUM(A1:A2)", "a formula in a cell"),
        (b"u1,+cmd|' /C calc'!A0", "a formula in a cell"),
        (b"u1,'=1+1", "a formula in a cell"),
        (b'u1,"never closed', "a quote is never closed"),
        (b"u1," + b"x" * (MAX_CELL + 1), "a cell longer than 1,000,000 characters"),
        (b"u1," + b"x" * 10_000_000, "longer than 4,000,000 bytes"),
        (b'u1,"' + b"x\n" * 5_000_000 + b'"', "longer than 4,000,000 bytes"),
    ],
)
def test_a_bad_row_is_refused_and_the_next_one_read(tmp_path: Path, line: bytes, rule: str) -> None:
    rows = rows_of(written(tmp_path, b"id,name\n" + line + b"\nu2,good\n"))
    assert rules(rows) == [(2, rule)]
    assert rows[-1].get("id") == "u2"
    assert len(rows) == 2


@pytest.mark.parametrize("name", ["-", "@handle", "+95 9 123", "-Something (in Shan)", "'quoted'", "1=1"])
def test_a_name_that_begins_oddly_is_a_name(tmp_path: Path, name: str) -> None:
    (row,) = rows_of(written(tmp_path, f"id,name\nu1,{name}\n".encode()))
    assert row.fault is None
    assert row.get("name") == name


def test_a_stray_quote_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    body = b"".join(b"u%d,name\n" % number for number in range(1_000))
    rows = rows_of(written(tmp_path, b'id,name\nx,"stray\n' + body))
    assert rules(rows) == [(2, "a quote is never closed")]
    assert len(rows) == 1_001


def test_a_file_cut_off_in_a_row_refuses_that_row(tmp_path: Path) -> None:
    assert rules(rows_of(written(tmp_path, b"id,name,kind\nu1,a,b\nu2,"))) == [
        (3, "2 cells under a heading of 3")
    ]


def test_memory_stays_bounded_whatever_the_size_of_a_cell(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,name\nu1," + b"x" * 60_000_000 + b"\nu2,good\n")
    tracemalloc.start()
    assert len(rows_of(path)) == 2
    assert tracemalloc.get_traced_memory()[1] < 5 * MAX_RECORD
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b",,\nu1,a,b\n", "names no column"),
        (b"id,name,id\n", "'id' is named twice"),
        (b"id;name;kind\nu1;a;b\n", "separated by semicolon, not by comma"),
        (b"id\tname\tkind\n", "separated by tab, not by comma"),
        ("id,name\n".encode("utf-16"), "UTF-16"),
        (b"id,n\xffme\n", "not UTF-8 at byte 4"),
        (b"id,\0name\n", "NUL"),
        (b"id,name\ru1,a\ru2,b\r", "carriage return"),
        (b'id,"name\nu1,a\n', "never closed"),
        (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n", "10,000 columns"),
        (b"x" * 10_000_000, "longer than"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_words(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        rows_of(written(tmp_path, data))


def test_a_column_without_a_name_may_be_empty_and_nothing_else(tmp_path: Path) -> None:
    rows = rows_of(written(tmp_path, b"id,name,,\nu1,a,,\nu2,b,lost,\n"))
    assert rules(rows) == [(3, "a text in a column without a name")]


def test_rows_without_text_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,name\n,\nu1,a\n")
    warnings = Warnings()
    assert len(list(read_rows(path, "units.csv", ("id", "name"), ",", warnings))) == 1
    assert warnings.as_dict() == {"row without any text": 1}


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=8).filter(
    lambda t: "=" not in t
)


@given(
    st.lists(st.tuples(TEXT, TEXT), max_size=6), st.sampled_from([",", "\t"]), st.sampled_from(["\n", "\r\n"])
)
def test_what_the_csv_module_writes_is_read_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], delimiter: str, end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [("id", "name"), *rows]
    )
    path = written(tmp_path_factory.getbasetemp(), text.getvalue().encode())
    whole = [row.raw for row in rows_of(path, delimiters=",\t")]
    assert whole == [row for row in rows if any(cell.strip() for cell in row)]


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_faults_and_never_another_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    rows = rows_of(written(tmp_path_factory.getbasetemp(), b"id,name\n" + data))
    for row in rows:
        assert row.fault is not None or set(row.cells) == {"id", "name"}
        assert row.line >= 2
    # Every line that is not blank lies in a row or a refusal.
    assert bool(rows) or not any(
        line.strip(b' ,"\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85') for line in data.split(b"\n")
    )
