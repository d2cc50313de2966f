"""Figures of units, such as strengths: none leaves that is small, or that tells of a few by subtraction.

A few are told of where a figure is below k; where a unit's figures of two times, or of two releases, differ by fewer
than k; and where a whole has fewer than k more than its parts together. What hangs under a unit that has no figure
stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_CHOICES = 1_000
"""Sums of what hangs under a unit without a figure that are gone through."""

Times = tuple[date, date]
"""The first and the last day of which something may be said."""

Group = tuple[str, ...]
"""What figures have in common that may be subtracted: class, kind of persons, and which figure it is."""


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """One figure of a unit, in persons."""

    unit: str
    group: Group
    times: Times
    value: int


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that may be a part of another for a time."""

    whole: str
    unit: str
    times: Times


@dataclass(frozen=True, slots=True)
class Leak:
    """A figure that tells of a few, and how; `others` are figures of this release that do so together with it."""

    figure: Figure
    why: str
    others: frozenset[Figure] = frozenset()


def times_of(first: date | None, last: date | None) -> Times:
    """The days between two, where one that is not known may be any."""
    return first or date.min, last or date.max


def leaks_in(
    now: frozenset[Figure], before: frozenset[Figure], parts: Sequence[Part], k: int
) -> Iterator[Leak]:
    """How the figures of a release tell of a few, by themselves or with those of a release before."""
    for figure in sorted(now):
        if figure.value < k:
            yield Leak(figure, f"it is {figure.value:,}, below {k}")
    yield from _changes(now, before, k)
    yield from _Sums(now, before, parts).leaks(k)


def held_back(
    figures: Iterable[Figure], before: Sequence[frozenset[Figure]], parts: Sequence[Part], k: int
) -> frozenset[Figure]:
    """Which figures must stay so that nothing of `leaks_in` is left."""
    every = frozenset(figures)
    kept = every
    releases = before or (frozenset(),)
    while leaks := [leak for then in releases for leak in leaks_in(kept, then, parts, k)]:
        # Of a unit's figures the first goes alone: it may be the only one that is too many.
        mine = {
            (leak.figure.unit, leak.figure.group): leak.figure for leak in leaks[::-1] if leak.figure in kept
        }
        theirs = [leak.others for leak in leaks if leak.figure not in kept]
        kept -= frozenset(mine.values()).union(*theirs)
    return every - kept


# ---- a change of a few


def _changes(now: frozenset[Figure], before: frozenset[Figure], k: int) -> Iterator[Leak]:
    held: dict[tuple[str, Group], list[Figure]] = defaultdict(list)
    for figure in sorted(now | before):
        held[figure.unit, figure.group].append(figure)
    for figures in held.values():
        for number, figure in enumerate(figures):
            if figure in now and figure not in before:
                # Of two new ones the later is too many; of a new and an old one the new.
                others = [*figures[:number], *(one for one in figures[number:] if one in before)]
                if any(_differ_by_few(figure, other, k, other in before) for other in others):
                    yield Leak(figure, f"it differs by fewer than {k} from the figure of another time")


def _differ_by_few(one: Figure, other: Figure, k: int, earlier: bool) -> bool:
    """Two figures of the same time in one release are two opinions; of two times or releases, a change."""
    return 0 < abs(one.value - other.value) < k and (earlier or one.times != other.times)


# ---- a whole and its parts


class _Sums:
    def __init__(self, now: frozenset[Figure], before: frozenset[Figure], parts: Sequence[Part]) -> None:
        self._now = now
        self._told: dict[tuple[str, Group], list[Figure]] = defaultdict(list)
        for figure in sorted(now | before):
            self._told[figure.unit, figure.group].append(figure)
        self._parts: dict[str, list[Part]] = defaultdict(list)
        for part in sorted(set(parts), key=lambda part: (part.unit, part.times)):
            self._parts[part.whole].append(part)

    def leaks(self, k: int) -> Iterator[Leak]:
        for (unit, group), figures in self._told.items():
            for whole in figures if self._parts.get(unit) else ():
                others: set[Figure] = set()
                sums = self._under(unit, group, whole, others, {unit})
                # The sums that leave fewer than k of the whole.
                few = (sums >> max(0, whole.value - k + 1)) & ((1 << min(k - 1, whole.value)) - 1)
                mine = frozenset(others & self._now)
                if few and others and (whole in self._now or mine):
                    yield Leak(whole, f"less its parts, fewer than {k} are left of it", mine)

    def _under(self, unit: str, group: Group, whole: Figure, used: set[Figure], seen: set[str]) -> int:
        """All sums of the parts of a unit, one figure of each, as the bits of a number."""
        sums = 1
        for part in {p.unit for p in self._parts.get(unit, ()) if _meet(p.times, whole.times)} - seen:
            found = [f for f in self._told.get((part, group), ()) if _meet(f.times, whole.times)]
            used.update(found)
            values = {figure.value for figure in found if figure.value <= whole.value}
            below = self._under(part, group, whole, used, seen | {part})
            # A unit is known by its figure, by what hangs under it, or not at all: an old figure may hold no more.
            unknown = 0 if self._now.intersection(found) else sums
            known = _or(sums << value for value in values)
            sums = known | unknown | (0 if below == 1 else _product(sums, below, whole.value))
            sums &= (1 << (whole.value + 1)) - 1
        return sums


def _or(numbers: Iterable[int]) -> int:
    found = 0
    for number in numbers:
        found |= number
    return found


def _product(one: int, other: int, limit: int) -> int:
    """All sums of a sum of the one and a sum of the other; of too many nobody can tell which is meant."""
    if other == 1 or other.bit_count() > _CHOICES:
        return one
    written = bin(other)[:1:-1]
    return _or(one << place for place, bit in enumerate(written[: limit + 1]) if bit == "1")


def _meet(one: Times, other: Times) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


# ---- notes of what was told

FIGURES = ("unit", "group", "time", "value")
"""The sides under which figures are noted."""


def noted(figures: Iterable[Figure]) -> Mapping[tuple[tuple[str, str], ...], tuple[int, int]]:
    """Figures in the form of counts, as the key folder keeps them."""
    return {
        (
            ("unit", figure.unit),
            *(("group", name) for name in figure.group),
            *(("time", day.isoformat()) for day in figure.times),
            ("value", str(figure.value)),
        ): (figure.value, figure.value)
        for figure in figures
    }


def from_notes(notes: Mapping[tuple[tuple[str, str], ...], tuple[int, int]]) -> frozenset[Figure]:
    """The figures of such notes."""
    found = set()
    for path, (value, _) in notes.items():
        first, last = (date.fromisoformat(day) for side, day in path if side == "time")
        group = tuple(name for side, name in path if side == "group")
        found.add(Figure(path[0][1], group, (first, last), value))
    return frozenset(found)
