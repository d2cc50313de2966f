"""One ingest: rows of claims in, batch by batch; facts derived at the end; and an account of what became of them."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from graph.changes import Change, changes_between, retire_unseen
from graph.claims import Claim
from graph.connection import Database
from graph.deriving import derive
from graph.errors import ConstraintBroken
from graph.keeping.state import is_empty, note_words, refuse_half_restored
from graph.layout import schema_statements
from graph.seen import SeenIds
from graph.storing import Batch, Clash, Overtaken, Stored, ends_of, held_classes, look_up, store
from graph.withdrawing import note_withdrawn
from ontology.errors import OrbatlasError
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


class RowState(Enum):
    """What became of a row."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of a row; a refused one says which id is already something else."""

    state: RowState
    clash: Clash | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The account of an ingest. Claims are counted once each, however often they came."""

    claims_new: int
    claims_known: int
    claims_revived: int
    entities: Mapping[str, int]
    derived: int
    changes: tuple[Change, ...] = ()


@dataclass
class _Tally:
    new: int = 0
    known: int = 0
    revived: int = 0
    things: Counter[str] = field(default_factory=Counter)


class Loading:
    """Loads the claims of one collection. Rows come by `add`, in order; `finish` derives the facts.

    `recorded` is the day on the second clock. With `replace`, claims that the collection made before and does
    not make now are retired at the end. With `dry_run` nothing is written, and the account is what it would be.
    Raises HalfRestored.
    """

    def __init__(
        self,
        database: Database,
        model: Model,
        collection: str,
        recorded: date,
        *,
        replace: bool = False,
        dry_run: bool = False,
    ) -> None:
        self._database = database
        self._model = model
        self._collection = collection
        self._recorded = recorded
        self._replace = replace
        self._dry_run = dry_run
        self._claims = SeenIds()
        self._things = SeenIds()
        self._tally = _Tally()
        self._came: list[Claim] = []
        self._empty = False
        if not dry_run:
            refuse_half_restored(database)
            for statement in schema_statements(model):
                database.schema(statement)
            note_words(database, model)
            self._empty = is_empty(database, model)

    def add(self, rows: Sequence[Sequence[Claim]]) -> list[RowOutcome]:
        """Store the claims of some rows in one transaction; a row goes in whole or not at all."""
        wanted, at_odds = _classes_wanted(self._model, rows)
        ids = [claim.id for row in rows for claim in row]
        first = frozenset(id for id, new in zip(ids, self._claims.add_all(ids), strict=True) if new)
        if self._dry_run:
            clashes, stored = self._database.read_work(partial(self._look, rows, wanted, at_odds, first))
        else:
            clashes, stored = self._stored(rows, wanted, at_odds, first)
        return self._account(rows, wanted, clashes, stored, first)

    def _stored(
        self, rows: Rows, wanted: Mapping[str, str], at_odds: Mapping[str, Clash], first: frozenset[str]
    ) -> tuple[dict[str, Clash], Stored]:
        """Store the rows; again, with a look at everything, where somebody else wrote the same meanwhile."""
        unseen: Mapping[str, str] = self._unseen(wanted)
        for again in range(_TIMES):
            try:
                return self._database.write(partial(self._write, rows, unseen, at_odds, first))
            except OrbatlasError as error:
                if again == _TIMES - 1 or not overtaken(error):
                    raise
                time.sleep(random.uniform(0, 0.05 * again))  # noqa: S311 - no secret hangs on it
                self._empty, unseen = False, wanted
        raise AssertionError("the last time returns or raises")

    def _write(
        self,
        rows: Rows,
        unseen: Mapping[str, str],
        at_odds: Mapping[str, Clash],
        first: frozenset[str],
        tx: ManagedTransaction,
    ) -> tuple[dict[str, Clash], Stored]:
        held = {} if self._empty or not unseen else held_classes(tx, self._model, unseen)
        clashes = {**_clashes(unseen, held), **at_odds}
        missing = {id: cls for id, cls in unseen.items() if id not in held}
        return clashes, store(tx, self._model, self._batch(rows, clashes, first, missing))

    def _look(
        self,
        rows: Rows,
        wanted: Mapping[str, str],
        at_odds: Mapping[str, Clash],
        first: frozenset[str],
        tx: ManagedTransaction,
    ) -> tuple[dict[str, Clash], Stored]:
        clashes = {**_clashes(wanted, held_classes(tx, self._model, wanted)), **at_odds}
        return clashes, look_up(tx, self._model, self._batch(rows, clashes, first, {}))

    def _batch(
        self, rows: Rows, clashes: Mapping[str, Clash], first: frozenset[str], missing: Mapping[str, str]
    ) -> Batch:
        good = (row for row in rows if _clash(self._model, row, clashes) is None) if clashes else rows
        claims = _merged(good)
        return Batch(claims, self._collection, self._recorded, self._replace, first, missing, self._empty)

    def _unseen(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Those of the ids (with their class) that this run has not found or made in the graph already."""
        seen = self._things.have([_thing(id, cls) for id, cls in wanted.items()])
        return {id: cls for (id, cls), known in zip(wanted.items(), seen, strict=True) if not known}

    def note_withdrawn(self, classes: Mapping[str, str]) -> None:
        """Note ids (id → class) of which an export says that nothing speaks of them any more."""
        if classes and not self._dry_run:
            self._database.write(lambda tx: note_withdrawn(tx, classes))

    def finish(self, progress: Callable[[int], None] | None = None) -> Outcome:
        """Retire what a replaced collection no longer says, derive the facts, and give the account."""
        went = self._retire() if self._replace else ()
        derived = 0 if self._dry_run else derive(self._database, self._model, progress)
        tally = self._tally
        return Outcome(
            claims_new=tally.new,
            claims_known=tally.known,
            claims_revived=tally.revived,
            entities=dict(sorted(tally.things.items())),
            derived=derived,
            changes=changes_between(self._came, went),
        )

    def _retire(self) -> tuple[Claim, ...]:
        return retire_unseen(
            self._database, self._model, self._collection, self._claims, self._recorded, dry_run=self._dry_run
        )

    def _account(
        self,
        rows: Rows,
        wanted: Mapping[str, str],
        clashes: Mapping[str, Clash],
        stored: Stored,
        first: frozenset[str],
    ) -> list[RowOutcome]:
        """What became of each row. Of rows that make the same new claim, the first has loaded it."""
        fresh = set(stored.new | stored.revived)
        outcomes: list[RowOutcome] = []
        accepted: set[str] = set()
        for row in rows:
            clash = _clash(self._model, row, clashes)
            if clash is not None:
                outcomes.append(RowOutcome(RowState.REFUSED, clash))
                continue
            ids = {claim.id for claim in row}
            accepted |= ids
            outcomes.append(_UNCHANGED if fresh.isdisjoint(ids) else _LOADED)
            fresh -= ids
        self._count_things(rows, wanted, clashes)
        if self._replace:
            came = stored.new | stored.revived
            self._came.extend(claim for claim in _merged(rows).values() if claim.id in came)
        # A dry run writes nothing, so what an earlier batch brought would be found new again.
        self._tally.new += len(stored.new & first)
        self._tally.revived += len(stored.revived)
        self._tally.known += len((accepted & first) - stored.new - stored.revived)
        return outcomes

    def _count_things(self, rows: Rows, wanted: Mapping[str, str], clashes: Mapping[str, Clash]) -> None:
        """Count what the rows that were taken are about, each thing once; from now on it is known to be there."""
        taken: Mapping[str, str] = wanted
        if clashes:
            good = (row for row in rows if _clash(self._model, row, clashes) is None)
            taken = {id: cls for row in good for claim in row for id, cls in ends_of(self._model, claim)}
        new = self._things.add_all([_thing(id, cls) for id, cls in taken.items()])
        self._tally.things.update(cls for cls, fresh in zip(taken.values(), new, strict=True) if fresh)


Rows = Sequence[Sequence[Claim]]

_TIMES = 10
"""How often a batch is stored anew that another run got in the way of; each time a batch of that run is in."""
_LOADED = RowOutcome(RowState.LOADED)
_UNCHANGED = RowOutcome(RowState.UNCHANGED)


def _thing(id: str, cls: str) -> str:
    return f"{cls} {id}"


def overtaken(error: OrbatlasError) -> bool:
    """Whether another run wrote the same at the same time, so that the same work done again will succeed."""
    code = str(getattr(error.__cause__, "code", "") or "")
    return isinstance(error, (ConstraintBroken, Overtaken)) or code.endswith(_IN_THE_WAY)


_IN_THE_WAY = (".EntityNotFound", ".DeadlockDetected", ".DeletedInTransaction", ".EntityDeletedInTransaction")


def _clashes(wanted: Mapping[str, str], held: Mapping[str, str]) -> dict[str, Clash]:
    """Those of the wanted (id → class) that the graph holds as something else."""
    return {id: Clash(id, wanted[id], cls) for id, cls in held.items() if cls != wanted[id]}


def _classes_wanted(model: Model, rows: Iterable[Iterable[Claim]]) -> tuple[dict[str, str], dict[str, Clash]]:
    """The class that the rows give each id, and the ids to which they give two."""
    wanted: dict[str, str] = {}
    at_odds: dict[str, Clash] = {}
    for row in rows:
        for claim in row:
            for id, cls in ends_of(model, claim):
                if wanted.setdefault(id, cls) != cls:
                    at_odds[id] = Clash(id, cls, wanted[id])
    return wanted, at_odds


def _clash(model: Model, row: Iterable[Claim], clashes: Mapping[str, Clash]) -> Clash | None:
    if not clashes:
        return None
    named = (clashes.get(id) for claim in row for id, _ in ends_of(model, claim))
    return next((clash for clash in named if clash is not None), None)


def _merged(rows: Iterable[Iterable[Claim]]) -> dict[str, Claim]:
    """The claims by id, each with all the places at which these rows have it."""
    found: dict[str, Claim] = {}
    for row in rows:
        for claim in row:
            held = found.get(claim.id)
            if held is None:
                found[claim.id] = claim
            elif more := tuple(place for place in claim.places if place not in held.places):
                raw = min(filter(None, (held.raw, claim.raw)), default=None)
                found[claim.id] = replace(held, places=held.places + more, raw=raw)
    return found
