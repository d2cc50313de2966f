"""One rename of a word of the ontology, and what it makes of a claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from graph.claims import Claim
from ontology.model import Class, Model

Name = tuple[str, str, str]
"""Kind, what it stands within, and the word."""


@dataclass(frozen=True, slots=True)
class Rename:
    """`old` is called `new` now. `kind` is class, property (`within` a class) or concept (`within` a scheme)."""

    kind: str
    old: str
    new: str
    within: str = ""

    def of_class(self, name: str) -> str:
        """The name of a class after this rename."""
        return self.new if self.kind == "class" and name == self.old else name

    def of(self, model: Model, claim: Claim) -> Claim:
        """The claim after this rename; the same object where it says nothing of it."""
        match self.kind:
            case "class":
                return self._class(claim)
            case "property":
                return self._property(claim)
            case _:
                return self._concept(model, claim)

    def _class(self, claim: Claim) -> Claim:
        if self.old not in (claim.subject_class, claim.predicate):
            return claim
        return replace(
            claim, subject_class=self.of_class(claim.subject_class), predicate=self.of_class(claim.predicate)
        )

    def _property(self, claim: Claim) -> Claim:
        if claim.subject_class == self.within and claim.predicate == self.old:
            return replace(claim, predicate=self.new)
        if claim.predicate == self.within and self.old in claim.said:
            said = ((self.new if key == self.old else key, value) for key, value in claim.qualifiers)
            return replace(claim, qualifiers=tuple(sorted(said)))
        return claim

    def _concept(self, model: Model, claim: Claim) -> Claim:
        cls = model.classes.get(claim.predicate) or model.classes.get(claim.subject_class)
        said = tuple((key, self._term(cls, key, value)) for key, value in claim.qualifiers)
        value = None if claim.value is None else self._term(cls, claim.predicate, claim.value)
        sure = None if claim.confidence is None else self._term(model.claim, "confidence", claim.confidence)
        if (said, value, sure) == (claim.qualifiers, claim.value, claim.confidence):
            return claim
        return replace(claim, qualifiers=said, value=value, confidence=sure)

    def _term(self, cls: Class | None, key: str, value: str) -> str:
        slot = cls.by_key.get(key) if cls else None
        scheme = slot.prop.scheme if slot else None
        return self.new if scheme and scheme.name == self.within and value == self.old else value


def still_to_do(renames: Iterable[Rename], words: str) -> Iterator[Rename]:
    """Those of the renames that are not done yet in a database of these words; all where nobody noted them.

    A word may have been taken into use again for something else: a rename counts where the words have the old one
    and not the new one.
    """
    if not words:
        yield from renames
        return
    held = _names(words)
    for rename in renames:
        old, new = ((rename.kind, rename.within, name) for name in (rename.old, rename.new))
        if old in held and new not in held:
            yield rename
            held = {_moved(name, rename) for name in held - {old}} | {new}


def _moved(name: Name, rename: Rename) -> Name:
    """What stands within a class that was renamed stands within the new one."""
    if rename.kind == "class" and name[:2] == ("property", rename.old):
        return ("property", rename.new, name[2])
    return name


def _names(words: str) -> set[Name]:
    told = json.loads(words)
    found: set[Name] = {("class", "", name) for name in told["classes"]}
    found |= {("property", name, key) for name, cls in told["classes"].items() for key in cls["slots"]}
    found |= {("concept", name, term) for name, one in told["schemes"].items() for term in one["concepts"]}
    return found
