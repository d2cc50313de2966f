"""`orbatlas sparql` without a database: what is refused, what is answered, and what ends a query."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize

from cli import run
from commands.examples import examples
from release.iris import DEFAULT_BASE, Iris
from release.quads import quads_of
from release.sparqling.asking import Answer, Begin, LimitReached, Limits, NotAsked, Question, ask
from release.sparqling.syntax import LONGEST, SERVICE, UPDATE, Syntax
from release.sparqling.wording import Wording, plain
from tests.rdf import MODEL, ORB, described, written

WORDING = Wording(Iris(MODEL).prefixes())
SYNTAX = Syntax(WORDING.prefixes, DEFAULT_BASE)
XSD = "http://www.w3.org/2001/XMLSchema#"


def question(query: str) -> Question:
    return Question(query, WORDING.prefixes, DEFAULT_BASE)


def few(begin: Begin) -> None:
    """A small graph with claims."""
    serialize(quads_of(described()), begin(1_000), RdfFormat.N_QUADS)


def numbers(begin: Begin) -> None:
    """Enough for a product that takes longer than anybody waits."""
    lines = [f'<urn:n:{n}> <urn:p:{n % 7}> "{n}" .\n' for n in range(3_000)]
    begin(len(lines)).write("".join(lines).encode())


def never(begin: Begin) -> None:
    raise AssertionError("nothing is read for a query that is wrong")


def answer(query: str, limits: Limits | None = None) -> Answer:
    return ask(question(query), few, limits)


# ---- what is wrong is told where it is


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("SELCT ?x {}", 1, 1, "SELCT is not expected"),
        ("SELECT ?x {\n  ?x orb:name \n}", 3, 1, "} is not expected"),
        ("SELECT ?x { ?x orb:name ?n", 1, 27, "the query ends too early"),
        ("SELECT ?x {\n ?x foo:bar ?y }", 2, 5, "the prefix of foo:bar is not known"),
        ("SELECT * { ?x orb:name 'open }", 1, 24, "the text that begins with ' is not closed"),
        ("SELECT * { <a b> ?p ?o }", 1, 16, "is no IRI"),
        ("SELECT * { ?u orb:name ?n } ORDER BY DESC ?n", 1, 43, "here may stand: ("),
        ("SELECT * { ?u orb:name ?n FILTER regex(?n 'a') }", 1, 43, "'a' is not expected"),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", 1, 30, "duplicated variable"),
        ("SELECT (<urn:f>('a') AS ?x) {}", 1, 9, "the custom function <urn:f> is not supported"),
        ("SELECT ?ည { ?ည orb:name $ }", 1, 25, "$ is not expected"),
    ],
)
def test_a_mistake_is_told_with_its_place(query: str, line: int, column: int, said: str) -> None:
    wrong = SYNTAX.wrong(query)
    assert wrong is not None
    assert (wrong.line, wrong.column) == (line, column) and said in wrong.why
    mark = wrong.shown.splitlines()[-1]
    assert mark.strip() == "^" and wrong.shown.splitlines()[1][mark.index("^") :].startswith(
        query.split("\n")[line - 1][column - 1 : column + 3]
    )


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "# first\nPREFIX x: <urn:x>\n delete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:1/>",
        "DROP ALL",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(query: str) -> None:
    wrong = SYNTAX.wrong(query)
    assert wrong is not None and wrong.why == UPDATE


@pytest.mark.parametrize("query", ["", "  \n", "# nothing\n", "PREFIX a: <urn:a>"])
def test_an_empty_query_is_told(query: str) -> None:
    assert "empty" in str(SYNTAX.wrong(query))


def test_a_query_that_is_too_long_is_told() -> None:
    assert f"{LONGEST:,}" in str(SYNTAX.wrong("SELECT * { } #" + "x" * LONGEST))


def test_a_query_that_is_nested_too_deep_ends_nothing_but_itself() -> None:
    deep = "SELECT * { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }"
    with pytest.raises(LimitReached, match="too deep"):
        ask(question(deep), never)


def test_nothing_is_read_for_a_query_that_is_wrong() -> None:
    with pytest.raises(NotAsked, match="Line 1, column 1: SELCT") as refused:
        ask(question("SELCT ?x {}"), never)
    assert refused.value.exit_code == 2


# ---- the network


@pytest.fixture(scope="module")
def listening() -> Iterator[tuple[str, list[str]]]:
    """An address that counts who asks it."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", asked
    server.shutdown()
    server.server_close()


ASKING_ELSEWHERE = [
    "SELECT * { SERVICE <IRI> { ?s ?p ?o } }",
    "SELECT * { service silent <IRI> { ?s ?p ?o } }",
    "ASK{SERVICESILENT<IRI>{?s ?p ?o}}",
    "SELECT * { ?s ?p ?o . { { SERVICE <IRI> { ?s ?p ?o } } UNION { ?s ?p ?o } } }",
    "ASK { BIND(<IRI> AS ?s) BIND(1 AS ?a) FILTER(?a<2)SERVICE?s#>\n{ ?x ?p ?o } }",
    "ASK { BIND(<IRI> AS ?s) BIND(1 AS ?a) FILTER(?a<2)#>'''\nSERVICE?s{ ?x ?p ?o }\n#''' \n}",
    "ASK { BIND('#' AS ?h) SERVICE <IRI> { ?s ?p ?o } }",
    'ASK { BIND("""a"b""" AS ?h) SERVICE <IRI> { ?s ?p ?o } }',
    "PREFIX SERVICE: <urn:x> ASK { SERVICE <IRI> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { SERVICE <IRI> { ?s ?p ?o } } }",
    "SELECT * { FILTER EXISTS { SERVICE <IRI> { ?s ?p ?o } } }",
]


@pytest.mark.parametrize("query", ASKING_ELSEWHERE)
def test_no_other_machine_is_asked(query: str, listening: tuple[str, list[str]]) -> None:
    address, asked = listening
    with pytest.raises(NotAsked):
        answer(query.replace("IRI", address))
    assert asked == []


def test_a_mistake_is_told_in_the_words_of_the_query() -> None:
    assert "Service:x is not known" in str(SYNTAX.wrong("ASK { ?service a Service:x }"))


def test_the_refusal_says_why() -> None:
    wrong = SYNTAX.wrong("SELECT * {\n SERVICE <urn:x> { ?s ?p ?o } }")
    assert wrong is not None and (wrong.why, wrong.line, wrong.column) == (SERVICE, 2, 2)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service a orb:Unit } # service",
        "ASK { ?x orb:name 'Secret Service', \"SERVICE\" }",
        "ASK { <http://example.org/service/1> ?SERVICE ?service . <service> ?p echelon:service }",
        "PREFIX service: <urn:s> ASK { service:x ?p service:y }",
    ],
)
def test_the_word_alone_is_no_order(query: str) -> None:
    assert SYNTAX.wrong(query) is None


# ---- what is answered


def test_select_gives_the_terms() -> None:
    found = answer('SELECT ?u ?n ?nix { ?u a orb:Unit ; orb:name ?n FILTER(LANG(?n) = "my") }')
    assert found.columns == ("u", "n", "nix")
    assert found.rows == (
        (NamedNode(DEFAULT_BASE + "unit/u2"), Literal("တပ်မ (၁)\nsecond line", language="my"), None),
    )
    assert not found.more


def test_names_are_relative_to_the_base_and_prefixes_are_known() -> None:
    assert answer("ASK { <unit/u1> a orb:Unit, org:OrganizationalUnit ; rdf:type ?t }").truth is True
    assert answer("ASK { unit:u1 a owl:Class }").truth is False


def test_claims_stand_in_the_graph_of_their_source_and_are_found_without_it() -> None:
    everywhere = answer("SELECT (COUNT(?c) AS ?n) { ?c a orb:Claim }").rows
    by_graph = answer("SELECT (COUNT(?c) AS ?n) { GRAPH ?g { ?c a orb:Claim ; orb:source ?g } }").rows
    assert everywhere == by_graph == ((Literal("17", datatype=NamedNode(f"{XSD}integer")),),)


def test_construct_and_describe_give_triples() -> None:
    made = answer("CONSTRUCT { ?u rdfs:label ?n } WHERE { ?u a orb:Unit ; orb:name ?n }")
    assert made.triples is not None and len(made.triples) == 2
    turtle = WORDING.turtle(made.triples)
    assert {quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE)} == set(made.triples)
    assert turtle.count("@prefix") == 2 and "unit:u1 rdfs:label" in turtle
    told = answer("DESCRIBE unit:u1").triples
    assert told is not None and {str(t.subject) for t in told} == {f"<{DEFAULT_BASE}unit/u1>"}


def test_rows_end_at_their_limit() -> None:
    every = "SELECT ?s ?p ?o { ?s ?p ?o }"
    cut = answer(every, Limits(rows=5))
    assert len(cut.rows) == 5 and cut.more
    whole = len(answer(every).rows)
    assert not answer(every, Limits(rows=whole)).more
    assert answer(every, Limits(rows=whole - 1)).more


PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def test_a_query_ends_when_its_time_is_over() -> None:
    began = time.monotonic()
    with pytest.raises(LimitReached, match=r"more than 0\.5 seconds"):
        ask(question(PRODUCT), numbers, Limits(seconds=0.5))
    assert time.monotonic() - began < 60


def test_a_query_ends_when_it_wants_too_much_memory() -> None:
    wide = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d"
    with pytest.raises(LimitReached, match="more memory"):
        ask(question(wide), numbers, Limits(seconds=300, megabytes=300))


def test_what_fails_while_the_store_fills_is_what_is_told() -> None:
    def broken(begin: Begin) -> None:
        begin(1).write(b"<urn:a> <urn:b> <urn:c> .\n")
        raise CommandBroken

    class CommandBroken(Exception):
        pass

    with pytest.raises(CommandBroken):
        ask(question("ASK {}"), broken)


def test_a_large_graph_lies_on_disk() -> None:
    def large(begin: Begin) -> None:
        few(lambda _expected: begin(10**9))

    found = ask(question("SELECT (COUNT(?c) AS ?n) { ?c a orb:Claim }"), large)
    assert found.rows == answer("SELECT (COUNT(?c) AS ?n) { ?c a orb:Claim }").rows


# ---- as people and programs read it


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("12", "integer", 12),
        ("1267650600228229401496703205376", "integer", "1267650600228229401496703205376"),
        ("0.25", "decimal", 0.25),
        ("NaN", "double", "NaN"),
        ("true", "boolean", True),
        ("false", "boolean", False),
        ("2021-02-01", "date", "2021-02-01"),
        ("about 12", "integer", "about 12"),
    ],
)
def test_values_in_json(text: str, kind: str, read: object) -> None:
    assert plain(Literal(text, datatype=NamedNode(XSD + kind))) == read


def test_short_names_of_terms() -> None:
    assert WORDING.short(NamedNode(f"{ORB}Unit")) == "orb:Unit"
    assert WORDING.short(NamedNode(f"{DEFAULT_BASE}unit/a%2Fb")) == f"<{DEFAULT_BASE}unit/a%2Fb>"
    assert WORDING.short(Literal("x", language="en")) == "x"


# ---- the command, on files


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sparql") / "graph.nq"
    file.write_bytes(written(described(), RdfFormat.N_QUADS))
    return file


NAMES = "SELECT ?u ?n { ?u a orb:Unit ; orb:name ?n } ORDER BY ?u"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["sparql", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_styles_of_a_table(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ("--data", str(graph))
    code, table, _ = said(capsys, NAMES, *data)
    assert code == 0 and "unit:u1" in table and "1 Division" in table
    found = json.loads(said(capsys, NAMES, *data, "--format", "json")[1])
    assert [row["u"] for row in found] == [f"{DEFAULT_BASE}unit/u1", f"{DEFAULT_BASE}unit/u2"]
    lines = said(capsys, NAMES, *data, "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == found
    rows = list(csv.DictReader(io.StringIO(said(capsys, NAMES, *data, "--format", "csv")[1])))
    assert [row["u"] for row in rows] == [row["u"] for row in found]


@pytest.mark.parametrize(
    ("style", "yes"), [("table", "yes\n"), ("json", "true\n"), ("jsonl", "true\n"), ("csv", "answer\ntrue\n")]
)
def test_the_styles_of_a_truth(style: str, yes: str, graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = said(capsys, "ASK { ?u a orb:Unit }", "--data", str(graph), "--format", style)
    assert asked == (0, yes, "")


@pytest.mark.parametrize(("style", "form"), [("table", RdfFormat.TURTLE), ("json", RdfFormat.JSON_LD)])
def test_the_styles_of_triples(
    style: str, form: RdfFormat, graph: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "CONSTRUCT { ?u rdfs:label ?n } WHERE { ?u a orb:Unit ; orb:name ?n }"
    _, out, _ = said(capsys, query, "--data", str(graph), "--format", style)
    assert len({quad.triple for quad in parse(out, format=form)}) == 2
    rows = json.loads(
        f"[{said(capsys, query, '--data', str(graph), '--format', 'jsonl')[1].splitlines()[0]}]"
    )
    assert list(rows[0]) == ["subject", "predicate", "object"]


def test_a_query_from_a_file_and_from_standard_input(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "q.rq").write_text("\ufeff" + NAMES, encoding="utf-8")
    direct = said(capsys, NAMES, "--data", str(graph))
    assert said(capsys, f"@{tmp_path / 'q.rq'}", "--data", str(graph)) == direct
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NAMES.encode())))
    assert said(capsys, "-", "--data", str(graph)) == direct


def test_wrong_commands_are_told(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd, broken = tmp_path / "graph.txt", tmp_path / "graph.ttl"
    odd.write_text("")
    broken.write_text("<urn:a> <urn:b> .")
    wrong = [
        (("ASK {", "--data", str(graph)), "Line 1, column 6"),
        (("ASK {}", "--data", str(graph), "--profile", "public"), "--data asks files"),
        (("ASK {}", "--data", str(odd)), "does not tell its format"),
        (("ASK {}", "--data", str(broken)), "graph.ttl cannot be read"),
        (("ASK {}", "--data", str(tmp_path)), "is no release"),
        (("@nowhere.rq", "--data", str(graph)), "nowhere.rq"),
        (("ASK {}", "--profile", "secret"), "secret"),
    ]
    for arguments, words in wrong:
        code, out, err = said(capsys, *arguments)
        assert (code, out) == (2, "") and words in err, (arguments, err)


def test_more_rows_are_told_of(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, NAMES, "--data", str(graph), "--rows", "1", "--format", "jsonl")
    assert code == 0 and len(out.splitlines()) == 1 and "--rows" in err


def test_every_format_of_an_export_can_be_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ontology.alignment import load_alignment
    from release.export import Format, whole_file, write_descriptions

    names = {
        "a.ttl": Format.TURTLE,
        "a.nt.gz": Format.NTRIPLES,
        "a.nq.zst": Format.NQUADS,
        "a.trig": Format.TRIG,
    }
    names |= {"a.jsonld": Format.JSONLD, "a.jsonl.gz": Format.JSONL, "a.rdf": Format.RDFXML}
    for name, form in names.items():
        with whole_file(tmp_path / name) as target:
            write_descriptions(described(), target, form, MODEL, Iris(MODEL), load_alignment())
        count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        code, out, err = said(capsys, count, "--data", str(tmp_path / name), "--format", "csv")
        assert (code, err) == (0, "") and out == f"n\n{sum(map(len, described()))}\n", name


def test_every_example_says_what_it_asks() -> None:
    found = examples()
    assert len(found) >= 12
    for example in found:
        assert example.question and SYNTAX.wrong(example.query) is None, example.name
