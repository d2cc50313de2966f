"""A hundred kills: of a command, of the Neo4j server, or of both, at random moments of what they do.

    python -m bench.faults --kills 100 --seed 1

Runs on a private server of its own in a folder that goes away. Each round brings the graph to where the command
starts, begins the command, kills at a moment drawn over its whole length (two of five in its last quarter, where files
are finished), looks at what stands under the names of files, runs the same command again, and holds the graph's export
against that of an unbroken run, byte for byte. Rounds in which the command had ended before the kill are counted as
tried, and do not count to the hundred. Writes bench/performance/faults.json (--more adds to what is there), of which
docs/faults.md tells; exits 1 where anything was lost.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil

from bench.arguments import parser_of
from bench.faults_army import write_tables
from bench.faults_killing import AtWork, begin, kill_server, prepare, server_pid
from bench.figures import FOLDER
from graph import server
from graph.connection import Database, open_database
from graph.keeping.emptying import empty
from graph.keeping.fitting import Fitting
from graph.keeping.restoring import restore
from graph.settings import Settings
from ontology.reading import load_model
from release.export import Format, export

FIGURES = FOLDER / "faults.json"
DAY = "2026-11-22"
COMMAND, SERVER, BOTH = "the command", "the server", "both"
TARGETS = {COMMAND: 60, SERVER: 15, BOTH: 25}
LATE = 0.4
"""The share of kills that come in the last quarter."""


@dataclass(frozen=True)
class Job:
    """A command: the graph that it starts from, the one that it ends with, and the file or folder that it writes."""

    name: str
    arguments: tuple[str, ...]
    start: str
    end: str
    weight: int
    output: str | None = None


JOBS = (
    Job("ingest", ("ingest", "tables", "army", "--recorded", DAY), "empty", "loaded", 30),
    Job("withdraw", ("withdraw", "s1", "--recorded", DAY), "loaded", "withdrawn", 20),
    Job("merge", ("merge", "u3", "u4", "--source", "s2", "--recorded", DAY), "loaded", "merged", 8),
    Job("export", ("export", "out.trig"), "loaded", "loaded", 14, "out.trig"),
    Job(
        "release", ("release", "out", "--profile", "partner", "--for", "A", "--on", DAY), "loaded", "loaded", 14,
        "out",
    ),
    Job("backup", ("backup", "out.orb"), "loaded", "loaded", 6, "out.orb"),
    Job("restore", ("restore", "loaded.orb"), "empty", "loaded", 8),
)  # fmt: skip


@dataclass
class Count:
    """Rounds of one kind: tried, at work when the kill came, and lost."""

    tried: int = 0
    at_work: int = 0
    lost: int = 0


@dataclass
class Faults:
    """The rounds on one private server."""

    folder: Path
    settings: Settings
    moments: random.Random
    exports: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    state: str = ""
    counts: dict[tuple[str, str], Count] = field(default_factory=lambda: defaultdict(Count))
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def learn(self) -> None:
        """The unbroken runs: what each graph exports as, what each command writes, and how long it takes."""
        write_tables(self.folder / "army", units=20, persons=120)
        for job in JOBS[:1] + tuple(job for job in JOBS if job.name == "backup"):
            self._unbroken(job)
        (self.folder / "out.orb").rename(self.folder / "loaded.orb")
        for job in JOBS[1:]:
            self._unbroken(job)

    def _unbroken(self, job: Job) -> None:
        self.bring(job.start)
        self.clear(job)
        began = time.monotonic()
        self._run(job)
        self.seconds[job.name] = time.monotonic() - began
        self.state = job.end
        self.exports.setdefault(job.end, self.exported())
        if job.output:
            self.outputs[job.name] = self.written(job)

    def _run(self, job: Job, codes: tuple[int, ...] = (0,)) -> None:
        work = begin(job.arguments, self.folder)
        code = work.wait()
        if code is None:
            work.kill()
        if code not in codes:
            raise AssertionError(f"{job.name} ended with {code}: {work.words()[-600:]}")

    # ---- one round

    def round(self, job: Job, what: str) -> bool:
        """Kill once, run again and compare; whether the command was at work when it was killed."""
        count = self.counts[job.name, what]
        count.tried += 1
        self.bring(job.start)
        self.clear(job)
        late = self.moments.random() < LATE
        moment = self.seconds[job.name] * self.moments.uniform(0.75 if late else 0.01, 1.0)
        before = len(self.wrong)
        at_work = self._kill(job, what, moment)
        count.at_work += at_work
        self.state = ""
        try:
            self._after(job)
        except AssertionError as problem:
            self.wrong.append(f"{job.name}, {what}, after {moment:.2f} s: {problem}")
        count.lost += len(self.wrong) > before
        return at_work

    def _kill(self, job: Job, what: str, moment: float) -> bool:
        pid = server_pid(self.settings)
        assert pid is not None
        work = begin(job.arguments, self.folder)
        code = work.wait(moment)
        if code is not None:
            self.seconds[job.name] = 0.95 * (time.monotonic() - work.began)  # the next one comes in time
            return False
        if what != SERVER:
            work.kill()
        if what != COMMAND:
            kill_server(pid)
        if what == SERVER:
            self._ended(job, work)
        return True

    def _ended(self, job: Job, work: AtWork) -> None:
        """A command whose server was killed ends by itself, with a clear word."""
        code = work.wait()
        if code is None:
            work.kill()
            self.wrong.append(f"{job.name} hangs after its server was killed")
            return
        words = work.words()
        self.ends[f"{job.name} {code}"] += 1
        if code not in (0, 3) or "Traceback" in words or "should not" in words:
            self.wrong.append(f"{job.name} ended with {code} after its server was killed: {words[-600:]}")

    def _after(self, job: Job) -> None:
        """No half-written file; the same command again; the same export."""
        there = job.output is not None and (self.folder / job.output).exists()
        if there:
            self._same_output(job)
        # A release that is there is whole, and is not made a second time under its name.
        self._run(job, (2,) if there and job.name == "release" else (0,))
        found = self.exported()
        assert found == self.exports[job.end], f"the graph exports otherwise: {found}"
        self.state = job.end
        if job.output:
            self._same_output(job)

    def _same_output(self, job: Job) -> None:
        found = self.written(job)
        assert found == self.outputs[job.name], f"{job.output} is not what an unbroken run writes"

    # ---- the graph and the files

    def bring(self, state: str) -> None:
        """Bring the graph to the state that a command starts from."""
        if self.state == state:
            return
        with self.opened() as database:
            model = load_model()
            empty(database, model)
            if state == "loaded":
                restore(database, model, self.folder / "loaded.orb", Fitting(model), replace=True)
        self.state = state

    def opened(self) -> Database:
        """The database; its server is started where it was killed."""
        return open_database(self.settings, say=lambda _: None)

    def exported(self) -> str:
        """The sum of the graph's export."""
        file = self.folder / "graph.nq"
        with self.opened() as database:
            export(database, load_model(), file, Format.NQUADS)
        return hashlib.sha256(file.read_bytes()).hexdigest()

    def clear(self, job: Job) -> None:
        """Take away what an earlier round wrote, and the leftovers of killed ones are counted by their names."""
        if job.output:
            path = self.folder / job.output
            for one in sorted(path.rglob("*"), reverse=True) if path.is_dir() else []:
                one.rmdir() if one.is_dir() else one.unlink()
            if path.exists():
                path.rmdir() if path.is_dir() else path.unlink()

    def written(self, job: Job) -> str:
        """What stands under the name of a command's file, as a sum; of a release, whether its own sums hold."""
        path = self.folder / str(job.output)
        if not path.is_dir():
            return hashlib.sha256(path.read_bytes()).hexdigest()
        lines = (path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        named = {line.split("  ", 1)[1]: line.split("  ", 1)[0] for line in lines}
        there = {one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()}
        assert there == {*named, "SHA256SUMS"}, "a file of the release is missing"
        for name, told in named.items():
            assert hashlib.sha256((path / name).read_bytes()).hexdigest() == told, f"{name} is not whole"
        return " ".join(sorted(there))

    def leftovers(self) -> list[str]:
        """What killed commands left beside the files."""
        return sorted(path.name for path in self.folder.iterdir() if path.name.endswith(".part"))


def plan(kills: int, moments: random.Random) -> Iterator[tuple[Job, str]]:
    """Which command and what to kill: each kind as often as its weight says, in a random order."""
    pairs = [(job, what) for job in JOBS for what in TARGETS]
    weights = {pair: pair[0].weight * TARGETS[pair[1]] for pair in pairs}
    given: Counter[tuple[Job, str]] = Counter()
    found: list[tuple[Job, str]] = []
    for _ in range(kills):
        # Always the one that is furthest behind its share.
        pair = max(pairs, key=lambda one: weights[one] / (given[one] + 0.5))
        given[pair] += 1
        found.append(pair)
    moments.shuffle(found)
    return iter(found)


def main() -> int:
    """Run the rounds; what came of them is printed, and written after each."""
    asked = _arguments()
    prepare()
    before = json.loads(FIGURES.read_text(encoding="utf-8")) if asked.more else None
    with tempfile.TemporaryDirectory(prefix="orbatlas-faults-") as name:
        settings = _settings(Path(name) / "home")
        faults = Faults(Path(name), settings, random.Random(asked.seed))
        began = time.monotonic()
        try:
            faults.learn()
            print({job: round(seconds, 2) for job, seconds in faults.seconds.items()}, flush=True)
            for done in _rounds(faults, asked.kills):
                print(done, flush=True)
                if not asked.quick:
                    _write(_told(faults, asked.seed, time.monotonic() - began, before))
        finally:
            server.stop(settings, lambda _: None)
    print("\n".join(faults.wrong) or "Nothing was lost.")
    return 1 if faults.wrong else 0


def _rounds(faults: Faults, kills: int) -> Iterator[str]:
    """Run them; a line for each."""
    done = 0
    for job, what in plan(kills, faults.moments):
        for _ in range(5):
            began, known = time.monotonic(), len(faults.wrong)
            at_work = faults.round(job, what)
            done += at_work
            took = f"{time.monotonic() - began:5.1f} s"
            ended = "" if at_work else "had ended"
            yield f"{done:3} {job.name:9} {what:12} {ended:10} {took} {faults.wrong[known:] or ''}"
            if at_work:
                break


def _told(faults: Faults, seed: int, seconds: float, before: Mapping[str, Any] | None) -> dict[str, object]:
    """What came of the rounds, those of an earlier run among them."""
    earlier = {(row["command"], row["killed"]): row for row in before["rounds"]} if before else {}
    rows = []
    for job in JOBS:
        for what in TARGETS:
            known = earlier.get((job.name, what), {})
            row = {
                key: number + known.get(key, 0)
                for key, number in asdict(faults.counts[job.name, what]).items()
            }
            rows.append({**row, "command": job.name, "killed": what})
    ends = faults.ends + Counter(before["ends"] if before else {})
    return {
        "day": datetime.date.today().isoformat(),  # noqa: DTZ011 - the day of whoever measures
        "cores": psutil.cpu_count(),
        "seconds": round(seconds) + (before["seconds"] if before else 0),
        "seed": seed,
        "rounds": [row for row in rows if row["tried"]],
        "ends": dict(sorted(ends.items())),
        "leftovers": len(faults.leftovers()),
        "wrong": [*(before["wrong"] if before else []), *faults.wrong],
    }


def _write(found: Mapping[str, object]) -> None:
    part = FIGURES.with_suffix(".part")
    part.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(FIGURES)


def _settings(home: Path) -> Settings:
    """A private server in this folder, as small as it starts; commands find it by the same variables."""
    from tests.conftest import free_port

    for key in [key for key in os.environ if key.startswith(("NEO4J_", "ORBATLAS_"))]:
        if key != "ORBATLAS_CACHE":
            del os.environ[key]
    os.environ.update(
        ORBATLAS_HOME=str(home), ORBATLAS_SERVER_PORT=str(free_port()), ORBATLAS_SERVER_HEAP="256m",
        ORBATLAS_SERVER_PAGECACHE="32m", ORBATLAS_SERVER_TRANSACTION="128m",
    )  # fmt: skip
    return Settings.from_environment()


def _arguments() -> argparse.Namespace:
    parser = parser_of("bench.faults", __doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--more", action="store_true", help="add to the rounds that are written already")
    parser.add_argument("--quick", action="store_true", help="write nothing")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
