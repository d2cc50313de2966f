"""What a benchmark gives: figures that are ratios against a peer, or a limit, measured in the same run.

A benchmark is a module `bench/NAME.py` with

    def run(effort: Effort) -> Iterable[Figure]

and a line in `bench/__main__.py`. `python -m bench NAME` runs it, prints its table and writes
bench/performance/NAME.json; `python -m bench.performance_page` draws the pictures and writes the tables of
docs/performance.md from those files.

Seconds belong to one machine on one day. A ratio is formed run by run, each run of ours with the run of the peer
beside it, and told as the median with the least and the greatest.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path
from statistics import median
from typing import Any

FOLDER = Path(__file__).parent / "performance"


class Effort(Enum):
    """How much a benchmark is to do: `QUICK` shows in a minute that it runs, `FULL` is what is told."""

    QUICK = "quick"
    FULL = "full"


@dataclass(frozen=True)
class Figure:
    """One comparison at one size.

    `ours` and `peer` hold a number a run (seconds, or CPU seconds, or megabytes: `unit` says which); less is better.
    `amount` and `peer_amount` are how much was done in a run (rows, claims, triples …: `of` says of what), so that
    a peer too slow for the whole may do a part. A limit is a peer too: its one number stands for every run. `at_least`
    is the ratio aimed at, None where there is no aim. Memory is the peak of the process, in megabytes. `note` is a
    sentence for what a reader has to know, such as the part that a peer did.
    """

    what: str
    peer_name: str
    size: int
    sized: str
    ours: tuple[float, ...]
    peer: tuple[float, ...]
    unit: str = "s"
    amount: float = 1.0
    peer_amount: float = 1.0
    of: str = ""
    memory: float | None = None
    peer_memory: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def ratios(self) -> tuple[float, ...]:
        """How much better ours is, run by run: the peer's cost of one thing over ours."""
        peers = self.peer * len(self.ours) if len(self.peer) == 1 else self.peer
        return tuple(
            (theirs / self.peer_amount) / (mine / self.amount)
            for mine, theirs in zip(self.ours, peers, strict=False)
        )

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return median(self.ratios)

    @property
    def speed(self) -> float:
        """How many things a unit of cost (a second) ours does; 0 where nothing is counted."""
        return self.amount / median(self.ours) if self.of else 0.0

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        return None if self.at_least is None else self.ratio >= self.at_least


@dataclass(frozen=True)
class Results:
    """The figures of one benchmark, and where and when they were measured."""

    bench: str
    figures: tuple[Figure, ...]
    day: str = field(default_factory=lambda: date.today().isoformat())  # noqa: DTZ011  the day of the machine
    cores: int = field(default_factory=lambda: os.cpu_count() or 1)
    python: str = field(default_factory=platform.python_version)
    loaded: float = 0.0
    """The machine's load over the last minute when the benchmark began: well under the cores is quiet."""


def write(results: Results) -> Path:
    """Write the results of a benchmark to its file, and say where."""
    FOLDER.mkdir(exist_ok=True)
    file = FOLDER / f"{results.bench}.json"
    file.write_text(json.dumps(asdict(results), indent=1) + "\n", encoding="utf-8")
    return file


def read(bench: str) -> Results:
    """The results in a benchmark's file. Raises OSError where there are none."""
    found = json.loads((FOLDER / f"{bench}.json").read_text(encoding="utf-8"))
    figures = tuple(_figure(row) for row in found.pop("figures"))
    return Results(figures=figures, **found)


def _figure(row: dict[str, Any]) -> Figure:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row.items()
    }
    return Figure(**fields)


COLUMNS = ("what", "size", "ours", "beside", "peer", "ratio", "spread", "aim", "memory", "its memory")


def rows(figures: Iterable[Figure]) -> list[dict[str, str]]:
    """The figures as rows of text, under COLUMNS."""
    return [_row(figure) for figure in figures]


def _row(figure: Figure) -> dict[str, str]:
    met = {None: "", True: "met", False: "missed"}[figure.met]
    return {
        "what": figure.what,
        "size": f"{figure.size:,} {figure.sized}",
        "ours": _cost(figure, figure.ours, figure.amount),
        "beside": figure.peer_name,
        "peer": _cost(figure, figure.peer, figure.peer_amount),
        "ratio": short(figure.ratio),
        "spread": _spread(figure.ratios),
        "aim": "" if figure.at_least is None else f"≥ {figure.at_least:g}, {met}",
        "memory": _megabytes(figure.memory),
        "its memory": _megabytes(figure.peer_memory),
    }


def _spread(ratios: Sequence[float]) -> str:
    return "one run" if len(ratios) == 1 else f"{short(min(ratios))}–{short(max(ratios))}"


def _cost(figure: Figure, runs: Sequence[float], amount: float) -> str:
    cost = median(runs)
    if figure.of:
        return f"{short(amount / cost)} {figure.of}/{figure.unit}" if cost else "–"
    return f"{short(cost)} {figure.unit}"


def _megabytes(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,.0f} MB"


def short(number: float) -> str:
    """A number with three digits that count."""
    if number >= 100:
        return f"{number:,.0f}"
    return f"{number:.3g}"
