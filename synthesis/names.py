"""Made-up names, of syllables that belong to no language."""

from __future__ import annotations

from itertools import product

_FIRST = ("Ba", "Do", "Fe", "Ga", "Ji", "Ke", "Lu", "Mo", "Ni", "Pa", "Ru", "Sa", "Te", "Vo", "Wi", "Za")
_LAST = (
    "bril",
    "dan",
    "fex",
    "gom",
    "kar",
    "lith",
    "mur",
    "nox",
    "plen",
    "quor",
    "rast",
    "stim",
    "tov",
    "vand",
)
_MORE = ("", "a", "esk", "ion", "o", "und")

GIVEN_NAMES = tuple(first + last for first, last in product(_FIRST, _LAST))
FAMILY_NAMES = tuple(first + last + more for last, first, more in product(_LAST, _FIRST, _MORE))
