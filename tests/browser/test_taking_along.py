"""The evidence panel beside a drawing, and all that a drawing can be saved as."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx  # type: ignore[import-untyped]  # it brings no types of its own
import pytest
from playwright.sync_api import Browser, Page, expect

from graph.connection import Database
from graph.evidence import evidence
from ontology.reading import load_model
from tests.browser.conftest import Watched, downloaded

UNIT, ABOVE, OFFICER = "synthetic-ib-1058", "rmc-central", "synthetic-officer-132"
DAY = "2021-06-01"
MADE_UP = "made up for a demonstration"


@pytest.fixture(scope="module")
def command(chromium: Browser, address: str) -> Iterator[Page]:
    """The page Command on a unit and a day, with its network standing."""
    context = chromium.new_context(viewport={"width": 1400, "height": 1300})
    watched = Watched(context.new_page(), address)
    page = watched.open(f"command?id={UNIT}&on={DAY}")
    page.locator("canvas").first.wait_for(timeout=60_000)
    page.wait_for_function("() => window.orbatlas?.net?.network", timeout=30_000)
    page.wait_for_timeout(1000)
    yield page
    assert not watched.elsewhere()
    assert not watched.complaints
    context.close()


def click(page: Page, script: str) -> None:
    """Click at the point of the canvas that a script gives, in the canvas's own pixels."""
    at = page.evaluate(
        """script => {
            const net = window.orbatlas.net, at = Function("net", "return " + script)(net);
            const point = net.network.canvasToDOM(at), box = net.canvas.querySelector("canvas").getBoundingClientRect();
            return [point.x + box.left, point.y + box.top];
        }""",
        script,
    )
    page.mouse.click(*at)


def test_a_thing_opens_its_facts_in_words(command: Page, demonstration: Database) -> None:
    click(command, f"net.network.getPosition({ABOVE!r})")
    expect(command.get_by_role("heading", name="Central Command")).to_be_visible(timeout=30_000)
    found = evidence(demonstration, load_model(), ABOVE)
    (posted,) = (fact for fact in found.facts if fact.other == "synthetic-officer-014")
    assert posted.sentence.startswith("Synthetic Officer 014: commander (Major General)")
    fact = command.get_by_test_id("stExpander").filter(has_text=posted.sentence).first
    expect(fact).to_contain_text("high")
    fact.locator("summary").click()
    expect(fact.get_by_text(f"For ({len(posted.claims)})")).to_be_visible()
    expect(fact).to_contain_text("Synthetic gazette")
    expect(fact).to_contain_text("confidence high")
    expect(fact).to_contain_text("postings.csv")


def test_a_tie_opens_its_facts_with_a_link_to_its_source(command: Page) -> None:
    click(command, "(([a, b]) => ({x: (a.x + b.x) / 2, y: (a.y + b.y) / 2}))"
                   "(['tmw', 'tmw-mod'].map(id => net.network.getPosition(id)))")  # fmt: skip
    fact = (
        command.get_by_test_id("stExpander").filter(has_text="Tatmadaw: answers to Ministry of Defence").first
    )
    expect(fact).to_be_visible(timeout=30_000)
    link = fact.get_by_role("link", name="page").first
    expect(link).to_be_visible()
    assert re.match(r"https?://\S+$", link.get_attribute("href") or "")


def saved(page: Page, words: str) -> tuple[str, bytes]:
    file = downloaded(page, page.get_by_role("button", name=words))
    return file.suggested_filename, Path(file.path()).read_bytes()


def test_a_drawing_is_saved_in_every_form(command: Page, chromium: Browser, tmp_path: Path) -> None:
    command.get_by_test_id("stPopover").get_by_role("button").first.click()

    name, page = saved(command, "HTML")
    assert name == f"chain-of-command-infantry-battalion-1058-synthetic-{DAY}.html"
    _opens_offline(chromium, tmp_path, page)

    name, svg = saved(command, "SVG")
    assert name.endswith(".svg")
    text = " ".join(ElementTree.fromstring(svg).itertext())  # noqa: S314 - a file of our own making
    assert "Chain of command: Infantry Battalion 1058" in text
    assert DAY in text
    assert MADE_UP in text

    name, png = saved(command, "PNG")
    assert name.endswith(".png")
    assert png.startswith(b"\x89PNG")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert width > 600
    assert height > 600

    _, gexf = saved(command, "GEXF")
    graph = nx.read_gexf(io.BytesIO(gexf))
    assert {UNIT, ABOVE, OFFICER} <= set(graph)
    assert graph.nodes[OFFICER]["made_up"] == "yes"

    _, graphml = saved(command, "GraphML")
    same = nx.read_graphml(io.BytesIO(graphml))
    assert set(same) == set(graph)
    assert MADE_UP in same.graph["note"]

    _, things = saved(command, "Table of things")
    assert len(things.decode().splitlines()) == len(graph) + 1
    _, ties = saved(command, "Table of ties")
    assert f"{OFFICER},Synthetic Officer 132,{UNIT}" in ties.decode()


def _opens_offline(chromium: Browser, folder: Path, page: bytes) -> None:
    file = folder / "saved.html"
    file.write_bytes(page)
    context = chromium.new_context(offline=True)
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    opened.locator("canvas").first.wait_for()
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    context.close()
