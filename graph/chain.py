"""The chain of command of a unit or a person: every link upward and downward, and who commanded on each level."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from ontology.errors import CommandError
from ontology.model import Model
from ontology.time import Bounds, Holds

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

UP, DOWN = "up", "down"

UNKNOWN = Bounds()

Window = tuple[date, date] | None
"""The first and the last day of what is asked for; None for all time."""

Read = Callable[[str, Mapping[str, object]], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Link:
    """One tie of a unit to its superior, seen from the subject. `holds` is None where no day was asked for."""

    id: str
    superior: str
    superior_name: str
    subordinate: str
    subordinate_name: str
    kind: str | None
    bounds: Bounds
    holds: str | None
    direction: str
    claims: tuple[str, ...]
    conflicts: tuple[str, ...]
    confidence: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The link under the design's names."""
        return {
            "id": self.id,
            "superior": self.superior,
            "superior_name": self.superior_name,
            "subordinate": self.subordinate,
            "subordinate_name": self.subordinate_name,
            "kind": self.kind,
            **self.bounds.as_dict(),
            "holds": self.holds,
            "direction": self.direction,
            "claims": list(self.claims),
            "conflicts": list(self.conflicts),
        }


@dataclass(frozen=True, slots=True)
class Commander:
    """A person in command of a unit of the chain."""

    id: str
    unit: str
    person: str
    name: str
    role: str | None
    rank: str | None
    bounds: Bounds
    holds: str | None
    claims: tuple[str, ...]
    conflicts: tuple[str, ...]
    confidence: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The commander under the design's names."""
        return {
            "id": self.id,
            "unit": self.unit,
            "person": self.person,
            "name": self.name,
            "role": self.role,
            "rank": self.rank,
            **self.bounds.as_dict(),
            "holds": self.holds,
            "claims": list(self.claims),
            "conflicts": list(self.conflicts),
        }


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the chain, as it is drawn."""

    id: str
    name: str
    echelon: str | None
    branch: str | None
    country: str | None = None
    bounds: Bounds = UNKNOWN
    confidence: str | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain of a subject on a day, or over all time. `roots` are the units that it was followed from.

    `posts` are the posts of a person, the subject, in which they do not command: the chain hangs on them too.
    """

    subject: str
    subject_name: str
    on: date | None
    roots: tuple[str, ...]
    links: tuple[Link, ...]
    commanders: tuple[Commander, ...]
    units: Mapping[str, Unit]
    posts: tuple[Commander, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The chain under the design's names."""
        return {
            "subject": self.subject,
            "on": self.on.isoformat() if self.on else None,
            "links": [link.as_json() for link in self.links],
            "commanders": [commander.as_json() for commander in self.commanders],
        }


def chain(database: Database, model: Model, subject: str, on: date | None = None) -> Chain:
    """The chain of command of a unit, or of the units that a person is or was posted to.

    All superiors are followed, several at once too, to the top; all subordinates to the bottom. With a day, only
    ties that certainly or possibly hold on it. Each tie comes once, however many ways lead to it, and a circle ends
    where it closes. Commanders come in the order of the units in the links, those who certainly command first. It is
    read in one transaction. Raises UnknownId, and CommandError for a thing that is neither a unit nor a person.
    """

    def work(tx: ManagedTransaction) -> Chain:
        def read(query: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
            return [dict(record) for record in tx.run(query, dict(values))]

        return chain_within(read, model, subject, (on, on) if on else None, on)

    return database.read_work(work)


def chain_within(read: Read, model: Model, subject: str, window: Window, on: date | None) -> Chain:
    """The chain of all ties that certainly or possibly hold at some time in the window, as it stands on `on`."""
    name, roots, posts = _roots(read, model, subject, window, on)
    below = {link.id: link for link in _follow(read, model, roots, window, on, DOWN)}
    above = {link.id: link for link in _follow(read, model, roots, window, on, UP)}
    links = (*above.values(), *(link for id, link in below.items() if id not in above))
    ends = (id for link in links for id in _ends(link))
    ids = tuple(dict.fromkeys((*roots, *ends)))
    return Chain(
        subject=subject,
        subject_name=name,
        on=on,
        roots=tuple(sorted(roots)),
        links=links,
        commanders=tuple(_commanders(read, model, ids, window, on)),
        units=_units(read, ids),
        posts=tuple(posts),
    )


def _ends(link: Link) -> tuple[str, str]:
    """The two units of a link, the one nearer to the subject first."""
    up = link.direction == UP
    return (link.subordinate, link.superior) if up else (link.superior, link.subordinate)


def _roots(
    read: Read, model: Model, subject: str, window: Window, on: date | None
) -> tuple[str, list[str], list[Commander]]:
    """The subject's name, the units to follow the chain from, and the posts of a person that are no commands."""
    query = f"MATCH (e:{ENTITY} {{id: $id}}) RETURN coalesce(e.name, e.id) AS name, labels(e) AS labels"
    rows = read(query, {"id": subject})
    if not rows:
        raise UnknownId(subject)
    name, labels = rows[0]["name"], rows[0]["labels"]
    link, posting = model.serving("chain"), model.serving("posting")
    unit, person = link.end_class(link.source), posting.end_class(posting.source)
    if unit in labels:
        return name, [subject], []
    if person in labels:
        return name, *_posts(read, model, subject, window, on)
    both = f"{model.classes[unit].label.lower()} nor a {model.classes[person].label.lower()}"
    raise CommandError(
        f"{subject!r} has no chain of command: it is neither a {both}.", hint="Try its evidence."
    )


def _posts(
    read: Read, model: Model, person: str, window: Window, on: date | None
) -> tuple[list[str], list[Commander]]:
    """The units that a person is posted to at some time in the window, and the posts that are no commands."""
    edges = "|".join(str(cls.edge) for cls in model.family(model.serving("posting")))
    query = f"""
        MATCH (p:{ENTITY} {{id: $id}})-[r:{edges}]->(u)
        WHERE {_not_over("r")}
        RETURN properties(r) AS tie, u.id AS unit, p.id AS person, coalesce(p.name, p.id) AS name,
            type(r) = $command AS commands
        ORDER BY unit, r.id
    """
    rows = read(query, {"id": person, "command": model.serving("command").edge, **_days(window)})
    units = list(dict.fromkeys(row["unit"] for row in rows))
    return units, [_commander(row, on) for row in rows if not row["commands"]]


def _not_over(edge: str) -> str:
    """A condition: the tie certainly or possibly holds from $first to $last; any tie where they are null."""
    begun = f"coalesce({edge}.start_earliest <= $last, true)"
    not_ended = f"coalesce({edge}.end_latest >= $first, true)"
    return f"($first IS NULL OR ({begun} AND {not_ended}))"


def _days(window: Window) -> dict[str, date | None]:
    first, last = window or (None, None)
    return {"first": first, "last": last}


def _follow(
    read: Read, model: Model, roots: Sequence[str], window: Window, on: date | None, direction: str
) -> Iterable[Link]:
    """Level by level from the roots: each unit is expanded once, so neither circles nor diamonds repeat anything."""
    edge = model.serving("chain").edge
    near, far = ("a", "b") if direction == UP else ("b", "a")
    query = f"""
        MATCH (a:{ENTITY})-[r:{edge}]->(b:{ENTITY})
        WHERE {near}.id IN $ids AND {_not_over("r")}
        RETURN properties(r) AS tie, a.id AS subordinate, coalesce(a.name, a.id) AS subordinate_name,
            b.id AS superior, coalesce(b.name, b.id) AS superior_name, {far}.id AS next
        ORDER BY subordinate_name, superior_name, r.id
    """
    seen = set(roots)
    level = sorted(seen)
    while level:
        found = read(query, {"ids": level, **_days(window)})
        yield from (_link(row, on, direction) for row in found)
        level = sorted({row["next"] for row in found} - seen)
        seen |= set(level)


def _link(row: Mapping[str, Any], on: date | None, direction: str) -> Link:
    tie = row["tie"]
    bounds = bounds_from(tie)
    return Link(
        id=tie["id"],
        superior=row["superior"],
        superior_name=row["superior_name"],
        subordinate=row["subordinate"],
        subordinate_name=row["subordinate_name"],
        kind=tie.get("kind"),
        bounds=bounds,
        holds=_holds(bounds, on),
        direction=direction,
        claims=tuple(tie["claims"]),
        conflicts=tuple(tie.get("conflicts") or ()),
        confidence=tie.get("confidence"),
    )


def bounds_from(properties: Mapping[str, Any]) -> Bounds:
    """The four bounds of a node or relationship of Neo4j."""
    keys = Bounds().as_dict()
    days = {key: properties.get(key) for key in keys}
    return Bounds(**{key: day.to_native() if day is not None else None for key, day in days.items()})


def _holds(bounds: Bounds, on: date | None) -> str | None:
    return None if on is None else bounds.holds_on(on).value


def _commanders(
    read: Read, model: Model, units: Sequence[str], window: Window, on: date | None
) -> list[Commander]:
    """Who commanded these units, in the order of the units; those who certainly did before those who possibly did."""
    query = f"""
        MATCH (p:{ENTITY})-[r:{model.serving("command").edge}]->(u:{ENTITY})
        WHERE u.id IN $ids AND {_not_over("r")}
        RETURN properties(r) AS tie, u.id AS unit, p.id AS person, coalesce(p.name, p.id) AS name
        ORDER BY unit, coalesce(r.start_latest, r.end_earliest), name, r.id
    """
    found = [_commander(row, on) for row in read(query, {"ids": list(units), **_days(window)})]
    place = {unit: number for number, unit in enumerate(units)}
    return sorted(found, key=lambda one: (place[one.unit], one.holds == Holds.POSSIBLE.value))


def _commander(row: Mapping[str, Any], on: date | None) -> Commander:
    tie = row["tie"]
    bounds = bounds_from(tie)
    return Commander(
        id=tie["id"],
        unit=row["unit"],
        person=row["person"],
        name=row["name"],
        role=tie.get("role"),
        rank=tie.get("rank"),
        bounds=bounds,
        holds=_holds(bounds, on),
        claims=tuple(tie["claims"]),
        conflicts=tuple(tie.get("conflicts") or ()),
        confidence=tie.get("confidence"),
    )


def _units(read: Read, ids: Sequence[str]) -> dict[str, Unit]:
    query = f"""
        MATCH (u:{ENTITY}) WHERE u.id IN $ids
        RETURN u.id AS id, coalesce(u.name, u.id) AS name, properties(u) AS unit ORDER BY id
    """
    return {
        row["id"]: unit_from(row["id"], row["name"], row["unit"]) for row in read(query, {"ids": list(ids)})
    }


def unit_from(id: str, name: str, properties: Mapping[str, Any]) -> Unit:
    """A unit from the properties of its node in Neo4j."""
    return Unit(
        id=id,
        name=name,
        echelon=properties.get("echelon"),
        branch=properties.get("branch"),
        country=properties.get("country"),
        bounds=bounds_from(properties),
        confidence=properties.get("confidence"),
        conflicts=tuple(properties.get("conflicts") or ()),
    )
