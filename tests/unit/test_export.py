"""Claims and facts as RDF: what is written, that two parsers read the same, and that it conforms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
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
from release.iris import Iris, encoded
from release.quads import quads_of, triples_of
from release.records import Wording
from release.triples import Describer
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
    assert objects("unit/u1", shortcut, described(on=date(2016, 1, 1))) == []


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
def test_odd_text_is_read_back_whole(text: str) -> None:
    odd = claim(text or "x", "Unit", "name", text, raw=text, source=text or "y")
    descriptions = described((odd,))
    wanted = set(triples_of(descriptions))
    for form, name in FORMS:
        content = written(descriptions, form)
        assert {Triple(q.subject, q.predicate, q.object) for q in parse(content, form)} == wanted
        values = {str(o) for _, p, o, _ in read_by_rdflib(content, name) if str(p) == f"{ORB}raw"}
        assert values == {text}


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
