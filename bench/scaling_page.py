"""Carries the measured growth of an ingest on, into docs/scaling.md: `python -m bench.scaling_page`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from bench.figures import FOLDER, Figure, read, short
from bench.ingest import WHAT
from bench.pages import DOCS, NOT_MEASURED, fill, table
from bench.performance_summary import client_memory

PAGE = DOCS / "scaling.md"
CLAIMS = (1_000_000, 10_000_000, 100_000_000)
COLUMNS = ("claims", "persons", "ingest, hours", "client's memory, MB", "on disk, GB")


def carried(sizes: Sequence[float], costs: Sequence[float], to: float) -> float:
    """The straight line through the last two points, at `to`; through nothing and the point where there is one.

    >>> carried([1, 2, 4], [10, 12, 20], 8)
    36.0
    """
    xs, ys = (0.0, *sizes)[-2:], (0.0, *costs)[-2:]
    return ys[1] + (ys[1] - ys[0]) / (xs[1] - xs[0]) * (to - xs[1])


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark."""
    measured = (FOLDER / "ingest.json").exists()
    return {"scaling": _growth() if measured else NOT_MEASURED}


def _growth() -> str:
    """The table, and from which sizes it is carried on."""
    figures = read("ingest").figures
    ours = sorted({f.size: f for f in figures if f.what == WHAT}.values(), key=lambda figure: figure.size)
    weighed = {f.size: f for f in figures if f.what.endswith("on disk")}
    claims = [figure.amount for figure in ours]
    seconds = [median(figure.ours) for figure in ours]
    disk = _disk(ours, weighed)
    persons = ours[-1].size / claims[-1]
    lines = [
        [
            f"{to:,}",
            f"{round(to * persons, -3):,.0f}",
            short(carried(claims, seconds, to) / 3600),
            short(carried(*_memory(), to)),
            short(carried(*disk, to) / 1000) if disk[0] else "–",
        ]
        for to in CLAIMS
    ]
    told = ", ".join(f"{claim:,.0f}" for claim in claims)
    more = [f"{claim:,.0f}" for claim in _memory()[0][len(claims) :]]
    also = f"; memory at {more[0]} too" if more else ""
    return f"Measured: {told} claims{also}.\n\n" + table(COLUMNS, lines)


def _memory() -> tuple[list[float], list[float]]:
    """Claims and megabytes of the client; those of a million persons too, where they were loaded."""
    benches = [bench for bench in ("ingest", "million") if (FOLDER / f"{bench}.json").exists()]
    found = client_memory({bench: read(bench).figures for bench in benches})
    return [claims for claims, _ in found], [size for _, size in found]


def _disk(ours: Sequence[Figure], weighed: dict[int, Figure]) -> tuple[list[float], list[float]]:
    found = [(figure.amount, median(weighed[figure.size].ours)) for figure in ours if figure.size in weighed]
    return [claims for claims, _ in found], [size for _, size in found]


def main() -> None:
    """Writes the page."""
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
