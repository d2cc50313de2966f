"""The pages on the demonstration, as a person sees them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.chain import chain
from graph.connection import Database
from graph.keeping.state import WORDS, note, write_words
from graph.keeping.words import words_of
from graph.redirecting import merge, unmerge
from ontology.reading import load_model
from tests.browser.conftest import Watched, started
from tests.conftest import free_port
from views.html import draw
from views.pictures import chain_drawing
from views.serve import end

UNIT = "synthetic-ib-1058"
DAY = "2021-06-01"
HEADING = "Infantry Battalion 1058 (synthetic)"


def drawn(page: Page) -> int:
    """How many pixels of the drawing's canvas are not blank."""
    canvas = page.locator(".network canvas").first
    canvas.wait_for()
    page.wait_for_timeout(500)
    return int(
        canvas.evaluate(
            """canvas => {
                const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                let inked = 0;
                for (let i = 3; i < data.length; i += 4) if (data[i]) inked++;
                return inked;
            }"""
        )
    )


def test_the_overview_tells_what_is_made_up(app: Watched) -> None:
    page = app.open("")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_text("made up").first).to_be_visible()
    expect(page.get_by_text("Claims in force")).to_be_visible()


@pytest.mark.parametrize("path", ["command", "evidence", "ask"])
def test_every_page_opens(app: Watched, path: str) -> None:
    page = app.open(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(path.capitalize())
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def test_a_link_opens_the_chain_on_its_day(app: Watched, demonstration: Database) -> None:
    page = app.open(f"command?id={UNIT}&on={DAY}")
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    links = chain(demonstration, load_model(), UNIT, date.fromisoformat(DAY)).links
    certain = sum(link.holds == "certain" for link in links)
    assert certain >= 2
    words = f"{certain} ties certain, {len(links) - certain} only possible"
    expect(page.get_by_text(words)).to_be_visible()
    assert drawn(page) > 2_000


def test_a_name_is_found_and_its_chain_drawn(app: Watched) -> None:
    page = app.open("command")
    box = page.get_by_label("Find a unit or a person")
    box.fill("IB 1058")
    box.press("Enter")
    app.settle()
    expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
    expect(page).to_have_url(re.compile(UNIT))
    assert drawn(page) > 2_000


def test_a_row_of_the_chain_opens_its_evidence(app: Watched) -> None:
    page = app.open(f"command?id={UNIT}&on={DAY}")
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 16, box["y"] + 52)
    expect(page.get_by_test_id("stExpander").filter(has_text="Subordination").first).to_be_visible(
        timeout=30_000
    )


@pytest.mark.parametrize("path", ["ask?query=patrons&p-on=soon&p-limit=%C2%B2", "command?on=yesterday"])
def test_an_address_that_was_mistyped_opens_all_the_same(app: Watched, path: str) -> None:
    page = app.open(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


def test_evidence_names_claims_and_sources(app: Watched) -> None:
    page = app.open(f"evidence?id={UNIT}")
    expect(page.get_by_text("answers to Central Command").first).to_be_visible()
    page.get_by_test_id("stExpander").first.click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()


def test_the_catalog_answers(app: Watched) -> None:
    page = app.open("ask?query=patrons")
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.get_by_text("Save as CSV")).to_be_visible()


@pytest.mark.parametrize(
    ("cypher", "words"),
    [
        ("CREATE (n:Unit {id: 'planted'}) RETURN n", "can only read"),
        ("MATCH (n) DETACH DELETE n", "can only read"),
        ("MATCH (u:Unit RETURN u", "Invalid input"),
    ],
)
def test_the_ask_page_refuses_what_it_must(
    app: Watched, demonstration: Database, cypher: str, words: str
) -> None:
    before = demonstration.read("MATCH (n) RETURN count(n) AS n")
    page = app.open("ask")
    page.get_by_text("Cypher", exact=True).first.click()
    page.get_by_label("Cypher").fill(cypher)
    page.get_by_test_id("stFormSubmitButton").get_by_role("button").click()
    expect(page.get_by_text("That did not work")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    assert demonstration.read("MATCH (n) RETURN count(n) AS n") == before


def test_a_question_for_paths_is_drawn(app: Watched) -> None:
    page = app.open("ask?cypher=MATCH p=(:Unit)-[:SUBORDINATE_TO]->(:Unit) RETURN p LIMIT 5")
    assert drawn(page) > 1_000
    expect(page.get_by_text("5 rows in")).to_be_visible()


def test_an_unknown_id_is_said_in_words(app: Watched) -> None:
    page = app.open("evidence?id=nobody")
    expect(page.get_by_text("Nothing in the graph has the id")).to_be_visible()


def test_a_name_with_markup_is_text(app: Watched) -> None:
    alerts: list[str] = []
    app.page.on("dialog", lambda dialog: alerts.append(dialog.message))
    page = app.open("evidence?id=odd")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("<img src=x onerror=alert(1)> *Bold*")
    app.open("command?id=odd")
    assert not alerts
    assert not any("example.org" in url for url in app.asked)


def test_an_id_that_was_merged_leads_on(app: Watched, demonstration: Database) -> None:
    (source,) = demonstration.read("MATCH (s:Source) RETURN s.id AS id ORDER BY id LIMIT 1")
    merge(demonstration, load_model(), "odd", UNIT, source["id"], date(2026, 11, 23))
    try:
        page = app.open(f"command?id=odd&on={DAY}")
        expect(page.get_by_text(f"odd is kept under {UNIT}")).to_be_visible()
        expect(page.get_by_role("heading", name=HEADING)).to_be_visible()
        expect(page).to_have_url(re.compile(f"id={UNIT}"))
    finally:
        unmerge(demonstration, load_model(), "odd", date(2026, 11, 23))
    page = app.open("evidence?id=odd")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("Bold")


def test_no_server_is_said_in_words(chromium: Browser, tmp_path: Path) -> None:
    """The app stands although no database answers, and says what to do."""
    elsewhere = {
        "NEO4J_URI": f"bolt://127.0.0.1:{free_port()}",
        "NEO4J_PASSWORD": "none",
        "ORBATLAS_HOME": str(tmp_path),
    }
    process, at = started(elsewhere, tmp_path / "app.log")
    try:
        watched = Watched(chromium.new_page(), at)
        page = watched.open("command")
        expect(page.get_by_text("No database answers")).to_be_visible(timeout=60_000)
    finally:
        end(process)


def test_a_saved_drawing_opens_without_a_network(
    chromium: Browser, demonstration: Database, tmp_path: Path
) -> None:
    model = load_model()
    file = tmp_path / "chain.html"
    found = chain(demonstration, model, "tmw", date(2021, 6, 1))
    draw(chain_drawing([found], model, synthetic=True), model, file)
    again = file.read_bytes()
    draw(chain_drawing([found], model, synthetic=True), model, file)
    assert file.read_bytes() == again
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.locator("canvas").first.wait_for()
    expect(page.get_by_text("made up").first).to_be_visible()
    assert asked == [file.as_uri()]
    context.close()


def test_a_database_of_another_ontology_is_said_on_the_first_page(
    app: Watched, demonstration: Database
) -> None:
    """It was filled with a class that nobody knows any more."""
    model = load_model()
    chain_class = model.serving("chain")
    unit = chain_class.end_class(chain_class.target)
    older = words_of(model).replace(f'"{unit}"', '"Host"')
    demonstration.write(lambda tx: note(tx, WORDS, "older", older))
    try:
        page = app.open("")
        expect(page.get_by_text("filled under another ontology")).to_be_visible(timeout=30_000)
    finally:
        demonstration.write(lambda tx: write_words(tx, model))
    page = app.open("")
    expect(page.get_by_text("filled under another ontology")).to_have_count(0)
