"""The tables that grow with persons and reports, written unit by unit: each unit has random numbers of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from synthesis.army import Army
from synthesis.dates import STILL, between, day
from synthesis.framework import REGISTER
from synthesis.leaving import Leavers, Story, stories
from synthesis.people import (
    BLOCK,
    SOLDIERS,
    STAFFS,
    Block,
    Population,
    Posts,
    block,
    served,
    serving_since,
)
from synthesis.places import Places
from synthesis.sheets import Pattern, Sheets
from synthesis.spec import Part
from synthesis.tables import NOBODY, Whole
from synthesis.terms import CONFIDENCES, MEMBER, OFFICERS, STAFF

_FIRST_INTAKE = 1941
"""An officer's intake is the number of the year of his birth after this one."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The rows of persons, postings, reports and defections."""

    person: Pattern
    soldier: Pattern
    staff: Pattern
    source: Pattern
    defection: Pattern


def patterns(sheets: Sheets) -> Patterns:
    """The patterns, and what fills them."""
    posting = {
        "person": "synthetic-person-{0}-{1}",
        "unit": "{2}",
        "rank": "{3}",
        "start": "{4}",
        "end": "{5}",
    }
    return Patterns(
        person=sheets.pattern(
            "persons",
            id="synthetic-person-{0}-{1}",
            name="{2} {3} (synthetic)",
            gender="{4}",
            born="{5}~",
            home="synthetic-town-{6}",
            intake="{7}",
            **REGISTER,
        ),
        soldier=sheets.pattern("postings", role=MEMBER, **posting, **REGISTER),
        staff=sheets.pattern("postings", role=STAFF, **posting, **REGISTER),
        source=sheets.pattern(
            "sources",
            id="synthetic-report-{0}",
            title="Synthetic report {0} of {1}",
            publisher="{1}",
            published="{2}",
            kind="synthetic",
        ),
        defection=sheets.pattern(
            "defections",
            id="{0}",
            date="{1}",
            unit="{2}",
            person="{3}",
            count_low="{4}",
            count="{5}",
            count_high="{6}",
            rank="{7}",
            mode="{8}",
            destination="{9}",
            motives="{10}",
            obstacles="{11}",
            support="{12}",
            place="{13}",
            source="synthetic-report-{14}",
            confidence="{15}",
        ),
    )


@dataclass(frozen=True, slots=True)
class Crowd:
    """Writes persons, their postings, and what is reported of those who left."""

    army: Army
    posts: Posts
    places: Places
    sheets: Sheets
    patterns: Patterns

    def write(self) -> Iterator[int]:
        """Write unit by unit; gives the number of persons written after each."""
        done = len(self.army.commanders)
        for unit, reports in enumerate(self._reports_of_units()):
            leavers = self._events(unit, reports)
            for written in self._persons(unit, leavers):
                done += written
                yield done

    def _reports_of_units(self) -> Iterator[Whole]:
        """For each unit the reports of its events, whatever unit they name."""
        unit = self.army.events.unit[self.army.reports.event]
        order = np.argsort(unit, kind="stable")
        at = np.searchsorted(unit[order], np.arange(len(self.army.units) + 1))
        return (order[low:high] for low, high in zip(at[:-1].tolist(), at[1:].tolist(), strict=True))

    # ---- events

    def _events(self, unit: int, reports: Whole) -> Leavers:
        """Write the reports of a unit's events; who of its soldiers they name."""
        if not len(reports):
            return Leavers(reports, reports, [])
        random = self.army.spec.random(Part.STORIES, unit)
        main = reports[self.army.reports.main[reports]]
        told, leavers = stories(random, self.army, main, int(self.posts.serving[unit]))
        by_event = dict(zip(self.army.reports.event[main].tolist(), told, strict=True))
        self._sources(reports)
        rows = [self._row(unit, report, by_event) for report in reports.tolist()]
        self.sheets.add(self.patterns.defection, *zip(*rows, strict=True))
        return leavers

    def _sources(self, reports: Whole) -> None:
        told, names = self.army.reports, self.army.outlets.names
        outlets = (names[outlet] for outlet in told.outlet[reports].tolist())
        published = map(day, told.published[reports].tolist())
        self.sheets.add(self.patterns.source, (reports + 1).tolist(), outlets, published)

    def _row(self, unit: int, report: int, stories: dict[int, Story]) -> tuple[object, ...]:
        told = self.army.reports
        event, named = int(told.event[report]), int(told.unit[report])
        low, count, high = int(told.low[report]), int(told.count[report]), int(told.high[report])
        ranged = low != high
        return (
            self.army.events.id(event),
            between(int(told.first[report]), int(told.last[report])),
            "" if named == NOBODY else self.army.units.ids[named],
            *(
                self._told(
                    unit, stories[event], low, count, high, ranged=ranged, main=bool(told.main[report])
                )
            ),
            report + 1,
            CONFIDENCES[int(told.confidence[report]) - 1],
        )

    def _told(
        self, unit: int, story: Story, low: int, count: int, high: int, *, ranged: bool, main: bool
    ) -> tuple[object, ...]:
        """The columns from the person to the place; who only repeats a report has no more than the numbers."""
        counts = (low if ranged else "", count, high if ranged else "")
        if not main:
            return ("", *counts, "", story.mode, "", "", "", "", "")
        return (
            f"synthetic-person-{unit + 1}-{story.person}" if story.person else "",
            *counts,
            story.rank,
            story.mode,
            story.destination,
            story.motives,
            story.obstacles,
            story.support,
            self.places.town(int(self.places.seat[unit])) if story.with_place else "",
        )

    # ---- persons

    def _persons(self, unit: int, leavers: Leavers) -> Iterator[int]:
        """Write a unit's persons block by block: those who serve now, the leavers first, then the others."""
        random = self.army.spec.random(Part.PEOPLE, unit)
        serving, persons = int(self.posts.serving[unit]), int(self.posts.persons[unit])
        done = 0
        while done < persons:
            now = done < serving
            number = min(BLOCK, (serving if now else persons) - done)
            self._block(random, unit, done, number, leavers if done == 0 else None, now=now)
            done += number
            yield number

    def _block(
        self,
        random: np.random.Generator,
        unit: int,
        done: int,
        number: int,
        leavers: Leavers | None,
        *,
        now: bool,
    ) -> None:
        soldiers = self.army.units.part_of[unit] != NOBODY
        population = SOLDIERS if soldiers else STAFFS
        people = block(random, population, number, self.army.regions)
        ends = [STILL] * number
        if leavers is not None and leavers.day:
            people.rank[: len(leavers.rank)], people.age[: len(leavers.age)] = leavers.rank, leavers.age
            ends[: len(leavers.day)] = map(day, leavers.day)
        born, start = people.born, serving_since(random, people.age)
        if not now:
            born, start, until = served(random, people.age)
            ends = list(map(str, until.tolist()))
        self._rows(unit, done, population, people, born, start, ends)

    def _rows(
        self,
        unit: int,
        done: int,
        population: Population,
        people: Block,
        born: Whole,
        start: Whole,
        ends: list[str],
    ) -> None:
        count = len(ends)
        units, numbers = [unit + 1] * count, range(done + 1, done + count + 1)
        ranks = [population.ranks[rank] for rank in people.rank.tolist()]
        years = born.tolist()
        intakes = map(_intake, ranks, years)
        who = (people.given, people.family, people.gender, years, people.town, intakes)
        self.sheets.add(self.patterns.person, units, numbers, *who)
        posting = self.patterns.soldier if population is SOLDIERS else self.patterns.staff
        ids = [self.army.units.ids[unit]] * count
        self.sheets.add(posting, units, numbers, ids, ranks, start.tolist(), ends)


def _intake(rank: str, born: int) -> str:
    return f"Academy intake {born - _FIRST_INTAKE} (synthetic)" if rank in OFFICERS else ""
