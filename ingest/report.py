"""The account of an ingest: for people as words, for programs under the design's names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from graph.changes import Change
from ingest.rows import Refusal

SHOWN = 20
"""Refused rows that are shown to people; the file of refused rows has all of them."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of the rows of one file. rows_read = rows_loaded + rows_unchanged + rows_refused."""

    file: str
    rows_read: int = 0
    rows_loaded: int = 0
    rows_unchanged: int = 0
    rows_refused: int = 0

    def __post_init__(self) -> None:
        if self.rows_read != self.rows_loaded + self.rows_unchanged + self.rows_refused:
            raise AssertionError(f"the rows of {self.file} do not add up: {self}")


@dataclass(frozen=True, slots=True)
class Report:
    """The account of one ingest. `refused_file` names where the refused rows lie: a file, or a folder where several
    files had some; None where no row was refused. `changes` is there only where a collection was replaced.
    """

    files: tuple[FileReport, ...]
    claims_new: int
    claims_known: int
    entities: Mapping[str, int]
    warnings: Mapping[str, int]
    refused: tuple[Refusal, ...]
    refused_file: str | None = None
    changes: tuple[Change, ...] | None = None
    dry_run: bool = field(default=False)

    @property
    def rows_refused(self) -> int:
        """The rows that were refused in all files."""
        return sum(file.rows_refused for file in self.files)

    def as_json(self) -> dict[str, Any]:
        """The report under the design's names."""
        found: dict[str, Any] = {
            "files": [asdict(file) for file in self.files],
            "claims_new": self.claims_new,
            "claims_known": self.claims_known,
            "entities": dict(self.entities),
            "warnings": dict(self.warnings),
            "refused": [asdict(refusal) for refusal in self.refused],
            "refused_file": self.refused_file,
        }
        if self.changes is not None:
            found["changes"] = changes_as_json(self.changes)
        return found

    def as_text(self) -> str:
        """The report in words, with a table of the files."""
        parts = [
            _table(self.files),
            _claims(self),
            *(f"warning: {kind}: {n:,}" for kind, n in self.warnings.items()),
        ]
        parts.extend(f"refused: {refusal}" for refusal in self.refused[:SHOWN])
        if len(self.refused) > SHOWN:
            parts.append(f"… and {len(self.refused) - SHOWN:,} more refusals.")
        if self.refused_file:
            parts.append(f"The refused rows are in {self.refused_file}: mend them there and ingest that.")
        if self.changes is not None:
            parts.append(_changes(self.changes))
        return "\n".join(parts)


def changes_as_json(changes: tuple[Change, ...]) -> dict[str, list[dict[str, str | None]]]:
    """What came, went and changed with a replaced collection."""
    found: dict[str, list[dict[str, str | None]]] = {"came": [], "went": [], "changed": []}
    for change in changes:
        found[change.kind].append(asdict(change))
    return found


def _claims(report: Report) -> str:
    entities = ", ".join(f"{number:,} {cls}" for cls, number in report.entities.items())
    would = "would be " if report.dry_run else ""
    claims = f"Claims: {report.claims_new:,} {would}new, {report.claims_known:,} known."
    return f"{claims} In the files: {entities or 'nothing'}."


def _changes(changes: tuple[Change, ...]) -> str:
    kinds = [change.kind for change in changes]
    counts = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in ("came", "went", "changed"))
    lines = [
        f"  {c.kind}: {c.subject} {c.predicate}: {c.before or '–'} → {c.after or '–'}"
        for c in changes[:SHOWN]
    ]
    return "\n".join([f"Against the version before: {counts}.", *lines])


def _table(files: tuple[FileReport, ...]) -> str:
    """The files with their counts, in columns; the last line is their sum where there are several."""
    numbers = [[f.rows_read, f.rows_loaded, f.rows_unchanged, f.rows_refused] for f in files]
    names = [file.file for file in files]
    if len(files) > 1:
        names.append("all")
        numbers.append([sum(column) for column in zip(*numbers, strict=True)])
    texts = [["file", "read", "loaded", "unchanged", "refused"]]
    texts.extend([name, *(f"{n:,}" for n in row)] for name, row in zip(names, numbers, strict=True))
    width = max(len(row[0]) for row in texts)
    return "\n".join(row[0].ljust(width) + "".join(cell.rjust(11) for cell in row[1:]) for row in texts)
