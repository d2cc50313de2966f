"""A backup back into a database: checked first, loaded batch by batch, and its facts derived.

Broken off, it goes on where the same call is made again: a note in the database says which backup is on its way, and
each batch may be written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.claims import Claim
from graph.connection import Database
from graph.deriving import derive
from graph.errors import NotEmpty
from graph.keeping.emptying import empty
from graph.keeping.file import Contents, checked, rows
from graph.keeping.fitting import Fitting, moved
from graph.keeping.rows import ASIDE, CLAIM, ONTOLOGY, WAITING, WITHDRAWN
from graph.keeping.state import ASIDE as ASIDE_LABEL
from graph.keeping.state import RESTORE, is_empty, note, notes, prepare, unnote, write_words
from graph.layout import ENTITY, PENDING, UNSETTLED, schema_statements
from graph.records import claim_from, claim_properties
from graph.storing import mark
from graph.withdrawing import leave
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

BATCH = 2_000
LISTED = 1_000
"""Claims set aside that a report lists; the database keeps them all."""

_EMPTYING = "emptying for "

Row = dict[str, Any]
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A claim that does not fit the words in use, and why."""

    id: str
    subject: str
    predicate: str
    why: str


@dataclass
class RestoreReport:
    """What was restored: claims as they were, claims with renamed words, claims set aside, facts derived."""

    contents: Contents
    claims: int = 0
    renamed: int = 0
    aside: int = 0
    derived: int = 0
    listed: list[SetAside] = field(default_factory=list)


def words_in(file: Path) -> str:
    """The words under which the database of a checked backup was filled; empty where nobody noted them."""
    return next((str(row["text"]) for row in rows(file, ONTOLOGY) if row["name"] == ""), "")


def ontology_in(file: Path) -> dict[str, str]:
    """The user's own ontology files in a checked backup: name → text."""
    return {str(row["name"]): str(row["text"]) for row in rows(file, ONTOLOGY) if row["name"]}


def was_begun_with(database: Database, contents: Contents) -> bool:
    """Whether a restore of this very backup was begun and is not at its end."""
    return notes(database).get(RESTORE) in (contents.sum, _EMPTYING + contents.sum)


def restore(
    database: Database,
    model: Model,
    file: Path,
    fitting: Fitting,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> RestoreReport:
    """Load a backup into an empty database, or with `replace` in place of all that it holds.

    Raises BackupDamaged and NotEmpty, before anything is changed.
    """
    tell = progress or (lambda _words, _done: None)
    contents = checked(file)
    _begin(database, model, contents, replace=replace)
    for statement in schema_statements(model):
        database.schema(statement)
    report = RestoreReport(contents)
    _Restoring(database, model, fitting, report, tell).load(file)
    report.derived = derive(database, model, partial(tell, "Deriving facts"))
    database.write(partial(_end, model=model))
    return report


def _begin(database: Database, model: Model, contents: Contents, *, replace: bool) -> None:
    held = notes(database).get(RESTORE)
    if held == contents.sum:
        return
    emptying = held == _EMPTYING + contents.sum
    if not (emptying or replace or (held is None and is_empty(database, model))):
        raise NotEmpty
    prepare(database)
    database.write(lambda tx: note(tx, RESTORE, _EMPTYING + contents.sum))
    empty(database, model)
    database.write(lambda tx: note(tx, RESTORE, contents.sum))


def _end(tx: ManagedTransaction, model: Model) -> None:
    write_words(tx, model)
    unnote(tx, RESTORE)


@dataclass
class _Restoring:
    database: Database
    model: Model
    fitting: Fitting
    report: RestoreReport
    tell: Progress

    def load(self, file: Path) -> None:
        """All parts, batch by batch."""
        for part in (CLAIM, ASIDE):
            for batch in _batches(rows(file, part)):
                self._claims([row for row in batch if "predicate" in row])
                self._withdrawn([row for row in batch if "predicate" not in row])
                self.tell("Loading", self.report.claims + self.report.aside)
        for batch in _batches(rows(file, WITHDRAWN)):
            self._withdrawn(batch)
        for batch in _batches(rows(file, WAITING)):
            self.database.write(partial(_wait, classes=self._classes(batch), rows=batch))

    def _claims(self, batch: list[Row]) -> None:
        fit: dict[str, tuple[Row, Claim]] = {}
        aside: list[Row] = []
        for row in batch:
            old = claim_from(row)
            new = self.fitting.renamed(old)
            if why := self.fitting.why_not(new):
                aside.append(row)
                self._list(row, why)
                continue
            renamed = moved(old, new)
            self.report.renamed += renamed
            stored = claim_properties(self.model, new) if renamed else row
            if stored["id"] in fit:
                fit[stored["id"]] = (_one_of_two(fit[stored["id"]][0], stored), new)
            else:
                fit[stored["id"]] = (stored, new)
        self.report.claims += len(batch) - len(aside)
        self.report.aside += len(aside)
        found = list(fit.values())
        self.database.write(
            partial(_store, model=self.model, found=found, aside=aside, alone=not self.fitting.renames)
        )

    def _list(self, row: Row, why: str) -> None:
        if len(self.report.listed) < LISTED:
            self.report.listed.append(SetAside(row["id"], row["subject"], row["predicate"], why))

    def _withdrawn(self, batch: list[Row]) -> None:
        """Ids of things that were withdrawn; those of a class that is gone are set aside too."""
        classes = self._classes(batch)
        aside = [row for row in batch if row["id"] not in classes]
        if batch:
            self.database.write(partial(_leave, classes=classes, aside=aside))

    def _classes(self, batch: Iterable[Row]) -> dict[str, str]:
        found = ((row["id"], self.fitting.class_of(row["class"])) for row in batch)
        return {id: cls for id, cls in found if cls is not None}


def _batches(found: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _one_of_two(one: Row, other: Row) -> Row:
    """Two claims that state the same since their words were renamed, as one."""
    lists = ("places", "collections", "history")
    joined = {key: list(dict.fromkeys([*one.get(key, ()), *other.get(key, ())])) for key in lists}
    both = {**other, **one, **{key: value for key, value in joined.items() if value}}
    both["recorded"] = min(one["recorded"], other["recorded"])
    retired = [row["retired"] for row in (one, other) if row.get("retired")]
    both.pop("retired", None)
    return {**both, "retired": max(retired)} if len(retired) == 2 else both


# ---- transactions, each of which may be run twice


def _store(
    tx: ManagedTransaction, model: Model, found: list[tuple[Row, Claim]], aside: list[Row], *, alone: bool
) -> None:
    stored = [row for row, _ in found] if alone else _with_held(tx, model, [row for row, _ in found])
    query = f"UNWIND $rows AS row MERGE (c:{model.claim.name} {{id: row.id}}) SET c = row"
    tx.run(query, rows=stored).consume()
    current = {row["id"] for row in stored if row.get("retired") is None}
    mark(tx, model, [claim for row, claim in found if row["id"] in current])
    _set_aside(tx, aside)


def _with_held(tx: ManagedTransaction, model: Model, found: list[Row]) -> list[Row]:
    """The rows, put together with claims that an earlier batch gave the same id."""
    query = f"MATCH (c:{model.claim.name}) WHERE c.id IN $ids RETURN properties(c) AS claim"
    ids = [row["id"] for row in found]
    held = {row["claim"]["id"]: _native(row["claim"]) for row in tx.run(query, ids=ids)}
    return [_one_of_two(row, held[row["id"]]) if row["id"] in held else row for row in found]


def _native(claim: Mapping[str, Any]) -> Row:
    return {key: value.to_native() if hasattr(value, "to_native") else value for key, value in claim.items()}


def _set_aside(tx: ManagedTransaction, aside: list[Row]) -> None:
    if aside:
        query = f"UNWIND $rows AS row MERGE (c:{ASIDE_LABEL} {{id: row.id}}) SET c = row"
        tx.run(query, rows=aside).consume()


def _leave(tx: ManagedTransaction, classes: Mapping[str, str], aside: list[Row]) -> None:
    leave(tx, classes)
    _set_aside(tx, aside)


def _wait(tx: ManagedTransaction, classes: Mapping[str, str], rows: list[Row]) -> None:
    """Things that waited for their facts when the backup was made, some of which no current claim speaks of."""
    for row in rows:
        if row["id"] in classes:
            labels = f"{PENDING}:{UNSETTLED}" if row["unsettled"] else PENDING
            query = f"MERGE (e:{ENTITY} {{id: $id}}) ON CREATE SET e:{classes[row['id']]} SET e:{labels}"
            tx.run(query, id=row["id"]).consume()
