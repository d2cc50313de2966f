"""All attempts on a private server of its own: to write, to reach out, to exhaust; by every way in that takes a text.

    python -m bench.attacks              all of them; writes bench/performance/attacks.json, and its table
    python -m bench.attacks --page       puts the table of that file into docs/security.md again

Each query goes through Ask as it is and in both dialects (`CYPHER 5`, `CYPHER 25`), and those that only the guard can
stop aside, once more in both dialects to the reads below the guard, as if it had let them through. After each attempt
the state of the database is held against the one before. Somebody else asks for one thing all the while, and how
long they wait is written down. Exits 1 where anything passed.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from bench.arguments import parser_of
from bench.attacks_elsewhere import elsewhere
from bench.figures import FOLDER
from bench.pages import DOCS, filled
from graph import server
from graph.asking import ask
from graph.connection import Database, open_database
from graph.errors import QueryRefused
from graph.settings import Settings
from ontology.errors import OrbatlasError
from tests.unit.attempts import ADMINISTER, EXHAUST, GROW, REACH_OUT, SERVER_ENDS, WRITE
from tests.unit.attempts_more import ENDS, GOVERN, HIDDEN, LEAVE, PARAMETERS, TIRE
from tests.unit.attempts_newest import ENDS_TOO, LOOKED, NEWEST, OUT, TURNS

FILE = FOLDER / "attacks.json"
PAGE = DOCS / "security.md"
DIALECTS = ("", "CYPHER 5 ", "CYPHER 25 ")
SECONDS = 2.0
LONGEST = 60.0
"""Seconds after which an attempt counts as one that hangs."""

# What harms others' work or the server below the guard without changing anything: there the guard alone counts.
GUARD_ALONE = (
    "TERMINATE",
    "kill",
    "awaitIndexes",
    "sleep",
    "clearQueryCaches",
    "stats.",
    "resample",
    "prepareFor",
    "fleetManagement",
    "regexReplace",
)

Attempt = Callable[[], object]


@dataclass
class Kind:
    """Attempts of one kind and how they ended. `passed` names those that should not have."""

    name: str
    tried: int = 0
    refused: int = 0
    ended: int = 0
    harmless: int = 0
    passed: list[str] = field(default_factory=list)


@dataclass
class Others:
    """What somebody else met who asked for one thing again and again: seconds, and how often in vain."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0

    def told(self) -> dict[str, float | int]:
        """Counted and in order."""
        parts = quantiles(self.seconds, n=100) if len(self.seconds) > 1 else [0.0] * 99
        return {
            "asked": len(self.seconds) + self.failed,
            "failed": self.failed,
            "median": round(median(self.seconds), 4),
            "p99": round(parts[98], 4),
            "longest": round(max(self.seconds), 4),
        }


def cypher(database: Database, *, guarded: bool) -> Iterator[tuple[str, str, Attempt]]:
    """Kind, name and attempt: through Ask, or below the guard."""
    kinds = {
        "write": {**WRITE, **HIDDEN, **NEWEST},
        "administer": {**ADMINISTER, **GOVERN, **LOOKED},
        "reach out": {**REACH_OUT, **LEAVE, **OUT},
        "exhaust": {**EXHAUST, **GROW, **TIRE, **TURNS},
    }
    for kind, texts in kinds.items():
        for name, text in texts.items():
            for dialect in DIALECTS if guarded else DIALECTS[1:]:
                if guarded:
                    yield f"{kind}, through Ask", name, _asks(database, dialect + text)
                elif kind != "exhaust" and not any(word in text for word in GUARD_ALONE):
                    yield f"{kind}, below the guard", name, _reads(database, dialect + text)


def ends(database: Database) -> Iterator[tuple[str, str, Attempt]]:
    """What passes as text, and what goes along with one."""
    for name, text in {**SERVER_ENDS, **ENDS, **ENDS_TOO}.items():
        yield "planned or ended by a limit", name, _asks(database, text)
    for name, values in PARAMETERS.items():
        yield "parameters", name, _asks(database, "RETURN $x AS x", values)


def _asks(database: Database, text: str, values: Mapping[str, object] | None = None) -> Attempt:
    return lambda: ask(database, text, values, seconds=SECONDS)


def _reads(database: Database, text: str) -> Attempt:
    values = {"re": "a", "n": 1, "id": "u1", "url": "http://127.0.0.1:1", "props": {"a": 1}}
    return lambda: database.read(text, values, timeout=SECONDS)


def attack(looking: Database, attempts: Iterator[tuple[str, str, Attempt]]) -> dict[str, Kind]:
    """Try them all, one after the other. `looking` is a connection that only looks whether anything was changed.

    One of its own: an attempt such as SHOW USERS brings the bookmark of another database into its connection.
    """
    kinds: dict[str, Kind] = {}
    before = looking.state()
    for name, title, attempt in attempts:
        kind = kinds.setdefault(name, Kind(name))
        kind.tried += 1
        began = time.monotonic()
        wrong = _one(kind, attempt)
        if time.monotonic() - began > LONGEST:
            wrong = "it hung"
        after = looking.state()
        if after != before:
            wrong = "the database was changed"
        if wrong:
            kind.passed.append(f"{title}: {wrong}")
        before = after
    return kinds


def _one(kind: Kind, attempt: Attempt) -> str:
    """Try it, and count how it ended; what is wrong with that, or nothing."""
    try:
        attempt()
    except QueryRefused:
        kind.refused += 1
    except OrbatlasError as error:
        kind.ended += 1
        return "" if str(error) else "no word is said"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        if "through Ask" in kind.name:
            return "it was answered"
        kind.harmless += 1
    return ""


class Neighbour:
    """Somebody else at the same server, who asks for one thing and waits a moment, again and again."""

    def __init__(self, settings: Settings) -> None:
        self.met = Others()
        self._settings = settings
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Others:
        self._thread.start()
        return self.met

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(30)

    def _ask(self) -> None:
        with open_database(self._settings) as database:
            while not self._over.wait(0.1):
                began = time.monotonic()
                try:
                    database.read("MATCH (u:Unit {id: $id}) RETURN u.name AS name", {"id": "u1"}, timeout=20)
                    self.met.seconds.append(time.monotonic() - began)
                except OrbatlasError:
                    self.met.failed += 1


def run_all(settings: Settings, database: Database) -> dict[str, object]:
    """All attempts, and what is written of them."""
    with Neighbour(settings) as met, open_database(settings) as looking:
        kinds = attack(looking, cypher(database, guarded=True))
        kinds |= attack(looking, cypher(database, guarded=False))
        kinds |= attack(looking, ends(database))
        kinds |= attack(looking, elsewhere(database))
    return {
        "day": date.today().isoformat(),  # noqa: DTZ011  the day of the machine
        "cores": os.cpu_count() or 1,
        "loaded": round(os.getloadavg()[0], 1),
        "version": settings.version,
        "kinds": [asdict(kind) for kind in kinds.values()],
        "others": met.told(),
    }


def table(found: dict[str, object]) -> str:
    """The table of docs/security.md."""
    head = (
        "| kind | tried | refused in words | ended by a limit or an error | answered without harm | passed |"
    )
    lines = [head, "|---|--:|--:|--:|--:|--:|"]
    kinds = [Kind(**kind) for kind in found["kinds"]]  # type: ignore[attr-defined]
    lines += [
        f"| {one.name} | {one.tried:,} | {one.refused:,} | {one.ended:,} | {one.harmless:,} | {len(one.passed)} |"
        for one in kinds
    ]
    sums = [sum(getattr(one, name) for one in kinds) for name in ("tried", "refused", "ended", "harmless")]
    passed = sum(len(one.passed) for one in kinds)
    lines.append(f"| **all** | {' | '.join(f'{number:,}' for number in sums)} | {passed} |")
    others: dict[str, float] = found["others"]  # type: ignore[assignment]
    words = (
        f"Neo4j {found['version']}, {found['day']}, {found['cores']} cores at a load of {found['loaded']}. "
        f"Somebody else asked for one unit {others['asked']:,} times meanwhile, {others['failed']:,} times in vain: "
        f"{others['median'] * 1000:.0f} ms at the median, {others['p99']:.2f} s at the 99th of a hundred, "
        f"{others['longest']:.2f} s at the longest."
    )
    return "\n".join([*lines, "", f"{words} {found.get('note', '')}".rstrip()])


def with_table(page: str, found: dict[str, object]) -> str:
    """The page with the table between its marks."""
    return filled(page, {"attacks": f"{table(found)}\n"}, end="<!-- end of attacks -->")


def read_figures() -> dict[str, object]:
    """What the last run wrote."""
    found: dict[str, object] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> int:
    """Run, or write the page."""
    parser = parser_of("bench.attacks", __doc__)
    parser.add_argument(
        "--page", action="store_true", help="run nothing; put the table of the last run into the page"
    )
    if not parser.parse_args().page:
        with tempfile.TemporaryDirectory(prefix="orbatlas-attacks-") as folder:
            settings = own_settings(Path(folder))
            try:
                with open_database(settings, say=print) as database:
                    load_little(database)
                    found = run_all(settings, database)
            finally:
                server.stop(settings, print)
        FILE.write_text(json.dumps(found, indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
        print(table(found))
    found = read_figures()
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    passed = [name for kind in found["kinds"] for name in kind["passed"]]  # type: ignore[attr-defined]
    print("\n".join(passed))
    return 1 if passed else 0


def own_settings(home: Path) -> Settings:
    """A private server in this folder, as small as it starts, on a port that is free."""
    from tests.conftest import free_port

    return Settings.from_environment(
        {
            **{key: value for key, value in os.environ.items() if key == "ORBATLAS_CACHE"},
            "ORBATLAS_HOME": str(home / "home"),
            "ORBATLAS_SERVER_PORT": str(free_port()),
            "ORBATLAS_SERVER_HEAP": "512m",
            "ORBATLAS_SERVER_PAGECACHE": "64m",
            "ORBATLAS_SERVER_TRANSACTION": "128m",
        }
    )


def load_little(database: Database) -> None:
    """A hundred units, two of them in a chain, with constraints and indexes."""
    from tests.real.asking import with_schema
    from tests.real.facts import load, posted, under, unit

    with_schema(database)
    filling = (claim for number in range(100) for claim in unit(f"x{number}", f"Filling {number}"))
    load(
        database,
        [
            *unit("u1", "1 Division"),
            *unit("u2", "2 Division"),
            under("u1", "u2"),
            posted("p1", "u1"),
            *filling,
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
