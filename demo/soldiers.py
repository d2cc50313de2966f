"""The made-up soldiers that some defections name: who they are, where they served, whose clients they were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from demo.chance import seeded
from demo.defecting import NAMED, Told
from demo.officers import Officers, bond
from demo.tables import Row

# The years in which men of a rank were born, in 2021: most who left were young.
BORN = {
    "private": (1996, 2003),
    "lance-corporal": (1994, 2001),
    "corporal": (1991, 1999),
    "sergeant": (1983, 1995),
    "lieutenant": (1993, 1998),
    "captain": (1988, 1994),
    "major": (1980, 1987),
}
OFFICERS = ("lieutenant", "captain", "major")


@dataclass(frozen=True)
class Soldier:
    """A made-up soldier, and the event that names him or her."""

    number: int
    born: int
    event: Told

    @property
    def id(self) -> str:
        """The id in the tables."""
        return f"synthetic-soldier-{self.number:03d}"

    @property
    def rank(self) -> str:
        """The rank that the event tells."""
        return self.event.rows[0]["rank"]

    @property
    def cited(self) -> Row:
        """The source that tells of the event."""
        row = self.event.rows[0]
        return {"source": row["source"], "confidence": row["confidence"], "note": "Made up."}


def soldiers(known: Sequence[Told]) -> list[Soldier]:
    """As many as are to be named, from events of one person all over the window."""
    random = seeded("soldiers")
    fit = [event for event in known if event.can_be_named]
    chosen = sorted(random.sample(range(len(fit)), min(NAMED, len(fit))))
    return [
        Soldier(number, random.randint(*BORN[fit[at].rows[0]["rank"]]), fit[at])
        for number, at in enumerate(chosen, 1)
    ]


def person_rows(known: Sequence[Soldier], towns: Sequence[str]) -> Iterator[Row]:
    """Who they are, as far as it is told."""
    random = seeded("soldiers' rows")
    for one in known:
        yield {
            "id": one.id,
            "name": f"Synthetic Soldier {one.number:03d}",
            "gender": "female" if one.number % 25 == 0 else "male",
            "born": _born(random, one.born),
            "home": random.choice(towns) if random.random() < 0.75 else "",
            "intake": _intake(random, one) if random.random() < 0.6 else "",
            **one.cited,
        }


def _born(random: Random, year: int) -> str:
    kind = random.random()
    return "" if kind < 0.1 else f"{year}~" if kind < 0.6 else str(year)


def _intake(random: Random, one: Soldier) -> str:
    if one.rank in OFFICERS:
        return f"Synthetic intake {one.born - 1944}"
    return f"Synthetic depot {random.randint(1, 6)}, {one.born + random.randint(18, 20)}"


def posting_rows(known: Sequence[Soldier]) -> Iterator[Row]:
    """Where they served until they left."""
    random = seeded("soldiers' postings")
    for one in known:
        row = one.event.rows[0]
        yield {
            "person": one.id,
            "unit": row["unit"],
            "role": "staff-officer" if one.rank in OFFICERS else "member",
            "rank": one.rank,
            "start": str(min(2020, one.born + random.randint(18, 23))),
            "end": row["date"],
            **one.cited,
        }


def patronage_rows(known: Sequence[Soldier], officers: Officers) -> Iterator[Row]:
    """Of the officers among them, two of three were clients of their battalion's commander."""
    random = seeded("soldiers' patrons")
    for one in known:
        patron = officers.leading(one.event.rows[0]["unit"], one.event.happening.day)
        if patron and one.rank in OFFICERS and random.random() < 0.66:
            yield bond(random, one.id, patron.id)
