"""Claims made under older words, read with those in use: what was renamed is renamed, what fits nowhere is told.

The renames are data: ontology/upgrades.toml, and an `upgrades.toml` in a folder of the user's own files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from graph.claims import Claim, claim_id
from graph.keeping.renaming import Rename
from ontology.errors import DeclarationError
from ontology.files import HERE
from ontology.model import Class, Model

FILE = "upgrades.toml"

Check = Callable[[Model, Claim], str | None]
"""Why the values of a claim do not fit, or None."""


@dataclass(frozen=True)
class Fitting:
    """Reads claims with the words of a Model. `check` looks at the values, once the words are known."""

    model: Model
    renames: Sequence[Rename] = ()
    check: Check = lambda _model, _claim: None

    def renamed(self, claim: Claim) -> Claim:
        """The claim in the words in use; what it states is the same, so its id is that of the new words."""
        return reduce(lambda one, rename: rename.of(self.model, one), self.renames, claim)

    def class_of(self, name: str) -> str | None:
        """The class in use of this or an older name; None where there is none."""
        name = reduce(lambda one, rename: rename.of_class(one), self.renames, name)
        return name if any(cls.name == name for cls in self.model.entities) else None

    def why_not(self, claim: Claim) -> str | None:
        """Why a claim does not fit the words in use, in plain words; None where it fits."""
        return _strange(self.model, claim) or self.check(self.model, claim)


def moved(old: Claim, new: Claim) -> bool:
    """Whether renaming changed what the claim is known by."""
    return claim_id(old) != claim_id(new)


def _strange(model: Model, claim: Claim) -> str | None:
    cls = next((one for one in model.entities if one.name == claim.subject_class), None)
    if cls is None:
        return f"there is no class {claim.subject_class}"
    tie = next((one for one in model.ties if one.name == claim.predicate), None)
    if tie is not None:
        return _strange_tie(tie, claim)
    slot = cls.by_key.get(claim.predicate)
    if slot is None:
        return f"{cls.name} has no {claim.predicate}"
    if (slot.prop.edge is not None) != (claim.object is not None):
        return f"{cls.name}.{claim.predicate} is no longer {'a value' if slot.prop.edge else 'a thing'}"
    return None


def _strange_tie(tie: Class, claim: Claim) -> str | None:
    if tie.source is None or tie.end_class(tie.source) != claim.subject_class:
        return f"{tie.name} does not start from a {claim.subject_class}"
    if (tie.target is not None) != (claim.object is not None):
        return f"{tie.name} has {'another end' if tie.target else 'no other end'}"
    return next((f"{tie.name} has no {key}" for key, _ in claim.qualifiers if key not in tie.by_key), None)


# ---- the table of renames


def read_renames(extra: Iterable[Path] = ()) -> tuple[Rename, ...]:
    """The renames of the ontology's own table, then those of the user's files, in their order.

    Raises DeclarationError for a table that cannot be read.
    """
    files = [HERE / FILE, *(path / FILE for path in extra if path.is_dir())]
    return tuple(rename for file in files if file.exists() for rename in _renames(file))


def _renames(file: Path) -> Iterator[Rename]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise DeclarationError(f"{file} cannot be read: {problem}.") from problem
    for entry in table.get("renamed", []):
        yield _rename(file, entry)


def _rename(file: Path, entry: Mapping[str, object]) -> Rename:
    for kind, more in (("class", None), ("property", "of"), ("concept", "scheme")):
        if set(entry) == {kind, "to", *([more] if more else [])}:
            return Rename(kind, str(entry[kind]), str(entry["to"]), str(entry[more]) if more else "")
    raise DeclarationError(
        f"{file}: {dict(entry)} is no rename.",
        hint="Write class and to, or property, of and to, or concept, scheme and to.",
    )
