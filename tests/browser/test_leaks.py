"""The page of leaks on the demonstration, held against the measure itself."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from analysis.army import Window
from analysis.leaks import JSON_FIELDS, Leak, Measured, leaks
from graph.army import read_army
from graph.catalog import load_catalog, run
from graph.connection import Database
from ontology.model import Model
from ontology.reading import load_model
from tests.browser.conftest import Watched, downloaded
from views.leaks import in_order, places
from views.printing import Style, printed

ECHELON = "battalion"


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="module")
def measured(demonstration: Database, model: Model) -> Measured:
    army = read_army(demonstration, model)
    window = army.whole()
    assert window is not None
    return leaks(army, window)


@pytest.fixture(scope="module")
def ranked(measured: Measured, model: Model) -> list[Leak]:
    """The ranked battalions in the order of the page."""
    return [leak for leak in lines(measured, model) if leak.shrunk_rate is not None]


def lines(measured: Measured, model: Model, echelon: str = ECHELON) -> list[Leak]:
    return in_order([leak for leak in measured.leaks if leak.echelon == echelon], model)


def address(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def rows(page: Page) -> Locator:
    return page.locator(".leaks").first.locator("tr[data-unit]")


def units(page: Page) -> list[str]:
    rows(page).first.wait_for(timeout=60_000)
    found: list[str] = rows(page).evaluate_all("rows => rows.map(row => row.dataset.unit)")
    return found


def row(page: Page, unit: str) -> Locator:
    return page.locator(f'tr[data-unit="{unit}"]').first


def number(page: Page, unit: str, column: str) -> Locator:
    return row(page, unit).locator(f"td[data-column={column}] button")


def is_chosen(page: Page, unit: str) -> None:
    expect(page).to_have_url(re.compile(rf"unit={re.escape(unit)}(&|$)"), timeout=30_000)
    expect(row(page, unit)).to_have_class("chosen", timeout=30_000)


# ---- the controls and the address


def test_what_is_looked_at_stands_in_the_address(app: Watched, measured: Measured) -> None:
    page = app.open("leaks")
    units(page)
    window = measured.window
    known = {"from": str(window.first), "to": str(window.last), "echelon": ECHELON, "top": "10"}
    assert address(page) == known


def test_a_link_opens_the_same_view(app: Watched, measured: Measured, model: Model) -> None:
    first, last = measured.window.first, measured.window.last.replace(day=15)
    page = app.open(f"leaks?from={first}&to={last}&echelon=division&top=3")
    again = leaks(measured.army, Window(first, last), top=3)
    divisions = [leak for leak in lines(again, model, "division") if leak.shrunk_rate is not None]
    assert units(page) == [leak.unit for leak in divisions][:25]
    expect(page.locator(".leaks th").filter(has_text="Chance of top 3").first).to_be_visible()
    assert address(page)["echelon"] == "division"


def test_a_control_changes_the_address_and_the_table(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    assert units(page) == [leak.unit for leak in ranked[:25]]
    page.get_by_label("Top", exact=True).fill("30")
    page.get_by_label("Top", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("top=30"), timeout=30_000)
    expect(rows(page)).to_have_count(30)


@pytest.mark.parametrize(
    "query", ["from=soon&to=2021-13&top=%C2%B2&echelon=x&region=y&part=z&pattern=q&number=w", "unit=nobody"]
)
def test_an_address_that_was_mistyped_opens_all_the_same(app: Watched, query: str) -> None:
    page = app.open(f"leaks?{query}")
    assert units(page)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def test_a_window_that_ends_before_it_begins_is_said(app: Watched) -> None:
    page = app.open("leaks?from=2021-09-01&to=2021-03-01")
    expect(page.get_by_text("begins on 2021-09-01 and ends before, on 2021-03-01")).to_be_visible()


def test_a_region_chooses_what_is_shown_and_not_what_is_ranked(
    app: Watched, demonstration: Database, model: Model, ranked: Sequence[Leak]
) -> None:
    found = run(demonstration, load_catalog(model)["garrison-regions"], {})
    region = next(line["region"] for line in found if line["unit"] == ranked[0].unit)
    there = {line["unit"] for line in found if line["region"] == region}
    page = app.open(f"leaks?region={region}")
    assert units(page) == [leak.unit for leak in ranked if leak.unit in there][:25]
    words = places(ranked)[str(ranked[0].unit)].split(", ")[0]
    expect(row(page, str(ranked[0].unit)).locator("td.place span")).to_have_text(words)
    expect(page.get_by_text("their ranks are among all of the echelon")).to_be_visible()


# ---- the table


def test_the_table_holds_the_measure(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    for leak in ranked[:5]:
        here = row(page, str(leak.unit))
        expect(here.locator("td.unit button")).to_have_text(str(leak.name))
        expect(number(page, str(leak.unit), "defectors")).to_have_text(f"{leak.defectors:,}")
        expect(number(page, str(leak.unit), "shrunk_rate")).to_have_text(f"{leak.shrunk_rate:,.1f}")
        assert here.locator("svg .thick").count() >= 3


def test_ties_are_called_ties(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    told = places(ranked)
    for leak in ranked[:25]:
        place, _, tied = told[str(leak.unit)].partition(", ")
        expect(row(page, str(leak.unit)).locator("td.place")).to_have_text(place + tied)


def test_more_rows_come_when_asked_for(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    page.get_by_role("button", name="Show 50 more").click()
    expect(rows(page)).to_have_count(75, timeout=30_000)
    assert units(page) == [leak.unit for leak in ranked[:75]]


def test_units_without_a_rate_are_listed_and_the_totals_stand_under_them(
    app: Watched, measured: Measured, model: Model
) -> None:
    page = app.open("leaks")
    units(page)
    rest = [leak for leak in lines(measured, model) if leak.shrunk_rate is None]
    persons = sum(leak.defectors for leak in rest)
    expect(page.get_by_text(f"{len(rest):,} units without a rate, {persons:,} defectors")).to_be_visible()
    expect(page.get_by_text(f"{measured.totals.read:,} events read =")).to_be_visible()
    nowhere = next(leak for leak in measured.leaks if leak.unit is None)
    expect(page.get_by_text(f"No unit can be given for {nowhere.defectors:,} defectors")).to_be_visible()


def test_what_is_made_up_is_said(app: Watched) -> None:
    page = app.open("leaks")
    expect(page.get_by_text("for demonstration are counted here")).to_be_visible()


# ---- choosing a unit


def test_a_click_in_the_table_chooses_the_unit(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    leak = ranked[2]
    row(page, str(leak.unit)).locator("td.unit button").click()
    is_chosen(page, str(leak.unit))
    expect(page.get_by_role("heading", name=str(leak.name))).to_be_visible(timeout=30_000)
    expect(page.get_by_text("What it would take to change its place")).to_be_visible()
    expect(page.get_by_text("Its superiors in the window")).to_be_visible()
    expect(page.get_by_text("Its commanders in the window")).to_be_visible()


@pytest.mark.parametrize(("chart", "mark"), [(0, "point"), (1, "bar")])
def test_a_click_in_a_chart_chooses_the_unit(
    app: Watched, ranked: Sequence[Leak], chart: int, mark: str
) -> None:
    page = app.open("leaks")
    units(page)
    leak = ranked[1]
    picture = page.get_by_test_id("stVegaLiteChart").nth(chart)
    there = picture.locator(f'path[aria-roledescription="{mark}"][aria-label*="Unit: {leak.name};"]').first
    there.wait_for(timeout=30_000)
    there.click()
    is_chosen(page, str(leak.unit))


def test_a_unit_that_is_found_by_name_is_chosen(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    leak = ranked[-1]
    box = page.get_by_label("Find a unit")
    box.fill(str(leak.unit))
    box.press("Enter")
    is_chosen(page, str(leak.unit))
    expect(page.get_by_text("more units come between")).to_be_visible()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page).not_to_have_url(re.compile("unit="), timeout=30_000)


def test_a_unit_of_another_echelon_leads_to_it(app: Watched, measured: Measured) -> None:
    unit = next(leak.unit for leak in measured.leaks if leak.echelon == "division" and leak.shrunk_rate)
    page = app.open(f"leaks?unit={unit}")
    units(page)
    page.get_by_role("button", name="It is of another echelon").click()
    is_chosen(page, str(unit))
    assert address(page)["echelon"] == "division"


def test_a_name_with_markup_is_text(app: Watched) -> None:
    alerts: list[str] = []
    app.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page = app.open("leaks?unit=odd&number=strength")
    expect(page.get_by_role("dialog")).to_contain_text("<img src=x onerror=alert(1)> *Bold*", timeout=60_000)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="<img src=x")).to_be_visible()
    assert not alerts
    assert not any("example.org" in url for url in app.asked)


# ---- what is behind a number


def test_a_number_opens_its_events_and_the_cypher_that_gives_it_again(
    app: Watched, ranked: Sequence[Leak], measured: Measured
) -> None:
    page = app.open("leaks")
    units(page)
    leak = ranked[0]
    number(page, str(leak.unit), "defectors").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{leak.defectors:,} persons", timeout=30_000)
    events = len(measured.counted(str(leak.unit)))
    expect(dialog).to_contain_text(f"{events:,} events counted")
    dialog.get_by_text("The Cypher").click()
    expect(dialog).to_contain_text(f"it gives {leak.defectors:,} defectors in {events:,} events")
    expect(dialog).to_contain_text(f'unit: "{leak.unit}"')
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("number="), timeout=30_000)


def test_a_row_of_events_opens_its_evidence(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open(f"leaks?unit={ranked[0].unit}&number=defectors")
    dialog = page.get_by_role("dialog")
    grid = dialog.get_by_test_id("stDataFrame").first
    grid.wait_for(timeout=60_000)
    page.wait_for_timeout(500)
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    expect(dialog.get_by_test_id("stExpander").filter(has_text="claim").first).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("strength", "figures"),
        ("person_years", "a year has 365.25 days"),
        ("rate", "exact 95 % Poisson interval"),
        ("shrunk_rate", "95 % interval"),
        ("p_top", "from draws of all rates"),
        ("rank", "With a probability of 90 %"),
    ],
)
def test_every_number_says_what_it_is_made_of(
    app: Watched, ranked: Sequence[Leak], column: str, words: str
) -> None:
    page = app.open(f"leaks?unit={ranked[0].unit}&number={column}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words, timeout=60_000)
    expect(dialog.get_by_text("The Cypher").first).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


# ---- the parts


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("months", "may only mean that reports are still to come"),
        ("patterns", "rest on an effective number of"),
        ("patterns&pattern=motives+x+obstacles", "An event may stand in several rows"),
        ("reporting", "The ranking without each publisher"),
    ],
)
def test_the_parts_open_by_their_address(app: Watched, part: str, words: str) -> None:
    page = app.open(f"leaks?part={part}")
    expect(page.get_by_text(words).first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def test_the_patterns_can_be_those_of_the_chosen_unit(
    app: Watched, ranked: Sequence[Leak], measured: Measured
) -> None:
    leak = ranked[0]
    page = app.open(f"leaks?part=patterns&of=unit&unit={leak.unit}")
    events = len(measured.counted(str(leak.unit)))
    expect(page.get_by_text(f"{leak.defectors:,} persons in {events:,} events")).to_be_visible(timeout=60_000)


# ---- files


def saved(page: Page, name: str) -> str:
    return Path(downloaded(page, page.get_by_role("button", name=name)).path()).read_text(encoding="utf-8")


def test_the_csv_is_the_measure(app: Watched, measured: Measured, model: Model) -> None:
    page = app.open("leaks")
    units(page)
    text = saved(page, "Save as CSV")
    wanted = [*lines(measured, model), *(leak for leak in measured.leaks if leak.unit is None)]
    assert text == printed([leak.as_json() for leak in wanted], JSON_FIELDS, Style.CSV)
    assert next(csv.reader(text.splitlines())) == list(JSON_FIELDS)


def test_the_picture_says_what_it_is(app: Watched, ranked: Sequence[Leak]) -> None:
    page = app.open("leaks")
    units(page)
    text = saved(page, "Save a picture")
    assert text.startswith("<svg")
    assert "Made up for demonstration" in text
    assert str(ranked[0].name) in text


def test_a_chart_can_be_saved_as_it_stands(app: Watched) -> None:
    page = app.open("leaks")
    units(page)
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.locator("svg").first.wait_for(timeout=30_000)
    # By keyboard: the button stands above the chart only as long as the mouse rests there and nothing moves.
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download as PNG: Rates")).press("Enter")
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


# ---- light and dark, wide and narrow


def test_the_page_is_as_dark_as_its_reader_wants(chromium: Browser, address: str) -> None:
    context = chromium.new_context(color_scheme="dark", viewport={"width": 1400, "height": 1200})
    watched = Watched(context.new_page(), address)
    page = watched.open("leaks")
    units(page)
    expect(page.locator(".leaks").first).to_have_class("leaks dark")
    bar = page.locator(".leaks svg .thick").first.evaluate("line => getComputedStyle(line).stroke")
    assert bar == "rgb(86, 180, 233)"
    assert not watched.complaints
    context.close()


def test_a_narrow_screen_needs_no_scrolling_sideways(
    chromium: Browser, address: str, ranked: Sequence[Leak]
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    watched = Watched(context.new_page(), address)
    page = watched.open(f"leaks?unit={ranked[0].unit}")
    units(page)
    wide: Any = page.locator(".leaks .scroll").first.evaluate("box => box.scrollWidth - box.clientWidth")
    assert wide <= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    number(page, str(ranked[0].unit), "rate").click()
    expect(page.get_by_role("dialog")).to_be_visible(timeout=30_000)
    assert not watched.complaints
    context.close()
