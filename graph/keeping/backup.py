"""All that the database holds and cannot be derived, as one file: claims, retired ones too, and what else is noted.

Facts are left out: they are derived from the claims, by one rule, when the backup is restored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from graph.connection import Database
from graph.errors import ChangedMeanwhile
from graph.keeping.file import Contents, Writer, checked
from graph.keeping.rows import ASIDE, CLAIM, ONTOLOGY, WAITING, WITHDRAWN
from graph.keeping.state import ASIDE as ASIDE_LABEL
from graph.keeping.state import refuse_half_restored, words_held
from graph.layout import ENTITY, PENDING, REPLACED_CLASS, UNSETTLED
from graph.layout import WITHDRAWN as WITHDRAWN_LABEL
from graph.wording import class_of
from ontology.model import Model
from ontology.whole import becoming

PAGE = 5_000
PATIENCE = 900.0
"""Seconds that one look through all entities may take."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written: the file, its size, and the lines of each part."""

    file: Path
    bytes: int
    contents: Contents


def back_up(
    database: Database,
    model: Model,
    file: Path,
    extra: Sequence[Path] = (),
    progress: Progress | None = None,
) -> BackupReport:
    """Write a backup, read it back, and only then give it its name. `extra` are the user's own ontology files.

    The same database gives the same bytes. Raises HalfRestored, ChangedMeanwhile, and CommandError where it
    cannot be written.
    """
    refuse_half_restored(database)
    with becoming(file, private=True) as part:
        before = database.state()
        with part.open("wb") as raw:
            _write(database, model, raw, extra, progress or (lambda _: None))
        if database.state() != before:
            raise ChangedMeanwhile
        contents = checked(part)
    return BackupReport(file, file.stat().st_size, contents)


def _write(
    database: Database, model: Model, raw: IO[bytes], extra: Sequence[Path], progress: Progress
) -> None:
    writer, done = Writer(raw), 0
    # Under an empty name, the words under which the database was filled; empty where nobody noted them.
    writer.add(ONTOLOGY, {"name": "", "text": words_held(database) or ""})
    for name, path in own_files(extra).items():
        writer.add(ONTOLOGY, {"name": name, "text": path.read_text(encoding="utf-8")})
    for part, label in ((CLAIM, model.claim.name), (ASIDE, ASIDE_LABEL), (WITHDRAWN, WITHDRAWN_LABEL)):
        for row in _all(database, label):
            writer.add(part, row)
            done += 1
            if done % PAGE == 0:
                progress(done)
    for row in _waiting(database, model):
        writer.add(WAITING, row)
    writer.close()


def own_files(extra: Sequence[Path]) -> dict[str, Path]:
    """The user's Turtle files, and the tables of renames and of mappings beside them, by a name of each its own."""
    named: dict[str, Path] = {}
    for number, path in enumerate(extra, 1):
        found = [*path.rglob("*.ttl"), *path.rglob("*.toml")] if path.is_dir() else [path]
        for file in sorted(found):
            name = file.relative_to(path if path.is_dir() else path.parent).as_posix()
            named[f"{number}/{name}" if name in named else name] = file
    return named


def _all(database: Database, label: str) -> Iterator[dict[str, Any]]:
    """Everything of a label with all its properties, by id, along the index."""
    query = f"""
        MATCH (n:{label}) WHERE n.id > $after
        WITH n ORDER BY n.id LIMIT $limit
        RETURN properties(n) AS properties
    """
    after = ""
    while page := database.read(query, {"after": after, "limit": PAGE}):
        yield from (row["properties"] for row in page)
        after = page[-1]["properties"]["id"]


def _waiting(database: Database, model: Model) -> Iterator[dict[str, Any]]:
    """What waits for its facts: after an ingest that was broken off."""
    query = f"""
        MATCH (e:{ENTITY}) WHERE e:{PENDING} OR e:{UNSETTLED}
        RETURN e.id AS id, labels(e) + coalesce(e.{REPLACED_CLASS}, []) AS labels, e:{UNSETTLED} AS unsettled
        ORDER BY id
    """
    for row in database.stream(query, timeout=PATIENCE):
        cls = class_of(model, row["labels"])
        yield {"id": row["id"], "class": cls.name if cls else "", "unsettled": row["unsettled"]}
