"""Circles in command: a unit that answers, over one or more others, to itself on the same day.

A row that closes a circle is refused where all the ties of the circle certainly hold on a common day, or where none
of them has any date: then nothing says that they were so one after the other. A circle that needs a tie known only
roughly stands, with a warning: there is an order of events in which it never was one.

Ties that the graph holds already are looked at as well as those of the files, so a refused row that comes back alone
is refused again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from graph.claims import Claim
from ingest.context import Context, Known
from ingest.rows import Row
from ingest.sheets import Sheet
from ingest.tables.columns import Table
from ingest.tables.ways import Days, Ways, may_close
from ontology.model import Class
from ontology.time import Bounds, DateError, bounds_of, combine

RULE = "a circle in command"
POSSIBLE = "circle in command that is only possible"
SHOWN = 6
"""Ties of a circle that a hint names beside the row's own; the others are counted."""


@dataclass(frozen=True, slots=True)
class Held:
    """How a tie holds: on the days on which it does for certain, or at no time in particular; and when it may."""

    certain: Days | None
    undated: bool
    possible: Days


class Circles:
    """Remembers the ties of units that a circle can go through at all, and refuses the row that closes one."""

    def __init__(self, tables: Mapping[str, Table], sheets: Sequence[Sheet], context: Context) -> None:
        self._chain = context.model.serving("chain")
        self._context = context
        mine = [sheet for sheet in sheets if tables[sheet.kind].cls is self._chain]
        pairs = [pair for sheet in mine for pair in _pairs(tables[sheet.kind], sheet)]
        held = list(_held(context.known, self._chain, {above for _, above in pairs}))
        self._units = may_close([*pairs, *((below, above) for below, above, _ in held)])
        self._certain, self._undated, self._possible = Ways(), Ways(), Ways()
        for below, above, bounds in held:
            if below in self._units and above in self._units:
                self._keep(below, above, held_by(bounds))

    def add(self, row: Row, table: Table, claims: Sequence[Claim]) -> None:
        """Take the tie of a row. Raises RowRefused where it closes a circle."""
        if table.cls is not self._chain or not claims:
            return
        below, above = claims[0].subject, str(claims[0].object)
        bounds = _bounds(claims)
        if bounds is None or below == above or not {below, above} <= self._units:
            return
        held = held_by(bounds)
        self._refuse(row, table, below, above, held)
        if self._possible.closes(below, above, held.possible):
            self._context.warnings.add(POSSIBLE)
        self._keep(below, above, held)

    def _refuse(self, row: Row, table: Table, below: str, above: str, held: Held) -> None:
        found = self._certain.closes(below, above, held.certain) if held.certain else None
        if found is None and held.undated:
            found = self._undated.closes(below, above, EVER)
        if found is None:
            return
        way, days = found
        when = "None of these ties has a date" if held.undated else f"On {date.fromordinal(days[0])}"
        column = str(self._chain.by_key[str(self._chain.target)].column)
        raise row.refuse(column, above, RULE, f"{when}: {_told(way)}. Mend a superior or a date.")

    def _keep(self, below: str, above: str, held: Held) -> None:
        self._possible.add(below, above, held.possible)
        if held.undated:
            self._undated.add(below, above, EVER)
        elif held.certain:
            self._certain.add(below, above, held.certain)


EVER: Days = (date.min.toordinal(), date.max.toordinal())


def held_by(bounds: Bounds) -> Held:
    """How a tie with these bounds holds."""
    first = _day(bounds.start_earliest, EVER[0]), _day(bounds.end_latest, EVER[1])
    if not any(bounds.as_dict().values()):
        return Held(None, undated=True, possible=first)
    sure = bounds.start_latest, bounds.end_earliest
    if sure[0] is None or sure[1] is None or sure[0] > sure[1]:
        return Held(None, undated=False, possible=first)
    return Held((sure[0].toordinal(), sure[1].toordinal()), undated=False, possible=first)


def _day(day: date | None, unknown: int) -> int:
    return unknown if day is None else day.toordinal()


def _bounds(claims: Iterable[Claim]) -> Bounds | None:
    """What the claims of a row say together; None where a date of theirs cannot be read, which another rule tells."""
    keys = ("start", "end", "first_cited", "last_cited", "in_force")
    try:
        return combine(bounds_of({k: v for k, v in claim.qualifiers if k in keys}) for claim in claims).bounds
    except DateError:
        return None


def _pairs(table: Table, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """(unit, superior) of each row of a sheet."""
    cls = table.cls
    below, above = (str(cls.by_key[str(key)].column) for key in (cls.source, cls.target))
    pairs = ((row.get(below), row.get(above)) for row in sheet.rows())
    return (pair for pair in pairs if all(pair))


def _held(known: Known, chain: Class, units: set[str]) -> Iterator[tuple[str, str, Bounds]]:
    """The ties that the graph has above some units, and above those, to the top."""
    asked: set[str] = set()
    while units:
        asked |= units
        found = list(known.ties(chain.name, sorted(units)))
        yield from found
        units = {above for _, above, _ in found} - asked


def _told(way: Sequence[str]) -> str:
    """A circle in words; the row's own tie comes last."""
    steps = [f"{below} answers to {above}" for below, above in pairwise(way[1:])]
    left = len(steps) - SHOWN
    if left > 0:
        steps[SHOWN // 2 : -SHOWN // 2] = [f"so on over {left:,} more"]
    return f"{', '.join(steps)}, and by this row {way[0]} to {way[1]}"
