"""Fills docs/performance.md with the figures and draws their growth: `python -m bench.performance_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.__main__ import BENCHMARKS
from bench.calls import QUERY, asked_of
from bench.figures import COLUMNS, FOLDER, Figure, Results, read, rows, short
from bench.pages import DOCS, NOT_MEASURED, fill, table
from bench.performance_summary import aims, growth

if TYPE_CHECKING:
    import altair as alt

PAGE = DOCS / "performance.md"
PICTURES = DOCS / "images"
PARTS = (*BENCHMARKS, "users")

SLOWEST = 10
"""So many queries of the catalog have a row of their own."""
CATALOG = ("query", "rows", "asked with", "ours", "ratio", "spread", "aim")

OURS = "Orbatlas"
COLOURS = ("#b3261e", "#1f6fb2", "#7a7a7a", "#2e8b57", "#e69f00", "#8e63a8")
"""Ours, which is the same in all pictures, and those of the peers."""


def measured() -> list[str]:
    """The benchmarks whose figures are there."""
    return [bench for bench in PARTS if (FOLDER / f"{bench}.json").exists()]


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark: the benchmark's name, and the two tables at the top."""
    known = measured()
    told = {bench: _told(bench) if bench in known else NOT_MEASURED for bench in PARTS}
    results = [read(bench) for bench in known if bench in BENCHMARKS]
    return {"aims": aims(results), "growth": growth(results), **told}


def _told(bench: str) -> str:
    if bench == "users":
        return _of_users(json.loads((FOLDER / "users.json").read_text(encoding="utf-8")))
    return _of_figures(read(bench))


def _of_figures(results: Results) -> str:
    """The table of a benchmark with its notes, the tables of the catalog, and its picture."""
    told = (
        f"Measured on {results.day}, {results.cores} cores, Python {results.python}; on average {results.loaded:g} "
        "programs wanted a core in the minute before."
    )
    picture = f"![How it grows](images/performance-{results.bench}.svg)\n" if drawable(results) else ""
    figures = [figure for figure in results.figures if not figure.what.startswith(QUERY)]
    found = (f"{told}\n", with_notes(figures), *catalogs(results.figures), picture)
    return "\n".join(part for part in found if part) + ("\n" if picture else "")


def with_notes(figures: Sequence[Figure]) -> str:
    """The table of some figures, without columns that are empty; its last column counts the notes below it."""
    if not figures:
        return ""
    notes = list(dict.fromkeys(figure.note for figure in figures if figure.note))
    found = [
        {**row, "note": str(notes.index(figure.note) + 1) if figure.note else ""}
        for figure, row in zip(figures, rows(figures), strict=True)
    ]
    columns = [column for column in (*COLUMNS, "note") if any(row[column] for row in found)]
    below = "".join(f"{number}. {note}\n" for number, note in enumerate(notes, 1))
    return table(columns, [[row[column] for column in columns] for row in found]) + (
        f"\n{below}" if below else ""
    )


def catalogs(figures: Sequence[Figure]) -> Iterator[str]:
    """The slowest queries of the catalog at each size, and how long the others take at most."""
    queries = [figure for figure in figures if figure.what.startswith(QUERY)]
    for size in sorted({figure.size for figure in queries}):
        yield _catalog(sorted((f for f in queries if f.size == size), key=lambda figure: figure.ratio))


def _catalog(figures: Sequence[Figure]) -> str:
    shown, others = figures[:SLOWEST], figures[SLOWEST:]
    missed = sum(figure.met is False for figure in figures)
    army = asked_of(figures[0].note)[2]
    over = f"{missed} of them {'takes' if missed == 1 else 'take'} longer" if missed else "none takes longer"
    told = f"The catalog's {len(figures)} queries, with {army}, each held against {figures[0].peer_name}: {over}."
    lines = [
        [
            figure.what.removeprefix(QUERY),
            *asked_of(figure.note)[:2],
            *(row[column] for column in CATALOG[3:]),
        ]
        for figure, row in zip(shown, rows(shown), strict=True)
    ]
    most = max((median(figure.ours) for figure in others), default=0.0)
    rest = f"\nThe other {len(others)} take {short(most)} s at most.\n" if others else ""
    return f"{told}\n\n{table(CATALOG, lines)}{rest}"


def _of_users(found: Mapping[str, Any]) -> str:
    """The times of what many users did, and how much memory that took."""
    lines = [
        [kind, f"{one['times']:,}", f"{one['p50']:g}", f"{one['p99']:g}"]
        for kind, one in found["actions"].items()
    ]
    wrong, times = len(found["wrong"]), sum(one["times"] for one in found["actions"].values())
    users = found["users"]
    told = (
        f"{found['minutes']:g} minutes, {users['browsing']} users who browse and {users['calling']} who call, beside "
        f"ingests: {times:,} actions, {wrong or 'none'} of which went wrong. "
        f"The app held {_memory(found, 'app')}; the server {_memory(found, 'server')}. In the last quarter of an hour "
        f"{found['load']:g} programs wanted a core on average.\n\n"
    )
    return told + table(("action", "times", "p50, s", "p99, s"), lines)


def _memory(found: Mapping[str, Any], what: str) -> str:
    held = [one[what] for one in found["memory_mb"]]
    early, half = held[len(held) // 6], held[len(held) // 2]
    return f"{early:,} MB after a sixth of the time, {half:,} at half, {held[-1]:,} at the end, {max(held):,} at most"


# ---- pictures


def drawable(results: Results) -> list[tuple[str, list[Figure]]]:
    """The comparisons of a benchmark that were made at more than one size, with what they grow by.

    Megabytes stand in the table alone, and so do the queries of the catalog, which are many.
    """
    groups: dict[str, list[Figure]] = {}
    for figure in results.figures:
        if figure.unit != "MB" and not figure.what.startswith(QUERY):
            groups.setdefault(figure.what, []).append(figure)
    return [(what, some) for what, some in groups.items() if len({figure.size for figure in some}) > 1]


def draw(bench: str) -> None:
    """Draw how the costs of a benchmark grow, where it was run at more than one size."""
    import altair as alt

    charts = [_chart(what, figures) for what, figures in drawable(read(bench))]
    if charts:
        picture = alt.concat(*charts, columns=2).resolve_scale(color="independent")
        picture.configure(background="white").save(str(PICTURES / f"performance-{bench}.svg"))


def _chart(what: str, figures: list[Figure]) -> alt.LayerChart:
    """The costs of one comparison by its sizes, both axes by powers of ten."""
    import altair as alt

    x = alt.X("size:Q", scale=alt.Scale(type="log"), title=figures[0].sized, axis=alt.Axis(format="~s"))
    y = alt.Y("cost:Q", scale=alt.Scale(type="log"), title=figures[0].unit)
    ways = list(dict.fromkeys([OURS, *(figure.peer_name for figure in figures)]))
    legend = alt.Legend(orient="bottom", columns=1, labelLimit=320)
    scale = alt.Scale(domain=ways, range=COLOURS[: len(ways)])
    colour = alt.Color("way:N", title=None, legend=legend, scale=scale)
    points = alt.InlineData(values=list(_points(figures)))
    base = alt.Chart(points).encode(x=x, y=y, color=colour)
    layers: alt.LayerChart = base.mark_line() + base.mark_point(filled=True, size=50)
    return layers.properties(width=300, height=220, title=what)


def _points(figures: list[Figure]) -> Iterator[dict[str, object]]:
    """Median costs, each brought to what ours did, so that a peer that did a part can be compared."""
    for figure in figures:
        yield {"size": figure.size, "cost": median(figure.ours), "way": OURS}
        whole = figure.amount / figure.peer_amount
        yield {"size": figure.size, "cost": median(figure.peer) * whole, "way": figure.peer_name}


def main() -> None:
    """Writes the page and draws the pictures."""
    fill(PAGE, parts())
    try:
        import_module("vl_convert")
    except ModuleNotFoundError:
        words = "The tables are written. For the pictures run `python3 start.py bench --list` once, then this again."
        raise SystemExit(words) from None
    for bench in measured():
        if bench != "users":
            draw(bench)


if __name__ == "__main__":
    main()
