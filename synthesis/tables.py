"""The parts of a synthetic army as plain arrays.

Units, commanders, events and reports are known by their position. Days are whole numbers (`date.toordinal()`); a span
holds both its ends, and one that has not ended ends on FOREVER. All whole numbers are 64-bit integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Flag = NDArray[np.bool_]

FOREVER = date.max.toordinal()
NOBODY = -1
"""No superior, no region, no unit."""


@dataclass(frozen=True, slots=True)
class Units:
    """The units, superiors before those under them; one entry each.

    `echelons` are notations of the ontology's scheme; `level` counts them from the top (0). `region` is NOBODY above
    the regional commands. `start` is the first day of existence; none has ended. `strength` is how many persons a
    battalion really has, those of its companies included, all the time; 0 for every other unit. `establishment` is
    what it should have. `part_of` is the battalion whose strength a unit shares in: itself for a battalion, its
    battalion for a company, NOBODY above.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    echelons: tuple[str, ...]
    level: Whole
    region: Whole
    start: Whole
    strength: Whole
    establishment: Whole
    part_of: Whole

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def battalions(self) -> Whole:
        """The positions of those that hold soldiers."""
        return np.flatnonzero(self.strength > 0)


@dataclass(frozen=True, slots=True)
class Superiors:
    """Who is under whom, from `first` to `last` day; in the order of the units and then of the days."""

    unit: Whole
    parent: Whole
    first: Whole
    last: Whole

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class StrengthClaims:
    """What is said of strengths: `kinds[kind]` is a notation; confidence 1 is high, 2 medium, 3 low.

    Each holds from `first` to FOREVER (as far as anybody knows). `low`, `best`, `high` are in persons.
    """

    kinds: tuple[str, ...]
    unit: Whole
    kind: Whole
    low: Whole
    best: Whole
    high: Whole
    first: Whole
    confidence: Whole

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Commanders:
    """Who commands which unit from `first` to `last`; one person each, in the order of unit and day.

    `born` is a year, `intake` the number of the academy's course, `home` a region.
    """

    unit: Whole
    first: Whole
    last: Whole
    born: Whole
    intake: Whole
    home: Whole

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Patronage:
    """Ties between commanders: positions of client and patron, `bases[basis]` a notation, the year it began."""

    bases: tuple[str, ...]
    client: Whole
    patron: Whole
    basis: Whole
    since: Whole

    def __len__(self) -> int:
        return len(self.client)


@dataclass(frozen=True, slots=True)
class Violence:
    """Violent events: region and day of each, in the order of the days."""

    region: Whole
    day: Whole


@dataclass(frozen=True, slots=True)
class Hazard:
    """Why people leave, contagion aside.

    `base` is a unit's rate in defections per person-day, before the jumps (companies have that of their battalion;
    0 for units above). `profile` says by what it is multiplied: a row a region, a column a day of the window.
    """

    base: Real
    profile: Real
    violence: Violence


@dataclass(frozen=True, slots=True)
class Defections:
    """The persons who left, one entry each: unit, day, the event they belong to, whether another one moved them."""

    unit: Whole
    day: Whole
    event: Whole
    caused: Flag

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True)
class Events:
    """The events as they happened: the unit (a battalion or a company), the first day, how many persons left."""

    unit: Whole
    day: Whole
    count: Whole

    def __len__(self) -> int:
        return len(self.unit)

    def id(self, event: int) -> str:
        """The id that an event has in the tables."""
        return f"synthetic-defection-{event + 1}"


@dataclass(frozen=True, slots=True)
class Outlets:
    """Who reports: `confidence` as in the strengths, `lag` the mean number of days until a report.

    `reach` is the chance that an event of one person is reported: a row an outlet, a column a region.
    """

    names: tuple[str, ...]
    confidence: Whole
    lag: Real
    late: Real
    reach: Real


@dataclass(frozen=True, slots=True)
class Reports:
    """What the outlets report, in the order of the events.

    `unit` is NOBODY where the report does not tell it; `first` and `last` are the days between which it says that
    the event fell. `low` and `high` equal `count` where no range is told. `main` marks the one report of each event
    whose figures stand: it has the best confidence, the others of that event are of low confidence.
    """

    event: Whole
    outlet: Whole
    published: Whole
    unit: Whole
    first: Whole
    last: Whole
    low: Whole
    count: Whole
    high: Whole
    confidence: Whole
    main: Flag

    def __len__(self) -> int:
        return len(self.event)


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of each unit and all under it on the day, over the window.

    `rate`: expected defectors per 1,000 person-years, without contagion; NaN for companies, which have no strength of
    their own. `rank`: place by `rate` within the echelon, 1 the highest; 0 where there is no rate. `happened` and
    `reported` are persons; `reported` takes the main report of each event.
    """

    person_years: Real
    expected: Real
    rate: Real
    rank: Whole
    happened: Whole
    reported: Whole
