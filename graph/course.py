"""The course of one thing over time: every dated fact of it, as a timeline tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph.chain import bounds_from
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from graph.wording import caption_of, class_of
from ontology.model import Class, Datatype, Kind, Model, Slot
from ontology.time import Bounds

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

SHOWN = 200
"""So many facts of one class and direction are read at most; how many more there are is said."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated fact of a thing: a tie, a figure, an event, or a date of its own.

    `id` opens its evidence. `cls` is the class of the fact (for a date of its own, the key of the property), `out`
    says whether the thing is the tie's source. `other` is what the tie leads to or comes from, None for a figure,
    an event or a date. `values` are the stored properties.
    """

    id: str
    cls: str
    out: bool
    other: str | None
    name: str
    bounds: Bounds
    values: Mapping[str, Any]

    @property
    def confidence(self) -> str | None:
        """The best confidence behind it."""
        value = self.values.get("confidence")
        return value if isinstance(value, str) else None

    @property
    def conflicts(self) -> tuple[str, ...]:
        """What its claims disagree on."""
        return tuple(self.values.get("conflicts") or ())

    @property
    def claims(self) -> int:
        """So many claims stand behind it."""
        return len(self.values.get("claims") or ())


@dataclass(frozen=True, slots=True)
class Course:
    """A thing and its dated facts. `more` says how many of each class were left out."""

    id: str
    name: str
    cls: str
    moments: tuple[Moment, ...]
    more: Mapping[str, int]


def read_course(database: Database, model: Model, id: str) -> Course:
    """All dated facts of a thing: its ties, figures, the events told of it and its own dates.

    Who answers to a unit, and who is posted to it without commanding it, is left out: it tells of them. Everything is
    read in one transaction. Raises UnknownId.
    """

    def work(tx: ManagedTransaction) -> Course:
        def read(query: str) -> list[dict[str, Any]]:
            return [dict(record) for record in tx.run(query, {"id": id, "shown": SHOWN})]

        found = read(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN properties(e) AS node, labels(e) AS labels")
        if not found:
            raise UnknownId(id)
        node, cls = found[0]["node"], class_of(model, found[0]["labels"])
        if cls is None:
            return Course(id, id, "", (), {})
        moments, more = list(_own(cls, node)), dict[str, int]()
        for name, query in _queries(model, cls):
            rows = read(query)
            moments += [_moment(model, name, row) for row in rows]
            left = (rows[0]["all"] if rows else 0) - len(rows)
            more |= {name: more.get(name, 0) + left} if left > 0 else {}
        return Course(id, caption_of(cls, node), cls.name, tuple(moments), more)

    return database.read_work(work)


def _moment(model: Model, name: str, row: Mapping[str, Any]) -> Moment:
    cls, values = model.classes[name], row["fact"]
    bounds = _date_bounds(cls, values) if cls.kind is Kind.ENTITY else bounds_from(values)
    other = row["other"]
    called = caption_of(class_of(model, row["labels"]), other) if other else caption_of(cls, values)
    return Moment(values["id"], name, row["out"], other["id"] if other else None, called, bounds, values)


def _own(cls: Class, node: Mapping[str, Any]) -> Iterator[Moment]:
    """The dates of the thing itself: since when and until when it existed, and days such as that of a birth."""
    bounds = bounds_from(node)
    if bounds != Bounds():
        yield Moment(node["id"], cls.name, True, None, "", bounds, node)
    for slot in _dates(cls):
        found = _span(slot, node)
        if found != Bounds():
            yield Moment(node["id"], slot.key, True, None, slot.prop.label, found, node)


# ---- what is asked


def _queries(model: Model, cls: Class) -> Iterator[tuple[str, str]]:
    """One query for each class of facts and direction, in the order of the ontology."""
    told_elsewhere = {model.serving("chain").name, model.serving("posting").name}
    for tie in model.of_kind(Kind.RELATION):
        if tie.edge and tie.end_class(tie.source) == cls.name:
            yield tie.name, _tie_query(tie.edge, out=True)
        if tie.edge and tie.end_class(tie.target) == cls.name and tie.name not in told_elsewhere:
            yield tie.name, _tie_query(tie.edge, out=False)
    for figure in model.of_kind(Kind.MEASUREMENT):
        if figure.end_class(figure.source) == cls.name:
            yield figure.name, _node_query(figure, str(figure.edge))
    for event in model.entities:
        edges = [str(link.prop.edge) for link in event.links if link.prop.range == cls.name]
        if edges and _dates(event) and not event.bounds and event is not cls:
            yield event.name, _node_query(event, "|".join(edges))


def _tie_query(edge: str, *, out: bool) -> str:
    way = f"-[r:{edge}]->" if out else f"<-[r:{edge}]-"
    return f"""
        MATCH (:{ENTITY} {{id: $id}}){way}(o)
        WITH r, o ORDER BY coalesce(r.start_latest, r.start_earliest, r.end_earliest, r.end_latest), r.id
        WITH collect({{fact: properties(r), other: properties(o), labels: labels(o)}}) AS found
        UNWIND found[..$shown] AS one
        RETURN one.fact AS fact, one.other AS other, one.labels AS labels, {str(out).lower()} AS out, size(found) AS all
    """


def _node_query(cls: Class, edges: str) -> str:
    date = next((f"m.{slot.key}_earliest" for slot in _dates(cls)), "m.start_earliest")
    return f"""
        MATCH (:{ENTITY} {{id: $id}})<-[:{edges}]-(m:{cls.name})
        WITH DISTINCT m ORDER BY {date}, m.id
        WITH collect(properties(m)) AS found
        UNWIND found[..$shown] AS one
        RETURN one AS fact, null AS other, [] AS labels, false AS out, size(found) AS all
    """


# ---- dates that are no bounds


def _dates(cls: Class) -> list[Slot]:
    """The properties that are days of the thing's own, such as the day of an event or of a birth."""
    if cls.kind is not Kind.ENTITY:
        return []
    return [slot for slot in cls.slots if slot.prop.datatype is Datatype.EDTF and slot.prop.bound is None]


def _date_bounds(cls: Class, values: Mapping[str, Any]) -> Bounds:
    """When an event was: its first property that is a day says so."""
    return _span(_dates(cls)[0], values)


def _span(slot: Slot, values: Mapping[str, Any]) -> Bounds:
    """A day that lies between two: the event may have begun and ended on any of them."""
    first, last = (values.get(f"{slot.key}_{end}") for end in ("earliest", "latest"))
    days = [day.to_native() if day is not None else None for day in (first, last)]
    return Bounds(days[0], days[1], days[0], days[1]) if any(days) else Bounds()
