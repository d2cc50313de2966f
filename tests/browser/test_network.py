"""The network that answers back: what a reader does in it reaches Python, and a rerun leaves it standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.connection import Database
from graph.neighbours import kinds_of, shares
from ontology.reading import load_model
from tests.browser.conftest import Watched

pytestmark = pytest.mark.browser

UNIT = "synthetic-ib-1058"
DAY = "2021-06-01"
HEADING = "Infantry Battalion 1058 (synthetic)"
CHAIN = f"command?id={UNIT}&on={DAY}"


class Net:
    """The network of a page: what it shows and what can be done in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.wait_for_function("() => window.orbatlas?.net.network", timeout=60_000)
        self.canvas = page.get_by_role("application").first
        page.wait_for_timeout(300)

    def run(self, code: str, value: Any = None) -> Any:
        """What a function of the handle and a value gives."""
        return self.page.evaluate(f"value => ({code})(window.orbatlas, value)", value)

    def ids(self) -> set[str]:
        return set(self.run("h => [...h.net.items.values()].filter(i => !i.hidden).map(i => i.node.id)"))

    def places(self) -> dict[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = self.run("h => h.net.network.getPositions()")
        return found

    def at(self, id: str) -> dict[str, float]:
        """Where a thing is on the screen."""
        self.canvas.scroll_into_view_if_needed()
        place = self.run("(h, id) => h.net.network.canvasToDOM(h.net.network.getPosition(id))", id)
        box = self.canvas.bounding_box()
        assert box is not None
        return {"x": box["x"] + place["x"], "y": box["y"] + place["y"]}

    def click(self, id: str) -> None:
        place = self.at(id)
        self.page.mouse.click(place["x"], place["y"])

    def do(self, name: str) -> None:
        """Press one of the network's own buttons."""
        self.page.locator(f"[data-do={name}]").first.click()

    def double_click(self, id: str) -> None:
        place = self.at(id)
        self.page.mouse.dblclick(place["x"], place["y"])


@pytest.fixture
def net(app: Watched) -> Net:
    return Net(app.open(CHAIN))


@pytest.fixture(autouse=True)
def quiet(app: Watched) -> Iterator[None]:
    """No test here may ask another host for anything, or leave an error in the console."""
    yield
    assert app.elsewhere() == set()
    assert app.complaints == []


def test_a_click_reaches_python_and_the_rerun_leaves_the_network_standing(app: Watched, net: Net) -> None:
    net.run("h => { h.net.canvas.marked = true; h.net.network.moveTo({ scale: 0.5 }); }")
    before = net.places()
    net.click("central-command" if "central-command" in before else UNIT)
    expect(app.page.get_by_text("all its evidence").first).to_be_visible(timeout=30_000)
    app.settle()
    assert net.run("h => h.net.canvas.marked && h.net.canvas.isConnected") is True
    assert net.run("h => h.net.network.getScale()") == pytest.approx(0.5)
    assert net.places() == before


def test_a_double_click_expands_and_nothing_moves(app: Watched, net: Net, demonstration: Database) -> None:
    before, there = net.places(), net.ids()
    kinds = kinds_of(demonstration, load_model(), UNIT, None)
    assert sum(shares(kinds).values()) > 0
    net.run("h => { h.net.canvas.marked = true; }")
    net.double_click(UNIT)
    app.page.wait_for_function("n => window.orbatlas.net.items.size > n", arg=len(there), timeout=30_000)
    app.settle()
    after = net.places()
    assert {id: after[id] for id in before} == before
    assert net.run("h => h.net.canvas.marked") is True
    expect(app.page).to_have_url(re.compile(f"open={UNIT}"), timeout=30_000)
    assert not _crowded(after)

    net.do("collapse")
    app.page.wait_for_function("n => window.orbatlas.net.items.size === n", arg=len(there), timeout=30_000)
    assert net.ids() == there
    expect(app.page).not_to_have_url(re.compile("open="), timeout=30_000)
    net.do("undo")
    app.page.wait_for_function("n => window.orbatlas.net.items.size > n", arg=len(there), timeout=30_000)


def _crowded(places: dict[str, dict[str, float]]) -> list[tuple[str, str]]:
    """The pairs that stand on one another."""
    found = sorted(places.items())
    return [
        (one, other)
        for number, (one, a) in enumerate(found)
        for other, b in found[number + 1 :]
        if abs(a["x"] - b["x"]) < 100 and abs(a["y"] - b["y"]) < 40
    ]


def test_what_is_many_comes_fifty_at_a_time(app: Watched, demonstration: Database) -> None:
    rows = demonstration.read(
        "MATCH (p:Place)--(o:Entity) WITH p, count(DISTINCT o) AS n WHERE n > 60"
        " RETURN p.id AS id, n ORDER BY n, id LIMIT 1"
    )
    id, total = rows[0]["id"], rows[0]["n"]
    net = Net(app.open(f"ask?cypher=MATCH (p:Place {{id: '{id}'}})-[r]-(o) RETURN p, r, o LIMIT 1"))
    before = len(net.ids())
    net.double_click(id)
    app.page.wait_for_function("n => window.orbatlas.net.items.size > n", arg=before, timeout=30_000)
    app.settle()
    assert before < len(net.ids()) <= before + 50
    more = app.page.locator("[data-do=more]").first
    expect(more).to_have_text(re.compile(r"\d+, and \d+ more"))
    shown = len(net.ids())
    more.click()
    app.page.wait_for_function("n => window.orbatlas.net.items.size > n", arg=shown, timeout=30_000)
    assert len(net.ids()) <= shown + 50 <= total + 101


def test_hide_pin_focus_and_undo(app: Watched, net: Net) -> None:
    there = net.ids()
    net.click(UNIT)
    net.do("hide")
    assert net.ids() == there - {UNIT}
    net.do("unhide")
    assert net.ids() == there
    net.do("undo")
    assert net.ids() == there - {UNIT}
    net.do("undo")
    net.click(UNIT)
    net.do("pin")
    start = net.places()[UNIT]
    place = net.at(UNIT)
    app.page.mouse.move(place["x"], place["y"])
    app.page.mouse.down()
    app.page.mouse.move(place["x"] + 60, place["y"] + 5, steps=4)
    app.page.mouse.up()
    assert net.places()[UNIT] == start, "what is pinned cannot be dragged"
    net.do("undo")
    net.do("focus")
    dim = net.run("h => [...h.net.items.values()].filter(i => i.dim).length")
    assert 0 < dim < len(there)
    net.run("h => h.undo()")
    assert net.run("h => [...h.net.items.values()].filter(i => i.dim).length") == 0


def test_a_thing_is_dragged_and_put_back(app: Watched, net: Net) -> None:
    start, place = net.places(), net.at(UNIT)
    app.page.mouse.move(place["x"], place["y"])
    app.page.mouse.down()
    app.page.mouse.move(place["x"] + 80, place["y"] + 10, steps=5)
    app.page.mouse.up()
    moved = net.places()
    assert moved[UNIT]["x"] > start[UNIT]["x"] + 20
    assert {id: at for id, at in moved.items() if id != UNIT} == {
        id: at for id, at in start.items() if id != UNIT
    }
    net.do("undo")
    assert net.places() == start


def test_the_keyboard_alone_is_enough(app: Watched, net: Net) -> None:
    net.canvas.focus()
    app.page.keyboard.press("ArrowDown")
    assert net.run("h => h.net.network.getSelectedNodes()") == [UNIT]
    app.page.keyboard.press("ArrowUp")
    (above,) = net.run("h => h.net.network.getSelectedNodes()")
    assert net.places()[above]["y"] < net.places()[UNIT]["y"]
    expect(app.page.get_by_text("all its evidence").first).to_be_visible(timeout=30_000)
    app.settle()
    there = len(net.ids())
    net.canvas.focus()
    app.page.keyboard.press("h")
    assert len(net.ids()) == there - 1
    app.page.keyboard.press("u")
    assert len(net.ids()) == there
    app.page.keyboard.press("ArrowDown")
    app.page.keyboard.press("Enter")
    app.page.wait_for_function("n => window.orbatlas.net.items.size > n", arg=there, timeout=30_000)


def test_the_colour_stands_in_the_address(app: Watched, net: Net) -> None:
    app.page.get_by_label("Colour by").select_option("echelon")
    app.page.wait_for_url("**colour=echelon**", timeout=30_000)
    expect(app.page.get_by_label("Legend").get_by_text("Battalion").first).to_be_visible()
    fills = "h => new Set([...h.net.items.values()].map(i => i.shade.fill)).size"
    many = net.run(fills)
    assert many >= 4
    again = Net(app.open(f"{CHAIN}&colour=echelon"))
    assert again.run(fills) == many


def test_the_drawing_is_as_dark_as_the_page(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark")
    watched = Watched(context.new_page(), address)
    page = watched.open(CHAIN)
    net = Net(page)
    colour = "element => getComputedStyle(element).backgroundColor"
    ground = page.locator(".network").first.evaluate(colour)
    assert ground == page.get_by_test_id("stApp").evaluate(colour) == "rgb(18, 22, 28)"
    assert net.run("h => h.net.dark()") is True
    assert watched.complaints == []
    context.close()


def test_a_narrow_screen_shows_it_whole(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    watched = Watched(context.new_page(), address)
    page = watched.open(CHAIN)
    net = Net(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    box = net.canvas.bounding_box()
    assert box is not None and box["width"] > 300
    for id in net.ids():
        place = net.at(id)
        assert box["x"] <= place["x"] <= box["x"] + box["width"]
    context.close()


def test_markup_in_a_name_stays_text(app: Watched) -> None:
    alerts: list[str] = []
    app.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page = app.open("command?id=odd")
    net = Net(page)
    place = net.at("odd")
    page.mouse.move(place["x"], place["y"], steps=3)
    expect(page.locator(".network .tip")).to_contain_text("<img src=x onerror=alert(1)>")
    net.click("odd")
    expect(page.locator(".network .actions")).to_contain_text("<img src=x onerror=alert(1)>")
    svg = net.run("h => h.svg()")
    assert "&lt;img" in svg and "<img" not in svg
    assert net.run("h => h.png()").startswith("data:image/png;base64,")
    assert page.locator(".network img[src=x]").count() == 0
    assert not alerts


def test_the_slider_walks_and_the_link_opens_the_same_day(app: Watched, net: Net) -> None:
    net.run("h => { h.net.canvas.marked = true; }")
    before = net.places()
    slider = app.page.get_by_role("slider", name="Day")
    slider.focus()
    slider.press("PageDown")
    day = net.run("h => h.days.days.on")
    assert day < DAY
    expect(app.page).to_have_url(re.compile(f"on={day}"), timeout=30_000)
    app.settle()
    expect(app.page.get_by_text(re.compile(f"commanders · on {day}"))).to_be_visible(timeout=30_000)
    assert net.run("h => h.net.canvas.marked") is True
    assert net.places() == before
    there, counts = net.ids(), net.run("h => h.counts()")
    again = Net(app.open(app.page.url.rsplit("/", 1)[1]))
    assert again.run("h => h.days.days.on") == day
    assert (again.ids(), again.run("h => h.counts()"), again.places()) == (there, counts, before)


def test_all_time_at_once_and_the_leak_rate_as_colour(app: Watched) -> None:
    net = Net(app.open(f"command?id={UNIT}&when=ever"))
    assert net.run("h => h.net.data.period") is None
    app.page.get_by_label("Colour by").select_option("figure")
    app.page.wait_for_function("() => window.orbatlas.net.data.colour === 'figure'", timeout=60_000)
    expect(app.page.get_by_label("Legend")).to_contain_text("per 1,000 person-years")
    expect(app.page).to_have_url(re.compile("colour=figure"))
    assert any(node["figure"] is not None for node in net.run("h => h.net.data.nodes"))


def test_the_picture_says_who_answers_to_whom(net: Net) -> None:
    svg = net.run("h => h.svg()")
    lines, heads = svg.count("<line "), svg.count("<polygon ")
    assert lines >= 8 and heads >= lines, "each tie has a head at its upper end"
