"""The funnel plot: rates against person-years, and how far chance alone would carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from analysis.army import Real
from analysis.funnel import limits
from analysis.leaks import PER, Echelon, Leak
from views.charts.inks import Inks

PICK = "pick"
"""The name of the selection: a click on a point gives its unit."""
LEVELS = (0.95, 0.998)
POINTS = 600
"""So many points are drawn at most; those that stand out come first."""

INSIDE, OUTSIDE, FAR_OUTSIDE = "inside the limits", "outside 95 %", "outside 99.8 %"
_GRID = 160
_WIDE = 30.0


@dataclass(frozen=True, slots=True)
class Funnel:
    """The rows of a funnel plot: a point a unit, the limits, and what is told beside them.

    `left_out` points lie inside the limits and are not drawn, as there are too many of them.
    """

    points: tuple[dict[str, object], ...]
    limits: tuple[dict[str, float], ...]
    mean: float
    outside: int
    ranked: int
    left_out: int


def make_funnel(leaks: Sequence[Leak], echelon: Echelon, chosen: str | None, shown: frozenset[str]) -> Funnel:
    """The funnel plot of the ranked units of an echelon; only units in `shown` get a point."""
    ranked = [leak for leak in leaks if leak.shrunk_rate is not None and leak.person_years]
    years = np.array([leak.person_years for leak in ranked], dtype=np.float64)
    where = _where(ranked, years, echelon)
    points = [_point(leak, place) for leak, place in zip(ranked, where, strict=True) if leak.unit in shown]
    points.sort(key=lambda point: _standing_out(point, chosen))
    return Funnel(
        points=tuple(points[:POINTS]),
        limits=tuple(_lines(years, echelon)),
        mean=echelon.level,
        outside=sum(place != INSIDE for place in where),
        ranked=len(ranked),
        left_out=max(len(points) - POINTS, 0),
    )


def _where(ranked: Sequence[Leak], years: Real, echelon: Echelon) -> list[str]:
    rates = np.array([leak.rate for leak in ranked], dtype=np.float64)
    out = np.zeros(len(ranked), dtype=np.int64)
    for level in LEVELS:
        low, high = (PER * end for end in limits(echelon.level / PER, years, level))
        out += (rates < low) | (rates > high)
    return [(INSIDE, OUTSIDE, FAR_OUTSIDE)[number] for number in out.tolist()]


def _point(leak: Leak, where: str) -> dict[str, object]:
    return {
        "unit": leak.unit,
        "name": leak.name,
        "person_years": leak.person_years,
        "rate": leak.rate,
        "rate_low": leak.rate_low,
        "rate_high": leak.rate_high,
        "defectors": leak.defectors,
        "where": where,
    }


def _standing_out(point: dict[str, object], chosen: str | None) -> tuple[bool, int, str]:
    order = (FAR_OUTSIDE, OUTSIDE, INSIDE)
    return point["unit"] != chosen, order.index(str(point["where"])), str(point["unit"])


def _lines(years: Real, echelon: Echelon) -> list[dict[str, float]]:
    if not len(years) or echelon.level <= 0:
        return []
    grid = np.geomspace(years.min() * 0.9, years.max() * 1.1, _GRID)
    ends = [PER * end for level in LEVELS for end in limits(echelon.level / PER, grid, level)]
    names = ("low_95", "high_95", "low_998", "high_998")
    return [
        {"person_years": year, **dict(zip(names, row, strict=True))}
        for year, *row in np.column_stack((grid, *ends)).tolist()
    ]


def draw_funnel(funnel: Funnel, chosen: str | None, inks: Inks) -> alt.LayerChart | alt.FacetChart:
    """The chart. A click on a point selects its unit."""
    top = max([_number(point["rate"]) for point in funnel.points] + [4 * funnel.mean]) * 1.08
    x = alt.X("person_years:Q", title="Person-years", scale=_scale(funnel), axis=alt.Axis(labelFlush=False))
    layers = [*_limit_layers(funnel, x, top, inks), *_point_layers(funnel, x, top, chosen, inks)]
    return alt.layer(*layers).properties(height=420)


def _scale(funnel: Funnel) -> alt.Scale:
    """Person-years that differ manifold lie on a logarithmic axis."""
    years = [line["person_years"] for line in funnel.limits] or [
        _number(point["person_years"]) for point in funnel.points
    ]
    if years and max(years) / min(years) > _WIDE:
        return alt.Scale(type="log", domain=[min(years), max(years)], nice=False)
    return alt.Scale(zero=False, nice=False, domain=[min(years), max(years)]) if years else alt.Scale()


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _limit_layers(funnel: Funnel, x: alt.X, top: float, inks: Inks) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=list(funnel.limits))).encode(x=x)
    y, axis = alt.Scale(domain=[0, top], nice=False), alt.Axis(labelFlush=False)
    layers = [
        base.mark_area(color=inks.soft, opacity=opacity, clip=True).encode(
            y=alt.Y(
                f"low_{level}:Q",
                scale=y,
                title="Defectors per 1,000 person-years",
                axis=axis,
            ),
            y2=f"high_{level}:Q",
        )
        for level, opacity in (("998", 0.12), ("95", 0.16))
    ]
    layers += [
        base.mark_line(color=inks.soft, strokeWidth=1.2, strokeDash=dash, clip=True).encode(
            y=alt.Y(f"{end}_{level}:Q", scale=y)
        )
        for level, dash in (("998", [2, 3]), ("95", [6, 3]))
        for end in ("low", "high")
    ]
    mean = alt.Chart(alt.InlineData(values=[{"mean": funnel.mean}]))
    return [*layers, mean.mark_rule(color=inks.soft, strokeWidth=1.5).encode(y=alt.Y("mean:Q", scale=y))]


def _point_layers(funnel: Funnel, x: alt.X, top: float, chosen: str | None, inks: Inks) -> list[alt.Chart]:
    pick = alt.selection_point(name=PICK, fields=["unit"], on="click", clear=False)
    y = alt.Y("rate:Q", scale=alt.Scale(domain=[0, top], nice=False))
    tooltip = [
        alt.Tooltip("name:N", title="Unit"),
        alt.Tooltip("defectors:Q", title="Defectors", format=","),
        alt.Tooltip("person_years:Q", title="Person-years", format=",.1f"),
        alt.Tooltip("rate:Q", title="Rate", format=",.1f"),
        alt.Tooltip("rate_low:Q", title="95 % from", format=",.1f"),
        alt.Tooltip("rate_high:Q", title="95 % to", format=",.1f"),
        alt.Tooltip("where:N", title="Lies"),
    ]
    points = alt.Chart(alt.InlineData(values=list(funnel.points)))
    shape = alt.Shape(
        "where:N",
        title=None,
        scale=alt.Scale(domain=[INSIDE, OUTSIDE, FAR_OUTSIDE], range=["circle", "triangle-up", "diamond"]),
        legend=alt.Legend(orient="top", labelLimit=220, symbolFillColor="transparent", columns=3),
    )
    all_of_them = (
        points.mark_point(size=58, filled=False, strokeWidth=1.6, opacity=0.8, color=inks.plain, clip=True)
        .encode(x=x, y=y, shape=shape, tooltip=tooltip)
        .add_params(pick)
    )
    return [all_of_them, *_chosen_layers(funnel, x, y, chosen, inks)]


def _chosen_layers(funnel: Funnel, x: alt.X, y: alt.Y, chosen: str | None, inks: Inks) -> list[alt.Chart]:
    """The unit that is selected: its point with its 95 % interval and its name."""
    here = [point for point in funnel.points if chosen is not None and point["unit"] == chosen]
    if not here:
        return []
    base = alt.Chart(alt.InlineData(values=here)).encode(x=x)
    scale = y["scale"]
    return [
        base.mark_rule(color=inks.chosen, strokeWidth=2, clip=True).encode(
            y=alt.Y("rate_low:Q", scale=scale), y2="rate_high:Q"
        ),
        base.mark_point(color=inks.chosen, filled=True, size=130, opacity=1, clip=True).encode(y=y),
        base.mark_text(color=inks.chosen, dx=11, align="left", fontWeight="bold", limit=200).encode(
            y=y, text="name:N"
        ),
    ]
