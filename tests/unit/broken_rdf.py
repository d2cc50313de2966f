"""Broken RDF in every syntax: what no parser reads, what would crash or never end, and claims that are none."""

# ruff: noqa: E501  (a case a line, which reads as a table)

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from backports import zstd

from tests.unit.broken_case import Case, Content
from tests.unit.broken_tables import fifo_at, folder_at, loop_at

E, ORG, FOAF = "https://example.org/", "http://www.w3.org/ns/org#", "http://xmlns.com/foaf/0.1/"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
HEAD = f"@prefix org: <{ORG}> .\n@prefix foaf: <{FOAF}> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix e: <{E}> .\n"
GOOD = (f"{E}army", f"{E}general")


def nt(id: str, cls: str, name: str) -> str:
    return f'<{E}{id}> <{TYPE}> <{cls}> .\n<{E}{id}> <{FOAF}name> "{name}" .\n'


ARMY, GENERAL = nt("army", f"{ORG}Organization", "Army"), nt("general", f"{FOAF}Person", "A. General")
TTL_ARMY, TTL_GENERAL = (
    'e:army a org:Organization ; foaf:name "Army" .\n',
    'e:general a foaf:Person ; foaf:name "A. General" .\n',
)


def line_case(
    kind: str, name: str, line: str | bytes, rule: str = "broken syntax", *, refused: int | None = 1
) -> Case:
    """A broken line of N-Triples among good ones."""
    data = line if isinstance(line, bytes) else line.encode()
    content = ARMY.encode() + data + b"\n" + GENERAL.encode()
    return Case(
        f"N-Triples: {name}",
        "rdf",
        kind,
        {"x.nt": content},
        (rule,) if rule else (),
        GOOD,
        refused if rule else 0,
    )


def turtle(
    kind: str,
    name: str,
    text: str,
    rule: str = "broken syntax",
    *,
    good: tuple[str, ...] = GOOD,
    warned: str = "",
) -> Case:
    """A broken statement of Turtle among good ones."""
    content = (HEAD + TTL_ARMY + text + "\n" + TTL_GENERAL).encode()
    return Case(
        f"Turtle: {name}",
        "rdf",
        kind,
        {"x.ttl": content},
        (rule,) if rule else (),
        good,
        None if rule else 0,
        warned,
    )


def whole(
    kind: str,
    name: str,
    file: str,
    content: Content,
    rule: str = "broken syntax",
    good: tuple[str, ...] = (),
    warned: str = "",
) -> Case:
    """A file of its own."""
    return Case(
        f"{file}: {name}",
        "rdf",
        kind,
        {file: content},
        (rule,) if rule else (),
        good,
        None if rule else 0,
        warned,
    )


S = f"<{E}x> <{FOAF}name> "
LINES: tuple[tuple[str, str, str | bytes], ...] = (
    ("syntax", "no point at its end", f'{S}"x"'),
    ("syntax", "no object", S + "."),
    ("syntax", "a subject alone", f"<{E}x>"),
    ("syntax", "hello", "hello"),
    ("syntax", "a literal as subject", f'"x" <{FOAF}name> "x" .'),
    ("syntax", "a blank node as predicate", f'<{E}x> _:p "x" .'),
    ("syntax", "four of them in N-Triples", f'{S}"x" <{E}g> .'),
    ("syntax", "a prefixed name", 'e:x foaf:name "x" .'),
    ("syntax", "a number without quotes", S + "17 ."),
    ("syntax", "an open quote", f'{S}"x .'),
    ("syntax", "an open IRI", f'<{E}x <{FOAF}name> "x" .'),
    ("syntax", "a datatype that is none", f'{S}"x"^^17 .'),
    ("syntax", "a bad escape", f'{S}"\\q" .'),
    ("syntax", "a short escape", f'{S}"\\u12" .'),
    ("iris", "a relative IRI", f'<x> <{FOAF}name> "x" .'),
    ("iris", "an empty IRI", f'<> <{FOAF}name> "x" .'),
    ("iris", "a blank in an IRI", f'<{E}a b> <{FOAF}name> "x" .'),
    ("iris", "a quote in an IRI", f'<{E}a"b> <{FOAF}name> "x" .'),
    ("iris", "braces in an IRI", f'<{E}{{x}}> <{FOAF}name> "x" .'),
    ("iris", "a control character in an IRI", f'<{E}a\x01b> <{FOAF}name> "x" .'),
    ("iris", "no scheme", f'<//example.org/x> <{FOAF}name> "x" .'),
    ("iris", "a bad percent", f'<{E}%zz> <{FOAF}name> "x" .'),
    ("iris", "a bad host", f'<https://[x/> <{FOAF}name> "x" .'),
    ("languages", "a number", f'{S}"x"@1 .'),
    ("languages", "nothing", f'{S}"x"@ .'),
    ("languages", "too long", f'{S}"x"@abcdefghijkl .'),
    ("languages", "with an underscore", f'{S}"x"@en_US .'),
    ("encoding", "a letter of Latin-1", S.encode() + b'"caf\xe9" .'),
    ("encoding", "an overlong slash", S.encode() + b'"\xc0\xaf" .'),
    ("encoding", "half of a pair", S.encode() + b'"\xed\xa0\x80" .'),
    ("encoding", "half of a pair, escaped", f'{S}"\\uD800" .'),
    ("encoding", "beyond Unicode, escaped", f'{S}"\\U00110000" .'),
    ("characters", "a NUL between", b"<https://example.org/x>\0<https://example.org/p> .".replace(b"", b"", 0)),
)  # fmt: skip


def of_lines() -> Iterator[Case]:
    for kind, name, line in LINES:
        yield line_case(kind, name, line)
    deep = f"<{E}x> <{E}p> " + f"<<( <{E}x> <{E}p> " * 30_000 + f"<{E}x>" + " )>>" * 30_000 + " ."
    yield line_case("nesting", "30,000 triples in one another", deep, "triples within triples")
    yield line_case(
        "size",
        "a statement of 17 megabytes",
        f'{S}"' + "x" * 17_000_000 + '" .',
        "longer than 16,777,216 bytes",
    )
    much = f'<{E}x> <{TYPE}> <{FOAF}Person> .\n{S}"' + "x" * 2_000_000 + '" .'
    yield line_case("size", "a name of two megabytes", much, "a text of more than 1,000,000 characters")
    long = f'<{E}{"x" * 600}> <{TYPE}> <{FOAF}Person> .\n<{E}{"x" * 600}> <{FOAF}name> "x" .'
    yield line_case("ids", "an IRI of 600 characters", long, "an id of more than one line")
    for name, line in (
        ("a comment", "# hello"), ("blanks", "  \t "), ("a NUL in a text", f'{S}"a\0b" .'), ("a bell in a text", f'{S}"a\x07b" .'),
        ("a carriage return", "\r"), ("Windows' line end", f'{S}"x" .\r'), ("a byte that is a tab", f'{S}\t"x" .'),
        ("a boolean that is none", f'{S}"maybe"^^<http://www.w3.org/2001/XMLSchema#boolean> .'),
        ("a date that is none", f'<{E}x> <{E}p> "2021-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'),
        ("the same again", ARMY.strip()),
    ):  # fmt: skip
        yield line_case("characters", name, line, "")


def of_turtle() -> Iterator[Case]:
    for kind, name, text in (
        ("prefixes", "a prefix that nobody defined", 'no:x foaf:name "x" .'),
        ("prefixes", "the empty prefix", ':x foaf:name "x" .'),
        ("prefixes", "a prefix without an IRI", "@prefix x: .\n"),
        ("prefixes", "a prefix of a relative IRI", "@prefix x: <y> .\n"),
        ("prefixes", "a base that is none", "@base <x> .\n"),
        ("iris", "a relative IRI", '<x> foaf:name "x" .'),
        ("iris", "a blank in one", '<https://example.org/a b> foaf:name "x" .'),
        ("languages", "no tag at all", 'e:x foaf:name "x"@123 .'),
        ("syntax", "a comma too many", 'e:x foaf:name "x", .'),
        ("syntax", "a verb that is a text", 'e:x "p" "x" .'),
        ("syntax", "a bracket too many", 'e:x foaf:name ] .'),
        ("syntax", "no object", "e:x foaf:name ."),
        ("syntax", "two points", 'e:x foaf:name "x" . .'),
        ("syntax", "SPARQL", "SELECT * WHERE { ?s ?p ?o } ."),
        ("syntax", "a variable", 'e:x foaf:name ?x .'),
        ("syntax", "a graph in Turtle", 'e:g { e:x foaf:name "x" } .'),
    ):  # fmt: skip
        yield turtle(kind, name, text, good=(GOOD[0],))
    swallowed = (GOOD[0],)
    yield turtle("quotes", "a long text never closed", 'e:x foaf:name """x .', good=swallowed)
    yield turtle("quotes", "a text over two lines", 'e:x foaf:name "x\ny" .', good=swallowed)
    yield turtle(
        "nesting",
        "4,000 blank nodes",
        "e:x org:hasUnit " + "[ org:hasUnit " * 4_000 + "1" + " ]" * 4_000 + " .",
        "",
    )
    yield turtle("nesting", "4,000 lists", "e:x e:p " + "( " * 4_000 + "1" + " )" * 4_000 + " .", "")
    deep = "e:x e:p " + "<<( e:x e:p\n" * 2_000 + "1" + " )>>" * 2_000 + " ."
    yield turtle(
        "nesting", "triples in one another, a line each", deep, "triples within triples", good=swallowed
    )
    yield turtle(
        "size",
        "a text of 17 megabytes",
        'e:x foaf:name "' + "x" * 17_000_000 + '" .',
        "longer than 16,777,216 bytes",
        good=swallowed,
    )
    ring = "".join(
        f"_:b{n} org:subOrganizationOf _:b{(n + 1) % 50} ; a org:Organization .\n" for n in range(50)
    )
    yield turtle("references", "blank nodes in a circle", ring, "a thing without an IRI")
    all_to_all = "".join(f"_:b{a} e:knows _:b{b} .\n" for a in range(60) for b in range(60))
    lean = f'e:x a foaf:Person ; foaf:name "x" ; org:memberOf e:nowhere ; e:leans {", ".join(f"_:b{n}" for n in range(60))} .\n'
    yield turtle(
        "references", "every blank node leans on every other", all_to_all + lean, "no unit has this IRI"
    )
    hub = "".join(
        f'e:p{n} a foaf:Person ; foaf:name "{n}" ; org:memberOf e:army . e:army org:hasMember e:p{n} .\n'
        for n in range(300)
    )
    yield turtle("size", "300 members who say so, and whose unit says so", hub, "")
    yield turtle(
        "references",
        "a unit that is not there",
        "e:x a foaf:Person ; org:memberOf e:nowhere .",
        "no unit has this IRI",
    )
    yield turtle(
        "references",
        "a member who is a unit",
        "e:x a org:Membership ; org:member e:army ; org:organization e:army .",
        "no person has this IRI",
    )
    yield turtle(
        "references",
        "a membership of nobody",
        "e:x a org:Membership ; org:organization e:army .",
        "a value is required",
    )
    yield turtle(
        "references",
        "a post that nobody holds",
        "e:x a org:Post ; org:postIn e:army .",
        "a value is required",
    )
    yield turtle(
        "references",
        "under itself",
        "e:army org:subOrganizationOf e:army .",
        "a thing tied to itself",
        good=(GOOD[1],),
    )
    yield turtle(
        "ids", "a thing without an IRI", '[] a foaf:Person ; foaf:name "x" .', "a thing without an IRI"
    )
    names = ", ".join(f'"a{n}"' for n in range(21_000))
    yield turtle(
        "size",
        "21,000 other names",
        f"e:x a foaf:Person ; skos:altLabel {names} .",
        "it makes more than 20,000 claims",
    )
    yield turtle(
        "types",
        "person and unit at once",
        'e:x a foaf:Person, org:Organization ; foaf:name "x" .',
        "",
        warned="not understood",
    )
    yield turtle(
        "types",
        "of a kind that nobody knows",
        'e:x a e:Spaceship ; foaf:name "x" .',
        "",
        warned="not understood",
    )
    kinds = "".join(f'e:x e:p{n} "x" .\n' for n in range(3_000))
    yield turtle("size", "3,000 predicates that nobody knows", kinds, "", warned="further kinds of warnings")
    yield turtle(
        "dates",
        "30 February",
        'e:x a foaf:Person ; <https://w3id.org/orbatlas/ns#born> "2021-02-30" .',
        "a date that cannot be",
    )
    yield turtle(
        "dates",
        "in words",
        'e:x a foaf:Person ; <https://w3id.org/orbatlas/ns#born> "spring" .',
        "a date that cannot be",
    )
    yield turtle(
        "numbers",
        "a latitude in words",
        'e:x a org:Site ; <http://www.w3.org/2003/01/geo/wgs84_pos#lat> "north" .',
        "not a decimal number",
    )


RDF_NS = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
XML_HEAD = f'<rdf:RDF {RDF_NS} xmlns:foaf="{FOAF}" xmlns:e="{E}">\n'
XML_ONE = f'<foaf:Person rdf:about="{E}general"><foaf:name>A. General</foaf:name></foaf:Person>\n'


def xml(
    kind: str,
    name: str,
    rest: str | bytes,
    rule: str = "broken syntax",
    doctype: str = "",
    good: tuple[str, ...] = (GOOD[1],),
) -> Case:
    """RDF/XML with something broken after a good person."""
    body = rest if isinstance(rest, bytes) else rest.encode()
    content = f'<?xml version="1.0"?>\n{doctype}{XML_HEAD}{XML_ONE}'.encode() + body + b"\n</rdf:RDF>\n"
    return whole(kind, name, "x.rdf", content, rule, good)


def of_xml() -> Iterator[Case]:
    person = f'<foaf:Person rdf:about="{E}x"><foaf:name>{{}}</foaf:name></foaf:Person>'
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!DOCTYPE rdf:RDF [<!ENTITY a0 "ha">{laughs}]>\n'
    yield xml("entities", "a billion laughs", person.format("&a9;"), "the entity a", entities, good=())
    big = f'<!DOCTYPE rdf:RDF [<!ENTITY a "{"x" * 90_000}">]>\n'
    yield xml(
        "entities",
        "a large one, ten thousand times",
        person.format("&a;" * 4_000),
        "broken syntax",
        big,
        good=(),
    )
    many = "".join(f'<!ENTITY b{n} "{"x" * 60_000}">' for n in range(20))
    yield xml(
        "entities",
        "twenty large ones",
        person.format("x"),
        "its entities grow",
        f"<!DOCTYPE rdf:RDF [{many}]>\n",
        good=(),
    )
    for name, entity in (
        ("a file of this machine", '<!ENTITY x SYSTEM "file:///etc/passwd">'),
        ("a public one", '<!ENTITY x PUBLIC "-//X//Y" "http://127.0.0.1:9/x">'),
        ("an address", '<!ENTITY x SYSTEM "http://127.0.0.1:9/x">'),
        ("a parameter from elsewhere", '<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;'),
    ):
        yield xml(
            "entities",
            name,
            person.format("&x;"),
            "is fetched from elsewhere",
            f"<!DOCTYPE rdf:RDF [{entity}]>\n",
            good=(),
        )
    yield xml(
        "entities",
        "itself",
        person.format("&x;"),
        "broken syntax",
        '<!DOCTYPE rdf:RDF [<!ENTITY x "&x;">]>\n',
        good=(),
    )
    yield xml("entities", "one that nobody defined", person.format("&nothing;"))
    yield xml("nesting", "5,000 elements", "<rdf:Description><e:p>" * 5_000, "nested more than 200 deep")
    for name, text in (
        ("never closed", "<foaf:Person>"), ("closed by another", "<foaf:Person></foaf:Agent>"), ("a prefix that nobody defined", "<no:x/>"),
        ("an attribute twice", f'<foaf:Person rdf:about="{E}x" rdf:about="{E}y"/>'), ("an attribute without quotes", "<foaf:Person rdf:about=x/>"),
        ("an id twice", '<foaf:Person rdf:ID="1 x"/>'), ("text beside elements", f'<foaf:Person rdf:about="{E}x"><foaf:name>x</foaf:name>y</foaf:Person>'),
        ("an ampersand", person.format("&")), ("a bad language", f'<foaf:Person rdf:about="{E}x"><foaf:name xml:lang="1 2">x</foaf:name></foaf:Person>'),
        ("rdf:li as a type", "<rdf:li/>"),
    ):  # fmt: skip
        yield xml("syntax", name, text)
    yield xml("encoding", "a letter of Latin-1", b"<foaf:Person><foaf:name>caf\xe9</foaf:name></foaf:Person>")
    yield xml("encoding", "a control character", person.format("\x01"))
    yield xml("encoding", "a reference to half of a pair", person.format("&#xD800;"))
    yield xml("encoding", "a reference to NUL", person.format("&#0;"))
    escaped = f'<foaf:Person rdf:about="{E}x"><foaf:name rdf:datatype="https://w3id.org/orbatlas/ns#escapedText">{{}}</foaf:name></foaf:Person>'
    yield xml("encoding", "half of a pair in an escaped text", escaped.format("\\ud800"), "")
    yield xml("encoding", "an escaped text that is none", escaped.format("\\q"), "")
    yield whole("syntax", "a web page", "x.rdf", b"<!doctype html><html><body><br></body></html>")
    yield whole("syntax", "cut off", "x.xml", f"{XML_HEAD}{XML_ONE}".encode(), good=(GOOD[1],))
    yield whole("encoding", "in UTF-16", "x.owl", f"{XML_HEAD}{XML_ONE}</rdf:RDF>".encode("utf-16"))
    yield whole("files", "empty", "x.rdf", b"")


def jsonld(**parts: object) -> bytes:
    return json.dumps(parts).encode()


CONTEXT = {
    "foaf": FOAF,
    "org": ORG,
    "e": E,
    "name": "foaf:name",
    "memberOf": {"@id": "org:memberOf", "@type": "@id"},
}
ONE = {"@context": CONTEXT, "@id": "e:general", "@type": "foaf:Person", "name": "A. General"}


def of_json() -> Iterator[Case]:
    for kind, name, content, rule in (
        (
            "remote",
            "a context from elsewhere",
            jsonld(**{**ONE, "@context": "http://127.0.0.1:9/context.jsonld"}),
            "broken syntax",
        ),
        (
            "remote",
            "a context of this machine",
            jsonld(**{**ONE, "@context": "file:///etc/passwd"}),
            "broken syntax",
        ),
        (
            "remote",
            "one of several contexts",
            jsonld(**{**ONE, "@context": [CONTEXT, "https://schema.org/"]}),
            "broken syntax",
        ),
        (
            "remote",
            "a context that imports",
            jsonld(**{**ONE, "@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/x"}}),
            "broken syntax",
        ),
        ("syntax", "cut off", jsonld(**ONE)[:-5], "broken syntax"),
        ("syntax", "hello", b"hello", "broken syntax"),
        ("syntax", "a text as context", b'{"@context": 17, "@id": "http://x.org/"}', "broken syntax"),
        ("syntax", "an id that is a number", jsonld(**{**ONE, "@id": 17}), "broken syntax"),
        ("syntax", "a type that is an object", jsonld(**{**ONE, "@type": {"a": 1}}), "broken syntax"),
        (
            "syntax",
            "a value with an id",
            jsonld(**{**ONE, "name": {"@value": "x", "@id": "e:x"}}),
            "broken syntax",
        ),
        (
            "syntax",
            "a term that means itself",
            jsonld(**{**ONE, "@context": {"a": "b:x", "b": "a:x"}, "a": 1}),
            "broken syntax",
        ),
        (
            "languages",
            "a language that is a number",
            jsonld(**{**ONE, "name": {"@value": "x", "@language": 1}}),
            "broken syntax",
        ),
        (
            "encoding",
            "half of a pair",
            b'{"@id": "http://x.org/", "http://x.org/p": "\\ud800"}',
            "broken syntax",
        ),
        (
            "encoding",
            "a letter of Latin-1",
            b'{"@id": "http://x.org/", "http://x.org/p": "caf\xe9"}',
            "broken syntax",
        ),
        ("nesting", "100,000 lists", b"[" * 100_000, "nested more than 200 deep"),
        (
            "nesting",
            "5,000 things in one another",
            b'{"@id":"http://x.org/","http://x.org/p":' * 5_000 + b"1" + b"}" * 5_000,
            "nested more than 200 deep",
        ),
        (
            "nesting",
            "5,000 lists in one another",
            b'{"http://x.org/p":{"@list":' * 5_000 + b"[]" + b"}}" * 5_000,
            "nested more than 200 deep",
        ),
    ):
        yield whole(kind, name, "x.jsonld", content, rule)
    for name, content in (
        ("an id without a scheme", jsonld(**{**ONE, "@id": "general"})), ("nothing but a context", jsonld(**{"@context": {}})),
        ("a key of the standard that is none", jsonld(**{**ONE, "@nothing": 1})), ("brackets in a text", jsonld(**{**ONE, "name": "[" * 5_000})),
        ("quotes and backslashes in a text", jsonld(**{**ONE, "name": '\\"[{' * 70_000})),
    ):  # fmt: skip
        yield whole("odd", name, "x.json", content, "")
    lines = (
        jsonld(**ONE)
        + b"\n{broken\n\n[1,\n"
        + jsonld(**{**ONE, "@id": "e:army", "@type": "org:Organization"})
        + b"\n"
    )
    yield Case("x.jsonl: broken lines", "rdf", "syntax", {"x.jsonl": lines}, ("broken syntax",), GOOD, 2)
    deep = (
        jsonld(**ONE)
        + b"\n"
        + b"[" * 50_000
        + b"\n"
        + jsonld(**{**ONE, "@id": "e:army", "@type": "org:Organization"})
        + b"\n"
    )
    yield Case(
        "x.jsonl: a line nested deep",
        "rdf",
        "nesting",
        {"x.jsonl": deep},
        ("nested more than 200 deep",),
        GOOD,
        1,
    )
    long = (
        jsonld(**ONE)
        + b'\n{"'
        + b"x" * (17 << 20)
        + b'"}\n'
        + jsonld(**{**ONE, "@id": "e:army", "@type": "org:Organization"})
        + b"\n"
    )
    yield Case(
        "x.jsonl: a line of 17 megabytes",
        "rdf",
        "size",
        {"x.jsonl": long},
        ("longer than 16,777,216",),
        GOOD,
        1,
    )
    ours = b'{"@context": {"foaf": "' + FOAF.encode() + b'"},\n"@graph": [\n'
    one = b'{"@id":"%s","@type":"foaf:Person","foaf:name":"x"},\n'
    known, after = one % b"https://example.org/general", one % b"https://example.org/other"
    for name, middle, rule in (
        ("a broken thing", b"{broken},\n", "broken syntax"), ("a thing without an end", b'{"@id": "x,\n', "broken syntax"),
        ("a thing nested deep", b'{"@id":"https://x.org/","foaf:name":' + b"[" * 9_000 + b",\n", "nested more than 200 deep"),
    ):  # fmt: skip
        yield whole(
            "ours",
            name,
            "x.jsonld",
            ours + known + middle + after + b"{}\n]}\n",
            rule,
            (GOOD[1], f"{E}other"),
        )
    yield whole("ours", "cut off", "x.jsonld", ours + known, "the document is cut off", (GOOD[1],))


def of_files() -> Iterator[Case]:
    good = (ARMY + GENERAL).encode()
    much = good + b"".join(nt(f"p{n}", f"{FOAF}Person", str(n)).encode() for n in range(1_000))
    packed, frame = gzip.compress(much), zstd.compress(much)
    damaged = "the file ends too early or is damaged"
    for name, content, loaded in (
        ("cut.nt.gz", packed[:-100], GOOD), ("not.nt.gz", good, ()), ("bits.nt.gz", packed[:-5] + b"\0" * 5, GOOD),
        ("cut.nt.zst", frame[:-50], ()), ("not.nt.zst", good, ()), ("tail.nt.gz", packed + b"garbage", GOOD),
        ("cut.jsonl.gz", gzip.compress(jsonld(**ONE) * 50)[:-9], ()), ("cut.rdf.gz", gzip.compress(XML_HEAD.encode() * 50)[:-9], ()),
    ):  # fmt: skip
        yield whole("archives", "damaged", name, content, damaged, loaded)
    grows = "it unpacks to more than 200 times its size"
    yield whole("archives", "a bomb", "x.nt.gz", gzip.compress(good + b"\n" * (12 << 20)), grows, GOOD)
    yield whole(
        "archives",
        "a bomb of one line",
        "x.ttl.zst",
        zstd.compress(HEAD.encode() + b'e:x e:p "' + b"x" * (40 << 20)),
        grows,
    )
    yield whole(
        "archives", "a bomb of one line", "x.jsonl.zst", zstd.compress(b'{"' + b"x" * (40 << 20)), grows
    )
    yield whole("files", "empty", "x.nt", b"", "")
    yield whole("files", "line ends alone", "x.ttl", b"\n" * 5_000, "")
    yield whole("encoding", "a byte order mark", "x.nt", b"\xef\xbb\xbf" + good, "broken syntax", (GOOD[1],))
    yield whole("encoding", "UTF-16", "x.nt", good.decode().encode("utf-16"))
    yield whole("encoding", "random bytes", "x.ttl", bytes(range(128, 256)) * 50)
    yield whole("encoding", "random bytes", "x.nq", bytes(range(256)) * 50)
    yield whole("lines", "carriage returns alone", "x.nt", good.replace(b"\n", b"\r"), "", GOOD)
    yield whole("syntax", "Turtle called N-Triples", "x.nt", (HEAD + TTL_ARMY).encode())
    yield whole("syntax", "XML called Turtle", "x.ttl", f"{XML_HEAD}{XML_ONE}</rdf:RDF>".encode())
    yield whole("syntax", "a graph that is a text", "x.nq", f'<{E}x> <{E}p> "x" "g" .\n'.encode())
    yield whole("syntax", "a graph never closed", "x.trig", (HEAD + "e:g { " + TTL_ARMY).encode())
    two: dict[str, Content] = {"x.nt": good + b"hello\n", "x.ttl": b"hello ."}
    yield Case("two that differ in their ending alone", "rdf", "files", two, ("broken syntax",), GOOD, 2)
    for name, made in (("folder.ttl", folder_at), ("pipe.ttl", fifo_at), ("loop.ttl", loop_at)):
        rule = "it is a folder" if name.startswith("folder") else "it is no file"
        yield Case(f"beside: {name}", "rdf", "files", {"x.nt": good, name: made}, (rule,), whole=True)
    yield Case("of another ending", "rdf", "files", {"x.csv": good}, ("its ending is none",), whole=True)


CASES = (*of_lines(), *of_turtle(), *of_xml(), *of_json(), *of_files())
