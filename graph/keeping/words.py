"""The words of an ontology that claims and facts are made of, as one text that can be compared.

Labels, definitions and colours are no part of it: they change nothing of what is stored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ontology.concepts import Scheme
from ontology.model import Class, Model, Slot


def words_of(model: Model) -> str:
    """The words of a Model, as one line of json, always the same for the same words."""
    told = {
        "classes": {name: _class(cls) for name, cls in model.classes.items()},
        "schemes": {name: _scheme(scheme) for name, scheme in model.schemes.items()},
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sum_of(words: str) -> str:
    """The sha256 of the words, 64 hexadecimal digits."""
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def parted(held: str, words: str) -> list[str]:
    """What `held` has and `words` has not, or has otherwise, a line each. What was only added is no difference."""
    old, new = json.loads(held), json.loads(words)
    return [*_classes(old["classes"], new["classes"]), *_schemes(old["schemes"], new["schemes"])]


def _classes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, cls in old.items():
        if name not in new:
            yield f"the class {name} is gone"
            continue
        slots, now = cls["slots"], new[name]["slots"]
        yield from (f"{name}.{key} is gone" for key in slots if key not in now)
        yield from (f"{name}.{key} is another" for key in slots if key in now and slots[key] != now[key])
        if {**cls, "slots": 0} != {**new[name], "slots": 0}:
            yield f"the class {name} is another"
    # What a relation becomes by the value of its kind is a fact of another type from now on.
    yield from (f"{cls['parent']} has the kind {name} now" for name, cls in new.items()
                if cls["parent"] and name not in old)  # fmt: skip


def _schemes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for name, scheme in old.items():
        if name not in new:
            yield f"the scheme {name} is gone"
            continue
        terms, now = scheme["concepts"], new[name]["concepts"]
        yield from (f"{name}/{term} is gone" for term in terms if term not in now)
        yield from (f"{name}/{term} stands elsewhere" for term in terms
                    if term in now and terms[term] != now[term])  # fmt: skip


def _class(cls: Class) -> dict[str, Any]:
    fields = ("edge", "source", "target", "parent", "when_key", "when_concept", "caption")
    told: dict[str, Any] = {name: getattr(cls, name) for name in fields}
    return told | {"kind": cls.kind.value, "slots": {slot.key: _slot(slot) for slot in cls.slots}}


def _slot(slot: Slot) -> list[Any]:
    prop = slot.prop
    scheme = prop.scheme.name if prop.scheme else None
    return [
        prop.datatype.value, scheme, prop.range, prop.edge, prop.bound, prop.search, prop.redirect, slot.many,
        slot.identifies,
    ]  # fmt: skip


def _scheme(scheme: Scheme) -> dict[str, Any]:
    concepts = {name: [list(concept.broader), concept.position] for name, concept in scheme.concepts.items()}
    return {"open": scheme.open, "concepts": concepts}
