"""`export` on a real Neo4j: what is loaded is what is written, whole, in order, the same each time."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Triple, parse

from graph.claims import Claim
from graph.connection import Database
from graph.loading import Loading
from graph.retiring import withdraw
from ontology.errors import UnknownTerm
from ontology.reading import load_model
from release import reading
from release.export import Format, export
from release.quads import Stream, triples_of
from release.reading import Reader
from release.records import FactsPending, GraphChanged
from tests.rdf import CLAIMS, EXTRA, MODEL, ORB, TODAY, claim, described, objects, read_by_rdflib

FORMS = {
    Format.TURTLE: (RdfFormat.TURTLE, "turtle"),
    Format.NTRIPLES: (RdfFormat.N_TRIPLES, "nt"),
    Format.NQUADS: (RdfFormat.N_QUADS, "nquads"),
    Format.TRIG: (RdfFormat.TRIG, "trig"),
    Format.JSONLD: (RdfFormat.JSON_LD, "json-ld"),
    Format.RDFXML: (RdfFormat.RDF_XML, "xml"),
}
REIFIED = {Format.TURTLE12: RdfFormat.TURTLE, Format.NQUADS12: RdfFormat.N_QUADS}


def load(database: Database, *claims: Claim, model: object = MODEL) -> None:
    loading = Loading(database, model, "nigeria", TODAY)  # type: ignore[arg-type]
    loading.add([[claim] for claim in claims])
    loading.finish()


@pytest.fixture
def loaded(empty: Database) -> Database:
    load(empty, *CLAIMS)
    return empty


def triples(database: Database, *, page: int = 1_000) -> list[Triple]:
    return list(triples_of(Stream(database, MODEL, page=page).descriptions()))


def test_the_graph_gives_what_its_claims_give(loaded: Database) -> None:
    """What comes out of Neo4j is what the pure functions make of the same claims, their collection and stubs aside."""
    collections = f"{ORB}collections"
    found = {t for t in triples(loaded) if t.predicate.value != collections}
    wanted = {t for t in triples_of(described()) if t.predicate.value != collections}
    assert found == wanted


@pytest.mark.parametrize("held", [1, 3, 10])
def test_a_source_of_many_claims_is_read_range_by_range(
    loaded: Database, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = triples(loaded)
    assert triples(loaded, page=2) == whole
    monkeypatch.setattr(reading, "IDS", held)
    assert triples(loaded, page=2) == whole


def test_ranges_of_ids_leave_nothing_out() -> None:
    for parts in (1, 2, 3, 7, 64, 1_000):
        ranges = list(reading.id_ranges(parts))
        assert len(ranges) == min(parts, reading.MOST_RANGES)
        assert (ranges[0][0], ranges[-1][1]) == ("", None)
        assert [high for _, high in ranges[:-1]] == [low for low, _ in ranges[1:]]
        assert [low for low, _ in ranges] == sorted({low for low, _ in ranges})


@pytest.mark.parametrize("form", FORMS)
def test_two_parsers_count_what_the_report_says(loaded: Database, form: Format, tmp_path: Path) -> None:
    file = tmp_path / "graph"
    report = export(loaded, MODEL, file, form)
    oxigraph, rdflib_name = FORMS[form]
    assert len(list(parse(path=str(file), format=oxigraph))) == report.triples > 100
    assert len(read_by_rdflib(file.read_bytes(), rdflib_name)) == report.triples
    assert (report.entities, report.claims, report.bytes) == (6, len(CLAIMS), file.stat().st_size)


@pytest.mark.parametrize("form", REIFIED)
def test_reifiers_are_counted_and_add_only_themselves(loaded: Database, form: Format, tmp_path: Path) -> None:
    report = export(loaded, MODEL, tmp_path / "graph", form)
    quads = list(parse(path=str(tmp_path / "graph"), format=REIFIED[form]))
    assert len(quads) == report.triples
    rest = {
        Triple(q.subject, q.predicate, q.object) for q in quads if not q.predicate.value.endswith("#reifies")
    }
    assert rest == set(triples(loaded)) and len(rest) < report.triples


def test_json_lines_say_the_same(loaded: Database, tmp_path: Path) -> None:
    report = export(loaded, MODEL, tmp_path / "graph.jsonl", Format.JSONL)
    lines = (tmp_path / "graph.jsonl").read_bytes().splitlines()
    quads = [quad for line in lines for quad in parse(line, RdfFormat.JSON_LD)]
    assert len(quads) == report.triples and len(lines) == sum(
        d.tie is None for d in Stream(loaded, MODEL).descriptions()
    )
    assert {Triple(q.subject, q.predicate, q.object) for q in quads} == set(triples(loaded))


@pytest.mark.parametrize("form", [*FORMS, *REIFIED, Format.JSONL])
def test_the_same_bytes_again_whatever_the_order_of_loading(
    empty: Database, form: Format, tmp_path: Path
) -> None:
    load(empty, *CLAIMS)
    export(empty, MODEL, tmp_path / "a", form)
    export(empty, MODEL, tmp_path / "b", form)
    empty.write(lambda tx: tx.run("MATCH (n) DETACH DELETE n").consume())
    load(empty, *reversed(CLAIMS))
    export(empty, MODEL, tmp_path / "c", form)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == (tmp_path / "c").read_bytes()


def test_each_source_has_its_graph(loaded: Database, tmp_path: Path) -> None:
    for form in (Format.TRIG, Format.NQUADS):
        export(loaded, MODEL, tmp_path / "graph", form)
        quads = [q for q in parse(path=str(tmp_path / "graph"), format=FORMS[form][0]) if isinstance(q, Quad)]
        graphs = [str(quad.graph_name) for quad in quads]
        assert len(set(graphs)) == 1 + len({c.source for c in CLAIMS})
        # Each graph in one piece: a reader of the file sees a source's claims together.
        assert sum(a != b for a, b in pairwise(graphs)) == len(set(graphs)) - 1


def test_small_pages_give_the_same(loaded: Database) -> None:
    assert triples(loaded, page=1) == triples(loaded, page=3) == triples(loaded)


def test_a_large_source_is_read_in_order(empty: Database) -> None:
    load(empty, *(claim(f"u{n}", "Unit", "name", f"Unit {n}") for n in range(25)), *CLAIMS)
    found = triples(empty, page=10)
    assert found == triples(empty)
    claims = [
        str(t.subject) for t in found if t.predicate.value == f"{ORB}source" and "/s1>" in str(t.object)
    ]
    assert claims == sorted(claims) and len(claims) > 25


def test_ids_beyond_ascii_are_paged_without_loss(empty: Database) -> None:
    ids = ["a", "Z", "é", "တပ်မ", "\U0001f600", "\uffee", "a b", "ab", "Ab"]
    load(empty, *(claim(id, "Unit", "name", "x") for id in ids))
    entities = [record.id for record in Reader(empty, MODEL, 1).entities()]
    assert sorted(entities) == sorted(ids)


def test_only_what_is_current_is_written(loaded: Database) -> None:
    gone = next(c for c in CLAIMS if c.source == "s2")
    assert objects(f"claim/{gone.id}", f"{ORB}value", list(Stream(loaded, MODEL).descriptions()))
    withdraw(loaded, MODEL, "s2", date(2026, 12, 1))
    found = list(Stream(loaded, MODEL).descriptions())
    assert not any(gone.id in str(t) or "source/s2" in str(t) for t in triples_of(found))
    assert objects("unit/u1", f"{ORB}conflicts", found) == []


def test_an_empty_database_gives_an_empty_file(empty: Database, tmp_path: Path) -> None:
    load(empty)
    report = export(empty, MODEL, tmp_path / "x.nt", Format.NTRIPLES)
    assert report.triples == 0 and (tmp_path / "x.nt").read_bytes() == b""


def test_shortcuts_on_a_day(loaded: Database, tmp_path: Path) -> None:
    export(loaded, MODEL, tmp_path / "x.ttl", Format.TURTLE, on=date(2012, 1, 1))
    assert "org:subOrganizationOf unit:u2" in (tmp_path / "x.ttl").read_text(encoding="utf-8")


def test_another_base(loaded: Database, tmp_path: Path) -> None:
    export(loaded, MODEL, tmp_path / "x.nt", Format.NTRIPLES, base="https://example.org/")
    text = (tmp_path / "x.nt").read_text(encoding="utf-8")
    assert "<https://example.org/unit/u1>" in text and "w3id.org/orbatlas/id" not in text


def test_facts_that_wait_are_not_passed_over(loaded: Database, tmp_path: Path) -> None:
    loaded.write(lambda tx: tx.run("MATCH (e:Entity {id: 'u1'}) SET e:Pending").consume())
    with pytest.raises(FactsPending):
        export(loaded, MODEL, tmp_path / "x.nt", Format.NTRIPLES)
    assert list(tmp_path.iterdir()) == []


def test_a_change_while_reading_is_noticed_and_nothing_is_written(loaded: Database, tmp_path: Path) -> None:
    def meanwhile(done: int, total: int) -> None:
        load(loaded, claim("u9", "Unit", "name", "Came meanwhile"))

    with pytest.raises(GraphChanged):
        export(loaded, MODEL, tmp_path / "x.nt", Format.NTRIPLES, progress=meanwhile)
    assert list(tmp_path.iterdir()) == []


def test_a_class_by_turtle_alone_comes_out_and_needs_its_turtle(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    model = load_model(tmp_path)
    load(
        empty,
        claim("p9", "Person", "name", "Listener"),
        claim("r1", "Radio", "frequency", "98.50"),
        claim("p9", "Person", "Listening", object="r1", said={"gain": "0.50"}),
        model=model,
    )
    found = list(Stream(empty, model, extra=(tmp_path,)).descriptions())
    assert [text.partition("^")[0] for text in objects("radio/r1", f"{ORB}frequency", found)] == ['"98.50"']
    (tie,) = [d for d in found if "/listening/" in d.subject.value]
    assert '"0.50"' in " ".join(str(term) for terms in tie.said.values() for term in terms)
    with pytest.raises(UnknownTerm, match="Radio"):
        list(Stream(empty, MODEL).descriptions())


def test_a_page_is_read_along_the_index(loaded: Database) -> None:
    plan = loaded.explain(Reader(loaded, MODEL).entity_query(), {"after": "", "limit": 10})
    assert not {"Sort", "Top", "PartialSort", "PartialTop", "AllNodesScan", "NodeByLabelScan"} & set(
        plan.operators
    )
