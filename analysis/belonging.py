"""How long persons belong to a patron, and how often they leave while they do: cases over person-years.

Days are ordinals (of the calendar that `date.toordinal` counts); both ends of a span belong to it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.army import DAYS_A_YEAR
from analysis.poisson import garwood

PER = 1_000
"""Rates are per so many person-years."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A client's tie to a patron, with the first and the last day on which it can have held."""

    client: str
    patron: str
    span: Span


@dataclass(frozen=True, slots=True)
class Leaving:
    """Persons who were watched for so many person-years, and those who left while they were.

    `rate`, `low` and `high` are per 1,000 person-years, with the exact 95 % Poisson interval; None where nobody was
    watched.
    """

    persons: int
    cases: tuple[str, ...]
    person_years: float
    rate: float | None
    low: float | None
    high: float | None


def below(
    patron: str, ties: Iterable[Belonging], window: Span, *, through: bool
) -> dict[str, tuple[Span, ...]]:
    """When each person can have belonged to a patron in the window: as a client, with `through` as a client's too.

    A client's client belongs to the patron on the days on which both ties can have held. The patron is left out.
    """
    under: dict[str, list[Belonging]] = defaultdict(list)
    for tie in ties:
        under[tie.patron].append(tie)
    found: dict[str, tuple[Span, ...]] = {patron: (window,)}
    waiting = deque([patron])
    while waiting:
        here = waiting.popleft()
        for tie in under[here]:
            known = found.get(tie.client, ())
            more = united([*known, *_cut(found[here], tie.span)])
            if tie.client != patron and more != known:
                found[tie.client] = more
                waiting.extend([tie.client] if through else [])
    return {id: spans for id, spans in found.items() if id != patron}


def united(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in as few spans as can be, in order."""
    made: list[Span] = []
    for first, last in sorted(spans):
        if made and first <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], last))
        else:
            made.append((first, last))
    return tuple(made)


def _cut(spans: Iterable[Span], to: Span) -> list[Span]:
    both = ((max(first, to[0]), min(last, to[1])) for first, last in spans)
    return [span for span in both if span[0] <= span[1]]


def leaving(watched: Mapping[str, Sequence[Span]], left: Mapping[str, Span]) -> Leaving:
    """How many of those who were watched left on one of these days, and for how long all were watched.

    `left` is the first and the last day on which each can have left. Who left is not watched after it, and who left
    before is not counted at all.
    """
    days, persons, cases = 0, 0, []
    for id, spans in sorted(watched.items()):
        seen = _cut(spans, (0, left[id][1])) if id in left else spans
        if not seen:
            continue
        persons += 1
        days += sum(last - first + 1 for first, last in seen)
        if id in left and _cut(seen, left[id]):
            cases.append(id)
    return _rated(persons, tuple(cases), days / DAYS_A_YEAR)


def _rated(persons: int, cases: tuple[str, ...], years: float) -> Leaving:
    if not years:
        return Leaving(persons, cases, years, None, None, None)
    low, high = (float(end[0]) for end in garwood(np.array([len(cases)])))
    return Leaving(persons, cases, years, PER * len(cases) / years, PER * low / years, PER * high / years)
