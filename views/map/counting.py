"""What is counted at each place in a window of days: units garrisoned there, and who left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from graph.places import Event, Garrison, Ground
from ontology.time import Bounds, Holds, Span, middle

TOLD, BY_GARRISON = "told", "garrison"
NO_PLACE, NO_GARRISON, SEVERAL = "no place", "no garrison", "several garrisons"


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are looked at, both ends included; a single day is both."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Based:
    """A unit at a place, and how sure it is in the window."""

    garrison: Garrison
    holds: Holds


@dataclass(frozen=True, slots=True)
class Left:
    """A defection at a place. `counted`: its middle day lies in the window; else it only possibly does.

    `by` says whether a source tells the place, or it is that of the unit's garrison.
    """

    event: Event
    counted: bool
    by: str


@dataclass(slots=True)
class Site:
    """All that is counted at one place."""

    place: str
    based: list[Based] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    @property
    def certain(self) -> int:
        """Units that certainly are or were there."""
        return len({one.garrison.unit for one in self.based if one.holds is Holds.CERTAIN})

    @property
    def possible(self) -> int:
        """Units that certainly or possibly are or were there."""
        return len({one.garrison.unit for one in self.based})

    @property
    def persons(self) -> int:
        """Persons of the events that are counted."""
        return sum(persons(one.event)[1] for one in self.left if one.counted)

    @property
    def persons_most(self) -> int:
        """The most persons, possible events included."""
        return sum(persons(one.event)[2] for one in self.left)

    @property
    def units(self) -> set[str]:
        """The units that have to do with the place: garrisoned there, or left there."""
        gone = {one.event.unit for one in self.left if one.event.unit}
        return {one.garrison.unit for one in self.based} | gone


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted where, and what could not be given a place, with the reason: event → why."""

    sites: Mapping[str, Site]
    nowhere: Mapping[str, str]
    homeless: tuple[str, ...]
    """Units without a garrison in the window."""


def holds_in(bounds: Bounds, days: Days) -> Holds:
    """How a fact stands in the window: certain where it certainly holds on some day of it."""
    start, end = bounds.start_latest, bounds.end_earliest
    if start and end and start <= end and start <= days.last and end >= days.first:
        return Holds.CERTAIN
    began_later = bounds.start_earliest is not None and bounds.start_earliest > days.last
    ended_before = bounds.end_latest is not None and bounds.end_latest < days.first
    return Holds.NO if began_later or ended_before else Holds.POSSIBLE


def in_window(event: Event, days: Days) -> Literal["counted", "possible", "no"]:
    """Whether an event counts (its middle day lies in the window), or only possibly does."""
    day = middle_day(event)
    if day is not None and days.first <= day <= days.last:
        return "counted"
    early = event.earliest is None or event.earliest <= days.last
    late = event.latest is None or event.latest >= days.first
    return "possible" if early and late else "no"


def middle_day(event: Event) -> date | None:
    """The middle of the days between which it fell; None where one of them is not known."""
    if event.earliest is None or event.latest is None:
        return None
    return middle(Span(event.earliest, event.latest))


def persons(event: Event) -> tuple[int, int, int]:
    """Low, best and high, as the leak measure takes them: one person where no number is told."""
    best = next((number for number in (event.count, event.low, event.high) if number is not None), 1)
    return best if event.low is None else event.low, best, best if event.high is None else event.high


def count(ground: Ground, days: Days, *, by_garrison: bool) -> Counted:
    """What is counted at each place. With `by_garrison`, an event without a place stands where its unit is based."""
    sites: dict[str, Site] = {}
    for one in ground.garrisons:
        holds = holds_in(one.bounds, days)
        if holds is not Holds.NO:
            sites.setdefault(one.place, Site(one.place)).based.append(Based(one, holds))
    nowhere: dict[str, str] = {}
    homes = _homes(ground.garrisons)
    for event in ground.events:
        stands = in_window(event, days)
        if stands == "no":
            continue
        place, by = _place_of(event, homes, by_garrison=by_garrison)
        if place is None:
            nowhere[event.id] = by
        else:
            sites.setdefault(place, Site(place)).left.append(Left(event, stands == "counted", by))
    housed = {one.garrison.unit for site in sites.values() for one in site.based}
    return Counted(sites, nowhere, tuple(sorted(set(ground.units) - housed)))


def _homes(garrisons: Iterable[Garrison]) -> Mapping[str, list[Garrison]]:
    found: dict[str, list[Garrison]] = defaultdict(list)
    for one in garrisons:
        found[one.unit].append(one)
    return found


def _place_of(
    event: Event, homes: Mapping[str, list[Garrison]], *, by_garrison: bool
) -> tuple[str | None, str]:
    """The place of an event and who says so; None and the reason where it has none."""
    if event.place:
        return event.place, TOLD
    if not by_garrison:
        return None, NO_PLACE
    places = set(_based_at(event, homes))
    if len(places) == 1:
        return places.pop(), BY_GARRISON
    return None, SEVERAL if places else NO_GARRISON


def _based_at(event: Event, homes: Mapping[str, list[Garrison]]) -> Iterator[str]:
    """Where its unit was based on its middle day: certainly, else possibly; on any day where it has no middle day."""
    facts = homes.get(event.unit or "", [])
    day = middle_day(event)
    if day is None:
        yield from (one.place for one in facts)
        return
    held = [(one.bounds.holds_on(day), one.place) for one in facts]
    sure = [place for holds, place in held if holds is Holds.CERTAIN]
    yield from sure or [place for holds, place in held if holds is Holds.POSSIBLE]
