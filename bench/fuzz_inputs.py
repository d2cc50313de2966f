"""What the fuzzer begins with: the small files of the corpus of broken input, each as one input."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath

from tests.unit.broken_case import Case
from tests.unit.broken_corpus import CASES
from tests.unit.broken_tables import TABLES, others

LONGEST = 4_096
"""Bytes of an input."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "tables": tuple(f"{name}.csv" for name in TABLES),
    "sfm": ("sheet.csv", "sheet.tsv"),
    "rdf": ("x.nt", "x.ttl", "x.rdf", "x.jsonld", "x.nq", "x.trig", "x.jsonl", "x.nt.gz", "x.ttl.zst"),
    "ftm": ("x.json", "x.json.gz", "x.json.zst"),
}
"""The names that a file of each format may have; the ending says how it is read."""


def beside(format_name: str) -> dict[str, bytes]:
    """What lies beside the file: the things that ties of the tables lead to."""
    if format_name != "tables":
        return {}
    return {name: text.encode() for name, text in others().items()}


def seeds(format_name: str) -> list[bytes]:
    """The small files of the corpus as inputs."""
    mine = [case for case in CASES if case.format == format_name and "bomb" not in case.name]
    return sorted({seed for case in mine for seed in _of_case(case)})


def _of_case(case: Case) -> list[bytes]:
    found = []
    for file, content in case.files.items():
        place = _place(case.format, file)
        if isinstance(content, bytes) and len(content) < LONGEST and place is not None:
            found.append(bytes([place]) + content)
    return found


def _place(format_name: str, file: str) -> int | None:
    names = NAMES[format_name]
    if file in names:
        return names.index(file)
    suffixes = "".join(PurePath(file).suffixes[-2:])
    return next(
        (n for n, name in enumerate(names) if name.endswith(suffixes) and format_name != "tables"), None
    )


def write_seeds(format_name: str, folder: Path) -> int:
    """Write the seeds of a format to a folder; how many they are."""
    found = seeds(format_name)
    for number, seed in enumerate(found):
        (folder / f"seed-{number:04}").write_bytes(seed)
    return len(found)
