"""What is stored, in words for people: captions of things, and values by their labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ontology.model import Class, Model, Slot


def class_of(model: Model, labels: Sequence[str]) -> Class | None:
    """The class of a node with these labels; None where this ontology has no such class."""
    return next((cls for cls in model.entities if cls.name in labels), None)


def caption_of(cls: Class | None, node: Mapping[str, Any]) -> str:
    """What a thing is called; its id where nothing says so."""
    slot = cls.by_key.get(cls.caption) if cls and cls.caption else None
    return (value_words(slot, node.get(slot.key)) if slot else "") or str(node["id"])


def value_words(slot: Slot, value: Any) -> str:
    """A stored value or list of them; concepts by their labels."""
    values = value if isinstance(value, list) else [] if value is None else [value]
    scheme = slot.prop.scheme
    return "; ".join(scheme.label_of(str(one)) if scheme else str(one) for one in values)


def same_value(text: str | None, stored: Any) -> bool:
    """Whether a claimed text is the stored value, or one of them; a number may be written in another way."""
    held = stored if isinstance(stored, list) else [] if stored is None else [stored]
    return any(text == str(one) or _same_number(text, one) for one in held)


def _same_number(text: str | None, stored: Any) -> bool:
    if text is None or isinstance(stored, bool) or not isinstance(stored, int | float):
        return False
    try:
        return float(text) == float(stored)
    except ValueError:
        return False
