"""Claims and facts as RDF: what is written, that two parsers read the same, and that it conforms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ontology.alignment import load_alignment
from ontology.errors import DeclarationError, UnknownTerm
from ontology.files import ontology_files
from ontology.reading import load_model
from release.check import check_store
from release.edtf import between
from release.export import WITH_REIFIERS, Format, write_descriptions
from release.iris import Iris, encoded
from release.quads import quads_of, triples_of
from release.rdfxml import unescaped
from release.records import Wording
from release.reifying import REIFIES, Reifier
from release.terms import Term
from release.triples import Describer, Description
from release.wording import wording_of
from tests.rdf import (
    BASE,
    CLAIMS,
    EXTRA,
    MODEL,
    ORB,
    XSD,
    claim,
    described,
    objects,
    pyshacl_says,
    read_by_rdflib,
    store_of,
    written,
)

# ---- what is said


def test_an_entity_says_its_values_bounds_and_claims() -> None:
    found = described()
    assert objects("unit/u1", f"{ORB}name", found) == ['"1 Division"']
    assert objects("unit/u1", f"{ORB}echelon", found) == [
        "<https://w3id.org/orbatlas/scheme/echelon/division>"
    ]
    assert objects("unit/u1", f"{ORB}startLatest", found) == [f'"2010-12-31"^^<{XSD}date>']
    assert objects("unit/u1", f"{ORB}conflicts", found) == ['"name"']
    assert len(objects("unit/u1", f"{ORB}claims", found)) == 4


def test_decimals_keep_their_writing_and_texts_their_language() -> None:
    found = described()
    assert objects("place/here", f"{ORB}latitude", found) == [f'"0.30"^^<{XSD}decimal>']
    assert objects("place/here", f"{ORB}longitude", found) == [f'"12.50"^^<{XSD}decimal>']
    assert objects("unit/u2", f"{ORB}name", found) == ['"တပ်မ (၁)\\nsecond line"@my']


def test_a_tag_that_is_none_leaves_the_text() -> None:
    odd = claim("u1", "Unit", "name", "x", language="no tag at all")
    found = described((odd,))
    assert objects(f"claim/{odd.id}", f"{ORB}value", found) == ['"x"']
    assert objects(f"claim/{odd.id}", f"{ORB}language", found) == ['"no tag at all"']


def test_a_tie_is_a_node_with_ends_values_and_bounds() -> None:
    found = described()
    (tie,) = [d for d in found if "/subordination/" in d.subject.value]
    said = {predicate.value: [str(term) for term in terms] for predicate, terms in tie.said.items()}
    assert said[f"{ORB}subordinate"] == [f"<{BASE}unit/u1>"] and said[f"{ORB}superior"] == [
        f"<{BASE}unit/u2>"
    ]
    assert said[f"{ORB}subordinationKind"] == [
        "<https://w3id.org/orbatlas/scheme/subordination-kind/command>"
    ]
    assert said[f"{ORB}startEarliest"] == [f'"2010-01-01"^^<{XSD}date>']
    assert said[f"{ORB}endEarliest"] == [f'"2014-02-01"^^<{XSD}date>'] and f"{ORB}endLatest" not in said


def test_a_command_is_a_posting_and_an_org_membership() -> None:
    types = [
        {str(term) for term in d.said[NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")]}
        for d in described()
        if "/posting/" in d.subject.value
    ]
    membership = "<http://www.w3.org/ns/org#Membership>"
    assert {frozenset(t) for t in types} == {
        frozenset({f"<{ORB}Command>", f"<{ORB}Posting>", membership}),
        frozenset({f"<{ORB}Posting>", membership}),
    }


def test_links_are_plain_triples_and_their_claims_stand_behind_the_entity() -> None:
    found = described()
    assert objects("defection/d1", f"{ORB}fromUnit", found) == [f"<{BASE}unit/u1>"]
    link = next(c for c in CLAIMS if c.predicate == "from_unit")
    assert f"<{BASE}claim/{link.id}>" in objects("defection/d1", f"{ORB}claims", found)


def test_a_claim_says_all_it_states_and_its_provenance() -> None:
    found = described()
    posting = next(c for c in CLAIMS if c.said.get("role") == "commander")
    me = f"claim/{posting.id}"
    prov = "http://www.w3.org/ns/prov#"
    assert objects(me, f"{ORB}subject", found) == [f"<{BASE}person/p1>"]
    assert objects(me, f"{ORB}subjectClass", found) == [f"<{ORB}Person>"]
    assert objects(me, f"{ORB}predicate", found) == [f"<{ORB}Posting>"]
    assert objects(me, f"{ORB}object", found) == [f"<{BASE}unit/u1>"]
    assert objects(me, f"{ORB}rank", found) == ["<https://w3id.org/orbatlas/scheme/rank/colonel>"]
    assert objects(me, f"{ORB}start", found) == ['"2011"^^<http://id.loc.gov/datatypes/edtf/EDTF>']
    assert objects(me, f"{prov}hadPrimarySource", found) == [f"<{BASE}source/s1>"]
    assert objects(me, f"{prov}generatedAtTime", found) == [f'"2026-11-22T00:00:00Z"^^<{XSD}dateTime>']


def test_shortcuts_stand_only_where_a_day_is_asked_for_and_the_tie_certainly_holds() -> None:
    shortcut = "http://www.w3.org/ns/org#subOrganizationOf"
    assert objects("unit/u1", shortcut, described()) == []
    assert objects("unit/u1", shortcut, described(on=date(2012, 1, 1))) == [f"<{BASE}unit/u2>"]
    assert objects("unit/u1", shortcut, described(on=date(2010, 12, 31))) == [f"<{BASE}unit/u2>"]
    assert objects("unit/u1", shortcut, described(on=date(2014, 2, 1))) == [f"<{BASE}unit/u2>"]
    for only_possible in (date(2010, 12, 30), date(2014, 2, 2), date(2016, 1, 1)):
        assert objects("unit/u1", shortcut, described(on=only_possible)) == []


def test_claims_lie_in_the_graph_of_their_source() -> None:
    graphs = {str(quad.graph_name) for quad in quads_of(described())}
    sources = {c.source for c in CLAIMS}
    assert graphs == {"DEFAULT", *(f"<{BASE}source/{encoded(source)}>" for source in sources)}


def test_no_blank_nodes_and_nothing_twice() -> None:
    triples = list(triples_of(described(on=date(2012, 1, 1))))
    assert len(set(triples)) == len(triples)
    assert all(isinstance(t.object, NamedNode | Literal) for t in triples)


def test_a_claim_of_something_unknown_is_refused() -> None:
    strange = claim("u1", "Unit", "shoe_size", "44")
    describer = Describer(MODEL, Iris(MODEL), load_alignment())
    with pytest.raises(UnknownTerm, match="shoe_size"):
        describer.claim(strange)


# ---- two parsers

JSON = RdfFormat.JSON_LD
ODD = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from(["\n", "\r", '"', "'", "\\", "\u200b", "\u000b", "တ", "\u0301"])
)
FORMS = [
    (RdfFormat.TURTLE, "turtle"),
    (RdfFormat.N_TRIPLES, "nt"),
    (RdfFormat.N_QUADS, "nquads"),
    (RdfFormat.TRIG, "trig"),
    (RdfFormat.JSON_LD, "json-ld"),
]
ALIKE = {
    Format.JSONLD: (RdfFormat.JSON_LD, "json-ld"),
    Format.RDFXML: (RdfFormat.RDF_XML, "xml"),
}
"""The formats that we write by hand."""


def by_hand(descriptions: list[Description], form: Format) -> bytes:
    target = BytesIO()
    reading = Reifier(MODEL).with_reifiers(descriptions) if form in WITH_REIFIERS else descriptions
    write_descriptions(reading, target, form, MODEL, Iris(MODEL), load_alignment())
    return target.getvalue()


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_two_parsers_count_the_same(form: RdfFormat, name: str) -> None:
    descriptions = described()
    content = written(descriptions, form)
    expected = sum(map(len, descriptions))
    assert len(set(parse(content, form))) == expected
    assert len(read_by_rdflib(content, name)) == expected


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_the_same_bytes_again(form: RdfFormat, name: str) -> None:
    assert written(described(), form) == written(described(tuple(reversed(CLAIMS))), form)


@settings(max_examples=60, deadline=None)
@given(ODD)
@example("a\u000bb\u200bc\r\nd\"e'f\\g")
@example("source@telegram")
@example("\u0085\u2028\u0000\ufffe")
@example("0.")
def test_odd_text_is_read_back_whole(text: str) -> None:
    odd = claim(text or "x", "Unit", "name", text, raw=text, source=text or "y")
    descriptions = described((odd,))
    wanted = set(triples_of(descriptions))
    for form, name in FORMS:
        content = written(descriptions, form)
        assert {Triple(q.subject, q.predicate, q.object) for q in parse(content, form)} == wanted
        values = {str(o) for _, p, o, _ in read_by_rdflib(content, name) if str(p) == f"{ORB}raw"}
        assert values == {text}


PRINTED = [chr(code) for code in range(0x21, 0x7F)]
ODD_IDS = sorted(
    {first + one + last for one in PRINTED for first in ("", "a", ".") for last in ("", "b", "0", ".")}
    | {"..", "1.5", "-1.", "true."}
)


@pytest.mark.parametrize(("form", "name"), FORMS)
def test_two_parsers_read_every_sign_at_every_place_of_an_id(form: RdfFormat, name: str) -> None:
    descriptions = described(tuple(claim(id, "Unit", "name", id, source=id) for id in ODD_IDS))
    content, wanted = written(descriptions, form), set(triples_of(descriptions))
    assert {Triple(q.subject, q.predicate, q.object) for q in parse(content, form)} == wanted
    things = {str(s) for s, _, _, _ in read_by_rdflib(content, name)}
    assert things == {triple.subject.value for triple in wanted if isinstance(triple.subject, NamedNode)}


@pytest.mark.parametrize("form", ALIKE)
def test_what_we_write_by_hand_says_the_same_to_two_parsers(form: Format) -> None:
    descriptions = described(on=date(2012, 1, 1))
    oxigraph, name = ALIKE[form]
    content = by_hand(descriptions, form)
    wanted = set(triples_of(descriptions))
    assert {Triple(q.subject, q.predicate, q.object) for q in parse(content, oxigraph)} == wanted
    assert len(read_by_rdflib(content, name)) == len(wanted)
    assert content == by_hand(described(tuple(reversed(CLAIMS)), on=date(2012, 1, 1)), form)


@settings(max_examples=60, deadline=None)
@given(ODD, st.sampled_from(["my-Mymr", "ar", None]))
@example("a\u000bb\u200bc\r\nd\"e'f\\g <&> ]]>", "my-Mymr")
@example("\u0085\u2028\u0000\ufffe \\u000b", None)
def test_odd_text_comes_back_from_formats_by_hand(text: str, language: str | None) -> None:
    odd = claim(text or "x", "Unit", "name", text, raw=text, language=language, source=text or "y")
    descriptions = described((odd,))
    wanted = set(triples_of(descriptions))
    found = {
        Triple(q.subject, q.predicate, q.object) for q in parse(by_hand(descriptions, Format.JSONLD), JSON)
    }
    assert found == wanted
    content = by_hand(descriptions, Format.RDFXML)
    read = {Triple(q.subject, q.predicate, plain(q.object)) for q in parse(content, RdfFormat.RDF_XML)}
    assert {bare(triple) for triple in read} == {bare(triple) for triple in wanted}
    assert len(read_by_rdflib(content, "xml")) == len(wanted)


def plain(term: Term) -> Term:
    """A literal as it was before RDF/XML escaped it."""
    if isinstance(term, Literal) and term.datatype.value == f"{ORB}escapedText":
        return Literal(unescaped(term))
    return term


def bare(triple: Triple) -> tuple[str, str, str]:
    """A triple without languages: an escaped text leaves its own to the claim."""
    return str(triple.subject), triple.predicate.value, getattr(triple.object, "value", "")


def test_each_line_is_a_document_of_its_own() -> None:
    descriptions = described(on=date(2012, 1, 1))
    lines = by_hand(descriptions, Format.JSONL).splitlines()
    assert len(lines) == sum(d.tie is None for d in descriptions)
    found = {Triple(q.subject, q.predicate, q.object) for line in lines for q in parse(line, JSON)}
    assert found == set(triples_of(descriptions))
    by_rdflib = set().union(*(read_by_rdflib(line, "json-ld") for line in lines))
    assert len(by_rdflib) == len(found)


def test_json_is_read_at_sight() -> None:
    nodes = {node["id"]: node for node in json.loads(by_hand(described(), Format.JSONLD))["@graph"]}
    unit = nodes["unit/u1"]
    assert (unit["name"], unit["echelon"], unit["startLatest"]) == ("1 Division", "division", "2010-12-31")
    (tie,) = unit["subordinations"]
    assert (tie["superior"], tie["subordinationKind"], tie["start"]) == ("unit/u2", "command", "2010")
    assert unit["strengths"][0]["best"] == 132
    assert {"rank": {"@value": "Warlord"}}.items() <= next(
        tie for tie in nodes["person/p1"]["postings"] if tie["role"] == "spokesperson"
    ).items()
    assert nodes["place/here"]["latitude"] == "0.30"


def test_a_concept_called_as_a_property_stays_a_concept() -> None:
    node = next(
        n for n in json.loads(by_hand(described(), Format.JSONLD))["@graph"] if n.get("confidence") == "low"
    )
    assert "low" in json.loads(by_hand(described(), Format.JSONLD))["@context"]
    assert node["confidence"] == "low"
    line = json.dumps({"@context": json.loads(by_hand(described(), Format.JSONLD))["@context"], **node})
    assert f"<{MODEL.properties['confidence'].scheme.iri}/low>" in {  # type: ignore[union-attr]
        str(quad.object) for quad in parse(line, JSON)
    }


def test_reifiers_name_the_plain_triple_that_ties_and_claims_are_about() -> None:
    for form in WITH_REIFIERS:
        oxigraph = RdfFormat.TURTLE if form is Format.TURTLE12 else RdfFormat.N_QUADS
        quads = list(parse(by_hand(described(), form), oxigraph))
        reified = {str(q.object) for q in quads if q.predicate == REIFIES}
        assert f"<{BASE}unit/u1> <http://www.w3.org/ns/org#subOrganizationOf> <{BASE}unit/u2>" in reified
        assert f'<{BASE}place/here> <{ORB}latitude> "0.30"^^<{XSD}decimal>' in reified
        rest = {Triple(q.subject, q.predicate, q.object) for q in quads if q.predicate != REIFIES}
        assert rest == set(triples_of(described()))


def test_start_and_end_stand_beside_the_bounds_as_edtf() -> None:
    found = described()
    (tie,) = [d for d in found if "/subordination/" in d.subject.value]
    said = {predicate.value: [str(term) for term in terms] for predicate, terms in tie.said.items()}
    edtf = "http://id.loc.gov/datatypes/edtf/EDTF"
    assert said[f"{ORB}start"] == [f'"2010"^^<{edtf}>']
    assert said[f"{ORB}end"] == [f'"[2014-02-01..]"^^<{edtf}>']
    assert objects("unit/u1", f"{ORB}start", found) == [f'"[..2010-12-31]"^^<{edtf}>']


@pytest.mark.parametrize(
    ("earliest", "latest", "text"),
    [
        ("2015-03-01", "2015-03-31", "2015-03"),
        ("2016-02-01", "2016-02-29", "2016-02"),
        ("2015-02-01", "2015-02-27", "[2015-02-01..2015-02-27]"),
        ("2015-01-01", "2015-12-31", "2015"),
        ("2015-01-01", "2016-12-31", "[2015-01-01..2016-12-31]"),
        ("2015-03-04", "2015-03-04", "2015-03-04"),
        ("0987-01-01", "0987-12-31", "0987"),
        (None, "2015-03-31", "[..2015-03-31]"),
        ("2015-03-31", None, "[2015-03-31..]"),
        (None, None, None),
    ],
)
def test_two_bounds_as_edtf(earliest: str | None, latest: str | None, text: str | None) -> None:
    days = [date.fromisoformat(day) if day else None for day in (earliest, latest)]
    assert between(*days) == text


def test_turtle_names_each_subject_once() -> None:
    descriptions = described()
    content = written(descriptions, RdfFormat.TURTLE).decode()
    assert content.count(" a ") == len(descriptions)
    assert "\nunit:u1 a orb:Unit" in content


# ---- conforms


def test_what_is_written_conforms() -> None:
    store = store_of(described())
    conforms, text = pyshacl_says(store)
    assert conforms, text
    report = check_store(store, 0, ontology_files(), MODEL)
    assert report.violations == () and report.conforms and report.rules > 100


def test_a_class_by_turtle_alone_is_written_and_checked(tmp_path: Path) -> None:
    (tmp_path / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    model = load_model(tmp_path)
    claims = (
        claim("p9", "Person", "name", "Listener"),
        claim("r1", "Radio", "name", "A radio"),
        claim("r1", "Radio", "frequency", "98.50"),
        claim("p9", "Person", "Listening", object="r1"),
    )
    found = described(claims, model=model, extra=(tmp_path,))
    assert objects("radio/r1", f"{ORB}frequency", found) == [f'"98.50"^^<{XSD}decimal>']
    assert any("/listening/" in d.subject.value for d in found)
    files = ontology_files(tmp_path)
    assert check_store(store_of(found), 0, files, model).conforms
    below_zero = described((replace(claims[2], value="-1"),), model=model, extra=(tmp_path,))
    (violation,) = check_store(store_of(below_zero), 0, files, model).violations
    assert violation.message == "Frequency is '-1'; it must be 0 or more."


def test_two_classes_that_would_share_iris_are_refused(tmp_path: Path) -> None:
    text = EXTRA.replace("orb:Radio ", "orb:UNIT ")
    (tmp_path / "same.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match="UNIT"):
        Iris(load_model(tmp_path))


def test_wording_is_of_the_winner() -> None:
    place = MODEL.classes["Place"]
    stated = [
        claim("here", "Place", "latitude", "0.30", confidence="high"),
        claim("here", "Place", "latitude", "0.3000", source="s2", confidence="low"),
    ]
    assert wording_of(MODEL, place, stated) == Wording({("latitude", "0.3"): "0.30"})
