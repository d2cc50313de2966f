"""`python -m bench.fuzz`: a coverage-guided fuzzer (atheris) over each reader, for a bounded time.

    python -m bench.fuzz [--seconds 60] [--format tables|sfm|rdf|ftm] [--keep FOLDER]

Inputs that it finds worth keeping go to FOLDER, so that the next run goes on from there. What it breaks lies in
FOLDER/FORMAT-found; mended, it becomes a file under tests/data/broken, and the tests read it ever after. The counts go
to bench/performance/fuzz.json, from which docs/bad-input.md is made (`python -m bench.fuzz_page`).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from bench.arguments import parser_of

FILE = Path(__file__).parent / "performance" / "fuzz.json"
FOUND = Path(__file__).parents[1] / "tests" / "data" / "broken"
FORMATS = ("tables", "sfm", "rdf", "ftm")
SLOW, LARGE = 20, 2_000
"""Seconds, and megabytes of the process, from which on an input counts as found."""

_COVERED = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)/")
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_PEAK = re.compile(r"stat::peak_rss_mb:\s*(\d+)")


@dataclass(frozen=True)
class Fuzzed:
    """What was done over one format. Executions and seconds are those of all runs told; the rest is of the last one.
    `covered` counts branches of ingest; `kept` are inputs that reach something of their own, `broke` those that were
    found and still break something, `mended` those that are tests now.
    """

    format: str
    executions: int
    seconds: float
    covered: int
    kept: int
    peak_mb: int
    broke: int
    mended: int
    day: str


def main() -> int:
    """Run what was asked for; 1 where something broke."""
    parser = parser_of("bench.fuzz", __doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each format")
    parser.add_argument("--format", choices=FORMATS, action="append")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs; default: one that is deleted")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="orbatlas-fuzz-") as scratch:
        runs = [fuzz(name, asked.seconds, asked.keep or Path(scratch)) for name in asked.format or FORMATS]
    for run in runs:
        print(json.dumps(asdict(run)))
    write(runs)
    return 1 if any(run.broke for run in runs) else 0


def fuzz(format_name: str, seconds: int, keep: Path) -> Fuzzed:
    """One format for some seconds, in a process of its own."""
    from bench.fuzz_inputs import LONGEST, write_seeds

    inputs, seeds, found = (keep / f"{format_name}{end}" for end in ("", "-seeds", "-found"))
    for folder in (inputs, seeds, found):
        folder.mkdir(parents=True, exist_ok=True)
    write_seeds(format_name, seeds)
    options = (
        f"-max_total_time={seconds}", f"-timeout={SLOW}", f"-rss_limit_mb={LARGE}", f"-max_len={LONGEST}",
        f"-artifact_prefix={found}/", "-print_final_stats=1", "-seed=7",
    )  # fmt: skip
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bench.fuzz_one", format_name, *options, str(inputs), str(seeds)],
        capture_output=True, check=False, timeout=seconds + 600,
    )  # fmt: skip
    said = done.stderr.decode("utf-8", "replace")
    if not ran(said):
        raise SystemExit(
            f"The fuzzer did not run (`python3 start.py bench --list` installs it):\n{said[-600:].strip()}"
        )
    (keep / f"{format_name}.log").write_text(said, encoding="utf-8")
    covered = _COVERED.findall(said) or [("0", "0", "0")]
    return Fuzzed(
        format=format_name,
        executions=_last(_DONE, said),
        seconds=round(time.monotonic() - began, 1),
        covered=int(covered[-1][0]),
        kept=int(covered[-1][2]),
        peak_mb=_last(_PEAK, said),
        broke=sum(not file.name.startswith("slow-unit") for file in found.iterdir()),
        mended=sum(1 for _ in (FOUND / format_name).glob("*")),
        day=date.today().isoformat(),  # noqa: DTZ011  the day of the machine
    )


def ran(said: str) -> bool:
    """Whether the fuzzer tried anything; else its counts are no counts, and nothing may be told of them."""
    return bool(_COVERED.search(said) or _DONE.search(said))


def _last(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.findall(text)
    return int(found[-1]) if found else 0


def write(runs: list[Fuzzed]) -> None:
    """Add the runs to those that are told."""
    held = {str(row["format"]): row for row in read()}
    for run in runs:
        before, row = held.get(run.format, {}), asdict(run)
        for key in ("executions", "seconds"):
            row[key] = round(float(before.get(key, 0)) + row[key], 1)
        held[run.format] = {**row, "executions": int(row["executions"])}
    rows = [held[name] for name in FORMATS if name in held]
    FILE.write_text(json.dumps({"bench": "fuzz", "runs": rows}, indent=1) + "\n", encoding="utf-8")


def read() -> list[dict[str, str | int | float]]:
    """The runs in the file; none where there is none."""
    if not FILE.exists():
        return []
    return list(json.loads(FILE.read_text(encoding="utf-8"))["runs"])


if __name__ == "__main__":
    sys.exit(main())
