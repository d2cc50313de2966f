"""A user of bench/users.py who calls what the pages call: search, chains, evidence, paths, leaks, queries, Ask."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from analysis.leaks import leaks
from graph.army import read_army
from graph.asking import ask
from graph.catalog.reading import load_catalog
from graph.catalog.running import run
from graph.chain import chain
from graph.connection import Database, open_database
from graph.evidence import evidence
from graph.paths import find_ways
from graph.search import search
from graph.settings import Settings
from ontology.reading import load_model

if TYPE_CHECKING:
    from bench.users import Log

WORDS = (
    "light infantry",
    "LIB 114",
    "114 Light Infantry Battalion",
    "၁၁၄",
    "command",
    "min aung",
    "major",
    "coastl",
)
QUESTION = "MATCH (u:Unit)<-[:POSTED_TO]-(p) RETURN u.id, count(p) AS n ORDER BY n LIMIT 20"
LONGEST = 60.0
"""Seconds after which an answer counts as one that did not come."""


def call(log: Log, number: int) -> None:
    """Call at random until the time is up, thinking for a second or three in between."""
    dice = random.Random(number)
    with open_database(Settings.from_environment(), start=False) as database:
        units, persons = _ids(database, "Unit"), _ids(database, "Person")
        while not log.over:
            kind, work = dice.choice(_calls(database, dice, units, persons))
            with log.action(kind):
                began = time.monotonic()
                work()
                if time.monotonic() - began > LONGEST:
                    raise TimeoutError(f"the answer took over {LONGEST:.0f} s")
            time.sleep(dice.uniform(1, 3))


def _calls(
    database: Database, dice: random.Random, units: Sequence[str], persons: Sequence[str]
) -> list[tuple[str, Callable[[], object]]]:
    model = load_model()
    unit, day = dice.choice(units), date(2015, 1, 1) + timedelta(dice.randrange(2500))
    two = dice.sample(persons, 2)
    plain = [query for query in load_catalog(model).values() if not any(p.required for p in query.parameters)]
    return [
        ("search", lambda: search(database, model, dice.choice(WORDS))),
        ("chain", lambda: chain(database, model, unit, day)),
        ("evidence", lambda: evidence(database, model, dice.choice([unit, *two]))),
        ("paths", lambda: find_ways(database, model, two[0], two[1])),
        ("leaks", lambda: _leaks(database)),
        ("named query", lambda: run(database, dice.choice(plain), {})),
        ("ask", lambda: ask(database, QUESTION)),
    ]


def _leaks(database: Database) -> None:
    army = read_army(database, load_model())
    window = army.whole()
    assert window is not None
    leaks(army, window)


def _ids(database: Database, label: str) -> list[str]:
    """Ids of the demonstration, which stay as they are while armies come in."""
    rows = database.read(f"MATCH (e:{label}) RETURN e.id AS id ORDER BY id LIMIT 500")
    return [row["id"] for row in rows]
