"""The graph as those see it who may not see the names of protected persons.

It lies below every page and query, so that none of them can forget it: of each value that comes out of the database,
ids of protected persons, and of claims and facts about them, become stand-ins, and texts that hold their names are
hidden. A stand-in that comes back as a parameter is understood; the id itself is not, so that nobody finds out by
asking. An answer is veiled by who is protected after it was read.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from itertools import chain, islice
from threading import Lock
from typing import Any, TypeVar, cast

from graph.connection import Database, Parameters
from graph.matching import Matcher, plain
from graph.protected import (
    free_texts,
    ids_about,
    ids_beside,
    names_of,
    protected_persons,
    telling_words,
    words_of,
)
from ontology.errors import CommandError, OrbatlasError
from ontology.model import Model
from ontology.rules import load_rules

T = TypeVar("T")

HIDDEN = "Protected person"
"""What stands where a text would name one."""

PREFIX = "protected-"
_NOBODY = "unknown-"
_LETTERS = 12
_REMEMBERED = 200_000


class Veil:
    """What is hidden at one state of the database. Stand-ins are the same as long as the key is."""

    def __init__(self, database: Database, model: Model, key: bytes) -> None:
        rules = load_rules()
        persons = protected_persons(database, model, rules)
        self._named = Matcher(names_of(database, model, rules, persons))
        self._telling = telling_words(database, model, rules, persons)
        self._whole = set(map(plain, free_texts(database, model, rules, persons)))
        about = ids_about(database, model, persons)
        self._standing = {id: _stand_in(key, id) for id in chain(persons, about)}
        beside = (id for id in ids_beside(database, model, rules) if self._is_told_by(id))
        self._standing |= {id: _stand_in(key, id) for id in beside if id not in self._standing}
        self._ids = {name: id for id, name in self._standing.items()}
        self._key = key
        self._ours = frozenset(_own_words(model))
        self._seen: dict[str, str] = {}

    def text(self, value: str) -> str:
        """The text as it may be seen."""
        known = self._seen.get(value)
        if known is None:
            known = self._look(value)
            if len(self._seen) < _REMEMBERED:
                self._seen[value] = known
        return known

    def _look(self, value: str) -> str:
        if value in self._standing:
            return self._standing[value]
        if value in self._ours:
            return value
        if self._is_named_in(value):
            # What may be an id must stay another one than all others.
            return HIDDEN if " " in value or value.isalpha() else _stand_in(self._key, value)
        # The id of a unit may hold such a word, and is needed to find it.
        if " " in value or value.isalpha():
            return value if self._telling.isdisjoint(words_of(value)) else HIDDEN
        if "://" in value and self._is_told_by(value):
            return _stand_in(self._key, value)
        return value

    def _is_named_in(self, value: str) -> bool:
        return any(True for _ in self._named.in_value(value)) or plain(value) in self._whole

    def _is_told_by(self, value: str) -> bool:
        """Whether the value holds a name, or a word that only a protected name has."""
        return not self._telling.isdisjoint(words_of(value)) or self._is_named_in(value)

    def out(self, value: Any) -> Any:
        """A value of an answer as it may be seen: maps, lists, nodes and ties to the bottom."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, int | float | bool | date | time | timedelta):
            return value
        if isinstance(value, list | tuple):
            return [self.out(item) for item in value]
        if isinstance(value, dict):
            return {self.text(key): self.out(item) for key, item in value.items()}
        return self._of_driver(value)

    def _of_driver(self, value: Any) -> Any:
        from neo4j.graph import Node, Relationship

        if isinstance(value, Node):
            return self._node(value)
        if isinstance(value, Relationship):
            return self._tie(value)
        if isinstance(value, Mapping):
            return {self.text(key): self.out(item) for key, item in value.items()}
        if type(value).__module__ in ("neo4j.time", "neo4j.spatial", "neo4j._spatial"):
            return value
        raise OrbatlasError(f"An answer of the kind {type(value).__name__} is not shown to readers.")

    def _node(self, node: Any) -> Any:
        """A node like this one, veiled; the driver offers no way to change one."""
        properties = {key: self.out(item) for key, item in node.items()}
        return type(node)(node.graph, node.element_id, node._id, node.labels, properties)

    def _tie(self, tie: Any) -> Any:
        properties = {key: self.out(item) for key, item in tie.items()}
        veiled = type(tie)(tie.graph, tie.element_id, tie._id, properties)
        veiled._start_node, veiled._end_node = (node and self._node(node) for node in tie.nodes)
        return veiled

    def into(self, value: Any) -> Any:
        """A parameter as the database is to get it: stand-ins as ids; ids and names that are hidden as nobody's."""
        if isinstance(value, str):
            return self._ids.get(value) or (value if self.text(value) == value else _NOBODY + PREFIX)
        if isinstance(value, Mapping):
            return {key: self.into(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.into(item) for item in value]
        return value


def _own_words(model: Model) -> Iterator[str]:
    """What stands in answers and questions as the ontology has it, whoever is called so too."""
    for cls in model.classes.values():
        yield from (cls.name, *cls.by_key, *filter(None, (cls.edge,)))
    for scheme in model.schemes.values():
        yield from scheme.concepts


def _stand_in(key: bytes, id: str) -> str:
    return PREFIX + hmac.new(key, id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_LETTERS]


class VeiledDatabase(Database):
    """A database whose answers pass through the veil, and which is only read."""

    def __init__(self, bare: Database, model: Model) -> None:
        super().__init__(bare._driver, bare._name, bare._read_timeout, bare.uri, bare._reader)
        self._bare = bare
        self._model = model
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._of = ""
        self._held: Veil | None = None

    def veil(self) -> Veil:
        """The veil for the database as it is now."""
        with self._lock:
            state = self._bare.state()
            if self._held is None or state != self._of:
                self._held, self._of = Veil(self._bare, self._model, self._key), state
            return self._held

    def state(self) -> str:
        """As of the bare one, but another text: what is kept of its answers must not be taken for this one's."""
        return f"veiled {self._bare.state()}"

    def hides(self, id: str, names: object) -> bool:
        """Whether this is the stand-in of somebody, or one of the names is hidden: it is not to be found by them."""
        held = names if isinstance(names, list) else [names]
        told = chain.from_iterable(name if isinstance(name, list) else [name] for name in held)
        return id.startswith(PREFIX) or any(
            isinstance(name, str) and (name == HIDDEN or name.startswith(PREFIX)) for name in told
        )

    def read(
        self, query: str, /, parameters: Parameters | None = None, *, timeout: float | None = None
    ) -> list[dict[str, Any]]:
        """As of the bare one, veiled."""
        rows = self._bare.read(query, self.veil().into(dict(parameters or {})), timeout=timeout)
        veil = self.veil()
        return [cast("dict[str, Any]", veil.out(row)) for row in rows]

    def stream(
        self,
        query: str,
        /,
        parameters: Parameters | None = None,
        *,
        timeout: float | None = None,
        fetch_size: int = 1000,
    ) -> Iterator[Any]:
        """As of the bare one, veiled."""
        asked = self.veil().into(dict(parameters or {}))
        records = self._bare.stream(query, asked, timeout=timeout, fetch_size=fetch_size)
        while some := list(islice(records, fetch_size)):
            yield from veiled(self, some)

    def read_work(
        self, work: Callable[[Any], T], *, timeout: float | None = None, fetch_size: int = 1000
    ) -> T:
        """As of the bare one; the transaction that `work` gets is veiled."""
        return self._bare.read_work(
            lambda tx: work(VeiledTransaction(self, tx)), timeout=timeout, fetch_size=fetch_size
        )

    def write(self, work: Callable[[Any], T], *, timeout: float | None = None) -> T:
        """Refused: whoever may not see names does not write."""
        raise CommandError("A reader does not write.")

    peek = write


class VeiledRecord(Mapping[str, Any]):
    """A row of an answer, veiled; a mapping, which can be asked by place too."""

    def __init__(self, veil: Veil, record: Any) -> None:
        self._items = {key: veil.out(value) for key, value in record.items()}

    def __getitem__(self, key: Any) -> Any:
        return list(self._items.values())[key] if isinstance(key, int) else self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def values(self) -> Any:
        """The values in the order of the columns."""
        return list(self._items.values())


def veiled(database: VeiledDatabase, records: Iterable[Any]) -> list[VeiledRecord]:
    """Records that were read, under the veil as it is after they were: who became protected meanwhile is hidden."""
    veil = database.veil()
    return [VeiledRecord(veil, record) for record in records]


class VeiledTransaction:
    """A transaction whose answers are veiled."""

    def __init__(self, database: VeiledDatabase, tx: Any) -> None:
        self._database = database
        self._tx = tx

    def run(
        self, query: str, parameters: Mapping[str, Any] | None = None, **more: Any
    ) -> Sequence[VeiledRecord]:
        """The rows of an answer, all of them."""
        asked = self._database.veil().into({**(parameters or {}), **more})
        return veiled(self._database, list(self._tx.run(query, asked)))
