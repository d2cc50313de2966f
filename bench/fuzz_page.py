"""`python -m bench.fuzz_page`: writes the tables of docs/bad-input.md from the corpus and from fuzz.json."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from bench import fuzz
from bench.pages import DOCS, fill, table
from tests.unit.broken_corpus import CASES

PAGE = DOCS / "bad-input.md"
MARK = "made by python -m bench.fuzz_page"


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    return {MARK: "".join(f"\n{part}" for part in (_kinds(), _outcomes(), _runs())) + "\n"}


def _kinds() -> str:
    """How many broken inputs there are of each kind and format."""
    counts = Counter((case.kind, case.format) for case in CASES)
    kinds = sorted({case.kind for case in CASES})
    rows = [[kind, *(counts[kind, name] or "" for name in fuzz.FORMATS), _sum(kind)] for kind in kinds]
    rows.append(["all", *(sum(c.format == name for c in CASES) for name in fuzz.FORMATS), len(CASES)])
    return table(("what is broken", *fuzz.FORMATS, "all"), rows)


def _sum(kind: str) -> int:
    return sum(case.kind == kind for case in CASES)


def _outcomes() -> str:
    """What becomes of them, by format."""
    counts = Counter((case.outcome, case.format) for case in CASES)
    outcomes = ("rows refused", "file refused", "loads, with a warning", "loads")
    rows = [[outcome, *(counts[outcome, name] for name in fuzz.FORMATS)] for outcome in outcomes]
    return table(("what becomes of it", *fuzz.FORMATS), rows)


def _runs() -> str:
    """What the fuzzer did, reader by reader."""
    rows = [
        [
            run["format"], f"{run['executions']:,}", f"{run['seconds']:,.0f} s", f"{run['covered']:,}",
            f"{run['kept']:,}", f"{run['peak_mb']:,} MB", run["broke"], run["mended"], run["day"],
        ]
        for run in fuzz.read()
    ]  # fmt: skip
    heading = (
        "fuzzer", "inputs tried", "time", "branches reached", "inputs kept", "peak memory", "still breaks",
        "found and mended", "day",
    )  # fmt: skip
    return table(heading, rows)


if __name__ == "__main__":
    fill(PAGE, parts())
    print(f"Wrote {PAGE}.")
