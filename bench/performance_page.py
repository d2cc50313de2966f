"""Fills docs/performance.md with the figures and draws their growth: `python -m bench.performance_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.__main__ import BENCHMARKS
from bench.calls import QUERY
from bench.figures import COLUMNS, FOLDER, Figure, Results, read, rows
from bench.pages import DOCS, NOT_MEASURED, fill, table

if TYPE_CHECKING:
    import altair as alt

PAGE = DOCS / "performance.md"
PICTURES = DOCS / "images"
PARTS = (*BENCHMARKS, "users")

OURS = "Orbatlas"
COLOURS = ("#b3261e", "#1f6fb2", "#7a7a7a", "#2e8b57", "#e69f00", "#8e63a8")
"""Ours, which is the same in all pictures, and those of the peers."""


def measured() -> list[str]:
    """The benchmarks whose figures are there."""
    return [bench for bench in PARTS if (FOLDER / f"{bench}.json").exists()]


def parts() -> Mapping[str, str]:
    """What stands on the page, by its mark: the benchmark's name."""
    known = measured()
    return {bench: _told(bench) if bench in known else NOT_MEASURED for bench in PARTS}


def _told(bench: str) -> str:
    if bench == "users":
        return _of_users(json.loads((FOLDER / "users.json").read_text(encoding="utf-8")))
    return _of_figures(read(bench))


def _of_figures(results: Results) -> str:
    """The table of a benchmark, with its notes and its picture."""
    lines = [[row[column] for column in COLUMNS] for row in rows(results.figures)]
    notes = "".join(f"- {note}\n" for note in dict.fromkeys(f.note for f in results.figures if f.note))
    picture = f"![How it grows](images/performance-{results.bench}.svg)\n\n" if drawable(results) else ""
    told = (
        f"Measured on {results.day}, {results.cores} cores, Python {results.python}; on average {results.loaded:g} "
        "programs wanted a core in the minute before.\n\n"
    )
    return (
        told + table(COLUMNS, lines) + (f"\n{notes}" if notes else "") + (f"\n{picture}" if picture else "")
    )


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
        f"The app held {_memory(found, 'app')}; the server {_memory(found, 'server')}.\n\n"
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
    """Draws the pictures and writes the page."""
    for bench in measured():
        if bench != "users":
            draw(bench)
    fill(PAGE, parts())


if __name__ == "__main__":
    main()
