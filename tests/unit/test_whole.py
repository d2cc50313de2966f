"""Files that get their names when they are whole, and what is no file but a pipe or a device."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from commands.loading import write_report
from ingest.report import Report
from ontology.errors import CommandError
from ontology.whole import becoming


def test_a_file_that_was_broken_off_leaves_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("before")
    with pytest.raises(KeyboardInterrupt), becoming(file) as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert file.read_text() == "before" and list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """As root, a device would otherwise be put out of the way by a file: think of /dev/null."""
    pipe, read = tmp_path / "pipe", list[str]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    with becoming(pipe) as part:
        part.write_text("all")
    reader.join(10)
    assert read == ["all"] and pipe.is_fifo() and list(tmp_path.iterdir()) == [pipe]


def test_a_report_of_an_ingest_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *_text: object, **_how: object) -> int:
        with self.open("w") as handle:
            handle.write("{")
        raise OSError(28, "No space left on device")

    report = Report(
        files=(),
        claims_new=0,
        claims_known=0,
        entities={},
        warnings={},
        refused=(),
        refused_file=None,
        changes=None,
    )
    write_report(tmp_path / "r.json", report)
    before = (tmp_path / "r.json").read_bytes()
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CommandError, match="No space left on device"):
        write_report(tmp_path / "r.json", report)
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]
    assert (tmp_path / "r.json").read_bytes() == before
