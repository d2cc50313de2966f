"""`orbatlas export --format ftm`: the facts as FollowTheMoney, and what that could not hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from commands.session import check_writable, database, extra_files, model, noted, progress, say
from ontology.errors import CommandError

NAME = "ftm"


def is_ftm(file: Path) -> bool:
    """Whether a file's name asks for FollowTheMoney: army.ftm, army.ftm.json, army.ftm.json.gz."""
    return ".ftm" in file.suffixes


def export_as_ftm(file: Path, on: date | None) -> None:
    """Write the facts to a file and say what was written, what stands in words, and what was left out."""
    if on is not None:
        hint = "Leave it away: all ties are written, with their dates."
        raise CommandError("--on is for RDF alone.", hint=hint)
    check_writable(file)
    with database() as opened, progress("Writing") as bar:
        noted("export", file=file.absolute(), form="ftm")
        from release.ftm.export import export_ftm

        report = export_ftm(
            opened, model(), file, extra=extra_files(),
            progress=lambda done, total: bar("Writing", done, total),
        )  # fmt: skip
    say(
        f"Wrote {report.entities:,} entities to {report.file} (ftm, {report.bytes:,} bytes): {_list(report.schemata)}."
    )
    if report.in_words:
        say("No property of FollowTheMoney holds these whole; they stand there as words:")
        for cls, counts in _by_class(report.in_words).items():
            say(f"  {cls}: {_list(counts)}")
    if report.left:
        say(f"FollowTheMoney cannot hold, and so left out: {_list(report.left)}.")


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count:,}" for kind, count in counts.items())


def _by_class(counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """The counts of `class: property` by class."""
    found: dict[str, dict[str, int]] = {}
    for name, count in counts.items():
        cls, _, prop = name.partition(": ")
        found.setdefault(cls, {})[prop] = count
    return found
