"""From CSV files to claims and facts, beside other ways into Neo4j and beside the limit.

`python -m bench ingest` makes armies of 1,000, 10,000 and 100,000 persons, starts private servers of its own in a
folder that is thrown away, and loads. An army of a million is loaded by bench/million.py.

- **the limit**: the end state is read out of the database (claims, facts, ties, all properties), the database is
  emptied, and the same state is written by bare `UNWIND … CREATE` with the same constraints, the rows being at hand;
  where the army is small it is read again, and must be the same.
- **one MERGE a row**, with a constraint on the id, and without one, as people write it first: the same share of each
  table, until its time is up.
- **rdflib-neo4j** gets our export as N-Triples, or its first part; **FollowTheMoney** our export in its own form.

Each way runs in a process of its own and tells its peak memory; the server's is beside the way it worked for. Before
anything is measured on a server, a small army is loaded, written bare and cleared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bench.figures import Effort, Figure
from bench.ingest_peers import cypher_script, install
from bench.ingest_server import Own, own_server
from bench.loaded import PERSONS_A_UNIT, army_files

WHAT = "from files to claims and facts"
WARM = 1_000
BATCHES = (2_000, 10_000)
"""Rows a statement that are tried for the limit; the better one is taken."""


@dataclass(frozen=True)
class Amount:
    """How much one run of the benchmark does: sizes in persons, runs at each, and how long a peer may take."""

    sizes: tuple[int, ...]
    runs: int
    large: int
    """Runs at sizes from LARGE on."""
    peers: int
    """The greatest size at which the peers are asked."""
    seconds: float
    triples: int


AMOUNTS = {
    Effort.QUICK: Amount((1_000,), 1, 1, 1_000, 5, 5_000),
    Effort.FULL: Amount((1_000, 10_000, 100_000), 3, 2, 10_000, 20, 100_000),
}
LARGE = 100_000
"""From this size on, every run gets a fresh server."""


@dataclass
class Size:
    """What was measured at one size: the runs of each way."""

    persons: int
    runs: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    server: dict[str, float | None] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    stored: dict[str, float] = field(default_factory=dict)
    """Megabytes on disk: of all, and of facts alone."""
    left_out: list[str] = field(default_factory=list)

    def add(self, way: str, told: Mapping[str, Any], server: Own) -> None:
        """Note a run."""
        self.runs.setdefault(way, []).append(told)
        self.server[way] = server.memory()

    def seconds(self, way: str) -> tuple[float, ...]:
        """The seconds of each run of a way."""
        return tuple(float(told["seconds"]) for told in self.runs[way])

    def done(self, way: str) -> float:
        """How much a way did in a run."""
        return float(self.runs[way][0]["done"])

    def memory(self, way: str) -> float:
        """The greatest peak of a way's process, in megabytes."""
        return max(float(told["memory"]) for told in self.runs[way])


def run(effort: Effort) -> Iterator[Figure]:
    """Measure all sizes, smallest first; the figures of each size as soon as they stand."""
    amount = AMOUNTS[effort]
    batch = BATCHES[0]
    for persons in amount.sizes:
        measured = Size(persons)
        if persons < LARGE:
            batch = _small(measured, amount, batch)
        else:
            _large(measured, amount, batch)
        yield from _figures(measured)


# ---- measuring


def _small(measured: Size, amount: Amount, batch: int) -> int:
    """All ways on one server, ours and the limit in turn; the better batch for the limit."""
    with own_server() as server:
        files, held = _files(measured.persons), server.folder / "held"
        _warm(server)
        tried: dict[int, float] = {}
        for number in range(amount.runs):
            measured.add("ours", server.child("ours", files=str(files), scratch=str(server.folder)), server)
            if not number:
                _export(server, measured, amount)
                tried = _tried(server, measured, BATCHES if amount.runs > 1 else (batch,))
                batch = min(tried, key=lambda size: tried[size])
                held = server.folder / f"held-{batch}"
                server.clear()
                continue
            server.clear()
            measured.add("bare", server.child("bare", folder=str(held), claims=True), server)
            server.clear()
        if amount.runs == 1:
            measured.add("bare", server.child("bare", folder=str(held), claims=True), server)
            server.clear()
        measured.add("facts", server.child("bare", folder=str(held), claims=False), server)
        _scanning(server, measured, amount, files)
        if measured.persons <= amount.peers:
            _peers(server, measured, amount, files)
    return batch


def _tried(server: Own, measured: Size, batches: Sequence[int]) -> dict[int, float]:
    """Seconds of the limit by its batch. What it writes must be what it was read from."""
    for batch in batches:
        measured.state = server.child("hold", folder=str(server.folder / f"held-{batch}"), batch=batch)
    found = {}
    for batch in batches:
        server.clear()
        told = server.child("bare", folder=str(server.folder / f"held-{batch}"), claims=True)
        found[batch] = float(told["seconds"])
    again = server.child("hold", folder=str(server.folder / "again"), batch=10_000)
    if again["state"] != measured.state["state"]:
        raise SystemExit("the limit has not written the state that it was read from")
    return found


def _large(measured: Size, amount: Amount, batch: int) -> None:
    """Ours and the limit in turn, each run on a fresh, warmed server; the store is weighed."""
    files = _files(measured.persons)
    with own_server() as first:
        held = first.folder / "held"
        _ours(measured, first, files)
        measured.state = first.child("hold", folder=str(held), batch=batch)
        first.stop()
        for number in range(amount.large):
            if number:
                with own_server() as server:
                    _ours(measured, server, files)
            with own_server() as server:
                _bare(measured, server, "bare", held)
        with own_server() as server:
            _bare(measured, server, "facts", held)
            server.start()
            _scanning(server, measured, amount, files)


def _ours(measured: Size, server: Own, files: Path) -> None:
    _warm(server)
    measured.add("ours", server.child("ours", files=str(files), scratch=str(server.folder)), server)


def _bare(measured: Size, server: Own, way: str, held: Path) -> None:
    """Write what is held, all of it or the facts alone; the server is stopped then, and its store weighed."""
    _warm(server)
    measured.add(way, server.child("bare", folder=str(held), claims=way == "bare"), server)
    server.stop()
    measured.stored[way] = server.megabytes()


def _scanning(server: Own, measured: Size, amount: Amount, files: Path) -> None:
    """One MERGE a row without a constraint, into the facts that were just written: what a row costs at this size."""
    server.drop_schema()
    asked = {"files": str(files), "limit": amount.seconds, "constraints": False}
    measured.add("scans", server.child("rows", **asked), server)


def _warm(server: Own) -> None:
    """Let Java compile what all ways use."""
    held = str(server.folder / "warm")
    server.child("ours", files=str(_files(WARM)), scratch=str(server.folder))
    server.child("hold", folder=held, batch=2_000)
    server.clear()
    server.child("bare", folder=held, claims=True)
    server.clear()


def _files(persons: int) -> Path:
    return army_files(persons // PERSONS_A_UNIT)


def _export(server: Own, measured: Size, amount: Amount) -> None:
    if measured.persons <= amount.peers:
        server.command("export", server.folder / "graph.nt", "--format", "ntriples")
        server.command("export", server.folder / "graph.ftm.json", "--format", "ftm")


def _peers(server: Own, measured: Size, amount: Amount, files: Path) -> None:
    server.clear()
    measured.add("rows", server.child("rows", files=str(files), limit=amount.seconds), server)
    server.clear()
    script = server.folder / "graph.cypher"
    cypher_script(server.folder / "graph.ftm.json", script)
    measured.state = {
        **measured.state,
        "statements": _lines(script),
        "triples": _lines(server.folder / "graph.nt"),
    }
    measured.add("ftm", server.child("ftm", file=str(script), limit=amount.seconds), server)
    server.clear()
    packages = server.folder / "packages"
    if why := install(packages):
        measured.left_out.append(f"rdflib-neo4j could not be installed: {why}")
        return
    asked = {"packages": str(packages), "file": str(server.folder / "graph.nt"), "triples": amount.triples}
    measured.add("rdflib", server.child("rdflib", **asked), server)


def _lines(file: Path) -> int:
    with file.open("rb") as handle:
        return sum(1 for _ in handle)


# ---- telling


def _figures(measured: Size) -> list[Figure]:
    claims = measured.done("ours")
    ours = {
        "what": WHAT,
        "size": measured.persons,
        "sized": "persons",
        "ours": measured.seconds("ours"),
        "amount": claims,
        "of": "claims",
        "memory": measured.memory("ours"),
    }
    found = [_limit(measured, ours)]
    per_row = claims / float(measured.runs["ours"][0]["rows"])
    if "rows" in measured.runs:
        note = f"{measured.done('rows'):,.0f} rows, {per_row:.2f} claims a row; it writes no claims, and checks nothing"
        found.append(
            _beside(measured, ours, "rows", "one MERGE a row", measured.done("rows") * per_row, note, 100.0)
        )
    if "scans" in measured.runs:
        note = (
            "into a graph that holds the army: each looks through all of its label, a whole run through half"
        )
        found.append(
            _beside(
                measured,
                ours,
                "scans",
                "one MERGE a row without a constraint",
                measured.done("scans") * per_row,
                note,
                100.0,
            )
        )
    if "rdflib" in measured.runs:
        part = measured.done("rdflib") / float(measured.state["triples"])
        note = f"{part:.0%} of our export as N-Triples, claims and facts; its own shape of graph"
        found.append(_beside(measured, ours, "rdflib", "rdflib-neo4j 1.1", claims * part, note))
    if "ftm" in measured.runs:
        part = measured.done("ftm") / float(measured.state["statements"])
        note = (
            f"{part:.0%} of the script of ftm export-cypher, facts alone; it looks for nodes without an index"
        )
        found.append(_beside(measured, ours, "ftm", "FollowTheMoney", claims * part, note))
    return [*found, *_cost_of_claims(measured)]


def _beside(
    measured: Size,
    ours: Mapping[str, Any],
    way: str,
    name: str,
    amount: float,
    note: str,
    aim: float | None = None,
) -> Figure:
    return Figure(
        **ours,
        peer_name=name,
        peer=(median(measured.seconds(way)),),
        peer_amount=amount,
        peer_memory=measured.memory(way),
        at_least=aim,
        note=note,
    )


def _limit(measured: Size, ours: Mapping[str, Any]) -> Figure:
    stored = median(float(told["stored"]) / float(told["seconds"]) for told in measured.runs["ours"])
    note = f"storing the claims takes {stored:.0%} of ours, deriving the facts the rest"
    if measured.persons >= LARGE:
        peaks = ((name, measured.server.get(way)) for name, way in (("ours", "ours"), ("bare", "bare")))
        told = ", ".join(f"{name} {peak:,.0f} MB" for name, peak in peaks if peak is not None)
        note = f"{note}; the server's peak: {told}"
    if measured.left_out:
        note = f"{note}. {' '.join(measured.left_out)}"
    return Figure(
        **ours,
        peer_name="the same state by bare UNWIND … CREATE",
        peer=measured.seconds("bare"),
        peer_amount=measured.done("ours"),
        peer_memory=measured.memory("bare"),
        at_least=0.5,
        note=note,
    )


def _cost_of_claims(measured: Size) -> list[Figure]:
    """What claims cost beside facts alone, in the bare writing: time, nodes and relationships, and disk."""
    state = measured.state
    parts = (state.get("claims", 0), state.get("facts", 0), state.get("ties", 0))
    told = f"{parts[0]:,} claims, {parts[1]:,} other nodes, {parts[2]:,} relationships"
    common: dict[str, Any] = {
        "size": measured.persons,
        "sized": "persons",
        "peer_name": "facts alone",
        "note": told,
    }
    found = [
        Figure(
            what="claims and facts, written bare",
            ours=measured.seconds("bare"),
            peer=(median(measured.seconds("facts")),),
            memory=measured.memory("bare"),
            peer_memory=measured.memory("facts"),
            **common,
        ),
        Figure(
            what="claims and facts, nodes and relationships",
            ours=(float(sum(parts)),),
            peer=(float(parts[1] + parts[2]),),
            unit="things",
            **common,
        ),
    ]
    if measured.stored:
        sizes = measured.stored
        disk: dict[str, Any] = {"ours": (sizes["bare"],), "peer": (sizes["facts"],), "unit": "MB"}
        found.append(Figure(what="claims and facts, on disk", **disk, **common))
    return found
