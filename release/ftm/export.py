"""`orbatlas export --format ftm`: one entity a line, streamed, the same bytes on each run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.connection import Database
from graph.layout import ENTITY
from ontology.ftm import load_ftm
from ontology.model import Model
from release.export import whole_file
from release.ftm.writing import Behind, Json, Writer
from release.quads import Progress
from release.reading import PAGE, Reader, batches
from release.records import EntityRecord
from release.watching import Watch

NAME = "ftm"


@dataclass(frozen=True, slots=True)
class FtmReport:
    """What was written: entities by schema, what stands in words, and what FollowTheMoney cannot hold, each counted."""

    file: Path
    entities: int
    schemata: Mapping[str, int]
    in_words: Mapping[str, int]
    left: Mapping[str, int]
    bytes: int


def export_ftm(
    database: Database,
    model: Model,
    file: Path,
    *,
    extra: Sequence[Path] = (),
    progress: Progress | None = None,
) -> FtmReport:
    """Write the current facts to `file`, compressed if its name ends in .gz or .zst.

    The file takes its name only when it is whole. `extra` are the files that the model was read with beside its own; a
    folder among them may hold an `ftm.toml`. Raises HalfRestored, FactsPending, GraphChanged, UnknownTerm, and
    CommandError where the file cannot be written.
    """
    writer = Writer(model, load_ftm(model, *extra))
    with whole_file(file) as target:
        for entity in entities(database, model, writer, progress):
            target.write(line(entity))
    tally = writer.tally
    return FtmReport(
        file,
        sum(tally.schemata.values()),
        dict(sorted(tally.schemata.items())),
        dict(sorted(tally.in_words.items())),
        dict(sorted(tally.left.items())),
        file.stat().st_size,
    )


def line(entity: Json) -> bytes:
    """One entity as a line of JSON."""
    return json.dumps(entity, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def entities(
    database: Database, model: Model, writer: Writer, progress: Progress | None = None, page: int = PAGE
) -> Iterator[Json]:
    """Things by id, each followed by its ties; then sources that claims name and nobody describes."""
    watch = Watch(database, model)
    reader = Reader(database, model, page)
    total, done = reader.count_entities(), 0
    records = reader.entities()
    while some := list(islice(records, page)):
        behind = _behind(database, model, some, page)
        for record in some:
            yield from writer.entity(record, behind)
        done += len(some)
        if progress is not None:
            progress(done, total)
    for source in reader.bare_sources(list(watch.by_source)):
        yield writer.source(source)
    writer.tally.left["claims, with what each source says for itself"] += sum(watch.by_source.values())
    watch.check()


def _behind(database: Database, model: Model, records: Iterable[EntityRecord], page: int) -> Behind:
    """The sources of the claims behind a page of records, and where and by whom they were published."""
    claims = sorted({id for record in records for id in _claims(record)})
    sources: dict[str, str] = {}
    query = f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN collect([c.id, c.source]) AS found"
    for batch in batches(claims, 10 * page):
        sources.update((id, source) for id, source in database.read(query, {"ids": batch})[0]["found"])
    about: dict[str, Mapping[str, str]] = {}
    wanted = f"MATCH (e:{ENTITY}:{model.source.name}) WHERE e.id IN $ids RETURN properties(e) AS said"
    for batch in batches(sorted(set(sources.values())), page):
        about.update((row["said"]["id"], row["said"]) for row in database.read(wanted, {"ids": batch}))
    return Behind(sources, about)


def _claims(record: EntityRecord) -> Iterator[str]:
    found = [record.properties, *(link.properties for link in record.links)]
    for properties in (*found, *(tie.properties for tie in record.ties)):
        yield from properties.get("claims") or ()
