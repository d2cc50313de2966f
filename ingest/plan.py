"""What an ingest will read: looked at before anything is written, so that a wrong command costs nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ingest.formats import Format, OpensItself, format_named
from ingest.reading import FileRefused, read_heading, without_notes
from ingest.sheets import Candidate, Sheet, UnknownFile, candidates, collection_of
from ontology.errors import CommandError
from ontology.model import Model

_LONGEST = 200
_PLAIN = re.compile(r"[^\x00-\x1f\x7f/\\]+")

# Written by us or for tools beside the tables; no one misses it.
_PASSED_OVER = frozenset({"datapackage.json"})


@dataclass(frozen=True)
class Plan:
    """One ingest: the sheets in the order of reading, and what of a folder is left aside, with the reason."""

    model: Model
    format: Format
    sheets: tuple[Sheet, ...]
    left: tuple[str, ...]
    collection: str
    recorded: date
    prefix: str | None = None
    refused_to: Path = field(default_factory=Path.cwd)

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return sum(sheet.size for sheet in self.sheets)


def plan_ingest(
    model: Model,
    format_name: str,
    paths: Sequence[Path],
    *,
    collection: str | None = None,
    recorded: date | None = None,
    prefix: str | None = None,
    refused_to: Path | None = None,
) -> Plan:
    """Find and recognise the files. The collection is by default the path's name, `recorded` today, and refused
    rows go to the current folder.

    Raises CommandError for a format or path that is not there; UnknownFile or FileRefused for a file that cannot be
    read, if it was named itself, if the format cannot do without it, or if nothing else is there.
    """
    found_format = format_named(format_name, model)
    found = [
        _sheet(found_format, candidate)
        for candidate in candidates(paths)
        if candidate.path.name not in _PASSED_OVER
    ]
    sheets = [sheet for sheet in found if isinstance(sheet, Sheet)]
    left = [reason for reason in found if isinstance(reason, str)]
    if not sheets:
        raise UnknownFile("No file could be recognised.", hint=" ".join(left[:3]))
    if prefix is not None and (not prefix.strip() or ":" in prefix):
        raise CommandError(f"{prefix!r} is no prefix.", hint="Give a short name without a colon.")
    named = collection or collection_of(paths)
    _check_collection(named)
    return Plan(
        model=model,
        format=found_format,
        sheets=tuple(sorted(sheets, key=lambda sheet: (found_format.order(sheet.kind), sheet.file))),
        left=tuple(left),
        collection=named,
        recorded=recorded or date.today(),  # noqa: DTZ011 - the day on which the user sits is meant
        prefix=prefix,
        refused_to=refused_to or Path.cwd(),
    )


def _check_collection(name: str) -> None:
    """Places of claims and the file of refused rows are called after it."""
    if name in (".", "..") or len(name.encode("utf-8", "replace")) > _LONGEST or not _PLAIN.fullmatch(name):
        rule = f"one line of at most {_LONGEST} bytes, without slashes"
        raise CommandError(
            f"{name!r:.100} is no name of a collection: it is {rule}.", hint="Give another --collection."
        )


def _check_file(candidate: Candidate) -> None:
    """What lies in a folder may be a folder again, a pipe, or a link to nothing. Raises FileRefused."""
    if candidate.path.is_dir():
        raise FileRefused(candidate.file, "it is a folder", "Name it too, to read the files in it.")
    if not candidate.path.is_file():
        raise FileRefused(candidate.file, "it is no file, or a link to none", "Put the file itself there.")


def _sheet(wanted: Format, candidate: Candidate) -> Sheet | str:
    """The sheet that a file is, or why it is left aside."""
    try:
        _check_file(candidate)
        if isinstance(wanted, OpensItself):
            return wanted.open(candidate)
        heading, delimiter = read_heading(candidate.path, candidate.file, wanted.delimiters)
        kind = wanted.recognise(candidate.file, without_notes(heading))
    except (UnknownFile, FileRefused) as error:
        if candidate.alone or wanted.expects(candidate.path.name):
            raise
        return str(error)
    size = candidate.path.stat().st_size
    return Sheet(candidate.path, candidate.file, heading, delimiter, kind, size)
