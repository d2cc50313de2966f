"""The day logic of the page is that of Python: what holds on a day, what is there, what changed between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from ontology.reading import load_model
from ontology.time import Bounds, Holds
from views.comparing import Comparison, Mark, compare
from views.html import Page as Paper
from views.html import draw
from views.network import Drawing, Edge, Node, Spell, make_drawing

pytestmark = pytest.mark.browser

MODEL = load_model()
CHAIN, COMMAND = str(MODEL.serving("chain").edge), str(MODEL.serving("command").edge)
FIRST, LAST = date(2015, 1, 1), date(2021, 12, 31)


@pytest.fixture(scope="module")
def plain(chromium: Browser) -> Iterator[Page]:
    """An empty page with nothing but the rule of what holds."""
    page = chromium.new_page()
    page.evaluate(
        "code => { window.holds = new Function(code + '; return orbatlasHolds;')(); }",
        files("views").joinpath("parts", "holds.js").read_text("utf-8"),
    )
    yield page
    page.close()


def days(first: date = date(2015, 1, 1), last: date = date(2015, 2, 10)) -> st.SearchStrategy[date]:
    """Few days, so that they often meet."""
    return st.dates(first, last)


BOUNDS = st.builds(Bounds, *([st.none() | days()] * 4))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(BOUNDS, days()), min_size=20, max_size=40))
def test_what_holds_on_a_day_is_what_python_says(plain: Page, asked: list[tuple[Bounds, date]]) -> None:
    told = [[*(iso(one) for one in bounds.as_dict().values()), iso(day)] for bounds, day in asked]
    found = plain.evaluate(
        "rows => rows.map(([se, sl, ee, el, day]) => holds({ se, sl, ee, el }, day))", told
    )
    assert found == [bounds.holds_on(day).value for bounds, day in asked]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


# ---- what is there, and what changed

UNITS, PEOPLE = tuple("abcdef"), tuple("uvwxyz")


@st.composite
def drawings(chosen: st.DrawFn) -> Drawing:
    """Small chains of command with commanders, superiors and ranks that change."""
    inside = days(FIRST, LAST)
    bounds = st.builds(
        lambda start, end, unsure: _bounds(min(start, end), max(start, end), unsure),
        inside,
        inside,
        st.integers(0, 3),
    )
    spell = st.tuples(bounds, st.sampled_from(("as colonel", "as general")))
    pairs = [(one, other, CHAIN) for one in UNITS for other in UNITS if one > other]
    pairs += [(one, unit, COMMAND) for one in PEOPLE for unit in UNITS]
    ties = chosen(
        st.lists(st.tuples(st.sampled_from(pairs), st.lists(spell, min_size=1, max_size=3)), max_size=14)
    )
    edges = [
        Edge(source, target, edge, spells=tuple(_spell(number, at, one) for at, one in enumerate(spells)))
        for number, ((source, target, edge), spells) in enumerate(ties)
    ]
    lives = {id: chosen(bounds) for id in chosen(st.sets(st.sampled_from(UNITS), max_size=2))}
    focus = chosen(st.sampled_from(("a", "b", "")))
    nodes = [
        *(Node(id, f"Unit {id}", "Unit", focus=id == focus, bounds=lives.get(id, Bounds())) for id in UNITS),
        *(Node(id, f"Person {id}", "Person") for id in PEOPLE),
    ]
    return make_drawing("Made for a test", nodes, edges, period=(FIRST, LAST))


def _bounds(start: date, end: date, unsure: int) -> Bounds:
    rough = timedelta(days=200)
    if unsure == 0:
        return Bounds(start, start, end, end)
    if unsure == 1:
        return Bounds(None, start, end, None)
    return Bounds(start - rough, start, end, end + rough) if unsure == 2 else Bounds(start, None, None, end)


def _spell(edge: int, number: int, told: tuple[Bounds, str]) -> Spell:
    return Spell(f"fact-{edge}-{number}", told[0], told[1])


SEEN = """([first, last]) => {
  const { before, after, found } = orbatlasChanges(window.orbatlas.net, first, last);
  const told = ({ things, held }) => [[...things].sort(), [...held].sort()];
  return [told(before), told(after), found.map(one => [one.mark, one.id, one.words])];
}"""


def told(found: Comparison) -> list[Any]:
    """The same in Python."""
    sides = [
        [sorted(side.things), sorted([key, held.value] for key, held in side.held.items())]
        for side in (found.before, found.after)
    ]
    return [*sides, [[one.mark.value, one.id, one.words] for one in found.changes]]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawings(),
    st.sampled_from(("labels", "nodes")),
    st.lists(st.tuples(days(FIRST, LAST), days(FIRST, LAST)), min_size=4, max_size=4),
)
def test_the_list_of_changes_is_that_of_python(
    saved: Page,
    tmp_path_factory: pytest.TempPathFactory,
    drawing: Drawing,
    persons: str,
    asked: list[tuple[date, date]],
) -> None:
    file = tmp_path_factory.getbasetemp() / "changes.html"
    draw(drawing, MODEL, file, Paper(persons=persons))
    saved.goto(file.as_uri())
    for one, other in asked:
        first, last = sorted((one, other))
        assert saved.evaluate(SEEN, [first.isoformat(), last.isoformat()]) == told(
            compare(drawing, MODEL, one, other)
        )


@pytest.fixture(scope="module")
def saved(chromium: Browser) -> Iterator[Page]:
    """A page for saved drawings that asks for nothing from outside and has no network to ask on."""
    context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
    assert not wrong


# ---- the slider of a saved page


def army() -> Drawing:
    """A brigade that changes its commander and loses a battalion to another."""
    turn = date(2018, 3, 1)
    early, late = _bounds(FIRST, turn, 0), _bounds(turn + timedelta(days=1), LAST, 0)
    names = {"top": "Command", "a": "1 Brigade", "b": "2 Brigade", "x": "10 Battalion"}
    nodes = [Node(id, name, "Unit", focus=id == "top") for id, name in names.items()]
    nodes += [Node("old", "Old Commander", "Person"), Node("new", "New Commander", "Person")]
    always = _bounds(FIRST, LAST, 0)
    ties = [
        ("a", "top", CHAIN, always),
        ("b", "top", CHAIN, always),
        ("x", "a", CHAIN, early),
        ("x", "b", CHAIN, late),
    ]
    ties += [("old", "a", COMMAND, early), ("new", "a", COMMAND, late)]
    edges = [Edge(s, t, edge, spells=(Spell(f"{s}{t}", bounds, "so"),)) for s, t, edge, bounds in ties]
    return make_drawing("Two brigades", nodes, edges, on=FIRST, period=(FIRST, LAST))


@pytest.fixture
def slider(saved: Page, tmp_path: Path) -> Page:
    file = tmp_path / "slider.html"
    draw(army(), MODEL, file, Paper(persons="labels"))
    saved.goto(file.as_uri())
    return saved


TIES = "() => [...window.orbatlas.net.ties.values()].filter(t => t.holds !== 'no').map(t => t.edge.id).sort()"
BOSS = "() => window.orbatlas.net.items.get('a').people.filter(p => p.held !== 'no').map(p => p.name)"


def test_a_saved_page_walks_through_its_days_without_a_network(slider: Page) -> None:
    before = slider.evaluate("() => JSON.stringify(window.orbatlas.net.network.getPositions())")
    canvas = slider.evaluate("() => { window.orbatlas.net.canvas.querySelector('canvas').marked = 1; }")
    assert canvas is None
    assert slider.evaluate(BOSS) == ["Old Commander"]
    assert f"x {CHAIN} a" in slider.evaluate(TIES)
    slider.get_by_role("button", name="Next change").click()
    expect(slider.get_by_role("slider", name="Day")).to_have_attribute("aria-valuetext", "2 March 2018")
    assert slider.evaluate(BOSS) == ["New Commander"]
    assert f"x {CHAIN} b" in slider.evaluate(TIES) and f"x {CHAIN} a" not in slider.evaluate(TIES)
    changed = slider.get_by_role("region", name="What changed")
    expect(changed).to_contain_text("10 Battalion answers to 2 Brigade, before 1 Brigade")
    expect(changed).to_contain_text("New Commander commands 1 Brigade, before Old Commander")
    expect(slider.locator("output")).to_contain_text("2 March 2018: 5 things, 4 ties, 4 certain")
    assert slider.evaluate("() => JSON.stringify(window.orbatlas.net.network.getPositions())") == before
    assert slider.evaluate("() => window.orbatlas.net.canvas.querySelector('canvas').marked") == 1


def test_the_slider_goes_by_keyboard_alone(slider: Page) -> None:
    handle = slider.get_by_role("slider", name="Day")
    handle.focus()
    slider.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuetext", "2 January 2015")
    slider.keyboard.press("PageUp")
    expect(handle).to_have_attribute("aria-valuetext", "2 March 2018")
    slider.keyboard.press("Home")
    expect(handle).to_have_attribute("aria-valuetext", "1 January 2015")
    slider.keyboard.press("PageDown")
    expect(handle).to_have_attribute("aria-valuetext", "1 January 2015")
    slider.keyboard.press("Tab")
    slider.keyboard.press("Enter")
    expect(handle).to_have_attribute("aria-valuetext", "2 March 2018")


def test_play_goes_to_the_end_and_stops(slider: Page) -> None:
    slider.get_by_role("button", name="Play").click()
    expect(slider.get_by_role("button", name="Pause")).to_be_visible()
    handle = slider.get_by_role("slider", name="Day")
    expect(handle).to_have_attribute("aria-valuetext", "31 December 2021", timeout=10_000)
    expect(slider.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_two_days_are_compared_with_signs_and_words(slider: Page) -> None:
    slider.get_by_label("Compare with").check()
    slider.get_by_label("The other day").fill("2020-01-01")
    marks = slider.evaluate("() => [...window.orbatlas.net.ties.values()].map(t => t.mark).sort()")
    assert marks == ["", "", "came", "went"]
    signs = slider.locator(".changes .changed .sign").all_text_contents()
    assert signs == ["Δ", "Δ"]
    expect(slider.locator("output")).to_contain_text("1 January 2015: 5 things")
    expect(slider.locator("output")).to_contain_text("1 January 2020: 5 things")
    slider.get_by_role("button", name="10 Battalion answers to 2 Brigade, before 1 Brigade").click()
    assert slider.evaluate("() => window.orbatlas.net.network.getSelectedEdges()") == [f"x {CHAIN} b"]
    slider.get_by_label("Compare with").uncheck()
    assert set(slider.evaluate("() => [...window.orbatlas.net.ties.values()].map(t => t.mark)")) == {""}


def test_the_marks_of_python_and_the_page_are_the_same() -> None:
    code = files("views").joinpath("parts", "day_changes.js").read_text("utf-8")
    assert all(f'["{mark.value}", "' in code for mark in Mark)
    assert {held.value for held in Holds} == {"certain", "possible", "no"}
