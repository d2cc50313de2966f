"""The rank plot: between which ranks each unit lies."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from analysis.leaks import Leak
from views.charts.funnel import PICK
from views.charts.inks import Inks
from views.charts.labels import labelled
from views.charts.table import chance

ROWS = 30
"""So many units are drawn at most, and the one that is selected besides."""
_ROW = 19


def rank_rows(
    ranked: Sequence[Leak], places: dict[str, str], chosen: str | None, rows: int = ROWS
) -> list[dict[str, object]]:
    """The first units in their order, and the selected one if it comes later."""
    first = list(ranked[:rows])
    first += [leak for leak in ranked[rows:] if chosen is not None and leak.unit == chosen]
    names = labelled([(str(leak.unit), str(leak.name)) for leak in first])
    return [
        {
            "unit": leak.unit,
            "label": names[str(leak.unit)],
            "place": places.get(str(leak.unit), ""),
            "rank_low": leak.rank_low,
            "rank_high": leak.rank_high,
            "chance": chance(leak.p_top) if leak.p_top is not None else "",
            "chosen": leak.unit == chosen,
        }
        for leak in first
    ]


def draw_ranks(
    rows: Sequence[dict[str, object]], units: int, top: int, inks: Inks
) -> alt.LayerChart | alt.FacetChart:
    """Bars from the lowest to the highest rank that are likely (90 %). A click on a bar selects its unit."""
    pick = alt.selection_point(name=PICK, fields=["unit"], on="click", clear=False)
    # A bar covers whole ranks: one that is sure to be first is a bar of one rank, not of none.
    drawn = [
        {**row, "begin": _whole(row["rank_low"]) - 0.5, "end": _whole(row["rank_high"]) + 0.5} for row in rows
    ]
    x = alt.X(
        "begin:Q",
        title=f"Rank among {units:,} (90 % interval)",
        scale=alt.Scale(domain=[0.5, max(units, 1) + 0.5], nice=False, zero=False),
        axis=alt.Axis(format=",d", tickMinStep=1),
    )
    bars = (
        alt.Chart(alt.InlineData(values=drawn))
        .mark_bar(height=10, cornerRadius=2)
        .encode(
            x=x,
            x2="end:Q",
            y=alt.Y(
                "label:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelLimit=230, ticks=False, labelOverlap=False, labelFlush=False),
            ),
            color=alt.condition("datum.chosen", alt.value(inks.chosen), alt.value(inks.plain)),
            tooltip=[
                alt.Tooltip("label:N", title="Unit"),
                alt.Tooltip("place:N", title="Place"),
                alt.Tooltip("rank_low:Q", title="Rank from"),
                alt.Tooltip("rank_high:Q", title="Rank to"),
                alt.Tooltip("chance:N", title=f"Chance of the top {top}"),
            ],
        )
        .add_params(pick)
    )
    line = alt.Chart(alt.InlineData(values=[{"top": top + 0.5}]))
    rule = line.mark_rule(color=inks.soft, strokeDash=[4, 3], clip=True).encode(x="top:Q")
    return alt.layer(rule, bars).properties(height=alt.Step(_ROW))


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value
