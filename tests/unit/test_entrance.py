"""The door by itself: what opens it, and what must not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.app_session import AppSession
from streamlit.web.server.server_util import is_url_from_allowed_origins

from access import passwords
from access.addresses import OFF, SWITCH, is_foreign
from access.log import What
from access.members import Member, Members, write_members
from access.rights import Right
from access.sessions import ANYBODY, Session
from access.slowing import FREE, MOST, Slowing
from ontology.errors import CommandError
from views.pages import entrance
from views.pages.shutting import shut


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of members of a home of its own, for an app on loopback."""
    monkeypatch.setenv("ORBATLAS_HOME", str(tmp_path))
    for name in ("ORBATLAS_MEMBERS", SWITCH):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(entrance, "_on_loopback", lambda: True)
    monkeypatch.setattr(entrance, "_provider", lambda: None)
    entrance._WAS_ASKED.clear()
    yield tmp_path / "members.toml"
    entrance._WAS_ASKED.clear()


def test_a_file_that_goes_away_while_the_app_runs_opens_no_door(file: Path) -> None:
    assert not entrance.is_asked()
    write_members(file, Members().with_member(Member("reader", "reader", "$argon2id$")))
    assert entrance.is_asked()
    file.unlink()
    assert entrance.is_asked()


def test_many_tries_at_once_are_one() -> None:
    now = [0.0]
    slowing, together, let = Slowing(lambda: now[0]), threading.Barrier(20), []
    for _ in range(FREE + 1):
        assert slowing.tries("name a") <= 0
    now[0] += 1_000

    def attempt() -> None:
        together.wait()
        let.append(slowing.tries("name a") <= 0)

    threads = [threading.Thread(target=attempt) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let) == 1


def test_a_thousand_failures_are_counted_too() -> None:
    now = [0.0]
    slowing = Slowing(lambda: now[0])
    for _ in range(1_100):
        assert slowing.tries("name a") <= 0
        now[0] += MOST
    now[0] -= MOST
    assert slowing.tries("name a") == MOST


class Noted:
    def __init__(self) -> None:
        self.lines: list[tuple[What, str]] = []

    def note(self, what: What, who: str, **_details: object) -> None:
        self.lines.append((what, who))


class Told:
    """What a provider tells of somebody."""

    is_logged_in = True

    def __init__(self, **told: object) -> None:
        self.told = told

    def to_dict(self) -> dict[str, Any]:
        return {"iat": time.time(), **self.told}


KNOWN = Members(
    {m.name: m for m in (Member("alice", "steward", "$argon2id$"), Member("bob@x.org", "reader"))}
)


@pytest.mark.parametrize(
    "told",
    [
        {"preferred_username": "alice"},
        {"preferred_username": "bob@x.org"},
        {"email": "alice"},
        {"email": "bob@x.org", "email_verified": False},
        {"email": "bob@x.org", "email_verified": "false"},
        {"email": "eve@x.org", "email_verified": True},
        {},
    ],
)
def test_a_provider_lets_in_its_own_members_alone(
    told: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "_provider", lambda: "x")
    monkeypatch.setattr(entrance, "log", Noted)
    monkeypatch.setattr("streamlit.user", Told(**told))
    with pytest.raises(CommandError, match="no member here"):
        entrance._by_provider(KNOWN)


@pytest.mark.parametrize("verified", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_a_member_of_the_provider_comes_in(
    verified: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "_provider", lambda: "x")
    monkeypatch.setattr(entrance, "log", Noted)
    monkeypatch.setattr("streamlit.user", Told(email="bob@x.org", **verified))
    session = entrance._by_provider(KNOWN)
    assert session is not None and (session.name, session.way) == ("bob@x.org", "provider")


def test_who_comes_back_with_a_cookie_after_idling_signs_in_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the page anew is no way round the end of a session."""
    out: list[str] = []
    monkeypatch.setattr(entrance, "_provider", lambda: "x")
    monkeypatch.setattr(entrance, "log", Noted)
    monkeypatch.setattr(entrance, "_LAST_SEEN", {})
    monkeypatch.setattr("streamlit.session_state", {})
    monkeypatch.setattr("streamlit.logout", lambda: out.append("out"))

    class Stopped(Exception): ...

    def stop() -> None:
        raise Stopped

    monkeypatch.setattr("streamlit.stop", stop)
    now = time.time()
    monkeypatch.setattr("streamlit.user", Told(email="bob@x.org", iat=now - KNOWN.idle - 100))
    session = entrance._by_provider(KNOWN)
    assert session is not None
    entrance._seen(session.at(now - KNOWN.idle - 50), KNOWN)
    with pytest.raises(Stopped):
        entrance._by_provider(KNOWN)
    assert out == ["out"]
    entrance._seen(session.at(now - 50), KNOWN)
    assert entrance._by_provider(KNOWN) is not None


def test_a_right_counts_from_the_next_click_on_and_is_lost_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page keeps for all readers would else be read with the eyes of somebody who may see more by now."""
    state: dict[str, object] = {entrance._KEY: Session("bob", time.time(), time.time())}
    monkeypatch.setattr("streamlit.session_state", state)
    monkeypatch.setattr(entrance, "_tell", lambda *_: None)
    bob = Members().with_member(Member("bob", "reader", "$argon2id$"))
    write_members(file, bob)
    assert not entrance.enter().may(Right.NAMES)
    write_members(file, bob.with_member(Member("bob", "steward", "$argon2id$")))
    assert not entrance.may(Right.NAMES)
    assert entrance.enter().may(Right.NAMES)
    write_members(file, bob)
    assert not entrance.may(Right.NAMES)


def test_what_is_saved_later_is_noted_and_refused_when_the_session_is_over(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted, session = Noted(), Session("reader", time.time(), time.time())
    members = Members().with_member(Member("reader", "reader", "$argon2id$"))
    write_members(file, members)
    monkeypatch.setattr(entrance, "log", lambda: noted)
    monkeypatch.setattr("streamlit.session_state", {entrance._KEY: session})
    later = entrance.for_later(What.SAVED, file="a.csv")
    later()
    assert noted.lines == [(What.SAVED, "reader")]
    write_members(file, members.without("reader"))
    with pytest.raises(entrance.NotSignedIn):
        later()
    assert len(noted.lines) == 1


def test_what_is_saved_later_is_refused_when_the_role_has_shrunk(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file would hold what the page showed to who might see more."""
    noted, session = Noted(), Session("bob", time.time(), time.time())
    bob = Members().with_member(Member("bob", "analyst", "$argon2id$"))
    write_members(file, bob)
    monkeypatch.setattr(entrance, "log", lambda: noted)
    state = {entrance._KEY: session, entrance._AT_FIRST: frozenset(Right)}
    monkeypatch.setattr("streamlit.session_state", state)
    later = entrance.for_later(What.SAVED, file="a.csv")
    write_members(file, bob.with_member(Member("bob", "reader", "$argon2id$")))
    with pytest.raises(entrance.NotSignedIn):
        later()
    write_members(file, bob.with_member(Member("bob", "steward", "$argon2id$")))
    later()
    assert noted.lines == [(What.SAVED, "bob")]


def test_a_password_typed_as_a_name_is_not_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = Noted()
    monkeypatch.setattr(entrance, "log", lambda: noted)
    monkeypatch.setattr(entrance, "_SLOWING", Slowing())
    entrance._try(KNOWN, "four words stand apart", "x")
    assert noted.lines == [(What.NOT_SIGNED_IN, entrance.UNKNOWN)]


def test_a_name_of_any_length_takes_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    slowing = Slowing()
    monkeypatch.setattr(entrance, "log", Noted)
    monkeypatch.setattr(entrance, "_SLOWING", slowing)
    entrance._try(KNOWN, "x" * 1_000_000, "y")
    assert max(map(len, slowing._failures)) < 300


@pytest.mark.parametrize(
    ("host", "foreign"),
    [
        ("127.0.0.1:8501", False),
        ("[::1]:8501", False),
        ("192.168.1.7", False),
        ("localhost:8501", False),
        ("LOCALHOST.", False),
        ("app.localhost", False),
        ("evil.example:8501", True),
        ("localhost.evil.example", True),
        ("127.0.0.1.evil.example", True),
        ("notlocalhost", True),
        ("", True),
        ("[::1", True),
    ],
)
def test_a_name_that_anybody_may_point_here_is_foreign(host: str, foreign: bool) -> None:
    assert is_foreign(host) is foreign


def test_without_sign_in_nobody_is_let_in_under_a_foreign_name(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.context", SimpleNamespace(headers={"Host": "127.0.0.1:8501"}))
    assert entrance.enter() is ANYBODY
    monkeypatch.setattr("streamlit.context", SimpleNamespace(headers={"Host": "evil.example:8501"}))
    with pytest.raises(CommandError, match="without signing in"):
        entrance._refuse_foreign()
    monkeypatch.setenv(SWITCH, OFF)
    entrance._refuse_foreign()


def test_a_wrong_file_of_members_lets_nobody_in_and_tells_strangers_nothing_of_it(file: Path) -> None:
    file.write_text('[members.alice]\nrole = "steward"\npassword = "x"\n', encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(CommandError) as told:
        entrance.is_asked()
    assert "orbatlas members list" in str(told.value)
    assert "alice" not in str(told.value) and str(file.parent) not in str(told.value)
    file.unlink()
    assert entrance.is_asked()


def test_only_some_passwords_are_checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes 64 MiB: without a bound strangers could take all of the memory."""
    running, most, lock = 0, 0, threading.Lock()

    class Slow:
        def hash(self, _password: str) -> str:
            return "$argon2id$"

        def verify(self, _kept: str, _password: str) -> None:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.01)
            with lock:
                running -= 1

    monkeypatch.setattr(passwords, "_HASHER", Slow())
    threads = [threading.Thread(target=passwords.matches, args=("$argon2id$", "x")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == passwords.AT_ONCE


def test_nobody_outside_is_asked_for_our_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit asks when a page of another site tries to connect."""
    asked: list[str] = []
    monkeypatch.setattr("requests.get", lambda url, **_: asked.append(url))
    shut()
    assert not is_url_from_allowed_origins("https://evil.example")
    assert not asked


def test_no_visitor_empties_what_all_keep() -> None:
    """Streamlit does it for any client that says so, signed in or not."""
    shut()

    @st.cache_resource
    def kept() -> object:
        return object()

    first = kept()
    session: Any = SimpleNamespace(_session_state=SimpleNamespace(clear=lambda: None))
    AppSession._handle_clear_cache_request(session)
    assert kept() is first
