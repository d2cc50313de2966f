"""The made-up sources: five registers and the like, and seven outlets with a document for every half of a month.

Outlets do not see everything. Each has regions that it knows and others that it hardly hears of, and tells at once
or late; so what is reported is uneven, as in life.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.tables import Row

NOTHING_REAL = "made up for the demonstration, about nobody and nothing real"

REGISTER = {"source": "synthetic-register", "confidence": "medium"}
GAZETTE = {"source": "synthetic-gazette", "confidence": "high"}
RADIO = {"source": "synthetic-radio", "confidence": "low"}
NETWORK = {"source": "synthetic-network", "confidence": "medium"}
STANDING = ("register", "gazette", "radio", "network")


@dataclass(frozen=True)
class Outlet:
    """An outlet: how well it knows its own regions and all others, and after how many days it tells, on average.

    `offset` is how many days after the half of a month its document is out.
    """

    key: str
    name: str
    home: frozenset[str]
    at_home: float
    elsewhere: float
    days: float
    offset: int
    confidence: str

    def reach(self, region: str) -> float:
        """How likely it is to tell of what happens in a region, beside the others."""
        return self.at_home if region in self.home else self.elsewhere


def _outlet(
    key: str, home: str, at_home: float, elsewhere: float, days: float, offset: int, sure: str
) -> Outlet:
    name = f"Synthetic {key.replace('-', ' ').title()}"
    regions = frozenset(f"MMR{number}" for number in home.split())
    return Outlet(key, name, regions, at_home, elsewhere, days, offset, sure)


OUTLETS = (
    _outlet("hill-radio", "002 014 015 016", 4, 0.1, 4, 1, "medium"),
    _outlet("delta-wire", "007 008 013 017 018", 5, 0.3, 3, 1, "high"),
    _outlet("border-post", "002 003 006 011", 4, 0.2, 7, 2, "medium"),
    _outlet("western-bulletin", "004 012", 3, 0.05, 9, 4, "low"),
    _outlet("northern-monitor", "001 005 015", 2, 0.1, 12, 3, "medium"),
    _outlet("dry-zone-letters", "005 009 010", 3, 0.1, 6, 2, "medium"),
    _outlet("defectors-network", "", 0, 1.2, 35, 7, "high"),
)
HEARD = {"MMR012": 0.55, "MMR004": 0.5, "MMR001": 0.65, "MMR016": 0.6, "MMR006": 0.75, "MMR015": 0.8}
"""How much of what happens in a region is ever reported; 0.95 where nothing is said."""


@dataclass(frozen=True, order=True)
class Document:
    """What an outlet published for one half of a month."""

    key: str
    first: date
    offset: int

    @property
    def id(self) -> str:
        """The id of the source."""
        return f"synthetic-{self.key}-{self.first:%Y-%m}-{1 if self.first.day == 1 else 2}"

    @property
    def published(self) -> date:
        """The day on which it came out."""
        return _end(self.first) + timedelta(days=self.offset)


def document(outlet: Outlet, heard: date) -> Document:
    """The document in which an outlet tells what it heard on a day."""
    return Document(outlet.key, heard.replace(day=1 if heard.day < 16 else 16), outlet.offset)


def _end(first: date) -> date:
    """The last day of the half of a month that begins on a day."""
    if first.day == 1:
        return first.replace(day=15)
    return (first + timedelta(days=20)).replace(day=1) - timedelta(days=1)


def tellers(random: Random, region: str, again: float) -> list[Outlet]:
    """Who tells of an event: one outlet, and with the chance `again` another one."""
    first = _teller(random, region, OUTLETS)
    if random.random() >= again:
        return [first]
    return [first, _teller(random, region, [one for one in OUTLETS if one is not first])]


def _teller(random: Random, region: str, among: Iterable[Outlet]) -> Outlet:
    those = list(among)
    return random.choices(those, [one.reach(region) for one in those])[0]


def told_on(random: Random, outlet: Outlet, day: date, last: date) -> Document:
    """The document of an outlet that tells of an event on a day; none later than that of the day `last`."""
    heard = day + timedelta(days=1 + round(random.expovariate(1 / outlet.days)))
    return document(outlet, min(heard, last))


def sources(documents: Iterable[Document]) -> Iterator[Row]:
    """The rows of all made-up sources: those that stand alone, and the documents that are cited."""
    for name in STANDING:
        yield _source(f"synthetic-{name}", f"Synthetic {name}", f"Synthetic {name}", date(2021, 12, 31))
    names: Mapping[str, str] = {one.key: one.name for one in OUTLETS}
    for one in sorted(set(documents)):
        half = "first" if one.first.day == 1 else "second"
        title = f"{names[one.key]}, {half} half of {one.first:%B %Y}"
        yield _source(one.id, title, names[one.key], one.published)


def _source(id: str, title: str, publisher: str, published: date) -> Row:
    return {
        "id": id,
        "title": f"{title}: {NOTHING_REAL}",
        "publisher": publisher,
        "published": str(published),
        "kind": "synthetic",
    }
