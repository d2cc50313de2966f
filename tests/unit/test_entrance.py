"""The door by itself: what opens it, and what must not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from access.addresses import SWITCH
from access.log import What
from access.members import Member, Members, write_members
from access.sessions import Session
from access.slowing import FREE, MOST, Slowing
from ontology.errors import CommandError
from views.pages import entrance


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of members of a home of its own, for an app on loopback."""
    monkeypatch.setenv("ORBATLAS_HOME", str(tmp_path))
    for name in ("ORBATLAS_MEMBERS", SWITCH):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(entrance, "_on_loopback", lambda: True)
    monkeypatch.setattr(entrance, "_provider", lambda: None)
    entrance._was_asked.clear()
    yield tmp_path / "members.toml"
    entrance._was_asked.clear()


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


def test_a_password_typed_as_a_name_is_not_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    noted = Noted()
    monkeypatch.setattr(entrance, "log", lambda: noted)
    entrance._slowing.clear()
    entrance._try(KNOWN, "four words stand apart", "x")
    assert noted.lines == [(What.NOT_SIGNED_IN, entrance.UNKNOWN)]
