"""Reads what the leak measure works on: two catalog queries, made into tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from analysis.army import AFTER, BEFORE, NOWHERE, Army, Events, Flag, Spans, Strengths, Ties, Units, Whole
from graph.catalog import load_catalog, run_together
from graph.collecting import collecting_later
from graph.connection import Database
from ontology.concepts import Scheme
from ontology.model import Model
from ontology.time import Span, middle

UNITS, EVENTS = "order-of-battle", "defection-events"
"""The names of the two queries."""

Row = Mapping[str, Any]
Four = Sequence[str | None]
"""The four bounds as ISO text: earliest and latest start, earliest and latest end."""


def read_army(database: Database, model: Model) -> Army:
    """All units, ties, strengths and events that are loaded."""
    catalog = load_catalog(model)
    with collecting_later():
        units, events = run_together(database, [catalog[name] for name in (UNITS, EVENTS)])
        return army_of(units, events, model)


def army_of(units: Sequence[Row], events: Sequence[Row], model: Model) -> Army:
    """The tables of numbers from the rows of the two queries; the ontology orders kinds of strength and confidence."""
    position = {row["unit"]: number for number, row in enumerate(units)}
    return Army(
        units=_units(units),
        ties=_ties(units, position),
        strengths=_strengths(units, model),
        events=_events(events, position),
    )


@cache
def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _first(day: str | None) -> int:
    return BEFORE if day is None else _number(day)


def _last(day: str | None) -> int:
    return AFTER if day is None else _number(day)


def _whole(numbers: Iterable[int]) -> Whole:
    return np.fromiter(numbers, dtype=np.int64)


# ---- the units


def _units(rows: Sequence[Row]) -> Units:
    return Units(
        ids=tuple(row["unit"] for row in rows),
        names=tuple(row["name"] for row in rows),
        echelons=tuple(row["echelon"] for row in rows),
        placeholder=_flags(row["placeholder"] for row in rows),
        exists=Spans(
            _whole(_middle(row["exists"][0], row["exists"][1], BEFORE) for row in rows),
            _whole(_middle(row["exists"][2], row["exists"][3], AFTER) for row in rows),
        ),
    )


def _middle(earliest: str | None, latest: str | None, unknown: int) -> int:
    """The middle of a rough start or end; an end that is open outward may be as far out as one likes."""
    open_outward = earliest if unknown == BEFORE else latest
    if earliest is None and latest is None:
        return unknown
    if open_outward is None:
        return unknown
    return _middle_day(earliest, latest)


@cache
def _middle_day(earliest: str | None, latest: str | None) -> int:
    span = Span(*(date.fromisoformat(day) if day else None for day in (earliest, latest)))
    day = middle(span)
    return NOWHERE if day is None else day.toordinal()


def _flags(values: Iterable[bool]) -> Flag:
    return np.fromiter(values, dtype=np.bool_)


# ---- who answers to whom


def _ties(rows: Sequence[Row], position: Mapping[str, int]) -> Ties:
    below = [number for number, row in enumerate(rows) for _ in row["superiors"]]
    superiors = [tie for row in rows for tie in row["superiors"]]
    bounds = [tie[1:] for tie in superiors]
    return Ties(
        _whole(below), _whole(position[tie[0]] for tie in superiors), _certain(bounds), _possible(bounds)
    )


def _certain(bounds: Sequence[Four]) -> Spans:
    """From the latest start to the earliest end; where one of them is unknown, no day."""
    whole = [None not in (four[1], four[2]) for four in bounds]
    start = _whole(_first(four[1]) if known else 1 for four, known in zip(bounds, whole, strict=True))
    end = _whole(_last(four[2]) if known else 0 for four, known in zip(bounds, whole, strict=True))
    return Spans(start, end)


def _possible(bounds: Sequence[Four]) -> Spans:
    """From the earliest start to the latest end, open where they are unknown."""
    return Spans(_whole(_first(four[0]) for four in bounds), _whole(_last(four[3]) for four in bounds))


# ---- how strong


def _strengths(rows: Sequence[Row], model: Model) -> Strengths:
    kinds, trusts = _places(model.schemes["strength-kind"]), _places(model.schemes["confidence"])
    told = [(number, fact) for number, row in enumerate(rows) for fact in row["strengths"]]
    facts = [fact for _, fact in told]
    bounds = [fact[6:10] for fact in facts]
    figures = np.array([_figures(*fact[1:4]) for fact in facts], dtype=np.float64).reshape(-1, 3)
    return Strengths(
        unit=_whole(number for number, _ in told),
        kind=_whole(kinds.get(fact[0], len(kinds)) for fact in facts),
        preference=_preference(facts, trusts),
        certain=_certain(bounds),
        possible=_possible(bounds),
        low=figures[:, 0],
        best=figures[:, 1],
        high=figures[:, 2],
    )


def _places(scheme: Scheme) -> dict[str, int]:
    """Notation → its place in the scheme's order; what has no position comes last."""
    ordered = sorted(
        scheme.concepts.values(), key=lambda concept: concept.position or len(scheme.concepts) + 1
    )
    return {concept.notation: place for place, concept in enumerate(ordered)}


def _preference(facts: Sequence[Sequence[Any]], trusts: Mapping[str, int]) -> Whole:
    """The order of support: confidence, then the number of sources, then the latest start; ids break what is even."""

    def support(number: int) -> tuple[int, int, int, str]:
        confidence, sources, start, id = (
            facts[number][4],
            facts[number][5],
            facts[number][7],
            facts[number][10],
        )
        return trusts.get(confidence, len(trusts)), -(sources or 0), -_first(start), id

    preference = np.empty(len(facts), dtype=np.int64)
    preference[sorted(range(len(facts)), key=support)] = np.arange(len(facts))
    return preference


def _figures(low: float | None, best: float | None, high: float | None) -> tuple[float, float, float]:
    """Low, best and high: without a best one the middle of the ends, and an end that is unknown is the best one."""
    ends = [figure for figure in (low, high) if figure is not None]
    if best is None:
        best = sum(ends) / len(ends) if ends else float("nan")
    return best if low is None else low, best, best if high is None else high


# ---- defections


def _events(rows: Sequence[Row], position: Mapping[str, int]) -> Events:
    counts = [_counts(row) for row in rows]
    return Events(
        ids=tuple(row["event"] for row in rows),
        unit=_whole(position.get(row["unit"], NOWHERE) for row in rows),
        days=Spans(
            _whole(_first(row["earliest"]) for row in rows), _whole(_last(row["latest"]) for row in rows)
        ),
        middle=_whole(_middle_day(row["earliest"], row["latest"]) for row in rows),
        low=_whole(low for low, _, _ in counts),
        count=_whole(count for _, count, _ in counts),
        high=_whole(high for _, _, high in counts),
        assumed=_flags(not _told(row) for row in rows),
    )


def _told(row: Row) -> bool:
    return any(row[key] is not None for key in ("count_low", "count", "count_high"))


def _counts(row: Row) -> tuple[int, int, int]:
    """Low, best and high: without a best one the low one, then the high one, then one person; ends as the best one."""
    low, count, high = row["count_low"], row["count"], row["count_high"]
    best = next((number for number in (count, low, high) if number is not None), 1)
    return best if low is None else low, best, best if high is None else high
