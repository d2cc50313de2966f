"""The made-up part of the demonstration: battalions, officers, postings, patrons, soldiers and defections.

None of it is about a real person or a real battalion. Every row cites a source whose id starts with `synthetic`,
every made-up unit and person says so in its name, every row says so in its note. Seeded: the same rows on each run.
"""

from __future__ import annotations

from demo.battalions import Towns, battalions, garrisons, strengths, subordinations, ties, units
from demo.defecting import event_rows, happenings, told
from demo.officers import officers, patronage, persons, postings
from demo.outlets import sources
from demo.soldiers import patronage_rows, person_rows, posting_rows, soldiers
from demo.tables import Rows


def synthetic_rows(public: Rows) -> Rows:
    """All tables of the made-up part, hung on the real formations of the public one."""
    towns = Towns(public["places"]).ids
    army = battalions(public)
    known = ties(army)
    leaders = officers(army)
    events = told(happenings(army), known)
    named = soldiers(events)
    names = {one.event.rows[0]["id"]: one.id for one in named}
    return {
        "sources": list(sources(document for event in events for document in event.documents)),
        "units": list(units(army)),
        "strengths": list(strengths(army)),
        "garrisons": list(garrisons(army)),
        "subordinations": list(subordinations(known)),
        "persons": [*persons(leaders, towns), *person_rows(named, towns)],
        "postings": [*postings(leaders), *posting_rows(named)],
        "patronage": [
            *patronage(leaders, {one.id: one.parent for one in army}),
            *patronage_rows(named, leaders),
        ],
        "defections": list(event_rows(events, names)),
    }
