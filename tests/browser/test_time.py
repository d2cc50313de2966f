"""Time in the app: the slider of the page Command, two days beside one another, and the page Timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.chain import chain
from graph.connection import Database
from graph.course import read_course
from graph.period import period_chain
from ontology.reading import load_model
from tests.browser.conftest import Watched, downloaded
from views.comparing import Mark, compare
from views.pictures import chain_drawing
from views.timeline.lanes import timeline, window

pytestmark = pytest.mark.browser

MODEL = load_model()
UNIT = "synthetic-ib-1175"
OFFICER = "synthetic-officer-002"
CHAIN = str(MODEL.serving("chain").edge)
LONG = 60_000


@pytest.fixture(autouse=True)
def quiet(app: Watched) -> Iterator[None]:
    """No test here may ask another host for anything, or leave an error in the console."""
    yield
    assert app.elsewhere() == set()
    assert app.complaints == []


# ---- the slider of the page Command


class Days:
    """The network of the page with its slider."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.wait_for_function("() => window.orbatlas?.days && window.orbatlas.net.network", timeout=LONG)
        self.slider = page.get_by_role("slider", name="Day")

    def run(self, code: str, value: Any = None) -> Any:
        """What a function of the handle and a value gives."""
        return self.page.evaluate(f"value => ({code})(window.orbatlas, value)", value)

    def there(self, day: str) -> tuple[set[str], dict[str, str]]:
        """What the page shows on a day: the ids of things, and how each tie holds, persons in labels with them."""
        self.run("(h, day) => h.days.go(day)", day)
        things, held = self.run(
            """h => { const { net } = h, seen = [...net.items.values()].filter(i => !i.hidden);
                const people = seen.flatMap(i => i.people.filter(p => p.held !== "no").map(p => [p, i]));
                const there = id => !net.items.get(id).hidden, held = t => t.holds !== "no";
                const ties = [...net.ties.values()].filter(t => held(t) && there(t.edge.from) && there(t.edge.to));
                return [[...seen.map(i => i.node.id), ...people.map(([p]) => p.id)],
                    [...ties.map(t => [t.edge.id, t.holds]), ...people.map(([p]) => [p.edge, p.held])]]; }"""
        )
        return set(things), dict(held)


@pytest.fixture
def mover(demonstration: Database) -> str:
    """A unit whose superior changed for certain, one with few units below it."""
    rows = demonstration.read(
        f"""MATCH (u:Entity)-[r:{CHAIN}]->(a), (u)-[s:{CHAIN}]->(b)
        WHERE a.id < b.id AND r.end_latest < s.start_earliest AND r.end_latest > date('2015-01-01')
        RETURN u.id AS id ORDER BY COUNT {{ (u)<-[:{CHAIN}]-() }}, id LIMIT 1"""
    )
    return str(rows[0]["id"])


def test_a_day_of_the_slider_shows_the_chain_of_that_day(
    app: Watched, demonstration: Database, mover: str
) -> None:
    days = Days(app.open(f"command?id={mover}"))
    before = days.run("h => JSON.stringify(h.net.network.getPositions())")
    steps = days.run("h => h.days.days.steps")
    assert len(steps) > 4
    days.run("h => { h.net.canvas.marked = true; }")
    for day in (steps[0], *steps[:: max(1, len(steps) // 6)], steps[-1]):
        then = chain_drawing([chain(demonstration, MODEL, mover, date.fromisoformat(day))], MODEL)
        things, held = days.there(day)
        assert held == {edge.key: edge.holds.value for edge in then.edges if edge.holds}, day
        assert things == {node.id for node in then.nodes}, day
    assert days.run("h => JSON.stringify(h.net.network.getPositions())") == before, "nothing moves"
    assert days.run("h => h.net.canvas.marked && h.net.canvas.isConnected") is True, "nothing is drawn anew"


def test_the_day_is_in_the_address_and_a_link_opens_it(app: Watched, mover: str) -> None:
    page = app.open(f"command?id={mover}")
    days = Days(page)
    days.run("h => { h.net.canvas.marked = true; }")
    days.slider.focus()
    page.keyboard.press("PageDown")
    words = days.slider.get_attribute("aria-valuetext")
    expect(page).to_have_url(re.compile(r"[?&]on=\d{4}-\d\d-\d\d"), timeout=LONG)
    app.settle()
    assert days.run("h => h.net.canvas.marked && h.net.canvas.isConnected") is True
    expect(days.slider).to_have_attribute("aria-valuetext", str(words))
    again = Days(app.open(page.url.removeprefix(app.address).lstrip("/")))
    expect(again.slider).to_have_attribute("aria-valuetext", str(words), timeout=LONG)


def test_play_walks_and_pauses(app: Watched, mover: str) -> None:
    page = app.open(f"command?id={mover}")
    days = Days(page)
    first = days.run("h => h.days.days.from")
    days.run("(h, day) => h.days.go(day)", first)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("first => window.orbatlas.days.days.on > first", arg=first, timeout=LONG)
    page.get_by_role("button", name="Pause").click()
    on = days.run("h => h.days.days.on")
    page.wait_for_timeout(900)
    assert days.run("h => h.days.days.on") == on


def test_two_days_are_compared_in_the_drawing_as_a_list_and_as_a_table(
    app: Watched, demonstration: Database, mover: str
) -> None:
    page = app.open(f"command?id={mover}")
    days = Days(page)
    first, last = days.run("h => [h.days.days.from, h.days.days.to]")
    days.run("(h, day) => h.days.go(day)", first)
    page.get_by_label("Compare with").check()
    page.get_by_label("The other day").fill(last)
    expect(page).to_have_url(re.compile("against="), timeout=LONG)
    (found,) = period_chain(
        demonstration, MODEL, [mover], date.fromisoformat(first), date.fromisoformat(last)
    )
    drawing = replace(
        chain_drawing([found], MODEL), period=(date.fromisoformat(first), date.fromisoformat(last))
    )
    told = compare(drawing, MODEL, date.fromisoformat(first), date.fromisoformat(last))
    moved = next(
        change for change in told.of(Mark.CHANGED) if CHAIN in change.id and change.id.startswith(mover)
    )
    expect(page.get_by_role("region", name="What changed")).to_contain_text(moved.words)
    assert {"came", "went"} <= set(days.run("h => [...h.net.ties.values()].map(t => t.mark)"))
    button = page.get_by_role("button", name="Save the changes (CSV)")
    expect(button).to_be_visible(timeout=LONG)
    assert moved.words in Path(downloaded(page, button).path()).read_text("utf-8")


# ---- the timeline


def bars(page: Page) -> Any:
    page.wait_for_selector(".picture .bar", timeout=LONG)
    return page.locator(".picture .bar")


def address(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("id", [UNIT, OFFICER])
def test_every_dated_fact_stands_on_the_timeline(app: Watched, demonstration: Database, id: str) -> None:
    page = app.open(f"timeline?id={id}&from=1950-01-01&to=2030-01-01")
    found = timeline(read_course(demonstration, MODEL, id), MODEL)
    expect(bars(page)).to_have_count(sum(len(lane.bars) for lane in found.lanes))
    titles = page.locator(".picture svg > g > text").all_text_contents()
    assert titles[: len(found.lanes)] == [lane.title for lane in found.lanes]


def test_a_bar_opens_its_evidence_and_the_link_opens_it_again(app: Watched) -> None:
    page = app.open(f"timeline?id={UNIT}")
    commander = bars(page).filter(has_text="Synthetic Officer 289")
    commander.click()
    expect(page.get_by_text(re.compile("Synthetic Officer 289: ")).first).to_be_visible(timeout=LONG)
    page.wait_for_url("**selected=**", timeout=LONG)
    (fact,) = address(page)["selected"]
    expect(page.get_by_text("“").first).to_be_visible(timeout=LONG)
    again = app.open(page.url.removeprefix(app.address).lstrip("/"))
    expect(bars(again).locator("xpath=self::*[@aria-pressed='true']")).to_have_count(1)
    expect(again.get_by_text(re.compile("Synthetic Officer 289: ")).first).to_be_visible(timeout=LONG)
    bars(again).filter(has_text="Synthetic Officer 289").click()
    expect(again).not_to_have_url(re.compile("selected="), timeout=LONG)
    assert fact


def test_the_keyboard_alone_walks_the_bars_and_opens_them(app: Watched) -> None:
    page = app.open(f"timeline?id={UNIT}")
    first = bars(page).first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    focused = page.locator(".bar:focus")
    words = focused.get_attribute("aria-label")
    page.keyboard.press("Enter")
    page.wait_for_url("**selected=**", timeout=LONG)
    assert words is not None and ": " in words
    expect(page.get_by_text("For (1)").first).to_be_visible(timeout=LONG)


def test_the_same_stands_in_a_table_that_opens_evidence_too(app: Watched, demonstration: Database) -> None:
    page = app.open(f"timeline?id={UNIT}")
    bars(page)
    page.get_by_text("The same as a table").click()
    table = page.get_by_role("table", name="What stands on the timeline")
    found = timeline(read_course(demonstration, MODEL, UNIT), MODEL)
    expect(table.get_by_role("row")).to_have_count(1 + sum(len(lane.bars) for lane in found.lanes))
    table.get_by_role("button", name=re.compile("garrisoned at")).first.click()
    page.wait_for_url("**selected=**", timeout=LONG)


def test_the_window_stands_in_the_address(app: Watched, demonstration: Database) -> None:
    found = timeline(read_course(demonstration, MODEL, UNIT), MODEL)
    whole = window(found)
    assert whole is not None
    page = app.open(f"timeline?id={UNIT}&from=2021-05-01&to=2021-06-30&on=2021-06-01")
    expect(page.get_by_text("Jun 2021")).to_be_visible(timeout=LONG)
    assert bars(page).count() < sum(len(lane.bars) for lane in found.lanes)
    expect(page.locator(".picture").get_by_text("2021-06-01")).to_be_visible()
    assert address(page)["from"] == ["2021-05-01"]
    other = app.open(f"timeline?id={UNIT}")
    bars(other)
    assert "from" not in address(other)


def test_the_picture_is_saved_as_svg(app: Watched, tmp_path: Path) -> None:
    page = app.open(f"timeline?id={UNIT}")
    bars(page)
    page.get_by_role("button", name="Save").click()
    saved = downloaded(page, page.get_by_role("button", name="Picture (SVG)"))
    file = tmp_path / "saved.svg"
    saved.save_as(file)
    assert saved.suggested_filename == f"timeline-{UNIT}.svg"
    root = ElementTree.fromstring(file.read_text("utf-8"))  # noqa: S314 - our own picture
    words = [text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Infantry Battalion 1175 (synthetic)" in words
    assert any("made up" in word for word in words)


def test_markup_in_a_name_stays_text(app: Watched) -> None:
    alerts: list[str] = []
    app.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page = app.open("timeline?id=odd")
    expect(page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible(timeout=LONG)
    assert page.locator("img[src=x]").count() == 0
    assert not alerts


def test_a_narrow_dark_screen_shows_it_whole(chromium: Browser, app: Watched) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    watched = Watched(context.new_page(), app.address)
    page = watched.open(f"timeline?id={UNIT}")
    bars(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    picture = page.locator(".picture svg")
    box = picture.bounding_box()
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert picture.locator("rect").first.get_attribute("fill") == "#12161c"
    assert watched.complaints == []
    context.close()
