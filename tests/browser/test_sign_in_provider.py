"""Signing in through OpenID Connect: a real round through a provider on loopback, and the role by e-mail address."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from access.addresses import LOOPBACK
from access.members import Member, Members, write_members
from graph.connection import Database
from tests.browser.conftest import Watched, watched
from tests.browser.provider import Provider
from tests.conftest import free_port
from tests.real.commanding import variables
from views.serve import await_app, command, end

pytestmark = pytest.mark.browser


@dataclass
class Door:
    """The app behind a provider."""

    address: str
    provider: Provider


@pytest.fixture(scope="module")
def door(
    demonstration: Database, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Door]:
    """The app with a reader and a steward, who sign in at the provider."""
    folder, port = tmp_path_factory.mktemp("provider"), free_port()
    members = Members().with_member(Member("bob@example.org", "reader"))
    write_members(folder / "members.toml", members.with_member(Member("sue@example.org", "steward")))
    with Provider() as provider:
        secrets = folder / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(provider.secrets(f"http://{LOOPBACK}:{port}"), encoding="utf-8")
        kept = variables({**environment, "ORBATLAS_MEMBERS": str(folder / "members.toml")})
        with (folder / "app.log").open("wb") as out:
            process = subprocess.Popen(
                [*command(port), f"--secrets.files={secrets}"], env=kept, stdout=out, stderr=out
            )
        await_app(process, port)
        yield Door(f"http://{LOOPBACK}:{port}", provider)
        end(process)


@pytest.fixture
def visit(chromium: Browser, door: Door) -> Iterator[Watched]:
    """A fresh page before the door; at its end, nothing left the machine."""
    with watched(chromium, door.address, 1300, 1000) as page:
        yield page


@pytest.mark.parametrize(("email", "role"), [("bob@example.org", "reader"), ("sue@example.org", "steward")])
def test_a_member_comes_in_with_their_role_and_goes_out_again(
    visit: Watched, door: Door, email: str, role: str
) -> None:
    door.provider.email, door.provider.verified = email, True
    page = visit.open("")
    expect(page.get_by_role("textbox", name="Password")).to_be_hidden()
    page.get_by_role("button", name="Sign in with your organisation").click()
    expect(page.get_by_text(f"Signed in as {email} ({role})")).to_be_visible(timeout=60_000)
    visit.settle()
    expect(page.get_by_role("link", name="Release")).to_have_count(int(role == "steward"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in with your organisation")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("email", "verified"), [("eve@example.org", True), ("sue@example.org", False)])
def test_who_is_no_member_or_not_verified_gets_no_further(
    visit: Watched, door: Door, email: str, verified: bool
) -> None:
    door.provider.email, door.provider.verified = email, verified
    page = visit.open("")
    page.get_by_role("button", name="Sign in with your organisation").click()
    expect(page.get_by_text("is no member here")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stSidebarNav")).to_be_hidden()
    assert "Tatmadaw" not in page.content()
