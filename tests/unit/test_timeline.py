"""Timelines: the lanes of a course, the pieces of a bar with unsure ends, and the picture as well-formed text."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.course import Course, Moment
from ontology.model import Kind
from ontology.reading import load_model
from ontology.time import Bounds, Holds
from views.colours import DARK, LIGHT
from views.timeline.drawing import WIDTHS, Look, as_svg, cut_to, width_of
from views.timeline.lanes import EVENTS, Bar, Lane, Timeline, around, cut, timeline, window
from views.timeline.scale import FADE, Form, Scale, pieces, ticks
from views.timeline.table import FIELDS, rows

MODEL = load_model()
CHAIN, POSTING, COMMAND = (MODEL.serving(purpose) for purpose in ("chain", "posting", "command"))
UNIT, PERSON = CHAIN.end_class(CHAIN.source), POSTING.end_class(POSTING.source)
FIGURE = next(cls for cls in MODEL.of_kind(Kind.MEASUREMENT) if cls.table == "strengths")
EVENT = next(cls for cls in MODEL.entities if cls.table == "defections")
SVG = "{http://www.w3.org/2000/svg}"

A, B, C, D = date(2010, 1, 1), date(2012, 1, 1), date(2015, 6, 30), date(2018, 12, 31)
SCALE = Scale(date(2000, 1, 1), date(2019, 12, 31), 100, 900)


def moment(
    cls: str, id: str, bounds: Bounds, *, out: bool = True, name: str = "Other", **values: Any
) -> Moment:
    told = {"id": id, "claims": ["c1", "c2"], **values}
    return Moment(id, cls, out, f"other-{id}", name, bounds, told)


def course(cls: str, *moments: Moment, **more: int) -> Course:
    return Course("it", "The thing", cls, moments, more)


def lanes(cls: str, *moments: Moment) -> dict[str, Lane]:
    return {lane.title: lane for lane in timeline(course(cls, *moments), MODEL).lanes}


# ---- lanes


def test_a_unit_has_lanes_for_superiors_commanders_strengths_and_defections_in_this_order() -> None:
    sure = Bounds(A, A, D, D)
    found = timeline(
        course(
            UNIT,
            moment(EVENT.name, "e", Bounds(C, C, C, C), out=False, name="Deserted", count=4),
            moment(FIGURE.name, "s", sure, out=False, low=400, best=500, high=650),
            moment(COMMAND.name, "c", sure, out=False, name="Aung", rank="colonel", role="commander"),
            moment(CHAIN.name, "u", sure, name="1 Brigade"),
            Moment("it", UNIT, True, None, "", sure, {"id": "it"}),
        ),
        MODEL,
    )
    assert [lane.title for lane in found.lanes] == [
        "Existence",
        "Superiors",
        "In command",
        "Strengths",
        "Defections",
    ]
    labels = {lane.title: lane.bars[0].label for lane in found.lanes}
    assert labels["Superiors"] == "1 Brigade"
    assert labels["In command"] == "Col Aung"
    assert labels["Strengths"] == "500 (400–650)"
    assert labels["Defections"] == "4"
    assert found.lanes[-1].form == EVENTS
    assert found.lanes[-1].bars[0].figure == 4


def test_the_words_of_a_bar_are_a_sentence_with_its_time() -> None:
    bounds = Bounds(None, date(2015, 3, 31), date(2017, 6, 1), None)
    (bar,) = lanes(UNIT, moment(CHAIN.name, "u", bounds, name="1 Brigade"))["Superiors"].bars
    assert bar.words == "answers to 1 Brigade at the latest since March 2015, at least until June 2017"
    assert bar.ids == ("u",)
    assert bar.claims == 2


def test_a_person_has_one_lane_of_postings_and_one_of_ranks() -> None:
    early, late = Bounds(A, A, B, B), Bounds(B, B, D, None)
    found = lanes(
        PERSON,
        moment(COMMAND.name, "1", early, name="1 Division", role="commander", rank="colonel"),
        moment(POSTING.name, "2", late, name="Staff", role="staff-officer", rank="brigadier-general"),
        moment(POSTING.name, "3", Bounds(C, C, D, D), name="Depot", rank="brigadier-general"),
    )
    assert [bar.ids for bar in found[POSTING.plural].bars] == [("1",), ("2",), ("3",)]
    ranks = found["Ranks"].bars
    assert [bar.label for bar in ranks] == ["Colonel", "Brigadier General"]
    assert ranks[1].ids == ("2", "3")
    assert ranks[1].bounds == Bounds(B, B, D, None)


def test_patrons_and_clients_are_two_lanes() -> None:
    tie = next(cls for cls in MODEL.ties if cls.table == "patronage")
    found = lanes(PERSON, moment(tie.name, "up", Bounds()), moment(tie.name, "down", Bounds(), out=False))
    assert {title: lane.bars[0].ids for title, lane in found.items()} == {
        "Patrons": ("up",),
        "Clients": ("down",),
    }


def test_an_event_of_one_person_needs_no_label_and_says_what_it_was() -> None:
    (bar,) = lanes(UNIT, moment(EVENT.name, "e", Bounds(C, C, C, C), name="Deserted", count=1))[
        "Defections"
    ].bars
    assert bar.label == ""
    assert bar.words == "Defection: deserted, 1 person, 30 June 2015"


def test_counts_that_are_not_told_are_not_made_up() -> None:
    found = lanes(
        UNIT,
        moment(FIGURE.name, "1", Bounds(A, A, A, A), best=500),
        moment(FIGURE.name, "2", Bounds(B, B, B, B), low=400, high=600),
        moment(FIGURE.name, "3", Bounds(C, C, C, C), best=500, high=700),
        moment(FIGURE.name, "4", Bounds(D, D, D, D)),
    )
    assert [bar.label for bar in found["Strengths"].bars] == ["500", "400–600", "500 (up to 700)", "?"]


def test_a_conflict_is_marked() -> None:
    (bar,) = lanes(UNIT, moment(CHAIN.name, "u", Bounds(A, A, D, D), conflicts=["end"]))["Superiors"].bars
    assert bar.conflict


# ---- the window


def test_the_window_spans_what_is_dated_and_not_the_beginning_of_the_thing() -> None:
    old = Moment("it", UNIT, True, None, "", Bounds(date(1945, 1, 1), None, None, None), {"id": "it"})
    found = timeline(course(UNIT, old, moment(CHAIN.name, "u", Bounds(A, A, D, D))), MODEL)
    first, last = window(found) or (None, None)
    assert first is not None and last is not None
    assert timedelta() < A - first < timedelta(days=300) and timedelta() < last - D < timedelta(days=300)
    assert window(timeline(course(UNIT), MODEL)) is None


def test_what_cannot_hold_in_the_window_is_cut_and_what_may_stays() -> None:
    found = timeline(
        course(
            UNIT,
            moment(CHAIN.name, "before", Bounds(A, A, B, B)),
            moment(CHAIN.name, "open", Bounds(A, A, B, None)),
            moment(CHAIN.name, "undated", Bounds()),
        ),
        MODEL,
    )
    (lane,) = cut(found, C, D).lanes
    assert [bar.ids for bar in lane.bars] == [("open",), ("undated",)]
    assert not cut(timeline(course(UNIT, moment(CHAIN.name, "x", Bounds(A, A, B, B))), MODEL), C, D).lanes


def test_a_side_that_one_leaves_open_stays_open() -> None:
    assert around([Bounds(A, A, B, B), Bounds(None, C, D, None)]) == Bounds(None, A, D, None)


# ---- bars


def forms(bounds: Bounds) -> list[Form]:
    return [piece.form for piece in pieces(bounds, SCALE)]


def test_a_bar_is_solid_where_it_certainly_holds_and_fades_where_its_ends_are_unsure() -> None:
    assert forms(Bounds(A, A, D, D)) == [Form.SOLID]
    assert forms(Bounds(A, B, C, D)) == [Form.RISE, Form.SOLID, Form.FALL]
    rise, solid, fall = pieces(Bounds(A, B, C, D), SCALE)
    assert (rise.start, rise.end) == (SCALE.at(A), SCALE.at(B))
    assert (fall.start, fall.end) == (SCALE.after(C), SCALE.after(D))
    assert (solid.start, solid.end) == (SCALE.at(B), SCALE.after(C))


def test_an_end_that_nobody_knows_fades_over_a_fixed_way() -> None:
    rise, _, fall = pieces(Bounds(None, B, C, None), SCALE)
    assert rise.end - rise.start == pytest.approx(FADE) == fall.end - fall.start


def test_what_holds_on_no_day_for_certain_is_dashed() -> None:
    assert Form.SOLID not in forms(Bounds(A, C, B, D)) and Form.DASHED in forms(Bounds(A, C, B, D))
    assert forms(Bounds()) == [Form.RISE, Form.DASHED, Form.FALL]
    assert Form.DASHED in forms(Bounds(A, A, None, None))


@st.composite
def bounds(chosen: st.DrawFn) -> Bounds:
    days = st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1))
    start = sorted(day for day in (chosen(days), chosen(days)) if day)
    end = sorted(day for day in (chosen(days), chosen(days)) if day)
    (low, begun), (kept, high) = ((*some, None, None)[:2] for some in (start, end))
    return Bounds(low, begun, kept, high)


@given(bounds(), st.dates(date(2000, 1, 1), date(2019, 12, 31)))
def test_solid_is_drawn_on_exactly_the_certain_days(some: Bounds, day: date) -> None:
    found = pieces(some, SCALE)
    middle = (SCALE.at(day) + SCALE.after(day)) / 2
    solid = any(piece.form is Form.SOLID and piece.start <= middle <= piece.end for piece in found)
    wide = any(piece.form is Form.SOLID and piece.end - piece.start > 3.1 for piece in found)
    if some.holds_on(day) is Holds.CERTAIN:
        assert solid
    elif wide:
        assert not solid
    assert all(SCALE.left - 2 <= piece.start < piece.end <= SCALE.right + 2 for piece in found)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(found))


# ---- years


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)), st.integers(1, 30_000), st.sampled_from(WIDTHS))
def test_years_and_months_have_room(first: date, days: int, width: int) -> None:
    last = min(first + timedelta(days=days), date(2100, 1, 1))
    scale = Scale(first, last, 10, width - 10)
    found = ticks(scale)
    assert all(scale.left <= x <= scale.right for x, _ in found)
    assert all(other - one > 30 for (one, _), (other, _) in pairwise(found))
    assert len({name for _, name in found}) == len(found)


# ---- the picture

EVIL = "<img src=x onerror=alert(1)> & \"quoted\" 'so' \x00 မြန်မာ"


def pictured(look: Look, *, name: str = EVIL) -> ElementTree.Element:
    bar = Bar(("1", "two words"), name, f"{name}, since 2010", Bounds(A, B, C, D), conflict=True)
    other = Bar(("3",), "x" * 400, "long", Bounds())
    event = Bar(("4",), "9", "an event", Bounds(C, C, C, C), figure=9)
    found = Timeline(
        "it",
        name,
        UNIT,
        (Lane("Lane", "bars", "#3b6ea5", (bar, other), 3), Lane("E", EVENTS, "#8c3a5b", (event,))),
        True,
    )
    return ElementTree.fromstring(as_svg(found, A, D, look))  # noqa: S314 - our own text


@pytest.mark.parametrize("paper", [LIGHT, DARK])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_picture_is_well_formed_and_names_are_text(paper: Any, width: int) -> None:
    root = pictured(Look(paper, width))
    assert not [one for one in root.iter() if one.tag not in {SVG + tag for tag in KNOWN}]
    bars = [one for one in root.iter(f"{SVG}g") if one.get("class") == "bar"]
    assert len(bars) == 3
    told = {json.dumps(json.loads(one.get("data-ids") or "")): one.get("aria-label") for one in bars}
    assert told['["1", "two words"]'] == f"Lane: {EVIL}, since 2010, sources disagree".replace("\x00", "␀")
    right = [float(one.get("x") or 0) for one in root.iter(f"{SVG}text")]
    assert max(right) <= width


KNOWN = ("svg", "defs", "linearGradient", "stop", "rect", "path", "g", "text", "title")


def test_a_saved_picture_has_its_heading_and_says_that_it_is_made_up_and_has_no_buttons() -> None:
    root = pictured(Look(live=False), name="A unit")
    words = [one.text for one in root.iter(f"{SVG}text")]
    assert "A unit" in words and "2010-01-01 to 2018-12-31" in words
    assert any("made up" in str(text) for text in words)
    assert not [one for one in root.iter() if one.get("role") == "button"]


def test_bars_and_labels_of_a_lane_never_lie_on_one_another() -> None:
    days = [date(2010 + number // 4, 1 + number % 4 * 3, 1) for number in range(24)]
    bars = tuple(Bar((str(day),), f"Commander {day}", "w", Bounds(day, day, day, day)) for day in days)
    found = Timeline("it", "It", UNIT, (Lane("L", "bars", "#3b6ea5", bars),))
    root = ElementTree.fromstring(as_svg(found, A, D, Look(width=640)))  # noqa: S314 - our own text
    rows_of: dict[str, list[tuple[float, float]]] = {}
    for one in root.iter(f"{SVG}g"):
        if one.get("class") == "bar":
            text = one.find(f"{SVG}text")
            hit = one.find(f"{SVG}rect[@class='hit']")
            assert text is not None and hit is not None
            x, wide = float(text.get("x") or 0), width_of(text.text or "")
            span = (x - wide, x) if text.get("text-anchor") == "end" else (x, x + wide)
            start = float(hit.get("x") or 0) + 3
            end = start + float(hit.get("width") or 0) - 6
            rows_of.setdefault(str(hit.get("y")), []).append((min(start, span[0]), max(end, span[1])))
    assert len(rows_of) > 1
    for spans in rows_of.values():
        spans.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_a_text_is_cut_to_its_room() -> None:
    assert cut_to("Battalion", 500) == "Battalion"
    short = cut_to("Battalion" * 9, 90)
    assert short.endswith("…") and width_of(short) <= 90
    assert cut_to("Battalion", 3) == ""


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="after"):
        as_svg(Timeline("it", "It", UNIT, ()), D, A)


# ---- rows


def test_the_table_has_every_bar_with_its_four_bounds() -> None:
    found = timeline(course(UNIT, moment(CHAIN.name, "u", Bounds(A, B, C, None))), MODEL)
    (row,) = rows(found)
    assert set(row) == set(FIELDS)
    assert (row["start_earliest"], row["end_latest"]) == ("2010-01-01", None)
    assert rows(found, B)[0]["holds"] == "holds"
    assert rows(found, date(2009, 1, 1))[0]["holds"] == "does not hold"
