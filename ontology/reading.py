"""Reads the ontology's files into a Model, and refuses a bad declaration with a message that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode

from ontology.concepts import Concept, Scheme, index_by_text
from ontology.declarations import Declarations, Node, local, name_of
from ontology.errors import DeclarationError
from ontology.files import ontology_files
from ontology.model import Class, Datatype, Kind, Model, Property, Slot

ORB = "https://w3id.org/orbatlas/ns#"
META = "https://w3id.org/orbatlas/meta#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"

DATATYPES = {
    f"{XSD}string": Datatype.TEXT,
    f"{XSD}integer": Datatype.INTEGER,
    f"{XSD}decimal": Datatype.DECIMAL,
    f"{XSD}date": Datatype.DATE,
    EDTF: Datatype.EDTF,
    f"{RDFS}Resource": Datatype.RESOURCE,
}

# These become labels, relationship types and property names in Cypher, so nothing else may stand in them.
CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]*")
EDGE_NAME = re.compile(r"[A-Z][A-Z0-9_]*")
KEY_NAME = re.compile(r"[a-z][a-z0-9_]*")

BOUNDS = frozenset({"start", "end", "first_cited", "last_cited", "in_force", "spell"})


@cache
def load_model(*extra: Path) -> Model:
    """The Model of the ontology's own files and of `extra` Turtle files or folders.

    Raises DeclarationError for a declaration that cannot stand, naming it.
    """
    return read_model(ontology_files(*extra))


def read_model(files: Iterable[Path]) -> Model:
    """The Model that these Turtle files declare."""
    found = Declarations(files)
    schemes = _schemes(found)
    properties = {
        prop.name: prop for prop in (_property(found, node, schemes) for node in _property_nodes(found))
    }
    classes = _classes(found, properties)
    _check_ranges(properties, classes)
    ontology = NamedNode(ORB.rstrip("#"))
    texts = {
        "label": found.text(ontology, f"{RDFS}label") or "",
        "definition": found.text(ontology, DCT_DESCRIPTION) or "",
    }
    return Model(ORB, found.text(ontology, f"{OWL}versionInfo") or "0", classes, properties, schemes, texts)


DCT_DESCRIPTION = "http://purl.org/dc/terms/description"


# ---- concept schemes


def _schemes(found: Declarations) -> dict[str, Scheme]:
    return {
        scheme.name: scheme
        for scheme in (_scheme(found, node) for node in found.of_type(f"{SKOS}ConceptScheme"))
    }


def _scheme(found: Declarations, node: NamedNode) -> Scheme:
    name = _needed(found, node, f"{SKOS}notation")
    members = [c for c in found.of_type(f"{SKOS}Concept") if node in found.all(c, f"{SKOS}inScheme")]
    if not members:
        raise DeclarationError(f"The scheme {name} has no concepts.")
    notations = {member.value: _needed(found, member, f"{SKOS}notation") for member in members}
    _refuse_twice(list(notations.values()), f"notation in the scheme {name}")
    concepts = {notations[member.value]: _concept(found, member, notations) for member in members}
    return Scheme(
        iri=node.value,
        name=name,
        label=_label(found, node, f"{SKOS}prefLabel"),
        definition=_needed(found, node, f"{SKOS}definition"),
        open=found.flag(node, f"{META}open"),
        concepts=_in_order(concepts),
        _by_text=index_by_text(concepts),
    )


def _concept(found: Declarations, node: NamedNode, notations: Mapping[str, str]) -> Concept:
    broader = [term.value for term in found.all(node, f"{SKOS}broader")]
    for iri in broader:
        if iri not in notations:
            raise DeclarationError(
                f"The concept {notations[node.value]} is narrower than {local(iri)}, which its scheme lacks."
            )
    position = found.text(node, f"{META}position")
    return Concept(
        iri=node.value,
        notation=notations[node.value],
        labels=dict(found.by_language(node, f"{SKOS}prefLabel")),
        alternatives=tuple(text for _, text in found.by_language(node, f"{SKOS}altLabel")),
        definition=_needed(found, node, f"{SKOS}definition"),
        broader=tuple(notations[iri] for iri in broader),
        position=int(position) if position else None,
        symbol=found.text(node, f"{META}symbol"),
    )


def _in_order(concepts: Mapping[str, Concept]) -> dict[str, Concept]:
    """Ordered concepts first, highest first; the others by notation."""
    return dict(
        sorted(concepts.items(), key=lambda item: (item[1].position is None, item[1].position or 0, item[0]))
    )


# ---- properties


def _property_nodes(found: Declarations) -> list[NamedNode]:
    kinds = (f"{OWL}DatatypeProperty", f"{OWL}ObjectProperty", f"{RDF}Property")
    return [node for kind in kinds for node in found.of_type(kind)]


def _property(found: Declarations, node: NamedNode, schemes: Mapping[str, Scheme]) -> Property:
    name = local(node.value)
    key = found.text(node, f"{META}key") or _snake(name)
    if not KEY_NAME.fullmatch(key):
        raise DeclarationError(f"The property {name} has the key {key!r}; a key is of a-z, 0-9 and _.")
    bound = found.text(node, f"{META}bound")
    if bound and bound not in BOUNDS:
        raise DeclarationError(
            f"The property {name} has meta:bound {bound!r}; it is one of {', '.join(sorted(BOUNDS))}."
        )
    datatype, scheme, target = _range(found, node, schemes)
    return Property(
        iri=node.value,
        name=name,
        key=key,
        label=_label(found, node, f"{RDFS}label"),
        definition=_needed(found, node, f"{SKOS}definition"),
        datatype=datatype,
        scheme=scheme,
        range=target,
        edge=_edge(found, node),
        phrase=found.text(node, f"{META}phrase"),
        bound=bound,
        search=found.flag(node, f"{META}search"),
        redirect=found.flag(node, f"{META}redirect"),
    )


def _range(
    found: Declarations, node: NamedNode, schemes: Mapping[str, Scheme]
) -> tuple[Datatype, Scheme | None, str | None]:
    iri = found.text(node, f"{META}scheme")
    if iri is not None:
        for scheme in schemes.values():
            if scheme.iri == iri:
                return Datatype.CONCEPT, scheme, None
        raise DeclarationError(
            f"The property {name_of(node)} takes concepts of {local(iri)}, which no file declares."
        )
    target = found.text(node, f"{RDFS}range")
    if found.flag(node, f"{META}redirect"):
        return Datatype.ENTITY, None, None
    if target is None:
        raise DeclarationError(f"The property {name_of(node)} has neither rdfs:range nor meta:scheme.")
    if target in DATATYPES:
        return DATATYPES[target], None, None
    return Datatype.ENTITY, None, local(target)


def _edge(found: Declarations, node: Node) -> str | None:
    edge = found.text(node, f"{META}edge")
    if edge is not None and not EDGE_NAME.fullmatch(edge):
        raise DeclarationError(f"{name_of(node)} has the edge {edge!r}; an edge is of A-Z, 0-9 and _.")
    return edge


# ---- classes


def _classes(found: Declarations, properties: Mapping[str, Property]) -> dict[str, Class]:
    shapes = _slots_by_class(found, properties)
    classes: dict[str, Class] = {}
    for kind in Kind:
        for node in found.of_type(f"{META}{kind.value}"):
            cls = _class(found, node, kind, properties, shapes)
            classes[cls.name] = cls
    _refuse_twice([cls.table for cls in classes.values() if cls.table], "table")
    _refuse_twice([cls.edge for cls in classes.values() if cls.edge], "edge")
    return classes


def _slots_by_class(found: Declarations, properties: Mapping[str, Property]) -> dict[str, tuple[Slot, ...]]:
    slots: dict[str, tuple[Slot, ...]] = {}
    for shape in found.of_type(f"{SH}NodeShape"):
        target = found.text(shape, f"{SH}targetClass")
        if target is None:
            continue
        read = (
            _slot(found, node, local(target), properties)
            for node in found.all(shape, f"{SH}property")
            if _is_node(node)
        )
        added = tuple(sorted(read, key=lambda slot: slot.order))
        slots[target] = tuple(sorted((*slots.get(target, ()), *added), key=lambda slot: slot.order))
    return slots


def _is_node(term: object) -> bool:
    return isinstance(term, NamedNode | BlankNode)


def _slot(found: Declarations, node: object, owner: str, properties: Mapping[str, Property]) -> Slot:
    assert isinstance(node, NamedNode | BlankNode)
    path = local(found.text(node, f"{SH}path") or "")
    if path not in properties:
        raise DeclarationError(
            f"The shape of {owner} speaks of {path or 'no property'}, which no file declares."
        )
    return Slot(
        prop=properties[path],
        order=int(found.text(node, f"{SH}order") or 0),
        column=found.text(node, f"{SH}name"),
        many=found.text(node, f"{SH}maxCount") != "1",
        required=found.text(node, f"{SH}minCount") not in (None, "0") or found.flag(node, f"{META}required"),
        identifies=found.flag(node, f"{META}identifies"),
        minimum=_number(found.text(node, f"{SH}minInclusive")),
        maximum=_number(found.text(node, f"{SH}maxInclusive")),
        at_most=_keys(found, node, f"{SH}lessThanOrEquals", properties),
        differs_from=_keys(found, node, f"{SH}disjoint", properties),
    )


def _keys(
    found: Declarations, node: Node, predicate: str, properties: Mapping[str, Property]
) -> tuple[str, ...]:
    return tuple(properties[local(term.value)].key for term in found.all(node, predicate))


def _class(
    found: Declarations,
    node: NamedNode,
    kind: Kind,
    properties: Mapping[str, Property],
    shapes: Mapping[str, tuple[Slot, ...]],
) -> Class:
    name = local(node.value)
    if not CLASS_NAME.fullmatch(name):
        raise DeclarationError(
            f"The class {name!r} cannot be a label in Neo4j; a class is of A-Z, a-z and 0-9."
        )
    origin, parent = node, None
    if found.text(node, f"{META}whenProperty"):
        origin = _parent(found, node)
        parent = local(origin.value)
    if origin.value not in shapes:
        raise DeclarationError(f"The class {name} has no shape (sh:targetClass orb:{name}).")
    cls = Class(
        iri=node.value,
        name=name,
        kind=kind,
        label=_label(found, node, f"{RDFS}label"),
        plural=_label(found, node, f"{META}plural"),
        definition=_needed(found, node, f"{SKOS}definition"),
        slots=shapes[origin.value],
        table=found.text(node, f"{META}table"),
        caption=_key_of(found, node, f"{META}caption", properties),
        colour=found.text(node, f"{META}colour") or Class.colour,
        shape=found.text(node, f"{META}shape") or Class.shape,
        edge=_edge(found, node),
        phrase=found.text(node, f"{META}phrase"),
        shortcut=found.text(node, f"{META}shortcut"),
        source=_key_of(found, origin, f"{META}from", properties),
        target=_key_of(found, origin, f"{META}to", properties),
        parent=parent,
        when_key=_key_of(found, node, f"{META}whenProperty", properties),
        when_concept=local(found.text(node, f"{META}whenConcept") or "") or None,
        purpose=found.text(node, f"{META}purpose"),
    )
    _check_class(cls)
    return cls


def _parent(found: Declarations, node: NamedNode) -> NamedNode:
    for term in found.all(node, f"{RDFS}subClassOf"):
        if isinstance(term, NamedNode) and term.value.startswith(ORB):
            return term
    raise DeclarationError(
        f"The class {name_of(node)} has meta:whenProperty but is no subclass of a relation of ours."
    )


def _key_of(
    found: Declarations, node: Node, predicate: str, properties: Mapping[str, Property]
) -> str | None:
    iri = found.text(node, predicate)
    if iri is None:
        return None
    if local(iri) not in properties:
        raise DeclarationError(f"{name_of(node)} names the property {local(iri)}, which no file declares.")
    return properties[local(iri)].key


def _check_class(cls: Class) -> None:
    """A tie needs an edge and its ends; every end must be a slot of it."""
    needs = {Kind.RELATION: (cls.edge, cls.source, cls.target), Kind.MEASUREMENT: (cls.edge, cls.source)}
    if None in needs.get(cls.kind, ()):
        raise DeclarationError(
            f"The {cls.kind.value.lower()} {cls.name} lacks meta:edge, meta:from or meta:to."
        )
    _refuse_twice([slot.key for slot in cls.slots], f"property key of {cls.name}")
    _refuse_twice([slot.column for slot in cls.slots if slot.column], f"column of {cls.name}")
    for end in (cls.source, cls.target):
        if end is not None and end not in cls.by_key:
            raise DeclarationError(f"The end {end} of {cls.name} is no property of its shape.")


def _check_ranges(properties: Mapping[str, Property], classes: Mapping[str, Class]) -> None:
    for prop in properties.values():
        if prop.range is not None and prop.range not in classes:
            raise DeclarationError(
                f"The property {prop.name} leads to {prop.range}, which no file declares as a class."
            )


# ---- small things


def _needed(found: Declarations, node: Node, predicate: str) -> str:
    text = found.text(node, predicate)
    if text is None:
        raise DeclarationError(f"{name_of(node)} has no {local(predicate)}.")
    return text


def _label(found: Declarations, node: Node, predicate: str) -> str:
    labels = dict(found.by_language(node, predicate))
    if "en" not in labels:
        raise DeclarationError(f"{name_of(node)} has no English {local(predicate)}.")
    return labels["en"]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _refuse_twice(names: Sequence[str], what: str) -> None:
    for name in names:
        if names.count(name) > 1:
            raise DeclarationError(f"The {what} {name!r} is declared twice.")
