"""Shares as bars with whiskers: how large each is, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from views.charts.inks import Inks

_ROW = 24


def draw_shares(
    rows: Sequence[dict[str, object]], inks: Inks, *, title: str, counted: str = "Persons"
) -> alt.LayerChart | alt.FacetChart:
    """Bars from nothing to `share`, with a whisker from `low` to `high` where these are known.

    A row has `label`, `share`, `count`, `low` and `high`.
    """
    y = alt.Y(
        "label:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, ticks=False, labelOverlap=False)
    )
    tooltip = [
        alt.Tooltip("label:N", title="What"),
        alt.Tooltip("count:Q", title=counted, format=",.0f"),
        alt.Tooltip("share:Q", title=title, format=".0%"),
        alt.Tooltip("low:Q", title="from", format=".0%"),
        alt.Tooltip("high:Q", title="to", format=".0%"),
    ]
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(y=y, tooltip=tooltip)
    x = alt.X("share:Q", title=title, axis=alt.Axis(format=".0%"))
    bars = base.mark_bar(color=inks.plain, opacity=0.55, height=12).encode(x=x)
    whiskers = base.transform_filter("isValid(datum.low) && isValid(datum.high)")
    rule = whiskers.mark_rule(color=inks.paper.ink, strokeWidth=1.4).encode(x=alt.X("low:Q"), x2="high:Q")
    ends = [
        whiskers.mark_tick(color=inks.paper.ink, thickness=1.4, size=8).encode(x=alt.X(f"{end}:Q"))
        for end in ("low", "high")
    ]
    return alt.layer(bars, rule, *ends).properties(height=alt.Step(_ROW))
