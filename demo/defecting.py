"""The made-up defections of February to November 2021, and the made-up soldiers that some of them name.

What happens comes from the battalions' rates; what is told comes from the outlets, who do not hear of everything,
count differently, know a day or only a month, and sometimes only the formation above.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from demo.battalions import WINDOW, Battalion, Tie
from demo.chance import poisson, seeded, some, weighted
from demo.outlets import HEARD, Document, Outlet, tellers, told_on
from demo.tables import Row

NAMED = 300
AGAIN = 0.2
"""How many of the events a second outlet tells of."""
LAST_TOLD = date(2022, 3, 15)

# Each with its weight: mostly one or two, now and then many; more after the killings of March and from September on.
SIZES = {1: 60, 2: 16, 3: 9, 4: 5, 5: 4, 7: 2.5, 9: 1.6, 12: 1, 17: 0.6, 26: 0.3, 41: 0.12}
MONTHS = {2: 0.4, 3: 1.0, 4: 1.7, 5: 1.3, 6: 0.9, 7: 0.7, 8: 0.8, 9: 1.3, 10: 1.2, 11: 0.9}
# What weighs most is what interviews with real defectors name: mostly young, mostly of low rank.
RANKS = {
    "private": 40,
    "lance-corporal": 17,
    "corporal": 16,
    "sergeant": 13,
    "lieutenant": 5,
    "captain": 6,
    "major": 2,
    "": 12,
}
MODES = {
    "joined-armed-resistance": 6,
    "joined-non-violent-campaign": 6,
    "deserted": 9,
    "left-the-country": 3,
    "works-from-within": 2,
    "surrendered": 1,
    "attempted": 0.5,
}
DESTINATIONS: Mapping[str, tuple[str, ...]] = {
    "joined-armed-resistance": ("armed-resistance", "resistance-held-area"),
    "joined-non-violent-campaign": ("resistance-held-area", "border"),
    "deserted": ("civilian-life", "border", "unknown"),
    "left-the-country": ("neighbouring-country", "third-country"),
}
MOTIVES = {
    "violence-against-civilians": 7,
    "grievance-against-the-institution": 6,
    "rejection-of-military-rule": 4,
    "bond-with-society": 3,
    "moral-objection-to-violence": 3,
    "sense-of-being-used": 2,
    "material-hardship": 2,
    "better-prospect-elsewhere": 1,
}
OBSTACLES = {
    "fear-for-the-family": 6,
    "family-held-in-the-barracks": 5,
    "punishment": 5,
    "indoctrination": 4,
    "closed-military-society": 3,
    "control-and-surveillance": 3,
    "patron-client-hierarchy": 3,
    "economic-dependence": 2,
    "no-livelihood-afterwards": 2,
}
HELPS = {
    "defector-network": 5,
    "online-contact": 4,
    "strong-personal-ties": 4,
    "shelter-and-security": 3,
    "safe-haven-of-an-armed-organisation": 3,
    "stipend-and-care": 1,
    "spouses-and-family-groups": 1,
}
ROUTES = {"on-leave": 4, "overland-route": 4, "from-the-field": 3, "across-the-border": 2}


@dataclass(frozen=True)
class Happening:
    """What happened: from which battalion, on which day, how many left. No table tells it so plainly."""

    battalion: Battalion
    day: date
    size: int


@dataclass(frozen=True)
class Told:
    """An event as the sources tell it: its rows, the first teller's first; and what happened, for the names."""

    happening: Happening
    rows: tuple[Row, ...]
    documents: tuple[Document, ...]

    @property
    def can_be_named(self) -> bool:
        """Whether it is one person, and his battalion is told."""
        row = self.rows[0]
        return row.get("count") == "1" and row["unit"] == self.happening.battalion.id and bool(row["rank"])


def region(place: str) -> str:
    """The state or region of a town, by its code."""
    return place[:6]


def happenings(found: Sequence[Battalion]) -> list[Happening]:
    """All that happened in the window, by the battalions' rates, in the order of the days."""
    random = seeded("happenings")
    days = (WINDOW[1] - WINDOW[0]).days + 1
    mean = sum(size * weight for size, weight in SIZES.items()) / sum(SIZES.values())
    found_all: list[Happening] = []
    for one in found:
        expected = one.rate / 1000 * one.strength * days / 365.25 / mean
        for _ in range(poisson(random, expected)):
            found_all.append(Happening(one, _day(random), weighted(random, SIZES)))
    return sorted(found_all, key=lambda one: (one.day, one.battalion.number, one.size))


def _day(random: Random) -> date:
    first = date(2021, weighted(random, MONTHS), 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=random.randrange((after - first).days))


def told(all_of_it: Sequence[Happening], ties: Sequence[Tie]) -> list[Told]:
    """What the outlets tell of it; of some of it nobody ever hears."""
    random = seeded("told")
    above = Above(ties)
    heard = [one for one in all_of_it if random.random() < HEARD.get(region(one.battalion.place), 0.95)]
    return [_told(random, number, one, above) for number, one in enumerate(heard, 1)]


class Above:
    """Which formation a battalion is under on a day."""

    def __init__(self, ties: Sequence[Tie]) -> None:
        self._ties: dict[str, list[Tie]] = {}
        for tie in ties:
            self._ties.setdefault(tie.battalion.id, []).append(tie)

    def on(self, battalion: Battalion, day: date) -> str:
        """Its superior; of two at once the first."""
        return next(
            tie.parent
            for tie in self._ties[battalion.id]
            if (tie.first is None or tie.first <= day) and (tie.last is None or day <= tie.last)
        )


def _told(random: Random, number: int, one: Happening, above: Above) -> Told:
    first, *second = tellers(random, region(one.battalion.place), AGAIN)
    document = told_on(random, first, one.day, LAST_TOLD)
    row = _event(random, number, one, _unit(random, one, above), first, document)
    if not second:
        return Told(one, (row,), (document,))
    other = told_on(random, second[0], one.day, LAST_TOLD)
    return Told(one, (row, _again(random, row, one, second[0], other)), (document, other))


def _unit(random: Random, one: Happening, above: Above) -> str:
    """Mostly the battalion; some events are told only of the formation above, of the army, or of no unit at all."""
    kinds = {"battalion": 86.0, "formation": 11.0, "tmw-army": 1.5, "": 1.5}
    kind = weighted(random, kinds)
    if kind == "formation":
        return above.on(one.battalion, one.day)
    return one.battalion.id if kind == "battalion" else kind


def _event(random: Random, number: int, one: Happening, unit: str, outlet: Outlet, document: Document) -> Row:
    mode = weighted(random, MODES)
    open_words = outlet.key == "defectors-network"
    return {
        "id": f"synthetic-defection-{number:04d}",
        "date": _date(random, one.day),
        "unit": unit,
        **_counts(random, one.size),
        "rank": weighted(random, RANKS) if one.size < 9 else "",
        "mode": mode,
        "destination": random.choice(DESTINATIONS.get(mode, ("",))),
        "motives": some(random, MOTIVES, 1 if open_words else 0, 3),
        "obstacles": some(random, OBSTACLES, 1 if open_words else 0, 2),
        "support": _support(random),
        "place": one.battalion.place if unit == one.battalion.id and random.random() < 0.7 else "",
        "source": document.id,
        "confidence": outlet.confidence,
        "note": "Made up.",
    }


def _support(random: Random) -> str:
    return ";".join(filter(None, (some(random, HELPS, 0, 2), some(random, ROUTES, 0, 1))))


def _counts(random: Random, size: int) -> Row:
    """Exact, a range around the count, only a least number, or, once in a while, no number at all."""
    kind = random.random()
    if size == 1:
        return {"count": "1"} if kind < 0.98 else {}
    if size < 4 or kind < 0.55:
        return {"count": str(size)}
    if kind < 0.88:
        low, high = size - max(1, size // 4), size + max(1, size // 3)
        return {"count_low": str(low), "count": str(size), "count_high": str(high)}
    return {"count_low": str(size)}


def _date(random: Random, day: date) -> str:
    """A day, a month, an uncertain month, a quarter or an interval, as such reports tell it."""
    kind = random.random()
    if kind < 0.58:
        return str(day)
    if kind < 0.8:
        return f"{day:%Y-%m}"
    if kind < 0.87:
        return f"{day:%Y-%m}~"
    if kind < 0.91:
        return f"{day.year}-{33 + (day.month - 1) // 3}"
    first = max(WINDOW[0], day - timedelta(days=random.randrange(0, 12)))
    last = min(WINDOW[1], day + timedelta(days=random.randrange(1, 20)))
    return f"{first}/{last}" if first < last else str(day)


def _again(random: Random, row: Row, one: Happening, outlet: Outlet, document: Document) -> Row:
    """The same event by another outlet, which often saw another number and knows less."""
    seen = one.size if one.size == 1 or random.random() < 0.4 else _other(random, one.size)
    note = "Made up: a figure in dispute." if str(seen) != row.get("count") else "Made up."
    return {
        **{key: row[key] for key in ("id", "unit", "mode")},
        "date": f"{one.day:%Y-%m}" if random.random() < 0.5 else row["date"],
        "count": str(seen),
        "source": document.id,
        "confidence": outlet.confidence,
        "note": note,
    }


def _other(random: Random, size: int) -> int:
    return max(1, round(size * random.choice((0.6, 0.8, 1.25, 1.5, 2.0))))


def event_rows(known: Sequence[Told], names: Mapping[str, str]) -> Iterator[Row]:
    """The rows of all events; `names` gives the person of those that name one."""
    for event in known:
        for row in event.rows:
            yield {**row, "person": names.get(row["id"], "")} if row is event.rows[0] else row
