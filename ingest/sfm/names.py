"""Things that a sheet names without an id: which of the known ones is meant, or an id made of the name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.context import Context
from ontology.concepts import folded

NOWHERE = "zz"
"""Stands for the country in an id where a row gives none."""
PLACEHOLDERS = ("unknown ", "unnamed ")


def is_placeholder(name: str) -> bool:
    """Whether a name says that the thing's own name is not known."""
    return name.casefold().startswith(PLACEHOLDERS)


def slug(text: str) -> str:
    """A text as part of an id: letters, marks and digits of any script, everything else one hyphen."""
    kept = [char if _kept(char) else " " for char in unicodedata.normalize("NFC", text).casefold()]
    return "-".join("".join(kept).split())


def _kept(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def named_id(country: str, cls: str, name: str) -> str:
    """The id of a thing that only a name is known of: the same name in the same country is the same thing."""
    return f"sfm:{slug(country) or NOWHERE}/{cls.lower()}/{slug(name)}"


def _one(ids: set[str], own: str, ambiguous: str, found: str = "") -> Found:
    """The one thing of these ids; where there are two, the id that the name itself makes."""
    if len(ids) == 1:
        return Found(next(iter(ids)), True, found)
    return Found(own, False, ambiguous, made=True)


@dataclass
class NameBook:
    """The names and ids that the files of a run give to things of one class. Filled by a first look through them."""

    cls: str
    ids: set[str] = field(default_factory=set)
    exact: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    loose: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    aliases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    nameless: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, id: str, name: str, aliases: tuple[str, ...]) -> None:
        """Remember what a row calls a thing."""
        self.ids.add(id)
        if name:
            self.exact[name].add(id)
            self.loose[folded(name)].add(id)
        for alias in aliases:
            self.aliases[folded(alias)].add(id)

    def learn_nameless(self, own: str, name: str) -> None:
        """Remember a thing that a row names without an id; `own` is the id that its name would make."""
        self.nameless[folded(name)].add(own)

    def shared_names(self) -> int:
        """How many names two or more ids share."""
        return sum(len(ids) > 1 for ids in self.exact.values())

    def shared_aliases(self) -> int:
        """How many aliases two or more things share."""
        return sum(len(ids) > 1 for ids in self.aliases.values())


@dataclass(frozen=True, slots=True)
class Found:
    """The id that a name stands for, whether the files of the run or what is loaded describe that thing, and what
    was odd about finding it. `made` is True where the id is made of the name.
    """

    id: str
    described: bool
    odd: str = ""
    made: bool = False


class Resolver:
    """Finds the id that a name stands for: in the run's files first, then in what is loaded, else one of its own.

    By the exact name, then whatever its case, then by what is loaded in the same country, then by an alias that only
    one thing has. What two things are called is ambiguous: the name gets an id of its own.
    """

    def __init__(self, books: Mapping[str, NameBook], context: Context) -> None:
        self._books = books
        self._context = context
        self._loaded: dict[tuple[str, str], Mapping[str, tuple[str, ...]]] = {}
        self._made: dict[tuple[str, str, str], Found] = {}

    def knows(self, cls: str, id: str) -> bool:
        """Whether the run's files describe this thing."""
        return cls in self._books and id in self._books[cls].ids

    def find(self, cls: str, name: str, country: str) -> Found:
        """The thing of this class that `name` means; `country` is that of the row, empty where unknown."""
        key = (cls, name, country)
        if key not in self._made:
            self._made[key] = self._find(cls, name, country)
        return self._made[key]

    def _find(self, cls: str, name: str, country: str) -> Found:
        own = named_id(country, cls, name)
        book = self._books[cls]
        for ids in (book.exact.get(name), book.loose.get(folded(name))):
            if ids:
                return _one(ids, own, "name of two things")
        if alike := book.nameless.get(folded(name)):
            id = own if own in alike or len(alike) > 1 else next(iter(alike))
            return Found(id, id in alike, made=True)
        loaded = set(self._names(cls, country).get(name, ())) - {own}
        if loaded:
            return _one(loaded, own, "name of two things", "found by name among what is loaded")
        if aliased := book.aliases.get(folded(name)):
            return _one(aliased, own, "alias of two things", "found by an alias")
        return Found(own, False, "named, but not in the files", made=True)

    def _names(self, cls: str, country: str) -> Mapping[str, tuple[str, ...]]:
        where = (cls, country)
        if where not in self._loaded:
            self._loaded[where] = self._context.known.names(cls, country or None)
        return self._loaded[where]
