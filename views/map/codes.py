"""Codes of places: which larger place a code lies in. The schemes are data (`codes.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ontology.errors import CommandError


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a scheme, such as township; `pattern` is what its codes look like."""

    name: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of nested codes: its levels, the widest first."""

    name: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a code says: its level, and the codes of the larger places that hold it, the nearest first."""

    code: str
    scheme: str
    level: str
    larger: tuple[str, ...]


def read(code: str | None, schemes: Sequence[Scheme]) -> Read | None:
    """What a code says by the first scheme that knows it; None where none does."""
    code = (code or "").strip().upper()
    for scheme in schemes:
        for number, level in enumerate(scheme.levels):
            if level.pattern.fullmatch(code):
                return Read(code, scheme.name, level.name, _larger(code, scheme.levels[:number]))
    return None


def _larger(code: str, levels: Sequence[Level]) -> tuple[str, ...]:
    """The beginnings of a code that are codes of wider levels, the longest first."""
    starts = (code[:length] for length in range(len(code) - 1, 0, -1))
    return tuple(start for start in starts if any(level.pattern.fullmatch(start) for level in levels))


@cache
def schemes(own: Path | None = None) -> tuple[Scheme, ...]:
    """The schemes, those of a file of one's own before ours. Raises CommandError where it holds none."""
    ours = _schemes(files("views").joinpath("map", "codes.toml").read_text("utf-8"), "codes.toml")
    return (*_own(own), *ours) if own else ours


def _own(file: Path) -> tuple[Scheme, ...]:
    try:
        return _schemes(file.read_text("utf-8"), str(file))
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandError(f"{file} cannot be read: {problem}.", hint=_HINT) from problem


_HINT = "ORBATLAS_CODES names a file like views/map/codes.toml; change it, or unset the variable."


def _schemes(text: str, name: str) -> tuple[Scheme, ...]:
    try:
        return tuple(_scheme(one) for one in tomllib.loads(text)["scheme"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as problem:
        raise CommandError(f"{name} holds no schemes of codes: {problem}.", hint=_HINT) from problem


def _scheme(told: Mapping[str, Any]) -> Scheme:
    levels = tuple(Level(str(one["name"]), re.compile(str(one["pattern"]))) for one in told["levels"])
    return Scheme(str(told["name"]), levels)
