"""Reads what the leak measure works on: four catalog queries, column by column, made into tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from analysis.army import (
    AFTER,
    BEFORE,
    NOWHERE,
    Army,
    Events,
    Flag,
    Real,
    Spans,
    Strengths,
    Ties,
    Units,
    Whole,
)
from analysis.collecting import collecting_later
from graph.catalog import columns_together, load_catalog
from graph.connection import Database
from ontology.concepts import Scheme
from ontology.model import Model
from ontology.time import Span, middle

UNITS, TIES, STRENGTHS, EVENTS = "units", "subordinations", "strengths", "defection-events"
"""The names of the four queries."""

READ = (STRENGTHS, TIES, UNITS, EVENTS)
"""The order in which they are asked: the longest first, since two are asked at a time."""

Columns = Mapping[str, Sequence[Any]]
"""What a query gives: each of its columns from top to bottom, days as ISO text, None where nothing is known."""

Position = Mapping[str | None, int]
"""The number of each unit, by its id."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of the four queries."""

    units: Columns
    ties: Columns
    strengths: Columns
    events: Columns


def read_army(database: Database, model: Model) -> Army:
    """All units, ties, strengths and events that are loaded."""
    catalog = load_catalog(model)
    with collecting_later():
        told = columns_together(database, [catalog[name] for name in READ])
        found = dict(zip(READ, told, strict=True))
        return army_of(Told(found[UNITS], found[TIES], found[STRENGTHS], found[EVENTS]), model)


def army_of(told: Told, model: Model) -> Army:
    """The tables of numbers; the ontology orders kinds of strength and confidence.

    The four queries are readings of their own. A tie or a strength of a unit that came in between them waits for the
    next reading, as it would have if it had come a moment later; an event is then one that no unit can be given.
    """
    position: Position = {unit: number for number, unit in enumerate(told.units["unit"])}
    return Army(
        units=_units(told.units),
        ties=_ties(told.ties, position),
        strengths=_strengths(told.strengths, position, model),
        events=_events(told.events, position),
    )


# ---- columns into numbers


class _Days(dict[str | None, int]):
    """ISO text → the number of its day; each is worked out once."""

    def __missing__(self, day: str) -> int:
        self[day] = number = date.fromisoformat(day).toordinal()
        return number


def _days(texts: Sequence[str | None], unknown: int) -> Whole:
    return _whole(map(_Days({None: unknown}).__getitem__, texts), len(texts))


def _whole(numbers: Iterable[int], count: int) -> Whole:
    return np.fromiter(numbers, dtype=np.int64, count=count)


def _positions(units: Sequence[str | None], position: Position) -> Whole:
    return _whole((position.get(unit, NOWHERE) for unit in units), len(units))


def _real(figures: Sequence[float | None]) -> Real:
    """NaN where there is none."""
    return np.array(figures, dtype=np.float64)


def _certain(columns: Columns) -> Spans:
    """From the latest start to the earliest end; where one of them is unknown, no day."""
    start, end = _days(columns["start_latest"], NOWHERE), _days(columns["end_earliest"], NOWHERE)
    known = (start != NOWHERE) & (end != NOWHERE)
    return Spans(np.where(known, start, 1), np.where(known, end, 0))


def _possible(columns: Columns) -> Spans:
    """From the earliest start to the latest end, open where they are unknown."""
    return Spans(_days(columns["start_earliest"], BEFORE), _days(columns["end_latest"], AFTER))


# ---- the units


def _units(columns: Columns) -> Units:
    count = len(columns["unit"])
    starts = zip(columns["start_earliest"], columns["start_latest"], strict=True)
    ends = zip(columns["end_earliest"], columns["end_latest"], strict=True)
    return Units(
        ids=tuple(columns["unit"]),
        names=tuple(columns["name"]),
        echelons=tuple(columns["echelon"]),
        placeholder=np.fromiter(columns["placeholder"], dtype=np.bool_, count=count),
        exists=Spans(
            _whole((BEFORE if first is None else _middle_day(first, last) for first, last in starts), count),
            _whole((AFTER if last is None else _middle_day(first, last) for first, last in ends), count),
        ),
    )


@cache
def _middle_day(earliest: str | None, latest: str | None) -> int:
    """The middle of a rough day, or the one end that is known; NOWHERE where neither is."""
    span = Span(*(date.fromisoformat(day) if day else None for day in (earliest, latest)))
    day = middle(span)
    return NOWHERE if day is None else day.toordinal()


# ---- who answers to whom


def _ties(columns: Columns, position: Position) -> Ties:
    below, above = _positions(columns["unit"], position), _positions(columns["superior"], position)
    known = (below != NOWHERE) & (above != NOWHERE)
    certain, possible = _certain(columns), _possible(columns)
    return Ties(below[known], above[known], _some(certain, known), _some(possible, known))


def _some(spans: Spans, chosen: Flag) -> Spans:
    return Spans(spans.start[chosen], spans.end[chosen])


# ---- how strong


def _strengths(columns: Columns, position: Position, model: Model) -> Strengths:
    kinds = _places(model.schemes["strength-kind"])
    unit = _positions(columns["unit"], position)
    known = unit != NOWHERE
    low, best, high = _figures(*(_real(columns[name]) for name in ("low", "best", "high")))
    return Strengths(
        unit=unit[known],
        kind=_ranked(columns["kind"], kinds)[known],
        preference=_preference(columns, model)[known],
        certain=_some(_certain(columns), known),
        possible=_some(_possible(columns), known),
        low=low[known],
        best=best[known],
        high=high[known],
    )


def _places(scheme: Scheme) -> dict[str, int]:
    """Notation → its place in the scheme's order; what has no position comes last."""
    ordered = sorted(
        scheme.concepts.values(), key=lambda concept: concept.position or len(scheme.concepts) + 1
    )
    return {concept.notation: place for place, concept in enumerate(ordered)}


def _ranked(notations: Sequence[str], places: Mapping[str, int]) -> Whole:
    return _whole((places.get(one, len(places)) for one in notations), len(notations))


def _preference(columns: Columns, model: Model) -> Whole:
    """The order of support: confidence, then the number of sources, then the latest start; ids break what is even."""
    ids, count = columns["fact"], len(columns["fact"])
    # The last key counts first, and what is even stays as it was: in the order of the ids.
    by_id = np.array(sorted(range(count), key=ids.__getitem__), dtype=np.int64)
    trust = _ranked(columns["confidence"], _places(model.schemes["confidence"]))
    sources = _whole((number or 0 for number in columns["sources"]), count)
    keys = (-_days(columns["start_latest"], BEFORE), -sources, trust)
    preference = np.empty(count, dtype=np.int64)
    preference[by_id[np.lexsort(tuple(key[by_id] for key in keys))]] = np.arange(count)
    return preference


def _figures(low: Real, best: Real, high: Real) -> tuple[Real, Real, Real]:
    """Low, best and high: without a best one the middle of the ends, and an end that is unknown is the best one."""
    other_low, other_high = _else(low, high), _else(high, low)
    best = _else(best, (other_low + other_high) / 2)
    return _else(low, best), best, _else(high, best)


def _else(figure: Real, other: Real | float) -> Real:
    """The figure where it is known, else the other one."""
    return np.where(np.isnan(figure), other, figure)


# ---- defections


def _events(columns: Columns, position: Position) -> Events:
    earliest, latest, count = columns["earliest"], columns["latest"], len(columns["event"])
    told = [_real(columns[name]) for name in ("count_low", "count", "count_high")]
    low, best, high = _counts(*told)
    return Events(
        ids=tuple(columns["event"]),
        unit=_positions(columns["unit"], position),
        days=Spans(_days(earliest, BEFORE), _days(latest, AFTER)),
        middle=_whole((_middle_day(*ends) for ends in zip(earliest, latest, strict=True)), count),
        low=low.astype(np.int64),
        count=best.astype(np.int64),
        high=high.astype(np.int64),
        assumed=np.logical_and.reduce([np.isnan(figure) for figure in told]),
    )


def _counts(low: Real, best: Real, high: Real) -> tuple[Real, Real, Real]:
    """Low, best and high: without a best one the low one, then the high one, then one person; ends as the best one."""
    best = _else(best, _else(low, _else(high, 1.0)))
    return _else(low, best), best, _else(high, best)
