"""Rows of a sheet, and what is told of one that is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ontology.errors import OrbatlasError

KINDS = 2_000
"""Kinds of warnings that are told apart."""
MORE_KINDS = "further kinds of warnings"
_LONGEST_KIND = 500
SHOWN = 200
"""Characters of a refused value that are told; the whole of it stays in the file of refused rows."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused: where it stands, what stands there, the rule that it breaks, and a way out.

    `line` is the line on which the row starts, the heading being 1. `column` is empty where the whole row is meant.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    hint: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        value = f" ({self.value!r})" if self.value else ""
        return f"{self.file}, line {self.line}{column}: {self.rule}{value}. {self.hint}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `cells` are the texts by column, as found; `raw` is the row in the order of its heading.

    A row that could not be read whole has a `fault`, and no cells. One that `only_notes` claims nothing, and is
    not missed for it.
    """

    file: str
    line: int
    cells: Mapping[str, str]
    raw: tuple[str, ...]
    fault: Refusal | None = None
    only_notes: bool = field(default=False, kw_only=True)

    def get(self, column: str) -> str:
        """The text of a cell without the space around it; empty where the sheet has no such column."""
        return self.cells.get(column, "").strip()

    def refusal(self, column: str, value: str, rule: str, hint: str) -> Refusal:
        """A refusal at a cell of this row; `value` is shortened for showing."""
        shown = value if len(value) <= SHOWN else f"{value[:SHOWN]}… ({len(value)} characters)"
        return Refusal(self.file, self.line, column[:SHOWN], shown, rule[:_LONGEST_KIND], hint)

    def refuse(self, column: str, value: str, rule: str, hint: str) -> RowRefused:
        """The error that refuses this row."""
        return RowRefused([self.refusal(column, value, rule, hint)])


class RowRefused(OrbatlasError):
    """A row that breaks one or more rules. Formats raise it; the pipeline keeps the row and goes on."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(map(str, self.refusals)))


class Warnings:
    """What was odd but could stand, counted by kind."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, kind: str, times: int = 1) -> None:
        """Count a warning of this kind. A file with no end of kinds has the last of them counted together."""
        if kind not in self._counts:
            kind = kind if len(kind) <= _LONGEST_KIND else f"{kind[:_LONGEST_KIND]}…"
            kind = kind if len(self._counts) < KINDS else MORE_KINDS
        self._counts[kind] += times

    def as_dict(self) -> dict[str, int]:
        """The counts, by kind in the order of the alphabet."""
        return dict(sorted(self._counts.items()))
