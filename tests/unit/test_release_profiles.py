"""Profiles as data: ours stand, wrong ones are refused by name, and dates become coarser and stay true."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.errors import CommandError
from ontology.reading import load_model
from ontology.rules import load_rules
from ontology.time import parse
from release.profiles.reading import HERE, NAMES, load_profile
from release.releasing.coarsening import Calendar
from release.releasing.keys import Keyring, slug_of

MODEL = load_model()
PARTNER = (HERE / "partner.toml").read_text(encoding="utf-8")


def own(tmp_path: Path, text: str) -> str:
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", NAMES)
def test_ours_stand(name: str) -> None:
    profile = load_profile(name, MODEL)
    assert profile.name == name and profile.everything == (name == "internal")
    assert load_rules().event not in profile.leaves


def test_one_of_ones_own(tmp_path: Path) -> None:
    text = PARTNER.replace('name = "partner"', 'name = "courts"').replace("k = 5", "k = 7")
    assert load_profile(own(tmp_path, text), MODEL).k == 7


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "partner"', 'name = "public"', "profile of Orbatlas"),
        ('dates = "month"', 'dates = "day"', "known are month, quarter"),
        ('"echelon", "branch"', '"echelom", "branch"', "echelom"),
        ("TaskMembership = []", "Defection = []", "as counts alone"),
        ("TaskMembership = []", "Clan = []", "no class"),
        ("k = 5", "k = 1", "from 3 to 1000"),
        ("k = 5", "kay = 5", "known are"),
        ('rank = "colonel"', 'rank = "warlord"', "warlord"),
        ('rank = "colonel"', "", "needs a rank or an echelon"),
        ('["destination"]', '["mode"]', "there twice"),
        ('["destination"]', '["motives"]', "no single property"),
        ("risk = 0.03", "risk = 1.0", "up to 0.2"),
        ('protected = "pseudonym"', 'protected = "known"', "known are pseudonym, absent"),
        ('postings = "all"', 'postings = "qualifying"', "claims leave only"),
        ("claims = true", "claims = true\neverything = true", "only the profile internal"),
        ("depth = 2", "depth = ", "no TOML"),
    ],
)
def test_a_wrong_one_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    text = PARTNER if 'name = "partner"' in old else PARTNER.replace('name = "partner"', 'name = "own"')
    assert old in text
    with pytest.raises(CommandError, match=says):
        load_profile(own(tmp_path, text.replace(old, new)), MODEL)


def test_an_unknown_one_is_refused() -> None:
    with pytest.raises(CommandError, match="no profile"):
        load_profile("everybody", MODEL)


# ---- dates


@pytest.mark.parametrize(
    ("period", "text", "coarse"),
    [
        ("month", "2021-02-15", "2021-02"),
        ("month", "2021-02~", "2021-02"),
        ("month", "2021", "2021"),
        ("month", "2021-02-27/2021-03-02", "2021-02/2021-03"),
        ("month", "../2021-04-09", "../2021-04"),
        ("month", "2021-02-30", None),
        ("quarter", "2021-02-15", "2021-33"),
        ("quarter", "2021-12", "2021-36"),
        ("quarter", "2021-03-31/2021-04-01", "2021-33/2021-34"),
        ("quarter", "2021-04-05/..", "2021-34/.."),
        ("quarter", "in spring", None),
    ],
)
def test_dates(period: str, text: str, coarse: str | None) -> None:
    assert Calendar(period).coarse(text) == coarse


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["month", "quarter"]))
def test_what_is_coarse_holds_what_was_exact(day: date, period: str) -> None:
    calendar = Calendar(period)
    span = parse(str(calendar.coarse(day.isoformat())))
    assert (span.earliest, span.latest) == (calendar.first(day), calendar.last(day))
    assert calendar.first(day) <= day <= calendar.last(day)


# ---- keys


def test_a_key_belongs_to_one_partner_and_one_release(tmp_path: Path) -> None:
    ring = Keyring(tmp_path)
    keys = [ring.new("A"), ring.new("A"), ring.new("B")]
    assert len({key.pseudonym("p1") for key in keys}) == len({key.secret for key in keys}) == 3
    for key in keys:
        assert stat.S_IMODE(key.file.stat().st_mode) == 0o600 and key.secret.hex() not in repr(key)
        assert stat.S_IMODE(key.file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    ring.forget(keys[0])
    assert not keys[0].file.exists()


def test_two_partners_never_share_a_folder() -> None:
    assert len({slug_of(name) for name in ("A b", "a b", "a-b", "../a-b", "အ", "ဗ")}) == 6
    assert all("/" not in slug_of(name) and "." not in slug_of(name) for name in ("../x", "a/b", ".."))
    with pytest.raises(CommandError):
        slug_of("  ")
