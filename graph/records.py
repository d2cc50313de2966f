"""Claims as the properties of a node in Neo4j, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
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
_KEYS = frozenset({*FIELDS, *LISTS, *DAYS, "id"})


def claim_properties(model: Model, claim: Claim) -> dict[str, Any]:
    """The properties of a claim's node; what is not known is left out."""
    found: dict[str, Any] = {"id": claim.id}
    found.update({name: getattr(claim, name) for name in (*FIELDS, *DAYS)})
    found.update({name: list(getattr(claim, name)) for name in LISTS})
    found.update(qualifiers_of(model, claim))
    return {key: value for key, value in found.items() if value is not None and value != []}


def qualifiers_of(model: Model, claim: Claim) -> dict[str, Any]:
    """The qualifiers of a claim by key. One that may come several times is a list."""
    tie = model.classes.get(claim.predicate)
    found: dict[str, Any] = {}
    for key, value in sorted(claim.qualifiers):
        if tie is not None and tie.by_key[key].many:
            found.setdefault(key, []).append(value)
        else:
            found[key] = value
    return found


def stored_claim(properties: Mapping[str, Any]) -> Claim:
    """As `claim_from`, but under the id that the node has: by it a claim is found, whoever wrote the node."""
    return claim_from(properties, known_id=properties["id"])


def claim_from(properties: Mapping[str, Any], known_id: str | None = None) -> Claim:
    """The claim of which these are the node's properties; its id is the hash of what it states."""
    qualifiers = [
        (key, text)
        for key, value in properties.items()
        if key not in _KEYS and value is not None
        for text in (value if isinstance(value, list) else [value])
    ]
    fields: dict[str, Any] = {name: properties.get(name) for name in FIELDS}
    fields.update({name: _day(properties.get(name)) for name in DAYS})
    fields.update({name: tuple(properties.get(name) or ()) for name in LISTS})
    return Claim(qualifiers=tuple(sorted(qualifiers)), known_id=known_id, **fields)


# Where a claim was read does not matter to what it adds up to, and is most of what it weighs.
_READ = tuple(field for field in FIELDS if field != "raw")


def columns(claim: str) -> str:
    """Cypher for what facts are derived from, of the claim under this name: a list that `claim_of` reads.

    A list and not a map: the keys would be most of what is sent.
    """
    keys = ", ".join(f"'{key}'" for key in sorted(_KEYS))
    fields = ", ".join(f"{claim}.{field}" for field in _READ)
    return (
        f"[{claim}.id, {fields}, toString({claim}.recorded), "
        f"[key IN keys({claim}) WHERE NOT key IN [{keys}] | [key, {claim}[key]]]]"
    )


def claim_of(found: Sequence[Any]) -> Claim:
    """The claim of which these are the `columns`, under the id that it is stored under."""
    id, *fields, recorded, qualifiers = found
    return Claim(
        **dict(zip(_READ, fields, strict=True)),
        qualifiers=_pairs(qualifiers) if qualifiers else (),
        recorded=None if recorded is None else _iso(recorded),
        known_id=id,
    )


def _pairs(qualifiers: Sequence[tuple[str, Any]]) -> tuple[tuple[str, str], ...]:
    pairs = (
        (key, text) for key, value in qualifiers for text in (value if isinstance(value, list) else [value])
    )
    return tuple(sorted(pairs))


_iso = lru_cache(maxsize=1_024)(date.fromisoformat)


def _day(value: Any) -> date | None:
    """Neo4j's own dates come as the driver's type."""
    return None if value is None else value if isinstance(value, date) else date.fromisoformat(str(value))
