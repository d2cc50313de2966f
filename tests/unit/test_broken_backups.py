"""Backups of another hand: whatever their sums say, what cannot be restored is refused before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from graph.errors import BackupDamaged
from graph.keeping import file as backup
from graph.keeping.file import NAME, VERSION, Writer, checked, rows
from graph.keeping.rows import ASIDE, CLAIM, ONTOLOGY, WAITING, WITHDRAWN

GOOD: dict[str, Any] = {
    "id": "0" * 32, "subject": "u1", "subject_class": "Unit", "predicate": "name", "source": "s1", "value": "Unit",
    "recorded": {"day": "2021-01-01"}, "collections": ["a"], "places": ["a/f.csv:2:name"],
}  # fmt: skip
GONE = object()


def each(part: str, base: Mapping[str, Any], key: str, *bad: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The row with each of these in the place of what is right; GONE stands for nothing at all."""
    return [(part, {**base, key: value}) for value in bad]


THING = {"id": "x", "class": "Unit", "unsettled": False}
FILE = {"name": "a.ttl", "text": "x"}
DAY = {"day": "2021-01-01"}

STRANGE: list[tuple[str, Mapping[str, Any]]] = [
    *(one for key in ("id", "subject", "subject_class", "predicate", "source")
      for one in each(CLAIM, GOOD, key, GONE, None, "", 5, ["a"], DAY)),
    *each(CLAIM, GOOD, "value", 5, 10**40, 1.5, True, float("nan"), ["a"], {"a": 1}, "\ud800"),
    *each(CLAIM, GOOD, "recorded", 5, "2021-01-01", {"day": None}, {"day": "2021-13-01"}, {}, []),
    *(one for key in ("collections", "places", "history")
      for one in each(CLAIM, GOOD, key, "abc", 5, [["a"]], ["a", 1], [None], DAY)),
    *each(CLAIM, GOOD, "role", 5, {"a": 1}, [1], DAY),
    *each(CLAIM, GOOD, "", "x"),
    *each(CLAIM, GOOD, "a\0b", "x"),
    *each(ASIDE, GOOD, "value", 5),
    *(one for part in (WITHDRAWN, WAITING, ASIDE) for one in each(part, THING, "id", 5, "", GONE)),
    *(one for part in (WITHDRAWN, WAITING, ASIDE) for one in each(part, THING, "class", GONE, None, ["Unit"])),
    *each(WAITING, THING, "unsettled", GONE, None, "no", 1),
    *each(ONTOLOGY, FILE, "name", GONE, None, 5, "/a.ttl", "../a.ttl", "a/../../b", "a\\b"),
    *each(ONTOLOGY, {"name": ""}, "text", 5, GONE, "not json", "[]", "5", "{}",
          '{"classes":{"Unit":{}},"schemes":{}}', "[" * 5_000),
]  # fmt: skip
HEAD = b'{"format":"orbatlas backup","version":1}\n'
BYTES = {
    "nothing": b"",
    "the first bytes alone": bytes.fromhex("28b52ffd"),
    "an empty frame": zstd.compress(b""),
    "a list within a list": zstd.compress(HEAD + b"[" * 200_000 + b"\n"),
    "a row within a row": zstd.compress(HEAD + b'["claim",{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}]\n"),
    "a head within itself": zstd.compress(b"[" * 200_000),
    "a number of 6,000 digits": zstd.compress(HEAD + b'["claim",{"a":' + b"9" * 6_000 + b"}]\n"),
    "bytes that are no UTF-8": zstd.compress(HEAD + b'["claim",{"id":"\xff"}]\n'),
    "a version that is a text": zstd.compress(b'{"format":"orbatlas backup","version":"1"}\n'),
    "no version": zstd.compress(b'{"format":"orbatlas backup"}\n'),
    "a version to come": zstd.compress(b'{"format":"orbatlas backup","version":2}\n'),
}


def written(file: Path, part: str, row: Mapping[str, Any]) -> None:
    """A backup of one row, with the sums that it must have."""
    with pytest.MonkeyPatch.context() as patch, file.open("wb") as raw:
        patch.setattr(backup, "_plain", lambda value: value)
        patch.setattr(backup, "_line", _escaped)
        writer = Writer(raw)
        writer.add(part, {key: value for key, value in row.items() if value is not GONE})
        writer.close()


def _escaped(content: object) -> bytes:
    import json

    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode() + b"\n"


@pytest.mark.parametrize(("part", "row"), STRANGE, ids=range(len(STRANGE)))
def test_a_row_that_cannot_be_is_refused_though_the_sums_are_right(
    tmp_path: Path, part: str, row: Mapping[str, Any]
) -> None:
    written(tmp_path / "a.orb", part, row)
    with pytest.raises(BackupDamaged, match=r"Nothing was changed\."):
        checked(tmp_path / "a.orb")


def test_the_good_ones_are_taken(tmp_path: Path) -> None:
    for part, row in (
        (CLAIM, GOOD),
        (CLAIM, {**GOOD, "retired": {"day": "2021-02-01"}, "role": ["a", "b"], "of another ontology": "x"}),
        (ASIDE, GOOD),
        (ASIDE, {"id": "x", "class": "Radio"}),
        (WAITING, {"id": "x", "class": "", "unsettled": True}),
        (ONTOLOGY, {"name": "", "text": ""}),
        (ONTOLOGY, {"name": "army/radio.ttl", "text": "x"}),
    ):
        written(tmp_path / "a.orb", part, row)
        assert checked(tmp_path / "a.orb").lines[part] == 1
        assert len(list(rows(tmp_path / "a.orb", part))) == 1


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_backup_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.orb").write_bytes(BYTES[name])
    with pytest.raises(BackupDamaged):
        checked(tmp_path / "a.orb")


@pytest.mark.parametrize("head", [b"", HEAD])
def test_a_line_that_does_not_end_takes_no_more_memory_than_a_line_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    monkeypatch.setattr(backup, "LONGEST", 1_000)
    (tmp_path / "a.orb").write_bytes(zstd.compress(head + b" " * 10_000_000))
    with pytest.raises(BackupDamaged, match="more than 1,000 bytes"):
        checked(tmp_path / "a.orb")


def test_a_backup_of_this_version_says_so() -> None:
    assert _escaped({"format": NAME, "version": VERSION}) == HEAD
