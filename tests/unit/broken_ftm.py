"""Broken FollowTheMoney: lines that are no entities, entities that cannot be, and archives that are not whole."""

# ruff: noqa: E501  (a case a line, which reads as a table)

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from typing import Any

from backports import zstd

from tests.unit.broken_case import Case, Content
from tests.unit.broken_tables import fifo_at, loop_at


def entity(id: str, schema: str = "Person", **said: list[str] | str) -> str:
    properties = {name: [text] if isinstance(text, str) else text for name, text in said.items()}
    return json.dumps({"id": id, "schema": schema, "properties": properties}, ensure_ascii=False)


ARMY = entity("army", "Organization", name="Army", topics="mil")
GENERAL = entity("general", name="A. General")
TIE = entity("tie", "Membership", member="general", organization="army", role="commander")
GOOD = ("army", "general")


def line_case(
    kind: str, name: str, line: str | bytes, rule: str = "", warned: str = "", refused: int = 1
) -> Case:
    """A broken line among good ones."""
    data = line if isinstance(line, bytes) else line.encode()
    content = "\n".join((ARMY, "")).encode() + data + f"\n{GENERAL}\n{TIE}\n".encode()
    rules = (rule,) if rule else ()
    return Case(name, "ftm", kind, {"x.ftm.json": content}, rules, GOOD, refused if rule else 0, warned)


def raw(**parts: Any) -> str:
    return json.dumps(parts, ensure_ascii=False)


NAMED = {"name": ["x"]}
LINES: tuple[tuple[str, str, str | bytes, str], ...] = (
    ("syntax", "cut off", '{"id": "x", "sche', "broken JSON"),
    ("syntax", "no JSON", "hello", "broken JSON"),
    ("syntax", "single quotes", "{'id': 'x'}", "broken JSON"),
    ("syntax", "a comma too many", '{"id": "x",}', "broken JSON"),
    ("syntax", "two on a line", '{"id": "x", "schema": "Person"}{"id": "y", "schema": "Person"}', "broken JSON"),
    ("syntax", "a list", "[]", "no entity"),
    ("syntax", "a number", "17", "no entity"),
    ("syntax", "null", "null", "no entity"),
    ("syntax", "not a number", "NaN", "no entity"),
    ("syntax", "a text", '"x"', "no entity"),
    ("syntax", "an opening of a list", "[", "broken JSON"),
    ("syntax", "a bad escape", '{"id": "\\x"}', "broken JSON"),
    ("syntax", "a line break in a text", '{"id": "a\nb"}', "broken JSON"),
    ("syntax", "a control character in a text", '{"id": "a\x01", "schema": "Person"}', "broken JSON"),
    ("encoding", "a letter of Latin-1", b'{"id": "caf\xe9", "schema": "Person"}', "no text in UTF-8"),
    ("encoding", "UTF-16", '{"id": "x", "schema": "Person"}'.encode("utf-16-be"), ""),
    ("encoding", "half of a pair of surrogates", '{"id": "x", "schema": "Person", "properties": {"name": ["\\ud800"]}}', "no text in UTF-8"),
    ("encoding", "half of a pair in a key", '{"id": "x", "schema": "Person", "properties": {"\\udfff": ["x"]}}', "no text in UTF-8"),
    ("encoding", "half of a pair as an id", '{"id": "\\ud83d", "schema": "Person"}', "no text in UTF-8"),
    ("encoding", "a cut letter", b'{"id": "x\xe1\x80", "schema": "Person"}', "no text in UTF-8"),
    ("nesting", "a hundred thousand lists", "[" * 100_000, "nested too deep"),
    ("nesting", "a hundred thousand objects", '{"a":' * 100_000, "nested too deep"),
    ("nesting", "lists in a property", raw(id="x", schema="Person", properties={"name": [[["x"]]]}), "an entity inside another"),
    ("nesting", "an entity in another", raw(id="x", schema="Person", properties={"addressEntity": [{"id": "y"}]}), "an entity inside another"),
    ("shape", "no id", raw(schema="Person", properties=NAMED), "an entity without an id"),
    ("shape", "an empty id", raw(id="  ", schema="Person"), "an entity without an id"),
    ("shape", "a number as an id", raw(id={}, schema="Person"), "an entity without an id"),
    ("shape", "a list as an id", raw(id=["x"], schema="Person"), "an entity without an id"),
    ("shape", "no schema", raw(id="x", properties=NAMED), "an entity without a schema"),
    ("shape", "a schema that is null", raw(id="x", schema=None), "an entity without a schema"),
    ("shape", "a statement", raw(canonical_id="x", prop="name", value="x"), "an entity without an id"),
    ("shape", "properties as a list", raw(id="x", schema="Person", properties=["x"]), "properties that are no object"),
    ("shape", "properties as a text", raw(id="x", schema="Person", properties="name"), "properties that are no object"),
    ("shape", "an id that stands twice", '{"id": "x", "id": "y", "schema": "Person"}', "a key that stands twice"),
    ("shape", "a property that stands twice", '{"id": "x", "schema": "Person", "properties": {"name": ["a"], "name": ["b"]}}', "a key that stands twice"),
    ("ids", "of 501 characters", entity("x" * 501, name="x"), "an id of more than one line"),
    ("ids", "over two lines", entity("a\nb", name="x"), "an id of more than one line"),
    ("ids", "turned round", entity("a\u202eb", name="x"), "a character that nobody sees"),
    ("ids", "with an escape", entity("a\x1bb", name="x"), "a character that nobody sees"),
    ("ids", "with a NUL", entity("a\x00b", name="x"), "a character that nobody sees"),
    ("references", "an unknown member", entity("x", "Membership", member="nobody", organization="army"), "nothing has this id"),
    ("references", "an unknown organization", entity("x", "Membership", member="general", organization="nothing"), "nothing has this id"),
    ("references", "no member", entity("x", "Membership", organization="army"), "a value is required"),
    ("references", "no end at all", entity("x", "Membership"), "a value is required"),
    ("references", "an unknown parent", entity("x", "Organization", name="x", topics="mil", parent="nothing"), "nothing has this id"),
    ("references", "a unit above itself", entity("x", "Control", controller="army", controlled="army"), "a thing tied to itself"),
    ("references", "an unknown address", entity("x", "Organization", name="x", topics="mil", addressEntity="nowhere"), "nothing has this id"),
    ("dates", "30 February", entity("x", name="x", birthDate="2021-02-30"), "a date that cannot be"),
    ("dates", "a thirteenth month", entity("x", name="x", birthDate="2021-13"), "a date that cannot be"),
    ("dates", "in words", entity("x", name="x", birthDate="last spring"), "a date that cannot be"),
    ("dates", "five digits", entity("x", name="x", birthDate="20211"), "a date that cannot be"),
    ("dates", "at the 25th hour", entity("x", name="x", birthDate="2021-02-30T25:00:00"), "a date that cannot be"),
    ("dates", "a tie that ends before it starts", entity("x", "Membership", member="general", organization="army", startDate="2021", endDate="2020"), "an end before its start"),
    ("numbers", "beyond the poles", entity("x", "Address", full="x", latitude="91"), "more than 90"),
    ("numbers", "in words", entity("x", "Address", full="x", longitude="east"), "not a decimal number"),
    ("numbers", "infinity", '{"id": "x", "schema": "Address", "properties": {"full": ["x"], "latitude": [Infinity]}}', "not a decimal number"),
    ("numbers", "of 5,000 digits", '{"id": "x", "schema": "Address", "properties": {"full": ["x"], "latitude": [' + "1" * 5_000 + "]}}", "not a decimal number"),
    ("size", "30,000 aliases", entity("x", name="x", alias=[f"a{n}" for n in range(30_000)]), "it makes more than 20,000 claims"),
    ("size", "200 members of 200", entity("x", "Membership", member=[f"m{n}" for n in range(200)], organization=[f"o{n}" for n in range(200)]), "it makes more than 20,000 claims"),
    ("size", "a thousand aliases from a thousand sources", entity("x", name="x", alias=[f"a{n}" for n in range(1_000)], sourceUrl=[f"https://x.org/{n}" for n in range(1_000)]), "it makes more than 20,000 claims"),
    ("size", "a name of more than a megabyte", entity("x", name="x" * 1_000_001), "a text of more than 1,000,000"),
    ("size", "a line of 17 megabytes", b'{"id": "' + b"x" * (17 << 20) + b'"}', "a line of more than 16,777,216 bytes"),
)  # fmt: skip

ODD: tuple[tuple[str, str, str, str], ...] = (
    ("shape", "a schema that nobody knows", entity("x", "Spaceship", name="x"), "not understood: Spaceship"),
    ("shape", "a property that nobody knows", entity("x", name="x", shoeSize="44"), "not understood: Person.shoeSize"),
    ("shape", "more beside the properties", raw(id="x", schema="Person", properties=NAMED, secret=1), "beside the properties"),
    ("shape", "no properties", raw(id="x", schema="Person"), "row that says nothing"),
    ("shape", "values of many kinds", raw(id="x", schema="Person", properties={"name": ["x", None, True, 1]}), ""),
    ("shape", "a text for a list", raw(id="x", schema="Person", properties={"name": "x"}), ""),
    ("shape", "data sets that are none", raw(id="x", schema="Person", properties=NAMED, datasets="x", caption={"a": 1}), ""),
    ("shape", "data sets of every kind", raw(id="x", schema="Person", properties=NAMED, datasets=[1, None, {}]), ""),
    ("ids", "half of a pair, coded", raw(id="orb-.d800.-id", schema="Person", properties=NAMED), ""),
    ("ids", "beyond Unicode, coded", raw(id="orb-.ffffffffff.-id", schema="Person", properties=NAMED), ""),
    ("ids", "half of a pair as an end", entity("x", name="x", proof="orb-.dfff.-id"), ""),
    ("references", "a tie to what is not ours", entity("x", "Membership", member="general", organization="general"), "not understood"),
    ("references", "an entity twice", GENERAL, ""),
    ("references", "a person who is a unit too", entity("general", "Organization", name="x", topics="mil"), ""),
    ("characters", "turned round", entity("x", name="\u202ex"), ""),
    ("characters", "markup", entity("x", name="<img src=x onerror=alert(1)>"), ""),
    ("characters", "a NUL in a name", entity("x", name="a\x00b"), ""),
    ("lines", "a comment", "# hello", ""),
    ("lines", "blanks", "   ", ""),
)  # fmt: skip

BODY = f"{ARMY}\n{GENERAL}\n{TIE}\n".encode()


def of_files() -> Iterator[Case]:
    """Whole files, archives above all."""
    good = f"{ARMY}\n{GENERAL}\n".encode()
    much = good + b"".join(entity(f"p{n}", name=str(n)).encode() + b"\n" for n in range(2_000))
    packed, frame = gzip.compress(much), zstd.compress(much)
    damaged = "the file ends too early or is damaged"
    for name, content, rule, loaded in (
        ("cut.json.gz", packed[:-100], damaged, GOOD),
        ("short.json.gz", packed[:15], damaged, ()),
        ("bit.json.gz", packed[:-4] + b"\0\0\0\0", damaged, GOOD),
        ("middle.json.gz", packed[:3000] + b"\xff" * 50 + packed[3050:], damaged, ()),
        ("tail.json.gz", packed + b"garbage", damaged, GOOD),
        ("not.json.gz", good, damaged, ()),
        ("cut.json.zst", frame[:-100], damaged, ()),
        ("not.json.zst", good, damaged, ()),
        ("tail.json.zst", frame + b"garbage", damaged, GOOD),
        ("wrong.json.zst", packed, damaged, ()),
        ("wrong.json.gz", frame, damaged, ()),
    ):
        yield Case(name, "ftm", "archives", {name: content}, (rule,), tuple(loaded))
    zeros = gzip.compress(b"\n".join((good.strip(), b"\0" * (40 << 20), good.strip())))
    grows = ("it unpacks to more than 200 times its size",)
    yield Case("bomb of one line.json.gz", "ftm", "archives", {"bomb.json.gz": zeros}, grows, ("army",), 1)
    lines = zstd.compress(good + b"\n" * (20 << 20))
    yield Case("bomb of empty lines.json.zst", "ftm", "archives", {"bomb.json.zst": lines}, grows, GOOD, 1)
    yield Case(
        "gzip within gzip", "ftm", "archives", {"x.json.gz": gzip.compress(packed)}, ("broken JSON",), ()
    )
    yield Case("two archives in one", "ftm", "archives", {"x.json.gz": gzip.compress(good) * 2}, (), GOOD, 0)
    yield Case("packed, but not called so", "ftm", "archives", {"x.json": packed}, ("broken JSON",), ())
    yield Case("an empty archive", "ftm", "archives", {"x.json.gz": gzip.compress(b"")}, (), (), 0)
    yield Case("nothing", "ftm", "files", {"x.json": b""}, (), (), 0)
    yield Case("no archive at all", "ftm", "archives", {"x.json.gz": b""}, (), (), 0)
    yield Case(
        "a byte order mark",
        "ftm",
        "encoding",
        {"x.json": b"\xef\xbb\xbf" + good},
        (),
        GOOD,
        0,
    )
    yield Case(
        "in UTF-16", "ftm", "encoding", {"x.json": good.decode().encode("utf-16")}, ("broken JSON",), ()
    )
    yield Case("without a last line end", "ftm", "lines", {"x.json": good.rstrip()}, (), GOOD, 0)
    yield Case(
        "carriage returns alone",
        "ftm",
        "lines",
        {"x.json": good.replace(b"\n", b"\r")},
        ("broken JSON",),
        (),
        1,
    )
    yield Case(
        "one list of all", "ftm", "shape", {"x.json": f"[{ARMY},{GENERAL}]".encode()}, ("no entity",), (), 1
    )
    yield Case(
        "over many lines",
        "ftm",
        "shape",
        {"x.json": json.dumps(json.loads(ARMY), indent=1).encode()},
        ("broken JSON",),
        (),
    )
    yield Case("of another ending", "ftm", "files", {"x.txt": good}, ("its ending is none",), whole=True)
    odd: Mapping[str, Content] = {"a.json": good, "b.json": fifo_at}
    yield Case("a pipe beside", "ftm", "files", odd, ("it is no file",), whole=True)
    odd = {"a.json": good, "b.json": loop_at}
    yield Case("a link to itself beside", "ftm", "files", odd, ("it is no file",), whole=True)
    circle = f"{entity('a', 'Organization', name='a', topics='mil', parent='b')}\n{entity('b', 'Organization', name='b', topics='mil', parent='a')}\n"
    yield Case("units above one another", "ftm", "references", {"x.json": circle.encode()}, (), ("a", "b"), 0)


def of_lines() -> Iterator[Case]:
    for kind, name, line, rule in LINES:
        if name == "UTF-16":
            continue
        broken = 2 if name == "a line break in a text" else 1
        yield line_case(kind, name, line, rule, refused=broken)
    for kind, name, text, warned in ODD:
        yield line_case(kind, f"{name} (odd)", text, warned=warned)


CASES = (*of_lines(), *of_files())
