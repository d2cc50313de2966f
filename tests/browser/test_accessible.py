"""axe-core over every page of the app, wide and light, small and dark: nothing serious or critical."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types of its own
from playwright.sync_api import Browser

from tests.browser.conftest import Watched

APP = Path(__file__).parents[2] / "app.py"
UNIT = "synthetic-ib-1058"
OFFICER, PATRON = "synthetic-officer-132", "synthetic-officer-014"
GRAVE = ("serious", "critical")

# What each page is opened with, so that it shows what it is for; several where it has parts.
ASKED = {
    "command": [f"id={UNIT}&on=2021-06-01"],
    "timeline": [f"id={UNIT}"],
    "paths": [f"id={OFFICER}&to={PATRON}"],
    "patronage": [
        "",
        f"id={PATRON}",
        f"id={PATRON}&part=commanders&unit={UNIT}",
        f"id={PATRON}&part=defections",
    ],
    "map": ["places=MMR010028701"],
    "evidence": [f"id={UNIT}"],
    "ask": ["query=patrons"],
}


def pages() -> list[str]:
    """The pages of the app, as its own file names them: one more is looked at as soon as it is there."""
    return re.findall(r'url_path="([a-z]+)"', APP.read_text(encoding="utf-8"))


def addresses() -> list[str]:
    """What is opened of each page."""
    found = [f"{page}?{asked}" for page in pages() for asked in ASKED.get(page, [""])]
    return [address.removeprefix("overview").rstrip("?") for address in found]


def test_every_page_is_known() -> None:
    known = {
        "overview",
        "leaks",
        "command",
        "timeline",
        "paths",
        "patronage",
        "map",
        "evidence",
        "ask",
        "release",
    }
    assert known <= set(pages())


@pytest.fixture(scope="module", params=[("light", 1400), ("dark", 390)], ids=["light", "dark-small"])
def opened(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Watched]:
    """One page a colour scheme for all of the app's pages."""
    scheme, width = request.param
    context = chromium.new_context(viewport={"width": width, "height": 1200}, color_scheme=scheme)
    yield Watched(context.new_page(), address)
    context.close()


@pytest.mark.parametrize("address_of", addresses())
def test_no_serious_fault(opened: Watched, address_of: str) -> None:
    page = opened.open(address_of)
    page.wait_for_timeout(700)
    opened.settle()
    faults = [told for fault in Axe().run(page).response["violations"] for told in _told(fault)]
    assert not faults, "\n".join(faults)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels wider than the screen"


def _told(fault: Mapping[str, Any]) -> Iterator[str]:
    """Each element that a rule finds a grave fault with."""
    if fault["impact"] not in GRAVE:
        return
    for node in fault["nodes"]:
        yield f"{fault['id']} ({fault['impact']}): {node['html'][:200]} – {node.get('failureSummary', '')[:300]}"


def test_a_fault_would_be_found(chromium: Browser) -> None:
    """The check itself: a page with a grave fault does not pass."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><button></button></main></html>")
    faults = [told for fault in Axe().run(page).response["violations"] for told in _told(fault)]
    context.close()
    assert any("button-name" in fault for fault in faults)
