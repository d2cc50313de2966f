"""`python -m bench`: runs all benchmarks, or those named; prints their tables and writes bench/performance/NAME.json.

    python3 start.py bench                   all of them, one after the other
    python3 start.py bench ingest leaks      these
    python3 start.py bench --quick …         small sizes and few runs, to see that they run; nothing is written
    python3 start.py bench --list            what there is

It ends with 1 where an aim was missed. At the end docs/performance.md and docs/scaling.md are made anew. Each
benchmark needs a quiet machine to tell anything, and has private servers of its own. `start.py bench` installs what
they are measured against, which is the group `bench` of pyproject.toml; where that is there, it is `python -m bench`.
bench/README.md says what each needs, and how long it takes.
"""

from __future__ import annotations

import argparse
import importlib
import os
import subprocess
import sys
from importlib.util import find_spec

from bench.arguments import parser_of
from bench.figures import COLUMNS, Effort, Figure, Results, rows, write

BENCHMARKS = {
    "ingest": "from files to claims and facts",
    "million": "an army of a million persons, within the memory of a laptop",
    "leaks": "the table of the whole army",
    "calls": "chain, evidence, search and paths under eight readers at once",
    "export": "RDF out of the database",
    "start": "from a command to a picture",
}

NEEDS = {"leaks": ("duckdb",)}


def main() -> int:
    """Run what was asked for; 1 where an aim was missed."""
    asked = _arguments()
    if asked.list:
        for name, words in BENCHMARKS.items():
            print(f"{name:10} {words}")
        return 0
    names = asked.names or list(BENCHMARKS)
    if len(names) > 1:
        return max(_in_its_own_process(name, quick=asked.quick) for name in names)
    missed = _run(names[0], Effort.QUICK if asked.quick else Effort.FULL)
    if not asked.quick:
        for page in ("scaling_page", "performance_page"):
            importlib.import_module(f"bench.{page}").main()
    return missed


def _in_its_own_process(name: str, *, quick: bool) -> int:
    """Each has its own peak of memory."""
    command = [sys.executable, "-m", "bench", *(["--quick"] if quick else []), name]
    return subprocess.run(command, check=False).returncode


def _run(name: str, effort: Effort) -> int:
    if package := _lacking(name):
        raise SystemExit(f"{package} is not installed: `python3 start.py bench {name}` gets it and goes on.")
    load = os.getloadavg()[0]
    figures: list[Figure] = []
    for figure in importlib.import_module(f"bench.{name}").run(effort):
        figures.append(figure)
        results = Results(name, tuple(figures), loaded=round(load, 2))
        if effort is Effort.FULL:
            write(results)  # after each, so that a long run that is cut short has told what it knew
    print_table(results)
    return 1 if any(figure.met is False for figure in figures) else 0


def _lacking(name: str) -> str | None:
    """A package of the group `bench` that a benchmark needs and that is not there."""
    return next((package for package in NEEDS.get(name, ()) if find_spec(package) is None), None)


def print_table(results: Results) -> None:
    """The table of a benchmark, as wide as it needs to be."""
    lines = [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows(results.figures)]
    widths = {column: max(len(line[column]) for line in lines) for column in COLUMNS}
    print(f"\n{results.bench} ({results.day}, {results.cores} cores, load {results.loaded} before)\n")
    for line in lines:
        print("  ".join(line[column].ljust(widths[column]) for column in COLUMNS).rstrip())


def _arguments() -> argparse.Namespace:
    parser = parser_of("bench", __doc__)
    parser.prog = "start.py bench"
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="small sizes, few runs, nothing written")
    parser.add_argument("--list", action="store_true", help="say what there is")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
