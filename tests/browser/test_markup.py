"""A little army whose every text is hostile: on each page it is text, runs nothing, and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from graph.chain import chain
from graph.claims import Claim
from graph.connection import Database
from graph.loading import Loading
from ontology.model import Model
from ontology.reading import load_model
from tests.browser.conftest import Watched, downloaded
from tests.real.facts import posted, said, tie, under
from views.html import draw
from views.pictures import chain_drawing
from views.saving.gexf import as_gexf
from views.saving.graphml import as_graphml
from views.saving.tables import nodes_csv

RUN = "window.__ran=1"
HOSTILE = (
    f"<img src=x onerror={RUN}> Alpha",
    f"</script><script>{RUN}</script> Bravo",
    f'"><svg onload={RUN}> Charlie',
    f"[x](javascript:{RUN}) ![y](http://example.org/y.png) Delta",
    "$\\href{javascript:alert(1)}{x}$ :material/warning: :red[Echo] :red-background[Echo] :blue-badge[Echo]",
    f"=HYPERLINK(\"http://example.org/\"&A1) <iframe src=javascript:{RUN}> Foxtrot",
    f"`<b onclick={RUN}>` **bold** ~~gone~~ <style>body{{display:none}}</style> %%data%% Golf",
)  # fmt: skip
LINK = f"javascript:{RUN}"
UNITS = [f"hostile-{number}" for number in range(len(HOSTILE))]


def army() -> list[Claim]:
    """Units in a chain, a commander each, and a source, all of whose texts are hostile."""
    source = "hostile-source"
    claims = [
        said(source, "Source", "title", HOSTILE[1]),
        said(source, "Source", "publisher", HOSTILE[0]),
        said(source, "Source", "url", LINK),
        said(source, "Source", "archive_url", LINK),
        said(source, "Source", "note", HOSTILE[2]),
    ]
    for number, (id, text) in enumerate(zip(UNITS, HOSTILE, strict=True)):
        person = f"hostile-person-{number}"
        claims += [
            said(id, "Unit", key, text, source) for key in ("name", "aliases", "note", "classification")
        ]
        claims += [said(person, "Person", key, text, source) for key in ("name", "aliases", "note")]
        claims.append(posted(person, id, source, role="commander"))
        claims += [under(id, UNITS[number - 1], source)] if number else []
        claims += losses(number, id, text, source)
    return claims


def losses(number: int, unit: str, text: str, source: str) -> list[Claim]:
    """What the pages about leaks, places and patrons show: a garrison, an event, and a patron."""
    place, event, person = (f"hostile-{kind}-{number}" for kind in ("place", "event", "person"))
    patron = f"hostile-person-{(number + 1) % len(HOSTILE)}"
    return [
        said(unit, "Unit", "echelon", "battalion", source),
        *(said(place, "Place", key, value, source) for key, value in (("name", text), ("note", text))),
        said(place, "Place", "latitude", f"{20 + number}", source),
        said(place, "Place", "longitude", f"{94 + number / 2}", source),
        tie(unit, "Unit", "Garrison", place, source, start="2010"),
        tie(
            unit, "Unit", "Strength", None, source, best="500", kind="establishment", start="2010", end="2024"
        ),
        *(
            said(event, "Defection", key, value, source)
            for key, value in (("date", "2021-06-01"), ("count", "40"), ("note", text))
        ),
        tie(event, "Defection", "from_unit", unit, source),
        tie(person, "Person", "Patronage", patron, source, basis="family", start="2010"),
    ]


@pytest.fixture(scope="module")
def hostile(demonstration: Database) -> Iterator[Database]:
    """The demonstration and the hostile army beside it, which goes again."""
    model = load_model()
    before = demonstration.read("MATCH (n) RETURN elementId(n) AS id")
    loading = Loading(demonstration, model, "hostile", date(2026, 11, 22))
    loading.add([[claim] for claim in army()])
    loading.finish()
    yield demonstration
    kept = [row["id"] for row in before]
    demonstration.write(
        lambda tx: tx.run("MATCH (n) WHERE NOT elementId(n) IN $kept DETACH DELETE n", kept=kept).consume()
    )


@pytest.fixture
def watched(app: Watched, hostile: Database) -> Iterator[Watched]:
    """A fresh page, in which no script of a text runs and no dialog opens."""
    dialogs: list[str] = []

    def opened(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    app.page.on("dialog", opened)
    yield app
    assert not dialogs
    assert_nothing_ran(app.page)


def assert_nothing_ran(page: Page) -> None:
    for frame in page.frames:
        assert frame.evaluate("() => window.__ran === undefined")
        assert not frame.evaluate(
            "() => [...document.querySelectorAll('a, img, iframe, svg, script, style')].some(one =>"
            " (one.getAttribute('href') || '').startsWith('javascript:') || one.hasAttribute('onload')"
            " || (one.getAttribute('src') || '').includes('example.org') || one.hasAttribute('onerror'))"
        )


SOURCES = "ask?how=Catalog&query=sources"
QUERY = "MATCH p = (u:Unit)--(n) WHERE u.id STARTS WITH 'hostile' RETURN p, u.name, n.name"
CYPHER = f"ask?cypher={quote(QUERY)}"


@pytest.mark.parametrize(
    "path",
    [
        f"command?id={UNITS[2]}&on=2021-06-01",
        f"evidence?id={UNITS[1]}",
        "evidence?id=hostile-person-4",
        f"timeline?id={UNITS[0]}",
        f"paths?id={UNITS[0]}&to={UNITS[3]}",
        "leaks?echelon=battalion&top=20",
        f"leaks?echelon=battalion&unit={UNITS[5]}",
        "map?from=2021-02-01&to=2021-11-30",
        "map?from=2021-02-01&to=2021-11-30&place=hostile-place-2",
        "patronage?id=hostile-person-1",
        "release?profile=internal",
        SOURCES,
        CYPHER,
    ],
)
def test_hostile_text_is_text_on_the_page(watched: Watched, path: str) -> None:
    page = watched.open(path)
    page.wait_for_timeout(1_500)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    for fact in page.get_by_test_id("stExpander").all()[:3]:
        fact.locator("summary").first.click()
    page.wait_for_timeout(300)
    assert_nothing_ran(page)


def test_a_hostile_name_is_read_as_it_is_written(watched: Watched) -> None:
    page = watched.open(f"evidence?id={UNITS[1]}")
    expect(page.get_by_text(HOSTILE[1]).first).to_be_visible()


def test_an_address_with_markup_is_text(watched: Watched) -> None:
    page = watched.open("command?id=%3Cimg%20src%3Dx%20onerror%3Dwindow.__ran%3D1%3E")
    page.wait_for_timeout(500)
    assert_nothing_ran(page)


def test_a_saved_page_runs_nothing_of_it(hostile: Database, chromium: Browser, tmp_path: Path) -> None:
    model = load_model()
    saved = tmp_path / "saved.html"
    draw(chain_drawing([chain(hostile, model, UNITS[2])], model), model, saved)
    context = chromium.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.on("request", lambda one: wrong.append(one.url) if one.url.startswith("http") else None)
    page.goto(saved.as_uri())
    page.locator("canvas").first.wait_for()
    page.wait_for_timeout(500)
    assert_nothing_ran(page)
    page.get_by_text("The same as a list").click()
    expect(page.get_by_text("Alpha").first).to_be_visible()
    context.close()
    assert not wrong


def test_a_saved_picture_runs_nothing_of_it(watched: Watched, chromium: Browser, tmp_path: Path) -> None:
    """SVG can hold scripts: those of the table of leaks and of a timeline, looked through and opened."""
    for path, menu, words in (
        ("leaks?echelon=battalion&top=20", "", "Save a picture"),
        (f"timeline?id={UNITS[1]}", "Save", "Picture (SVG)"),
    ):
        page = watched.open(path)
        watched.settle()
        if menu:
            page.get_by_role("button", name=menu).click(timeout=60_000)
        saved = downloaded(page, page.get_by_role("button", name=words))
        picture = tmp_path / saved.suggested_filename
        saved.save_as(picture)
        text = picture.read_text("utf-8")
        assert text.startswith("<svg")
        assert "&lt;/script&gt;" in text, "the hostile unit is in the picture"
        inert(picture)
        context = chromium.new_context()
        opened = context.new_page()
        opened.goto(picture.as_uri())
        assert opened.evaluate("() => window.__ran === undefined")
        context.close()


def inert(picture: Path) -> None:
    """No script, nothing that acts, and no address of another place."""
    for one in ElementTree.parse(picture).iter():  # noqa: S314  we have just made it
        assert not one.tag.endswith(("script", "foreignObject", "iframe", "image", "}a"))
        assert not [name for name in one.attrib if name.startswith("on") or name.endswith("href")]


def test_files_hold_it_as_text(hostile: Database) -> None:
    model: Model = load_model()
    drawing = chain_drawing([chain(hostile, model, UNITS[2])], model)
    for text in (as_gexf(drawing, model), as_graphml(drawing, model)):
        parsed = ElementTree.fromstring(text)  # noqa: S314  we have just written it
        assert not [one for one in parsed.iter() if one.tag.endswith(("script", "img"))]
    sheet = nodes_csv(drawing, model)
    assert "'=HYPERLINK" in sheet and ",=HYPERLINK" not in sheet and ',"=HYPERLINK' not in sheet
