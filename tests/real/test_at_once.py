"""Runs at once that could get in one another's way: the end is as if one had come after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph import changes
from graph.claims import Claim
from graph.connection import Database
from graph.errors import HalfRestored
from graph.keeping.alone import alone
from graph.keeping.backup import back_up
from graph.keeping.state import RESTORE, note, prepare
from graph.loading import Loading
from graph.redirecting import merge, unmerge
from graph.retiring import withdraw
from release.export import Format, export
from release.ftm.export import export_ftm
from release.records import GraphChanged
from tests.rdf import MODEL
from tests.real.commanding import orbatlas
from tests.real.faulting import begin, quickly

DAY, LATER = date(2026, 11, 22), date(2026, 11, 23)
CURRENT = (
    "MATCH (c:Claim) WHERE c.retired IS NULL RETURN c.value AS value, c.collections AS of ORDER BY value"
)


def named(id: str, collection: str) -> list[Claim]:
    return [Claim(id, "Unit", "name", "s1", value=f"Unit {id}", places=(f"{collection}/f.csv:2:name",))]


def load(database: Database, collection: str, *ids: str, replace: bool = False) -> None:
    loading = Loading(database, MODEL, collection, DAY, replace=replace)
    loading.add([named(id, collection) for id in ids])
    loading.finish()


def current(database: Database) -> list[tuple[str, list[str]]]:
    return [(row["value"].removeprefix("Unit "), sorted(row["of"])) for row in database.read(CURRENT)]


def between(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, meanwhile: Callable[[], object]) -> None:
    """Let something else happen just before this function of a module is called for the first time."""
    original, done = getattr(module, name), list[bool]()

    def called(*args: Any, **how: Any) -> Any:
        if not done:
            done.append(True)
            meanwhile()
        return original(*args, **how)

    monkeypatch.setattr(module, name, called)


def test_what_another_collection_says_meanwhile_is_not_taken_back_with_the_one_that_is_replaced(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(empty, "a", "u1", "u2")
    between(monkeypatch, changes, "_take_back", lambda: load(empty, "b", "u2", "u3"))
    load(empty, "a", "u1", replace=True)
    assert current(empty) == [("u1", ["a"]), ("u2", ["b"]), ("u3", ["b"])]
    assert empty.read("MATCH (u:Unit {id: 'u2'}) RETURN u.name AS name") == [{"name": "Unit u2"}]


def test_a_claim_that_is_taken_back_while_it_is_made_again_is_current_in_the_end(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph import storing

    load(empty, "a", "s1", "u1", "u2")
    between(monkeypatch, storing, "_note_again", lambda: withdraw(empty, MODEL, "s1", LATER))
    load(empty, "b", "u2", "u3")
    assert [value for value, _ in current(empty)] == ["u2", "u3"]
    assert empty.read("MATCH (u:Unit) RETURN u.id AS id ORDER BY id") == [{"id": "u2"}, {"id": "u3"}]


def test_two_ingests_of_one_collection_run_one_after_the_other(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    for version, ids in (("old", "123"), ("new", "124")):
        (tmp_path / version).mkdir()
        rows = [f"u{id},Unit {id}" for id in ids]
        (tmp_path / version / "units.csv").write_text("\n".join(["id,name", *rows]), encoding="utf-8")
    both = [("ingest", "tables", version, "--collection", "a", "--replace") for version in ("old", "new")]
    quickly(*both[0], environment=environment, cwd=tmp_path)
    with alone(empty, "collection a", lambda: None):
        waiting = begin(both[1], environment, tmp_path)
        end = time.monotonic() + 60
        while "Waiting for another" not in (tmp_path / "told.txt").read_text() and time.monotonic() < end:
            time.sleep(0.05)
        assert waiting.poll() is None and len(current(empty)) == 3 + 2
        quickly("ingest", "tables", "old", "--dry-run", environment=environment, cwd=tmp_path)
    assert waiting.wait(60) == 0
    assert [value for value, _ in current(empty) if value in "1234"] == ["1", "2", "4"]
    assert not empty.read("MATCH (n:Keeping) WHERE n.id STARTS WITH 'alone' RETURN n")


# ---- what is read as a whole


@pytest.mark.parametrize("form", [Format.NTRIPLES, None])
def test_a_claim_that_takes_the_place_of_another_while_all_is_read_is_noticed(
    empty: Database, tmp_path: Path, form: Format | None
) -> None:
    """As many claims of each source as before, and no fact waits: still it is another graph."""
    load(empty, "a", "u1", "u2")
    done = list[int]()

    def meanwhile(number: int, _total: int) -> None:
        if not done:
            load(empty, "a", "u1", "u3", replace=True)
        done.append(number)

    with pytest.raises(GraphChanged):
        if form:
            export(empty, MODEL, tmp_path / "x.nt", form, progress=meanwhile)
        else:
            export_ftm(empty, MODEL, tmp_path / "x.ftm.json", progress=meanwhile)
    assert done and list(tmp_path.iterdir()) == []


def test_what_others_write_beside_it_is_no_change(empty: Database, tmp_path: Path) -> None:
    load(empty, "a", "u1", "u2")

    def meanwhile(_done: int, _total: int) -> None:
        empty.write(lambda tx: tx.run("CREATE (:Probe {n: 1})").consume())

    export(empty, MODEL, tmp_path / "x.nt", Format.NTRIPLES, progress=meanwhile)
    assert (tmp_path / "x.nt").exists()


def test_a_half_restored_database_is_neither_written_nor_taken_for_the_whole(
    empty: Database, environment: Mapping[str, str], tmp_path: Path
) -> None:
    load(empty, "a", "s1", "u1", "u2")
    back_up(empty, MODEL, tmp_path / "a.orb")
    whole, before = (tmp_path / "a.orb").read_bytes(), current(empty)
    prepare(empty)
    empty.write(lambda tx: note(tx, RESTORE, "emptying for something"))
    for work in (
        lambda: load(empty, "a", "u3"),
        lambda: withdraw(empty, MODEL, "s1", LATER),
        lambda: merge(empty, MODEL, "u1", "u2", "s1", DAY),
        lambda: unmerge(empty, MODEL, "u1", DAY),
        lambda: back_up(empty, MODEL, tmp_path / "a.orb"),
        lambda: export(empty, MODEL, tmp_path / "x.nt", Format.NTRIPLES),
        lambda: export_ftm(empty, MODEL, tmp_path / "x.ftm.json"),
    ):
        with pytest.raises(HalfRestored):
            work()
    said = orbatlas(
        "release", "out", "--profile", "internal", "--for", "A", environment=environment, cwd=tmp_path, code=1
    )
    assert "was broken off" in said.err and "--replace" in said.err
    assert current(empty) == before and (tmp_path / "a.orb").read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.orb"]
