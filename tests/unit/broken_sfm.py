"""Broken sheets of the Security Force Monitor, of version 2.1, of 2018 and of the newer model with a claim a row."""

# ruff: noqa: E501  (a case a line, which reads as a table)

from __future__ import annotations

import codecs
import gzip
from collections.abc import Iterator, Mapping

from tests.unit.broken_case import Case, Content
from tests.unit.broken_tables import ODD, fifo_at, folder_at, loop_at

A, B, C = (f"33333333-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
S = "44444444-0000-4000-8000-000000000001"
Cells = Mapping[str, str]


def sheet(*rows: Cells, delimiter: str = ",") -> bytes:
    """A sheet with the columns of its rows."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [delimiter.join(_cell(name, delimiter) for name in columns)]
    lines.extend(delimiter.join(_cell(row.get(name, ""), delimiter) for name in columns) for row in rows)
    return ("\n".join(lines) + "\n").encode()


def _cell(text: str, delimiter: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in f'{delimiter}"\n\r') else text


# For each layout: two good rows, and the ids that they bring.
UNITS = (
    {"unit:id:admin": A, "unit:name": "1 Division", "unit:status:admin": "3"},
    {"unit:id:admin": B, "unit:name": "2 Division"},
)
PERSONS = (
    {"person:id:admin": A, "person:name": "A. General"},
    {"person:id:admin": B, "person:name": "B. General"},
)
OLD_UNITS = (
    {"o_id": A, "Organization:Name": "1 Division", "Organization division_id": "ng"},
    {"o_id": B, "Organization:Name": "2 Division"},
)
OLD_PERSONS = (
    {"Name": "A. General", "division_id": "ng", "Organization": "1 Division"},
    {"Name": "B. General", "division_id": "ng"},
)
CLAIM = {
    "type:claim": "unit",
    "citation:refs:claim": S,
    "about_entity:ref:claim": A,
    "name:annotation": "1 Division",
    "unit:names:assertion": "1 Division",
}
CLAIMS = (CLAIM, {**CLAIM, "about_entity:ref:claim": B})
OLD_IDS = ("sfm:ng/person/a-general", "sfm:ng/person/b-general")

LAYOUTS: Mapping[str, tuple[tuple[Cells, Cells], tuple[str, ...]]] = {
    "units 2.1": (UNITS, (A, B)),
    "persons 2.1": (PERSONS, (A, B)),
    "units 2018": (OLD_UNITS, (A, B)),
    "persons 2018": (OLD_PERSONS, OLD_IDS),
    "claims": (CLAIMS, (A, B)),
}


def row_case(
    kind: str, name: str, layout: str, broken: Cells, rule: str = "", warned: str = "", refused: int = 1
) -> Case:
    """A broken row between two good ones. What it leaves out it has as the first of them."""
    (first, last), good = LAYOUTS[layout]
    content = sheet(first, {**first, **broken}, last)
    rules = (rule,) if rule else ()
    return Case(
        f"{layout}: {name}", "sfm", kind, {"sheet.csv": content}, rules, good, refused if rule else 0, warned
    )


DATES = (
    "13/27/2001", "2/30/2015", "32 July 2015", "July", "27 Juli 2015", "2015-13", "2015-02-30", "1/1/15", "0001-01-01", "20155",
    "2015/2014", "spring 2015", "7/2015/1", "2015-00-05", "١٣/١/٢٠١٥", "9" * 5_000, "-", "1/1/1/1",
)  # fmt: skip
PARTS = (
    ("13", "1", "2015"), ("2", "30", "2015"), ("", "5", "2015"), ("1", "", ""), ("x", "1", "2015"), ("1", "1", "15"),
    ("1", "1", "9" * 5_000), ("9" * 5_000, "", "2015"), ("-1", "1", "2015"), ("1.5", "1", "2015"), ("²", "1", "2015"),
)  # fmt: skip
IMPOSSIBLE = "a date that cannot be"


def of_dates() -> Iterator[Case]:
    first_cited = "unit:first_cited_date"
    for text in DATES:
        yield row_case("dates", f"{text[:30]!a}", "units 2.1", {first_cited: text}, IMPOSSIBLE)
    for month, day, year in PARTS:
        parts = {f"{first_cited}_month": month, f"{first_cited}_day": day, f"{first_cited}_year": year}
        yield row_case(
            "dates", f"parts {month[:9]!a}, {day[:9]!a}, {year[:9]!a}", "units 2.1", parts, IMPOSSIBLE
        )
    for layout, column in (
        ("units 2018", "Organization:date_first_cited"), ("persons 2018", "Date of Birth"), ("persons 2018", "First citation"),
        ("claims", "first_precise:range"), ("claims", "last_imprecise:range"),
    ):  # fmt: skip
        yield row_case("dates", f"{column} 30 February", layout, {column: "2/30/2015"}, IMPOSSIBLE)
    old = {"firstcited_month": "2", "firstcited_day": "30", "firstcited_year": "2015"}
    yield row_case("dates", "parts 30 February", "units 2018", old, IMPOSSIBLE)
    backwards = {"first_imprecise:range": "2015-05-02", "last_imprecise:range": "2015-05-01"}
    yield row_case("dates", "a range that ends before it begins", "claims", backwards, IMPOSSIBLE)
    yield row_case(
        "dates",
        "the end of the calendar",
        "claims",
        {"first_imprecise:range": "9999-12-31", "last_imprecise:range": "9999-12-31"},
    )
    yield row_case(
        "dates",
        "both ends open",
        "claims",
        {"first_imprecise:range": "since_beginning_of_time", "last_imprecise:range": "undated"},
        warned="since the beginning of time",
    )
    cited = {"unit:first_cited_date": "2015", "unit:last_cited_date": "2014"}
    yield row_case(
        "order", "last cited before first", "units 2.1", cited, "last cited before it was first cited"
    )
    other = {"unit:related_unit": "x", "unit:related_unit_first_cited_date": "no date at all"}
    yield row_case("dates", "of a tie", "units 2.1", other, IMPOSSIBLE)
    yield row_case("dates", "two digits", "units 2.1", {first_cited: "6/27/99"}, warned="two digits")
    yield row_case("dates", "undated", "units 2.1", {first_cited: "Undated"}, warned="undated")
    yield row_case(
        "dates",
        "open-ended without one",
        "units 2.1",
        {"unit:last_cited_date_open": "Y"},
        warned="open-ended without a date",
    )
    yield row_case(
        "dates",
        "a flag that is none",
        "units 2.1",
        {first_cited: "2015", "unit:first_cited_date_start": "perhaps"},
        warned="flag beside a date",
    )


def of_rows() -> Iterator[Case]:
    yield row_case(
        "missing",
        "no id and no name",
        "units 2.1",
        {"unit:id:admin": "", "unit:name": ""},
        "a unit without an id",
    )
    yield row_case("missing", "no name", "persons 2018", {"Name": ""}, "a person without an id")
    yield row_case(
        "missing",
        "an id of semicolons",
        "units 2.1",
        {"unit:id:admin": ";;;", "unit:name": ""},
        "a unit without an id",
    )
    yield row_case("status", "not ready", "units 2.1", {"unit:status:admin": "1"}, "status 1 is not")
    yield row_case("status", "of a megabyte", "units 2.1", {"unit:status:admin": "x" * 900_000}, "is not")
    yield row_case("status", "not accepted", "claims", {"status:meta": "rejected"}, "status rejected is not")
    yield row_case(
        "types",
        "a tie that nobody knows",
        "units 2.1",
        {"unit:related_unit": "x", "unit:relation_type": "sister"},
        "a type of tie that is not known",
    )
    yield row_case(
        "types",
        "a location that nobody knows",
        "units 2.1",
        {"unit:location": "x", "unit:location_type": "moon"},
        "a type of tie that is not known",
    )
    yield row_case(
        "types",
        "a location without a type",
        "units 2.1",
        {"unit:location": "x"},
        "a type of tie that is not known",
    )
    yield row_case(
        "types",
        "a claim that nobody knows",
        "claims",
        {"type:claim": "rumour"},
        "a type of claim that is not known",
    )
    yield row_case(
        "types",
        "a claim that is not modelled",
        "claims",
        {"type:claim": "equipment"},
        "equipment claims are not modelled",
    )
    yield row_case(
        "types",
        "a claim without a type",
        "claims",
        {"type:claim": "", "unit:names:assertion": ""},
        "a type of claim that is not known",
    )
    yield row_case(
        "names",
        "asserted names of semicolons",
        "claims",
        {"name:annotation": "", "unit:names:assertion": " ; ; "},
    )
    yield row_case("names", "a name of semicolons", "units 2.1", {"unit:other_names": ";;;;"})
    yield row_case(
        "references", "under itself", "units 2.1", {"unit:related_unit_id:admin": A}, "a thing tied to itself"
    )
    yield row_case(
        "references",
        "under one of its own name",
        "units 2018",
        {"OrganizationOrganization:parent_id": "1 Division"},
        "a thing tied to itself",
    )
    for name, where in (("beyond the poles", ("7.1", "95")), ("beyond the date line", ("181", "5"))):
        cells = {
            "Site: Exact Location - Longitude or OSM Node Name": where[0],
            "Site: Exact Location - Latitude or OSM Node ID": where[1],
        }
        yield row_case("numbers", name, "units 2018", cells, "no point on Earth")
    cells = {
        "Site: Exact Location - Longitude or OSM Node Name": "7." + "1" * 50,
        "Site: Exact Location - Latitude or OSM Node ID": "5",
    }
    yield row_case("numbers", "fifty digits", "units 2018", cells, "not a decimal number")
    cells = {
        "Site: Exact Location - Longitude or OSM Node Name": "٧",
        "Site: Exact Location - Latitude or OSM Node ID": "٥",
    }
    yield row_case("numbers", "other digits", "units 2018", cells, "not a decimal number")
    for name, id, rule in (
        ("of 501 characters", "u" * 501, "an id of more than one line"), ("turned round", "u\u202e", "a character that nobody sees"),
        ("with an escape", "u\x1b[0m", "a character that nobody sees"),
    ):  # fmt: skip
        yield row_case("ids", f"an id {name}", "units 2.1", {"unit:id:admin": id}, rule)
    yield row_case(
        "ids",
        "a name too long for the id it gives",
        "persons 2018",
        {"Name": "x " * 400},
        "an id of more than one line",
    )
    yield row_case(
        "confidence",
        "a word that is none",
        "units 2.1",
        {"unit:name:confidence": "perhaps"},
        warned="confidence not understood",
    )
    yield row_case("sources", "nan", "units 2.1", {"unit:name:source": "nan"}, warned="source that is none")
    yield row_case(
        "sources", "too long", "units 2.1", {"unit:name:source": "s" * 600}, "an id of more than one line"
    )
    yield row_case(
        "size",
        "30,000 other names",
        "units 2.1",
        {"unit:other_names": ";".join(f"a{n}" for n in range(30_000))},
        "it makes more than 20,000 claims",
    )
    much = {
        "unit:other_names": ";".join(f"a{n}" for n in range(900)),
        "unit:other_names:source": ";".join(f"s{n}" for n in range(900)),
    }
    yield row_case(
        "size", "900 names from 900 sources", "units 2.1", much, "it makes more than 20,000 claims"
    )
    spaces = {"unit:location": "a" + " " * 900_000 + "b", "unit:location_type": "site"}
    yield row_case("size", "a place of a megabyte of blanks", "units 2.1", spaces)
    brackets = {"unit:location": "(" * 400 + " " + A, "unit:location_type": "site"}
    yield row_case("names", "a place of brackets", "units 2.1", brackets)
    yield row_case(
        "size", "a classification of a megabyte", "units 2.1", {"unit:classification": "x" * 999_999}
    )
    for kind, name, broken in (
        ("formulas", "a sum", "=SUM(A1)"), ("formulas", "a command", "+cmd|' /C calc'!A0"), ("characters", "a NUL", "a\0b"),
    ):  # fmt: skip
        rule = "a NUL character" if name == "a NUL" else "a formula in a cell"
        for layout, (column, _) in {
            "units 2.1": ("unit:name", 0),
            "units 2018": ("Organization:Name", 0),
            "claims": ("unit:names:assertion", 0),
        }.items():
            yield row_case(kind, name, layout, {column: broken}, rule)


LINES: tuple[tuple[str, str, bytes, str], ...] = (
    ("encoding", "a letter of Latin-1", b"x,caf\xe9", "not UTF-8 at byte"),
    ("encoding", "a letter cut in half", b"x,\xe1\x80", "not UTF-8 at byte"),
    ("cells", "too few", b"x", "1 cells under a heading of 2"),
    ("cells", "too many", b"x,y,z,", "4 cells under a heading of 2"),
    ("cells", "tabs", b"x\ty", "1 cells under a heading of 2"),
    ("quotes", "never closed", b'x,"y', "a quote is never closed"),
    ("size", "a line of five megabytes", b"x," + b"y" * 5_000_000, "longer than 4,000,000 bytes"),
    ("size", "a cell of a megabyte and one", b"x," + b"y" * 1_000_001, "a cell longer than"),
    ("characters", "NULs", b"\0\0,\0", "a NUL character"),
)  # fmt: skip


def of_lines() -> Iterator[Case]:
    for layout, heading in (
        ("units 2.1", b"unit:id:admin,unit:name"),
        ("units 2018", b"o_id,Organization:Name"),
    ):
        for kind, name, line, rule in LINES:
            content = heading + f"\n{A},Good\n".encode() + line + f"\n{B},Good\n".encode()
            yield Case(f"{layout}: {name}", "sfm", kind, {"sheet.csv": content}, (rule,), (A, B), 1)
    for kind, name, line in ODD:
        if kind == "characters":
            content = f"unit:id:admin,unit:name\n{A},Good\n".encode() + line + f"\n{B},Good\n".encode()
            yield Case(f"units 2.1: {name}", "sfm", kind, {"sheet.csv": content}, (), (A, B), 0)


def of_files() -> Iterator[Case]:
    good = sheet(*UNITS)
    for kind, name, content, rule in (
        ("files", "empty", b"", "it is empty"), ("columns", "another table", b"id,name\nu1,x\n", "its heading is of no sheet"),
        ("columns", "one column alone", b"Name\nx\n", "its heading is of no sheet"), ("columns", "without names", b",,\n", "names no column"),
        ("columns", "one twice", b"unit:id:admin,unit:name,unit:name\n", "named twice"),
        ("columns", "100,000 of them", b",".join(b"c%d" % n for n in range(100_000)), "it has 100,000 columns"),
        ("columns", "bars", b"unit:id:admin|unit:name\n", "wrong delimiter"),
        ("columns", "one called by a megabyte", b"xy" * 500_000 + b",y\n", "its heading is of no sheet"),
        ("encoding", "UTF-16", good.decode().encode("utf-16"), "it is UTF-16"), ("encoding", "a letter of Latin-1", b"unit:id:admin,n\xe9\n", "not UTF-8"),
        ("lines", "carriage returns alone", good.replace(b"\n", b"\r"), "a carriage return alone"),
        ("archives", "gzip", gzip.compress(good), "packed with gzip"), ("archives", "a workbook", b"PK\x03\x04xl", "a workbook"),
        ("quotes", "a heading never closed", b'"unit:id:admin,unit:name\n', "never closed"),
        ("characters", "a NUL in the heading", b"unit:id:admin,unit:\0name\n", "holds a NUL"),
    ):  # fmt: skip
        yield Case(name, "sfm", kind, {"sheet.csv": content}, (rule,), whole=True)
    for name, other in (
        ("notes.txt", b"hello\n"),
        ("sub", folder_at),
        ("pipe.csv", fifo_at),
        ("loop.csv", loop_at),
        ("bad.csv", b"\xff\xff\n"),
    ):
        files: dict[str, Content] = {"sheet.csv": good, name: other}
        yield Case(f"beside a sheet: {name}", "sfm", "files", files, (), (A, B), 0, "file left aside")
    odd = good.replace(b"unit:name", b"unit:nome", 1)
    yield Case(
        "a column that nobody knows",
        "sfm",
        "columns",
        {"sheet.csv": odd},
        (),
        (),
        0,
        "columns not known, left",
    )
    yield Case(
        "with a byte order mark", "sfm", "encoding", {"sheet.csv": codecs.BOM_UTF8 + good}, (), (A, B), 0
    )
    yield Case("with tabs", "sfm", "columns", {"sheet.tsv": sheet(*UNITS, delimiter="\t")}, (), (A, B), 0)
    same = sheet(*UNITS, {"unit:id:admin": C, "unit:name": "1 Division"})
    yield Case(
        "two ids of one name", "sfm", "names", {"sheet.csv": same}, (), (A, B, C), 0, "name of two ids"
    )
    circle = sheet(
        *({"unit:id:admin": a, "unit:name": a, "unit:related_unit_id:admin": b} for a, b in ((A, B), (B, A)))
    )
    yield Case("units above one another", "sfm", "references", {"sheet.csv": circle}, (), (A, B), 0)
    shuffled = sheet({k: UNITS[0].get(k, "") for k in reversed(UNITS[0])}, UNITS[1])
    yield Case("columns in another order", "sfm", "columns", {"sheet.csv": shuffled}, (), (A, B), 0)
    cut = good + b'x,"'
    yield Case(
        "cut off in its last row", "sfm", "cells", {"sheet.csv": cut}, ("a quote is never closed",), (A, B), 1
    )


CASES = (*of_dates(), *of_rows(), *of_lines(), *of_files())
