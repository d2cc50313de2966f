"""How claims and facts lie in Neo4j: labels, property names and the statements that index them.

Everything here comes from the Model, but for what Orbatlas keeps for its own housekeeping.
"""

from __future__ import annotations

from collections.abc import Iterator

from ontology.model import Datatype, Kind, Model

ENTITY = Kind.ENTITY.value
"""The label of every entity, beside the label of its class. Ids are unique under it: one id is one thing."""

PENDING = "Pending"
"""The label of an entity whose facts have still to be derived from its claims."""

SEARCH_INDEX = "names"
"""The full-text index over names and aliases."""


def schema_statements(model: Model) -> Iterator[str]:
    """Constraints and indexes, each of which may be run again without harm."""
    claim = model.claim.name
    yield _unique(ENTITY, "id")
    yield _unique(claim, "id")
    for key in claim_index_keys(model):
        yield f"CREATE INDEX {claim.lower()}_{key} IF NOT EXISTS FOR (n:{claim}) ON (n.{key})"
    for cls in model.of_kind(Kind.MEASUREMENT):
        yield _unique(cls.name, "id")
    for edge in model.edge_types():
        yield f"CREATE INDEX {edge.lower()}_id IF NOT EXISTS FOR ()-[r:{edge}]-() ON (r.id)"
    yield _full_text(model)


def claim_index_keys(model: Model) -> tuple[str, ...]:
    """What claims are looked up by, beside their id: the things they are about, and their source."""
    wanted = (Datatype.RESOURCE, Datatype.ENTITY)
    named = ("subject", "object", "source")
    slots = model.claim.by_key
    return tuple(key for key in named if slots[key].prop.datatype in wanted)


def _unique(label: str, key: str) -> str:
    return f"CREATE CONSTRAINT {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"


def _full_text(model: Model) -> str:
    keys = sorted({slot.key for cls in model.entities for slot in cls.slots if slot.prop.search})
    fields = ", ".join(f"n.{key}" for key in keys)
    return (
        f"CREATE FULLTEXT INDEX {SEARCH_INDEX} IF NOT EXISTS FOR (n:{ENTITY}) ON EACH [{fields}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"
    )
