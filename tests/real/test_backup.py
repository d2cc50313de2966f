"""A backup has everything, retired claims too, and what is restored from it exports the same bytes."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.faults_army import write_tables
from graph.connection import Database
from graph.deriving import count_waiting
from graph.keeping.state import is_half_restored
from tests.conftest import clear
from tests.real.commanding import orbatlas
from tests.real.faulting import DAY, export, kill_when, quickly

CLAIMS = "MATCH (c:Claim) RETURN properties(c) AS claim ORDER BY c.id"


@pytest.fixture
def filled(empty: Database, environment: Mapping[str, str], tmp_path: Path) -> Database:
    """A small army with two ids of one thing, a source taken back, a thing that is gone, and made-up sources."""
    write_tables(tmp_path / "army", units=12, persons=60, sources=("synthetic-1",))
    for command in (
        ("ingest", "tables", "army", "--recorded", DAY),
        ("merge", "u3", "u4", "--source", "s2", "--note", "ကဝ", "--recorded", DAY),
        ("withdraw", "s1", "--recorded", DAY),
        ("withdraw", "synthetic-1", "--recorded", DAY),
        ("ingest", "tables", "army", "--recorded", "2026-11-23"),
        ("withdraw", "s3", "--recorded", DAY),
    ):
        quickly(*command, environment=environment, cwd=tmp_path)
    return empty


def test_what_is_restored_is_what_was_there(
    filled: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    before, claims = export(environment, tmp_path, "before.nq"), filled.read(CLAIMS)
    assert sum("retired" in row["claim"] for row in claims) > 5
    assert sum("history" in row["claim"] for row in claims) > 5
    assert filled.read("MATCH (w:Withdrawn) RETURN count(w) AS n")[0]["n"] > 0
    assert filled.read("MATCH (r:Replaced) RETURN count(r) AS n")[0]["n"] == 1
    said = orbatlas("backup", "a.orb", environment=environment, cwd=tmp_path).err
    assert f"{len(claims):,} claims" in said
    quickly("backup", "b.orb", environment=environment, cwd=tmp_path)
    assert (tmp_path / "a.orb").read_bytes() == (tmp_path / "b.orb").read_bytes()
    assert (tmp_path / "a.orb").stat().st_mode & 0o777 == 0o600

    refused = orbatlas("restore", "a.orb", environment=environment, cwd=tmp_path, code=2).err
    assert "not empty" in refused and "--replace" in refused
    assert filled.read(CLAIMS) == claims
    clear(filled)
    quickly("restore", "a.orb", environment=environment, cwd=tmp_path)
    assert filled.read(CLAIMS) == claims
    assert export(environment, tmp_path, "after.nq") == before

    quickly("withdraw", "s2", "--recorded", DAY, environment=environment, cwd=tmp_path)
    quickly("restore", "a.orb", "--replace", "--yes", environment=environment, cwd=tmp_path)
    assert filled.read(CLAIMS) == claims
    assert export(environment, tmp_path, "replaced.nq") == before
    quickly("backup", "c.orb", environment=environment, cwd=tmp_path)
    assert (tmp_path / "c.orb").read_bytes() == (tmp_path / "a.orb").read_bytes()


def test_a_restore_that_is_killed_goes_on(
    filled: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    before = export(environment, tmp_path, "before.nq")
    quickly("backup", "a.orb", environment=environment, cwd=tmp_path)
    clear(filled)
    assert kill_when(("restore", "a.orb"), environment, tmp_path, lambda: count_waiting(filled) > 0)
    assert is_half_restored(filled)
    told = orbatlas("query", "sources", environment=environment, cwd=tmp_path).err
    assert "a restore was broken off" in told
    quickly("restore", "a.orb", environment=environment, cwd=tmp_path)
    assert not is_half_restored(filled)
    assert export(environment, tmp_path, "after.nq") == before


def test_an_ingest_that_was_broken_off_is_in_the_backup_and_ends_after_it(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    write_tables(tmp_path / "army", units=60, persons=800)
    ingest = ("ingest", "tables", "army", "--recorded", DAY)
    assert kill_when(ingest, environment, tmp_path, lambda: count_waiting(empty) > 0)
    claims = empty.read(CLAIMS)
    quickly("backup", "half.orb", environment=environment, cwd=tmp_path)
    clear(empty)
    quickly("restore", "half.orb", environment=environment, cwd=tmp_path)
    assert empty.read(CLAIMS) == claims and count_waiting(empty) == 0
    quickly(*ingest, environment=environment, cwd=tmp_path)
    after = export(environment, tmp_path, "after.nq")
    clear(empty)
    quickly(*ingest, environment=environment, cwd=tmp_path)
    assert export(environment, tmp_path, "whole.nq") == after


def test_a_backup_that_is_damaged_in_any_place_is_refused_and_changes_nothing(
    filled: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    from graph.errors import BackupDamaged
    from graph.keeping.file import checked

    quickly("backup", "a.orb", environment=environment, cwd=tmp_path)
    whole = (tmp_path / "a.orb").read_bytes()
    broken, contents = tmp_path / "broken.orb", checked(tmp_path / "a.orb")
    taken = tried = 0
    for at in range(0, len(whole), max(1, len(whole) // 97)):
        for bad in (whole[:at], whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :], whole + whole[:at]):
            broken.write_bytes(bad)
            tried += 1
            try:
                # A byte that says how to unpack, and not what, may change nothing of what is there.
                assert checked(broken) == contents
                taken += 1
            except BackupDamaged:
                pass
    assert taken < tried / 50
    broken.write_bytes(whole[: len(whole) // 2])
    claims = filled.read(CLAIMS)
    for code, options in ((1, ()), (1, ("--replace", "--yes"))):
        said = orbatlas(
            "restore", "broken.orb", *options, environment=environment, cwd=tmp_path, code=code
        ).err
        assert "is damaged" in said and "Nothing was changed" in said
    (tmp_path / "export.nq").write_bytes(b"<a> <b> <c> .\n")
    said = orbatlas("restore", "export.nq", environment=environment, cwd=tmp_path, code=1).err
    assert "is not a backup of Orbatlas" in said
    assert filled.read(CLAIMS) == claims


def test_what_a_killed_backup_leaves_is_cleared_away(
    filled: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / f".a.orb.{gone.pid}.part").write_bytes(b"half")
    quickly("backup", "a.orb", environment=environment, cwd=tmp_path)
    assert not list(tmp_path.glob(".*.part"))


def test_ontology_files_of_one_name_in_two_folders_both_come_back(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    texts = {"a/radio.ttl": "# one\n", "b/radio.ttl": "# two\n", "radio.ttl": "# three\n"}
    for folder in ("own", "more"):
        for name, text in texts.items():
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_text(text + f"# {folder}\n", encoding="utf-8")
    own = {**environment, "ORBATLAS_ONTOLOGY": f"{tmp_path / 'own'}{os.pathsep}{tmp_path / 'more'}"}
    quickly("backup", "a.orb", environment=own, cwd=tmp_path)
    quickly("restore", "a.orb", "--ontology", "back", environment=environment, cwd=tmp_path)
    back = [path.read_text("utf-8") for path in (tmp_path / "back").rglob("*.ttl")]
    assert sorted(back) == sorted(
        text + f"# {folder}\n" for folder in ("own", "more") for text in texts.values()
    )
    told = orbatlas("restore", "a.orb", environment=own, cwd=tmp_path).err
    assert "not in use" not in told
