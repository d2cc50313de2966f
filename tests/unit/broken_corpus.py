"""All cases of broken input."""

from __future__ import annotations

from tests.unit import broken_ftm, broken_rdf, broken_sfm, broken_tables
from tests.unit.broken_case import Case

CASES: tuple[Case, ...] = (*broken_tables.CASES, *broken_sfm.CASES, *broken_ftm.CASES, *broken_rdf.CASES)
