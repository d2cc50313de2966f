"""Claims as the properties of a node in Neo4j, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.claims import Claim
from ontology.model import Model

# The fields of a claim that are stored under their own name; qualifiers are stored beside them by their keys.
FIELDS = (
    "subject",
    "subject_class",
    "predicate",
    "object",
    "value",
    "language",
    "source",
    "confidence",
    "raw",
)
LISTS = ("collections", "places", "history")
DAYS = ("recorded", "retired")


def claim_properties(model: Model, claim: Claim) -> dict[str, Any]:
    """The properties of a claim's node; what is not known is left out."""
    found: dict[str, Any] = {"id": claim.id}
    found.update({name: getattr(claim, name) for name in (*FIELDS, *DAYS)})
    found.update({name: list(getattr(claim, name)) for name in LISTS})
    found.update(_qualifiers(model, claim))
    return {key: value for key, value in found.items() if value is not None and value != []}


def _qualifiers(model: Model, claim: Claim) -> dict[str, Any]:
    """A qualifier that may come several times is a list."""
    tie = model.classes.get(claim.predicate)
    found: dict[str, Any] = {}
    for key, value in sorted(claim.qualifiers):
        if tie is not None and tie.by_key[key].many:
            found.setdefault(key, []).append(value)
        else:
            found[key] = value
    return found


def claim_from(properties: Mapping[str, Any]) -> Claim:
    """The claim of which these are the node's properties."""
    known = {*FIELDS, *LISTS, *DAYS, "id"}
    qualifiers = [
        (key, text)
        for key, value in properties.items()
        if key not in known and value is not None
        for text in (value if isinstance(value, list) else [value])
    ]
    fields: dict[str, Any] = {name: properties.get(name) for name in FIELDS}
    fields.update({name: _day(properties.get(name)) for name in DAYS})
    fields.update({name: tuple(properties.get(name) or ()) for name in LISTS})
    return Claim(qualifiers=tuple(sorted(qualifiers)), **fields)


def _day(value: Any) -> date | None:
    """Neo4j's own dates come as the driver's type."""
    return None if value is None else value if isinstance(value, date) else date.fromisoformat(str(value))
