"""Claims and facts as RDF without a database, and what other libraries read in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyoxigraph import Quad, RdfFormat, Store, serialize

from graph.claims import Claim
from graph.facts import EntityFact, TieFact
from graph.resolve import resolve
from ontology.alignment import load_alignment
from ontology.files import ontology_files
from ontology.model import Model
from ontology.reading import load_model
from release.iris import DEFAULT_BASE, Iris
from release.quads import quads_of, triples_of
from release.records import EntityRecord, LinkRecord, TieRecord
from release.triples import Describer, Description
from release.wording import wording_of

MODEL = load_model()
TODAY = date(2026, 11, 22)
ORB = MODEL.namespace
BASE = DEFAULT_BASE
XSD = "http://www.w3.org/2001/XMLSchema#"


def claim(subject: str, cls: str, predicate: str, value: str | None = None, **more: Any) -> Claim:
    qualifiers = tuple(sorted(more.pop("said", {}).items()))
    more.setdefault("source", "s1")
    return Claim(subject, cls, predicate, value=value, qualifiers=qualifiers, recorded=TODAY, **more)


CLAIMS = (
    claim("s1", "Source", "title", "A newspaper", source="sheet:nigeria/sources.csv"),
    claim(
        "u1",
        "Unit",
        "name",
        "1 Division",
        confidence="high",
        collections=("nigeria",),
        places=("nigeria/u.csv:2:3",),
    ),
    claim("u1", "Unit", "name", "First Division", source="s2", confidence="low"),
    claim("u1", "Unit", "echelon", "division"),
    claim("u1", "Unit", "first_cited", "2010"),
    claim("u2", "Unit", "name", "တပ်မ (၁)\nsecond line", language="my"),
    claim("p1", "Person", "name", "A. Person"),
    claim("p1", "Person", "home", object="here"),
    claim("here", "Place", "latitude", "0.30"),
    claim("here", "Place", "longitude", "12.50"),
    claim(
        "u1",
        "Unit",
        "Subordination",
        object="u2",
        said={"kind": "command", "start": "2010", "last_cited": "2014-02"},
    ),
    claim(
        "p1", "Person", "Posting", object="u1", said={"role": "commander", "rank": "colonel", "start": "2011"}
    ),
    claim(
        "p1",
        "Person",
        "Posting",
        object="u1",
        said={"role": "spokesperson", "rank": "Warlord", "note": "once"},
        source="s3",
    ),
    claim("u1", "Unit", "Strength", said={"kind": "real", "low": "100", "best": "132", "start": "2021"}),
    claim("d1", "Defection", "from_unit", object="u1"),
    claim("d1", "Defection", "date", "2021-03~"),
    claim("d1", "Defection", "count", "3"),
)


# ---- facts as they would lie in Neo4j, without one


def _stored(fact: EntityFact | TieFact) -> dict[str, Any]:
    support = fact.support
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in fact.values.items()}
    behind = {
        "claims": list(support.claims),
        "sources": support.sources,
        "conflicts": list(support.conflicts),
    }
    return {"id": fact.id, **values, **fact.bounds.as_dict(), **behind, "confidence": support.confidence}


def records(model: Model, claims: tuple[Claim, ...]) -> Iterator[EntityRecord]:
    """The records that these claims give once loaded, in the order of their ids."""
    about = sorted(claims, key=lambda claim: claim.subject)
    found: dict[str, EntityRecord] = {}
    for subject, own in groupby(about, key=lambda claim: claim.subject):
        stated = list(own)
        facts = resolve(model, stated)
        assert facts.entity is not None
        cls = model.classes[facts.entity.cls]
        links = [
            LinkRecord(cls.by_key[tie.cls], str(tie.target), _stored(tie)) for tie in facts.ties if tie.link
        ]
        ties = [
            TieRecord(model.classes[tie.cls], tie.source, tie.target, _stored(tie))
            for tie in facts.ties
            if not tie.link
        ]
        wording = wording_of(model, cls, stated)
        found[subject] = EntityRecord(subject, cls, _stored(facts.entity), tuple(links), tuple(ties), wording)
    return iter(found[id] for id in sorted(found))


def described(
    claims: tuple[Claim, ...] = CLAIMS,
    on: date | None = None,
    model: Model = MODEL,
    extra: tuple[Path, ...] = (),
) -> list[Description]:
    describer = Describer(model, Iris(model), load_alignment(*extra))
    entities = list(records(model, claims))
    found = [description for record in entities for description in describer.entity(record, on)]
    missing = {claim.source for claim in claims} - {record.id for record in entities}
    found.extend(describer.bare("Source", source) for source in sorted(missing))
    found.extend(
        describer.claim(claim) for claim in sorted(claims, key=lambda claim: (claim.source, claim.id))
    )
    return found


def store_of(descriptions: list[Description]) -> Store:
    store = Store()
    store.bulk_extend(Quad(t.subject, t.predicate, t.object) for t in triples_of(descriptions))
    return store


def written(descriptions: list[Description], form: RdfFormat) -> bytes:
    statements = (
        quads_of(descriptions) if form in (RdfFormat.TRIG, RdfFormat.N_QUADS) else triples_of(descriptions)
    )
    found = serialize(statements, format=form, prefixes=Iris(MODEL).prefixes())
    assert found is not None
    return found


def objects(subject: str, predicate: str, descriptions: list[Description]) -> list[str]:
    """The objects of a property, as N-Triples writes them."""
    return [
        str(t.object)
        for t in triples_of(descriptions)
        if str(t.subject) == f"<{BASE}{subject}>" and t.predicate.value == predicate
    ]


# ---- other libraries


def read_by_rdflib(content: bytes, name: str) -> set[tuple[Any, ...]]:
    found = rdflib.Dataset()
    found.parse(data=content, format=name)
    return set(found.quads((None, None, None, None)))


def pyshacl_says(store: Store, extra: tuple[Path, ...] = ()) -> tuple[bool, str]:
    data, shapes = rdflib.Graph(), rdflib.Graph()
    for quad in store:
        data.parse(data=f"{quad.subject} {quad.predicate} {quad.object} .", format="nt")
    for file in ontology_files(*extra):
        shapes.parse(file)
    conforms, _, text = pyshacl.validate(data + shapes, shacl_graph=shapes)
    return conforms, text


# ---- a class and a relation by Turtle alone

EXTRA = """
@prefix orb: <https://w3id.org/orbatlas/ns#> .
@prefix meta: <https://w3id.org/orbatlas/meta#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

orb:Radio a owl:Class, meta:Entity ;
    rdfs:label "Radio"@en ; meta:plural "Radios"@en ; skos:definition "A transmitter."@en ; meta:caption orb:name .
orb:frequency a owl:DatatypeProperty ;
    rdfs:label "Frequency"@en ; skos:definition "In megahertz."@en ; rdfs:range xsd:decimal .
orb:RadioShape a sh:NodeShape ; sh:targetClass orb:Radio ;
    sh:property [ sh:path orb:name ; sh:order 1 ; sh:name "name" ; sh:datatype xsd:string ; sh:maxCount 1 ] ;
    sh:property [ sh:path orb:frequency ; sh:order 2 ; sh:datatype xsd:decimal ; sh:maxCount 1 ; sh:minInclusive 0 ] .
orb:Listening a owl:Class, meta:Relation ;
    rdfs:label "Listening"@en ; meta:plural "Listenings"@en ; skos:definition "A person listens."@en ;
    meta:edge "LISTENS_TO" ; meta:from orb:listener ; meta:to orb:heard ; meta:phrase "listens to" .
orb:listener a owl:ObjectProperty ;
    rdfs:label "Listener"@en ; skos:definition "Who listens."@en ; rdfs:range orb:Person .
orb:heard a owl:ObjectProperty ;
    rdfs:label "Heard"@en ; skos:definition "What is heard."@en ; rdfs:range orb:Radio .
orb:gain a owl:DatatypeProperty ;
    rdfs:label "Gain"@en ; skos:definition "In decibels."@en ; rdfs:range xsd:decimal .
orb:ListeningShape a sh:NodeShape ; sh:targetClass orb:Listening ;
    sh:property [ sh:path orb:listener ; sh:order 1 ; sh:class orb:Person ; sh:maxCount 1 ; sh:minCount 1 ] ;
    sh:property [ sh:path orb:gain ; sh:order 3 ; sh:datatype xsd:decimal ; sh:maxCount 1 ] ;
    sh:property [ sh:path orb:heard ; sh:order 2 ; sh:class orb:Radio ; sh:maxCount 1 ; sh:minCount 1 ] .
"""
