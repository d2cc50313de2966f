"""Two ingests of overlapping data at once end as if one had run after the other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from graph.connection import Database
from tests.conftest import clear
from tests.real.commanding import orbatlas, variables

DAY = "2026-11-22"
COMMON = 120


def write(folder: Path, first: int, last: int) -> None:
    """Units first..last, each under the one before, by a source that both collections have."""
    folder.mkdir()
    numbers = range(first, last)
    units = ["id,name,echelon,source,confidence,note", *(f"u{n},Unit {n},battalion,s1,low," for n in numbers)]
    ties = [
        "unit,parent,kind,first_cited,last_cited,start,end,source,confidence,note",
        *(f"u{n},u{n - 1},command,2010,2020,,,s1;s2,medium," for n in numbers[1:]),
    ]
    sources = ["id,title", "s1,First", "s2,Second"]
    for name, lines in {"sources": sources, "units": units, "subordinations": ties}.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def export(environment: Mapping[str, str], folder: Path, name: str) -> bytes:
    file = folder / name
    orbatlas("export", file, "--format", "nquads", environment=environment, cwd=folder)
    return file.read_bytes()


def test_two_ingests_at_once(empty: Database, environment: Mapping[str, str], tmp_path: Path) -> None:
    write(tmp_path / "north", 0, 2 * COMMON)
    write(tmp_path / "south", COMMON, 3 * COMMON)
    ingests = [["ingest", "tables", name, "--recorded", DAY] for name in ("north", "south")]
    for arguments in ingests:
        orbatlas(*arguments, environment=environment, cwd=tmp_path)
    expected = export(environment, tmp_path, "after.nq")
    clear(empty)
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            env=variables(environment),
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for arguments in ingests
    ]
    ended = [process.communicate(timeout=200)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0], ended
    assert export(environment, tmp_path, "together.nq") == expected
