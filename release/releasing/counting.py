"""Defections as counts, in tables that are broken down step by step; what is too small is left out so that no
total gives it back.

A table is a tree: all events, then by its first key, each part by the second, and so on. A part leaves if it has k
events or more. What its whole has beyond the parts that leave is nothing, or again k events or more: where the parts
that are too small do not make k together, the next smallest part stays behind with them. Nothing is given across:
no other total exists from which something could be subtracted, and no key stands in two tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

Path = tuple[tuple[str, str], ...]
"""The keys and values of a cell, in the order of its table; the empty text is "not known"."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is counted: its values by key, how many persons, and who, where that is known."""

    id: str
    values: Mapping[str, str]
    persons: int = 1
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One count that leaves. `who` are the persons of its events that stand in no smaller cell that leaves."""

    path: Path
    events: int
    persons: int
    who: frozenset[str] = frozenset()


Counts = Mapping[Path, tuple[int, int]]
"""(events, persons) by cell."""


@dataclass
class Table:
    """All events of one table, by part; what was told before about them weighs on what may be told now.

    `before` are the counts of each release before that may be in the same hands.
    """

    keys: Sequence[str]
    k: int
    before: Sequence[Counts] = ()

    def cells(self, events: Iterable[Event]) -> Iterator[Cell]:
        """The cells that leave, the whole first, in a fixed order."""
        held = list(_each_once(events))
        whole = _counted(held)
        if self._small(whole) or self._nearly((), whole):
            return
        all_of_it, *parts = self._below((), held, self.keys)
        yield all_of_it if len(all_of_it.who) >= self.k else replace(all_of_it, who=frozenset())
        yield from parts

    def _below(self, path: Path, held: list[Event], keys: Sequence[str]) -> list[Cell]:
        """A cell that leaves and those below it. How many persons a cell names is a count as well: where they are
        fewer than k, they stand in the cell above.
        """
        parts: dict[Path, list[Event]] = defaultdict(list)
        for event in held if keys else ():
            parts[(*path, (keys[0], event.values.get(keys[0], "")))].append(event)
        kept = self._kept(path, _counted(held), {part: _counted(found) for part, found in parts.items()})
        inside = {event.id for part in kept for event in parts[part]}
        who = {person for event in held if event.id not in inside for person in event.who}
        below: list[Cell] = []
        for part in sorted(kept):
            first, *others = self._below(part, parts[part], keys[1:])
            if len(first.who) < self.k:
                who |= first.who
                first = replace(first, who=frozenset())
            below += [first, *others]
        events, persons = _counted(held)
        return [Cell(path, events, persons, frozenset(who)), *below]

    def _kept(self, path: Path, whole: tuple[int, int], parts: Counts) -> set[Path]:
        """The parts that leave: large enough, unlike what was told before, and leaving no small rest."""
        kept = {
            part for part, count in parts.items() if not self._small(count) and not self._nearly(part, count)
        }
        while kept and not self._safe(path, whole, parts, kept):
            kept.discard(min(kept, key=lambda part: (parts[part], part)))
        return kept

    def _small(self, count: tuple[int, int]) -> bool:
        return min(count) < self.k

    def _nearly(self, path: Path, count: tuple[int, int]) -> bool:
        """Whether the count differs from the one told before by so little that the difference tells of a few."""
        return any(nearly(count, told[path], self.k) for told in self.before if path in told)

    def _safe(self, path: Path, whole: tuple[int, int], parts: Counts, kept: set[Path]) -> bool:
        told = {cell: parts[cell] for cell in kept} | {path: whole}
        return not any(any(leaks_of(path, told, before, self.k)) for before in self.before or ({},))


def nearly(one: tuple[int, int], other: tuple[int, int], k: int) -> bool:
    """Whether two counts differ by so little that the difference tells of a few."""
    return any(0 < abs(a - b) < k for a, b in zip(one, other, strict=True))


def _each_once(events: Iterable[Event]) -> Iterator[Event]:
    """The events, each person named with the first of theirs alone: one who stands in two cells stands out."""
    seen: set[str] = set()
    for event in sorted(events, key=lambda event: event.id):
        yield replace(event, who=tuple(one for one in event.who if one not in seen))
        seen.update(event.who)


def leaks_of(path: Path, told: Counts, before: Counts, k: int) -> Iterator[str]:
    """How the parts of one cell that are told, or were told before, give back a count below k."""
    whole = told.get(path)
    now = parts_of(path, told)
    if whole is None:
        return
    rest = _rest(whole, now.values())
    if any(0 < one < k or one < 0 for one in rest):
        yield f"what is left of it once its parts are subtracted is {rest[0]} events, {rest[1]} persons"
    earlier = before.get(path)
    if earlier is None:
        return
    then = parts_of(path, before)
    if earlier == whole:
        both = {**then, **now}
        if any(0 < one < k for one in _rest(whole, both.values())):
            yield "together with the release before, its parts leave a small rest"
    shared = now.keys() & then.keys()
    change = zip(
        _rest(whole, (now[part] for part in shared)),
        _rest(earlier, (then[part] for part in shared)),
        strict=True,
    )
    if any(0 < abs(a - b) < k for a, b in change):
        yield "what is left of it has changed by a few since the release before"


def parts_of(path: Path, told: Counts) -> dict[Path, tuple[int, int]]:
    """The cells one step below a cell."""
    return {cell: count for cell, count in told.items() if len(cell) == len(path) + 1 and cell[:-1] == path}


def by_whole(told: Counts) -> dict[Path, dict[Path, tuple[int, int]]]:
    """The cells by the cell that they are parts of."""
    found: dict[Path, dict[Path, tuple[int, int]]] = defaultdict(dict)
    for path, count in told.items():
        if path:
            found[path[:-1]][path] = count
    return found


def _rest(whole: tuple[int, int], parts: Iterable[tuple[int, int]]) -> tuple[int, int]:
    events, persons = whole
    for part in parts:
        events, persons = events - part[0], persons - part[1]
    return events, persons


def _counted(events: Sequence[Event]) -> tuple[int, int]:
    return len(events), sum(event.persons for event in events)
