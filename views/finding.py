"""What is said of a thing that was found, so that namesakes can be told apart."""

from __future__ import annotations

from typing import Any

from graph.search import Above, Hit
from graph.spelling import folded
from ontology.model import Model
from ontology.time import Bounds


def option(hit: Hit, model: Model) -> dict[str, Any]:
    """A hit as a list of choices shows it: its name, what it is, what is above it, and by what name it was found."""
    return {
        "id": hit.id,
        "name": hit.name,
        "kind": what(hit, model),
        "above": above(hit),
        "by": hit.by if hit.by and folded(hit.by) != folded(hit.name) else "",
    }


def what(hit: Hit, model: Model) -> str:
    """Its echelon, else its kind, and when it existed."""
    return " ".join(filter(None, (hit.echelon or model.classes[hit.cls].label, _bracketed(hit.bounds))))


def above(hit: Hit) -> str:
    """The chain above it, nearest first, each step with its years."""
    return " › ".join(_step(step) for step in hit.chain)


def _step(step: Above) -> str:
    return " ".join(filter(None, (step.name, _bracketed(step.bounds))))


def _bracketed(bounds: Bounds) -> str:
    words = years(bounds)
    return f"({words})" if words else ""


def years(bounds: Bounds) -> str:
    """The years of four bounds in few words: "2010–2012", "2014–2021 or later", "known 2015"; none if unknown."""
    start, end = _start(bounds), _end(bounds)
    known = not bounds.start_earliest and not bounds.end_latest
    if known and bounds.start_latest and bounds.end_earliest:
        first, last = bounds.start_latest.year, bounds.end_earliest.year
        return f"known {first}" if first >= last else f"known {first}–{last}"
    if start and end:
        return end if end.startswith(start) else f"{start}–{end}"
    return f"since {start}" if start else f"until {end}" if end else ""


def _start(bounds: Bounds) -> str:
    first, last = bounds.start_earliest, bounds.start_latest
    if first and last:
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return f"{last.year} or before" if last else f"{first.year} or later" if first else ""


def _end(bounds: Bounds) -> str:
    first, last = bounds.end_earliest, bounds.end_latest
    if first and last:
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return f"{first.year} or later" if first else f"{last.year} or before" if last else ""
