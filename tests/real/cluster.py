"""A stand-in for a cluster of three machines: three doors to the one real server.

All that is asked and answered goes through as it is, message by message, and the server does the work. Only what makes
a cluster is the doors' own: which one leads, the routing table, and a follower's refusal to write. What the machines of
a real cluster do among themselves (copying, lagging behind, voting) is not here.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import BufferedIOBase
from urllib.parse import urlsplit

from access.addresses import LOOPBACK
from graph.settings import Settings
from tests.real.bolt import (
    BEGIN,
    COMMIT,
    FAILURE,
    GOODBYE,
    IGNORED,
    RECORD,
    RESET,
    ROLLBACK,
    ROUTE,
    RUN,
    SUCCESS,
    carry,
    packed,
    read,
    send,
    unpacked,
)
from tests.real.faulting import addressed

NOT_A_LEADER = {
    "neo4j_code": "Neo.ClientError.Cluster.NotALeader",
    "message": "No write operations are allowed directly on this database. Writes must pass through the leader.",
    "gql_status": "08N07",
    "description": "error: connection exception - not the leader. This member is not the leader.",
}


@dataclass(frozen=True)
class Begun:
    """A transaction that a member was asked for."""

    writes: bool
    bookmarks: frozenset[str]
    refused: bool


@dataclass
class Member:
    """One machine of the cluster, as far as a driver sees it: a port, and what was asked there."""

    cluster: Cluster
    port: int = 0
    begun: list[Begun] = field(default_factory=list)
    routed: int = 0
    """How often it was asked for the routing table."""
    _door: socket.socket | None = None
    _ends: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def reads(self) -> int:
        return sum(not one.writes for one in self.begun)

    @property
    def writes(self) -> int:
        """Transactions that it was asked for and let begin."""
        return sum(one.writes and not one.refused for one in self.begun)

    def start(self) -> None:
        """Listen, at the port of last time if there was one."""
        self._door = socket.create_server((LOOPBACK, self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._listen, args=(self._door,), daemon=True).start()

    def die(self) -> None:
        """Listen no more, and break off every conversation."""
        for end in (self._door, *self._ends):
            if end is not None:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
        self._ends.clear()

    def _listen(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = door.accept()
                far = socket.create_connection(self.cluster.to)
                self._ends += [near, far]
                threading.Thread(target=_talk, args=(self, near, far), daemon=True).start()


@dataclass
class Cluster:
    """Three members before the server at `to`; `leader` is None while they choose one."""

    to: tuple[str, int]
    ttl: int
    members: list[Member] = field(default_factory=list)
    leader: Member | None = None
    heard: Callable[[bytes], None] = lambda _: None
    """Is told of each BEGIN and COMMIT of a write at the leader, before it is answered."""
    committed: list[str] = field(default_factory=list)
    """The bookmarks of what was written."""

    @property
    def followers(self) -> list[Member]:
        return [member for member in self.members if member is not self.leader]

    def forget(self) -> None:
        """Count anew."""
        for member in self.members:
            member.begun.clear()
            member.routed = 0
        self.committed.clear()

    def table(self) -> Mapping[str, object]:
        """The routing table: dead members stand in it too, as they do for a while in a real one."""
        leaders = [self.leader] if self.leader else []
        roles = {"WRITE": leaders, "READ": self.followers, "ROUTE": self.members}
        servers = [{"role": role, "addresses": [one.address for one in on]} for role, on in roles.items()]
        return {"rt": {"ttl": self.ttl, "db": "neo4j", "servers": servers}}


@contextmanager
def cluster(settings: Settings, ttl: int = 300) -> Iterator[tuple[Cluster, Settings]]:
    """A cluster before the server of these settings, and the settings that reach it by its first member, the leader."""
    by = addressed(settings)
    at = urlsplit(str(by.uri))
    made = Cluster((str(at.hostname), int(at.port or 7687)), ttl)
    with ExitStack() as ends:
        for _ in range(3):
            made.members.append(member := Member(made))
            member.start()
            ends.callback(member.die)
        made.leader = made.members[0]
        yield made, replace(by, uri=f"neo4j://{made.leader.address}")


# ---- one conversation


def _talk(member: Member, driver: socket.socket, server: socket.socket) -> None:
    """Carry one conversation between a driver and the server until either ends it."""
    with closing(driver), closing(server), suppress(OSError, EOFError):
        conversation = Conversation(member, driver.makefile("rwb"), server.makefile("rwb"))
        conversation.agree()
        while conversation.turn():
            pass


@dataclass
class Conversation:
    """One message after the other: each is answered before the next is read."""

    member: Member
    driver: BufferedIOBase
    server: BufferedIOBase
    open: bool = False
    """Whether a transaction is open."""
    writing: bool = False
    failed: bool = False
    """Whether a refusal of ours stands, so that all is ignored until the driver begins anew."""

    def agree(self) -> None:
        """The two agree on a version of Bolt, by a list of the server's where the driver asks for one."""
        carry(self.driver, self.server, 20)
        if carry(self.server, self.driver, 4)[3] == 0xFF:
            listed = carry(self.server, self.driver, 1)[0]
            carry(self.server, self.driver, 4 * listed + 1)
            carry(self.driver, self.server, 5)

    def turn(self) -> bool:
        """One message of the driver and its answer; False after the last one."""
        message = read(self.driver)
        tag = message[1:2]
        if tag == RESET:
            self.failed = self.open = False
        if self.failed:
            send(self.driver, packed(IGNORED))
        elif tag == ROUTE:
            self.member.routed += 1
            send(self.driver, packed(SUCCESS, self.member.cluster.table()))
        elif self._refused(tag, message):
            self.failed = True
            send(self.driver, packed(FAILURE, NOT_A_LEADER))
        else:
            self._pass(tag, message)
        return tag != GOODBYE

    def _refused(self, tag: bytes, message: bytes) -> bool:
        """Whether this would write, here, where nobody may (any more). What begins is written down."""
        begins = tag == BEGIN or (tag == RUN and not self.open)
        extra = unpacked(message)[-1] if begins else {}
        if begins:
            self.open, self.writing = tag == BEGIN, extra.get("mode") != "r"
        writes, cluster = self.writing and (begins or tag in (RUN, COMMIT)), self.member.cluster
        if writes and tag != RUN and self.member is cluster.leader:
            cluster.heard(tag)
        refused = writes and self.member is not cluster.leader
        if begins:
            self.member.begun.append(Begun(self.writing, frozenset(extra.get("bookmarks", ())), refused))
        return refused

    def _pass(self, tag: bytes, message: bytes) -> None:
        """Let the server answer: any number of records, then one word of how it ended."""
        send(self.server, message)
        if tag == GOODBYE:
            return
        while (answer := read(self.server))[1:2] == RECORD:
            send(self.driver, answer)
        if tag in (COMMIT, ROLLBACK):
            self.open = False
        if tag == COMMIT and self.writing and answer[1:2] == SUCCESS:
            self.member.cluster.committed.append(unpacked(answer)[0]["bookmark"])
        send(self.driver, answer)
