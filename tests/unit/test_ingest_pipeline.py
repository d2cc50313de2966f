"""While one batch is stored the next is read: what goes wrong on either side is told as our own error, and at once."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from graph.abreast import one_ahead
from graph.claims import Claim
from graph.errors import DatabaseUnreachable
from graph.loading import Outcome, RowOutcome, RowState
from ingest.pipeline import run
from ingest.plan import Plan, plan_ingest
from ingest.reading import FileRefused
from ingest.report import Report
from ontology.errors import CommandError
from ontology.reading import load_model

MODEL = load_model()
DAY = date(2026, 11, 23)


@dataclass
class Slow:
    """Takes claims as graph.loading.Loading does; what `before` does comes before each batch."""

    before: Callable[[int], None] = lambda number: None
    batches: list[int] = field(default_factory=list)
    claims: set[str] = field(default_factory=set)
    threads: set[str] = field(default_factory=set)

    def add(self, rows: Sequence[Sequence[Claim]]) -> list[RowOutcome]:
        self.before(len(self.batches))
        self.threads.add(threading.current_thread().name)
        self.batches.append(sum(map(len, rows)))
        self.claims.update(claim.id for row in rows for claim in row)
        return [RowOutcome(RowState.LOADED)] * len(rows)

    def note_withdrawn(self, classes: object) -> None:
        pass

    def finish(self, progress: object = None) -> Outcome:
        return Outcome(len(self.claims), 0, 0, {}, 0)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr("ingest.pipeline.BATCH", 50)
    persons = "id,name,born\n" + "".join(f"p{n},Person {n},not a date\n" for n in range(30))
    units = "id,name\n" + "".join(f"u{n},Unit {n}\n" for n in range(300))
    (tmp_path / "persons.csv").write_text(persons)
    (tmp_path / "units.csv").write_text(units)
    return plan_ingest(MODEL, "tables", [tmp_path], collection="c", recorded=DAY, refused_to=tmp_path / "out")


def test_all_batches_are_stored_in_a_thread_and_counted(plan: Plan) -> None:
    slow = Slow()
    report: Report = run(plan, slow)
    assert len(slow.batches) >= 6 and slow.threads == {"storing_0"}
    read = {file.file: (file.rows_read, file.rows_loaded, file.rows_refused) for file in report.files}
    assert read == {"persons.csv": (30, 0, 30), "units.csv": (300, 300, 0)}
    assert len(slow.claims) == 300 + 2  # two about the sheet itself


def test_a_store_that_fails_is_told_at_once_and_nothing_is_left_behind(plan: Plan) -> None:
    def lost(number: int) -> None:
        if number == 2:
            raise DatabaseUnreachable("No Neo4j answers.")

    slow = Slow(lost)
    with pytest.raises(DatabaseUnreachable):
        run(plan, slow)
    assert len(slow.batches) == 2
    assert not plan.refused_to.exists() or not list(plan.refused_to.iterdir())


def test_a_file_that_can_no_longer_be_read_is_told_after_the_batch_under_way(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = type(plan.sheets[0]).rows_with_bytes

    def cut(sheet: object, warnings: object = None) -> Iterator[object]:
        for number, row in enumerate(rows(sheet, warnings)):  # type: ignore[arg-type]
            # Not yet when the references are looked through, which comes first.
            if number == 120 and warnings is not None:
                raise FileRefused("units.csv", "it can no longer be read", "Input/output error")
            yield row

    monkeypatch.setattr("ingest.sheets.Sheet.rows_with_bytes", cut)
    slow = Slow()
    with pytest.raises(FileRefused):
        run(plan, slow)
    stored = len(slow.batches)
    assert stored >= 1
    assert not any(thread.name.startswith("storing") for thread in threading.enumerate())
    assert len(slow.batches) == stored


def test_one_ahead_keeps_the_order_and_raises_what_the_work_raises() -> None:
    assert list(one_ahead(str, range(5))) == ["0", "1", "2", "3", "4"]
    assert list(one_ahead(str, [])) == []

    def work(number: int) -> int:
        if number == 2:
            raise DatabaseUnreachable("gone")
        return number

    found: list[int] = []
    with pytest.raises(DatabaseUnreachable):
        found.extend(one_ahead(work, range(5)))
    came = one_ahead(work, range(5))
    assert [next(came), next(came)] == [0, 1]


@pytest.mark.parametrize(
    "name", ["a/b", "../../x", "..", ".", "a\\b", "a\nb", "\x1b[31m", "x" * 201, "é" * 101]
)
def test_a_name_after_which_no_file_can_be_called_is_refused_before_anything_is_loaded(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "units.csv").write_text("id,name\nu1,A\n")
    with pytest.raises(CommandError, match="is no name of a collection"):
        plan_ingest(MODEL, "tables", [tmp_path], collection=name)


def test_what_a_killed_ingest_left_of_its_refused_rows_is_cleared_away(plan: Plan) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = plan.refused_to / f".c.refused.abc.{gone.pid}.part"
    left.mkdir(parents=True)
    (left / "units.refused.csv").write_text("half")
    run(plan, Slow())
    assert [path.name for path in plan.refused_to.iterdir()] == ["persons.refused.csv"]
