"""Reading the ontology: what a Model has, and that each bad declaration is refused and named."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from ontology.alignment import load_alignment
from ontology.docs import schema_page
from ontology.errors import DeclarationError
from ontology.files import ontology_files
from ontology.model import Datatype, Kind, Model
from ontology.reading import load_model, read_model
from tests.rdf import EXTRA

MODEL = load_model()
ROOT = Path(__file__).parents[2]


# ---- what is declared


def test_the_world_of_the_design_is_there() -> None:
    assert {cls.name for cls in MODEL.entities} >= {"Unit", "Person", "Place", "Defection", "Source"}
    assert {cls.name for cls in MODEL.ties} >= {
        "Subordination",
        "Posting",
        "Patronage",
        "Garrison",
        "Strength",
    }
    assert {"echelon", "branch", "rank", "role", "motive", "obstacle", "support", "destination"} <= set(
        MODEL.schemes
    )
    assert MODEL.claim.name == "Claim" and MODEL.claim.kind is Kind.RECORD


def test_a_defection_has_all_that_is_asked_of_it() -> None:
    columns = set(MODEL.classes["Defection"].columns)
    assert {
        "mode",
        "count",
        "rank",
        "date",
        "destination",
        "motives",
        "obstacles",
        "support",
        "unit",
    } <= columns


def test_a_command_is_a_posting_whose_role_commands() -> None:
    posting = MODEL.classes["Posting"]
    assert MODEL.specialised(posting, {"role": "commander"}).name == "Command"
    assert MODEL.specialised(posting, {"role": "spokesperson"}) is posting
    assert MODEL.specialised(posting, {}) is posting
    assert {cls.name for cls in MODEL.family(posting)} == {"Posting", "Command"}
    assert MODEL.classes["Command"].slots == posting.slots


def test_columns_are_in_the_order_of_the_design() -> None:
    assert list(MODEL.classes["Unit"].columns) == [
        "name",
        "aliases",
        "echelon",
        "branch",
        "country",
        "start",
        "end",
    ]
    assert list(MODEL.classes["Strength"].columns) == ["unit", "kind", "low", "best", "high", "start", "end"]
    assert list(MODEL.classes["Place"].columns)[2:] == ["latitude", "longitude", "code", "within"]


def test_slots_carry_the_rules_of_their_shape() -> None:
    latitude = MODEL.classes["Place"].by_key["latitude"]
    assert (latitude.minimum, latitude.maximum, latitude.prop.datatype) == (-90, 90, Datatype.DECIMAL)
    assert MODEL.classes["Defection"].by_key["count_low"].at_most == ("count", "count_high")
    superior = MODEL.classes["Subordination"].by_key["superior"]
    assert superior.required and superior.differs_from == ("subordinate",) and not superior.many
    assert MODEL.classes["Subordination"].identifying == ("kind",)
    assert MODEL.classes["Unit"].by_key["aliases"].many


def test_attributes_leave_out_ends_bounds_and_links() -> None:
    assert [slot.key for slot in MODEL.classes["Posting"].attributes] == ["role", "rank", "title", "note"]
    person = MODEL.classes["Person"]
    assert "home" not in {slot.key for slot in person.attributes} and [s.key for s in person.links] == [
        "home",
        "replaced_by",
    ]


def test_ends_lead_to_classes() -> None:
    garrison = MODEL.classes["Garrison"]
    assert (garrison.end_class(garrison.source), garrison.end_class(garrison.target)) == ("Unit", "Place")
    with pytest.raises(LookupError):
        MODEL.classes["Strength"].end_class(MODEL.classes["Strength"].target)


def test_all_edges_are_distinct_names() -> None:
    edges = MODEL.edge_types()
    assert len(set(edges)) == len(edges) and {"COMMANDS", "SUBORDINATE_TO", "CLIENT_OF", "FROM_UNIT"} <= set(
        edges
    )


def test_labels_may_be_burmese_beside_english() -> None:
    assert MODEL.classes["Unit"].label == "Unit"
    assert "my" in MODEL.schemes["rank"].concepts["colonel"].labels


def test_the_model_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        MODEL.classes["Unit"].name = "Other"  # type: ignore[misc]


def test_reading_again_gives_the_same() -> None:
    again = read_model(ontology_files())
    assert (
        again.classes == MODEL.classes
        and again.schemes == MODEL.schemes
        and again.properties == MODEL.properties
    )


def test_every_property_of_ours_is_used() -> None:
    """A property that no class has, and that is none of those that every fact has, is a slip."""
    used = {slot.prop.name for cls in MODEL.classes.values() for slot in cls.slots}
    facts = {"claims", "sources", "conflicts", "startEarliest", "startLatest", "endEarliest", "endLatest"}
    assert set(MODEL.properties) - used == facts


def test_what_is_written_beside_our_terms() -> None:
    alignment = load_alignment()
    also = {term.iri for term in alignment.of(MODEL.classes["Person"].iri)}
    assert also == {"http://xmlns.com/foaf/0.1/Person", "http://www.w3.org/ns/prov#Person"}
    (recorded,) = alignment.of(MODEL.properties["recorded"].iri)
    assert recorded.as_instant and recorded.iri.endswith("#generatedAtTime")
    assert alignment.of("https://example.org/other") == ()


def test_the_schema_page_is_current() -> None:
    page = (ROOT / "docs" / "schema.md").read_text(encoding="utf-8")
    assert page == schema_page(MODEL), "Run: python -m ontology.docs > docs/schema.md"


# ---- a class by Turtle alone


def test_a_class_by_turtle_alone(tmp_path: Path) -> None:
    model = extended(tmp_path, EXTRA)
    assert model.classes["Radio"].by_key["frequency"].minimum == 0
    assert "LISTENS_TO" in model.edge_types() and "Radio" not in MODEL.classes
    assert "### Listening" in schema_page(model)


def extended(folder: Path, turtle: str) -> Model:
    file = folder / "extra.ttl"
    file.write_text(turtle, encoding="utf-8")
    return load_model(file)


# ---- bad declarations

BAD = {
    "no valid Turtle": ("orb:Radio a owl:Class", "orb:Radio a a", r"extra\.ttl is not valid Turtle"),
    "a class without a shape": (
        "sh:targetClass orb:Radio",
        "sh:targetClass orb:Else",
        "class Radio has no shape",
    ),
    "a class without a label": ('rdfs:label "Radio"@en ; ', "", "Radio has no English label"),
    "a label in no English": ('rdfs:label "Radio"@en', 'rdfs:label "Radio"@my', "Radio has no English label"),
    "a class without a definition": ('skos:definition "A transmitter."@en ;', "", "Radio has no definition"),
    "a class without a plural": ('meta:plural "Radios"@en ;', "", "Radio has no English plural"),
    "a name that is no label": ("orb:Radio", "orb:radio-set", "radio-set"),
    "a property that is not there": (
        "sh:path orb:frequency",
        "sh:path orb:wavelength",
        "Radio speaks of wavelength",
    ),
    "a shape without a path": ("sh:path orb:frequency ;", "", "Radio speaks of no property"),
    "a property of no type": (
        'rdfs:label "Gain"@en ; skos:definition "In decibels."@en ; rdfs:range xsd:decimal',
        'rdfs:label "Gain"@en ; skos:definition "In decibels."@en',
        "gain has neither rdfs:range nor meta:scheme",
    ),
    "a property that leads nowhere": (
        "rdfs:range orb:Radio",
        "rdfs:range orb:Nothing",
        "heard leads to Nothing",
    ),
    "a scheme that is not there": (
        '"In decibels."@en ; rdfs:range xsd:decimal',
        '"In decibels."@en ; meta:scheme <https://example.org/scheme/loudness>',
        "gain takes concepts of loudness",
    ),
    "a relation without an edge": ('meta:edge "LISTENS_TO" ;', "", "relation Listening lacks meta:edge"),
    "a relation without an end": (
        "meta:to orb:heard ;",
        "",
        "relation Listening lacks meta:edge, meta:from or meta:to",
    ),
    "an edge that is no type": ('"LISTENS_TO"', '"LISTENS TO`"', "Listening has the edge 'LISTENS TO`'"),
    "an edge of another": ('"LISTENS_TO"', '"COMMANDS"', "edge 'COMMANDS' is declared twice"),
    "an end that is no slot": ("meta:from orb:listener", "meta:from orb:client", "end client of Listening"),
    "an end that is not there": (
        "meta:from orb:listener",
        "meta:from orb:nobody",
        "names the property nobody",
    ),
    "a key that is none": (
        "orb:gain a owl:DatatypeProperty ;",
        'orb:gain a owl:DatatypeProperty ; meta:key "a b" ;',
        "key 'a b'",
    ),
    "a bound that is none": (
        "orb:gain a owl:DatatypeProperty ;",
        'orb:gain a owl:DatatypeProperty ; meta:bound "soon" ;',
        "'soon'",
    ),
    "a table of another": (
        'meta:plural "Radios"@en ;',
        'meta:plural "Radios"@en ; meta:table "units" ;',
        "table 'units'",
    ),
    "a column twice": (
        "sh:path orb:frequency ; sh:order 2 ;",
        'sh:path orb:frequency ; sh:order 2 ; sh:name "name" ;',
        "column of Radio 'name'",
    ),
    "a property twice": ("sh:path orb:frequency", "sh:path orb:name", "property key of Radio 'name'"),
    "two edges": (
        'meta:edge "LISTENS_TO"',
        'meta:edge "LISTENS_TO", "HEARS"',
        "Listening has 2 values of edge",
    ),
    "a special case of nothing": (
        'meta:plural "Radios"@en ;',
        'meta:plural "Radios"@en ; meta:whenProperty orb:name ;',
        "Radio has meta:whenProperty but is no subclass",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_declaration_is_refused_and_named(case: str, tmp_path: Path) -> None:
    good, bad, message = BAD[case]
    assert good in EXTRA
    with pytest.raises(DeclarationError, match=message):
        extended(tmp_path, EXTRA.replace(good, bad))


SCHEME = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix s: <https://example.org/scheme/> .
s:mood a skos:ConceptScheme ; skos:notation "mood" ; skos:prefLabel "Mood"@en ; skos:definition "How it is."@en .
s:low a skos:Concept ; skos:inScheme s:mood ; skos:notation "low" ; skos:prefLabel "Low"@en ;
    skos:definition "Down."@en .
s:sad a skos:Concept ; skos:inScheme s:mood ; skos:notation "sad" ; skos:prefLabel "Sad"@en ;
    skos:definition "Sad."@en ;
    skos:broader s:low .
"""
BAD_SCHEMES = {
    "a scheme without terms": (
        "skos:inScheme s:mood",
        "skos:inScheme s:other",
        "scheme mood has no concepts",
    ),
    "a term without a notation": ('skos:notation "sad" ;', "", "sad has no notation"),
    "a notation twice": ('skos:notation "sad"', 'skos:notation "low"', "notation in the scheme mood 'low'"),
    "a term under nothing": ("skos:broader s:low", "skos:broader s:else", "sad is narrower than else"),
    "a scheme without a definition": (
        'skos:definition "How it is."@en',
        'skos:note "x"',
        "mood has no definition",
    ),
}


def test_a_scheme_by_turtle_alone(tmp_path: Path) -> None:
    mood = extended(tmp_path, SCHEME).schemes["mood"]
    assert mood.falls_under("sad", "low") and not mood.open


@pytest.mark.parametrize("case", BAD_SCHEMES)
def test_a_bad_scheme_is_refused_and_named(case: str, tmp_path: Path) -> None:
    good, bad, message = BAD_SCHEMES[case]
    assert good in SCHEME
    with pytest.raises(DeclarationError, match=message):
        extended(tmp_path, SCHEME.replace(good, bad))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"nothing-here\.ttl"):
        load_model(tmp_path / "nothing-here.ttl")
