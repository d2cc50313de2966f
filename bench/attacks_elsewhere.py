"""Attempts by every other way in that takes a text: search words, ids, parameters, SPARQL, names of files, settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from graph.catalog import load_catalog, run
from graph.chain import chain
from graph.connection import Database
from graph.errors import QueryRefused
from graph.evidence import evidence
from graph.redirecting import follow
from graph.search import name_of, search
from graph.settings import Settings
from ontology.errors import CommandError
from ontology.model import Model
from ontology.reading import load_model
from release.releasing.keys import slug_of
from release.sparqling.asking import Limits, Question
from release.sparqling.asking import ask as ask_sparql

Attempt = Callable[[], object]

WORDS = {
    "operators": "AND OR NOT && || ! ( ) { } [ ] ^ ~ * ? : \\ / + - \"",
    "a field": "id:* OR name:*",
    "everything": "*:*",
    "a pattern": "/(a|a)*b/",
    "wildcards": "*a*b*c* ?????",
    "an open quote": "\"division",
    "an open bracket": "((((((((((division",
    "likes": "division~ infantry~2 light~0.1",
    "boost": "division^1000000000",
    "a range": "[a TO z] {a TO *]",
    "very long": "a" * 100_000,
    "very many": "a " * 50_000,
    "very many initials": "abcdef " * 2_000,
    "many numbers": "1a1a1a1a1a1a1a1a1a1a" * 50,
    "dots": "a.b.c.d.e.f.g.h.i.j.k" * 50,
    "marks upon a letter": "a" + "\u0301" * 10_000,
    "right to left": "\u202edivision\u202c",
    "character zero": "a\x00b",
    "half a character": "\ud800",
    "cypher": "') RETURN 1 UNION MATCH (n) DETACH DELETE n //",
}  # fmt: skip

IDS = {
    "a quote": "u1'}) DETACH DELETE n //",
    "a double quote": 'u1"}) DETACH DELETE n //',
    "a backtick": "u1`}) DETACH DELETE n //",
    "a brace": "u1}) SET n.a = 1 //",
    "a path": "../../../../etc/passwd",
    "markup": "<script>alert(1)</script>",
    "half a character": "\ud800",
    "character zero": "u1\x00",
    "a million characters": "u" * 1_000_000,
    "an escape": "\\u0027}) DELETE n //",
    "a number": "1e999",
    "an element of neo4j": "4:00000000-0000-0000-0000-000000000000:0",
}

_LOOP = "(<urn:a>|!<urn:b>)*"
SPARQL = {
    "insert": "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "delete": "DELETE WHERE { ?s ?p ?o }",
    "clear": "CLEAR ALL",
    "drop": "DROP GRAPH <urn:a>",
    "load": "LOAD <http://127.0.0.1:1/x>",
    "load behind a prefix": "PREFIX a: <urn:a> LOAD <http://127.0.0.1:1/x>",
    "insert behind a comment": "# SELECT\nINSERT DATA { <urn:a> <urn:b> 1 }",
    "service": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "silent service": "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service of a variable": "SELECT * { ?s ?p ?e SERVICE ?e { ?s ?p ?o } }",
    "service behind a comment": "SELECT * { SERVICE#\n<http://127.0.0.1:1/> { ?s ?p ?o } }",
    "service by an escape": "SELECT * { SERV\\u0049CE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "two queries": "SELECT * { ?s ?p ?o } ; DROP ALL",
    "deep": "SELECT * { " + "{" * 5_000 + "}" * 5_000 + " }",
    "long": "SELECT * { " + "?s ?p ?o . " * 100_000 + " }",
    "product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = 1) }",
    "a function of its own": "SELECT (<http://example.org/exec>('id') AS ?x) {}",
    "from another place": "SELECT * FROM <http://127.0.0.1:1/x> { ?s ?p ?o }",
    "from a file": "BASE <file:///etc/> SELECT * FROM NAMED <passwd> { GRAPH ?g { ?s ?p ?o } }",
    "service in a filter": "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } }",
    "insert behind with": "WITH <urn:g> INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "copy": "COPY DEFAULT TO <urn:g>",
    "half a character": "SELECT * { ?s ?p '\ud800' }",
    "star of a star": "SELECT * { ?a ((<urn:a>*)*)* ?b . ?b ((<urn:a>*)*)* ?c . ?c (<urn:a>*)* ?d }",
    "long path": "SELECT * { ?a " + "/".join(["(<urn:a>|^<urn:a>)*"] * 400) + " ?b }",
    "deep path": "SELECT * { ?a " + "(" * 20_000 + "<urn:a>" + ")" * 20_000 + " ?b }",
    "many nots": "SELECT * { FILTER(" + "!" * 50_000 + "true) }",
    "text doubled": "SELECT * { BIND('aaaaaaaaaaaaaaaa' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40)) + " }",
    "text replaced by itself": "SELECT * { BIND('aaaaaaaaaaaaaaaa' AS ?v0) "
    + " ".join(f"BIND(REPLACE(?v{n}, 'a', ?v{n}) AS ?v{n + 1})" for n in range(8)) + " }",
    "product in order": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i",
    "product in one text": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "nested not exists": "SELECT * { ?a ?b ?c " + "FILTER NOT EXISTS { ?d ?e ?f " * 300 + "}" * 300 + " }",
    "pattern that backtracks": "SELECT * { ?a ?b ?c FILTER REGEX(STR(?a), '((a{1,1000}){1,1000}){1,1000}') }",
    "paths of paths": f"SELECT * {{ ?a {_LOOP} ?b . ?c {_LOOP} ?d . ?e {_LOOP} ?f FILTER(?a = 1) }}",
}  # fmt: skip

SETTINGS = {
    "an address with a password": {"NEO4J_URI": "bolt://neo4j:secret@127.0.0.1:7687"},
    "an address of another kind": {"NEO4J_URI": "http://127.0.0.1:7474"},
    "a file": {"NEO4J_URI": "file:///etc/passwd"},
    "a port below": {"ORBATLAS_SERVER_PORT": "22"},
    "a port with a word": {"ORBATLAS_SERVER_PORT": "7697\nserver.http.enabled=true"},
    "memory with a line": {"ORBATLAS_SERVER_HEAP": "1g\ndbms.security.auth_enabled=false"},
    "memory with a space": {"ORBATLAS_SERVER_HEAP": "1g -XX:OnOutOfMemoryError=touch"},
    "memory without end": {"ORBATLAS_SERVER_TRANSACTION": "0"},
    "a version with a path": {"ORBATLAS_NEO4J_VERSION": "../../x"},
    "no time at all": {"ORBATLAS_READ_TIMEOUT": "nan"},
    "time without end": {"ORBATLAS_READ_TIMEOUT": "inf"},
    "a reader without a password": {"NEO4J_READER_USERNAME": "eve"},
    "a password without a reader": {"NEO4J_READER_PASSWORD": "recognisable"},
}

PARTNERS = (
    "../../etc", "/etc/passwd", "..", ".", "a/b", "a\\b", "C:\\x", "a\x00b", "~root", "-rf", "$(id)", "%2e%2e",
    "\u202ea", "con", "a" * 300,
)  # fmt: skip


def elsewhere(database: Database) -> Iterator[tuple[str, str, Attempt]]:
    """Kind, name and attempt."""
    model = load_model()
    for title, text in WORDS.items():
        yield "search words", title, _call(search, database, model, text)
    for title, id in IDS.items():
        for way in (_name, _chain, _evidence, _follow):
            yield "ids in addresses", f"{title}, {way.__name__}", _call(way, database, model, id)
    yield from _catalog(database, model)
    for title, query in SPARQL.items():
        yield "SPARQL", title, _call(_sparql, query)
    for title, values in SETTINGS.items():
        yield "settings", title, _call(_settings, values)
    for partner in PARTNERS:
        yield "partners' names", partner[:20], _call(_partner, partner)


def _call(function: Callable[..., object], *given: object) -> Attempt:
    return lambda: function(*given)


def _name(database: Database, model: Model, id: str) -> object:
    return name_of(database, id)


def _chain(database: Database, model: Model, id: str) -> object:
    return chain(database, model, id, date(2026, 11, 22))


def _evidence(database: Database, model: Model, id: str) -> object:
    return evidence(database, model, id)


def _follow(database: Database, model: Model, id: str) -> object:
    return follow(database, model, [id])


def _catalog(database: Database, model: Model) -> Iterator[tuple[str, str, Attempt]]:
    """Every parameter of every question of the catalog, with a text that would break out of one."""
    for query in load_catalog(model).values():
        for parameter in query.parameters:
            values = {one.name: "u1" for one in query.parameters if one.required} | {
                parameter.name: IDS["a quote"]
            }
            yield (
                "the catalog's parameters",
                f"{query.name}, {parameter.name}",
                _call(run, database, query, values),
            )


def _sparql(query: str) -> object:
    """Asked of two statements; a query that is taken must end within its two seconds."""
    statements = b"".join(b"<urn:s%d> <urn:a> <urn:s%d> .\n" % (number, number + 1) for number in range(300))

    def fill(begin: Callable[[int], object]) -> None:
        begin(300).write(statements)  # type: ignore[attr-defined]

    limits = Limits(seconds=2.0, rows=10, megabytes=512)
    return ask_sparql(Question(query, {}, "urn:base/"), fill, limits)


def _settings(values: Mapping[str, str]) -> object:
    try:
        return Settings.from_environment(values)
    except CommandError as refused:
        _said(str(refused))
        raise


def _said(words: str) -> None:
    """A password that was given is not told again."""
    assert "recognisable" not in words and "secret" not in words, words


def _partner(partner: str) -> object:
    """The folder of a partner's keys lies in the folder of keys, whatever the partner is called."""
    root = Path("/keys")
    folder = (root / slug_of(partner)).resolve()
    assert folder.parent == root, folder
    raise QueryRefused("Made a plain name.")
