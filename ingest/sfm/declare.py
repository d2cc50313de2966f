"""How a sheet is declared: which column holds a value, which its sources and its confidence, which its dates and flags.

A sheet is data. The engine (engine.py, ties.py) reads any sheet that is declared in these words; the columns of the
foreign format stand in the declarations and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum


class How(Enum):
    """How the text of a cell becomes values."""

    TEXT = "one value, as it stands"
    LIST = "many values, ; between them"
    DATE = "a date"
    NOTE = "a remark, its prefix in front"
    CLASSES = "classifications, some of them terms of echelon and branch"
    NAMES = "names, of which one may be the name in use and the others aliases"


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of values, the column of the sources of each, and that of the confidence; empty where there is none."""

    value: str
    source: str = ""
    confidence: str = ""

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        return (column for column in (self.value, self.source, self.confidence) if column)


@dataclass(frozen=True, slots=True)
class Value:
    """A property of the row's subject. `key` is its key in the ontology.

    `prefix` stands in front of a remark or text; so does the text of the column `beside` ("osm:4145208823"). `parts`
    are a date's separate columns (month, day, year). `in_use` is, for names, the column of the name in use.
    """

    key: str
    cell: Cell
    how: How = How.TEXT
    prefix: str = ""
    beside: str = ""
    parts: tuple[str, str, str] | None = None
    in_use: str = ""

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from self.cell.columns()
        yield from (self.parts or ())
        yield from (column for column in (self.beside, self.in_use) if column)


# What the flag beside a date makes of it: by the flag's text, and by "" for none.
FIRST: Mapping[str, str] = {"Y": "start", "N": "first_cited", "": "first_cited"}
OPEN: Mapping[str, str] = {"Y": "in_force", "N": "last_cited", "E": "end", "": "last_cited"}
ENDED: Mapping[str, str] = {"Y": "end", "N": "last_cited", "E": "end", "": "last_cited"}


@dataclass(frozen=True, slots=True)
class When:
    """A date: its text, its three separate columns, and its flag with what each flag makes of it."""

    cell: Cell
    parts: tuple[str, str, str]
    flag: str
    bounds: Mapping[str, str]

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from self.cell.columns()
        yield from self.parts
        yield self.flag


@dataclass(frozen=True, slots=True)
class Spell:
    """The first and the last date of one thing, each with its own sources."""

    first: When
    last: When

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from self.first.columns()
        yield from self.last.columns()


@dataclass(frozen=True, slots=True)
class Ranges:
    """The newer model's dates: a precise and an imprecise range, and whether they are a start or an end."""

    source: str
    precise: tuple[str, str]
    imprecise: tuple[str, str]
    starting: str
    ending: str

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from (*self.precise, *self.imprecise, self.starting, self.ending)


Dates = Spell | Ranges


@dataclass(frozen=True, slots=True)
class UnitEnd:
    """Another thing that is named, and in some sheets also given by its id."""

    cls: str
    name: Cell
    id: str = ""

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from self.name.columns()
        if self.id:
            yield self.id


@dataclass(frozen=True, slots=True)
class Level:
    """One place of a site: its name with its sources, and the column of its gazetteer id.

    With no `id` column the cell holds both: "Ciudad Juárez (osm, point) 48912ae1-…". `gazetteer` stands in front of
    an id that is not the publisher's own (`osm:27565111`). Where `exact` is set, the two columns may hold longitude
    and latitude instead.
    """

    name: Cell
    id: str = ""
    gazetteer: str = ""
    exact: bool = False

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        yield from self.name.columns()
        if self.id:
            yield self.id


@dataclass(frozen=True, slots=True)
class PlaceEnd:
    """A place by its levels, the smallest first; each lies within the next. `base` names an installation, which
    stands for the place where no level is given.
    """

    levels: tuple[Level, ...]
    country: str = ""
    base: Cell | None = None
    cls: str = "Place"

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        for level in self.levels:
            yield from level.columns()
        if self.country:
            yield self.country


End = UnitEnd | PlaceEnd


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which relation a tie is, by the text of a column. `missing` is for a sheet or a cell without it."""

    column: str
    relations: Mapping[str, str]
    missing: str | None

    def columns(self) -> Iterator[str]:
        """The column that it names."""
        yield self.column


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation from the row's subject to another thing. `values` are its qualifiers by key; `notes` are remarks
    with their prefix.
    """

    relation: str | Kinds
    end: End
    values: tuple[tuple[str, Cell], ...] = ()
    notes: tuple[tuple[str, Cell], ...] = ()
    dates: Dates | None = None

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        if isinstance(self.relation, Kinds):
            yield from self.relation.columns()
        yield from self.end.columns()
        for _, cell in (*self.values, *self.notes):
            yield from cell.columns()
        if self.dates:
            yield from self.dates.columns()


@dataclass(frozen=True, slots=True)
class Link:
    """An undated tie that is a property of the subject: `key` is its key in the ontology. `other` is the class that
    the thing may be of instead, with the key for it.
    """

    key: str
    end: End
    other: tuple[str, str] | None = None

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        return self.end.columns()


@dataclass(frozen=True, slots=True)
class Chain:
    """The places that hold the subject, the smallest first: each is within the next."""

    levels: tuple[Level, ...]

    def columns(self) -> Iterator[str]:
        """The columns that it names."""
        for level in self.levels:
            yield from level.columns()


Group = Value | Tie | Link | Chain


@dataclass(frozen=True, slots=True)
class Status:
    """The column that says how far a row was reviewed. A row with another status than these is refused, unless
    `refuse` is False: then it is only counted.
    """

    column: str
    ready: frozenset[str]
    refuse: bool = True


@dataclass(frozen=True)
class SheetKind:
    """A kind of sheet: what its rows are about and what they say of it.

    `ids` are the columns that may hold the subject's id, the first that has one; `name` and `aliases` its names.
    `needs` are columns of which a heading must have one, and `least` how many of the declared ones it must have.
    `dates` are those of the subject itself; `dates_as` names its properties by bound where these are no bounds.
    `spellings` gives further names under which a column is known. `private` columns are known and never loaded.
    """

    name: str
    title: str
    order: int
    cls: str
    ids: tuple[str, ...]
    groups: tuple[Group, ...]
    needs: tuple[str, ...]
    least: int = 2
    called: str = ""
    aliases: str = ""
    country: str = ""
    dates: Dates | None = None
    dates_as: Mapping[str, str] | None = None
    status: Status | None = None
    private: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] | None = None

    def columns(self) -> frozenset[str]:
        """All columns that the sheet may have."""
        named = {*self.ids, *self.needs, *self.private, self.called, self.aliases, self.country}
        for group in self.groups:
            named.update(group.columns())
        if self.dates:
            named.update(self.dates.columns())
        if self.status:
            named.add(self.status.column)
        return frozenset(named - {""})
