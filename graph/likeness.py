"""How near a name is to what was typed: what ranks the things that the index finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from graph.spelling import is_abbreviation, is_number, joined, name_words, runs


class Likeness(IntEnum):
    """From the very name to what only the index took for near."""

    SAME = 0
    """The same words in the same order."""
    ALL = 1
    """The same words, in another order or some of them abbreviated."""
    WHOLE = 2
    """Every word that was typed, and more."""
    BEGUN = 3
    """Some of the words are only beginnings, or stand in different names of the thing."""
    NEAR = 4
    """With letters wrong."""


@dataclass(frozen=True, slots=True)
class Likest:
    """How near the nearest name of a thing is, and which that is."""

    likeness: Likeness
    name: str


def likest(typed: str, names: Sequence[str]) -> Likest:
    """The nearest of a thing's names; the first of equals."""
    words = name_words(typed)
    found = min(
        (Likest(_likeness(words, typed, name), name) for name in names),
        key=lambda one: one.likeness,
        default=Likest(Likeness.NEAR, ""),
    )
    if found.likeness is Likeness.NEAR and words and _in_all_together(words, names):
        return Likest(Likeness.BEGUN, found.name)
    return found


def _likeness(words: Sequence[str], typed: str, name: str) -> Likeness:
    told = name_words(name)
    if not words or not told:
        return Likeness.NEAR
    if list(words) == told:
        return Likeness.SAME
    if Counter(words) == Counter(told) or "".join(words) in joined(name):
        return Likeness.ALL
    covered, used = _covered(words, told, joined(name))
    if len(covered) == len(words):
        return Likeness.ALL if len(used) == len(told) else Likeness.WHOLE
    rest = [word for place, word in enumerate(words) if place not in covered]
    return Likeness.BEGUN if all(_begun(word, told) for word in rest) else Likeness.NEAR


def _covered(words: Sequence[str], told: Sequence[str], together: set[str]) -> tuple[set[int], set[int]]:
    """Which of the words stand whole or abbreviated in the name, and which words of the name they stand for."""
    covered = {place for place, word in enumerate(words) if word in told or word in together}
    used = {place for place, word in enumerate(told) if word in words}
    for first, last, short in runs(told):
        if short in words and is_abbreviation(short):
            covered.add(list(words).index(short))
            used.update(range(first, last))
    for first, last, short in runs(words):
        if short in told and is_abbreviation(short):
            covered.update(range(first, last))
            used.add(list(told).index(short))
    return covered, used


def _begun(word: str, told: Sequence[str]) -> bool:
    """Whether a word of the name begins so; a number is begun by no other number."""
    return not is_number(word) and any(one.startswith(word) for one in told)


def _in_all_together(words: Sequence[str], names: Sequence[str]) -> bool:
    told = [word for name in names for word in name_words(name)]
    return all(word in told or _begun(word, told) for word in words)
