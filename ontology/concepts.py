"""Concept schemes: closed or open lists of terms, read from SKOS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Concept:
    """One term of a scheme. `position` is its place in an ordered scheme, 1 the highest."""

    iri: str
    notation: str
    labels: Mapping[str, str]
    alternatives: tuple[str, ...]
    definition: str
    broader: tuple[str, ...]
    position: int | None
    symbol: str | None

    @property
    def label(self) -> str:
        """The English label."""
        return self.labels.get("en", self.notation)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A list of terms. An open one lets other text stand, as found; a closed one refuses it."""

    iri: str
    name: str
    label: str
    definition: str
    open: bool
    concepts: Mapping[str, Concept]
    _by_text: Mapping[str, Concept] = field(repr=False, compare=False)

    def find(self, text: str) -> Concept | None:
        """The concept whose notation, label or alternative label is `text`, whatever its case."""
        return self._by_text.get(folded(text))

    def label_of(self, notation: str) -> str:
        """The label of a notation; text that is no notation of this scheme stands for itself."""
        concept = self.concepts.get(notation)
        return concept.label if concept else notation

    def falls_under(self, notation: str, ancestor: str) -> bool:
        """Whether `notation` is `ancestor` or narrower than it, at any depth."""
        seen: set[str] = set()
        waiting = [notation]
        while waiting:
            current = waiting.pop()
            if current == ancestor:
                return True
            if current in self.concepts and current not in seen:
                seen.add(current)
                waiting.extend(self.concepts[current].broader)
        return False


def folded(text: str) -> str:
    """`text` as labels are compared: one space between words, no difference of case."""
    return " ".join(text.split()).casefold()


def index_by_text(concepts: Mapping[str, Concept]) -> dict[str, Concept]:
    """All the texts by which a concept can be found; a notation wins over a label, a label over an alternative."""
    found: dict[str, Concept] = {}
    for texts in (_alternatives, _labels, _notation):
        for concept in concepts.values():
            found.update((folded(text), concept) for text in texts(concept))
    return found


def _alternatives(concept: Concept) -> tuple[str, ...]:
    return concept.alternatives


def _labels(concept: Concept) -> tuple[str, ...]:
    return tuple(concept.labels.values())


def _notation(concept: Concept) -> tuple[str, ...]:
    return (concept.notation,)
