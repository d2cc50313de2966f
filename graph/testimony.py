"""What evidence consists of: facts, the claims under each, and their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.claims import Claim
from ontology.time import Bounds


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What a source is, as far as the graph knows."""

    id: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    archive_url: str | None = None


@dataclass(frozen=True, slots=True)
class Testimony:
    """One claim under a fact. `stands` is false where the fact says something else, or the claim is retired.

    `said_of` are the ids in it that are kept under others: the source spoke of those.
    """

    id: str
    says: str
    stands: bool
    source: SourceNote
    confidence: str | None
    places: tuple[str, ...]
    raw: str | None
    recorded: date | None
    retired: date | None
    said_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactEvidence:
    """A fact with its testimony: `what` is a property or a relation, `value` what it says, `words` its time in words.

    `confidence` and `sources` are the best confidence and the number of sources: of a property, those of the
    claims that stand; of a tie, those that the fact itself carries. `other` is the id at the other end of a tie.
    `sentence` says all of it for a person to read: "commander of 1 Division at the latest since March 2015".
    """

    id: str | None
    what: str
    label: str
    value: str
    other: str | None
    bounds: Bounds
    words: str
    confidence: str | None
    sources: int
    conflicts: tuple[str, ...]
    claims: tuple[Testimony, ...]
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All facts of a thing. `more` counts ties that are not listed; `replaces` are further ids of the thing."""

    id: str
    cls: str
    name: str
    facts: tuple[FactEvidence, ...]
    more: int = 0
    replaces: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The evidence as json: `id`, `class`, `name`, `facts`, `more` and `replaces`."""
        return {
            "id": self.id,
            "class": self.cls,
            "name": self.name,
            "facts": [_fact_json(fact) for fact in self.facts],
            "more": self.more,
            "replaces": list(self.replaces),
        }


def _fact_json(fact: FactEvidence) -> dict[str, Any]:
    return {
        "id": fact.id,
        "what": fact.what,
        "label": fact.label,
        "value": fact.value,
        "other": fact.other,
        **fact.bounds.as_dict(),
        "words": fact.words,
        "confidence": fact.confidence,
        "sources": fact.sources,
        "conflicts": list(fact.conflicts),
        "claims": [_testimony_json(claim) for claim in fact.claims],
    }


def _testimony_json(claim: Testimony) -> dict[str, Any]:
    source = {name: getattr(claim.source, name) for name in SourceNote.__slots__}
    return {
        "id": claim.id,
        "says": claim.says,
        "stands": claim.stands,
        "source": source,
        "confidence": claim.confidence,
        "places": list(claim.places),
        "raw": claim.raw,
        "recorded": claim.recorded,
        "retired": claim.retired,
        "said_of": list(claim.said_of),
    }


def testimony(claim: Claim, stands: bool, said_of: tuple[str, ...] = ()) -> Testimony:
    """A claim as testimony; a retired one never stands. Its source is known by its id alone."""
    return Testimony(
        id=claim.id,
        says=says(claim) + (f" (said of {', '.join(said_of)})" if said_of else ""),
        stands=stands and claim.retired is None,
        source=SourceNote(claim.source),
        confidence=claim.confidence,
        places=claim.places,
        raw=claim.raw,
        recorded=claim.recorded,
        retired=claim.retired,
        said_of=said_of,
    )


def says(claim: Claim) -> str:
    """What a claim says, in one line."""
    parts = [part for part in (claim.value, claim.object) if part is not None]
    parts.extend(f"{key.replace('_', ' ')} {value}" for key, value in claim.qualifiers if key != "spell")
    return f"{claim.predicate.replace('_', ' ')}: {', '.join(parts)}"
