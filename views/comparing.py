"""What came, went and changed in a network between two days, as a list: the same rule as views/parts/day_changes.js.

A thing is there on a day if it stands above or below what the drawing is about, by ties that may hold, or commands
what does; a tie is there if it may hold and both its ends are there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ontology.model import Model
from ontology.time import Holds
from views.network import UNDATED, Drawing, Edge, Look, look_of, looks


class Mark(StrEnum):
    """How something differs between two days."""

    CHANGED = "changed"
    CAME = "came"
    WENT = "went"
    SURER = "surer"
    UNSURER = "unsurer"


SAID = {
    Mark.CHANGED: "Changed",
    Mark.CAME: "Came",
    Mark.WENT: "Went",
    Mark.SURER: "Now certain",
    Mark.UNSURER: "Now only possible",
}
"""The marks in words."""

THING, TIE = "thing", "tie"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `id` is that of a thing or the key of an edge, as `kind` says; `facts` are what it rests on."""

    mark: Mark
    kind: str
    id: str
    words: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class There:
    """What is there on a day: the ids of the things, and how each tie holds, by its key."""

    things: frozenset[str]
    held: Mapping[str, Holds]

    def number(self, how: Holds) -> int:
        """So many ties hold in this way."""
        return sum(held is how for held in self.held.values())


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two days of a drawing, the earlier one first, and what changed between them in the order of the words."""

    first: date
    last: date
    before: There
    after: There
    changes: tuple[Change, ...]

    def of(self, mark: Mark) -> tuple[Change, ...]:
        """The changes of one mark."""
        return tuple(change for change in self.changes if change.mark is mark)


def compare(drawing: Drawing, model: Model, one: date, other: date) -> Comparison:
    """What changed in a drawing of a period between two of its days, whichever is given first."""
    first, last = sorted((one, other))
    before, after = there_on(drawing, model, first), there_on(drawing, model, last)
    changes = [
        *_things(drawing, model, before, after),
        *_ties(drawing, model, (first, last), before, after),
    ]
    return Comparison(first, last, before, after, tuple(sorted(changes, key=lambda one: (one.words, one.id))))


# ---- what is there on a day


def there_on(drawing: Drawing, model: Model, day: date) -> There:
    """What a drawing of a period shows on a day."""
    held = {edge.key: held_on(edge, day) for edge in drawing.edges}
    stands = {
        node.id: node.bounds == UNDATED or node.bounds.holds_on(day) is not Holds.NO for node in drawing.nodes
    }
    reached = _reached(drawing, model, held, stands)
    things = frozenset(
        node.id for node in drawing.nodes if node.id in reached and (stands[node.id] or node.focus)
    )
    ties = {
        edge.key: held[edge.key]
        for edge in drawing.edges
        if held[edge.key] is not Holds.NO and edge.source in things and edge.target in things
    }
    return There(things, ties)


_ORDER = (Holds.CERTAIN, Holds.POSSIBLE, Holds.NO)


def held_on(edge: Edge, day: date) -> Holds:
    """How a tie holds: as sure as the surest of its facts; one without facts stands as it was drawn."""
    if not edge.spells:
        return Holds.POSSIBLE if edge.holds is Holds.POSSIBLE else Holds.CERTAIN
    return min((spell.bounds.holds_on(day) for spell in edge.spells), key=_ORDER.index)


def _reached(
    drawing: Drawing, model: Model, held: Mapping[str, Holds], stands: Mapping[str, bool]
) -> set[str]:
    """What is above and below of what the drawing is about, by ties that hold, and who commands these.

    Not what is beside: a chain through a window of days holds units that stood there at other times. Without a
    subject, whatever has a tie that holds is there, and whatever never had any.
    """
    known, ties = looks(model), [edge for edge in drawing.edges if held[edge.key] is not Holds.NO]
    starts = [node.id for node in drawing.nodes if node.focus]
    if not starts:
        tied = {end for edge in drawing.edges for end in (edge.source, edge.target)}
        near = {end for edge in ties for end in (edge.source, edge.target)}
        return {node.id for node in drawing.nodes if node.id in near or node.id not in tied}
    rises = [(edge.source, edge.target) for edge in ties if not look_of(known, edge).falls]
    falls = [(edge.source, edge.target) for edge in ties if look_of(known, edge).falls]
    feet = [foot for start in starts for top, foot in falls if top == start and stands[foot]]
    roots = [*starts, *feet]
    found = _closed(roots, rises, stands) | _closed(roots, [(to, at) for at, to in rises], stands)
    beside = {other for pair in falls for one, other in (pair, pair[::-1]) if one in found}
    return found | {id for id in beside if stands[id]}


def _closed(starts: Sequence[str], ways: Iterable[tuple[str, str]], stands: Mapping[str, bool]) -> set[str]:
    """All that the ways lead to, step by step."""
    near: dict[str, list[str]] = defaultdict(list)
    for at, to in ways:
        near[at].append(to)
    found, waiting = set(starts), list(starts)
    while waiting:
        fresh = [other for other in near[waiting.pop()] if stands[other] and other not in found]
        found.update(fresh)
        waiting += fresh
    return found


# ---- what changed


def _things(drawing: Drawing, model: Model, before: There, after: There) -> Iterable[Change]:
    """Things that came or went. Who comes or goes with a tie of their own to what lies below is told of by that tie."""
    known = looks(model)
    by_tie = {
        edge.source
        for edge in drawing.edges
        if look_of(known, edge).falls and (edge.key in before.held) != (edge.key in after.held)
    }
    for node in drawing.nodes:
        was, is_now = node.id in before.things, node.id in after.things
        if was != is_now and node.id not in by_tie:
            yield Change(Mark.CAME if is_now else Mark.WENT, THING, node.id, node.name)


@dataclass(frozen=True, slots=True)
class _Tie:
    """A tie with the words for it."""

    edge: Edge
    look: Look
    names: Mapping[str, str]

    @property
    def lower(self) -> str:
        """The end that the tie lies on: whose superior, commander or patron it tells of."""
        return self.edge.target if self.look.falls else self.edge.source

    @property
    def upper_name(self) -> str:
        return self.names[self.edge.source if self.look.falls else self.edge.target]

    @property
    def words(self) -> str:
        return f"{self.names[self.edge.source]} {self.look.phrase} {self.names[self.edge.target]}"

    def change(self, mark: Mark, words: str, other: Edge | None = None) -> Change:
        spells = (*self.edge.spells, *(other.spells if other else ()))
        return Change(mark, TIE, self.edge.key, words, tuple(spell.id for spell in spells))


def _ties(
    drawing: Drawing, model: Model, days: tuple[date, date], before: There, after: There
) -> Iterable[Change]:
    known, names = looks(model), {node.id: node.name for node in drawing.nodes}
    ties = [_Tie(edge, look_of(known, edge), names) for edge in drawing.edges]
    swapped = _swapped(ties, before, after)
    told = {tie.edge.key for pair in swapped for tie in pair}
    for came, went in swapped:
        yield came.change(Mark.CHANGED, f"{came.words}, before {went.upper_name}", went.edge)
    for tie in ties:
        if tie.edge.key not in told:
            yield from _tie(tie, days, before.held.get(tie.edge.key), after.held.get(tie.edge.key))


def _tie(tie: _Tie, days: tuple[date, date], was: Holds | None, now: Holds | None) -> Iterable[Change]:
    """The change of one tie, if it is one."""
    if was is None and now is None:
        return
    if was is None or now is None:
        possible = Holds.POSSIBLE in (was, now)
        words = f"{tie.words} (possible)" if possible else tie.words
        yield tie.change(Mark.CAME if was is None else Mark.WENT, words)
    elif was is not now:
        yield tie.change(Mark.SURER if now is Holds.CERTAIN else Mark.UNSURER, tie.words)
    else:
        old, fresh = (_said(tie.edge, day) for day in days)
        if old != fresh:
            yield tie.change(Mark.CHANGED, f"{tie.words}: {'; '.join(fresh)}, before {'; '.join(old)}")


def _said(edge: Edge, day: date) -> list[str]:
    """The words of the facts that may hold on a day: another role or rank is another fact."""
    return sorted(spell.words for spell in edge.spells if spell.bounds.holds_on(day) is not Holds.NO)


def _swapped(ties: Sequence[_Tie], before: There, after: There) -> list[tuple[_Tie, _Tie]]:
    """One tie went and one of the same type came, both of the same thing: a new superior, commander or patron."""
    came: dict[tuple[str, str], list[_Tie]] = defaultdict(list)
    went: dict[tuple[str, str], list[_Tie]] = defaultdict(list)
    for tie in ties:
        was, now = tie.edge.key in before.held, tie.edge.key in after.held
        if was != now and tie.lower in before.things and tie.lower in after.things:
            (came if now else went)[tie.lower, tie.edge.type].append(tie)
    return [
        (some[0], went[key][0])
        for key, some in came.items()
        if len(some) == 1 and len(went.get(key, ())) == 1
    ]


# ---- to take along

FIELDS = ("from", "to", "change", "kind", "what", "id", "facts")
"""The columns of the table."""


def rows(found: Comparison) -> list[dict[str, str]]:
    """The changes as rows of FIELDS; facts are divided by semicolons."""
    days = {"from": found.first.isoformat(), "to": found.last.isoformat()}
    return [
        {
            **days,
            "change": one.mark.value,
            "kind": one.kind,
            "what": one.words,
            "id": one.id,
            "facts": ";".join(one.facts),
        }
        for mark in Mark
        for one in found.of(mark)
    ]
