"""The made-up officers: who commands what from when to when, and who is whose client."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from demo.battalions import STILL, WINDOW, Battalion
from demo.chance import seeded, weighted
from demo.outlets import GAZETTE, NETWORK, RADIO, REGISTER
from demo.tables import Row

DISPUTED = 1008
"""The number of the battalion whose commander's start two sources tell differently."""

CHIEF = {"bso-": "lieutenant-general", "rmc-": "major-general", "lid-": "brigadier-general"}
BORN = {
    "lieutenant-general": 1962,
    "major-general": 1966,
    "brigadier-general": 1970,
    "lieutenant-colonel": 1977,
}
BASES = {"academy-intake": 3, "former-command": 4, "region": 2, "family": 1, "business": 1}


@dataclass(frozen=True)
class Officer:
    """A made-up officer: what he commands from when until when, None being still so; and what he does after."""

    number: int
    unit: str
    rank: str
    since: date
    until: date | None = None
    then: str = field(default="")

    @property
    def id(self) -> str:
        """The id in the tables."""
        return f"synthetic-officer-{self.number:03d}"


@dataclass(frozen=True)
class Officers:
    """All of them: chiefs of real formations, and commanders of made-up battalions."""

    chiefs: tuple[Officer, ...]
    commanders: tuple[Officer, ...]

    def leading(self, unit: str, day: date) -> Officer | None:
        """Who commands a unit on a day."""
        both = (*self.chiefs, *self.commanders)
        here = (one for one in both if one.unit == unit and one.since <= day)
        return next((one for one in here if one.until is None or day <= one.until), None)


def officers(found: Sequence[Battalion]) -> Officers:
    """Chiefs first, then the commanders in the order of their battalions."""
    random = seeded("officers")
    bureaus = [f"bso-{number}" for number in range(1, 7)]
    formations = [*bureaus, *dict.fromkeys(one.parent for one in found)]
    chiefs: list[Officer] = []
    for unit in formations:
        rank = CHIEF.get(f"{unit.partition('-')[0]}-", "brigadier-general")
        chiefs.extend(_terms(random, len(chiefs) + 1, unit, rank, 2019, 0.3, "tmw-cinc"))
    commanders: list[Officer] = []
    for one in found:
        rank = random.choice(("lieutenant-colonel", "lieutenant-colonel", "major"))
        change = 0.0 if one.number == DISPUTED else 0.3
        next_number = len(chiefs) + len(commanders) + 1
        commanders.extend(_terms(random, next_number, one.id, rank, 2018, change, one.parent))
    return Officers(tuple(chiefs), tuple(commanders))


def _terms(
    random: Random, number: int, unit: str, rank: str, year: int, change: float, then: str
) -> Iterator[Officer]:
    """One commander, or with the chance `change` two who hand over in the window."""
    since = date(year, 1, 1) + timedelta(days=random.randrange(1000))
    if random.random() >= change:
        yield Officer(number, unit, rank, since)
        return
    over = WINDOW[0] + timedelta(days=random.randrange(20, 290))
    yield Officer(number, unit, rank, since, over - timedelta(days=1), then)
    yield Officer(number + 1, unit, rank, over)


# ---- rows


def persons(known: Officers, towns: Sequence[str]) -> Iterator[Row]:
    """Who they are: born, from where, of which intake, as far as it is known."""
    random = seeded("persons")
    for one in (*known.chiefs, *known.commanders):
        born = BORN.get(one.rank, 1981) + random.randint(-3, 4)
        yield {
            "id": one.id,
            "name": f"Synthetic Officer {one.number:03d}",
            "gender": "male",
            "born": f"{born}~" if random.random() < 0.7 else "",
            "home": random.choice(towns) if random.random() < 0.6 else "",
            "intake": f"Synthetic intake {born - 1944}" if random.random() < 0.9 else "",
            **REGISTER,
            "note": "Made up.",
        }


def postings(known: Officers) -> Iterator[Row]:
    """Who commands from when to when, and where he goes; one start that two sources tell differently."""
    for one in (*known.chiefs, *known.commanders):
        last = str(one.until) if one.until else STILL
        yield _posting(one, one.unit, "commander", str(one.since), last, GAZETTE)
        if one.until:
            after = str(one.until + timedelta(days=1))
            yield _posting(one, one.then, "staff-officer", after, STILL, REGISTER)
        if one.unit == f"synthetic-ib-{DISPUTED}":
            wrong = str(one.since + timedelta(days=150))
            told = "Made up: a start in dispute."
            yield _posting(one, one.unit, "commander", wrong, STILL, RADIO, told)


def _posting(
    one: Officer, unit: str, role: str, start: str, end: str, cited: Row, note: str = "Made up."
) -> Row:
    told = {"person": one.id, "unit": unit, "role": role, "rank": one.rank}
    return {**told, "start": start, "end": end, **cited, "note": note}


def patronage(known: Officers, parents: Mapping[str, str]) -> Iterator[Row]:
    """Half of the battalions' commanders have a chief as their patron, mostly their own; chiefs one above them."""
    random = seeded("patronage")
    tops = [one for one in known.chiefs if one.unit.startswith("bso-")]
    below = [one for one in known.chiefs if one not in tops]
    own = {one.unit: one for one in below}
    for client in known.commanders:
        if random.random() < 0.5:
            patron = own[parents[client.unit]] if random.random() < 0.65 else random.choice(below)
            yield bond(random, client.id, patron.id)
    for client in below:
        yield bond(random, client.id, random.choice(tops).id)


def bond(random: Random, client: str, patron: str, bases: Mapping[str, float] | None = None) -> Row:
    """A client and his patron, on some basis, for some years."""
    return {
        "client": client,
        "patron": patron,
        "basis": weighted(random, bases or BASES),
        "start": str(random.randint(2010, 2019)),
        "end": STILL if random.random() < 0.8 else "",
        **NETWORK,
        "confidence": random.choice(("low", "medium")),
        "note": "Made up.",
    }
