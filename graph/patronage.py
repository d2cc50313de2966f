"""Patrons and those who belong to them: rings of clients, and shares of commanders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.patronage import Share, rings, share
from graph.catalog import load_catalog, run
from graph.connection import Database
from graph.errors import UnknownId
from graph.layout import ENTITY
from graph.together import together
from ontology.model import Model
from ontology.time import Bounds, Holds

TIES, COMMANDERS = "patronage-ties", "commanders-under"
STEPS = 6
"""So many steps up from a commander patrons are looked for."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A client's tie to a patron, as one fact."""

    fact: str
    client: str
    client_name: str
    patron: str
    patron_name: str
    basis: str | None
    bounds: Bounds
    confidence: str | None
    claims: int
    conflict: bool

    def holds(self, on: date | None) -> Holds:
        """How it stands on a day; over all time every tie was so once."""
        return self.bounds.holds_on(on) if on else Holds.CERTAIN


@dataclass(frozen=True, slots=True)
class Bonds:
    """All ties of patronage that certainly or possibly hold on the day, or ever."""

    on: date | None
    ties: tuple[Bond, ...]

    def clients(self) -> Mapping[str, set[str]]:
        """The clients of each patron."""
        found: dict[str, set[str]] = defaultdict(set)
        for tie in self.ties:
            found[tie.patron].add(tie.client)
        return found

    def names(self) -> dict[str, str]:
        """What everybody in them is called."""
        return {tie.client: tie.client_name for tie in self.ties} | {
            tie.patron: tie.patron_name for tie in self.ties
        }


def read_bonds(database: Database, model: Model, on: date | None = None) -> Bonds:
    """All ties of patronage, those that cannot hold on the day left out."""
    rows = run(database, load_catalog(model)[TIES], {})
    ties = (_bond(row) for row in rows)
    return Bonds(on, tuple(tie for tie in ties if tie.holds(on) is not Holds.NO))


def _bond(row: Mapping[str, Any]) -> Bond:
    return Bond(
        row["fact"],
        row["client"],
        row["client_name"],
        row["patron"],
        row["patron_name"],
        row["basis"],
        _bounds(row),
        row["confidence"],
        row["claims"],
        row["conflict"],
    )


def _bounds(row: Mapping[str, Any]) -> Bounds:
    return Bounds(**{key: row[key] for key in Bounds().as_dict()})


# ---- rings


@dataclass(frozen=True, slots=True)
class Rings:
    """A patron, the persons below by their ring (1: clients, 2: theirs, …), and the ties among them.

    `left_out` is how many more persons stand on farther rings or beyond the limit.
    """

    patron: str
    ring: Mapping[str, int]
    ties: tuple[Bond, ...]
    left_out: int


def rings_of(bonds: Bonds, patron: str, *, depth: int = 3, limit: int = 400) -> Rings:
    """The rings of a patron, at most `depth` of them and `limit` persons, the nearest first."""
    whole = rings(patron, ((tie.client, tie.patron) for tie in bonds.ties))
    near = [id for id, ring in sorted(whole.items(), key=lambda item: (item[1], item[0])) if ring <= depth]
    kept = set(near[: limit + 1])
    ties = tuple(tie for tie in bonds.ties if tie.client in kept and tie.patron in kept)
    return Rings(patron, {id: whole[id] for id in near[: limit + 1]}, ties, len(whole) - len(kept))


# ---- the commanders of a unit


@dataclass(frozen=True, slots=True)
class Post:
    """A command: who commanded which unit, when.

    `holds` says how surely it, and that the unit stood under the one that was asked for: on the day, or at one time.
    """

    fact: str
    person: str
    name: str
    unit: str
    unit_name: str
    rank: str | None
    bounds: Bounds
    holds: Holds


@dataclass(frozen=True, slots=True)
class Follower:
    """A commander who belongs to a patron: over how many steps, how surely, and by which facts."""

    post: Post
    steps: int
    holds: Holds
    ties: tuple[Bond, ...]

    @property
    def evidence(self) -> tuple[str, ...]:
        """The facts behind it: the command, and each tie up to the patron."""
        return (self.post.fact, *(tie.fact for tie in self.ties))


@dataclass(frozen=True, slots=True)
class Held:
    """How many of a unit's commanders belong to one patron, each counted once, with those who do.

    `share` counts the certain and the possible; `certain` how many of them certainly do, `direct` how many are his
    own clients. A patron who commands himself is not counted as his own.
    """

    patron: str
    name: str
    share: Share
    certain: int
    direct: int
    followers: tuple[Follower, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """The commanders of a unit, and the patrons whom they belong to, the one with the most first."""

    posts: tuple[Post, ...]
    commanders: int
    without: int
    patrons: tuple[Held, ...]


def holding(database: Database, model: Model, bonds: Bonds, unit: str, *, below: bool = True) -> Holding:
    """Which patrons the commanders of a unit belong to, and with `below` of all units under it.

    On the day of `bonds`, or over all time; then a command and the ties up to the patron must be able to hold at one
    time. Raises UnknownId.
    """
    _there(database, unit)
    values = {"unit": unit, "on": bonds.on, "below": int(below)}
    posts = tuple(_post(row) for row in run(database, load_catalog(model)[COMMANDERS], values))
    up: dict[str, list[Bond]] = defaultdict(list)
    for tie in bonds.ties:
        up[tie.client].append(tie)
    found: dict[str, dict[str, Follower]] = defaultdict(dict)
    for post in posts:
        for patron, follower in _patrons(post, up, bonds.on).items():
            best = found[patron].get(post.person)
            if best is None or _nearness(follower) < _nearness(best):
                found[patron][post.person] = follower
    persons = {post.person for post in posts}
    led = {person for followers in found.values() for person in followers}
    names = bonds.names()
    held = [_held(patron, names[patron], followers, len(persons)) for patron, followers in found.items()]
    held.sort(key=lambda one: (-one.share.count, -one.direct, one.name, one.patron))
    return Holding(posts, len(persons), len(persons - led), tuple(held))


def _there(database: Database, id: str) -> None:
    if not database.read(f"MATCH (e:{ENTITY} {{id: $id}}) RETURN e.id AS id", {"id": id}):
        raise UnknownId(id)


def _post(row: Mapping[str, Any]) -> Post:
    return Post(
        row["fact"],
        row["person"],
        row["name"],
        row["unit"],
        row["unit_name"],
        row["rank"],
        _bounds(row),
        Holds(row["holds"]),
    )


def _patrons(post: Post, up: Mapping[str, Sequence[Bond]], on: date | None) -> dict[str, Follower]:
    """The patrons of a commander, the patrons of these, and so on: each by the fewest steps, the surest of equals."""
    found: dict[str, Follower] = {}
    level = [Follower(post, 0, Holds.CERTAIN, ())]
    for steps in range(1, STEPS + 1):
        reached: dict[str, Follower] = {}
        for one in level:
            for tie in up.get(one.ties[-1].patron if one.ties else post.person, ()):
                follower = _one_up(one, tie, steps, on)
                if follower and tie.patron != post.person and tie.patron not in found:
                    best = reached.get(tie.patron)
                    if best is None or _nearness(follower) < _nearness(best):
                        reached[tie.patron] = follower
        found |= reached
        level = list(reached.values())
    return found


def _one_up(one: Follower, tie: Bond, steps: int, on: date | None) -> Follower | None:
    ties = (*one.ties, tie)
    bounds = [one.post.bounds, *(each.bounds for each in ties)]
    known = [each.holds_on(on) for each in bounds] if on else [together(bounds).holds]
    holds = max((one.post.holds, *known), key=[Holds.CERTAIN, Holds.POSSIBLE, Holds.NO].index)
    return None if holds is Holds.NO else Follower(one.post, steps, holds, ties)


def _nearness(follower: Follower) -> tuple[int, bool, str]:
    return (follower.steps, follower.holds is not Holds.CERTAIN, follower.post.fact)


def _held(patron: str, name: str, followers: Mapping[str, Follower], of: int) -> Held:
    some = sorted(followers.values(), key=lambda one: (one.steps, one.post.name, one.post.person))
    certain = sum(one.holds is Holds.CERTAIN for one in some)
    direct = sum(one.steps == 1 for one in some)
    return Held(patron, name, share(len(some), of), certain, direct, tuple(some))
