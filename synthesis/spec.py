"""What is asked for: how large an army, how long, and how strongly each thing is planted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

import numpy as np

from ontology.errors import CommandError

FIRST_DAY = date(2021, 2, 1)
FEWEST_UNITS, MOST_UNITS = 12, 100_000
MOST_MONTHS = 120
DAYS_A_YEAR = 365.25
PER = 1_000
"""Rates are per so many person-years."""


class Reporting(Enum):
    """How the defections become known."""

    UNEVEN = "uneven"
    """By outlets of uneven reach: some twice, some late, some never, some vaguely."""
    EVEN = "even"
    """Each once, exactly, and the strengths exactly too."""


@dataclass(frozen=True, slots=True)
class Spec:
    """An army to be made. The same spec makes the same army.

    `persons` on record; None: as few as there can be and four more a unit. `contagion`: how many further
    defections each one causes, on average. `rate`: defectors per 1,000 person-years of the whole army, before
    contagion. `shape`: of the Gamma of the units' rates; `region_low` and `region_high`: the bounds of the mean of a
    region, against that of the army. `jump`: how much a violent event adds to the rate of its region (1: doubles
    it), fading within `jump_days`. `moved`: the share of battalions that change their superior. Raises CommandError
    for what cannot be made.
    """

    units: int
    seed: int
    persons: int | None = None
    months: int = 9
    contagion: float = 0.3
    reporting: Reporting = Reporting.UNEVEN
    rate: float = 8.0
    shape: float = 3.0
    region_low: float = 0.7
    region_high: float = 1.4
    jump: float = 1.5
    jump_days: float = 30.0
    moved: float = 0.05
    contagion_days: float = 14.0
    grouped: float = 0.6

    def __post_init__(self) -> None:
        for wrong, words in self._limits():
            if wrong:
                raise CommandError(words)

    def _limits(self) -> tuple[tuple[bool, str], ...]:
        return (
            (self.units < FEWEST_UNITS, f"An army has at least {FEWEST_UNITS} units, not {self.units:,}."),
            (self.units > MOST_UNITS, f"An army has at most {MOST_UNITS:,} units, not {self.units:,}."),
            (self.seed < 0, f"A seed is 0 or more, not {self.seed}."),
            (not 1 <= self.months <= MOST_MONTHS, f"The months are 1 to {MOST_MONTHS}, not {self.months}."),
            (not self.contagion >= 0, f"Contagion is 0 or more, not {self.contagion}."),
            (
                self.contagion >= 1,
                f"Contagion is below 1, not {self.contagion}: else defections would cause others without end.",
            ),
            (not self.rate > 0, f"The rate is above 0, not {self.rate}."),
        )

    @property
    def first(self) -> date:
        """The first day of the window."""
        return FIRST_DAY

    @property
    def last(self) -> date:
        """The last day of the window."""
        months = FIRST_DAY.month - 1 + self.months
        return date(FIRST_DAY.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)

    @property
    def start(self) -> int:
        """The first day of the window as a number (`date.toordinal()`)."""
        return self.first.toordinal()

    @property
    def end(self) -> int:
        """The last day of the window as a number."""
        return self.last.toordinal()

    @property
    def days(self) -> int:
        """How many days the window has, both ends included."""
        return self.end - self.start + 1

    @property
    def even(self) -> bool:
        """Whether everything is reported as it happened."""
        return self.reporting is Reporting.EVEN

    def random(self, *part: int) -> np.random.Generator:
        """The random numbers of one part: a child of the one seed, so that no part disturbs another."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=part))


class Part:
    """The parts that have random numbers of their own."""

    ORDER, MOVES, STRENGTHS, RATES, COMMANDERS, PATRONS = range(6)
    DEFECTIONS, SPREAD, GROUPS, REPORTS, PLACES, PEOPLE, STORIES = range(6, 13)
