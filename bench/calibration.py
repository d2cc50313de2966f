"""Is the leak measure as sure as it says it is? Synthetic armies whose true rates are known tell.

    python -m bench.calibration --armies 200

Each army is made and measured four times: with contagion and uneven reporting off and on. Printed are shares over
all battalions of all armies, so that each can be held against what it should be.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from analysis.army import Flag, Real, Window
from analysis.leaks import PER, Leak, leaks
from bench.arguments import parser_of
from bench.armies import as_reported
from synthesis.army import make
from synthesis.spec import Reporting, Spec

UNITS, TOP, CONTAGION = 400, 10, 0.3
BINS = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)


@dataclass(frozen=True)
class Checked:
    """One army's battalions: what is true of each, and what the measure says."""

    true: Real
    rate: Real
    shrunk: Real
    exact: tuple[Real, Real]
    interval: tuple[Real, Real]
    p_top: Real
    ranks: tuple[Real, Real]

    @property
    def true_rank(self) -> Real:
        """1 for the highest true rate."""
        return _ranks(self.true)


@dataclass(frozen=True)
class Figures:
    """One line of the table: shares, and the distance of two rankings from the truth."""

    contagion: float
    reporting: str
    armies: int
    battalions: int
    covered_exact: float
    covered_shrunk: float
    covered_rank: float
    top_raw: float
    top_shrunk: float
    error_raw: float
    error_shrunk: float
    ranks_off_raw: float
    ranks_off_shrunk: float
    p_top: dict[str, tuple[float, float, int]]


def check(spec: Spec) -> Checked:
    """Make an army and measure it."""
    made = make(spec)
    measured = leaks(as_reported(made), Window(spec.first, spec.last), top=TOP)
    battalions = made.units.battalions
    lines = [measured.leaks[unit] for unit in battalions.tolist()]
    return Checked(
        true=made.truth.rate[battalions],
        rate=_column(lines, "rate"),
        shrunk=_column(lines, "shrunk_rate"),
        exact=(_column(lines, "rate_low"), _column(lines, "rate_high")),
        interval=(_column(lines, "shrunk_low"), _column(lines, "shrunk_high")),
        p_top=_column(lines, "p_top"),
        ranks=(_column(lines, "rank_low"), _column(lines, "rank_high")),
    )


def _column(lines: list[Leak], name: str) -> Real:
    return np.array([getattr(line, name) for line in lines], dtype=np.float64)


def figures(checked: list[Checked], contagion: float, reporting: Reporting) -> Figures:
    """The shares over all battalions of some armies."""
    return Figures(
        contagion=contagion,
        reporting=reporting.value,
        armies=len(checked),
        battalions=sum(len(one.true) for one in checked),
        covered_exact=_share(_inside(one.true, one.exact) for one in checked),
        covered_shrunk=_share(_inside(one.true, one.interval) for one in checked),
        covered_rank=_share(_inside(one.true_rank, one.ranks) for one in checked),
        top_raw=_found(checked, "rate"),
        top_shrunk=_found(checked, "shrunk"),
        error_raw=_error(checked, "rate"),
        error_shrunk=_error(checked, "shrunk"),
        ranks_off_raw=_ranks_off(checked, "rate"),
        ranks_off_shrunk=_ranks_off(checked, "shrunk"),
        p_top=_kept(checked),
    )


def _inside(value: Real, ends: tuple[Real, Real]) -> Flag:
    return np.logical_and(ends[0] <= value, value <= ends[1])


def _share(flags: Iterator[Flag]) -> float:
    return float(np.concatenate(list(flags)).mean())


def _ranks(rates: Real) -> Real:
    """Ranks from 1 for the highest; units with the same rate share the mean of their ranks."""
    _, group, size = np.unique(-rates, return_inverse=True, return_counts=True)
    last = np.cumsum(size)
    return np.asarray((last - (size - 1) / 2)[group], dtype=np.float64)


def _found(checked: list[Checked], ranking: str) -> float:
    """How many of the true top are among the first of a ranking, on average; equal rates share the last places."""
    return float(np.mean([_hits(one.true_rank <= TOP, getattr(one, ranking)) for one in checked]))


def _hits(wanted: Flag, rates: Real) -> float:
    limit = np.sort(rates)[-TOP]
    above, level = rates > limit, rates == limit
    places = TOP - above.sum()
    return float(wanted[above].sum() + places * wanted[level].mean())


def _error(checked: list[Checked], ranking: str) -> float:
    """The mean distance of a rate from the true one, per 1,000 person-years."""
    return float(np.concatenate([np.abs(getattr(one, ranking) - one.true) for one in checked]).mean())


def _ranks_off(checked: list[Checked], ranking: str) -> float:
    """How many ranks a unit is from its true one, on average."""
    return float(
        np.concatenate([np.abs(_ranks(getattr(one, ranking)) - one.true_rank) for one in checked]).mean()
    )


def _kept(checked: list[Checked]) -> dict[str, tuple[float, float, int]]:
    """By what was promised (a bin of p_top): the mean promise, how often it was kept, and how many units."""
    promised = np.concatenate([one.p_top for one in checked])
    kept = np.concatenate([one.true_rank <= TOP for one in checked])
    found = {}
    for low, high in pairwise(BINS):
        some = (promised >= low) & ((promised < high) | (high == BINS[-1]))
        if some.any():
            name = f"{low} to {high}"
            found[name] = (float(promised[some].mean()), float(kept[some].mean()), int(some.sum()))
    return found


def settings(units: int, seed: int, contagion: float, reporting: Reporting) -> Spec:
    """The army of a seed in one of the four ways."""
    return Spec(units=units, seed=seed, contagion=contagion, reporting=reporting)


def run(armies: int, units: int) -> Iterator[Figures]:
    """The four lines."""
    for reporting, contagion in product((Reporting.EVEN, Reporting.UNEVEN), (0.0, CONTAGION)):
        seeds = range(1, armies + 1)
        yield figures(
            [check(settings(units, seed, contagion, reporting)) for seed in seeds], contagion, reporting
        )


def main() -> None:
    """Prints the table, and writes it as json if asked to."""
    parser = parser_of("bench.calibration", __doc__)
    parser.add_argument("--armies", type=int, default=200, help="how many, each in four ways")
    parser.add_argument("--units", type=int, default=UNITS, help="units an army")
    parser.add_argument("--json", type=Path, help="write the figures there")
    asked = parser.parse_args()
    found = []
    for line in run(asked.armies, asked.units):
        found.append(line)
        print(_told(line), flush=True)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(line) for line in found], indent=2) + "\n", encoding="utf-8")


def as_markdown(lines: Sequence[Mapping[str, Any]]) -> str:
    """The table of the docs, from the figures as json has them."""
    head = [
        *("contagion", "reporting", "shrunk", "exact", "90 % ranks", f"true top {TOP}: shrunk", "raw"),
        *("rate off by: shrunk", "raw", "ranks off: shrunk", "raw"),
        *("p_top 0.6 to 0.8: promised", "true", "units"),
    ]
    table = [head, ["---"] * len(head), *map(_cells, lines)]
    return "".join(f"| {' | '.join(row)} |\n" for row in table)


def _cells(line: Mapping[str, Any]) -> list[str]:
    promise, kept, number = line["p_top"].get("0.6 to 0.8", (float("nan"), float("nan"), 0))
    return [
        f"{line['contagion']:g}",
        line["reporting"],
        *(f"{line[name]:.1%}" for name in ("covered_shrunk", "covered_exact", "covered_rank")),
        *(f"{line[name]:.2f}" for name in ("top_shrunk", "top_raw", "error_shrunk", "error_raw")),
        *(f"{line[name]:.1f}" for name in ("ranks_off_shrunk", "ranks_off_raw")),
        f"{promise:.2f}",
        f"{kept:.2f}",
        f"{number:,}",
    ]


def _told(line: Figures) -> str:
    promises = "\n".join(
        f"    p_top {name}: promised {promise:.2f}, true {kept:.2f}, of {number:,} units"
        for name, (promise, kept, number) in line.p_top.items()
    )
    return (
        f"contagion {line.contagion}, reporting {line.reporting}: "
        f"{line.armies} armies, {line.battalions:,} battalions\n"
        f"  95 % intervals hold the true rate: shrunk {line.covered_shrunk:.1%}, exact {line.covered_exact:.1%}\n"
        f"  90 % intervals hold the true rank: {line.covered_rank:.1%}\n"
        f"  of the true top {TOP} found: shrunk {line.top_shrunk:.2f}, raw {line.top_raw:.2f}\n"
        f"  mean error per {PER:,} person-years: shrunk {line.error_shrunk:.2f}, raw {line.error_raw:.2f}\n"
        f"  mean ranks off: shrunk {line.ranks_off_shrunk:.1f}, raw {line.ranks_off_raw:.1f}\n{promises}"
    )


if __name__ == "__main__":
    main()
