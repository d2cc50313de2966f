"""What must not leave, and whose names not everybody may see: rules.toml, read against the words of the ontology."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontology.concepts import Scheme
from ontology.errors import CommandError
from ontology.model import Class, Model

FILE = Path(__file__).parent / "rules.toml"


@dataclass(frozen=True, slots=True)
class Rules:
    """What every profile but internal protects: the keys and classes of rules.toml."""

    event: str
    person_key: str
    unit_key: str
    date_key: str
    rank_key: str
    mode_key: str
    persons_keys: tuple[str, ...]
    totals: frozenset[str]
    family_tie: str
    family_key: str
    family_terms: frozenset[str]
    echelon_key: str
    office_rank_key: str
    person: str
    person_names: tuple[str, ...]
    place: str
    within: str
    source_names: tuple[str, ...]

    def echelons(self, model: Model) -> Scheme:
        """The scheme of how high a unit stands."""
        chain = model.serving("chain")
        return _scheme_of(model.classes[chain.end_class(chain.source)], self.echelon_key)

    def ranks(self, model: Model) -> Scheme:
        """The scheme of the ranks of who holds an office."""
        return _scheme_of(model.serving("posting"), self.office_rank_key)


def _scheme_of(cls: Class, key: str) -> Scheme:
    slot = cls.by_key.get(key)
    if slot is None or slot.prop.scheme is None:
        raise CommandError(f"rules.toml: {cls.name} has no property {key!r} with terms of a scheme.")
    return slot.prop.scheme


@cache
def load_rules() -> Rules:
    """What is protected, from rules.toml."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    events, family, persons, places = read["events"], read["family"], read["persons"], read["places"]
    return Rules(
        event=events["class"],
        person_key=events["person"],
        unit_key=events["unit"],
        date_key=events["date"],
        rank_key=events["rank"],
        mode_key=events["mode"],
        persons_keys=tuple(events["persons"]),
        totals=frozenset(events["totals"]),
        family_tie=family["tie"],
        family_key=family["key"],
        family_terms=frozenset(family["terms"]),
        echelon_key=read["units"]["echelon"],
        office_rank_key=read["offices"]["rank"],
        person=persons["class"],
        person_names=tuple(persons["names"]),
        place=places["class"],
        within=places["within"],
        source_names=tuple(read["sources"]["names"]),
    )
