"""Leaks planted in the data, and one guard of the maker switched off at a time: the real command, the gate, and nothing
else. Each time the rule and the record are named, nothing is written, and the exit code is 1.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

import cli
from graph.claims import Claim
from graph.connection import Database
from release.profiles.reading import HERE
from release.releasing import making
from release.releasing.counting import Table
from release.releasing.keys import Keyring
from release.releasing.policy import decide
from release.releasing.transforming import Transformer
from tests.conftest import clear
from tests.rdf import BASE, claim
from tests.real.test_release import ALIAS, DEFECTOR, OTHER_NAME, army, left, load

Patch = pytest.MonkeyPatch
NOTES = "partner with remarks"


def planted() -> Iterator[Claim]:
    yield claim(
        "memoir", "Source", "title", f"Talks with {ALIAS}, second edition", source="sheet:x/sources.csv"
    )
    held = {"start": "2020", "in_force": "2021-12-31", "role": "commander", "rank": "colonel"}
    yield claim("uncle", "Person", "name", "Uncle Commander", source="diary")
    yield claim("uncle", "Person", "Posting", object="div3", said=held, source="diary")
    yield claim("uncle", "Person", "Patronage", object="pw", said={"basis": "family"}, source="talk")
    yield claim("div3", "Unit", "country", "MM", source="memoir")
    yield claim("div3", "Unit", "note", f"{OTHER_NAME} is said to have been here", source="book")
    # Two left the smallest division: the army less the others would tell.
    yield claim("div4", "Unit", "name", "4 Division", source="book")
    yield claim("div4", "Unit", "echelon", "division", source="book")
    yield claim("div4", "Unit", "Subordination", object="top", said={"start": "2010"}, source="book")
    for number in (1, 2):
        yield claim(f"fourth-{number}", "Defection", "from_unit", object="div4", source="talk")
        yield claim(f"fourth-{number}", "Defection", "date", "2021-05-02", source="talk")
    yield claim(
        "top", "Unit", "DefectionTotal", said={"kind": "soldiers", "best": "44", "end": "2022"}, source="book"
    )


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    load(database, army())
    load(database, planted())
    return database


@pytest.fixture
def home(graph: Database, environment: Mapping[str, str], monkeypatch: Patch, tmp_path: Path) -> Path:
    """The keys of the run."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Keyring, "__init__", lambda ring, home: setattr(ring, "folder", tmp_path / "keys"))
    file = tmp_path / "own.toml"
    ours = (
        (HERE / "partner.toml").read_text(encoding="utf-8").replace('name = "partner"', f'name = "{NOTES}"')
    )
    file.write_text(ours.replace('"branch", "country"]', '"branch", "country", "note"]'), encoding="utf-8")
    return tmp_path


def run(home: Path, profile: str = "partner", partner: str = "A", folder: str = "out") -> int:
    return cli.run(
        ["release", str(home / folder), "--profile", profile, "--for", partner, "--on", "2021-06-15"]
    )


def blind(patch: Patch) -> None:
    patch.setattr(Transformer, "_tells", lambda transformer, text: False)


def no_complement(patch: Patch) -> None:
    patch.setattr(Table, "_safe", lambda *table: True)


def any_size(patch: Patch) -> None:
    patch.setattr(Table, "_small", lambda table, count: False)
    no_complement(patch)


def all_figures(patch: Patch) -> None:
    patch.setattr(Transformer, "hold_back", lambda *told: None)


def small_figures(patch: Patch) -> None:
    single = Transformer._single
    patch.setattr(
        Transformer,
        "_single",
        lambda one, cls, prop, value: value if cls.figures and cls.source else single(one, cls, prop, value),
    )
    all_figures(patch)


def all_named(patch: Patch) -> None:
    """Who is protected by a tie to the family alone is forgotten by the maker; the gate is told nevertheless."""
    patch.setattr(
        making, "decide", lambda model, profile, rules, records, who, day: decide(
            model, profile, rules, records, who - {"uncle"}, day
        ),
    )  # fmt: skip
    patch.setattr(Transformer, "refuse_names_of_protected", lambda *told: None)
    patch.setattr(Transformer, "_tells", lambda transformer, text: False)


NAMED = "no protected text in the bytes: pd: a name of a protected person"
LEAKS: dict[str, tuple[Callable[[Patch], None], str, str]] = {
    "a name in a remark": (blind, "own.toml", f"{NAMED} stands in {BASE}unit/div1"),
    "the name of a merged id in a remark": (
        blind,
        "own.toml",
        f"{NAMED} stands in {BASE}unit/div3",
    ),
    "an alias in a title": (blind, "partner", f"{NAMED} stands in {BASE}source/memoir"),
    "a small cell": (any_size, "partner", "no small cell: from_unit"),
    "a small cell by subtraction": (
        no_complement,
        "partner",
        "no small cell by subtraction: all: what is left",
    ),
    "a small strength": (small_figures, "partner", "no small figure: bn3, Strength real best: 3"),
    "a change of a few": (all_figures, "partner", "no small figure: bn1, Strength real best: 409"),
    "a strength by subtraction": (all_figures, "partner", "no small figure: div1, Strength real best: 415"),
    "a total beside the counts": (
        all_figures,
        "partner",
        "no small figure: top, DefectionTotal soldiers best: 44",
    ),
    "a protected person with ties": (all_named, "partner", "no protected text in the bytes: uncle: a name"),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_in_the_data_is_stopped(
    home: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str], leak: str
) -> None:
    switch_off, profile, told = LEAKS[leak]
    switch_off(monkeypatch)
    assert run(home, str(home / profile) if profile.endswith(".toml") else profile) == 1
    said = capsys.readouterr()
    assert told in said.err and "nothing was written" in said.err and not said.out
    assert nothing_left(home)


def nothing_left(home: Path) -> bool:
    """No folder, no part of one, and no key."""
    return {p.name for p in home.iterdir()} <= {"keys", "own.toml"} and not list(home.rglob("*.key"))


def test_with_every_guard_in_place_the_same_data_leaves(home: Path) -> None:
    """So it was the switch, and not the data, that the gate stopped."""
    assert run(home, str(home / "own.toml")) == 0
    data = (home / "out" / "graph.nq").read_text(encoding="utf-8")
    assert not any(word in data for word in (DEFECTOR, OTHER_NAME, ALIAS)) and "unit/div3" in data


def test_a_name_in_what_the_user_says_is_stopped(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No guard looks at who receives it: the page and the description name them."""
    assert run(home, partner=f"The friends of {DEFECTOR}") == 1
    assert "no protected text in the bytes: pd" in capsys.readouterr().err
    assert nothing_left(home)


def test_a_pseudonym_shared_by_two_partners_is_stopped(
    home: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda size: b"k" * size)
    assert run(home, partner="A", folder="a") == 0
    assert run(home, partner="B", folder="b") == 1
    said = capsys.readouterr().err
    assert "no key serves twice: b-" in said and "no pseudonym is shared: x-" in said
    assert not (home / "b").exists() and len(list(home.rglob("*.key"))) == 1


def test_last_two_more_leave_and_no_release_may_tell(
    graph: Database, home: Path, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(home, folder="first") == 0
    load(graph, left(40, 2))
    monkeypatch.setattr(Table, "_nearly", lambda *told: False)
    no_complement(monkeypatch)
    assert run(home, partner="B", folder="second") == 1
    assert "releases cannot be subtracted: all: it differs by fewer than 5" in capsys.readouterr().err
    assert not (home / "second").exists()
