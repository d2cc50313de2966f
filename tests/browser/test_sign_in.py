"""The door of the app in a real Chromium: who gets in, what each role sees, and how a session ends."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from access.members import Member, Members, read_members, write_members
from access.passwords import hashed
from access.slowing import FREE
from graph.catalog import load_catalog
from graph.connection import Database
from graph.protected import protected_persons
from graph.veil import HIDDEN, PREFIX
from ontology.reading import load_model
from ontology.rules import load_rules
from tests.browser.conftest import Watched, downloaded, started, watched
from tests.browser.stranger import Stranger, stranger
from views.pages.entrance import WRONG
from views.serve import end

pytestmark = pytest.mark.browser

PASSWORD = "four words stand apart"
MODEL = load_model()


@dataclass
class Door:
    """The app behind its door, and the file of its members."""

    address: str
    file: Path
    log: Path


@pytest.fixture(scope="module")
def door(
    demonstration: Database, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """The app with a member of each role, named as the role is."""
    folder = tmp_path_factory.mktemp("door")
    file, word = folder / "members.toml", hashed(PASSWORD)
    members = Members()
    for role in ("reader", "analyst", "steward"):
        members = members.with_member(Member(role, role, word))
    write_members(file, members)
    process, address = started({**environment, "ORBATLAS_MEMBERS": str(file)}, folder / "app.log")
    yield Door(
        address, file, Path(environment.get("ORBATLAS_HOME", os.environ.get("ORBATLAS_HOME", ""))) / "log"
    )
    end(process)


@pytest.fixture
def visit(chromium: Browser, door: Door) -> Iterator[Watched]:
    """A fresh page before the door; at its end, nothing left the machine and nothing was complained of."""
    with watched(chromium, door.address, 1300, 1000) as page:
        yield page
    assert not page.complaints


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form of the door, and send it."""
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_nobody_sees_a_page_without_signing_in(visit: Watched) -> None:
    for path in ("", "leaks", "command?id=bso-1", "release", "evidence?id=tmw"):
        page = visit.open(path)
        expect(page.get_by_role("heading", name="Orbatlas")).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav")).to_be_hidden()
        assert "Tatmadaw" not in page.content()


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(visit: Watched, door: Door) -> None:
    page = visit.open("")
    said = []
    for name, password in (("reader", "wrong words all along"), ("nobody", PASSWORD)):
        sign_in(page, name, password)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("do not belong together", timeout=30_000)
        said.append(alert.inner_text())
        page = visit.open("")
    assert said[0] == said[1]


def test_a_stranger_cannot_forget_the_failures_of_all(door: Door) -> None:
    """Streamlit empties the caches of the whole app for any client that says so."""
    with stranger(door.address) as guessing, stranger(door.address) as other:
        guessing.run()
        for number in range(FREE + 1):
            _try(guessing, "guessed", f"wrong words {number}")
        assert guessing.alerts == [WRONG]
        _try(guessing, "guessed", "wrong words again")
        other.run()
        other.clear_cache()
        other.run()
        _try(guessing, "guessed", "wrong words once more")
        assert "Too many failures" in guessing.alerts[0]


def _try(guessing: Stranger, name: str, password: str) -> None:
    typed = {"Name": ("string_value", name), "Password": ("string_value", password)}
    guessing.run(widgets={**typed, "Sign in": ("trigger_value", True)})


def test_a_stranger_cannot_fill_the_memory_with_files(door: Door) -> None:
    with stranger(door.address) as sending, httpx.Client(base_url=door.address) as http:
        sending.run()
        http.get("/_stcore/health").raise_for_status()
        token = http.cookies["_streamlit_xsrf"]
        answer = http.put(
            f"/_stcore/upload_file/{sending.session}/a",
            files={"a": ("a", b"x" * 1000)},
            headers={"X-Xsrftoken": token},
        )
        assert answer.status_code == 413


def test_a_page_of_the_web_cannot_read_along_where_nobody_signs_in(address: str) -> None:
    """Its name may be pointed at this machine; it then counts as of the same origin as the app."""
    with stranger(address) as at_home, stranger(address, host="evil.example") as reading:
        for one in (at_home, reading):
            one.run()
            one.run("command", "id=bso-1")
        assert b"Tatmadaw" in at_home.heard
        assert b"Tatmadaw" not in reading.heard
        assert "Under the name" in reading.alerts[0]


def test_each_role_has_its_pages_and_may_sign_out(visit: Watched) -> None:
    for role, release, cypher in (
        ("reader", False, False),
        ("analyst", False, True),
        ("steward", True, True),
    ):
        page = visit.open("ask")
        sign_in(page, role)
        expect(page.get_by_text(f"Signed in as {role}")).to_be_visible(timeout=60_000)
        visit.settle()
        expect(page.get_by_role("link", name="Release")).to_have_count(int(release))
        page.get_by_role("link", name="Ask").click()
        expect(page.get_by_role("heading", name="Ask")).to_be_visible(timeout=60_000)
        visit.settle()
        expect(page.get_by_text("Cypher", exact=True)).to_have_count(int(cypher))
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=30_000)


def test_a_member_who_is_removed_is_out_at_the_next_click(visit: Watched, door: Door) -> None:
    held = read_members(door.file)
    assert held is not None
    write_members(door.file, held.with_member(Member("passing", "steward", held.members["reader"].password)))
    page = visit.open("")
    sign_in(page, "passing")
    expect(page.get_by_text("Signed in as passing")).to_be_visible(timeout=60_000)
    write_members(door.file, held)
    page.get_by_role("link", name="Evidence").click()
    expect(page.get_by_text("no longer a member")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Signed in as")).to_be_hidden()


def test_a_session_ends_after_idling(visit: Watched, door: Door) -> None:
    held = read_members(door.file)
    assert held is not None
    page = visit.open("")
    sign_in(page, "reader")
    expect(page.get_by_text("Signed in as reader")).to_be_visible(timeout=60_000)
    visit.settle()
    try:
        write_members(door.file, replace(held, idle=0.6))
        page.wait_for_timeout(1_500)
        page.get_by_role("link", name="Evidence").click()
        expect(page.get_by_text("without a click")).to_be_visible(timeout=60_000)
    finally:
        write_members(door.file, held)


def test_what_happened_at_the_door_is_in_the_log(visit: Watched, door: Door) -> None:
    page = visit.open("")
    sign_in(page, "analyst")
    expect(page.get_by_text("Signed in as analyst")).to_be_visible(timeout=60_000)
    lines = [json.loads(line) for line in (door.log / "audit.jsonl").read_text("utf-8").splitlines()]
    assert {"signed in", "not signed in", "signed out"} <= {line["what"] for line in lines}
    assert lines[-1]["who"] == "analyst"
    assert PASSWORD not in (door.log / "audit.jsonl").read_text("utf-8")


def test_a_reader_gets_no_name_of_a_protected_person_over_the_wire(
    visit: Watched, demonstration: Database
) -> None:
    """All that the pages send, looked through: the demonstration's named defectors, and their ids."""
    secrets = _secrets(demonstration)
    heard: list[str] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: heard.append(_text(data)))

    visit.page.on("websocket", listen)
    page = visit.open("")
    sign_in(page, "reader")
    expect(page.get_by_text("Signed in as reader")).to_be_visible(timeout=60_000)
    visit.settle()
    for name in ("Leaks", "Command", "Patronage", "Paths", "Map", "Ask", "Timeline", "Evidence"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=re.compile(f"^{name}"), level=1)).to_be_visible(
            timeout=60_000
        )
        visit.settle()
    _ask_who_left(visit)
    told = "".join(heard)
    assert len(told) > 50_000
    assert HIDDEN in told and PREFIX in told
    assert not {secret for secret in secrets if secret in told}


def test_what_a_reader_saves_is_veiled_and_noted(visit: Watched, door: Door, demonstration: Database) -> None:
    page = visit.open("")
    sign_in(page, "reader")
    expect(page.get_by_text("Signed in as reader")).to_be_visible(timeout=60_000)
    visit.settle()
    _ask_who_left(visit)
    # Streamlit's own button would be neither noted nor made safe for spreadsheets.
    expect(page.get_by_role("button", name="Search").first).to_be_attached()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)
    saved = downloaded(page, page.get_by_role("button", name="Save as CSV"))
    text = Path(saved.path()).read_text("utf-8")
    assert PREFIX in text
    assert not {secret for secret in _secrets(demonstration) if secret in text}
    last = json.loads((door.log / "audit.jsonl").read_text("utf-8").splitlines()[-1])
    assert (last["what"], last["who"]) == ("saved", "reader")
    assert last["file"] == saved.suggested_filename


def _secrets(demonstration: Database) -> set[str]:
    """The ids and names of the protected."""
    persons = protected_persons(demonstration, MODEL, load_rules())
    rows = demonstration.read(
        "MATCH (p) WHERE p.id IN $ids RETURN p.id AS id, p.name AS name", {"ids": sorted(persons)}
    )
    assert len(rows) > 3
    return {text for row in rows for text in (row["id"], row["name"]) if text and len(text) > 5}


def _ask_who_left(visit: Watched) -> None:
    """The question of the catalog that names defectors, asked on the page."""
    page = visit.page
    page.get_by_role("link", name="Ask", exact=True).click()
    question = load_catalog(MODEL)["defectors-named"].question
    page.get_by_role("combobox", name=re.compile("Question")).fill(question)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_000)
    visit.settle()


def _text(data: bytes | str) -> str:
    return data if isinstance(data, str) else data.decode("utf-8", "replace")
