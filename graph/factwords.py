"""A tie or a measurement in words: what it says, for a table, and as a sentence for a person to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.chain import bounds_from
from graph.testimony import FactEvidence
from graph.wording import value_words
from ontology.model import Class, Model, Slot
from ontology.timewords import in_words, told


def posting_sentence(model: Model, cls: Class | None, row: Mapping[str, Any], name: str) -> str:
    """A posting by its role: "commander of 1 Division since 2015"; empty for other ties, whose value says it."""
    tie = row["tie"]
    if cls is None or cls not in model.family(model.serving("posting")):
        return ""
    roles = [value_words(cls.by_key[key], tie[key]) for key in cls.identifying if key in tie]
    if not roles:
        return ""
    said = [value for value in _quality_words(cls, tie) if value not in roles]
    what = ", ".join(_lowered(role) for role in roles) + (f" ({', '.join(said)})" if said else "")
    return told(f"{what} of {name}" if row["out"] else f"{name}: {what}", bounds_from(tie))


def _lowered(label: str) -> str:
    """A label in the middle of a sentence; abbreviations stay as they are."""
    return " ".join(word if word.isupper() else word.lower() for word in label.split())


def fact_of(cls: Class | None, held: Mapping[str, Any], value: str, other: str | None) -> FactEvidence:
    """A tie or measurement with these stored values as evidence, its claims still to come."""
    bounds = bounds_from(held)
    return FactEvidence(
        id=held["id"],
        what=cls.name if cls else "",
        label=cls.label if cls else "",
        value=value,
        other=other,
        bounds=bounds,
        words=in_words(bounds) if cls else "",
        confidence=held.get("confidence"),
        sources=held["sources"],
        conflicts=tuple(held.get("conflicts") or ()),
        claims=(),
        sentence=told(value, bounds),
    )


def qualities(cls: Class | None, held: Mapping[str, Any]) -> str:
    """The values of a tie or measurement in one line."""
    return ", ".join(_quality_words(cls, held))


def _quality_words(cls: Class | None, held: Mapping[str, Any]) -> list[str]:
    """The values of a tie or measurement, those that are no concepts with their label: Commander, Title: acting."""
    return [
        value_words(slot, held[slot.key])
        if slot.prop.scheme
        else f"{slot.prop.label.lower()} {value_words(slot, held[slot.key])}"
        for slot in (cls.attributes if cls else ())
        # Notes stand with the claims that made them: there may be many, and long ones.
        if slot.key in held and not slot.many
    ]


def in_brackets(cls: Class | None, tie: Mapping[str, Any]) -> str:
    """The values of a tie as they follow its name: " (Commander)"; empty where it has none."""
    said = qualities(cls, tie)
    return f" ({said})" if said else ""


def class_of_edge(model: Model, edge: str) -> Class | None:
    """The relation or measurement of this relationship type; None for that of a link."""
    return next((cls for cls in model.classes.values() if cls.edge == edge), None)


def slot_of_edge(model: Model, edge: str) -> Slot | None:
    """The link of this relationship type; None for that of a relation."""
    return next((slot for cls in model.entities for slot in cls.links if slot.prop.edge == edge), None)
