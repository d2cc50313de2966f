"""The page of faults tells what was measured, names tests that are there, and nothing of it was lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bench.faults import BOTH, COMMAND, FIGURES, JOBS, SERVER, TARGETS, plan
from bench.faults_page import PAGE, parts
from bench.pages import filled

ROOT = Path(__file__).parents[2]


def test_the_page_has_the_figures_as_they_were_measured() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert filled(page, parts()) == page


def test_nothing_was_lost_in_a_hundred_kills() -> None:
    if not FIGURES.exists():
        assert "Not measured yet." in PAGE.read_text(encoding="utf-8")
        return
    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert sum(row["at_work"] for row in found["rounds"]) >= 100
    assert sum(row["lost"] for row in found["rounds"]) == 0
    assert found["wrong"] == []
    assert {row["killed"] for row in found["rounds"]} == {COMMAND, SERVER, BOTH}
    assert {"ingest", "export", "release", "withdraw"} <= {row["command"] for row in found["rounds"]}


def test_the_tests_that_the_page_names_are_there() -> None:
    named = set(re.findall(r"`(test_\w+\.py)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) >= 5
    there = {file.name for room in ("real", "unit") for file in (ROOT / "tests" / room).iterdir()}
    assert named <= there


@pytest.mark.parametrize("kills", [20, 100])
def test_a_plan_gives_each_kind_its_share(kills: int) -> None:
    import random

    given = list(plan(kills, random.Random(1)))
    assert len(given) == kills
    assert {job.name for job, _ in given} == {job.name for job in JOBS}
    share = sum(what != COMMAND for _, what in given) / kills
    assert abs(share - (TARGETS[SERVER] + TARGETS[BOTH]) / 100) < 0.1
