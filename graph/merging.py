"""Two ids of one thing: which id a thing is kept under, and what its claims say when they are read of that one.

That x is replaced by y is a claim like any other. The facts follow it: y has what is claimed of both, x leads to y and
nothing else. No claim is changed, so what was merged comes apart again when the claim is taken back.

In Neo4j the ways from id to id are edges. A claim about them, or its end, marks its subject as UNSETTLED; before
facts are derived, its edge is set anew, and all that it changes waits for its facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.claims import Claim, read_as
from graph.layout import ENTITY, UNSETTLED
from graph.marking import marked
from graph.records import claim_from
from graph.support import agree
from ontology.model import Model

if TYPE_CHECKING:  # the driver brings much along that most commands do not need
    from neo4j import ManagedTransaction


Run = Callable[[str, dict[str, Any]], Iterable[Mapping[str, Any]]]
"""Runs a query with its parameters; its records may be read by name."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """Where ids lead: `direct` has the next id of each that is replaced."""

    direct: Mapping[str, str]

    def kept(self, id: str) -> str:
        """The id under which this one is kept: itself where nothing replaces it.

        Where the ways go in a circle, nobody can say which is meant: each id of the circle is kept.
        """
        way = [id]
        while (following := self.direct.get(way[-1])) is not None:
            if following in way:
                return id if id in way[way.index(following) :] else following
            way.append(following)
        return way[-1]

    def members(self, ids: Iterable[str]) -> dict[str, set[str]]:
        """All ids that are kept under each of these, itself among them."""
        found = {id: {id} for id in ids}
        for id in self.direct:
            if (kept := self.kept(id)) in found:
                found[kept].add(id)
        return found

    def __bool__(self) -> bool:
        return bool(self.direct)


def is_redirect(model: Model, claim: Claim) -> bool:
    """Whether a claim says under which other id its subject is kept."""
    return claim.predicate == model.redirect.key


# ---- the ways in Neo4j


def read_redirects(run: Run, model: Model, ids: Iterable[str]) -> Redirects:
    """All ways that have to do with these ids: from them, to them, and on from there. `run` runs a query."""
    edge = model.redirect.edge
    (counted,) = run(f"MATCH ()-[r:{edge}]->() RETURN count(r) AS ways", {})
    if not counted["ways"]:
        return Redirects({})
    query = f"""
        UNWIND $ids AS id
        MATCH (:{ENTITY} {{id: id}})-[:{edge}*0..]-(e:{ENTITY})
        WITH DISTINCT e
        MATCH (e)-[:{edge}]->(next)
        RETURN e.id AS id, next.id AS next
    """
    return Redirects({row["id"]: row["next"] for row in run(query, {"ids": sorted(set(ids))})})


def settle(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """Set the ways of those of the ids that are unsettled by their claims; what this changes waits for its facts."""
    query = f"MATCH (e:{ENTITY}:{UNSETTLED}) WHERE e.id IN $ids REMOVE e:{UNSETTLED} RETURN e.id AS id"
    unsettled = sorted(row["id"] for row in tx.run(query, ids=list(ids)))
    if not unsettled:
        return
    wanted = _wanted(tx, model, unsettled)
    _mark_around(tx, model, unsettled)
    edge = model.redirect.edge
    tx.run(f"UNWIND $ids AS id MATCH (:{ENTITY} {{id: id}})-[r:{edge}]->() DELETE r", ids=unsettled).consume()
    query = f"""
        UNWIND $rows AS row
        MATCH (a:{ENTITY} {{id: row.id}}) MATCH (b:{ENTITY} {{id: row.next}})
        CREATE (a)-[:{edge}]->(b)
    """
    tx.run(query, rows=[{"id": id, "next": following} for id, following in wanted.items()]).consume()
    _mark_around(tx, model, unsettled)


def _wanted(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> dict[str, str]:
    """Where the current claims of each id say that it leads: the best supported of what they say."""
    query = f"""
        MATCH (c:{model.claim.name})
        WHERE c.subject IN $ids AND c.predicate = $predicate AND c.retired IS NULL
        RETURN properties(c) AS claim
    """
    stated: dict[str, list[tuple[str, Claim]]] = defaultdict(list)
    for row in tx.run(query, ids=list(ids), predicate=model.redirect.key):
        claim = claim_from(row["claim"])
        if claim.object is not None and claim.object != claim.subject:
            stated[claim.subject].append((claim.object, claim))
    return {id: agree(model, named).values[0] for id, named in sorted(stated.items())}


def _mark_around(tx: ManagedTransaction, model: Model, ids: Sequence[str]) -> None:
    """All ids of the same things, and all that current claims say of them from elsewhere, wait for their facts."""
    query = f"""
        UNWIND $ids AS id
        MATCH (:{ENTITY} {{id: id}})-[:{model.redirect.edge}*0..]-(e:{ENTITY})
        WITH DISTINCT e
        {marked("e")}
        WITH e
        MATCH (c:{model.claim.name} {{object: e.id}}) WHERE c.retired IS NULL
        MATCH (s:{ENTITY} {{id: c.subject}})
        {marked("s")}
    """
    tx.run(query, ids=list(ids)).consume()


# ---- claims read through them


def as_kept(model: Model, redirects: Redirects, claims: Iterable[Claim]) -> Iterator[Claim]:
    """The claims of one thing, by whichever id they call it, as claims of the id that it is kept under.

    Each keeps its own id. A name of a replaced id is another name of the thing where it has one of its own; a tie of
    a thing to itself, under two ids, is left out: it says nothing of how things hang together.
    """
    stated = [claim for claim in claims if not _leads_here(model, redirects, claim)]
    if not redirects:
        yield from stated
        return
    named = {(claim.subject, claim.predicate) for claim in stated}
    for claim in stated:
        read = _as_kept(redirects, claim)
        if read.subject == read.object and claim.subject != claim.object:
            continue
        caption, others = _names(model, claim)
        moved = read.subject != claim.subject and claim.predicate == caption
        if moved and others and (read.subject, caption) in named:
            read = read_as(read, predicate=others)
        yield read


def _leads_here(model: Model, redirects: Redirects, claim: Claim) -> bool:
    """Whether a claim is the way of a replaced id: no claim of the thing that is kept."""
    return is_redirect(model, claim) and redirects.kept(claim.subject) != claim.subject


def _as_kept(redirects: Redirects, claim: Claim) -> Claim:
    subject = redirects.kept(claim.subject)
    target = None if claim.object is None else redirects.kept(claim.object)
    if (subject, target) == (claim.subject, claim.object):
        return claim
    return replace_spells(
        read_as(claim, subject=subject, object=target), f"{claim.subject} {claim.object or ''}"
    )


def replace_spells(claim: Claim, among: str) -> Claim:
    """The claim with its spell told apart from those of other ids: their spells were counted each for itself."""
    spells = tuple(
        (key, f"{value} of {among}" if key == "spell" else value) for key, value in claim.qualifiers
    )
    return claim if spells == claim.qualifiers else read_as(claim, qualifiers=spells)


def _names(model: Model, claim: Claim) -> tuple[str | None, str | None]:
    """The keys of what a thing of this class is called, and of its other names."""
    cls = model.classes[claim.subject_class]
    others = next((slot.key for slot in cls.slots if slot.prop.search and slot.many), None)
    return cls.caption, others
