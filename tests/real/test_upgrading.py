"""A database that was filled under a made-up older ontology: what was renamed is renamed, and nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache, reduce
from pathlib import Path

import pytest

from graph.claims import Claim
from graph.connection import Database
from graph.errors import NotEmpty
from graph.keeping.backup import back_up
from graph.keeping.fitting import Fitting, read_renames
from graph.keeping.renaming import Rename, still_to_do
from graph.keeping.restoring import restore
from graph.keeping.state import ASIDE, differences
from graph.keeping.words import parted, words_of
from graph.loading import Loading
from graph.retiring import withdraw
from ontology.errors import DeclarationError
from ontology.files import ontology_files
from ontology.model import Model
from ontology.reading import read_model
from tests.conftest import clear
from tests.rdf import CLAIMS, EXTRA, MODEL
from tests.real.commanding import orbatlas
from tests.real.faulting import export, kill_when

TABLE = """
[[renamed]]
class = "Formation"
to = "Unit"

[[renamed]]
class = "Tasking"
to = "Posting"

[[renamed]]
property = "size"
of = "Unit"
to = "echelon"

[[renamed]]
property = "duty"
of = "Posting"
to = "role"

[[renamed]]
concept = "div"
scheme = "echelon"
to = "division"
"""
RENAMES = (
    Rename("class", "Formation", "Unit"),
    Rename("class", "Tasking", "Posting"),
    Rename("property", "size", "echelon", "Unit"),
    Rename("property", "duty", "role", "Posting"),
    Rename("concept", "div", "division", "echelon"),
)
GONE = (
    Claim("r1", "Radio", "name", "s1", value="Radio One"),
    Claim("p1", "Person", "Listening", "s1", object="r1", qualifiers=(("gain", "0.50"),)),
)
DAY = date(2026, 11, 22)


def older_files(folder: Path) -> list[Path]:
    """The ontology as it was: some words are called otherwise, and there are radios."""
    folder.mkdir()
    words = {
        "orb:Unit ": "orb:Formation ", "orb:Unit;": "orb:Formation;", "orb:Posting ": "orb:Tasking ",
        "orb:echelon ": "orb:size ", "orb:role ": "orb:duty ", 'skos:notation "division"': 'skos:notation "div"',
    }  # fmt: skip
    for file in ontology_files():
        text = file.read_text(encoding="utf-8")
        for new, old in words.items():
            text = text.replace(new, old)
        (folder / file.name).write_text(text, encoding="utf-8")
    (folder / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    return sorted(folder.glob("*.ttl"))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Model:
    return read_model(older_files(tmp_path_factory.mktemp("older") / "ontology"))


def as_before(model: Model, claim: Claim) -> Claim:
    """The claim in the older words."""
    back = [replace(one, old=one.new, new=one.old) for one in RENAMES if one.kind == "concept"]
    back += [replace(one, old=one.new, new=one.old) for one in RENAMES if one.kind == "property"]
    back += [replace(one, old=one.new, new=one.old) for one in RENAMES if one.kind == "class"]
    return reduce(lambda one, rename: rename.of(MODEL, one), back, claim)


def fill(database: Database, model: Model, claims: list[Claim]) -> None:
    loading = Loading(database, model, "army", DAY)
    loading.add([[claim] for claim in claims])
    loading.finish()
    withdraw(database, model, "s3", DAY)


def test_an_older_database_is_brought_up_and_what_fits_nowhere_is_kept(
    empty: Database, older: Model, environment: Mapping[str, str], tmp_path: Path
) -> None:
    fill(empty, MODEL, list(CLAIMS))
    wanted = export(environment, tmp_path, "wanted.nq")
    retired = empty.read("MATCH (c:Claim) WHERE c.retired IS NOT NULL RETURN c.id AS id ORDER BY id")
    assert retired

    clear(empty)
    fill(empty, older, [*(as_before(older, claim) for claim in CLAIMS), *GONE])
    assert empty.read("MATCH (f:Formation) RETURN count(f) AS n")[0]["n"] > 1
    assert "the class Radio is gone" in differences(empty, MODEL)
    own = tmp_path / "own"
    own.mkdir()
    (own / "upgrades.toml").write_text(TABLE, encoding="utf-8")
    variables = {**environment, "ORBATLAS_ONTOLOGY": str(own)}
    said = orbatlas("query", "sources", environment=variables, cwd=tmp_path, code=None).err
    assert "`orbatlas upgrade`" in said

    command = ("upgrade", "--backup", "before.orb", "--format", "json")
    assert kill_when(command, variables, tmp_path, lambda: differences(empty, MODEL) == () or bool(
        empty.read("MATCH (k:Keeping {id: 'restore'}) RETURN 1 AS one")))  # fmt: skip
    ran = orbatlas(*command, environment=variables, cwd=tmp_path, code=1)
    assert {row["claim"]: row["why"] for row in ran.json()} == {
        GONE[0].id: "there is no class Radio",
        GONE[1].id: "Person has no Listening",
    }
    assert export(environment, tmp_path, "brought-up.nq") == wanted
    assert empty.read("MATCH (c:Claim) WHERE c.retired IS NOT NULL RETURN c.id AS id ORDER BY id") == retired
    assert not empty.read("MATCH (f:Formation) RETURN 1 AS one")
    aside = empty.read(f"MATCH (c:{ASIDE}) RETURN c.id AS id, c.subject_class AS cls ORDER BY cls")
    assert [row["id"] for row in aside] == [GONE[1].id, GONE[0].id]
    assert differences(empty, MODEL) == ()
    said = orbatlas("upgrade", environment=variables, cwd=tmp_path).err
    assert "nothing to do" in said

    # What was set aside comes back with its words.
    (own / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    orbatlas("backup", "kept.orb", environment=variables, cwd=tmp_path)
    orbatlas("restore", "kept.orb", "--replace", "--yes", environment=variables, cwd=tmp_path)
    assert empty.read("MATCH (:Person {id: 'p1'})-[:LISTENS_TO]->(r:Radio) RETURN r.name AS name")
    assert not empty.read(f"MATCH (c:{ASIDE}) RETURN 1 AS one")


def test_words_that_only_came_are_no_difference(empty: Database, tmp_path: Path) -> None:
    (tmp_path / "radio.ttl").write_text(EXTRA, encoding="utf-8")
    wider = read_model(ontology_files(tmp_path / "radio.ttl"))
    fill(empty, MODEL, list(CLAIMS))
    assert differences(empty, wider) == ()
    Loading(empty, wider, "army", DAY)
    assert "the class Radio is gone" in differences(empty, MODEL)
    assert differences(empty, wider) == ()


def test_a_database_of_before_words_were_noted_is_told(empty: Database) -> None:
    fill(empty, MODEL, list(CLAIMS))
    empty.write(lambda tx: tx.run("MATCH (k:Keeping) DELETE k").consume())
    assert differences(empty, MODEL) == ("its words were never noted",)
    Loading(empty, MODEL, "army", DAY)
    assert differences(empty, MODEL) == ("its words were never noted",)


def test_claims_that_state_the_same_in_both_words_become_one(
    empty: Database, older: Model, tmp_path: Path
) -> None:
    new = Claim("u1", "Unit", "echelon", "s1", value="division", places=("a:1:1",))
    old = replace(as_before(older, new), places=("b:1:1",))
    assert old.id != new.id
    fill(empty, older, [Claim("s3", "Source", "title", "s1", value="S"), old])
    rows = [{"id": new.id, "subject": "u1", "subject_class": "Unit", "predicate": "echelon", "value": "division",
             "source": "s1", "places": ["a:1:1"], "collections": ["other"], "recorded": date(2020, 1, 1)}]  # fmt: skip
    empty.write(lambda tx: tx.run("UNWIND $rows AS row CREATE (c:Claim) SET c = row", rows=rows).consume())
    back_up(empty, older, tmp_path / "a.orb")
    with pytest.raises(NotEmpty):
        restore(empty, MODEL, tmp_path / "a.orb", Fitting(MODEL, RENAMES))
    restore(empty, MODEL, tmp_path / "a.orb", Fitting(MODEL, RENAMES), replace=True)
    (claim,) = empty.read("MATCH (c:Claim {subject: 'u1'}) RETURN properties(c) AS c")
    assert claim["c"]["id"] == new.id and str(claim["c"]["recorded"]) == "2020-01-01"
    assert set(claim["c"]["places"]) == {"a:1:1", "b:1:1"}
    assert set(claim["c"]["collections"]) == {"army", "other"}


def test_a_rename_is_done_once_though_its_old_word_is_used_again() -> None:
    @cache
    def words(*slots: str) -> str:
        told = {"classes": {"Unit": {"slots": dict.fromkeys(slots, 0)}}, "schemes": {}}
        import json

        return json.dumps(told)

    first, second = Rename("property", "name", "title", "Unit"), Rename("property", "x", "name", "Unit")
    both = (first, second)
    assert list(still_to_do(both, words("name", "x"))) == [first, second]
    assert list(still_to_do(both, words("title", "x"))) == [second]
    assert list(still_to_do(both, words("title", "name"))) == []
    assert list(still_to_do(both, "")) == [first, second]


def test_labels_change_nothing_and_kinds_do(older: Model) -> None:
    assert parted(words_of(MODEL), words_of(MODEL)) == []
    labelled = replace(
        MODEL, classes={k: replace(c, label="x", colour="y") for k, c in MODEL.classes.items()}
    )
    assert words_of(labelled) == words_of(MODEL)
    assert "the class Formation is gone" in parted(words_of(older), words_of(MODEL))


@pytest.mark.parametrize(
    "entry", ['class = "A"', 'property = "a"\nto = "b"', 'concept = "a"\nof = "b"\nto = "c"']
)
def test_a_table_of_renames_that_cannot_be_read_is_named(tmp_path: Path, entry: str) -> None:
    (tmp_path / "upgrades.toml").write_text(f"[[renamed]]\n{entry}\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="is no rename"):
        read_renames([tmp_path])


def test_the_table_of_renames_that_comes_along_can_be_read() -> None:
    assert all(rename.old != rename.new for rename in read_renames())
