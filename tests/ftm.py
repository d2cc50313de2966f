"""FollowTheMoney in the tests: a graph that has every class, and what the package itself says of what we write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from followthemoney import model as theirs
from followthemoney.schema import Schema
from followthemoney.types import registry

from tests.rdf import CLAIMS, claim

Json = dict[str, Any]

EVERY_CLASS = (
    *CLAIMS,
    claim("s1", "Source", "publisher", "The Paper", source="sheet:nigeria/sources.csv"),
    claim("s1", "Source", "url", "https://example.org/news?id=1", source="sheet:nigeria/sources.csv"),
    claim("s1", "Source", "published", "2021-02~", source="sheet:nigeria/sources.csv"),
    claim("u1", "Unit", "aliases", "1 Div"),
    claim("u1", "Unit", "country", "Myanmar"),
    claim("u1", "Unit", "branch", "infantry"),
    claim("u1", "Unit", "end", "2019-06"),
    claim("u1", "Unit", "note", "Echelon: unclear"),
    claim("u1", "Unit", "note", "Echelon: Brigade"),
    claim("cops_1", "Unit", "branch", "police"),
    claim("p1", "Person", "gender", "female"),
    claim("p1", "Person", "born", "1961~"),
    claim("p2", "Person", "name", "Patron Person"),
    claim("p2", "Person", "born", "1950-05-02"),
    claim("p2", "Person", "country", "mm"),
    claim("p2", "Person", "link", "a page without an address"),
    claim("here", "Place", "name", "Somewhere"),
    claim("here", "Place", "code", "MMR001"),
    claim("here", "Place", "within", object="there"),
    claim("there", "Place", "name", "A region"),
    claim("p1", "Person", "Patronage", object="p2", said={"basis": "family", "start": "2001"}),
    claim("p1", "Person", "Patronage", object="p2", said={"basis": "business", "end": "2010-02"}, source="s2"),
    claim("u1", "Unit", "Garrison", object="here", said={"base": "Old fort", "first_cited": "2015-03"}),
    claim("u1", "Unit", "AreaOfOperations", object="there", said={"start": "2015", "in_force": "2016-05"}),
    claim("u1", "Unit", "TaskMembership", object="op", said={"start": "2014"}),
    claim("op", "Unit", "name", "Operation Calm"),
    claim(
        "u2",
        "Unit",
        "DefectionTotal",
        said={"kind": "soldiers", "best": "2000", "start": "2021-02-01", "end": "2021-11"},
    ),
    claim("d1", "Defection", "defector", object="p1"),
    claim("d1", "Defection", "event_place", object="here"),
    claim("d1", "Defection", "mode", "joined-armed-resistance"),
    claim("d1", "Defection", "motives", "violence-against-civilians"),
    claim("d1", "Defection", "rank", "captain"),
    claim("d1", "Defection", "note", "Seen twice."),
    claim("i1", "Incident", "description", "A village was burnt."),
    claim("i1", "Incident", "date", "2021-05-03"),
    claim("i1", "Incident", "attributed_to_unit", object="u1"),
    claim("i1", "Incident", "attributed_to_person", object="p2"),
    claim("i1", "Incident", "event_place", object="here"),
)  # fmt: skip
"""Claims about things and ties of every class, with dates that FollowTheMoney cannot say."""


def complaints(entities: Iterable[Json]) -> list[str]:
    """What the package finds wrong: schema, required properties, values, references and what they may point at."""
    by_id = {entity["id"]: entity for entity in entities}
    return [f"{id}: {found}" for id, entity in by_id.items() for found in _of_one(entity, by_id)]


def _of_one(entity: Json, by_id: dict[str, Json]) -> Iterable[str]:
    schema = theirs.get(entity["schema"])
    if schema is None or schema.abstract:
        yield f"no schema {entity['schema']}"
        return
    said = entity["properties"]
    yield from (f"{name} is required" for name in schema.required if not said.get(name))
    yield from (f"{name} is empty" for name, values in said.items() if not values)
    proxy = theirs.get_proxy(entity, cleaned=False)
    for name, values in said.items():
        prop = schema.get(name)
        if prop is None or prop.stub or prop.deprecated:
            yield f"{name} is no property that may be written"
            continue
        # Addresses on the web are put in their normal form by the package; all else stays as it was written.
        if prop.type is not registry.url and sorted(proxy.get(name)) != sorted(set(values)):
            yield f"{name} {values} became {proxy.get(name)}"
        for value in values:
            other = by_id.get(value)
            if not prop.type.validate(value):
                yield f"{name} {value!r} is no {prop.type.name}"
            elif prop.range is not None and not _is_a(other, prop.range):
                yield f"{name} points at {other and other['schema']}"


def _is_a(entity: Json | None, wanted: Schema) -> bool:
    schema = theirs.get(entity["schema"]) if entity else None
    return schema is not None and schema.is_a(wanted)
