"""Broken tables. What each column may hold comes from the ontology, so a new column brings its cases along."""

from __future__ import annotations

import codecs
import gzip
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from backports import zstd

from ingest.tables.columns import Table, tables_of
from ontology.model import Datatype
from tests.unit.broken_case import MODEL, Case, Content

TABLES = tables_of(MODEL)
ENDS = {"Unit": "u1", "Person": "p1", "Place": "l1", "Source": "s1"}
OTHER = {"Unit": "u2", "Person": "p2", "Place": "l2", "Source": "s2"}

Cells = Mapping[str, str]


def text_of(table: Table, *rows: Cells) -> str:
    """A table as CSV, with all its columns."""
    lines = [
        ",".join(table.columns),
        *(",".join(_cell(row.get(c, "")) for c in table.columns) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\n\r') else text


def plain(table: Table, number: int) -> dict[str, str]:
    """A good row: what is required of it, and no more."""
    cells = {"id": f"{table.name}-{number}"} if table.is_entity else {}
    ends = ENDS if number == 1 else OTHER
    for column, slot in table.slots.items():
        if slot.required and slot.prop.datatype is Datatype.ENTITY:
            cells[column] = ends[str(slot.prop.range)]
        elif slot.required:
            cells[column] = f"{column} {number}"
    if table.cls.source and table.cls.source == table.cls.target:
        raise AssertionError("the two ends of a tie have names of their own")
    for column, slot in table.slots.items():
        if slot.differs_from and cells.get(column) in [cells.get(c) for c in cells if c != column]:
            cells[column] = f"{cells[column][0]}3"  # above both of them, so that no circle is closed
    figures = [c for c, slot in table.slots.items() if slot.prop.datatype is Datatype.INTEGER]
    if not table.is_entity and figures:
        cells[figures[-1]] = "9"
    elif table.is_entity and "name" in table.columns:
        cells["name"] = f"Good {number}"
    elif table.is_entity and "date" in table.columns:
        cells["date"] = "2021-05"
    return cells


def others() -> dict[str, str]:
    """The things that ties lead to."""
    things = {"units": "u", "persons": "p", "places": "l"}
    found = {f"{n}.csv": f"id,name\n{m}1,One\n{m}2,Two\n{m}3,Three\n" for n, m in things.items()}
    return {**found, "sources.csv": "id,title\ns1,One\ns2,Two\n"}


def good_of(table: Table) -> tuple[str, ...]:
    return ("u1", "p2", "s1") if not table.is_entity else (f"{table.name}-1", f"{table.name}-2")


def row_case(kind: str, name: str, table: Table, broken: Cells, rule: str, **more: object) -> Case:
    """A broken row between two good ones; what it names lies in the other tables."""
    text = text_of(table, plain(table, 1), {**plain(table, 1), **_own_id(table), **broken}, plain(table, 2))
    files: dict[str, Content] = {file: held.encode() for file, held in others().items()}
    files[f"{table.name}.csv"] = text.encode()
    if table.is_entity:  # its own rows take the place of those that ties would lead to
        files = {f"{table.name}.csv": text.encode()}
        files.update({file: held.encode() for file, held in others().items() if file not in files})
    refused = 1 if rule else 0
    return Case(
        f"{table.name}: {name}", "tables", kind, files, (rule,) if rule else (), good_of(table), refused, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _own_id(table: Table) -> dict[str, str]:
    return {"id": "broken-1"} if table.is_entity else {}


# ---- from the ontology: every column for itself


def of_columns() -> Iterator[Case]:
    """What each column cannot hold."""
    for table in TABLES.values():
        for column in table.required:
            yield row_case("missing", f"no {column}", table, {column: ""}, "a value is required")
        for column, slot in table.slots.items():
            if slot.prop.datatype is Datatype.ENTITY:
                label = MODEL.classes[str(slot.prop.range)].label.lower()
                yield row_case(
                    "references",
                    f"{column} names nothing",
                    table,
                    {column: "nobody"},
                    f"no {label} has this id",
                )
            elif slot.prop.scheme is not None and not slot.prop.scheme.open:
                rule = f"no term of {slot.prop.scheme.name}"
                yield row_case("terms", f"{column} is no term", table, {column: "no such thing"}, rule)
            elif slot.prop.datatype is Datatype.EDTF:
                yield row_case(
                    "dates", f"{column} 30 February", table, {column: "2021-02-30"}, "a date that cannot be"
                )
            elif slot.prop.datatype is Datatype.INTEGER:
                yield row_case("numbers", f"{column} in words", table, {column: "many"}, "not a whole number")
                yield row_case("numbers", f"{column} below nought", table, {column: "-1"}, "less than 0")
            elif slot.prop.datatype is Datatype.DECIMAL:
                yield row_case(
                    "numbers", f"{column} in words", table, {column: "north"}, "not a decimal number"
                )
        if "source" in table.tail:
            yield row_case(
                "references", "source names nothing", table, {"source": "s1;nobody"}, "no source has this id"
            )
            yield row_case(
                "terms", "confidence is no term", table, {"confidence": "very"}, "no term of confidence"
            )


# ---- by hand: values

DATES = (
    "2021-13", "2021-00", "2021-02-29", "2021-04-31", "99999", "0000", "-2021", "2021-2-3", "15/02/2021", "next year",
    "2021/2020", "../..", "..", "[2021]", "[..]", "2021-02-15T25:00", "٢٠٢١", "2021-02-30~", "2021-W07", "12021-01-01",
    "2021--", "1e3", "2021-06-31/2021-07", "X021", "2021 February", "21", "2021-99-99", "\u200b2021",
)  # fmt: skip
WHOLE = (
    "1.5", "1e3", "1,000", "99999999999999999999", "９", "١٢", "0x10", "+5", "1_000", "∞", "NaN", "1" * 5_000,
    "9223372036854775808", "- 1", "½", "0b1",
)  # fmt: skip
DECIMALS = (
    "91",
    "-91",
    "1e1",
    "12,5",
    "1" * 40,
    "--1",
    "NaN",
    "Infinity",
    "12°",
    "1." + "0" * 30,
    "١٢",
    "0x1p3",
    ".",
)


def of_values() -> Iterator[Case]:
    """Values that no one can mean."""
    units, strengths, places = TABLES["units"], TABLES["strengths"], TABLES["places"]
    for text in DATES:
        if text != "..":  # as the end of a thing it says that it was still so
            yield row_case("dates", f"start {text!a}", units, {"start": text}, "a date that cannot be")
    yield row_case("dates", "a megabyte of digits", units, {"start": "2" * 999_999}, "a date that cannot be")
    for text in WHOLE:
        yield row_case("numbers", f"best {text[:30]!a}", strengths, {"best": text}, "not a whole number")
    for text in DECIMALS:
        rule = "more than 90" if text == "91" else "less than -90" if text == "-91" else "not a decimal"
        yield row_case("numbers", f"latitude {text[:30]!a}", places, {"latitude": text}, rule)
    yield row_case("numbers", "longitude 180.01", places, {"longitude": "180.01"}, "more than 180")
    for numbers, rule in (
        ({"low": "9", "best": "8"}, "low is more than best"),
        ({"best": "10", "high": "8"}, "best is more than high"),
        ({"low": "9", "best": "", "high": "8"}, "low is more than high"),
    ):
        for name in ("strengths", "defection_totals"):
            yield row_case("order", rule, TABLES[name], numbers, rule)
    yield row_case(
        "order",
        "lowest count above the best",
        TABLES["defections"],
        {"count_low": "9", "count": "8"},
        "is more than",
    )
    for name in ("units", "garrisons", "postings", "subordinations", "patronage"):
        yield row_case(
            "order",
            "ends before it starts",
            TABLES[name],
            {"start": "2021", "end": "2020"},
            "an end before its start",
        )
    for name in ("garrisons", "postings", "subordinations"):
        cited = {"first_cited": "2021-05", "last_cited": "2021-04"}
        yield row_case(
            "order", "last cited before first", TABLES[name], cited, "last cited before it was first cited"
        )
    yield row_case("missing", "no figure at all", strengths, {"high": ""}, "a measurement without a figure")
    yield row_case(
        "references",
        "a unit above itself",
        TABLES["subordinations"],
        {"parent": "u1"},
        "a thing tied to itself",
    )
    yield row_case(
        "references", "his own patron", TABLES["patronage"], {"patron": "p1"}, "a thing tied to itself"
    )


def of_ids() -> Iterator[Case]:
    """Ids that are none."""
    units = TABLES["units"]
    for name, id, rule in (
        ("of 501 characters", "u" * 501, "an id of more than one line"),
        ("of a megabyte", "u" * 999_999, "an id of more than one line"),
        ("over two lines", "u\n9", "an id of more than one line"),
        ("with a carriage return", "u\r9", "an id of more than one line"),
        ("with an escape", "u\x1b[31m9", "a character that nobody sees (U+001B)"),
        ("turned round", "u\u202e9", "a character that nobody sees (U+202E)"),
        ("with a tab", "u\t9", "a character that nobody sees (U+0009)"),
        ("with a delete", "u\x7f9", "a character that nobody sees (U+007F)"),
        ("with an isolate", "u\u20669", "a character that nobody sees (U+2066)"),
        ("with a line separator", "u\u20289", "a character that nobody sees (U+2028)"),
        ("that is a formula", "=1+1", "a formula in a cell"),
        ("of blanks", "   ", "a value is required"),
    ):
        yield row_case("ids", f"an id {name}", units, {"id": id, "name": "x"}, rule)
    for name, id in (
        ("of 500 characters", "u" * 500),
        ("in Burmese", "တပ်မ"),
        ("with a slash", "a/../b"),
        ("of quotes", "a\"b'"),
    ):
        yield row_case("ids", f"an id {name}", units, {"id": id, "name": "x"}, "")


def of_many() -> Iterator[Case]:
    """Rows, and rows of rows, that would never end."""
    units = TABLES["units"]
    many = ";".join(f"a{n}" for n in range(30_000))
    yield row_case(
        "size", "30,000 aliases", units, {"name": "x", "aliases": many}, "it makes more than 20,000 claims"
    )
    sources = "id,title\n" + "".join(f"s{n},t\n" for n in range(1_000))
    row = {"id": "broken-1", "aliases": ";".join(f"a{n}" for n in range(1_000))}
    row["source"] = ";".join(f"s{n}" for n in range(1_000))
    files: dict[str, Content] = {
        "sources.csv": sources.encode(),
        "units.csv": text_of(units, {"id": "g1", "name": "x"}, row, {"id": "g2", "name": "x"}).encode(),
    }
    rules = ("it makes more than 20,000 claims",)
    yield Case(
        "units: a thousand aliases from a thousand sources", "tables", "size", files, rules, ("g1", "g2"), 1
    )
    big = "".join(f"u{n},{'x' * 990_000}\n" for n in range(8))
    yield Case(
        "units: eight names of a megabyte",
        "tables",
        "size",
        {"units.csv": f"id,name\n{big}".encode()},
        (),
        ("u0", "u7"),
        0,
    )
    alike = "".join(f"{chr(0x4E00 + n % 500) * 2_000}{n},x\n" for n in range(20))
    ids = f"id,name\ngood,x\n{alike}".encode()
    tie = f"unit,parent\ngood,{'一丁' * 1_000}1\n".encode()
    both = ("an id of more than one line", "no unit has this id")
    yield Case(
        "units: long ids that are almost alike",
        "tables",
        "size",
        {"units.csv": ids, "subordinations.csv": tie},
        both,
        ("good",),
        21,
    )


def circles() -> Iterator[Case]:
    """Units that answer to themselves."""
    for size in (2, 3, 50):
        units = "id,name\n" + "".join(f"u{n},x\n" for n in range(size))
        ties = "unit,parent,start,end\n" + "".join(f"u{n},u{(n + 1) % size},2001,2020\n" for n in range(size))
        files: dict[str, Content] = {"units.csv": units.encode(), "subordinations.csv": ties.encode()}
        yield Case(
            f"a circle of {size}", "tables", "references", files, ("a circle in command",), ("u0", "u1"), 1
        )
    units = "id,name\n" + "".join(f"u{n},x\n" for n in range(40))
    ties = "unit,parent\n" + "".join(f"u{a},u{b}\n" for a in range(40) for b in range(40) if a != b)
    files = {"units.csv": units.encode(), "subordinations.csv": ties.encode()}
    yield Case(
        "everyone above everyone", "tables", "references", files, ("a circle in command",), ("u0", "u1"), 780
    )
    undated = "unit,parent\nu1,u2\nu2,u1\n"
    files = {"units.csv": b"id,name\nu1,x\nu2,x\n", "subordinations.csv": undated.encode()}
    yield Case("a circle without a date", "tables", "references", files, ("a circle in command",), ("u1",), 1)


# ---- by hand: lines


def line_case(kind: str, name: str, line: bytes, rule: str) -> Case:
    """A broken line among the units; one without a rule only looks so."""
    data = b"id,name\nbefore,Good\n" + line + b"\nafter,Good\n"
    rules = (rule,) if rule else ()
    return Case(f"units: {name}", "tables", kind, {"units.csv": data}, rules, ("before", "after"), len(rules))


LINES: tuple[tuple[str, str, bytes, str], ...] = (
    ("encoding", "a letter of Latin-1", b"u1,caf\xe9", "not UTF-8 at byte"),
    ("encoding", "a letter cut in half", b"u1,\xe1\x80", "not UTF-8 at byte"),
    ("encoding", "an overlong slash", b"u1,\xc0\xaf", "not UTF-8 at byte"),
    ("encoding", "half of a pair of surrogates", b"u1,\xed\xa0\x80", "not UTF-8 at byte"),
    ("encoding", "beyond Unicode", b"u1,\xf4\x90\x80\x80", "not UTF-8 at byte"),
    ("encoding", "a line in UTF-16", "u1,x".encode("utf-16-le"), "a NUL character"),
    ("encoding", "bytes of Shift-JIS", "u1,自衛隊".encode("shift-jis"), "not UTF-8 at byte"),
    ("encoding", "0xFF alone", b"u1,\xff", "not UTF-8 at byte"),
    ("characters", "a NUL in a name", b"u1,a\0b", "a NUL character"),
    ("characters", "a NUL in an id", b"u\0,a", "a NUL character"),
    ("characters", "a line of NULs", b"\0" * 500, "1 cells under a heading of 2"),
    ("cells", "too few", b"u1", "1 cells under a heading of 2"),
    ("cells", "too many", b"u1,a,b", "3 cells under a heading of 2"),
    ("cells", "100,000 of them", b"," * 99_999, ""),
    ("cells", "100,000 with text", b"a," * 99_999, "100000 cells under a heading of 2"),
    ("cells", "another delimiter", b"u1;a", "1 cells under a heading of 2"),
    ("cells", "a name with a comma", b"u1,a, b", "3 cells under a heading of 2"),
    ("quotes", "never closed", b'u1,"never closed', "a quote is never closed"),
    ("quotes", "an odd number", b'u1,"a ""b', "a quote is never closed"),
    ("quotes", "in the id", b'"u1,a', "a quote is never closed"),
    ("quotes", "one alone", b'"', "a quote is never closed"),
    ("formulas", "a sum", b"u1,=SUM(A1:A9)", "a formula in a cell"),
    ("formulas", "a link", b"u1,=HYPERLINK(1)", "a formula in a cell"),
    ("formulas", "an old one", b"u1,@SUM(A1)", "a formula in a cell"),
    ("formulas", "a command", b"u1,+cmd|' /C calc'!A0", "a formula in a cell"),
    ("formulas", "a minus", b"u1,-cmd|calc", "a formula in a cell"),
    ("formulas", "behind an apostrophe", b"u1,'=1+1", "a formula in a cell"),
    ("formulas", "behind blanks", b"u1,   =1+1", "a formula in a cell"),
    ("size", "a cell of a megabyte and one", b"u1," + b"x" * 1_000_001, "a cell longer than 1,000,000"),
    ("size", "a line of ten megabytes", b"u1," + b"x" * 10_000_000, "longer than 4,000,000 bytes"),
    ("size", "many lines in quotes", b'u1,"' + (b"x" * 99 + b"\n") * 45_000 + b'"', "longer than 4,000,000 bytes"),
    ("size", "a megabyte of quotes", b'u1,"' + b'""' * 500_000, "a quote is never closed"),
)  # fmt: skip

ODD: tuple[tuple[str, str, bytes], ...] = (
    ("characters", "turned round by a bidi mark", "u1,\u202eevil".encode()),
    ("characters", "an escape for terminals", b"u1,\x1b[31mred"),
    ("characters", "only combining marks", ("u1," + "\u0301" * 500).encode()),
    ("characters", "a zero width name", "u1,\u200b".encode()),
    ("characters", "a byte order mark in the middle", "u1,\ufeffx".encode()),
    ("characters", "not a character", "u1,\uffff".encode()),
    ("characters", "a private one", "u1,\U0010fffd".encode()),
    ("characters", "markup", b"u1,<script>alert(1)</script>"),
    ("characters", "a query", b"u1,'}) DETACH DELETE n //"),
    ("quotes", "inside a name", b'u1,5" gun'),
    ("quotes", "doubled", b'u1,"a ""b"" c"'),
    ("quotes", "text behind the last", b'u1,"a"b'),
    ("quotes", "lines in them", b'u1,"a\r\nb\nc"'),
    ("cells", "a line of commas", b",,,,,,"),
    ("cells", "a line of blanks", b"   "),
    ("cells", "a lone carriage return", b"u1,a\rb"),
    ("ids", "the same row twice", b"u1,a\nu1,a"),
    ("ids", "one id, two names", b"u1,a\nu1,b"),
)


def of_lines() -> Iterator[Case]:
    for kind, name, line, rule in LINES:
        yield line_case(kind, name, line, rule)
    for kind, name, line in ODD:
        yield line_case(kind, name, line, "")
    data = b"id,name,\nbefore,Good,\nu1,a,b\nafter,Good,\n"
    rules = ("a text in a column without a name",)
    yield Case(
        "units: a text without a column",
        "tables",
        "cells",
        {"units.csv": data},
        rules,
        ("before", "after"),
        1,
    )


# ---- by hand: files


def folder_at(path: Path) -> None:
    path.mkdir()


def fifo_at(path: Path) -> None:
    os.mkfifo(path)


def loop_at(path: Path) -> None:
    path.symlink_to(path.name)


def nowhere_at(path: Path) -> None:
    path.symlink_to("nothing-there")


HEADINGS: tuple[tuple[str, str, Content, str], ...] = (
    ("files", "empty", b"", "it is empty"),
    ("files", "lines without a heading", b"\n\n\n", "it is empty"),
    ("encoding", "a byte order mark alone", codecs.BOM_UTF8, "names no column"),
    ("encoding", "UTF-16 with a mark", "id,name\nu1,x\n".encode("utf-16"), "it is UTF-16"),
    ("encoding", "UTF-16, big end first", codecs.BOM_UTF16_BE + "id\n".encode("utf-16-be"), "it is UTF-16"),
    ("encoding", "UTF-16 without a mark", "id,name\n".encode("utf-16-le"), "a NUL character"),
    ("encoding", "UTF-32", "id,name\n".encode("utf-32"), "it is UTF-16"),
    ("encoding", "Latin-1", b"id,nam\xe9\n", "not UTF-8 at byte 6"),
    ("encoding", "two byte order marks", codecs.BOM_UTF8 * 2 + b"id,name\nu1,x\n", "no column"),
    ("encoding", "UTF-7", b"+AGkAZA-,name\n", "no column"),
    ("encoding", "random bytes", bytes(range(128, 256)) * 20, "not UTF-8 at byte"),
    ("lines", "carriage returns alone", b"id,name\ru1,x\ru2,y\r", "a carriage return alone"),
    ("characters", "a NUL in the heading", b"id,na\0me\n", "its heading holds a NUL"),
    ("columns", "semicolons", b"id;name\nu1;x\n", "wrong delimiter"),
    ("columns", "tabs", b"id\tname\nu1\tx\n", "wrong delimiter"),
    ("columns", "bars", b"id|name\nu1|x\n", "wrong delimiter"),
    ("columns", "one twice", b"id,name,name\n", "named twice"),
    ("columns", "one that is none", b"id,nome\nu1,x\n", "has no column 'nome'"),
    ("columns", "no id", b"name\nx\n", "the column 'id' is missing"),
    ("columns", "no heading at all", b"u1,First\nu2,Second\n", "no column"),
    ("columns", "without names", b",,,\n", "names no column"),
    ("columns", "1,001 of them", b",".join(b"c%d" % n for n in range(1_001)), "it has 1,001 columns"),
    ("columns", "100,000 of them", b",".join(b"c%d" % n for n in range(100_000)), "it has 100,000 columns"),
    ("columns", "shuffled letters", b"di,eman\nu1,x\n", "no column"),
    ("quotes", "a heading never closed", b'id,"name\nu1,x\n', "never closed"),
    ("size", "a heading of five megabytes", b"id," + b"x" * 5_000_000, "its heading is longer than"),
    ("size", "a column called by a megabyte", b"id," + b"xy" * 500_000 + b"\n", "no column"),
    ("archives", "gzip", gzip.compress(b"id,name\nu1,x\n"), "packed with gzip"),
    ("archives", "zstd", zstd.compress(b"id,name\nu1,x\n"), "packed with zstd"),
    ("archives", "a workbook", b"PK\x03\x04\x14\0\x06\0xl/workbook.xml", "a workbook of a spreadsheet"),
    ("archives", "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old workbook"),
    ("archives", "a PDF", b"%PDF-1.7\n", "a PDF document"),
    ("archives", "JSON", b'{"id": "u1"}\n', "no column"),
    ("archives", "a web page", b"<!doctype html><html><body>404</body></html>\n", "no column"),
    ("files", "a folder", folder_at, "it is a folder"),
    ("files", "a pipe", fifo_at, "it is no file"),
    ("files", "a link to itself", loop_at, "it is no file"),
    ("files", "a link to nothing", nowhere_at, "it is no file"),
)  # fmt: skip


def of_files() -> Iterator[Case]:
    for kind, name, content, rule in HEADINGS:
        files: dict[str, Content] = {"units.csv": content, "persons.csv": b"id,name\np1,x\n"}
        yield Case(f"units: {name}", "tables", kind, files, (rule,), whole=True)
    alone = {"units2.csv": b"id,name\nu1,x\n"}
    yield Case(
        "a table of another name",
        "tables",
        "files",
        alone,
        ("there is no table",),
        whole=True,
        paths=("units2.csv",),
    )
    yield Case(
        "a path that is not there",
        "tables",
        "files",
        {},
        ("There is no file",),
        whole=True,
        paths=("none.csv",),
    )
    yield Case(
        "a pipe by its name",
        "tables",
        "files",
        {"units.csv": fifo_at},
        ("neither a file nor a folder",),
        whole=True,
        paths=("units.csv",),
    )
    yield Case(
        "a link to itself by its name",
        "tables",
        "files",
        {"units.csv": loop_at},
        ("There is no file",),
        whole=True,
        paths=("units.csv",),
    )
    yield Case(
        "a folder with nothing in it",
        "tables",
        "files",
        {"empty": folder_at},
        ("holds no file",),
        whole=True,
        paths=("empty",),
    )
    yield Case(
        "a name too long for any disk",
        "tables",
        "files",
        {},
        ("cannot be",),
        whole=True,
        paths=("x" * 300 + ".csv",),
    )
    good = b"id,name\nu1,x\n"
    for name, other in (
        ("notes.txt", b"hello"),
        ("x.csv", b"\xff\xff"),
        ("sub", folder_at),
        ("pipe", fifo_at),
        ("loop", loop_at),
    ):
        files = {"units.csv": good, name: other}
        yield Case(
            f"beside a table: {name}",
            "tables",
            "files",
            files,
            good=("u1",),
            refused=0,
            warned="file left aside",
        )
    same: dict[str, Content] = {"a/x/units.csv": good, "b/x/units.csv": b"id,name,branch\nu2,x,moon\n"}
    rules = ("no term of branch",)
    yield Case(
        "two of one name",
        "tables",
        "files",
        same,
        rules,
        ("u1",),
        1,
        paths=("a/x/units.csv", "b/x/units.csv"),
    )
    yield Case(
        "one file named twice",
        "tables",
        "files",
        {"units.csv": good + b",y\n"},
        ("a value is required",),
        ("u1",),
        1,
        paths=("units.csv", "./units.csv"),
    )
    yield Case(
        "cut off in its last row",
        "tables",
        "cells",
        {"units.csv": b'id,name,branch\nu1,x,\nu2,"cut'},
        ("a quote is never closed",),
        ("u1",),
        1,
    )
    yield Case(
        "Windows' line ends",
        "tables",
        "lines",
        {"units.csv": b"id,name\r\nu1,x\r\n"},
        good=("u1",),
        refused=0,
    )
    yield Case(
        "with a byte order mark",
        "tables",
        "encoding",
        {"units.csv": codecs.BOM_UTF8 + good},
        good=("u1",),
        refused=0,
    )
    yield Case(
        "refused rows not mended",
        "tables",
        "encoding",
        {
            "units.refused.csv": "refused_column,refused_rule,refused_hint,id,name\n,,,u1,x\n,,,u2,\ufffd\n".encode()
        },
        ("malformed bytes not yet mended",),
        ("u1",),
        1,
    )


CASES = (
    *of_columns(), *of_values(), *of_ids(), *of_many(), *circles(), *of_lines(), *of_files(),
)  # fmt: skip
