"""The tables that grow with the units alone: places, units, ties, strengths, commanders and their patrons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from synthesis.army import Army
from synthesis.dates import STILL, day, end, year
from synthesis.movements import parent_on
from synthesis.names import FAMILY_NAMES, GIVEN_NAMES
from synthesis.places import COUNTRY, TOWNS, Places, write_places
from synthesis.sheets import Pattern, Sheets
from synthesis.spec import Part
from synthesis.strengths import COUNTED_IN, LAID_DOWN_IN
from synthesis.tables import FOREVER, NOBODY, Whole
from synthesis.terms import (
    ABOVE,
    BRANCHES,
    COMMANDER,
    COMMANDER_RANKS,
    CONFIDENCES,
    ESTABLISHMENT,
    GENDERS,
    IN_COMMAND,
    STAFF,
)

REGISTER = {"source": "synthetic-register", "confidence": "medium"}
GAZETTE = {"source": "synthetic-gazette", "confidence": "high"}
NETWORK = {"source": "synthetic-network", "confidence": "medium"}
HEARSAY = "synthetic-hearsay"
SOURCES = {
    REGISTER["source"]: "Synthetic register of units and persons",
    GAZETTE["source"]: "Synthetic gazette of appointments and moves",
    NETWORK["source"]: "Synthetic study of patrons and clients",
    HEARSAY: "Synthetic hearsay about strengths",
}
_AFTERWARDS = timedelta(days=30)
"""The register and its like were published so long after the window, so that `..` reaches to its end."""


def write_framework(sheets: Sheets, army: Army, places: Places) -> None:
    """Write all of it. What it writes grows with the units alone."""
    _sources(sheets, army)
    write_places(sheets, army, places, **REGISTER)
    _units(sheets, army)
    _garrisons(sheets, army, places)
    _subordinations(sheets, army)
    _strengths(sheets, army)
    _commanders(sheets, army, places)
    _postings(sheets, army)
    _patronage(sheets, army)


def _sources(sheets: Sheets, army: Army) -> None:
    published = (army.spec.last + _AFTERWARDS).isoformat()
    pattern = sheets.pattern(
        "sources",
        id="{0}",
        title="{1}: made up about nobody and nothing real",
        publisher="Orbatlas (synthetic)",
        published=published,
        kind="synthetic",
    )
    sheets.add(pattern, SOURCES, SOURCES.values())


def _units(sheets: Sheets, army: Army) -> None:
    units, random = army.units, army.spec.random(Part.PLACES, 1)
    drawn = random.choice(list(BRANCHES), len(units), p=list(BRANCHES.values()))
    low = units.part_of != NOBODY
    branch = np.where(low, drawn[units.part_of], ABOVE)
    pattern = sheets.pattern(
        "units",
        id="{0}",
        name="{1}",
        echelon="{2}",
        branch="{3}",
        country=COUNTRY,
        start="{4}",
        end=STILL,
        **REGISTER,
    )
    start = map(year, units.start.tolist())
    sheets.add(pattern, units.ids, units.names, units.echelons, branch.tolist(), start)


def _garrisons(sheets: Sheets, army: Army, places: Places) -> None:
    towns = map(places.town, places.seat.tolist())
    pattern = sheets.pattern("garrisons", unit="{0}", place="{1}", start="2015", end=STILL, **REGISTER)
    sheets.add(pattern, army.units.ids, towns)


def _subordinations(sheets: Sheets, army: Army) -> None:
    """The moves stand in the gazette, to the day."""
    ids, starts, ties = army.units.ids, army.units.start, army.superiors
    told = (ties.first != starts[ties.unit]) | (ties.last != FOREVER)
    for some, cited, start in ((~told, REGISTER, year), (told, GAZETTE, day)):
        pattern = sheets.pattern(
            "subordinations", unit="{0}", parent="{1}", kind=IN_COMMAND, start="{2}", end="{3}", **cited
        )
        unit, parent, first, last = (
            column[some].tolist() for column in (ties.unit, ties.parent, ties.first, ties.last)
        )
        sheets.add(
            pattern, (ids[u] for u in unit), (ids[p] for p in parent), map(start, first), map(end, last)
        )


def _strengths(sheets: Sheets, army: Army) -> None:
    claims, ids = army.strengths, army.units.ids
    pattern = sheets.pattern(
        "strengths",
        unit="{0}",
        kind="{1}",
        low="{2}",
        best="{3}",
        high="{4}",
        start="{5}",
        end=STILL,
        source="{6}",
        confidence="{7}",
    )
    sources = {1: GAZETTE["source"], 2: REGISTER["source"], 3: HEARSAY}
    kinds = [claims.kinds[kind] for kind in claims.kind.tolist()]
    sheets.add(
        pattern,
        (ids[unit] for unit in claims.unit.tolist()),
        kinds,
        claims.low.tolist(),
        claims.best.tolist(),
        claims.high.tolist(),
        (LAID_DOWN_IN if kind == ESTABLISHMENT else COUNTED_IN for kind in kinds),
        (sources[one] for one in claims.confidence.tolist()),
        (CONFIDENCES[one - 1] for one in claims.confidence.tolist()),
    )


# ---- commanders


def officer(number: int) -> str:
    """The id of a commander."""
    return f"synthetic-officer-{number + 1}"


def _commanders(sheets: Sheets, army: Army, places: Places) -> None:
    random, chiefs = army.spec.random(Part.PLACES, 2), army.commanders
    given = random.integers(0, len(GIVEN_NAMES), len(chiefs)).tolist()
    family = random.integers(0, len(FAMILY_NAMES), len(chiefs)).tolist()
    town = (chiefs.home * TOWNS + random.integers(0, TOWNS, len(chiefs))).tolist()
    pattern = sheets.pattern(
        "persons",
        id="{0}",
        name="{1} {2} (synthetic)",
        gender=next(iter(GENDERS)),
        born="{3}~",
        home="{4}",
        intake="Academy intake {5} (synthetic)",
        **REGISTER,
    )
    sheets.add(
        pattern,
        map(officer, range(len(chiefs))),
        (GIVEN_NAMES[one] for one in given),
        (FAMILY_NAMES[one] for one in family),
        chiefs.born.tolist(),
        map(places.town, town),
        chiefs.intake.tolist(),
    )


def _postings(sheets: Sheets, army: Army) -> None:
    """What each commands; where he went afterwards, and where he served under a later patron before."""
    chiefs, units = army.commanders, army.units
    everyone = np.arange(len(chiefs))
    command = _posting(sheets, COMMANDER, GAZETTE)
    _post(sheets, army, command, everyone, chiefs.unit, map(day, chiefs.first.tolist()), chiefs.last)
    left = np.flatnonzero((chiefs.last != FOREVER) & (units.level[chiefs.unit] > 0))
    after = chiefs.last[left] + 1
    above = parent_on(army.superiors, chiefs.unit[left], after)
    staff = _posting(sheets, STAFF, REGISTER)
    forever = np.full(len(chiefs), FOREVER, dtype=np.int64)
    _post(sheets, army, staff, left, above, map(day, after.tolist()), forever[left])
    ties = army.patronage
    served = np.flatnonzero(ties.basis == ties.bases.index("former-command"))
    client, unit = ties.client[served], chiefs.unit[ties.patron[served]]
    before = chiefs.first[client] - 1
    start = (f"{int(year(last)) - 2}" for last in before.tolist())
    _post(sheets, army, staff, client, unit, start, before)


def _posting(sheets: Sheets, role: str, cited: dict[str, str]) -> Pattern:
    return sheets.pattern(
        "postings", person="{0}", unit="{1}", role=role, rank="{2}", start="{3}", end="{4}", **cited
    )


def _post(
    sheets: Sheets,
    army: Army,
    pattern: Pattern,
    person: Whole,
    unit: Whole,
    start: Iterator[str],
    last: Whole,
) -> None:
    units = army.units
    ranks = (COMMANDER_RANKS[units.echelons[one]] for one in army.commanders.unit[person].tolist())
    ids = (units.ids[one] for one in unit.tolist())
    sheets.add(pattern, map(officer, person.tolist()), ids, ranks, start, map(end, last.tolist()))


def _patronage(sheets: Sheets, army: Army) -> None:
    ties = army.patronage
    pattern = sheets.pattern(
        "patronage", client="{0}", patron="{1}", basis="{2}", start="{3}", end=STILL, **NETWORK
    )
    sheets.add(
        pattern,
        map(officer, ties.client.tolist()),
        map(officer, ties.patron.tolist()),
        (ties.bases[basis] for basis in ties.basis.tolist()),
        ties.since.tolist(),
    )
