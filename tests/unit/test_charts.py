"""The charts: they hold the numbers of the measure, names stay text, and nothing looks surer than it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from scipy.stats import poisson

from analysis.funnel import limits
from analysis.leaks import FLAGS, Echelon, Leak
from views.charts.bars import draw_shares
from views.charts.curves import draw_curves
from views.charts.funnel import FAR_OUTSIDE, INSIDE, PICK, POINTS, draw_funnel, make_funnel
from views.charts.grid import draw_grid
from views.charts.inks import ON_DARK, ON_LIGHT, inks_on
from views.charts.labels import labelled
from views.charts.picture import ROWS as PICTURE_ROWS
from views.charts.picture import Caption, drawn
from views.charts.ranks import ROWS, draw_ranks, rank_rows
from views.charts.table import chance, columns, flags_in, table_rows
from views.colours import DARK, LIGHT
from views.leaks import places

MARKUP = '<img src=x onerror=alert(1)> *Bold* & "datum.x" </text><script>'


def leak(unit: str, defectors: int, place: int, name: str | None = None, years: float = 1_000.0) -> Leak:
    rate = 1_000 * defectors / years
    return Leak(
        unit=unit,
        name=name or unit,
        echelon="battalion",
        defectors=defectors,
        defectors_min=max(defectors - 1, 0),
        defectors_max=defectors + 2,
        strength=years,
        strength_low=years / 2,
        strength_high=years * 2,
        person_years=years,
        rate=rate,
        rate_low=rate / 2,
        rate_high=rate * 2 + 3,
        bound_low=rate / 4,
        bound_high=rate * 4 + 9,
        shrunk_rate=rate + 1,
        p_top=0.5,
        rank_low=1,
        rank_high=3,
        flags=("strength_of_parts", "tied"),
        place=place,
        shrunk_low=rate / 2,
        shrunk_high=rate * 2 + 2,
    )


FIRST, SECOND, THIRD = leak("a", 40, 1), leak("b", 12, 2, MARKUP), leak("c", 9, 2)
UNKNOWN = Leak("d", "No strength", "battalion", 5, 4, 9, flags=("no_strength",))
LEAKS = (FIRST, SECOND, THIRD, UNKNOWN)
ECHELON = Echelon("battalion", 3, 10.0, 0.5)
ALL = frozenset("abcd")


def values(chart: Any) -> Iterator[dict[str, Any]]:
    """All rows that a chart's specification holds."""
    for rows in chart.to_dict()["datasets"].values():
        yield from rows


# ---- the funnel


@pytest.mark.parametrize("level", [0.95, 0.998])
@pytest.mark.parametrize("expected", [0.05, 1.0, 3.7, 10.0, 250.0])
def test_the_limits_part_whole_counts_by_their_exact_chances(expected: float, level: float) -> None:
    (low,), (high,) = limits(expected / 100, np.array([100.0]), level)
    tail = (1 - level) / 2
    counts = np.arange(600)
    assert np.array_equal(counts / 100 > high, poisson.sf(counts - 1, expected) < tail)
    assert np.array_equal(counts / 100 < low, poisson.cdf(counts, expected) < tail)


def test_the_limits_draw_nearer_as_units_grow() -> None:
    low, high = limits(0.01, np.geomspace(10, 100_000, 50), 0.95)
    assert np.all(np.diff(high) < 0)
    assert np.all(np.diff(low) >= 0)
    assert low[0] == 0


def test_the_funnel_tells_who_lies_outside() -> None:
    funnel = make_funnel(LEAKS, ECHELON, None, ALL)
    where = {point["unit"]: point["where"] for point in funnel.points}
    assert where == {"a": FAR_OUTSIDE, "b": INSIDE, "c": INSIDE}
    assert (funnel.outside, funnel.ranked, funnel.left_out, funnel.mean) == (1, 3, 0, 10.0)


def test_a_unit_without_a_rate_has_no_point() -> None:
    assert "d" not in {point["unit"] for point in make_funnel(LEAKS, ECHELON, "d", ALL).points}


def test_a_region_takes_points_away_and_nothing_else() -> None:
    whole, part = (make_funnel(LEAKS, ECHELON, None, shown) for shown in (ALL, frozenset("b")))
    assert [point["unit"] for point in part.points] == ["b"]
    assert (part.limits, part.outside, part.ranked) == (whole.limits, whole.outside, whole.ranked)


def test_of_too_many_points_those_that_stand_out_are_drawn() -> None:
    many = [leak(f"u{number:05}", 10, 1) for number in range(POINTS + 50)]
    funnel = make_funnel([*many, FIRST, THIRD], ECHELON, "c", ALL | {str(one.unit) for one in many})
    assert [point["unit"] for point in funnel.points[:2]] == ["c", "a"]
    assert (len(funnel.points), funnel.left_out) == (POINTS, 52)


@pytest.mark.parametrize("inks", [ON_LIGHT, ON_DARK])
def test_the_funnel_chart_holds_the_numbers(inks: Any) -> None:
    funnel = make_funnel(LEAKS, ECHELON, "b", ALL)
    rows = list(values(draw_funnel(funnel, "b", inks)))
    point = next(row for row in rows if row.get("unit") == "a")
    assert (point["rate"], point["person_years"], point["defectors"]) == (40.0, 1_000.0, 40)
    assert {"mean": 10.0} in rows
    line = next(row for row in rows if "high_998" in row)
    assert 0 <= line["low_998"] <= line["low_95"] < 10 < line["high_95"] < line["high_998"]


def test_a_click_selects_by_the_unit() -> None:
    chart = draw_funnel(make_funnel(LEAKS, ECHELON, None, ALL), None, ON_LIGHT).to_dict()
    (param,) = [one for one in chart["params"] if one["name"] == PICK]
    assert param["select"]["fields"] == ["unit"]


def test_units_of_very_different_size_lie_on_a_logarithmic_axis() -> None:
    near = draw_funnel(make_funnel(LEAKS, ECHELON, None, ALL), None, ON_LIGHT)
    far = draw_funnel(
        make_funnel([FIRST, leak("z", 1, 3, years=9.0)], ECHELON, None, ALL | {"z"}), None, ON_LIGHT
    )
    assert '"type": "log"' not in json.dumps(near.to_dict())
    assert '"type": "log"' in json.dumps(far.to_dict())


# ---- ranks


def test_a_rank_bar_covers_whole_ranks() -> None:
    rows = rank_rows([FIRST, SECOND], places(LEAKS), "b")
    drawn_rows = list(values(draw_ranks(rows, 3, 1, ON_LIGHT)))
    bar = next(row for row in drawn_rows if row.get("unit") == "a")
    assert (bar["begin"], bar["end"], bar["chosen"]) == (0.5, 3.5, False)
    assert next(row for row in drawn_rows if row.get("unit") == "b")["chosen"]
    assert {"top": 1.5} in drawn_rows


def test_the_selected_unit_is_drawn_however_late_it_comes() -> None:
    many = [leak(f"u{number}", 1, 1) for number in range(ROWS + 5)]
    assert len(rank_rows(many, {}, None)) == ROWS
    assert rank_rows(many, {}, f"u{ROWS + 3}")[-1]["unit"] == f"u{ROWS + 3}"


def test_namesakes_are_told_apart() -> None:
    assert labelled([("1", "A"), ("2", "A"), ("3", "B")]) == {"1": "A [1]", "2": "A [2]", "3": "B"}


# ---- the table


def test_ties_are_called_ties() -> None:
    rows = table_rows(LEAKS, places(LEAKS))
    assert [(row["place"], row["tied"]) for row in rows] == [
        ("1", ""),
        ("2 to 3", "tied"),
        ("2 to 3", "tied"),
        ("not ranked", ""),
    ]
    assert rows[1]["band"] == rows[2]["band"] != rows[0]["band"]


def test_every_number_has_its_interval() -> None:
    cells = table_rows([SECOND], {})[0]["cells"]
    assert (cells["defectors"]["text"], cells["defectors"]["wide"]) == ("12", (11, 14))
    assert cells["rate"]["bar"] == (SECOND.rate_low, SECOND.rate_high)
    assert cells["rate"]["wide"] == (SECOND.bound_low, SECOND.bound_high)
    assert cells["shrunk_rate"]["range"] == "6.0 to 26.0"
    assert cells["strength"]["range"] == "500 to 2,000"
    assert cells["rank"]["bar"] == (0.5, 3.5)


def test_what_is_not_known_is_unknown_and_not_zero() -> None:
    cells = table_rows([UNKNOWN], {})[0]["cells"]
    assert {
        cells[key]["text"] for key in ("strength", "person_years", "rate", "shrunk_rate", "p_top", "rank")
    } == {"unknown"}
    assert [column["key"] for column in columns([UNKNOWN], 3, 10.0, 10)] == ["defectors", "strength"]


def test_both_rates_have_one_scale() -> None:
    scales = {column["key"]: column.get("scale") for column in columns(LEAKS, 3, 10.0, 10)}
    assert scales["rate"] == scales["shrunk_rate"]
    assert FIRST.shrunk_high is not None
    assert scales["rate"] == {
        "from": 0,
        "to": pytest.approx(1.1 * FIRST.shrunk_high),
        "mean": 10.0,
        "dot": True,
    }


def test_flags_are_told_in_words() -> None:
    assert flags_in(LEAKS) == {
        flag.replace("_", " "): FLAGS[flag]
        for flag in FLAGS
        if flag in ("strength_of_parts", "no_strength", "tied")
    }


@pytest.mark.parametrize(
    ("p", "words"),
    [(1.0, "over 99 %"), (0.991, "over 99 %"), (0.5, "50 %"), (0.004, "under 1 %"), (0.0, "under 1 %")],
)
def test_no_chance_is_told_as_sure(p: float, words: str) -> None:
    assert chance(p) == words


# ---- shares, curves, crossed


def test_shares_and_curves_hold_their_rows() -> None:
    shares = [{"label": MARKUP, "share": 0.4, "low": 0.1, "high": 0.8, "count": 4}]
    assert next(values(draw_shares(shares, ON_LIGHT, title="Share"))) == shares[0]
    points = [{"month": "2021-02", "series": "left", "number": 3, "low": 1.0, "high": 8.0}]
    assert next(values(draw_curves(points, ("left", "told"), ON_DARK, title="Persons"))) == points[0]
    cells = [{"down": "a", "across": MARKUP, "count": 4, "share": 0.4, "low": 0.1, "high": 0.8}]
    assert next(values(draw_grid(cells, ON_LIGHT, down="Motive", across="Obstacle"))) == cells[0]


def test_a_name_is_data_and_never_a_part_of_the_chart() -> None:
    """A name stands in the rows alone: nowhere, where Vega would read it as an expression or a field."""
    charts = [
        draw_funnel(make_funnel(LEAKS, ECHELON, "b", ALL), "b", ON_LIGHT),
        draw_ranks(rank_rows(LEAKS[:3], places(LEAKS), "b"), 3, 10, ON_LIGHT),
        draw_shares([{"label": MARKUP, "share": 0.4, "count": 4}], ON_LIGHT, title="Share"),
    ]
    for chart in charts:
        spec = chart.to_dict()
        assert MARKUP in {value for row in values(chart) for value in row.values()}
        del spec["datasets"]
        assert "onerror" not in json.dumps(spec)


def test_light_and_dark_have_their_own_inks() -> None:
    assert inks_on(LIGHT.name) is ON_LIGHT is inks_on(None)
    assert inks_on(DARK.name) is ON_DARK


# ---- the picture


def caption(made_up: bool = True) -> Caption:
    return Caption("Leaks: Battalion", ("13 events read.",), made_up, 3, 10.0)


def test_the_picture_is_sound_and_takes_names_as_text() -> None:
    root = ElementTree.fromstring(drawn(LEAKS, places(LEAKS), caption()))  # noqa: S314 - our own text
    assert {element.tag.split("}")[1] for element in root.iter()} == {"svg", "rect", "text", "path", "circle"}
    texts = [element.text or "" for element in root.iter() if element.tag.endswith("text")]
    assert any(text.startswith("<img src=x onerror") for text in texts)
    assert "2–3 tied" in texts
    assert "12 (11 to 14)" in texts


def test_the_picture_says_what_it_leaves_out_and_what_is_made_up() -> None:
    many = [leak(f"u{number}", 1, 1) for number in range(PICTURE_ROWS + 7)]
    told = drawn([*many, UNKNOWN], {}, caption())
    assert "7 more ranked units are not drawn." in told
    assert "1 units without a rate are not drawn; 5 defectors are counted for them." in told
    assert "Made up for demonstration" in told
    assert "13 events read." in told
    assert "Made up" not in drawn(many, {}, caption(made_up=False))


def test_the_same_lines_give_the_same_picture() -> None:
    assert drawn(LEAKS, places(LEAKS), caption()) == drawn(LEAKS, places(LEAKS), caption())
