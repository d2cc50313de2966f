"""Ways upward from unit to unit, on the days that all their steps share."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Generator, Iterable, Mapping, Sequence

Days = tuple[int, int]
"""From a day to a day, both included, as whole numbers."""

Way = tuple[list[str], Days]
"""A circle: the unit that it begins with, those above it in their order, and that unit again; and its days."""

_Steps = Mapping[str, Sequence[tuple[str, Days]]]
_Walk = Generator[None, None, Way | None]


def may_close(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """The units that a circle can go through: those left when the ones with none above or none below are taken away,
    over and over. In an order of battle without a circle no unit is left.
    """
    left = set(pairs)
    for upward in (True, False):
        left = _peeled(left, upward)
    return {unit for pair in left for unit in pair}


def _peeled(pairs: set[tuple[str, str]], upward: bool) -> set[tuple[str, str]]:
    """The ties that are left when units with no tie upward (or downward) are taken away with their ties."""
    behind: dict[str, list[str]] = defaultdict(list)
    count: Counter[str] = Counter()
    for below, above in pairs:
        unit, other = (below, above) if upward else (above, below)
        behind[other].append(unit)
        count[unit] += 1
    ended = [unit for unit in behind if unit not in count]
    gone = set(ended)
    while ended:
        for unit in behind.get(ended.pop(), ()):
            count[unit] -= 1
            if not count[unit]:
                gone.add(unit)
                ended.append(unit)
    return {pair for pair in pairs if gone.isdisjoint(pair)}


class Ways:
    """Ties that are added one by one, each with its days, so that none of them closes a circle on a day."""

    def __init__(self) -> None:
        self._above: dict[str, list[tuple[str, Days]]] = defaultdict(list)
        self._below: dict[str, list[tuple[str, Days]]] = defaultdict(list)

    def add(self, below: str, above: str, days: Days) -> None:
        """A unit and its superior on some days."""
        self._above[below].append((above, days))
        self._below[above].append((below, days))

    def closes(self, below: str, above: str, days: Days) -> Way | None:
        """The circle that this tie would close, with the days on which all of it holds; None where it closes none.

        Looked for from both ends in turn, upward from the superior and downward from the unit: whichever comes to an
        end first tells. One of them mostly has little to walk, in whatever order the ties come.
        """
        up = _walk(self._above, above, below, days)
        down = _walk(self._below, below, above, days)
        found, upward = _first(up, down)
        if found is None:
            return None
        way, shared = found
        return [below, *(way if upward else reversed(way))], shared


def _first(up: _Walk, down: _Walk) -> tuple[Way | None, bool]:
    """What the walk that ends first has found, and whether it is the upward one."""
    while True:
        for walk, upward in ((up, True), (down, False)):
            try:
                next(walk)
            except StopIteration as ended:
                return ended.value, upward


def _walk(steps: _Steps, start: str, goal: str, days: Days) -> _Walk:
    """Looks for the goal from a start, a step at a time; a unit is gone through again only on days that are new."""
    waiting = deque([(start, days)])
    came: dict[tuple[str, Days], tuple[str, Days] | None] = {(start, days): None}
    seen: dict[str, list[Days]] = {start: [days]}
    while waiting:
        here = waiting.popleft()
        for unit, when in steps.get(here[0], ()):
            yield
            shared = max(here[1][0], when[0]), min(here[1][1], when[1])
            for fresh in _unseen(seen.setdefault(unit, []), shared):
                came[unit, fresh] = here
                if unit == goal:
                    return _way_to((unit, fresh), came), fresh
                waiting.append((unit, fresh))
    return None


def _unseen(seen: list[Days], days: Days) -> list[Days]:
    """The stretches of these days that are not among those seen; they are seen from now on."""
    fresh = [days] if days[0] <= days[1] else []
    for first, last in seen:
        if not fresh:
            break
        around = (part for a, b in fresh for part in ((a, min(b, first - 1)), (max(a, last + 1), b)))
        fresh = [part for part in around if part[0] <= part[1]]
    seen.extend(fresh)
    return fresh


def _way_to(end: tuple[str, Days], came: Mapping[tuple[str, Days], tuple[str, Days] | None]) -> list[str]:
    """The units from the start of a walk to its end."""
    way: list[str] = []
    at: tuple[str, Days] | None = end
    while at is not None:
        way.append(at[0])
        at = came[at]
    return way[::-1]
