"""Profiles out of TOML, checked against the Model: a word that the ontology does not know is refused by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ontology.concepts import Scheme
from ontology.errors import CommandError
from ontology.model import Kind, Model
from ontology.rules import load_rules

HERE = Path(__file__).parent
NAMES = ("internal", "partner", "public")

PERIODS = ("month", "quarter")
FATES = ("pseudonym", "absent")
POSTINGS = ("all", "qualifying")


@dataclass(frozen=True, slots=True)
class Office:
    """Who is named: the holder of a relation of this purpose, of this rank or a higher one, in a unit of this
    echelon or a higher one.
    """

    purpose: str
    rank: str | None = None
    echelon: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What may leave. `leaves` gives for each class the keys that leave; a class that is not in it stays.

    `depth` counts the levels of places below the topmost one; `containing` asks that others lie in a place. `k` is
    the smallest count that leaves, `level` the echelon that counts are for, `tables` the keys by which they are broken
    down, each within the one before. `risk` is the largest share of records that may stand alone.
    """

    name: str
    title: str
    licence: str
    everything: bool = False
    claims: bool = True
    dates: str = "month"
    leaves: Mapping[str, frozenset[str]] = field(default_factory=dict)
    protected: str = "absent"
    postings: str = "all"
    offices: tuple[Office, ...] = ()
    depth: int = 0
    containing: bool = False
    k: int = 1
    level: str = ""
    tables: tuple[tuple[str, ...], ...] = ()
    risk: float = 0.0


def load_profile(name: str, model: Model) -> Profile:
    """A profile by its name, or by the path of a file of one's own. Raises CommandError for what cannot stand."""
    if name in NAMES:
        return read_profile(HERE / f"{name}.toml", model, own=False)
    if not name.endswith(".toml"):
        raise CommandError(
            f"There is no profile {name!r}.", hint=f"Known: {', '.join(NAMES)}; or the path of a .toml file."
        )
    return read_profile(Path(name), model, own=True)


def read_profile(file: Path, model: Model, *, own: bool) -> Profile:
    """The profile in a file. `own` profiles may not take everything, nor the names of ours."""
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file.name} is no TOML: {problem}.") from problem
    return _Checked(file.name, read, model, own).profile()


_TOP = {
    "name",
    "title",
    "licence",
    "everything",
    "claims",
    "dates",
    "leaves",
    "persons",
    "places",
    "counts",
    "gate",
}
_BELOW = {
    "persons": {"protected", "postings", "named"},
    "places": {"depth", "containing"},
    "counts": {"k", "level", "tables"},
    "gate": {"risk"},
}


@dataclass(frozen=True, slots=True)
class _Checked:
    file: str
    read: Mapping[str, Any]
    model: Model
    own: bool

    def profile(self) -> Profile:
        self._known(self.read, _TOP, "")
        name = self._text(self.read, "name")
        if self.read.get("everything") is True:
            if self.own or name != NAMES[0]:
                raise self._refused("everything", "only the profile internal takes everything")
            return Profile(
                name, self._text(self.read, "title"), self._text(self.read, "licence"), everything=True
            )
        if self.own and name in NAMES:
            raise self._refused("name", f"{name} is a profile of Orbatlas; take another name")
        return self._limited(name)

    def _limited(self, name: str) -> Profile:
        parts = {key: self._part(key) for key in _BELOW}
        persons, counts = parts["persons"], parts["counts"]
        profile = Profile(
            name=name,
            title=self._text(self.read, "title"),
            licence=self._text(self.read, "licence"),
            claims=self.read.get("claims") is True,
            dates=self._one_of(self.read, "dates", PERIODS),
            leaves=self._leaves(),
            protected=self._one_of(persons, "protected", FATES),
            postings=self._one_of(persons, "postings", POSTINGS),
            offices=tuple(self._office(rule) for rule in persons.get("named", ())),
            depth=self._whole(parts["places"], "depth", 0, 9),
            containing=parts["places"].get("containing") is True,
            k=self._whole(counts, "k", 3, 1_000),
            level=self._term(load_rules().echelons(self.model), self._text(counts, "level")),
            tables=self._tables(counts.get("tables", ())),
            risk=self._share(parts["gate"], "risk"),
        )
        if profile.claims and profile.postings != "all":
            raise self._refused("claims", "claims leave only where all postings of a named person do")
        if profile.claims and self.model.source.name not in profile.leaves:
            raise self._refused("claims", "claims cannot leave without their sources")
        return profile

    def _leaves(self) -> dict[str, frozenset[str]]:
        rules = load_rules()
        found = {}
        for name, keys in self._table("leaves").items():
            cls = self.model.classes.get(name)
            if cls is None or cls.parent or cls.kind is Kind.RECORD:
                raise self._refused(f"leaves.{name}", "it is no class of things or ties")
            if name == rules.event:
                raise self._refused(f"leaves.{name}", "these leave as counts alone")
            for key in keys:
                if key not in cls.by_key or cls.by_key[key].prop.bound:
                    raise self._refused(f"leaves.{name}", f"{name} has no property {key!r}")
            found[name] = frozenset(keys)
        return found

    def _office(self, rule: Mapping[str, Any]) -> Office:
        self._known(rule, {"office", "rank", "echelon"}, "persons.named.")
        if "rank" not in rule and "echelon" not in rule:
            raise self._refused("persons.named", "it needs a rank or an echelon")
        rank, echelon = rule.get("rank"), rule.get("echelon")
        office = self._text(rule, "office")
        self.model.serving(office)
        ranks, echelons = load_rules().ranks(self.model), load_rules().echelons(self.model)
        return Office(office, rank and self._term(ranks, rank), echelon and self._term(echelons, echelon))

    def _tables(self, tables: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
        keys = [key for table in tables for key in table]
        event = self.model.classes[load_rules().event]
        for key in keys:
            if key not in event.by_key or event.by_key[key].many:
                raise self._refused("counts.tables", f"{event.name} has no single property {key!r}")
            if keys.count(key) > 1:
                raise self._refused(
                    "counts.tables", f"{key} is there twice; two tables that share a side can be subtracted"
                )
        return tuple(tuple(table) for table in tables)

    # ---- values

    def _part(self, key: str) -> Mapping[str, Any]:
        part = self._table(key)
        self._known(part, _BELOW[key], f"{key}.")
        return part

    def _table(self, key: str) -> Mapping[str, Any]:
        part = self.read.get(key)
        if not isinstance(part, dict):
            raise self._refused(key, "it is missing, or no table")
        return part

    def _known(self, part: Mapping[str, Any], known: set[str], before: str) -> None:
        for key in part:
            if key not in known:
                raise self._refused(before + key, f"known are {', '.join(sorted(known))}")

    def _text(self, part: Mapping[str, Any], key: str) -> str:
        value = part.get(key)
        if not isinstance(value, str) or not value:
            raise self._refused(key, "a text is wanted")
        return value

    def _one_of(self, part: Mapping[str, Any], key: str, known: Sequence[str]) -> str:
        value = self._text(part, key)
        if value not in known:
            raise self._refused(key, f"it is {value!r}; known are {', '.join(known)}")
        return value

    def _whole(self, part: Mapping[str, Any], key: str, low: int, high: int) -> int:
        value = part.get(key)
        if type(value) is not int or not low <= value <= high:
            raise self._refused(key, f"a whole number from {low} to {high} is wanted")
        return value

    def _share(self, part: Mapping[str, Any], key: str) -> float:
        value = part.get(key)
        if not isinstance(value, float) or not 0 < value <= 0.2:
            raise self._refused(key, "a share above 0 and up to 0.2 is wanted")
        return value

    def _term(self, scheme: Scheme, notation: str) -> str:
        concept = scheme.concepts.get(notation)
        if concept is None or concept.position is None:
            raise self._refused(
                scheme.name, f"{notation!r} has no place in the order of the scheme {scheme.name}"
            )
        return notation

    def _refused(self, key: str, why: str) -> CommandError:
        return CommandError(
            f"The profile {self.file} cannot be used: {key}: {why}.", hint="See docs/releases.md."
        )
