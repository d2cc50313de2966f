"""The made-up part of the demonstration: battalions, officers, postings, patrons and defections.

None of it is about a real person or a real battalion. Every row cites a source whose id starts with `synthetic`,
every made-up unit and person says so in its name. Seeded: the same rows on each run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.defecting import defections
from demo.tables import Row, Rows

SEED = 20210201
BATTALIONS_EACH = 10
PARENTS = ("regional military command", "light infantry division")
FIRST_NUMBER = 1001
STILL = ".."
"""EDTF's open end: still so when the source spoke, which is the end of 2021 here."""

REGISTER = {"source": "synthetic-register", "confidence": "medium"}
GAZETTE = {"source": "synthetic-gazette", "confidence": "high"}
RADIO = {"source": "synthetic-radio", "confidence": "low"}
SOURCES: tuple[Row, ...] = tuple(
    {
        "id": f"synthetic-{name}",
        "title": f"Synthetic {name}: made up for the demonstration, about nobody and nothing real",
        "publisher": "Orbatlas",
        "published": "2021-12-31",
        "kind": "synthetic",
    }
    for name in ("register", "gazette", "radio", "interviews", "network")
)


@dataclass(frozen=True)
class Battalion:
    """A made-up battalion, the real formation that it is put under, and the town that it is put in."""

    id: str
    number: int
    parent: str
    place: str


@dataclass(frozen=True)
class Officer:
    """A made-up officer: what he commands since when, and what he did before."""

    id: str
    unit: str
    rank: str
    since: date


def synthetic_rows(public: Rows) -> Rows:
    """All tables of the made-up part, hung on the real formations of the public one."""
    random = Random(SEED)
    battalions = list(_battalions(public, random))
    parents = list(dict.fromkeys(battalion.parent for battalion in battalions))
    chiefs = [
        _officer(random, number, unit, "brigadier-general", 2019) for number, unit in enumerate(parents, 1)
    ]
    majors = [
        _officer(random, number, battalion.id, random.choice(("lieutenant-colonel", "major")), 2018)
        for number, battalion in enumerate(battalions, len(chiefs) + 1)
    ]
    earlier = [
        _officer(random, number, officer.unit, "major", 2014)
        for number, officer in enumerate(majors[::3], len(chiefs) + len(majors) + 1)
    ]
    soldiers, events = defections(random, [b.id for b in battalions], parents, [b.place for b in battalions])
    officers = [*chiefs, *majors, *earlier]
    return {
        "sources": list(SOURCES),
        "units": [_unit(random, battalion) for battalion in battalions],
        "strengths": list(_strengths(random, battalions)),
        "garrisons": [_garrison(battalion) for battalion in battalions],
        "subordinations": [*_plain_ties(battalions), *_special_ties(battalions)],
        "persons": [*(_person(random, officer, battalions) for officer in officers), *soldiers],
        "postings": list(_postings(chiefs, majors, earlier, battalions)),
        "patronage": list(_patronage(random, chiefs, majors, battalions)),
        "defections": events,
    }


# ---- battalions


def _battalions(public: Rows, random: Random) -> Iterator[Battalion]:
    seats: dict[str, str] = {}
    for row in public["garrisons"]:
        seats.setdefault(row["unit"], row["place"])
    formations = [unit for unit in seats if unit.startswith(("rmc-", "lid-"))]
    towns = sorted(
        {seats[unit] for unit in formations if seats[unit].startswith("MMR") and len(seats[unit]) > 6}
    )
    number = FIRST_NUMBER
    for parent in formations:
        for _ in range(BATTALIONS_EACH):
            place = seats[parent] if random.random() < 0.5 else random.choice(towns)
            yield Battalion(f"synthetic-ib-{number}", number, parent, place)
            number += 1


def _unit(random: Random, battalion: Battalion) -> Row:
    return {
        "id": battalion.id,
        "name": f"Infantry Battalion {battalion.number} (synthetic)",
        "aliases": f"IB {battalion.number} (synthetic)",
        "echelon": "battalion",
        "branch": "infantry",
        "country": "Myanmar",
        "start": str(random.randint(1990, 2005)),
        **REGISTER,
        "note": "Made up.",
    }


def _strengths(random: Random, battalions: list[Battalion]) -> Iterator[Row]:
    """Nine of ten have a known strength; a few have a second source that disagrees."""
    for position, battalion in enumerate(battalions):
        best = random.randrange(110, 320)
        if position % 10 != 9:
            yield _strength(battalion, best, "2020", REGISTER)
        if position % 20 == 4:
            yield _strength(battalion, round(best * 1.6), "2020", RADIO)


def _strength(battalion: Battalion, best: int, start: str, cited: Row) -> Row:
    return {
        "unit": battalion.id,
        "kind": "real",
        "low": str(round(best * 0.8)),
        "best": str(best),
        "high": str(round(best * 1.25)),
        "start": start,
        "end": STILL,
        **cited,
    }


def _garrison(battalion: Battalion) -> Row:
    return {"unit": battalion.id, "place": battalion.place, "start": "2015", "end": STILL, **REGISTER}


# ---- who is under whom

MOVED, SHARED, GLIMPSED = 3, 57, 101
"""Positions of the three battalions whose ties are told apart below."""


def _plain_ties(battalions: list[Battalion]) -> Iterator[Row]:
    for position, battalion in enumerate(battalions):
        if position not in {MOVED, SHARED, GLIMPSED}:
            yield _tie(battalion, battalion.parent, "command", start="2015", end=STILL, **REGISTER)


def _special_ties(battalions: list[Battalion]) -> Iterator[Row]:
    """One that changes its superior, one with two at once, one of which only one day is known."""
    moved, shared, glimpsed = (battalions[position] for position in (MOVED, SHARED, GLIMPSED))
    formations = sorted({battalion.parent for battalion in battalions})
    divisions = [formation for formation in formations if formation.startswith("lid-")]
    note = "Made up: the battalion moves from one superior to another."
    yield _tie(moved, moved.parent, "command", start="2015", end="2021-06-15", **GAZETTE, note=note)
    yield _tie(moved, divisions[0], "command", start="2021-06-16", end=STILL, **GAZETTE, note=note)
    note = "Made up: two superiors at the same time."
    yield _tie(shared, shared.parent, "administrative", start="2015", end=STILL, **REGISTER, note=note)
    yield _tie(shared, divisions[-1], "operational", start="2021-03", end=STILL, **GAZETTE, note=note)
    note = "Made up: seen once; before and after it is only possible."
    seen = {"first_cited": "2019-05-12", "last_cited": "2019-05-12"}
    yield _tie(glimpsed, glimpsed.parent, "command", **seen, **RADIO, note=note)


def _tie(battalion: Battalion, parent: str, kind: str, **values: str) -> Row:
    return {"unit": battalion.id, "parent": parent, "kind": kind, **values}


# ---- persons and postings


def _officer(random: Random, number: int, unit: str, rank: str, year: int) -> Officer:
    since = date(year, 1, 1) + timedelta(days=random.randrange(700))
    return Officer(f"synthetic-officer-{number:03d}", unit, rank, since)


def _person(random: Random, officer: Officer, battalions: list[Battalion]) -> Row:
    general = officer.rank == "brigadier-general"
    intake = random.randint(24, 30) if general else random.randint(35, 45)
    home = random.choice(battalions).place
    return {
        "id": officer.id,
        "name": f"Synthetic Officer {officer.id.rsplit('-', 1)[1]}",
        "gender": "male",
        "born": f"{1944 + intake}~",
        "home": home if random.random() < 0.6 else "",
        "intake": f"Synthetic intake {intake}",
        **REGISTER,
        "note": "Made up.",
    }


def _postings(
    chiefs: list[Officer], majors: list[Officer], earlier: list[Officer], battalions: list[Battalion]
) -> Iterator[Row]:
    """Who commands now, who did before and where he went; one start that two sources tell differently."""
    later = {officer.unit: officer for officer in majors}
    parents = {battalion.id: battalion.parent for battalion in battalions}
    for officer in (*chiefs, *majors):
        yield _posting(officer, officer.unit, "commander", str(officer.since), STILL, GAZETTE)
    for officer in earlier:
        handover = later[officer.unit].since
        last = str(handover - timedelta(days=1))
        yield _posting(officer, officer.unit, "commander", str(officer.since), last, REGISTER)
        yield _posting(officer, parents[officer.unit], "staff-officer", str(handover), STILL, REGISTER)
    for chief in chiefs[:6]:
        yield _posting(chief, _first_of(chief, battalions), "commander", "2008", "2011", RADIO)
    disputed = majors[7]
    wrong = str(disputed.since + timedelta(days=150))
    yield _posting(disputed, disputed.unit, "commander", wrong, STILL, RADIO, "Made up: a start in dispute.")


def _first_of(chief: Officer, battalions: list[Battalion]) -> str:
    return next(battalion.id for battalion in battalions if battalion.parent == chief.unit)


def _posting(officer: Officer, unit: str, role: str, start: str, end: str, cited: Row, note: str = "") -> Row:
    return {
        "person": officer.id,
        "unit": unit,
        "role": role,
        "rank": officer.rank,
        "start": start,
        "end": end,
        **cited,
        "note": note,
    }


# ---- patrons

BASES = ("academy-intake", "former-command", "former-command", "region", "family", "business")


def _patronage(
    random: Random, chiefs: list[Officer], majors: list[Officer], battalions: list[Battalion]
) -> Iterator[Row]:
    """One battalion commander of three has the chief of his formation, or another one, as his patron."""
    own_chief = {chief.unit: chief for chief in chiefs}
    parents = {battalion.id: battalion.parent for battalion in battalions}
    for client in majors[1::3]:
        patron = own_chief[parents[client.unit]] if random.random() < 0.7 else random.choice(chiefs)
        yield {
            "client": client.id,
            "patron": patron.id,
            "basis": random.choice(BASES),
            "start": str(random.randint(2009, 2019)),
            "end": STILL if random.random() < 0.7 else "",
            "source": "synthetic-network",
            "confidence": random.choice(("low", "medium")),
            "note": "Made up.",
        }
