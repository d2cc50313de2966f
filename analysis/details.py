"""What is told of each event beside its unit, its days and its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its id and the name that people read."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """That a source tells of an event. `day`: of its publication, as a number; None where that is not known."""

    source: str
    publisher: str
    day: int | None


@dataclass(frozen=True, slots=True)
class Detail:
    """An event: `day` is its middle day as a number (None: unknown), `persons` how many left.

    `age` is in years on that day, `region` of its place (else of the garrison of its unit); single values are None
    where nothing is told, lists are empty. `commanders` are those of the unit on that day, those who certainly
    commanded before those who may have; `patrons` are theirs.
    """

    id: str
    day: int | None
    persons: int
    rank: str | None = None
    mode: str | None = None
    destination: str | None = None
    motives: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    age: float | None = None
    intake: str | None = None
    region: Named | None = None
    commanders: tuple[Named, ...] = ()
    patrons: tuple[Named, ...] = ()
    reports: tuple[Report, ...] = ()

    @property
    def first_report(self) -> int | None:
        """The day of the first report that has one."""
        return min((report.day for report in self.reports if report.day is not None), default=None)

    @property
    def publishers(self) -> frozenset[str]:
        """Who tells of it."""
        return frozenset(report.publisher for report in self.reports)


Details = Mapping[str, Detail]
"""Event id → what is told of it."""


def chosen(details: Details, events: Iterable[str]) -> tuple[Detail, ...]:
    """The details of some events, in the order of their ids."""
    return tuple(details[event] for event in sorted(events))
