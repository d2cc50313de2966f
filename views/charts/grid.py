"""Two things crossed: how many persons stand in each cell."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from views.charts.inks import Inks

_CELL = 30


def draw_grid(
    rows: Sequence[dict[str, object]], inks: Inks, *, down: str, across: str
) -> alt.LayerChart | alt.FacetChart:
    """Cells with their counts, the fuller the darker.

    A row has `down`, `across`, `count`, `share`, `low` and `high`.
    """
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        y=alt.Y("down:N", title=down, axis=alt.Axis(labelLimit=240, labelOverlap=False)),
        x=alt.X("across:N", title=across, axis=alt.Axis(labelAngle=-40, labelLimit=200, labelOverlap=False)),
        tooltip=[
            alt.Tooltip("down:N", title=down),
            alt.Tooltip("across:N", title=across),
            alt.Tooltip("count:Q", title="Persons", format=",.0f"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
            alt.Tooltip("low:Q", title="from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    most = max([row["count"] for row in rows if isinstance(row["count"], int)] or [1])
    cells = base.mark_rect(color=inks.plain, cornerRadius=2).encode(
        opacity=alt.Opacity("count:Q", scale=alt.Scale(domain=[0, most], range=[0.06, 0.6]), legend=None)
    )
    text = base.mark_text(color=inks.paper.ink, fontSize=12).encode(text=alt.Text("count:Q", format=",.0f"))
    return alt.layer(cells, text).properties(height=alt.Step(_CELL))
