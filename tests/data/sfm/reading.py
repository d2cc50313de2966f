"""For the tests of the format sfm: files written and read as far as their claims, without a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from graph.claims import Claim
from ingest.check import check_claims
from ingest.context import Context, Known, NothingKnown
from ingest.plan import plan_ingest
from ingest.rows import Refusal, RowRefused, Warnings
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 22)
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def shared(name: str) -> Path:
    """Real data beside the project; where it is not there, the test is skipped (and CI allows no skip)."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real data {name} does not lie beside the project")
    return path


@dataclass
class Reading:
    """What became of the rows of a run: claims by file and line, refusals, warnings, files left aside."""

    claims: dict[tuple[str, int], list[Claim]] = field(default_factory=dict)
    refused: dict[tuple[str, int], Sequence[Refusal]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    warnings: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()

    def all(self) -> list[Claim]:
        """All claims, each once."""
        return list({claim.id: claim for row in self.claims.values() for claim in row}.values())

    def of(self, subject: str, predicate: str) -> list[Claim]:
        """The claims of one thing with one predicate."""
        return [claim for claim in self.all() if (claim.subject, claim.predicate) == (subject, predicate)]

    def values(self, subject: str, predicate: str) -> set[str | None]:
        """The values of one property of a thing."""
        return {claim.value for claim in self.of(subject, predicate)}

    def rules(self) -> list[str]:
        """The rules that refused rows broke."""
        return [refusal.rule for found in self.refused.values() for refusal in found]


def read(*paths: Path, known: Known | None = None) -> Reading:
    """Read files as an ingest does, up to the check of the claims."""
    plan = plan_ingest(MODEL, "sfm", paths, collection="c")
    context = Context(MODEL, plan.collection, DAY, Warnings(), known or NothingKnown())
    reader = plan.format.reader(plan.sheets, context)
    found = Reading(left=plan.left)
    for sheet in plan.sheets:
        for row in sheet.rows(context.warnings):
            at = (sheet.file, row.line)
            try:
                claims = list(reader.claims(row, sheet))
            except RowRefused as refused:
                found.refused[at] = refused.refusals
                continue
            found.claims[at] = claims
            found.broken.extend(f"{at}: {one.problem}" for one in check_claims(MODEL, claims))
    found.warnings = context.warnings.as_dict()
    return found


def sheet(path: Path, rows: Iterable[Mapping[str, str]], columns: Sequence[str] = ()) -> Path:
    """Write a sheet of made-up rows; its columns are those of the rows, in the order in which they first come."""
    rows = list(rows)
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter="\t" if path.suffix == ".tsv" else ",")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path
