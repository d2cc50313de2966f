"""RDF in without a database: what is read, what is refused with its reason, and what is counted."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from graph.claims import Claim
from graph.loading import Outcome, RowOutcome, RowState
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ingest.rdf.naming import segment, thing_id
from ingest.report import Report
from ingest.sheets import UnknownFile
from release.iris import Iris, encoded
from release.iris import segment as written_segment
from tests.rdf import CLAIMS, MODEL, described, written

DAY = date(2026, 11, 22)
HEAD = """
@prefix org: <http://www.w3.org/ns/org#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix time: <http://www.w3.org/2006/time#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix orb: <https://w3id.org/orbatlas/ns#> .
@prefix e: <https://example.org/> .
"""


@dataclass
class Kept:
    """Takes claims as graph.loading.Loading does, and keeps them."""

    claims: dict[str, Claim] = field(default_factory=dict)

    def add(self, rows: list[list[Claim]]) -> list[RowOutcome]:
        self.claims.update((claim.id, claim) for row in rows for claim in row)
        return [RowOutcome(RowState.LOADED) for _ in rows]

    def note_withdrawn(self, classes: object) -> None:
        assert not classes

    def finish(self, progress: object = None) -> Outcome:
        return Outcome(len(self.claims), 0, 0, {}, 0)


def read(folder: Path, content: str | bytes, name: str = "graph.ttl") -> tuple[Report, list[Claim]]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    kept = Kept()
    plan = plan_ingest(MODEL, "rdf", [file], collection="partner", recorded=DAY, refused_to=folder)
    report = run(plan, kept, dry_run=True)  # type: ignore[arg-type]
    return report, list(kept.claims.values())


def stated(claims: list[Claim]) -> set[tuple[str, str, str | None]]:
    return {(c.subject.rsplit("/", 1)[-1], c.predicate, c.value or c.object) for c in claims}


def not_understood(report: Report) -> Mapping[str, int]:
    return {k: n for k, n in report.warnings.items() if k.startswith("not understood")}


# ---- our own


NTRIPLES = written(described(), RdfFormat.N_TRIPLES)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (RdfFormat.TURTLE, "a.ttl"),
        (RdfFormat.N_TRIPLES, "a.nt"),
        (RdfFormat.N_QUADS, "a.nq"),
        (RdfFormat.TRIG, "a.trig"),
        (RdfFormat.JSON_LD, "a.jsonld"),
        (RdfFormat.RDF_XML, "a.rdf"),
    ],
)
def test_every_format_gives_the_claims_back(tmp_path: Path, form: RdfFormat, name: str) -> None:
    report, claims = read(tmp_path, written(described(), form), name)
    assert sorted(claims, key=lambda c: c.id) == sorted(CLAIMS, key=lambda c: c.id)
    held = {c.id: c for c in claims}
    for claim in CLAIMS:
        back = held[claim.id]
        assert (back.places, back.collections, back.raw, back.recorded) == (
            claim.places, claim.collections, claim.raw, claim.recorded,
        )  # fmt: skip
    assert report.refused == () and not_understood(report) == {}


def test_any_order_and_compression(tmp_path: Path) -> None:
    """Statements of one claim lie far apart: they go by way of the disk, and no text changes."""
    lines: list[bytes] = NTRIPLES.splitlines(keepends=True)
    shuffled = b"".join(sorted(lines, key=lambda line: str(line)[::-1]))
    _, claims = read(tmp_path, gzip.compress(shuffled), "a.nt.gz")
    assert {c.id: c for c in claims} == {c.id: c for c in CLAIMS}


def test_a_broken_line_costs_its_claim_alone(tmp_path: Path) -> None:
    lines = NTRIPLES.decode().splitlines(keepends=True)
    place = next(n for n, line in enumerate(lines) if "/claim/" in line.split()[0] and "ns#value" in line)
    lines[place] = lines[place].replace(' "', ' "\u0000', 1).replace('"', "", 1)
    report, claims = read(tmp_path, "".join(lines), "a.nt")
    (file,) = report.files
    assert file.rows_read == file.rows_loaded + file.rows_refused
    assert len(claims) == len(CLAIMS) - 1
    assert any(r.line == place + 1 and r.rule.startswith("broken syntax") for r in report.refused)


def test_a_claim_that_was_changed_is_refused_and_kept(tmp_path: Path) -> None:
    content = NTRIPLES.decode().replace('#value> "1 Division"', '#value> "2 Division"')
    report, claims = read(tmp_path, content, "a.nt")
    (refusal,) = report.refused
    changed = next(c for c in CLAIMS if c.value == "1 Division")
    assert changed.id in refusal.rule and refusal.line > 1 and refusal.file == "a.nt"
    assert len(claims) == len(CLAIMS) - 1
    kept = Path(str(report.refused_file))
    assert kept.name == "a.refused.nq"
    mended = kept.read_text(encoding="utf-8").replace('"2 Division"', '"1 Division"')
    again, back = read(tmp_path, mended, "a.refused.nq")
    assert [c.id for c in back] == [changed.id] and again.refused == ()


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            "ns#subjectClass> <https://w3id.org/orbatlas/ns#Unit>",
            "ns#subjectClass> <https://x.org/U>",
            "no class",
        ),
        ('"2026-11-22"', '"2026-02-30"', "a date that cannot be"),
        (
            "ns#predicate> <https://w3id.org/orbatlas/ns#echelon>",
            "ns#predicate> <https://x.org/p>",
            "no such",
        ),
    ],
)
def test_bad_values_are_refused_with_their_rule(tmp_path: Path, old: str, new: str, rule: str) -> None:
    text = NTRIPLES.decode()
    assert old in text
    report, claims = read(tmp_path, text.replace(old, new, 1), "a.nt")
    assert any(rule in refusal.rule for refusal in report.refused)
    assert claims or rule == "a date that cannot be"
    assert all(refusal.hint for refusal in report.refused)


def test_a_fact_whose_claims_are_missing_is_told(tmp_path: Path) -> None:
    gone = next(c for c in CLAIMS if c.value == "1 Division")
    lines = [x for x in NTRIPLES.decode().splitlines(True) if f"claim/{gone.id}>" not in x.split()[0]]
    report, claims = read(tmp_path, "".join(lines), "a.nt")
    assert len(claims) == len(CLAIMS) - 1
    assert {refusal.column for refusal in report.refused} == {"claims"}


def test_what_is_added_to_ours_is_counted(tmp_path: Path) -> None:
    more = b'<https://w3id.org/orbatlas/id/unit/u1> <https://x.org/colour> "red" .\n'
    report, _ = read(tmp_path, NTRIPLES + more, "a.nt")
    assert not_understood(report) == {"not understood: <https://x.org/colour>": 1}


def test_names_are_those_of_exports() -> None:
    iris = Iris(MODEL, "https://example.org/x#")
    for cls in MODEL.classes.values():
        assert segment(cls) == written_segment(cls.parent or cls.name)
        for id in ("a/b c", "တပ်မ", "..", "%2F", "#?&"):
            assert thing_id(iris.thing(cls.name, id).value, cls) == id
    assert encoded("a") == "a"


def test_a_document_is_read_thing_by_thing_and_one_broken_thing_costs_itself(tmp_path: Path) -> None:
    nodes = [
        f'{{"@id":"https://example.org/u{n}","@type":"org:Organization","rdfs:label":"U{n}"}}'
        for n in range(250)
    ]
    nodes[120] = nodes[120].replace('"U120"', '"U120')
    context = '{"org":"http://www.w3.org/ns/org#","rdfs":"http://www.w3.org/2000/01/rdf-schema#"}'
    text = f'{{"@context": {context},\n"@graph": [\n' + ",\n".join(nodes) + "\n]}\n"
    report, claims = read(tmp_path, text, "a.jsonld")
    (refusal,) = report.refused
    assert refusal.line == 123 and len([c for c in claims if c.predicate == "name"]) == 249
    assert next(c for c in claims if c.value == "U7").places == ("partner/a.jsonld:10:label",)
    cut, _ = read(tmp_path, text[:-4], "b.jsonld")
    assert any("cut off" in refusal.rule for refusal in cut.refused)


# ---- those of others


OTHERS = (
    HEAD
    + """
e:army a org:Organization ; skos:prefLabel "The Army"@en , "တပ်မတော်"@my ; org:hasUnit e:div .
e:div a org:OrganizationalUnit ; rdfs:label "1 Division" ; org:subOrganizationOf e:army ;
    org:hasPrimarySite e:town ; e:colour "red" .
e:town a org:Site ; rdfs:label "Town" .
e:p a foaf:Person ; foaf:name "A. Person" ; org:holds e:post ; foaf:mbox <mailto:a@example.org> .
[] a org:Membership ; org:member e:p ; org:organization e:div ; org:role [ skos:prefLabel "Commander" ] ;
    org:memberDuring [ a time:Interval ; time:hasBeginning [ time:inXSDDate "2021-02-01+06:30"^^xsd:date ] ] .
e:post a org:Post ; org:postIn e:army ; prov:hadPrimarySource e:paper .
e:stray a e:Thing ; e:says "nothing" .
"""
)


def test_organisations_people_memberships_and_posts(tmp_path: Path) -> None:
    report, claims = read(tmp_path, OTHERS)
    assert report.refused == ()
    base = "https://example.org/"
    assert stated(claims) >= {
        ("army", "name", "The Army"),
        ("army", "name", "တပ်မတော်"),
        ("div", "name", "1 Division"),
        ("div", "Subordination", f"{base}army"),
        ("div", "Garrison", f"{base}town"),
        ("town", "name", "Town"),
        ("p", "name", "A. Person"),
        ("p", "Posting", f"{base}div"),
        ("p", "Posting", f"{base}army"),
    }
    by_object = {c.object: c for c in claims if c.predicate == "Posting"}
    assert by_object[f"{base}div"].said == {"role": "commander", "start": "2021-02-01"}
    assert by_object[f"{base}army"].source == f"{base}paper"
    assert by_object[f"{base}div"].source == "sheet:partner/graph.ttl"
    burmese = next(c for c in claims if c.language)
    assert {c.language for c in claims if c.subject.endswith("army") and c.language} == {"en", "my"}
    assert burmese.subject_class == "Unit"


def test_what_is_not_understood_is_counted(tmp_path: Path) -> None:
    report, _ = read(tmp_path, OTHERS)
    assert not_understood(report) == {
        "not understood: <http://xmlns.com/foaf/0.1/mbox>": 1,
        "not understood: <https://example.org/colour>": 1,
        "not understood: <https://example.org/says>": 1,
        "not understood: type <https://example.org/Thing>": 1,
    }


def test_a_named_graph_is_the_source(tmp_path: Path) -> None:
    content = HEAD + 'e:g { e:u a org:Organization ; skos:prefLabel "A unit" . }'
    _, claims = read(tmp_path, content, "graph.trig")
    assert {c.source for c in claims} == {"https://example.org/g"}
    assert ("g", "kind", "sheet") in stated(claims)


def test_ends_that_nobody_describes_are_refused(tmp_path: Path) -> None:
    content = (
        HEAD + "e:u a org:Organization ; rdfs:label 'U' . e:v a org:Organization ; org:unitOf e:nowhere ."
    )
    report, claims = read(tmp_path, content)
    (refusal,) = report.refused
    assert refusal.rule == "no unit has this IRI" and refusal.value == "https://example.org/nowhere"
    assert [c.value for c in claims if c.predicate == "name"] == ["U"]


def test_syntax_errors_have_file_and_line_and_the_rest_loads(tmp_path: Path) -> None:
    content = (
        HEAD
        + "e:u a org:Organization ; rdfs:label 'U' .\ne:x nothing:a 1 .\ne:v a org:Organization ; rdfs:label 'V' ."
    )
    report, claims = read(tmp_path, content)
    (refusal,) = report.refused
    assert (refusal.file, refusal.line) == ("graph.ttl", HEAD.count("\n") + 2)
    assert "broken syntax" in refusal.rule and refusal.hint
    assert {c.value for c in claims if c.predicate == "name"} == {"U", "V"}


@pytest.mark.parametrize("name", ["x.rdf", "x.jsonld", "x.ttl.gz", "x.nt.zst", "x.jsonl", "x.nt", "x.trig"])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00garbage <<<", b"{]", b"", b"<a", b"\x1f\x8b\x08broken"])
def test_garbage_is_told_and_never_breaks_the_run(tmp_path: Path, name: str, content: bytes) -> None:
    report, claims = read(tmp_path, content, name)
    assert claims == [] and len(report.refused) == report.files[0].rows_refused


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownFile, match=r"none of RDF"):
        read(tmp_path, "a,b", "units.csv")
