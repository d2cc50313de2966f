"""A benchmark says what it does before it does it, and what it lacks instead of a traceback or a false count."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from bench import fuzz
from bench.__main__ import BENCHMARKS, NEEDS, _run
from bench.arguments import parser_of
from bench.figures import Effort

BENCH = Path(fuzz.__file__).parent
PARTS = {"__main__", "export", "fuzz_one", "ingest_ways"}
"""What is no command of its own: a part that another one starts as a process."""
STATED = "#12 DONE cov: 413 ft: 900 corp: 25/4Kb\nstat::number_of_executed_units: 390\n"


def test_help_shows_the_words_of_the_module_line_by_line() -> None:
    told = parser_of("bench.users", "An hour.\n\n    python -m bench.users --minutes 60\n").format_help()
    assert "usage: python -m bench.users" in told
    assert "\n    python -m bench.users --minutes 60\n" in told


def test_asked_for_help_the_attacks_do_not_begin() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.attacks", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "--page" in done.stdout


def test_a_missing_package_ends_the_run_in_words_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NEEDS, "leaks", ("no_such_package",))
    with pytest.raises(SystemExit, match=r"no_such_package is not installed: `python3 start.py bench leaks`"):
        _run("leaks", Effort.QUICK)


def test_every_benchmark_of_the_list_is_there() -> None:
    assert all(importlib.util.find_spec(f"bench.{name}") for name in BENCHMARKS)


@pytest.mark.parametrize(
    ("said", "found"), [(STATED, True), ("No module named 'atheris'", False), ("", False)]
)
def test_a_fuzzer_that_did_not_run_is_not_counted(said: str, found: bool) -> None:
    assert fuzz.ran(said) is found
