"""What a newer version of a collection changed: claims that came, went, or took the place of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from graph.claims import Claim
from graph.connection import Database
from graph.records import stored_claim
from graph.retiring import retire_within
from graph.seen import SeenIds
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: `before` is None for what came, `after` for what went; with both it changed."""

    subject: str
    predicate: str
    object: str | None
    before: str | None
    after: str | None

    @property
    def kind(self) -> str:
        """came, went or changed."""
        return "came" if self.before is None else "went" if self.after is None else "changed"


def changes_between(came: Iterable[Claim], went: Iterable[Claim]) -> tuple[Change, ...]:
    """The differences, those about one thing paired in the order of their texts."""
    pairs: dict[tuple[str, str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for side, claims in enumerate((went, came)):
        for claim in claims:
            pairs[(claim.subject, claim.predicate, claim.object or "")][side].append(_words(claim))
    return tuple(
        Change(subject, predicate, object or None, before, after)
        for (subject, predicate, object), (old, new) in sorted(pairs.items())
        for before, after in zip_longest(sorted(old), sorted(new))
    )


def _words(claim: Claim) -> str:
    """What a claim says, in one line."""
    said = [claim.value] if claim.value is not None else []
    said.extend(f"{key} {value}" for key, value in claim.qualifiers)
    said.append(f"[{claim.source}{', ' + claim.confidence if claim.confidence else ''}]")
    return " · ".join(said)


def retire_unseen(
    database: Database, model: Model, collection: str, seen: SeenIds, day: date, *, dry_run: bool
) -> tuple[Claim, ...]:
    """Take back, for a collection, the current claims that this run did not meet.

    A claim that another collection makes as well stays, and is only no longer of this one. Returns what was
    retired. All claims are looked through: a collection is replaced rarely, and an index on a list would cost
    every load.
    """
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.retired IS NULL AND $collection IN c.collections
        RETURN properties(c) AS claim
    """
    unseen = (
        claim
        for claim in map(
            stored_claim, (row["claim"] for row in database.stream(query, {"collection": collection}))
        )
        if claim.id not in seen
    )
    went: list[Claim] = []
    for batch in list(_batches(unseen)):
        if dry_run:
            went.extend(claim for claim in batch if claim.collections == (collection,))
        else:
            went.extend(_take_back(database, model, batch, collection, day))
    return tuple(went)


def _take_back(
    database: Database, model: Model, claims: Sequence[Claim], collection: str, day: date
) -> Iterator[Claim]:
    """Those of the claims that were retired: the others are said by other collections too, by now perhaps."""

    def work(tx: ManagedTransaction) -> set[str]:
        went = _left(tx, model, [claim.id for claim in claims], collection)
        retire_within(tx, model, [claim for claim in claims if claim.id in went], day)
        return went

    went = database.write(work)
    return (claim for claim in claims if claim.id in went)


def _left(tx: ManagedTransaction, model: Model, ids: Sequence[str], collection: str) -> set[str]:
    """Take a collection off these claims; the ids of those that no other one says. From here on they are locked."""
    query = f"""
        UNWIND $ids AS id
        MATCH (c:{model.claim.name} {{id: id}})
        SET c.id = c.id
        WITH c, [x IN c.collections WHERE x <> $collection] AS others
        WHERE c.retired IS NULL AND size(others) < size(c.collections)
        SET c.places = CASE WHEN size(others) = 0 THEN c.places
                ELSE [x IN c.places WHERE NOT x STARTS WITH $mine] END,
            c.collections = CASE WHEN size(others) = 0 THEN c.collections ELSE others END
        RETURN collect(CASE WHEN size(others) = 0 THEN c.id END) AS went
    """
    (record,) = tx.run(query, ids=list(ids), collection=collection, mine=f"{collection}/")
    return set(record["went"])


def _batches(claims: Iterator[Claim]) -> Iterator[list[Claim]]:
    while batch := list(islice(claims, BATCH)):
        yield batch
