"""One ingest: rows of claims in, batch by batch; facts derived at the end; and an account of what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from graph.changes import Change, changes_between, retire_unseen
from graph.claims import Claim
from graph.connection import Database
from graph.deriving import derive
from graph.layout import schema_statements
from graph.seen import SeenIds
from graph.storing import Batch, Clash, Stored, ends_of, find_clashes, look_up, store
from graph.withdrawing import note_withdrawn
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
    entities: Counter[str] = field(default_factory=Counter)


class Loading:
    """Loads the claims of one collection. Rows come by `add`, in order; `finish` derives the facts.

    `recorded` is the day on the second clock. With `replace`, claims that the collection made before and does
    not make now are retired at the end. With `dry_run` nothing is written, and the account is what it would be.
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
        self._entities = SeenIds()
        self._tally = _Tally()
        self._came: list[Claim] = []
        if not dry_run:
            for statement in schema_statements(model):
                database.schema(statement)

    def add(self, rows: Sequence[Sequence[Claim]]) -> list[RowOutcome]:
        """Store the claims of some rows in one transaction; a row goes in whole or not at all."""
        wanted, at_odds = _classes_wanted(self._model, rows)
        first = frozenset(claim.id for row in rows for claim in row if self._claims.add(claim.id))

        def work(tx: ManagedTransaction) -> tuple[dict[str, Clash], Stored]:
            clashes = {**find_clashes(tx, self._model, wanted), **at_odds}
            claims = _merged(row for row in rows if _clash(self._model, row, clashes) is None)
            batch = Batch(claims, self._collection, self._recorded, self._replace, first)
            return clashes, (look_up if self._dry_run else store)(tx, self._model, batch)

        clashes, stored = (self._database.read_work if self._dry_run else self._database.write)(work)
        return self._account(rows, clashes, stored, first)

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
            entities=dict(sorted(tally.entities.items())),
            derived=derived,
            changes=changes_between(self._came, went),
        )

    def _retire(self) -> tuple[Claim, ...]:
        return retire_unseen(
            self._database, self._model, self._collection, self._claims, self._recorded, dry_run=self._dry_run
        )

    def _account(
        self,
        rows: Sequence[Sequence[Claim]],
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
            outcomes.append(RowOutcome(RowState.LOADED if ids & fresh else RowState.UNCHANGED))
            fresh -= ids
            self._count_entities(row)
        if self._replace:
            self._came.extend(
                c for c in _merged(rows).values() if c.id in stored.new or c.id in stored.revived
            )
        # A dry run writes nothing, so what an earlier batch brought would be found new again.
        self._tally.new += len(stored.new & first)
        self._tally.revived += len(stored.revived)
        self._tally.known += len((accepted & first) - stored.new - stored.revived)
        return outcomes

    def _count_entities(self, row: Iterable[Claim]) -> None:
        for claim in row:
            for id, cls in ends_of(self._model, claim):
                if self._entities.add(id):
                    self._tally.entities[cls] += 1


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
