"""Facts out of claims, in Neo4j: for every entity that waits for it, the facts are derived anew and written.

Two batches are under way at once. One is read: in a transaction of its own its things are noted as taken by a token,
and their claims read; the facts are then worked out while nothing is locked. The other is written, in one transaction
that takes the locks, leaves out every thing that no longer bears the token, and takes the mark of the others away.
Whoever marks a thing takes its token off, so what is written always stands on all claims that are there. Whatever kills
a run in the middle, the marks are still there for the next one.

Things that are kept under another id, or whose claims name such things, are derived under one lock instead.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from graph.abreast import one_ahead
from graph.claims import Claim
from graph.connection import Database
from graph.facts import Facts
from graph.layout import ENTITY, PENDING, REPLACED, UNSETTLED
from graph.marking import TAKEN_BY
from graph.merging import Redirects, as_kept, is_redirect, read_redirects, settle
from graph.records import claim_of, columns
from graph.replacing import give_back_classes, take_classes
from graph.resolve import resolve
from graph.withdrawing import bury
from graph.writing import write_entities, write_ties
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction

BATCH = 1_000
_ASKED = 20_000
"""How many waiting things are asked for at once: a name each, so that memory stays small."""

Found = Mapping[str, Sequence[Claim]]


def derive(database: Database, model: Model, progress: Callable[[int], None] | None = None) -> int:
    """Derive the facts of every entity that waits for it; how many there were. `progress` is told as it goes."""
    done = 0
    for number in _derived(database, model):
        done += number
        if progress:
            progress(done)
    return done


def count_waiting(database: Database) -> int:
    """How many entities wait for their facts: more than none after an ingest was broken off."""
    return int(database.read(f"MATCH (e:{PENDING}) RETURN count(e) AS waiting")[0]["waiting"])


def _derived(database: Database, model: Model) -> Iterator[int]:
    """The numbers of entities derived, batch by batch."""
    while True:
        # First those whose other ids are unsettled: what they change would be derived twice.
        if ids := _waiting(database, UNSETTLED, BATCH):
            database.write(partial(_under_lock, model=model, ids=ids))
            yield len(ids)
        elif ids := _waiting(database, PENDING, _ASKED):
            yield from _abreast(database, model, ids)
        else:
            return


def _waiting(database: Database, label: str, limit: int) -> list[str]:
    query = f"MATCH (e:{label}) WITH e LIMIT $limit RETURN collect(e.id) AS ids"
    return sorted(database.read(query, {"limit": limit})[0]["ids"])


def _abreast(database: Database, model: Model, ids: Sequence[str]) -> Iterator[int]:
    """Derive these, one batch being read while the one before it is written."""
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    for taken in one_ahead(partial(_take, database, model), batches):
        if taken.facts is None:
            database.write(partial(_under_lock, model=model, ids=taken.ids))
            yield len(taken.ids)
        else:
            yield database.write(partial(_write_taken, model=model, taken=taken))


# ---- reading ahead


@dataclass(frozen=True, slots=True)
class _Taken:
    """Things and their facts, good for as long as the things bear the token; without facts where redirects matter."""

    ids: Sequence[str]
    token: str
    facts: Mapping[str, Facts] | None


def _take(database: Database, model: Model, ids: Sequence[str]) -> _Taken:
    token = secrets.token_hex(6)
    claims = database.write(partial(_read_taken, model=model, ids=ids, token=token))
    if claims is None:
        return _Taken(ids, token, None)
    return _Taken(ids, token, {id: resolve(model, claims.get(id, ())) for id in ids})


def _read_taken(tx: ManagedTransaction, model: Model, ids: Sequence[str], token: str) -> Found | None:
    query = f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e.{TAKEN_BY} = $token"
    tx.run(query, ids=ids, token=token).consume()
    claims = _current_claims(tx, model, ids)
    named = {claim.object for of_one in claims.values() for claim in of_one if claim.object}
    return None if read_redirects(tx.run, model, {*ids, *named}) else claims


def _write_taken(tx: ManagedTransaction, model: Model, taken: _Taken) -> int:
    """Write the facts of what still bears the token; how many there were. The others wait for another turn."""
    query = f"""
        UNWIND $ids AS id
        MATCH (e:{ENTITY} {{id: id}})
        SET e.id = e.id
        WITH e WHERE e.{TAKEN_BY} = $token AND NOT e:{UNSETTLED}
        REMOVE e:{PENDING}
        RETURN collect(e.id) AS ids, collect(CASE WHEN e.claims IS NOT NULL THEN e.id END) AS had,
            collect(CASE WHEN e:{REPLACED} THEN e.id END) AS replaced
    """
    (record,) = tx.run(query, ids=taken.ids, token=taken.token)
    found = {id: (taken.facts or {})[id] for id in record["ids"]}
    gone = _write_kept(tx, model, found, had=record["had"], replaced=record["replaced"])
    bury(tx, model, gone)
    return len(found)


# ---- under one lock


def _under_lock(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    # The entities are locked first, so no claim about them can come in between reading and writing.
    tx.run(f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e.id = e.id", ids=ids).consume()
    settle(tx, model, ids)
    redirects = read_redirects(tx.run, model, ids)
    kept = sorted({redirects.kept(id) for id in ids})
    aside = sorted(set(ids) - set(kept))
    tx.run(
        f"UNWIND $ids AS id MATCH (e:{ENTITY} {{id: id}}) SET e.id = e.id REMOVE e:{PENDING}",
        ids=sorted({*ids, *kept}),
    ).consume()
    facts = {id: resolve(model, claims) for id, claims in _claims_of(tx, model, redirects, kept).items()}
    gone = _write_kept(tx, model, facts)
    if aside:
        _write_replaced(tx, model, aside)
    bury(tx, model, gone)


def _claims_of(
    tx: ManagedTransaction, model: Model, redirects: Redirects, kept: Sequence[str]
) -> dict[str, list[Claim]]:
    """The current claims of each kept id, those of the ids that it replaces among them."""
    members = redirects.members(kept)
    claims = _current_claims(tx, model, sorted(set().union(*members.values())))
    if any(claims.values()):
        targets = {claim.object for of_one in claims.values() for claim in of_one if claim.object}
        further = read_redirects(tx.run, model, targets)
        redirects = Redirects({**redirects.direct, **further.direct})
    return {
        id: list(
            as_kept(model, redirects, (claim for one in sorted(members[id]) for claim in claims.get(one, [])))
        )
        for id in kept
    }


def _write_replaced(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """Ids that are kept under others: each has the way there, and no more."""
    claims = _current_claims(tx, model, ids)
    facts = {
        id: resolve(model, [claim for claim in claims.get(id, ()) if is_redirect(model, claim)]) for id in ids
    }
    write_entities(tx, [fact.entity for fact in facts.values() if fact.entity], ())
    write_ties(tx, model, facts)
    take_classes(tx, model, {fact.entity.id: fact.entity.cls for fact in facts.values() if fact.entity})


# ---- both


def _current_claims(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> dict[str, list[Claim]]:
    """The current claims about things. All come as one record: a record costs the driver more than a claim."""
    query = f"""
        MATCH (c:{model.claim.name}) WHERE c.subject IN $ids AND c.retired IS NULL
        RETURN collect({columns("c")}) AS claims
    """
    (record,) = tx.run(query, ids=ids)
    found: dict[str, list[Claim]] = {}
    for claim in map(claim_of, record["claims"]):
        found.setdefault(claim.subject, []).append(claim)
    return found


def _write_kept(
    tx: ManagedTransaction,
    model: Model,
    facts: Mapping[str, Facts],
    had: Collection[str] | None = None,
    replaced: Collection[str] | None = None,
) -> list[str]:
    """Write facts; the things of which nothing is said any more, which are to be buried.

    `had` names the things that were derived before, `replaced` those that were kept under others, where known. What is
    deleted is deleted last: a statement that follows in the same transaction can still come upon it, and fails.
    """
    silent = [id for id in facts if facts[id].entity is None]
    gone = sorted(set(silent) - _mentioned(tx, model, silent))
    give_back_classes(tx, model, list(facts if replaced is None else replaced))
    stubs = sorted(set(silent) - set(gone))
    write_entities(tx, [fact.entity for fact in facts.values() if fact.entity], stubs)
    write_ties(tx, model, facts, had)
    return gone


def _mentioned(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> set[str]:
    """Those of the ids that current claims about other things name."""
    query = f"""
        UNWIND $ids AS id
        MATCH (c:{model.claim.name} {{object: id}}) WHERE c.retired IS NULL
        RETURN DISTINCT id
    """
    return {record["id"] for record in tx.run(query, ids=ids)} if ids else set()
