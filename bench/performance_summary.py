"""What stands at the top of docs/performance.md: every aim with what was reached, and how each cost grows.

Nothing is named here but the benchmarks: an aim is a figure that has one, growth is a figure at more than one size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

from bench.calls import QUERY
from bench.figures import Figure, Results, rows, short
from bench.ingest import WHAT
from bench.million import CLIENT
from bench.pages import NOT_MEASURED, table

AIMS = ("benchmark", "what", "size", "ours", "beside", "peer", "ratio", "spread", "aim")
GROWTH = ("benchmark", "what", "from", "to", "size grew", "cost grew", "exponent", "last step")
CATALOG = "the catalog's queries"
BARE = "bare"
"""Stands in the name of a peer that does the least that anybody could do for the same end."""


# ---- aims


def aims(measured: Sequence[Results]) -> str:
    """Every aim at the largest size that was measured, and the missed ones in words."""
    found = [(results.bench, figure) for results in measured for figure in aimed(results.figures)]
    if not found:
        return NOT_MEASURED
    lines = [[bench, *_line(figure)] for bench, figure in found]
    missed = [(bench, figure) for bench, figure in found if not figure.met]
    count = f"{len(found) - len(missed)} of {len(found)} aims are met, each at the largest size that was measured.\n\n"
    return count + table(AIMS, lines) + _missed(missed, measured)


def aimed(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that have an aim, each comparison at its largest size; of the catalog the slowest query."""
    largest: dict[tuple[str, str], Figure] = {}
    for figure in (figure for figure in figures if figure.at_least is not None):
        key = (_group(figure), figure.peer_name)
        known = largest.get(key)
        if known is None or (figure.size, -figure.ratio) > (known.size, -known.ratio):
            largest[key] = figure
    return list(largest.values())


def _group(figure: Figure) -> str:
    return CATALOG if figure.what.startswith(QUERY) else figure.what


def _line(figure: Figure) -> list[str]:
    row = rows([figure])[0]
    what = (
        f"{CATALOG}; slowest: {figure.what.removeprefix(QUERY)}" if _group(figure) == CATALOG else figure.what
    )
    return [{**row, "what": what}[column] for column in AIMS[1:]]


def _missed(missed: Sequence[tuple[str, Figure]], measured: Sequence[Results]) -> str:
    """A line for each missed aim, with what the barest way reaches beside the same peer."""
    known = {results.bench: results.figures for results in measured}
    lines = []
    for bench, figure in missed:
        told = f"{figure.what}, beside {figure.peer_name}: {short(figure.ratio)} of {figure.at_least:g}"
        barest = _barest(figure, known[bench])
        lines.append(
            f"- Missed: {told}." + (f" The bare way itself reaches {short(barest)}." if barest else "")
        )
    return "".join(f"\n{line}" for line in lines) + ("\n" if lines else "")


def _barest(figure: Figure, figures: Sequence[Figure]) -> float | None:
    """How much better than this figure's peer the bare peer is, where both were measured."""
    for other in figures:
        if (
            (other.what, other.size) == (figure.what, figure.size)
            and BARE in other.peer_name
            and other != figure
        ):
            return figure.ratio / other.ratio
    return None


# ---- growth


@dataclass(frozen=True)
class Growth:
    """What one thing costs at each size, the smallest first."""

    what: str
    of: str
    unit: str
    points: tuple[tuple[float, float], ...]

    def exponent(self, first: int = 0) -> float:
        """The power of its size with which a cost grows, from this point to the last: 1 is in step."""
        (size, cost), (more, dearer) = self.points[first], self.points[-1]
        return log(dearer / cost) / log(more / size)


def growth(measured: Sequence[Results]) -> str:
    """A table of all that was measured at more than one size."""
    known = {results.bench: results.figures for results in measured}
    lines = [
        _grown(bench, one)
        for bench, figures in known.items()
        for one in (*growths(figures), *(_client(known) if bench == "ingest" else ()))
    ]
    return table(GROWTH, lines) if lines else NOT_MEASURED


def growths(figures: Sequence[Figure]) -> Iterator[Growth]:
    """Ours, comparison by comparison, where there is more than one size; the catalog's queries are added up."""
    costs: dict[str, dict[float, dict[str, float]]] = {}
    last: dict[str, Figure] = {}
    for figure in figures:
        group = _group(figure)
        last[group] = figure
        size = figure.amount if figure.of else float(figure.size)
        costs.setdefault(group, {}).setdefault(size, {})[figure.what] = median(figure.ours)
    for group, sizes in costs.items():
        if len(sizes) > 1:
            figure = last[group]
            points = tuple((size, sum(sizes[size].values())) for size in sorted(sizes))
            what = f"{CATALOG}, added up" if group == CATALOG else group
            yield Growth(what, figure.of or figure.sized, figure.unit, points)


def client_memory(figures: Mapping[str, Sequence[Figure]]) -> list[tuple[float, float]]:
    """Claims of an ingest and megabytes of its client; those of a million persons too, where they were loaded."""
    found = {f.amount: f.memory or 0.0 for f in figures.get("ingest", ()) if f.what == WHAT}
    found |= {f.amount: median(f.ours) for f in figures.get("million", ()) if f.what == CLIENT}
    return sorted(found.items())


def _client(known: Mapping[str, Sequence[Figure]]) -> Iterator[Growth]:
    points = client_memory(known)
    if len(points) > 1:
        yield Growth(CLIENT, "claims", "MB", tuple(points))


def _grown(bench: str, one: Growth) -> list[str]:
    (size, cost), (more, dearer) = one.points[0], one.points[-1]
    return [
        bench,
        one.what,
        f"{size:,.0f} {one.of}, {short(cost)} {one.unit}",
        f"{more:,.0f}, {short(dearer)} {one.unit}",
        f"{short(more / size)} times",
        f"{short(dearer / cost)} times",
        f"{one.exponent():.2f}",
        f"{one.exponent(-2):.2f}" if len(one.points) > 2 else "",
    ]
