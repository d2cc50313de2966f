"""Who of a patron's clients is named as a defector, beside the clients of all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.belonging import Belonging, Leaving, Span, below, leaving, united
from analysis.patronage import Ratio, Share, ratio, share
from graph.catalog import load_catalog, run
from graph.connection import Database
from graph.patronage import Bond, Bonds
from ontology.model import Model

DEFECTORS = "defectors-named"


@dataclass(frozen=True, slots=True)
class Defector:
    """A person who is named as a defector, and the events that name them. The days are those of the first event.

    A day is None where no source tells when it was.
    """

    person: str
    name: str
    events: tuple[str, ...]
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Group:
    """Persons who belong to somebody in a window: how many, who of them defected in it, and how often that is."""

    share: Share
    leaving: Leaving
    defectors: tuple[Defector, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How often a patron's clients defect, beside the clients of all other patrons. An association, and no cause.

    `ratio` is that of both rates. `undated` is how many clients of anybody are named as defectors without a day: they
    are counted nowhere.
    """

    window: tuple[date, date]
    own: Group
    others: Group
    ratio: Ratio
    undated: int


def read_defectors(database: Database, model: Model) -> dict[str, Defector]:
    """Everybody who is named as a defector."""
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in run(database, load_catalog(model)[DEFECTORS], {}):
        rows[row["person"]].append(row)
    return {person: _defector(person, some) for person, some in rows.items()}


def _defector(person: str, rows: Sequence[Mapping[str, Any]]) -> Defector:
    first = min(rows, key=lambda row: (row["earliest"] or row["latest"] or "9", row["event"]))
    earliest, latest = (
        date.fromisoformat(text) if text else None
        for text in (first["earliest"] or first["latest"], first["latest"] or first["earliest"])
    )
    return Defector(person, rows[0]["name"], tuple(row["event"] for row in rows), earliest, latest)


def days_of(defectors: Iterable[Defector]) -> tuple[date, date] | None:
    """The first and the last day on which any of them can have defected; None where no day is known."""
    known = [(one.earliest, one.latest) for one in defectors if one.earliest and one.latest]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def compared(
    bonds: Bonds,
    defectors: Mapping[str, Defector],
    patron: str,
    window: tuple[date, date],
    *,
    through: bool = False,
) -> Compared:
    """The clients of a patron (with `through`, theirs too) beside the clients of other patrons alone.

    A person counts on the days of the window on which the tie can have held, until they defect. Who belongs to the
    patron on any of them is not among the others, and neither is the patron.
    """
    first, last = (day.toordinal() for day in window)
    ties = [Belonging(tie.client, tie.patron, span) for tie in bonds.ties if (span := _span(tie))]
    own = below(patron, ties, (first, last), through=through)
    others: dict[str, tuple[Span, ...]] = {}
    for tie in ties:
        if tie.client not in own and tie.client != patron:
            span = (max(first, tie.span[0]), min(last, tie.span[1]))
            if span[0] <= span[1]:
                others[tie.client] = united([*others.get(tie.client, ()), span])
    left = {
        id: (one.earliest.toordinal(), one.latest.toordinal())
        for id, one in defectors.items()
        if one.earliest and one.latest
    }
    undated = {
        tie.client for tie in bonds.ties if tie.client in defectors and not defectors[tie.client].earliest
    }
    mine, theirs = (_group(leaving(watched, left), defectors) for watched in (own, others))
    return Compared(window, mine, theirs, _ratio(mine.leaving, theirs.leaving), len(undated))


def _span(tie: Bond) -> Span | None:
    """The days on which a tie can have held; None where it cannot have on any."""
    first = (tie.bounds.start_earliest or date.min).toordinal()
    last = (tie.bounds.end_latest or date.max).toordinal()
    return (first, last) if first <= last else None


def _group(found: Leaving, defectors: Mapping[str, Defector]) -> Group:
    those = tuple(defectors[id] for id in found.cases)
    return Group(share(len(found.cases), found.persons), found, those)


def _ratio(one: Leaving, other: Leaving) -> Ratio:
    return ratio(len(one.cases), one.person_years, len(other.cases), other.person_years)


# ---- all patrons


@dataclass(frozen=True, slots=True)
class Patron:
    """A patron in the list of all: how many clients, and how many of them are named as defectors at any time."""

    id: str
    name: str
    clients: int
    share: Share


def patrons(bonds: Bonds, defectors: Mapping[str, Defector]) -> list[Patron]:
    """All patrons, the one with the most clients first."""
    names = bonds.names()
    found = [
        Patron(id, names[id], len(clients), share(sum(one in defectors for one in clients), len(clients)))
        for id, clients in bonds.clients().items()
    ]
    return sorted(found, key=lambda one: (-one.clients, one.name, one.id))
