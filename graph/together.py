"""Ties at one and the same time: when several facts hold at once, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ontology.time import Bounds, Holds


@dataclass(frozen=True, slots=True)
class Together:
    """Whether facts hold at once on some day: certainly, possibly or not; and from when to when, by four bounds."""

    holds: Holds
    bounds: Bounds


def together(facts: Iterable[Bounds]) -> Together:
    """The time in which all of the facts hold.

    It begins with the last of them and ends with the first that ends. Certainly there is such a time if the last
    began, at the latest, no later than the first ended at the earliest; there is none if the last can only have
    begun after the first must have ended.
    """
    some = list(facts)
    begun = [bound.start_latest for bound in some]
    ended = [bound.end_earliest for bound in some]
    bounds = Bounds(
        max((bound.start_earliest for bound in some if bound.start_earliest), default=None),
        None if None in begun else max(begun, default=None),  # type: ignore[type-var]  # there is no None in it
        None if None in ended else min(ended, default=None),  # type: ignore[type-var]
        min((bound.end_latest for bound in some if bound.end_latest), default=None),
    )
    return Together(_held(bounds), bounds)


def _held(bounds: Bounds) -> Holds:
    if bounds.start_earliest and bounds.end_latest and bounds.start_earliest > bounds.end_latest:
        return Holds.NO
    if bounds.start_latest and bounds.end_earliest and bounds.start_latest <= bounds.end_earliest:
        return Holds.CERTAIN
    return Holds.POSSIBLE
