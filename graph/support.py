"""What stands behind a fact, and which of several values has the best support."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from graph.claims import Claim
from graph.facts import Support
from ontology.model import Model

CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Agreed:
    """The values that stand, and whether other values were stated and lost."""

    values: tuple[str, ...]
    disputed: bool


def confidence_rank(model: Model, confidence: str | None) -> int:
    """Higher is surer; a confidence that nobody stated is below the lowest stated one."""
    concept = model.schemes[CONFIDENCE].concepts.get(confidence or "")
    return -(concept.position or 0) if concept else -1_000


def agree(model: Model, stated: Sequence[tuple[str, Claim]]) -> Agreed:
    """The best supported of some values: by confidence, number of sources, latest record, then the text."""
    by_value: dict[str, list[Claim]] = defaultdict(list)
    for value, claim in stated:
        by_value[value].append(claim)
    best = max(sorted(by_value), key=lambda value: _weight(model, by_value[value]))
    return Agreed((best,), disputed=len(by_value) > 1)


def _weight(model: Model, claims: Sequence[Claim]) -> tuple[int, int, date]:
    surest = max(confidence_rank(model, claim.confidence) for claim in claims)
    return (
        surest,
        len({claim.source for claim in claims}),
        max(claim.recorded or date.min for claim in claims),
    )


def support(model: Model, claims: Sequence[Claim], conflicts: Iterable[str]) -> Support:
    """What stands behind a fact that these claims make."""
    surest = max(
        (claim.confidence for claim in claims), key=lambda c: confidence_rank(model, c), default=None
    )
    return Support(
        claims=tuple(sorted(claim.id for claim in claims)),
        sources=len({claim.source for claim in claims}),
        confidence=surest,
        conflicts=tuple(sorted(set(conflicts))),
    )
