"""The app on the demonstration, in a real Chromium, cut off from everything but this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Page, Request, sync_playwright

from access.addresses import LOOPBACK
from bench.start import SETTLED
from graph.connection import Database
from graph.loading import Loading
from ingest.known import GraphKnown
from ingest.pipeline import run
from ingest.plan import plan_ingest
from ontology.reading import load_model
from tests.conftest import clear, free_port
from tests.real.commanding import variables
from views.serve import command, end

DEMONSTRATION = Path(__file__).parents[2] / "demo" / "tatmadaw"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What Streamlit's own page asks for below a page's address before it asks at the root, and finds there.
PASSING = (
    "_stcore/host-config",
    "_stcore/health",
    "Failed to load resource: the server responded with a status of 404",
)


@pytest.fixture(scope="session")
def demonstration(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The database with the demonstration, and with a unit whose name looks like markup."""
    clear(database)
    model = load_model()
    folder = tmp_path_factory.mktemp("markup")
    (folder / "units.csv").write_text(
        "id,name,echelon,source,confidence,note\n"
        "odd,<img src=x onerror=alert(1)> *Bold* [x](http://example.org),battalion,,low,\n",
        encoding="utf-8",
    )
    for path in (DEMONSTRATION, folder):
        plan = plan_ingest(model, "tables", [path], refused_to=folder, recorded=date(2026, 11, 22))
        report = run(
            plan, Loading(database, model, plan.collection, plan.recorded), GraphKnown(database, model)
        )
        assert not report.refused
    return database


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed; set CHROMIUM to one, or install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def started(environment: Mapping[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The app as its own process, and its address."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(command(port), env=variables(environment), stdout=out, stderr=out)
    return process, f"http://{LOOPBACK}:{port}"


@pytest.fixture(scope="session")
def address(
    demonstration: Database, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the app on the demonstration."""
    process, at = started(environment, tmp_path_factory.mktemp("app") / "app.log")
    yield at
    end(process)


class Watched:
    """A page that notes what it asks for and what it complains of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in PASSING):
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a page of the app and wait until it stands."""
        for attempt in range(60):
            try:
                self.page.goto(f"{self.address}/{path}")
                break
            except Exception:
                if attempt == 59:
                    raise
                time.sleep(0.5)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until Streamlit has run the page through."""
        settle(self.page)

    def elsewhere(self) -> set[str]:
        """Hosts other than the app that were asked for anything."""
        hosts = {urlsplit(url).hostname for url in self.asked if url.startswith(("http", "ws"))}
        return {host for host in hosts if host not in (None, LOOPBACK)}


def settle(page: Page) -> None:
    """Wait until Streamlit has run the page through, and has not begun again a moment later."""
    page.wait_for_selector("h1", timeout=60_000)
    for pause in (200, 0):
        page.wait_for_function(SETTLED, timeout=60_000)
        page.wait_for_timeout(pause)


def downloaded(page: Page, button: Locator) -> Download:
    """The file that a button of the page gives. A button that Streamlit is drawing anew takes no press."""
    settle(page)
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    return waiting.value


@contextmanager
def watched(chromium: Browser, address: str, width: int, height: int) -> Iterator[Watched]:
    """A fresh page of this size; at its end, nothing left the machine."""
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = Watched(context.new_page(), address)
    yield page
    asked = page.elsewhere()
    context.close()
    assert not asked


@pytest.fixture
def app(chromium: Browser, address: str) -> Iterator[Watched]:
    """A fresh page; at its end, nothing left the machine and nothing was complained of."""
    with watched(chromium, address, 1400, 1200) as page:
        yield page
    assert not page.complaints
