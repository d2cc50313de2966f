"""What the gate finds: breaches with their rules, the audit, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from ontology.errors import OrbatlasError
from release.check import CheckReport

LISTED = 20
"""Findings that are listed in a message; all are counted."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason why a release may not stand: the rule, and the record that breaks it."""

    rule: str
    record: str
    why: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.record}: {self.why}"


_PLAIN = {
    "the formats agree": "Both files must say the same.",
    "can be read": "Every file must be readable.",
    "only what is allowed leaves": "The profile does not let this leave.",
    "protected persons stand alone": "Nothing may be said of a protected person, nor lead to one.",
    "counts fit their tables": "A count must be a cell of one of the profile's tables.",
    "no small cell": "A count is too small: it tells of a few people.",
    "no cell without its whole": "A count leaves only with what it is a part of.",
    "releases cannot be subtracted": "Somebody with an earlier release could subtract, and learn of a few people.",
    "no small cell by subtraction": "Subtracting parts from a total would tell of a few people.",
    "nobody stands out": "Too many events stand alone, or too few are told together.",
    "no protected text in the bytes": "A name, alias, id, title or text that is protected stands in the files.",
    "pseudonyms are of this release": "A pseudonym was made with another key than this release's.",
    "no key serves twice": "Another release has the same key.",
    "no pseudonym is shared": "Another release has the same pseudonym: two readers could join theirs.",
    "no small figure": "A strength or total of a unit is too small, or gives a small one back by subtraction.",
}


def in_plain_words(rule: str) -> str:
    """A rule of the gate as a sentence."""
    return _PLAIN.get(rule, f"A rule of the data does not hold: {rule.removeprefix('the shape ')}.")


class NotReleased(OrbatlasError):
    """The gate refused a release; nothing was written."""

    def __init__(self, breaches: tuple[Breach, ...]) -> None:
        listed = "\n".join(f"  {breach}" for breach in breaches[:LISTED])
        more = f"\n  … and {len(breaches) - LISTED:,} more" if len(breaches) > LISTED else ""
        super().__init__(
            f"The gate refused the release, and nothing was written. {len(breaches):,} findings:\n{listed}{more}\n",
            hint="These lines name what is protected: keep them to yourself.",
        )
        self.breaches = breaches


@dataclass(frozen=True, slots=True)
class Audit:
    """How far single records stand out: records, those that stand alone, and the smallest cell.

    A cell is what a reader can tell apart by group of ranks, command, period and mode, rests of totals included.
    `risk` is the share of records that stand alone. All are None where nothing is counted.
    """

    records: int
    cells: int
    smallest: int | None
    risk: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found."""

    breaches: tuple[Breach, ...]
    audit: Audit
    shapes: CheckReport
