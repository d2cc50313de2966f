"""Users of bench/users.py who browse: each has a browser's window of its own, in one Chromium."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from typing import TYPE_CHECKING

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from bench.start import SETTLED
from tests.browser.conftest import FLAGS, PASSING

if TYPE_CHECKING:
    from bench.users import Log

PATIENCE = 60_000
"""Milliseconds after which a page counts as one that did not come."""

UNITS = ("bso-1", "bso-3", "rmc-central", "rmc-northern", "lid-99")
ADDRESSES = (
    "",
    "leaks",
    "leaks?echelon=division&top=5",
    "leaks?part=patterns",
    "command?id={unit}",
    "command?id={unit}&on=2019-06-01",
    "timeline?id={unit}",
    "evidence?id={unit}",
    "patronage",
    "paths",
    "map?from=2021-02-01&to=2021-12-31",
    "ask?query=patrons",
)
WORDS = ("light inf", "central", "114", "northern", "special operat")


async def browse(log: Log, address: str, users: int) -> None:
    """So many users browse until the time is up."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        await asyncio.gather(*(_user(log, browser, address, number) for number in range(users)))
        await browser.close()


async def _user(log: Log, browser: Browser, address: str, number: int) -> None:
    """One user: opens a page, reads for a few seconds, does something on it, and goes on to another."""
    dice = random.Random(100 + number)
    while not log.over:
        # A tab is closed now and then, as people do; what the app held for it is to be let go.
        context = await browser.new_context(viewport={"width": 1400, "height": 1000})
        page = await context.new_page()
        page.on("console", lambda message: _complained(log, message))
        page.on("pageerror", lambda error: log.wrong.append(f"page error: {str(error)[:300]}"))
        for _ in range(dice.randrange(4, 12)):
            if log.over:
                break
            await _visit(log, page, address, dice)
        await context.close()


async def _visit(log: Log, page: Page, address: str, dice: random.Random) -> None:
    path = dice.choice(ADDRESSES).format(unit=dice.choice(UNITS))
    name = path.partition("?")[0] or "overview"
    with log.action(f"page {name}"):
        await page.goto(f"{address}/{path}", timeout=PATIENCE)
        await _settled(page)
    await asyncio.sleep(dice.uniform(2, 8))
    if name == "command":
        with log.action("search in the page"):
            await _search(page, dice.choice(WORDS))
        await asyncio.sleep(dice.uniform(2, 5))
    if name == "leaks":
        with log.action("another rank"):
            await page.goto(f"{address}/leaks?top={dice.randrange(3, 30)}", timeout=PATIENCE)
            await _settled(page)


async def _search(page: Page, words: str) -> None:
    box = page.get_by_label("Find a unit or a person")
    await box.focus(timeout=PATIENCE)
    await box.fill("")
    await box.press_sequentially(words, delay=60)
    await page.get_by_role("option").first.wait_for(timeout=PATIENCE)
    await page.keyboard.press("Enter")
    await asyncio.sleep(0.5)
    await _settled(page)


async def _settled(page: Page) -> None:
    """Wait until Streamlit has run the page through, and see that it is no page about an error."""
    end = time.monotonic() + PATIENCE / 1000
    await page.wait_for_selector("h1", timeout=PATIENCE)
    await page.wait_for_function(SETTLED, timeout=max(1.0, 1000 * (end - time.monotonic())))
    for trouble in await page.locator("[data-testid=stException], [data-testid=stAlertContentError]").all():
        raise AssertionError(f"the page shows an error: {(await trouble.inner_text())[:300]}")


def _complained(log: Log, message: ConsoleMessage) -> None:
    if message.type == "error" and not any(known in message.text for known in PASSING):
        log.wrong.append(f"console: {message.text[:300]}")
