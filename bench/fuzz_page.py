"""`python -m bench.fuzz_page`: writes the tables of docs/bad-input.md from the corpus and from fuzz.json."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import fuzz
from tests.unit.broken_corpus import CASES

PAGE = Path(__file__).parents[1] / "docs" / "bad-input.md"
BEGIN, END = "<!-- made by python -m bench.fuzz_page -->", "<!-- end -->"


def page() -> str:
    """The page with its tables as they have to be."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return f"{before}{BEGIN}\n\n{_tables()}\n\n{END}{rest.partition(END)[2]}"


def _tables() -> str:
    return "\n\n".join((_kinds(), _outcomes(), _runs()))


def _kinds() -> str:
    counts = Counter((case.kind, case.format) for case in CASES)
    kinds = sorted({case.kind for case in CASES})
    rows = [[kind, *(counts[kind, name] or "" for name in fuzz.FORMATS), _sum(kind)] for kind in kinds]
    rows.append(["all", *(sum(c.format == name for c in CASES) for name in fuzz.FORMATS), len(CASES)])
    return _table(("what is broken", *fuzz.FORMATS, "all"), rows)


def _sum(kind: str) -> int:
    return sum(case.kind == kind for case in CASES)


def _outcomes() -> str:
    counts = Counter((case.outcome, case.format) for case in CASES)
    outcomes = ("rows refused", "file refused", "loads, with a warning", "loads")
    rows = [[outcome, *(counts[outcome, name] for name in fuzz.FORMATS)] for outcome in outcomes]
    return _table(("what becomes of it", *fuzz.FORMATS), rows)


def _runs() -> str:
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
    return _table(heading, rows)


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [
        " | ".join(heading),
        " | ".join(["---"] * len(heading)),
        *(" | ".join(map(str, row)) for row in rows),
    ]
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"Wrote {PAGE}.")
