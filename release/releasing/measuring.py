"""The figures that a record or a claim tells, and the units that hang under others: what subtracting is done with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.claims import Claim
from ontology.model import Class, Kind, Model
from ontology.time import Bounds, bounds_of
from release.records import EntityRecord, TieRecord
from release.releasing.counting import Counts, by_whole
from release.releasing.figures import Figure, Part, Times, times_of
from release.triples import bounds_of as bounds_on


def figures_of(
    cls: Class, unit: str, values: Mapping[str, Any], times: Times
) -> Iterator[tuple[str, Figure]]:
    """(key, figure) of each figure among the values of a measurement of a unit."""
    kinds = [str(values.get(slot.key) or "") for slot in cls.attributes if slot.prop.scheme]
    for slot in cls.figures:
        if values.get(slot.key) is not None:
            yield slot.key, Figure(unit, (cls.name, *kinds, slot.key), times, round(float(values[slot.key])))


def of_tie(tie: TieRecord) -> Iterator[tuple[str, Figure]]:
    """The figures of a measurement as it leaves."""
    return figures_of(tie.cls, tie.source, tie.properties, times(bounds_on(tie.properties)))


def of_claim(cls: Class, claim: Claim) -> Iterator[tuple[str, Figure]]:
    """The figures of a claim of a measurement as it leaves."""
    return figures_of(cls, claim.subject, claim.said, times(bounds_of(_dates(cls, claim.said))))


def _dates(cls: Class, said: Mapping[str, str]) -> dict[str, str]:
    return {slot.prop.bound or "": said[slot.key] for slot in cls.bounds if slot.key in said}


def times(bounds: Bounds) -> Times:
    """The days of which something with these bounds may be said."""
    return times_of(bounds.start_earliest, bounds.end_latest)


def parts_in(model: Model, records: Iterable[EntityRecord]) -> list[Part]:
    """Which units may be parts of which, by the chain of command."""
    chain = model.serving("chain").name
    return [
        Part(tie.target, tie.source, times(bounds_on(tie.properties)))
        for record in records
        for tie in record.ties
        if tie.target is not None and chain in (tie.cls.name, tie.cls.parent)
    ]


def is_measured(model: Model, name: str) -> Class | None:
    """The class of measurements of this name, if it is one."""
    cls = model.classes.get(name)
    return cls if cls is not None and cls.kind is Kind.MEASUREMENT else None


def counts_of(unit: str, tables: Sequence[Counts], unit_key: str) -> set[int]:
    """What the tables count of a unit: its cells, those of everything, and the sums of their parts."""
    found: set[int] = set()
    for table in tables:
        families = by_whole(table)
        for path, count in table.items():
            if not path or (unit_key, unit) in path:
                parts = families.get(path, {}).values()
                found.update(count)
                found.update((sum(events for events, _ in parts), sum(persons for _, persons in parts)))
    return found - {0}


def gives_away(figure: Figure, counts: Iterable[int], k: int) -> bool:
    """Whether a total differs by so little from what is counted that the difference tells of a few."""
    return any(0 < abs(figure.value - count) < k for count in counts)
