"""Our checking of shapes against pySHACL's, the judge: on graphs broken in one way each, and on our own shapes."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, Store

from ontology.errors import DeclarationError
from ontology.files import ontology_files
from release.check import CheckReport, check_store

HEAD = """
@prefix ex: <https://example.org/> .
@prefix orb: <https://w3id.org/orbatlas/ns#> .
@prefix id: <https://w3id.org/orbatlas/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

RESULT = rdflib.Namespace("http://www.w3.org/ns/shacl#")


def ours(data: str, *files: Path) -> CheckReport:
    store = Store()
    store.load(input=HEAD + data, format=RdfFormat.TURTLE)
    return check_store(store, 0, files)


def judged(data: str, *files: Path) -> set[tuple[str, str]]:
    """(focus node, component) of every result of pySHACL."""
    shapes = rdflib.Graph()
    for file in files:
        shapes.parse(file)
    graph = shapes + rdflib.Graph().parse(data=HEAD + data, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    found = set()
    for result in report.subjects(rdflib.RDF.type, RESULT.ValidationResult):
        component = str(report.value(result, RESULT.sourceConstraintComponent)).rpartition("#")[2]
        found.add((str(report.value(result, RESULT.focusNode)), component))
    return found


def component(name: str) -> str:
    """SHACL's name of a constraint component."""
    return (
        "SPARQLConstraintComponent" if name == "sparql" else f"{name[0].upper()}{name[1:]}ConstraintComponent"
    )


def agree(data: str, *files: Path) -> set[tuple[str, str]]:
    """What both found, which must be the same."""
    mine = {(v.focus, component(v.constraint)) for v in ours(data, *files).violations}
    assert mine == judged(data, *files)
    return mine


# (constraint, data that keeps it, data that breaks it)
CASES = {
    "datatype-date": ("sh:datatype xsd:date", '"2021-02-28"^^xsd:date', '"2021-02"^^xsd:date'),
    "datatype-no-such-day": ("sh:datatype xsd:date", '"2020-02-29"^^xsd:date', '"2021-02-30"^^xsd:date'),
    "datatype-offset": ("sh:datatype xsd:date", '"2021-02-01+06:30"^^xsd:date', '"2021-02-01"'),
    "datatype-integer": ("sh:datatype xsd:integer", '"12"^^xsd:integer', '"twelve"^^xsd:integer'),
    "datatype-long-integer": (
        "sh:datatype xsd:integer",
        '"1180591620717411303424"^^xsd:integer',
        '"1.5"^^xsd:integer',
    ),
    "datatype-decimal": ("sh:datatype xsd:decimal", '"0.30"^^xsd:decimal', '"1,5"^^xsd:decimal'),
    "datatype-decimal-28": (
        "sh:datatype xsd:decimal",
        '"1.234567890123456789012345678"^^xsd:decimal',
        '"x"^^xsd:decimal',
    ),
    "datatype-boolean": ("sh:datatype xsd:boolean", '"1"^^xsd:boolean', '"yes"^^xsd:boolean'),
    "datatype-instant": (
        "sh:datatype xsd:dateTime",
        '"2021-02-01T00:00:00Z"^^xsd:dateTime',
        '"2021-02-30T00:00:00Z"^^xsd:dateTime',
    ),
    "datatype-edtf": ("sh:datatype edtf:EDTF", '"2021-02~"^^edtf:EDTF', '"2021-02~"'),
    "datatype-language": ("sh:datatype rdf:langString", '"a"@my', '"a"'),
    "datatype-iri": ("sh:datatype xsd:string", '"a"', "ex:a"),
    "class": ("sh:class ex:Other", "ex:o", "ex:nothing"),
    "class-literal": ("sh:class ex:Other", "ex:o", '"o"'),
    "class-below": ("sh:class ex:Other", "ex:below", "ex:nothing"),
    "nodeKind": ("sh:nodeKind sh:IRI", "ex:a", '"a"'),
    "nodeKind-literal": ("sh:nodeKind sh:Literal", '"a"', "ex:a"),
    "minCount": ("sh:minCount 1", '"a"', None),
    "minCount-2": ("sh:minCount 2", '"a", "b"', '"a"'),
    "minCount-none": ("sh:minCount 2", '"a", "b"', None),
    "maxCount": ("sh:maxCount 1", '"a"', '"a", "b"'),
    "maxCount-2": ("sh:maxCount 2", '"a", "b"', '"a", "b", "c"'),
    "in": ('sh:in ( ex:a "b" )', 'ex:a, "b"', '"a"'),
    "pattern": ('sh:pattern "^[A-Z]+$"', '"ABC"', '"abc"'),
    "pattern-flags": ('sh:pattern "^[A-Z]+$" ; sh:flags "i"', '"abc"', '"a1"'),
    "pattern-quote": (r'sh:pattern "^\"[0-9]\\.$"', r'"\"1."', r'"\"1x"'),
    "minInclusive": ("sh:minInclusive -90", "-90", "-90.5"),
    "minInclusive-text": ("sh:minInclusive 0", "0", '"many"'),
    "maxInclusive": ("sh:maxInclusive 90", "90.0", "91"),
    "lessThanOrEquals": ("sh:lessThanOrEquals ex:limit", "5", "6"),
    "lessThanOrEquals-text": ("sh:lessThanOrEquals ex:limit", "4", '"four"'),
    "disjoint": ("sh:disjoint ex:limit", "4", "5"),
    "or": ("sh:or ( [ sh:datatype xsd:string ] [ sh:datatype rdf:langString ] )", '"a", "a"@my', "1"),
    "or-class": ("sh:or ( [ sh:class ex:Other ] [ sh:nodeKind sh:Literal ] )", "ex:o, 1", "ex:nothing"),
    "or-in": ('sh:or ( [ sh:in ( "a" ) ] [ sh:pattern "^b" ] )', '"a", "bb"', '"c"'),
    "sparql": (
        'sh:sparql [ sh:message "No nine." ; '
        'sh:select "SELECT $this ?value WHERE { $this $PATH ?value . FILTER(?value = 9) }" ]',
        "8",
        "9",
    ),
}

SURROUNDINGS = (
    "ex:o a ex:Other . ex:below a ex:Below . ex:Below rdfs:subClassOf ex:Other . ex:nothing a ex:None ."
)


def shape(tmp_path: Path, constraint: str, target: str = "sh:targetClass ex:Thing") -> Path:
    file = tmp_path / "shape.ttl"
    text = f"ex:S a sh:NodeShape ; {target} ; sh:property [ sh:path ex:p ; {constraint} ] . {SURROUNDINGS}"
    file.write_text(HEAD + text, encoding="utf-8")
    return file


def thing(name: str, values: str | None) -> str:
    return f"ex:{name} a ex:Thing ; ex:limit 5 . " + (f"ex:{name} ex:p {values} ." if values else "")


@pytest.mark.parametrize("case", CASES)
def test_a_broken_graph_of_each_component(case: str, tmp_path: Path) -> None:
    constraint, good, bad = CASES[case]
    file = shape(tmp_path, constraint)
    assert agree(thing("good", good), file) == set()
    broken = agree(thing("good", good) + thing("bad", bad), file)
    assert broken == {("https://example.org/bad", component(case.partition("-")[0]))}


def test_a_decimal_has_no_exponent(tmp_path: Path) -> None:
    """XML Schema says so; the judge lets it pass."""
    report = ours(thing("bad", '"1e5"^^xsd:decimal'), shape(tmp_path, "sh:datatype xsd:decimal"))
    assert [v.message for v in report.violations] == [
        "p is '1e5', which is no decimal, or not marked as one."
    ]


def test_things_of_a_class_below_are_meant_too(tmp_path: Path) -> None:
    file = shape(tmp_path, "sh:minCount 1", "sh:targetClass ex:Other")
    assert agree("", file) == {
        (f"https://example.org/{n}", "MinCountConstraintComponent") for n in ("o", "below")
    }


def test_subjects_of_a_property_as_targets(tmp_path: Path) -> None:
    file = shape(tmp_path, "sh:maxCount 1", "sh:targetSubjectsOf ex:limit")
    assert agree(thing("bad", "1, 2") + "ex:not ex:p 1, 2 .", file) == {
        ("https://example.org/bad", "MaxCountConstraintComponent")
    }


def test_a_thing_of_two_targeted_classes_counts_once(tmp_path: Path) -> None:
    file = shape(tmp_path, "sh:maxCount 2", "sh:targetClass ex:Other")
    assert agree("ex:both a ex:Other, ex:Below ; ex:p 1, 2 .", file) == set()


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:minLength 3",
        "sh:uniqueLang true",
        "sh:node ex:Other",
        "sh:qualifiedMinCount 1",
        "sh:severity sh:Warning",
        "sh:deactivated true",
        "sh:or ( [ sh:minCount 1 ] )",
        "sh:in ex:a",
        "sh:nodeKind ex:Odd",
        'sh:maxCount "many"',
        'sh:sparql [ sh:select "SELECT ?other WHERE { ?other ?p ?o }" ]',
        'sh:sparql [ sh:select "SELECT $this WHERE { broken" ]',
        "sh:sparql [ sh:ask true ]",
    ],
)
def test_what_cannot_be_checked_is_refused(constraint: str, tmp_path: Path) -> None:
    with pytest.raises(DeclarationError):
        ours(thing("a", "1"), shape(tmp_path, constraint))


def test_a_path_of_several_steps_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shape.ttl"
    text = "ex:S a sh:NodeShape ; sh:targetClass ex:Thing ; sh:property [ sh:path ( ex:p ex:q ) ; sh:minCount 1 ] ."
    file.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(DeclarationError, match="sh:path"):
        ours("", file)


def test_all_are_counted_and_so_many_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("release.check.LIMIT", 3)
    report = ours("".join(thing(f"t{n}", None) for n in range(10)), shape(tmp_path, "sh:minCount 1"))
    assert report.found == 10 and len(report.violations) == 3 and not report.conforms


# ---- our own shapes

CLAIM = """
id:claim\\/c a orb:Claim ; orb:subject id:unit\\/u ; orb:subjectClass orb:Unit ; orb:predicate orb:name ;
    orb:value "A" ; orb:source id:source\\/s ; orb:recorded "2026-11-22"^^xsd:date .
id:source\\/s a orb:Source .
"""
CONFORMS = (
    CLAIM + 'id:unit\\/u a orb:Unit ; orb:name "A" ; orb:claims id:claim\\/c ; orb:sources 1 ;'
    ' orb:startEarliest "2010-01-01"^^xsd:date ; orb:startLatest "2010-12-31"^^xsd:date .'
)
BROKEN = {
    "two names": ('id:unit\\/u orb:name "B" .', "MaxCount"),
    "a name that is a number": ("id:unit\\/v a orb:Unit ; orb:name 7 .", "Or"),
    "a rank as an echelon": (
        "id:unit\\/u orb:echelon <https://w3id.org/orbatlas/scheme/rank/colonel> .",
        "SPARQL",
    ),
    "text in a closed scheme": ('id:unit\\/u orb:echelon "flotilla" .', "SPARQL"),
    "bounds the wrong way round": (
        'id:unit\\/v a orb:Unit ; orb:claims id:claim\\/c ; orb:startEarliest "2011-01-01"^^xsd:date ;'
        ' orb:startLatest "2010-01-01"^^xsd:date .',
        "LessThanOrEquals",
    ),
    "an imprecise bound": (
        'id:unit\\/v a orb:Unit ; orb:claims id:claim\\/c ; orb:endLatest "2011-01"^^xsd:date .',
        "Datatype",
    ),
    "a claim that is none": ("id:unit\\/u orb:claims id:unit\\/u .", "Class"),
    "a claim with value and object": ("id:claim\\/c orb:object id:unit\\/u .", "SPARQL"),
    "a claim of nothing": (CLAIM.replace("\\/c", "\\/d").replace('orb:value "A" ;', ""), "SPARQL"),
    "a unit above itself": (
        "id:subordination\\/x a orb:Subordination ; orb:subordinate id:unit\\/u ; orb:superior id:unit\\/u .",
        "Disjoint",
    ),
    "two units over each other": (
        "id:unit\\/v a orb:Unit . "
        "id:subordination\\/x a orb:Subordination ; orb:subordinate id:unit\\/u ; orb:superior id:unit\\/v ;"
        ' orb:startLatest "2010-12-31"^^xsd:date ; orb:endEarliest "2012-01-01"^^xsd:date . '
        "id:subordination\\/y a orb:Subordination ; orb:subordinate id:unit\\/v ; orb:superior id:unit\\/u ;"
        ' orb:startLatest "2012-01-01"^^xsd:date ; orb:endEarliest "2014-01-01"^^xsd:date .',
        "SPARQL",
    ),
    "a tie without an end": (
        "id:subordination\\/x a orb:Subordination ; orb:subordinate id:unit\\/u .",
        "MinCount",
    ),
    "a place off the globe": ("id:place\\/x a orb:Place ; orb:latitude 90.5 .", "MaxInclusive"),
    "a claim without a source": ("id:claim\\/c2 a orb:Claim .", "MinCount"),
}


def test_a_conformant_graph_of_our_own() -> None:
    assert agree(CONFORMS, *ontology_files()) == set()


def test_a_measurement_needs_neither_value_nor_object() -> None:
    strength = CLAIM.replace("orb:predicate orb:name", "orb:predicate orb:Strength").replace(
        'orb:value "A" ;', ""
    )
    assert agree(strength, *ontology_files()) == set()


def test_two_units_over_each_other_one_after_the_other_break_nothing() -> None:
    data, _ = BROKEN["two units over each other"]
    assert agree(CONFORMS + data.replace("2012-01-01", "2011-12-31", 1), *ontology_files()) == set()


@pytest.mark.parametrize("case", BROKEN)
def test_our_own_shapes_find_what_is_broken(case: str) -> None:
    data, wanted = BROKEN[case]
    found = agree(CONFORMS + data, *ontology_files())
    assert f"{wanted}ConstraintComponent" in {component for _, component in found}
