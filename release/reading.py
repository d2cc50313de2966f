"""The current graph out of Neo4j, piece by piece and in a fixed order: entities by id, claims by source and id.

Pages follow the last id seen, along the index of ids, so that the server never sorts the whole graph and the
client never holds more than a page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

import numpy as np

from graph.connection import Database
from graph.layout import ENTITY, REPLACED, REPLACED_CLASS, WITHDRAWN
from graph.merging import Redirects
from graph.records import DAYS
from ontology.errors import UnknownTerm
from ontology.model import Class, Kind, Model, Slot
from release.records import EntityRecord, LinkRecord, Properties, RedirectRecord, TieRecord, Wording
from release.triples import BOUNDS
from release.wording import Wordings

Links = dict[str, list[LinkRecord]]
Ties = dict[str, list[TieRecord]]

PAGE = 1_000
"""Entities, or claims, that are read at once."""

IDS = 150_000
"""About so many ids of a source's claims are held at once; each further range looks through all of its claims again."""
MOST_RANGES = 64

PATIENCE = 900.0
"""Seconds that counting all claims may take."""


class Reader:
    """Reads one database under one Model."""

    def __init__(self, database: Database, model: Model, page: int = PAGE) -> None:
        self._database = database
        self._model = model
        self._page = page
        self._relations = {cls.edge: cls for cls in model.of_kind(Kind.RELATION)}
        self._classes = {cls.name: cls for cls in model.entities}
        self._wordings = Wordings(database, model)

    def count_entities(self) -> int:
        """How many entities there are."""
        query = f"MATCH (e:{ENTITY}) WHERE NOT e:{REPLACED} RETURN count(e) AS found"
        return int(self._database.read(query)[0]["found"])

    def claims_by_source(self) -> dict[str, int]:
        """How many current claims each source makes, the sources sorted."""
        query = f"""
            MATCH (c:{self._model.claim.name}) WHERE c.retired IS NULL
            RETURN c.source AS source, count(*) AS claims
        """
        rows = self._database.stream(query, timeout=PATIENCE)
        return dict(sorted((row["source"], row["claims"]) for row in rows))

    # ---- entities

    def entities(self) -> Iterator[EntityRecord]:
        """All entities by id, each with its links and ties."""
        after = ""
        while page := self._all(self.entity_query(), {"after": after, "limit": self._page}):
            yield from self._records(page)
            after = page[-1][0]

    def entity_query(self) -> str:
        """One page of entities; its plan must sort nothing."""
        return f"""
            MATCH (e:{ENTITY}) WHERE e.id > $after AND NOT e:{REPLACED}
            WITH e ORDER BY e.id LIMIT $limit
            RETURN collect([e.id, labels(e), {_with_days("e")}]) AS found
        """

    def _all(self, query: str, parameters: Mapping[str, Any]) -> list[Any]:
        """What a query collects as `found`. One record holds all of it: the driver's work is by the record."""
        return list(self._database.read(query, parameters)[0]["found"])

    def _records(self, page: Sequence[Sequence[Any]]) -> Iterator[EntityRecord]:
        classes = {id: self._class_of(labels) for id, labels, _ in page}
        links, ties = self._links_and_ties(classes)
        wordings = self._wordings.of_entities(classes, self._redirects)
        for id, _, properties in page:
            yield EntityRecord(
                id,
                classes[id],
                _known(properties),
                tuple(sorted(links[id], key=lambda link: (link.slot.order, link.target))),
                tuple(sorted(ties[id], key=lambda tie: str(tie.properties["id"]))),
                wordings.get(id, Wording()),
            )

    def _class_of(self, labels: Iterable[str]) -> Class:
        for label in labels:
            if label in self._classes:
                return self._classes[label]
        raise UnknownTerm(f"things labelled {', '.join(sorted(labels))}")

    def _links_and_ties(self, classes: Mapping[str, Class]) -> tuple[Links, Ties]:
        """What starts from these entities (id → class), by the entity's id."""
        links: Links = defaultdict(list)
        found: list[TieRecord] = []
        for source, edge, held, target in self._all(self._edge_query(), {"ids": list(classes)}):
            relation, properties = self._relations.get(edge), _known(held)
            if relation is not None:
                found.append(TieRecord(relation, source, target, properties))
            else:
                links[source].append(LinkRecord(_link_slot(classes[source], edge), target, properties))
        ties: Ties = defaultdict(list)
        for tie in self._wordings.of_ties([*found, *self._measurements(list(classes))]):
            ties[tie.source].append(tie)
        return links, ties

    def _edge_query(self) -> str:
        hanging = {cls.edge for cls in self._model.of_kind(Kind.MEASUREMENT)}
        types = "|".join(edge for edge in self._model.edge_types() if edge not in hanging)
        return f"""
            MATCH (e:{ENTITY})-[r:{types}]->(b:{ENTITY}) WHERE e.id IN $ids
            RETURN collect([e.id, type(r), {_with_days("r")}, b.id]) AS found
        """

    def _measurements(self, ids: list[str]) -> Iterator[TieRecord]:
        for cls in self._model.of_kind(Kind.MEASUREMENT):
            query = f"""
                MATCH (e:{ENTITY})<-[:{cls.edge}]-(m:{cls.name}) WHERE e.id IN $ids
                RETURN collect([e.id, {_with_days("m")}]) AS found
            """
            for source, properties in self._all(query, {"ids": ids}):
                yield TieRecord(cls, source, None, _known(properties))

    # ---- ids that stand for no thing of their own

    @cached_property
    def _redirects(self) -> Redirects:
        """All ways from replaced ids, which are few."""
        edge = self._model.redirect.edge
        query = f"MATCH (e:{ENTITY}:{REPLACED})-[:{edge}]->(next) RETURN e.id AS id, next.id AS next"
        return Redirects({row["id"]: row["next"] for row in self._database.stream(query, timeout=PATIENCE)})

    def redirects(self) -> Iterator[RedirectRecord]:
        """The ids that are kept under others, by id, each with the way there."""
        edge = self._model.redirect.edge
        query = f"""
            MATCH (e:{ENTITY}:{REPLACED})-[r:{edge}]->(next)
            RETURN e.id AS id, e.{REPLACED_CLASS} AS class, next.id AS next, properties(r) AS properties
            ORDER BY id
        """
        for row in self._database.stream(query, timeout=PATIENCE):
            yield RedirectRecord(row["id"], self._classes[row["class"]], row["next"], row["properties"])

    def withdrawn(self) -> Iterator[tuple[Class, str]]:
        """What is left of things that no current claim speaks of, by id."""
        query = f"MATCH (w:{WITHDRAWN}) RETURN w.id AS id, w.class AS class ORDER BY id"
        for row in self._database.stream(query, timeout=PATIENCE):
            if row["class"] in self._classes:
                yield self._classes[row["class"]], row["id"]

    # ---- sources and claims

    def bare_sources(self, sources: Sequence[str]) -> Iterator[str]:
        """Those of the sources, in their order, that are named by claims and are no entity of the graph."""
        query = f"MATCH (e:{ENTITY}:{self.source_class}) WHERE e.id IN $ids RETURN e.id AS id"
        for batch in batches(sources, self._page):
            held = {row["id"] for row in self._database.read(query, {"ids": batch})}
            yield from (id for id in batch if id not in held)

    @property
    def source_class(self) -> str:
        """The class of what makes claims."""
        return str(self._model.claim.by_key["source"].prop.range)

    def claims(self, by_source: Mapping[str, int]) -> Iterator[Properties]:
        """The current claims of these sources (source → how many), by source and id, as Neo4j holds them.

        Sources of few claims are read together. Of a source of many, the ids are read first, so many at once.
        """
        few: list[str] = []
        room = self._page
        for source, count in by_source.items():
            if count > room:
                yield from self._claims_of(few)
                few, room = [], self._page
            if count > self._page:
                yield from self._claims_of_large(source, count)
            else:
                few.append(source)
                room -= count
        yield from self._claims_of(few)

    def _claims_of(self, sources: list[str]) -> Iterator[Properties]:
        query = f"MATCH (c:{self._model.claim.name}) WHERE c.source IN $values AND c.retired IS NULL"
        return self._read_claims(query, sources)

    def _claims_of_large(self, source: str, count: int) -> Iterator[Properties]:
        query = f"MATCH (c:{self._model.claim.name}) WHERE c.id IN $values AND c.retired IS NULL"
        for low, high in id_ranges(-(-count // IDS)):
            ids = self._ids(source, low, high)
            for start in range(0, len(ids), self._page):
                page = [id.decode() for id in ids[start : start + self._page].tolist()]
                yield from self._read_claims(query, page)

    def _ids(self, source: str, low: str, high: str | None) -> np.ndarray[Any, np.dtype[np.bytes_]]:
        """The ids of a source's current claims within a range, sorted: 32 bytes each."""
        query = f"""
            MATCH (c:{self._model.claim.name})
            WHERE c.source = $source AND c.retired IS NULL AND c.id >= $low{" AND c.id < $high" if high else ""}
            WITH collect(c.id) AS ids UNWIND range(0, size(ids) - 1, $page) AS first
            RETURN ids[first .. first + $page] AS ids
        """
        asked = {"source": source, "page": self._page, "low": low, "high": high}
        # A row is a page of ids: of a thousand rows, as are fetched otherwise, each range would be held twice.
        rows = self._database.stream(query, asked, timeout=PATIENCE, fetch_size=8)
        ids = np.fromiter((id for row in rows for id in row["ids"]), dtype="S32")
        ids.sort()
        return ids

    def _read_claims(self, query: str, values: list[str]) -> Iterator[Properties]:
        """Days come as text, as they are written. The day of retiring is no day of a current claim."""
        days = ", ".join(f"{day}: toString(c.{day})" for day in DAYS if day != "retired")
        asked = f"{query} RETURN collect(c {{.*, {days}}}) AS found"
        found = self._all(asked, {"values": values}) if values else []
        yield from sorted(found, key=itemgetter("source", "id"))


def id_ranges(parts: int) -> Iterator[tuple[str, str | None]]:
    """The ids of claims, which are hashes in hexadecimal digits, in so many ranges (at most 64) of about one size.

    >>> list(id_ranges(3))
    [('', '55'), ('55', 'aa'), ('aa', None)]
    """
    parts = min(parts, MOST_RANGES)
    bounds = [f"{256 * part // parts:02x}" for part in range(1, parts)]
    yield from zip(["", *bounds], [*bounds, None], strict=True)


def _with_days(name: str) -> str:
    """The properties of a node or an edge, its bounds as text, as they are written; one that it has not is null."""
    return f"{name} {{.*, {', '.join(f'{day}: toString({name}.{day})' for day in BOUNDS)}}}"


def _known(properties: dict[str, Any]) -> Properties:
    """The properties without the bounds that are null."""
    for day in BOUNDS:
        if properties[day] is None:
            del properties[day]
    return properties


def batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    """The items in lists of at most `size`."""
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def _link_slot(cls: Class, edge: str) -> Slot:
    for slot in cls.links:
        if slot.prop.edge == edge:
            return slot
    raise UnknownTerm(f"{edge} from things of the class {cls.name}")
