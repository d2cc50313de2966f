"""Finding by the keyboard alone, the ways between two, and the patrons: on the demonstration, in a real Chromium."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.connection import Database
from graph.following import compared, read_defectors
from graph.paths import find_ways
from graph.patronage import holding, read_bonds
from ontology.reading import load_model
from tests.browser.conftest import Watched
from views.patronage import compared_told, held_told

BATTALION, NAME = "synthetic-lib-1379", "Light Infantry Battalion 1379"
ONE, OTHER = "synthetic-officer-132", "synthetic-officer-014"
UNIT = "rmc-central"
WINDOW = (date(2021, 2, 1), date(2021, 11, 30))


# ---- search


@pytest.mark.parametrize("text", ["LIB 1379", "LIB ၁၃၇၉", "light infantry batalion 1379"])
def test_the_keyboard_alone_finds_a_unit(app: Watched, text: str) -> None:
    page = app.open("command")
    page.get_by_label("Find a unit or a person").focus()
    page.keyboard.insert_text(text)
    option = page.get_by_role("option").first
    expect(option).to_contain_text(NAME, timeout=30_000)
    # Its echelon and what stands above tell it from namesakes.
    expect(option).to_contain_text("Battalion")
    expect(option).to_contain_text("Command")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(BATTALION), timeout=30_000)
    expect(page.get_by_role("heading", name=NAME).first).to_be_visible(timeout=30_000)


def test_escape_closes_the_list_and_then_empties_the_box(app: Watched) -> None:
    page = app.open("paths")
    box = page.get_by_label("From a person or unit")
    box.focus()
    page.keyboard.insert_text("Central Com")
    expect(page.get_by_role("option").first).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")


# ---- paths


def test_two_are_chosen_by_the_keyboard_and_their_ways_are_told(
    app: Watched, demonstration: Database
) -> None:
    found = find_ways(demonstration, load_model(), ONE, OTHER)
    page = app.open("paths")
    for label, text in (("From a person or unit", "Officer 132"), ("To a person or unit", "Officer 014")):
        page.get_by_label(label).focus()
        page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"Synthetic {text} ·").first).to_be_visible(timeout=30_000)
    expect(page.locator("[class*='st-key-paths-way-']")).to_have_count(len(found.ways), timeout=30_000)
    expect(page).to_have_url(re.compile(f"id={ONE}.*to={OTHER}"))
    page.locator("canvas").first.wait_for(timeout=30_000)
    step = page.locator(".st-key-paths-way-1").get_by_role("button").first
    step.focus()
    page.keyboard.press("Enter")
    evidence = page.get_by_test_id("stExpander").filter(has_text="commander (Major)")
    expect(evidence.first).to_be_visible(timeout=30_000)
    expect(page).to_have_url(re.compile("selected="))
    # The link opens the same evidence.
    again = app.open(page.url.split("/", 3)[3])
    expect(again.get_by_test_id("stExpander").filter(has_text="commander (Major)").first).to_be_visible(
        timeout=30_000
    )


def test_no_way_on_a_day_is_said(app: Watched) -> None:
    page = app.open(f"paths?id={ONE}&to={OTHER}&on=1950-01-01&without=intake")
    expect(page.get_by_text("No way between")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Evidence", exact=True)).to_have_count(1)  # the page of that name alone


# ---- patronage


def test_a_patron_has_rings_with_their_evidence(app: Watched) -> None:
    page = app.open(f"patronage?id={OTHER}")
    expect(page.get_by_text("on ring 1")).to_be_visible(timeout=30_000)
    page.locator("canvas").first.wait_for(timeout=30_000)
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    expect(page.get_by_test_id("stExpander").filter(has_text="client of").first).to_be_visible(timeout=30_000)


def test_the_share_of_a_unit_s_commanders_is_told(app: Watched, demonstration: Database) -> None:
    model = load_model()
    held = holding(demonstration, model, read_bonds(demonstration, model), UNIT)
    most = held.patrons[0]
    words = held_told(most, held, most.name, "Central Command and the units under it", "over all time")
    page = app.open(f"patronage?id={most.patron}&part=commanders&unit={UNIT}")
    expect(page.get_by_text(words)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(f"The commanders who belong to {most.name}")).to_be_visible()


def test_defections_are_told_as_an_association(app: Watched, demonstration: Database) -> None:
    model = load_model()
    found = compared(read_bonds(demonstration, model), read_defectors(demonstration, model), OTHER, WINDOW)
    page = app.open(f"patronage?id={OTHER}&part=defections&from={WINDOW[0]}&to={WINDOW[1]}")
    expect(page.get_by_text(compared_told(found, "Synthetic Officer 014", "clients"))).to_be_visible(
        timeout=30_000
    )
    expect(page.get_by_text("An association, and no cause")).to_be_visible()


# ---- small and dark


@pytest.mark.parametrize(
    "path", [f"paths?id={ONE}&to={OTHER}", f"patronage?id={OTHER}", f"patronage?id={OTHER}&part=defections"]
)
def test_they_fit_a_small_screen_in_the_dark(chromium: Browser, address: str, path: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    watched = Watched(context.new_page(), address)
    page = watched.open(path)
    expect(page.get_by_role("heading", level=3).first).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert _wider_than_the_screen(page) == []
    assert not watched.elsewhere()
    context.close()


def _wider_than_the_screen(page: Page) -> list[str]:
    """Buttons and boxes that reach beyond the screen's right side."""
    script = """() => [...document.querySelectorAll("main button, main input, main h3, main canvas")]
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))"""
    found: list[str] = page.evaluate(script)
    return found
