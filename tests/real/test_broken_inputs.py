"""Broken input through the command, into a real Neo4j: many broken files at a time, and the good rows of all of them
loaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from graph.connection import Database
from tests.real.commanding import orbatlas
from tests.unit.broken_case import Case, lay
from tests.unit.broken_corpus import CASES

# What one file says of a name or of a tie would be another thing beside hundreds of others.
ALONE = frozenset({"references", "names", "archives", "nesting", "files"})
SMALL, MANY = 20_000, 20
LARGE = ("units: eight names of a megabyte", "units: an id of 500 characters")


def chosen(format_name: str) -> list[Case]:
    """Some of the cases that load in part, of every kind."""
    mine = [c for c in CASES if c.format == format_name and not (c.whole or c.paths or c.kind in ALONE)]
    small = [case for case in mine if _size(case) < SMALL]
    step = max(1, len(small) // MANY)
    return [*small[::step], *(case for case in mine if case.name in LARGE)]


def _size(case: Case) -> int:
    return sum(len(held) if isinstance(held, bytes) else SMALL for held in case.files.values())


def files_of(cases: list[Case], folder: Path) -> Iterator[tuple[Case, list[Path]]]:
    """Each case in a folder of its own, which tells its files from those of the others."""
    for number, case in enumerate(cases):
        place = folder / f"case-{number}"
        place.mkdir()
        lay(case, place)
        yield case, sorted(path for path in place.iterdir() if path.is_file())


@pytest.mark.parametrize("format_name", ["tables", "sfm", "rdf", "ftm"])
def test_many_broken_files_at_once(
    format_name: str, empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    laid = list(files_of(chosen(format_name), tmp_path))
    paths = [path for _, found in laid for path in found]
    ran = orbatlas(
        "ingest", format_name, *paths, "--collection", "c", "--format", "json",
        environment=environment, cwd=tmp_path, code=1,
    )  # fmt: skip
    report = ran.json()
    read = {file["file"]: file for file in report["files"]}
    assert len(read) == len(paths)
    for file in read.values():
        assert file["rows_read"] == file["rows_loaded"] + file["rows_unchanged"] + file["rows_refused"]
    for case, found in laid:
        assert sum(_of(read, path)["rows_refused"] for path in found) >= (case.refused or 0), case.title
    for refusal in report["refused"]:
        assert refusal["rule"] and refusal["hint"] and refusal["line"] >= 0
    kept = Path(report["refused_file"])
    aside = kept if kept.is_absolute() else tmp_path / kept
    assert len(list(aside.iterdir())) == sum(file["rows_refused"] > 0 for file in read.values())
    good = {id for case, _ in laid for id in case.good}
    assert good <= ids_in(empty), sorted(good - ids_in(empty))


def _of(read: Mapping[str, dict[str, int]], path: Path) -> dict[str, int]:
    return next((file for name, file in read.items() if str(path).endswith(f"/{name}")), {"rows_refused": 0})


def ids_in(database: Database) -> set[str]:
    """The ids of all things."""
    rows = database.read_work(lambda tx: tx.run("MATCH (e:Entity) RETURN e.id AS id").data())
    return {row["id"] for row in rows}
