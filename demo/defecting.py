"""The made-up defections of February to November 2021, and the made-up soldiers that some of them name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from demo.tables import Row

EVENTS = 60
NAMED = 12
DISPUTED = 4
FIRST, LAST = date(2021, 2, 2), date(2021, 11, 28)
CITED = {"source": "synthetic-interviews", "confidence": "medium"}
OTHER = {"source": "synthetic-radio", "confidence": "low"}

# Each with its weight: mostly young, mostly of low rank; what weighs most is what interviews with real defectors name.
RANKS = {
    "private": 8,
    "lance-corporal": 4,
    "corporal": 5,
    "sergeant": 5,
    "lieutenant": 3,
    "captain": 3,
    "major": 1,
}
MODES = {
    "joined-armed-resistance": 6,
    "joined-non-violent-campaign": 6,
    "deserted": 8,
    "left-the-country": 3,
    "works-from-within": 3,
    "surrendered": 1,
    "attempted": 1,
}
DESTINATIONS = {
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


def defections(
    random: Random, battalions: Sequence[str], formations: Sequence[str], places: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """The soldiers that are named and the events, some of them told twice with other figures."""
    leaking = random.sample(range(len(battalions)), 25)
    events: list[Row] = []
    for number in range(1, EVENTS + 1):
        where = random.choice(leaking)
        events.append(
            _event(random, number, _unit(random, number, battalions[where], formations), places[where])
        )
    soldiers = [_soldier(random, number, places) for number in range(1, NAMED + 1)]
    named = [_about(event, soldier) for event, soldier in zip(events, soldiers, strict=False)]
    told_again = [_told_again(event) for event in events[NAMED + 1 : NAMED + 1 + DISPUTED]]
    return soldiers, [*named, *events[NAMED:], *told_again]


def _unit(random: Random, number: int, battalion: str, formations: Sequence[str]) -> str:
    """Mostly a battalion; some are reported only for the formation above, one for no unit at all."""
    if number == EVENTS:
        return ""
    return random.choice(formations) if number % 9 == 0 else battalion


def _event(random: Random, number: int, unit: str, place: str) -> Row:
    count = random.choice((1, 1, 2, 2, 3, 4, 5, 8, 14, 30))
    mode = _weighted(random, MODES)
    return {
        "id": f"synthetic-defection-{number:02d}",
        "date": _date(random),
        "unit": unit,
        **_counts(random, count),
        "rank": _weighted(random, RANKS),
        "mode": mode,
        "destination": random.choice(DESTINATIONS.get(mode, ("",))),
        "motives": _some(random, MOTIVES, 1, 3),
        "obstacles": _some(random, OBSTACLES, 0, 3),
        "support": ";".join(filter(None, (_some(random, HELPS, 0, 2), _some(random, ROUTES, 0, 1)))),
        "place": place if random.random() < 0.7 else "",
        **CITED,
        "note": "Made up.",
    }


def _counts(random: Random, count: int) -> Row:
    """Exact, a range around the count, or only a least number."""
    kind = random.random()
    if count < 4 or kind < 0.5:
        return {"count": str(count)}
    if kind < 0.85:
        return {
            "count_low": str(count - count // 4),
            "count": str(count),
            "count_high": str(count + count // 2),
        }
    return {"count_low": str(count)}


def _date(random: Random) -> str:
    """A day, a month, an uncertain month or an interval, as such reports tell it."""
    day = FIRST + timedelta(days=random.randrange((LAST - FIRST).days))
    kind = random.random()
    if kind < 0.6:
        return str(day)
    if kind < 0.85:
        return f"{day:%Y-%m}"
    return f"{day:%Y-%m}~" if kind < 0.93 else f"{day}/{day + timedelta(days=random.randrange(3, 40))}"


def _weighted(random: Random, terms: dict[str, int]) -> str:
    return random.choices(list(terms), list(terms.values()))[0]


def _some(random: Random, terms: dict[str, int], least: int, most: int) -> str:
    """Some different terms, joined by `;`, in the order of the list above."""
    drawn = {_weighted(random, terms) for _ in range(random.randint(least, most))}
    return ";".join(term for term in terms if term in drawn)


def _soldier(random: Random, number: int, places: Sequence[str]) -> Row:
    return {
        "id": f"synthetic-soldier-{number:03d}",
        "name": f"Synthetic Soldier {number:03d}",
        "gender": "female" if number % 6 == 0 else "male",
        "born": f"{random.randint(1985, 2000)}~",
        "home": random.choice(places),
        **CITED,
        "note": "Made up.",
    }


def _about(event: Row, soldier: Row) -> Row:
    """The event as that of one named person."""
    return {**event, "person": soldier["id"], "count_low": "", "count": "1", "count_high": ""}


def _told_again(event: Row) -> Row:
    """The same event by another source, which saw more of them."""
    low = int(event.get("count") or event["count_low"])
    return {
        **{key: event[key] for key in ("id", "unit", "mode")},
        "date": event["date"],
        "count": str(low * 2 + 1),
        **OTHER,
        "note": "Made up: a figure in dispute.",
    }
