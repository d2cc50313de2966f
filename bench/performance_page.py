"""Fills docs/performance.md with the figures and draws their growth: `python -m bench.performance_page`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.__main__ import BENCHMARKS
from bench.figures import COLUMNS, FOLDER, Figure, Results, read, rows
from bench.formats_page import table

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "performance.md"
PICTURES = ROOT / "docs" / "images"


PARTS = (*BENCHMARKS, "users")


def measured() -> list[str]:
    """The benchmarks whose figures are there."""
    return [bench for bench in PARTS if (FOLDER / f"{bench}.json").exists()]


def part(bench: str) -> str:
    """What stands on the page for a benchmark."""
    if bench not in measured():
        return "Not measured yet.\n"
    if bench == "users":
        return _of_users(json.loads((FOLDER / "users.json").read_text(encoding="utf-8")))
    results = read(bench)
    lines = [[row[column] for column in COLUMNS] for row in rows(results.figures)]
    notes = "".join(f"- {note}\n" for note in dict.fromkeys(f.note for f in results.figures if f.note))
    picture = f"![How it grows](images/performance-{bench}.svg)\n\n" if drawable(results) else ""
    told = (
        f"Measured on {results.day}, {results.cores} cores, Python {results.python}; on average {results.loaded:g} "
        "programs wanted a core in the minute before.\n\n"
    )
    return (
        told + table(COLUMNS, lines) + (f"\n{notes}" if notes else "") + (f"\n{picture}" if picture else "")
    )


def _of_users(found: Mapping[str, Any]) -> str:
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
    """The comparisons of a benchmark that were made at more than one size, with what they grow by."""
    groups: dict[str, list[Figure]] = {}
    for figure in results.figures:
        if figure.unit != "MB":
            groups.setdefault(figure.what, []).append(figure)
    return [(what, some) for what, some in groups.items() if len({figure.size for figure in some}) > 1]


def draw(bench: str) -> Path | None:
    """Draw how the costs of a benchmark grow, both axes by powers of ten; None where there is one size only."""
    import altair as alt

    results = read(bench)
    groups = drawable(results)
    if not groups:
        return None
    charts = []
    for what, figures in groups:
        points = list(_points(figures))
        x = alt.X("size:Q", scale=alt.Scale(type="log"), title=figures[0].sized, axis=alt.Axis(format="~s"))
        y = alt.Y("cost:Q", scale=alt.Scale(type="log"), title=figures[0].unit)
        base = alt.Chart(alt.InlineData(values=points)).encode(
            x=x, y=y, color=alt.Color("way:N", title=None, legend=alt.Legend(orient="bottom", columns=2))
        )
        layers = base.mark_line() + base.mark_point(filled=True, size=50)
        charts.append(layers.properties(width=300, height=220, title=what))
    picture = alt.concat(*charts, columns=2).resolve_scale(color="independent").configure(background="white")
    target = PICTURES / f"performance-{bench}.svg"
    picture.save(str(target))
    return target


def _points(figures: list[Figure]) -> Iterator[dict[str, object]]:
    """Median costs, each brought to what ours did, so that a peer that did a part can be compared."""
    from statistics import median

    for figure in figures:
        yield {"size": figure.size, "cost": median(figure.ours), "way": "Orbatlas"}
        whole = figure.amount / figure.peer_amount
        yield {"size": figure.size, "cost": median(figure.peer) * whole, "way": figure.peer_name}


def filled(page: str) -> str:
    """The page with its parts as the figures are now."""
    for bench in PARTS:
        before, start, rest = page.partition(f"<!-- {bench} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        page = f"{before}{start}{part(bench)}{end}{after}"
    return page


def main() -> None:
    """Draws the pictures and writes the page."""
    for bench in measured():
        if bench != "users":
            draw(bench)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
