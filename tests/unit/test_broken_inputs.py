"""Broken input of every format: no traceback, no hang, rows that add up, and the good rows around it loaded."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import fuzz, fuzz_page
from bench.pages import filled
from tests.unit.broken_case import Case, check, check_always, lay, look
from tests.unit.broken_corpus import CASES
from tests.unit.broken_mutations import BESIDE, GOOD, broken

ROOT = Path(__file__).parents[2]
MOST_MEMORY = 600
"""Megabytes."""
FOUND = sorted(path for path in fuzz.FOUND.glob("*/*") if path.is_file())


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is read may fetch anything."""

    def refuse(*_: Any) -> None:
        raise AssertionError("something was to be fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case(case: Case, tmp_path: Path) -> None:
    source, aside = tmp_path / "in", tmp_path / "aside"
    source.mkdir()
    check(case, look(case.format, lay(case, source), aside))


def test_what_the_fuzzer_found(tmp_path: Path) -> None:
    """A file `NUMBER-NAME` under tests/data/broken/FORMAT broke something once."""
    for file in FOUND:
        source = tmp_path / f"{file.parent.name}-{file.name}"
        source.mkdir()
        for name, content in (BESIDE if file.parent.name == "tables" else {}).items():
            (source / name).write_bytes(content)
        shutil.copy(file, source / file.name.partition("-")[2])
        check_always(look(file.parent.name, [source], source / "aside"))


@pytest.mark.parametrize("format_name", sorted(GOOD))
def test_good_files_load_whole(format_name: str, tmp_path: Path) -> None:
    """Else the ways to break them would break nothing."""
    for name, content in GOOD[format_name].items():
        source = tmp_path / name
        source.mkdir()
        for file, text in {**(BESIDE if format_name == "tables" else {}), name: content}.items():
            (source / file).write_bytes(text)
        looked = look(format_name, [source], tmp_path)
        assert looked.report is not None and looked.claims and not looked.refused, looked.rules


@pytest.mark.parametrize("format_name", sorted(GOOD))
def test_files_broken_at_random(format_name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever is cut, doubled or put in between: a report that adds up, or an error of ours."""

    @settings(
        max_examples=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
    )  # fmt: skip
    @given(data=st.data())
    def breaks(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(GOOD[format_name])))
        source = tmp_path_factory.mktemp("in")
        for file, text in (BESIDE if format_name == "tables" else {}).items():
            (source / file).write_bytes(text)
        (source / name).write_bytes(data.draw(broken(GOOD[format_name][name])))
        check_always(look(format_name, [source], source / "aside"))

    breaks()


def test_memory_stays_bounded() -> None:
    """Archives and entities that would grow to gigabytes; the corpus itself is in it."""
    command = [sys.executable, "-m", "tests.unit.broken_memory"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    megabytes, _, largest = done.stdout.partition(" ")
    assert int(megabytes) < MOST_MEMORY, largest


def test_the_corpus_is_large_and_each_case_has_a_name_of_its_own() -> None:
    titles = [case.title for case in CASES]
    assert len(titles) == len(set(titles))
    assert len(titles) >= 300
    assert {case.format for case in CASES} == set(fuzz.FORMATS)


def test_the_page_tells_what_the_corpus_and_the_fuzzer_have() -> None:
    page = fuzz_page.PAGE.read_text(encoding="utf-8")
    assert page == filled(page, fuzz_page.parts()), "python -m bench.fuzz_page"
    held = {row["format"]: row for row in json.loads(fuzz.FILE.read_text(encoding="utf-8"))["runs"]}
    assert set(held) == set(fuzz.FORMATS)
    assert all(row["broke"] == 0 and int(row["executions"]) > 0 for row in held.values())
