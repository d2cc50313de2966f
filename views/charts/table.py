"""The table of the measure as rows of words, numbers and bars, for the page's own table to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.leaks import FLAGS, Leak
from views.leaks import number

Cell = dict[str, Any]
_TIED = "tied"  # said by the place itself

WORDS = {
    "place": "Place",
    "unit": "Unit",
    "flags": "What to know of its numbers",
    "wider": "With the least defectors and the highest strength, to the most defectors and the lowest strength.",
    "open": "Opens what is behind this number.",
}


def columns(rows: Sequence[Leak], units: int, mean: float | None, top: int) -> list[dict[str, Any]]:
    """The columns with their scales: one scale for all bars of a column, and one for both rates.

    Where no row has a rate, only what can be known is a column.
    """
    known = any(row.rate is not None for row in rows)
    return [
        column
        for column in _columns(rows, units, mean, top)
        if known or column["key"] in ("defectors", "strength")
    ]


def _columns(rows: Sequence[Leak], units: int, mean: float | None, top: int) -> list[dict[str, Any]]:
    rates = {"from": 0, "to": _furthest(rows, mean), "mean": mean, "dot": True}
    persons = {"from": 0, "to": max([1.6 * row.defectors for row in rows] + [4.0]), "dot": True}
    ranks = {"from": 0.5, "to": max(units, 1) + 0.5}
    return [
        {"key": "defectors", "label": "Defectors", "title": "At least to at most.", "scale": persons},
        {"key": "strength", "label": "Strength", "title": "Low to high."},
        {"key": "person_years", "label": "Person-years", "title": "Strength times the years of the window."},
        {
            "key": "rate",
            "label": "Rate per 1,000",
            "title": "Defectors per 1,000 person-years with the exact 95 % interval; thin: the wider bounds.",
            "scale": rates,
        },
        {
            "key": "shrunk_rate",
            "label": "Shrunk rate",
            "title": "Drawn towards the mean of the echelon as far as the numbers are small; 95 % interval.",
            "scale": rates,
        },
        {
            "key": "p_top",
            "label": f"Chance of top {top}",
            "title": "The probability of being among the top of its echelon.",
            "scale": {"from": 0, "to": 1},
        },
        {"key": "rank", "label": "Rank", "title": f"90 % interval, of {units:,}.", "scale": ranks},
    ]


def _furthest(rows: Sequence[Leak], mean: float | None) -> float:
    """Where the scale of the rates ends: at the longest shrunk interval. What reaches further gets an arrow."""
    return max([1.1 * row.shrunk_high for row in rows if row.shrunk_high] + [2 * (mean or 0), 1e-9])


def table_rows(leaks: Sequence[Leak], places: Mapping[str, str], between: str = "") -> list[dict[str, Any]]:
    """A row a unit, all its numbers as text, bars where it has them; `between` stands over the last row if given."""
    rows = [_row(leak, places.get(str(leak.unit), "")) for leak in leaks]
    if between and rows:
        rows[-1]["gap"] = between
    return rows


def _row(leak: Leak, place: str) -> dict[str, Any]:
    where, _, tied = place.partition(", ")
    return {
        "unit": leak.unit,
        "name": leak.name or leak.unit,
        "place": where or "not ranked",
        "tied": tied,
        "band": str(leak.place),
        "flags": [
            {"text": flag.replace("_", " "), "title": FLAGS.get(flag, "")}
            for flag in leak.flags
            if flag != _TIED
        ],
        "cells": {
            "defectors": _defectors(leak),
            "strength": _plain(leak.strength, leak.strength_low, leak.strength_high),
            "person_years": _cell(leak.person_years, 1),
            "rate": _rate(leak),
            "shrunk_rate": _shrunk(leak),
            "p_top": _chance(leak),
            "rank": _rank(leak),
        },
    }


def _cell(value: float | None, digits: int = 0) -> Cell:
    return {"text": number(value, digits), "value": value, "unknown": value is None}


def _range(low: float | None, high: float | None, digits: int = 0) -> str:
    return f"{number(low, digits)} to {number(high, digits)}"


def _plain(value: float | None, low: float | None, high: float | None) -> Cell:
    cell = _cell(value)
    return cell if value is None or low == high == value else cell | {"range": _range(low, high)}


def _defectors(leak: Leak) -> Cell:
    ends = (leak.defectors_min, leak.defectors_max)
    return _plain(leak.defectors, *ends) | {"wide": ends}


def _rate(leak: Leak) -> Cell:
    cell = _cell(leak.rate, 1)
    if leak.rate is None:
        return cell
    cell |= {"range": _range(leak.rate_low, leak.rate_high, 1), "bar": (leak.rate_low, leak.rate_high)}
    if leak.bound_low is not None and leak.bound_high is not None:
        bounds = _range(leak.bound_low, leak.bound_high, 1)
        cell |= {"wide": (leak.bound_low, leak.bound_high), "wider": f"roughly {bounds}"}
    return cell


def _shrunk(leak: Leak) -> Cell:
    cell = _cell(leak.shrunk_rate, 1)
    if leak.shrunk_rate is None:
        return cell
    ends = (leak.shrunk_low, leak.shrunk_high)
    return cell | {"range": _range(*ends, 1), "bar": ends}


def _chance(leak: Leak) -> Cell:
    if leak.p_top is None:
        return _cell(None)
    return {"text": chance(leak.p_top), "value": leak.p_top, "bar": (0, leak.p_top)}


def chance(p: float) -> str:
    """A probability in words; draws can show neither that something is sure nor that it cannot be."""
    if p > 0.99:
        return "over 99 %"
    return "under 1 %" if p < 0.01 else f"{p:.0%}".replace("%", " %")


def _rank(leak: Leak) -> Cell:
    if leak.rank_low is None or leak.rank_high is None:
        return _cell(None)
    text = (
        f"{leak.rank_low:,} to {leak.rank_high:,}"
        if leak.rank_low != leak.rank_high
        else f"{leak.rank_low:,}"
    )
    return {"text": text, "bar": (leak.rank_low - 0.5, leak.rank_high + 0.5)}


def flags_in(leaks: Sequence[Leak]) -> dict[str, str]:
    """The flags that these lines bear, with what they say."""
    borne = {flag for leak in leaks for flag in leak.flags}
    return {flag.replace("_", " "): words for flag, words in FLAGS.items() if flag in borne}
