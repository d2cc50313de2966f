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

UNSETTLED = "Unsettled"
"""The label of an entity of which a claim came or went that says under which other id it is kept."""

REPLACED = "Replaced"
"""The label, in place of its class, of an id that is kept under another; `replaced_class` is the class."""

REPLACED_CLASS = "replaced_class"

WITHDRAWN = "Withdrawn"
"""The label of what is left of a thing that no current claim speaks of: its id, and the name of its class."""

INTAKE = "intake"
"""What persons are counted by, beside their ids: how many entered an academy together."""

SEARCH_INDEX = "names"
"""The full-text index over names and aliases."""


def schema_statements(model: Model) -> Iterator[str]:
    """Constraints and indexes, each of which may be run again without harm."""
    claim = model.claim.name
    yield _unique(ENTITY, "id")
    yield _unique(WITHDRAWN, "id")
    yield _unique(claim, "id")
    for key in claim_index_keys(model):
        yield f"CREATE INDEX {claim.lower()}_{key} IF NOT EXISTS FOR (n:{claim}) ON (n.{key})"
    for cls in model.of_kind(Kind.MEASUREMENT):
        yield _unique(cls.name, "id")
    for cls in model.entities:
        if INTAKE in cls.by_key:
            name = f"{cls.name.lower()}_{INTAKE}"
            yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{cls.name}) ON (n.{INTAKE})"
    for edge in model.edge_types():
        yield f"CREATE INDEX {edge.lower()}_id IF NOT EXISTS FOR ()-[r:{edge}]-() ON (r.id)"
    yield _full_text(model)


def claim_index_keys(model: Model) -> tuple[str, ...]:
    """What claims are looked up by, beside their id: the things they are about, their source, and their days."""
    wanted = (Datatype.RESOURCE, Datatype.ENTITY)
    named = ("subject", "object", "source")
    slots = model.claim.by_key
    days = (key for key, slot in slots.items() if slot.prop.datatype is Datatype.DATE)
    return (*(key for key in named if slots[key].prop.datatype in wanted), *days)


def _unique(label: str, key: str) -> str:
    return f"CREATE CONSTRAINT {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) REQUIRE n.{key} IS UNIQUE"


def searched(model: Model) -> tuple[str, ...]:
    """The keys of what things are found by: names, other names, titles."""
    return tuple(sorted({slot.key for cls in model.entities for slot in cls.slots if slot.prop.search}))


def _full_text(model: Model) -> str:
    fields = ", ".join(f"n.{key}" for key in searched(model))
    return (
        f"CREATE FULLTEXT INDEX {SEARCH_INDEX} IF NOT EXISTS FOR (n:{ENTITY}) ON EACH [{fields}] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}}"
    )
