"""Members, passwords, waits, sessions and the log, each by itself."""

from __future__ import annotations

import json
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from access.log import FIRST, LONGEST, Log, What
from access.members import Member, Members, as_toml, change_members, read_members, write_members
from access.passwords import SHORTEST, hashed, matches
from access.rights import ROLES, Right
from access.sessions import ANYBODY, Session
from access.slowing import FIRST as FIRST_WAIT
from access.slowing import FREE, MOST, Slowing
from ontology.errors import CommandError

WORDS = "four words stand apart"


@pytest.fixture(scope="module")
def hash_of_words() -> str:
    return hashed(WORDS)


def written(folder: Path, text: str) -> Path:
    file = folder / "members.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


# ---- the file


def test_no_file_is_no_members(tmp_path: Path) -> None:
    assert read_members(tmp_path / "nothing.toml") is None


def test_what_is_written_is_read_again(tmp_path: Path, hash_of_words: str) -> None:
    file = tmp_path / "home" / "members.toml"
    kept = (
        Members(roles={**ROLES, "intern": frozenset()}, idle=90, longest=7200)
        .with_member(Member('a"b\\c', "steward", hash_of_words))
        .with_member(Member("bob@example.org", "intern"))
    )
    write_members(file, kept)
    assert read_members(file) == kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(file.parent.glob(".members-*"))


def test_a_password_does_not_show_in_what_is_printed(hash_of_words: str) -> None:
    assert hash_of_words not in repr(Member("alice", "reader", hash_of_words))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[members.a]\nrole = 'king'\n", "no role 'king'"),
        ("[members.a]\n", "needs a role"),
        ("[members.a]\nrole = 'reader'\npassword = 'plain text'\n", "no argon2id hash"),
        ("[members.a]\nrole = 'reader'\nadmin = true\n", "which nothing reads"),
        ("[sessions]\nidle_minutes = 0\n", "above 0"),
        ("[sessions]\nidle_minutes = 'long'\n", "above 0"),
        ("[sessions]\nidle = 5\n", "which nothing reads"),
        ("[roles]\nspy = ['names', 'all']\n", "must be a list of some"),
        ("[roles]\nspy = ['ask']\n", "give it names too"),
        ("members = 5\n", "must be a table"),
        ("[members.'a b']\nrole = 'reader'\n", "cannot be a name"),
        ('[roles]\nx = ["release"]', "give it names too"),
        ("[[[", "no TOML"),
        ("members = " + "[" * 100_000, "no TOML"),
        ("[sessions]\nidle_minutes = " + "9" * 5_000, "no TOML"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_rule(tmp_path: Path, text: str, rule: str) -> None:
    with pytest.raises(CommandError, match=rule):
        read_members(written(tmp_path, text))


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path: Path) -> None:
    found = read_members(written(tmp_path, '\ufeff[members.alice]\nrole = "reader"\n'))
    assert found is not None and set(found.members) == {"alice"}


def test_of_a_link_what_it_leads_to_is_written(tmp_path: Path) -> None:
    file, link = written(tmp_path, '[members.alice]\nrole = "reader"\n'), tmp_path / "link.toml"
    link.symlink_to(file)
    change_members(link, lambda held: held.without("alice"), lambda: None)
    assert link.is_symlink()
    assert read_members(file) == Members()


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    file.chmod(0o644)
    with pytest.raises(CommandError, match="can be read by others"):
        read_members(file)


def test_the_roles_of_the_issue() -> None:
    assert {name: {right.value for right in rights} for name, rights in ROLES.items()} == {
        "reader": set(),
        "analyst": {"names", "ask"},
        "steward": {"names", "ask", "release"},
    }


def test_a_role_of_the_file_replaces_ours(tmp_path: Path) -> None:
    found = read_members(written(tmp_path, "[roles]\nanalyst = []\n[members.a]\nrole = 'analyst'\n"))
    assert found is not None
    assert found.rights("a") == frozenset()
    assert found.rights("nobody") is None
    assert '"analyst" = []' in as_toml(found)


# ---- passwords


def test_the_right_password_alone_matches(hash_of_words: str) -> None:
    assert matches(hash_of_words, WORDS)
    assert not matches(hash_of_words, WORDS + " ")
    assert not matches(None, WORDS)
    assert not matches("$argon2id$broken", WORDS)
    assert hash_of_words.startswith("$argon2id$")


@pytest.mark.parametrize("password", ["", "x" * (SHORTEST - 1), "x" * 1_001])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(CommandError):
        hashed(password)


# ---- waits


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_guesses_waits_longer_each_time() -> None:
    clock = Clock()
    slowing = Slowing(clock)
    waits: list[float] = []
    for _ in range(FREE + 12):
        assert slowing.tries("name eve", "address 10.0.0.1") <= 0
        # Still waiting: this try is turned away, tells how long, and makes it no longer.
        waits.append(slowing.tries("name eve") if len(waits) >= FREE else 0.0)
        clock.now += max(0.0, waits[-1])
    assert waits[FREE : FREE + 3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits[-1] == MOST
    assert slowing.tries("name eve", "address 10.0.0.1") <= 0
    assert slowing.tries("name other", "address 10.0.0.1") == MOST
    assert slowing.tries("name other") <= 0
    slowing.succeeded("name eve")
    assert [slowing.tries("name eve") for _ in range(FREE + 1)] == [0.0] * (FREE + 1)
    assert slowing.tries("name eve") == FIRST_WAIT


# ---- sessions


def test_a_session_ends_by_idling_by_age_and_with_the_membership() -> None:
    known = Members(idle=60, longest=600).with_member(Member("alice", "reader"))
    session = Session("alice", began=0, seen=0)
    assert session.over(known, 59) == ""
    assert "without a click" in session.over(known, 61)
    busy = session.at(580)
    assert busy.over(known, 599) == ""
    assert "hours" in busy.over(known, 601)
    assert "no longer a member" in session.over(known.without("alice"), 1)


def test_where_nobody_signs_in_everything_is_allowed() -> None:
    assert all(ANYBODY.may(right) for right in Right)


# ---- the log


def test_lines_follow_each_other_and_hold_what_was_said(tmp_path: Path) -> None:
    log = Log(tmp_path / "log" / "audit.jsonl")
    log.note(What.ASKED, "alice", cypher="MATCH (n)\nRETURN n", rows=None)
    log.note(What.RELEASED, "bob", figures=5)
    first, second = log.lines()
    assert first.said["before"] == FIRST
    assert second.said["before"] == first.hash
    assert (first.follows, second.follows) == (True, True)
    assert first.said["cypher"] == "MATCH (n)\nRETURN n"
    assert "rows" not in first.said
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600
    assert log.file.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("change", ["change", "take out", "put in", "swap"])
def test_a_log_that_was_meddled_with_shows_it(tmp_path: Path, change: str) -> None:
    log = Log(tmp_path / "audit.jsonl")
    for number in range(5):
        log.note(What.ASKED, "alice", number=number)
    lines = log.file.read_bytes().splitlines(keepends=True)
    lines = {
        "change": [lines[0], lines[1].replace(b"alice", b"nancy"), *lines[2:]],
        "take out": [lines[0], *lines[2:]],
        "put in": [*lines[:2], lines[1], *lines[2:]],
        "swap": [lines[0], lines[2], lines[1], *lines[3:]],
    }[change]
    log.file.write_bytes(b"".join(lines))
    assert not all(line.follows for line in log.lines())
    assert next(log.lines()).follows


def test_a_line_that_was_cut_off_shows_and_the_log_goes_on(tmp_path: Path) -> None:
    log = Log(tmp_path / "audit.jsonl")
    log.note(What.ASKED, "alice")
    log.note(What.ASKED, "bob")
    log.file.write_bytes(log.file.read_bytes()[:-20])
    log.note(What.ASKED, "carol")
    found = list(log.lines())
    assert [line.said.get("who") for line in found] == ["alice", None, "carol"]
    assert [line.follows for line in found] == [True, False, True]


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    log = Log(tmp_path / "audit.jsonl")

    def ten(who: str) -> None:
        for _ in range(10):
            log.note(What.ASKED, who)

    threads = [threading.Thread(target=ten, args=(who,)) for who in ("alice", "bob", "carol")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = list(log.lines())
    assert len(found) == 30
    assert all(line.follows for line in found)


def test_a_line_of_any_length_is_followed(tmp_path: Path) -> None:
    log = Log(tmp_path / "access.log")
    for _ in range(3):
        log.note(What.ASKED, "alice", **{f"value{number}": "ü" * LONGEST for number in range(40)})
    assert (tmp_path / "access.log").stat().st_size > 3 * 65_536 * 2
    assert all(line.follows for line in log.lines())


def test_two_who_add_members_at_once_both_do(tmp_path: Path) -> None:
    file, together = tmp_path / "members.toml", threading.Barrier(8)

    def add(name: str) -> None:
        together.wait()
        change_members(file, lambda held: held.with_member(Member(name, "reader")), lambda: None)

    threads = [threading.Thread(target=add, args=(f"member{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = read_members(file)
    assert found is not None
    assert len(found.members) == 8
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_members_that_cannot_be_noted_are_not_changed(tmp_path: Path) -> None:
    def refuse() -> None:
        raise CommandError("The log cannot be written.")

    file = tmp_path / "members.toml"
    with pytest.raises(CommandError, match="log"):
        change_members(file, lambda held: held.with_member(Member("eve", "steward")), refuse)
    assert not file.exists()


def test_what_is_too_long_is_cut_and_says_so(tmp_path: Path) -> None:
    log = Log(tmp_path / "audit.jsonl")
    log.note(What.ASKED, "alice", cypher="x" * 20_000)
    (line,) = log.lines()
    assert line.said["cypher"].endswith("(20,000 letters)")
    assert len(json.dumps(line.said)) < 2 * LONGEST


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    with pytest.raises(CommandError, match="so this is not done"):
        Log(tmp_path / "log" / "audit.jsonl").note(What.ASKED, "alice")


def test_members_are_values() -> None:
    held = Members()
    assert held.with_member(Member("a", "reader")) != held
    assert replace(held, idle=1) != held
    with pytest.raises(CommandError, match="no member"):
        held.without("a")
