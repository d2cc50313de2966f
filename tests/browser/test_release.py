"""The page Release: a preview, a zip that a reader can use, and the gate's findings, in a real Chromium."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched, downloaded

ADDRESS = "release?profile=partner&for=The%20%3Cb%3Epartner%3C%2Fb%3E%20*x*&on=2021-10-01"
PATIENCE = 240_000


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_preview_then_a_zip(app: Watched, tmp_path: Path) -> None:
    page = app.open(ADDRESS)
    press(page, "Preview")
    expect(page.get_by_role("heading", name="What would leave")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Persons protected")).to_be_visible()
    press(page, "Make the release")
    expect(page.get_by_text("the gate found nothing against it")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Smallest cell")).to_be_visible()
    expect(page.get_by_text("For The <b>partner</b> *x*.")).to_be_visible()
    saved = tmp_path / "release.zip"
    downloaded(page, page.get_by_role("button", name="Save the zip file")).save_as(saved)
    with zipfile.ZipFile(io.BytesIO(saved.read_bytes())) as archive:
        archive.extractall(tmp_path)
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path / "release", check=True)
    data = (tmp_path / "release" / "graph.nq").read_text(encoding="utf-8")
    assert "DefectionCount" in data and "soldier-0" not in data


def test_without_a_reader_nothing_is_made(app: Watched) -> None:
    page = app.open("release?profile=public")
    expect(page.get_by_role("button", name="Make the release")).to_be_disabled()
    expect(page.get_by_text("Say above for whom it is")).to_be_visible()


def test_a_folder_that_cannot_be_is_said(app: Watched, tmp_path: Path) -> None:
    page = app.open("release?profile=public&for=X&on=2021-10-01")
    page.get_by_label("Save in a new folder").fill(str(tmp_path))
    page.get_by_label("Save in a new folder").press("Enter")
    press(page, "Make the release")
    expect(page.get_by_text("is there already")).to_be_visible(timeout=PATIENCE)
    assert not list(tmp_path.iterdir())
