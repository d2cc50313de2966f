"""Curves over the months, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from views.charts.inks import Inks


def draw_curves(
    rows: Sequence[dict[str, object]], series: Sequence[str], inks: Inks, *, title: str
) -> alt.LayerChart | alt.FacetChart:
    """Lines with a dot a month. A row has `month` (2021-02), `series` and `number`, and, where the number is known
    between two ends, `low` and `high`.
    """
    colours = [inks.plain, inks.chosen, inks.other][: len(series)]
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True)),
        color=alt.Color(
            "series:N",
            title=None,
            scale=alt.Scale(domain=list(series), range=colours),
            legend=alt.Legend(orient="top", labelLimit=300, symbolType="stroke"),
        ),
        strokeDash=alt.StrokeDash(
            "series:N",
            scale=alt.Scale(domain=list(series), range=[[1, 0], [6, 3], [2, 3]][: len(series)]),
            legend=None,
        ),
        tooltip=[
            alt.Tooltip("month:O", title="Month"),
            alt.Tooltip("series:N", title="Curve"),
            alt.Tooltip("number:Q", title=title, format=",.1f"),
        ],
    )
    y = alt.Y("number:Q", title=title, axis=alt.Axis(tickMinStep=1))
    layers = [base.mark_line(strokeWidth=2).encode(y=y), base.mark_point(filled=True, size=44).encode(y=y)]
    if any("low" in row for row in rows):
        layers.insert(0, base.mark_rule(opacity=0.45, strokeWidth=4).encode(y=alt.Y("low:Q"), y2="high:Q"))
    return alt.layer(*layers).properties(height=330)
