"""The page Map on the demonstration: what is drawn, chosen, sent as a link, and never asked for."""

from __future__ import annotations

import csv
import io
import json
import re
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from graph.connection import Database
from graph.places import read_ground
from ontology.reading import load_model
from tests.browser.conftest import Watched, downloaded, started
from views.map.counting import Days, count
from views.serve import end

TOWN, OTHER, NAME = "MMR010028701", "MMR006001701", "Meiktila"
WINDOW = "from=2021-02-01&to=2021-11-30"


def mark(page: Page, place: str) -> Locator:
    return page.locator(f'.mark[data-place="{place}"]')


def days(text: str) -> Days:
    first, last = (date.fromisoformat(part.split("=")[1]) for part in text.split("&"))
    return Days(first, last)


def test_every_place_is_drawn_or_listed(app: Watched, demonstration: Database) -> None:
    ground = read_ground(demonstration, load_model())
    counted = count(ground, days(WINDOW), by_garrison=False)
    page = app.open(f"map?{WINDOW}")
    mark(page, TOWN).wait_for()
    assert page.locator(".mark").count() == len(counted.sites)
    expect(page.get_by_text(f"{len(counted.nowhere)} events have no place")).to_be_visible()
    site = counted.sites[TOWN]
    words = mark(page, TOWN).get_attribute("aria-label") or ""
    assert words.startswith(f"{NAME}: {site.certain} units garrisoned, possibly {site.possible}")
    assert f"{site.persons} defectors" in words
    expect(page.locator(".land path.country")).not_to_have_count(0)
    expect(page.locator(".legend")).to_contain_text("coarse")


def test_a_chosen_place_chooses_its_units_and_the_link_does_too(
    app: Watched, demonstration: Database
) -> None:
    site = count(read_ground(demonstration, load_model()), days(WINDOW), by_garrison=False).sites[TOWN]
    page = app.open(f"map?{WINDOW}")
    mark(page, TOWN).click()
    expect(page.get_by_role("heading", name=NAME).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text(f"Units ({len(site.based)})")).to_be_visible()
    expect(page).to_have_url(re.compile(f"places={TOWN}"))
    expect(page.get_by_text("all its evidence").first).to_be_visible()
    mark(page, OTHER).click(modifiers=["Shift"])
    expect(page).to_have_url(re.compile(f"places={TOWN}(%3B|;){OTHER}"), timeout=30_000)
    address = page.url.split("/", 3)[3]
    again = app.open(address)
    expect(mark(again, TOWN)).to_have_attribute("aria-pressed", "true")
    expect(mark(again, OTHER)).to_have_attribute("aria-pressed", "true")
    again.get_by_text("Show all places").click()
    expect(again.get_by_role("heading", name="All places")).to_be_visible(timeout=30_000)


def test_the_keyboard_alone_walks_and_chooses(app: Watched) -> None:
    page = app.open(f"map?{WINDOW}")
    mark(page, TOWN).wait_for()
    assert page.locator('.mark[tabindex="0"]').count() == 1
    page.locator('.mark[tabindex="0"]').focus()
    seen = set()
    for way in ("ArrowUp", "ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight"):
        page.keyboard.press(way)
        seen.add(page.locator(".mark:focus").get_attribute("data-place"))
    assert len(seen) >= 3
    chosen = page.locator(".mark:focus").get_attribute("data-place")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"places={chosen}"), timeout=30_000)
    expect(page.locator(".mark:focus")).to_have_attribute("data-place", str(chosen))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("places="), timeout=30_000)


def where(page: Page, place: str) -> tuple[float, float]:
    box = mark(page, place).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_it_is_moved_and_zoomed_without_a_run(app: Watched) -> None:
    page = app.open(f"map?{WINDOW}")
    mark(page, TOWN).wait_for()
    page.locator(".frame").scroll_into_view_if_needed()
    one, two = where(page, TOWN), where(page, OTHER)
    page.get_by_label("Zoom in").click()
    near = [where(page, place) for place in (TOWN, OTHER)]
    assert near[1][1] - near[0][1] == pytest.approx(1.5 * (two[1] - one[1]), rel=0.02)
    frame = page.locator(".frame svg").first.bounding_box()
    assert frame is not None
    corner = (frame["x"] + 30, frame["y"] + frame["height"] - 30)
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(corner[0] + 60, corner[1] - 40, steps=5)
    page.mouse.up()
    moved = where(page, TOWN)
    assert (moved[0] - near[0][0], moved[1] - near[0][1]) == pytest.approx((60, -40), abs=2)
    page.get_by_label("Show all").click()
    assert where(page, TOWN) == pytest.approx(one, abs=2)
    expect(page).not_to_have_url(re.compile("places="))


def test_events_without_a_place_can_stand_with_their_unit(app: Watched) -> None:
    page = app.open(f"map?{WINDOW}&lend=yes&size=defectors")
    expect(page.get_by_text("867 events of")).to_be_visible()
    mark(page, TOWN).hover()
    expect(page.locator(".tip")).to_contain_text("of them placed by the garrison of the unit")
    file = downloaded(page, page.get_by_role("button", name="Save as CSV")).path()
    rows = list(csv.DictReader(io.StringIO(Path(file).read_text(encoding="utf-8"))))
    assert sum(int(row["events"]) for row in rows) == 867
    assert {"place", "coarse", "units_possible", "rate_low"} <= set(rows[0])


def test_a_single_day_has_no_rate(app: Watched) -> None:
    page = app.open("map?on=2021-06-01")
    expect(page.get_by_text("on 2021-06-01", exact=False).first).to_be_visible()
    mark(page, TOWN).wait_for()
    expect(page.locator(".legend")).not_to_contain_text("person-years")


def test_it_fits_a_small_screen_in_the_dark(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    watched = Watched(context.new_page(), address)
    page = watched.open(f"map?{WINDOW}")
    mark(page, TOWN).wait_for()
    frame = page.locator(".frame").first.bounding_box()
    assert frame is not None
    assert frame["x"] >= 0
    assert frame["x"] + frame["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    colour = page.locator(".frame").first.evaluate("one => getComputedStyle(one).backgroundColor")
    assert colour == "rgb(13, 17, 23)"
    assert not watched.elsewhere()
    context.close()


# ---- with settings of the user's own


class Tile(BaseHTTPRequestHandler):
    """Gives a tile for every address, and notes it."""

    def __init__(self, asked: list[str], *rest: object) -> None:
        self.asked = asked
        super().__init__(*rest)  # type: ignore[arg-type]  # what http.server hands on

    def do_GET(self) -> None:
        self.asked.append(self.path)
        rect = b'<rect width="256" height="256" fill="green"/>'
        picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256">' + rect + b"</svg>"
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(picture)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture
def tiles() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Tile, asked))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}", asked
    server.shutdown()
    server.server_close()


def test_outlines_and_tiles_are_the_user_s_own_choice(
    chromium: Browser,
    demonstration: Database,
    environment: Mapping[str, str],
    tiles: tuple[str, list[str]],
    tmp_path: Path,
) -> None:
    address, asked = tiles
    ring = [[95.0, 20.0], [97.0, 20.0], [97.0, 22.0], [95.0, 22.0], [95.0, 20.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    file = tmp_path / "regions.json"
    feature = {"type": "Feature", "properties": {"name": "Mine", "pcode": "MMR010"}, "geometry": shape}
    file.write_text(json.dumps(feature), encoding="utf-8")
    own = {
        **environment,
        "ORBATLAS_OUTLINES": str(file),
        "ORBATLAS_TILES": address,
        "ORBATLAS_TILES_CREDIT": "Us",
    }
    process, at = started(own, tmp_path / "app.log")
    try:
        watched = Watched(chromium.new_page(), at)
        page = watched.open(f"map?{WINDOW}")
        mark(page, TOWN).wait_for()
        expect(page.locator(".land path.region")).to_have_count(1)
        expect(page.locator(".ground image").first).to_be_attached()
        expect(page.locator(".legend")).to_contain_text("Ground: Us")
        page.wait_for_timeout(500)
        assert asked
        assert all(re.fullmatch(r"/\d+/\d+/\d+", path) for path in asked)
        file.write_text("{}", encoding="utf-8")
        page.reload()
        watched.settle()
        expect(page.get_by_text("regions.json gives no outlines")).to_be_visible(timeout=30_000)
    finally:
        end(process)
