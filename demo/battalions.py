"""The made-up battalions: under whom, where, how strong, and how fast their men leave.

They hang on the real formations of the public part. Each has a rate of leaving that is drawn from a Gamma
distribution of its kind of superior; nobody is told it but through the events that come of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.chance import seeded
from demo.outlets import GAZETTE, RADIO, REGISTER
from demo.tables import Row, Rows

FIRST_NUMBER = 1001
ROUNDS = ((("rmc-", "lid-"), 10, "ib"), (("rmc-",), 6, "lib"), (("moc-",), 10, "lib"))
"""In the order of the numbers: whose battalions (the beginning of the ids), how many each, and of which arm."""

SHAPE = 0.6
RATES = {"rmc-": 18.0, "lid-": 33.0, "moc-": 24.5}
"""Those who leave for 1,000 men in a year, on average under each kind of superior."""

INSTEAD = {"town-inndine": "MMR007001701", "town-hpugyi": "MMR013042701"}
"""The town around which battalions lie whose superior's seat has neither coordinates nor a region."""

STILL = ".."
"""EDTF's open end: still so when the source spoke."""
WINDOW = (date(2021, 2, 1), date(2021, 11, 30))


@dataclass(frozen=True)
class Battalion:
    """A made-up battalion. `strength` and `rate` (a year, for 1,000 men) are the truth, which no table tells."""

    id: str
    number: int
    parent: str
    place: str
    strength: int
    rate: float

    @property
    def kind(self) -> str:
        """The beginning of its superior's id."""
        return f"{self.parent.partition('-')[0]}-"


@dataclass(frozen=True)
class Tie:
    """A battalion under a superior. `first` and `last` are the days of a change in the window, if there was one."""

    battalion: Battalion
    parent: str
    kind: str
    first: date | None = None
    last: date | None = None


def battalions(public: Rows) -> list[Battalion]:
    """All of them, in the order of their numbers."""
    random = seeded("battalions")
    seats: dict[str, str] = {}
    for row in public["garrisons"]:
        seats.setdefault(row["unit"], row["place"])
    towns = Towns(public["places"])
    found: list[Battalion] = []
    for kinds, each, arm in ROUNDS:
        for parent in (unit for unit in seats if unit.startswith(kinds)):
            near = towns.near(seats[parent])
            for _ in range(each):
                found.append(_raised(random, FIRST_NUMBER + len(found), parent, near, arm))
    return found


def _raised(random: Random, number: int, parent: str, near: Sequence[str], arm: str) -> Battalion:
    """One battalion: at its superior's seat or in a town near by."""
    mean = RATES[f"{parent.partition('-')[0]}-"]
    return Battalion(
        id=f"synthetic-{arm}-{number}",
        number=number,
        parent=parent,
        place=random.choice(near),
        strength=round(min(420.0, max(90.0, random.lognormvariate(5.35, 0.33)))),
        rate=random.gammavariate(SHAPE, mean / SHAPE),
    )


class Towns:
    """The towns with coordinates, and which of them lie near a seat."""

    def __init__(self, places: Sequence[Row]) -> None:
        self._at = {
            row["id"]: (float(row["latitude"]), float(row["longitude"]))
            for row in places
            if row.get("latitude")
        }
        self._within = {row["id"]: row.get("within", "") for row in places}

    @property
    def ids(self) -> list[str]:
        """All towns."""
        return sorted(self._at)

    def near(self, seat: str, number: int = 3) -> list[str]:
        """The seat, twice as likely as each of the towns around it; without coordinates, towns of its region."""
        seat = INSTEAD.get(seat, seat)
        if seat not in self._at:
            region = self._within[seat] if seat.startswith("town-") else seat
            return [town for town in self.ids if town.startswith(region)][:number]
        north, east = self._at[seat]
        around = sorted(
            self.ids, key=lambda id: (self._at[id][0] - north) ** 2 + (self._at[id][1] - east) ** 2
        )
        return [seat, *around[: number + 1]]


# ---- rows about them


def units(found: Sequence[Battalion]) -> Iterator[Row]:
    """What each is called."""
    random = seeded("units")
    for one in found:
        arm, short = ("Infantry", "IB") if "-ib-" in one.id else ("Light Infantry", "LIB")
        yield {
            "id": one.id,
            "name": f"{arm} Battalion {one.number} (synthetic)",
            "aliases": f"{short} {one.number} (synthetic)",
            "echelon": "battalion",
            "branch": "infantry",
            "country": "Myanmar",
            "start": str(random.randint(1990, 2005)),
            **REGISTER,
            "note": "Made up.",
        }


def garrisons(found: Sequence[Battalion]) -> Iterator[Row]:
    """Where each lies; some were only seen there on a day or two."""
    random = seeded("garrisons")
    for one in found:
        row = {"unit": one.id, "place": one.place, "note": "Made up."}
        if random.random() < 0.06:
            seen = date(2021, 2, 1) + timedelta(days=random.randrange(120))
            yield {**row, "first_cited": str(seen), "last_cited": str(seen + timedelta(days=90)), **RADIO}
        else:
            yield {**row, "start": str(random.randint(2006, 2018)), "end": STILL, **REGISTER}


# ---- strengths


def strengths(found: Sequence[Battalion]) -> Iterator[Row]:
    """Claims that disagree: what there should be and what is there, by one or two sources, or nothing at all."""
    random = seeded("strengths")
    for one in found:
        kind = random.random()
        best = max(60, round(one.strength * random.lognormvariate(0, 0.15)))
        if kind > 0.08:
            yield from _real(random, one, best)
        if kind < 0.04 or kind > 0.55:
            yield _figures(one, "establishment", random.choice((500, 750, 857)), "2015", STILL, REGISTER)


def _real(random: Random, one: Battalion, best: int) -> Iterator[Row]:
    """What is there: for the whole time, or falling in mid-period; now and then a second source sees more."""
    if random.random() < 0.06:
        turn = date(2021, random.randint(5, 8), 1)
        yield _figures(one, "real", best, "2020", str(turn - timedelta(days=1)), REGISTER, spread=True)
        yield _figures(one, "real", round(best * 0.8), str(turn), STILL, REGISTER, spread=True)
        return
    yield _figures(one, "real", best, "2020", STILL, REGISTER, spread=True)
    if random.random() < 0.16:
        other = round(best * random.choice((0.7, 1.25, 1.4, 1.6)))
        yield _figures(one, "real", other, "2020", STILL, RADIO)


def _figures(
    one: Battalion, kind: str, best: int, start: str, end: str, cited: Row, *, spread: bool = False
) -> Row:
    around = {"low": str(round(best * 0.8)), "high": str(round(best * 1.25))} if spread else {}
    figures = {"best": str(best), **around}
    return {"unit": one.id, "kind": kind, **figures, "start": start, "end": end, **cited, "note": "Made up."}


# ---- who is under whom

MOVED, SHARED, GLIMPSED = {1004}, {1058}, {1102}
"""The numbers of three battalions that the README shows; more of each sort are drawn."""


def ties(found: Sequence[Battalion]) -> list[Tie]:
    """Who is under whom in truth: most under one superior, some moved in mid-period, some under two at once."""
    random = seeded("ties")
    formations = sorted({one.parent for one in found})
    divisions = [unit for unit in formations if unit.startswith("lid-")]
    known: list[Tie] = []
    for one in found:
        sort = random.random()
        if one.number in MOVED or sort < 0.04:
            known.extend(_moved(random, one, divisions, formations))
        elif one.number in SHARED or 0.04 <= sort < 0.07:
            known.append(Tie(one, one.parent, "administrative"))
            known.append(Tie(one, random.choice([u for u in divisions if u != one.parent]), "operational"))
        else:
            known.append(Tie(one, one.parent, "command"))
    return known


def _moved(random: Random, one: Battalion, divisions: Sequence[str], formations: Sequence[str]) -> list[Tie]:
    day = WINDOW[0] + timedelta(days=random.randrange(45, 260))
    where = divisions if one.kind == "rmc-" else [unit for unit in formations if unit.startswith("rmc-")]
    first = date(2021, 6, 16) if one.number in MOVED else day
    new = divisions[0] if one.number in MOVED else random.choice(where)
    before = Tie(one, one.parent, "command", last=first - timedelta(days=1))
    return [before, Tie(one, new, "command", first=first)]


def subordinations(known: Sequence[Tie]) -> Iterator[Row]:
    """The ties as sources tell them: some changes to the month only, some ties seen on one day only."""
    random = seeded("subordinations")
    for tie in known:
        row = {"unit": tie.battalion.id, "parent": tie.parent, "kind": tie.kind}
        if tie.first or tie.last:
            rough = tie.battalion.number % 5 == 0
            yield {**row, **_change(tie, rough), **GAZETTE, "note": "Made up: it moves to another superior."}
        elif tie.kind != "command":
            start = "2021-03" if tie.kind == "operational" else "2015"
            note = "Made up: two superiors at the same time."
            yield {**row, "start": start, "end": STILL, **GAZETTE, "note": note}
        elif tie.battalion.number in GLIMPSED or random.random() < 0.03:
            day = "2019-05-12" if tie.battalion.number in GLIMPSED else _glimpse(random)
            note = "Made up: seen once; before and after it is only possible."
            yield {**row, "first_cited": day, "last_cited": day, **RADIO, "note": note}
        else:
            start = str(random.randint(2006, 2018))
            yield {**row, "start": start, "end": STILL, **REGISTER, "note": "Made up."}


def _glimpse(random: Random) -> str:
    return str(date(2018, 1, 1) + timedelta(days=random.randrange(1300)))


def _change(tie: Tie, rough: bool) -> Mapping[str, str]:
    """The days of a tie that began or ended in mid-period, or only its months."""
    if tie.last is not None:
        day = tie.last + timedelta(days=1)
        return {"start": "2015", "end": f"{day:%Y-%m}" if rough else str(tie.last)}
    assert tie.first is not None
    return {"start": f"{tie.first:%Y-%m}" if rough else str(tie.first), "end": STILL}
