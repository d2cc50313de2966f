"""Drawing by chance, always from a seed: the same rows on each run, whatever else is made."""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random
from typing import TypeVar

SEED = 20210201

Thing = TypeVar("Thing")


def seeded(what: str) -> Random:
    """A stream of chance for one kind of rows; the other kinds do not move when this one changes."""
    return Random(f"{SEED} {what}")


def weighted(random: Random, weights: Mapping[Thing, float]) -> Thing:
    """One of the keys, by its weight."""
    return random.choices(list(weights), list(weights.values()))[0]


def some(random: Random, weights: Mapping[str, float], least: int, most: int) -> str:
    """Some different keys, joined by `;` in the order of the mapping."""
    drawn = {weighted(random, weights) for _ in range(random.randint(least, most))}
    return ";".join(key for key in weights if key in drawn)


def poisson(random: Random, mean: float) -> int:
    """How often something happened that was expected `mean` times (Knuth's way; for small means)."""
    limit, number, product = math.exp(-mean), 0, random.random()
    while product > limit:
        number += 1
        product *= random.random()
    return number
