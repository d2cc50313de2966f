"""Finding things by their names and ids."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from graph.connection import Database
from graph.likeness import Likeness
from graph.search import Hit, lucene, search
from ontology.time import Bounds
from tests.conftest import clear
from tests.real.facts import MODEL, load, posted, said, tie, under, unit

UUID = "0a1b2c3d-1111-4222-8333-abcdefabcdef"


@pytest.fixture(scope="module")
def named(database: Database) -> Database:
    clear(database)
    load(
        database,
        [
            *unit(UUID, "114 Light Infantry Battalion", echelon="battalion", aliases="LIB 114"),
            *unit("lib115", "115 Light Infantry Battalion", aliases="LIB 115"),
            *unit("lib1140", "1140 Light Infantry Battalion", aliases="LIB 1140"),
            *unit("hq-a", "Headquarters Company", echelon="company"),
            *unit("hq-b", "Headquarters Company", echelon="company"),
            *unit("my", "တပ်မ ၉၉"),
            *unit("nd", "N'Djamena Garrison"),
            *unit("fr", "Régiment de Sécurité"),
            *unit("ltc", "Lt.Col Training School"),
            *unit("lib120", "120th Light Infantry Battalion"),
            *unit("lib121", "(121) Light Infantry Battalion", start="1995", end="2003"),
            *unit("lib122", "LIB122"),
            *unit("lib123", "၁၂၃ ခြေမြန်တပ်ရင်း"),
            *unit("lib124", "Battalion of Light Infantry 124"),
            *unit("rou", unicodedata.normalize("NFD", "Écurie Générale")),
            *unit("xyz", "Xenial Yellow Zebras 7"),
            under("lib121", "fr", start="1996", end="1998"),
            under("fr", "xyz"),
            under("xyz", "ltc", start="1990"),
            under("ltc", "nd"),
            posted("p1", "lib121", role="commander", start="1999-03", end="2001"),
            under("hq-a", UUID, start="2010", end="2012"),
            under("hq-b", "lib115", start="2010", end="2012"),
            under("hq-b", "fr", start="2014", end="2016"),
            said("p1", "Person", "name", "Ibrahim Attahiru"),
            said("p2", "Person", "name", "Attahiru Battalion"),
            said("i1", "Incident", "description", "Shelling"),
            tie("p1", "Person", "home", "stub-place"),
        ],
    )
    return database


def ids(database: Database, text: str, **how: object) -> list[str]:
    return [hit.id for hit in search(database, MODEL, text, **how)]  # type: ignore[arg-type]


def hit(database: Database, text: str, id: str) -> Hit:
    return next(one for one in search(database, MODEL, text) if one.id == id)


def test_an_id_is_found_before_all(named: Database) -> None:
    assert ids(named, f"  {UUID} ")[0] == UUID
    assert ids(named, "stub-place") == ["stub-place"]


@pytest.mark.parametrize("text", ["LIB 114", "lib 114", "114", "114 light", "LIB, 114.", "infantry 114"])
def test_a_number_finds_its_unit_first(named: Database, text: str) -> None:
    found = ids(named, text)
    assert found[0] == UUID and "lib115" not in found


@pytest.mark.parametrize("text", ["attah", "Attahiru", "ibrahim ATTAHIRU", "Attaheru", "Ibrahm Atahiru"])
def test_a_beginning_or_a_misspelling_finds_a_person(named: Database, text: str) -> None:
    assert "p1" in ids(named, text)


@pytest.mark.parametrize("text", ["regiment securite", "Régiment", "REGIMENT DE SÉCURITÉ", "sécurit"])
def test_accents_do_not_matter(named: Database, text: str) -> None:
    assert ids(named, text) == ["fr"]


@pytest.mark.parametrize("text", ["တပ်မ", "တပ်မ ၉၉", "၉၉", "တပ်"])
def test_burmese_is_found(named: Database, text: str) -> None:
    assert ids(named, text)[0] == "my"


@pytest.mark.parametrize("text", ["N'Djamena", "n’djamena", "ndjamena garrison", "Djamena Garrison"])
def test_an_apostrophe_does_not_hide_a_name(named: Database, text: str) -> None:
    assert "nd" in ids(named, text)


@pytest.mark.parametrize("text", ["Lt.Col", "lt.col training", "Lt."])
def test_a_dot_does_not_hide_a_name(named: Database, text: str) -> None:
    assert "ltc" in ids(named, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "*",
        "?",
        "AND",
        "OR NOT",
        "name:*",
        "[a TO z]",
        "/(q+)+$/",
        "(((",
        '"',
        "\\",
        "~",
        "^9",
        "a && b || !c",
        "'",
        "...",
        "a'''b",
        "{}",
        "-x +y",
        "\x00",
        "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        "x " * 5_000,
        "y" * 5_000,
    ],
)
def test_operators_of_the_index_are_only_text(named: Database, text: str) -> None:
    found = ids(named, text)
    assert len(found) <= 1, found


def test_an_operator_beside_a_name_does_no_harm(named: Database) -> None:
    assert ids(named, "name:Attahiru*~ (Ibrahim)") == []
    assert ids(named, "+Attahiru -Ibrahim") == ["p1"]


def test_namesakes_are_told_apart(named: Database) -> None:
    first, second = (hit(named, "Headquarters Company", id) for id in ("hq-a", "hq-b"))
    assert (first.echelon, first.superior) == ("Company", "114 Light Infantry Battalion")
    assert second.superior == "Régiment de Sécurité"  # the latest


def test_the_very_name_comes_before_names_that_contain_it(named: Database) -> None:
    assert ids(named, "LIB 1140")[0] == "lib1140"
    assert ids(named, "attahiru battalion")[0] == "p2"


def test_classes_and_limit_are_kept(named: Database) -> None:
    assert ids(named, "battalion", classes=["Person"]) == ["p2"]
    assert len(ids(named, "battalion", limit=2)) == 2
    assert ids(named, UUID, classes=["Person"]) == []


def test_a_thing_with_many_texts_for_a_caption_has_words_for_a_name(named: Database) -> None:
    assert hit(named, "i1", "i1").name == "Shelling"


def test_no_more_words_than_the_index_likes() -> None:
    assert lucene("w " * 100).count(" AND ") == 11


@pytest.mark.parametrize(
    "text", ["LIB 120", "LIB120", "120 light infantry battalion", "120TH LIB", "LIB ၁၂၀"]
)
def test_an_abbreviation_is_known_by_the_schemes_and_ordinals_are_numbers(named: Database, text: str) -> None:
    assert ids(named, text)[0] == "lib120"


@pytest.mark.parametrize("text", ["LIB 121", "121st Light Infantry Battalion", "L.I.B. 121"])
def test_brackets_and_ordinals_hide_no_number(named: Database, text: str) -> None:
    assert ids(named, text) == ["lib121"]


@pytest.mark.parametrize("text", ["lib 122", "light infantry battalion 122", "122nd LIB"])
def test_a_name_in_short_is_found_by_the_long_one(named: Database, text: str) -> None:
    assert ids(named, text) == ["lib122"]


@pytest.mark.parametrize("text", ["123", "၁၂၃", "123rd", "१२३", "တပ်ရင်း ၁၂၃", "မြန်တပ်", "ခြေမြန် 123"])
def test_digits_of_any_script_and_words_without_spaces(named: Database, text: str) -> None:
    assert ids(named, text) == ["lib123"]


def test_initials_that_no_scheme_knows_are_found_in_their_order_alone(named: Database) -> None:
    assert ids(named, "XYZ 7") == ["xyz"]
    assert ids(named, "xyz") == ["xyz"]
    assert ids(named, "zyx 7") == []
    assert ids(named, "LIB 124") == []  # the words are there, but not next to one another


@pytest.mark.parametrize("text", ["ecurie generale", "Écurie Générale", "ECURIE GÉNÉRALE", "écurie"])
def test_accents_written_apart_do_not_matter(named: Database, text: str) -> None:
    assert ids(named, text) == ["rou"]


def test_three_superiors_and_their_years_are_told(named: Database) -> None:
    found = hit(named, "LIB 121", "lib121")
    assert [one.id for one in found.chain] == ["fr", "xyz", "ltc"]
    assert found.chain[0].bounds.start_earliest == date(1996, 1, 1)
    assert found.chain[1].bounds == Bounds()
    assert found.bounds.end_latest == date(2003, 12, 31)


def test_a_person_stands_under_their_unit(named: Database) -> None:
    found = hit(named, "Ibrahim Attahiru", "p1")
    assert [one.id for one in found.chain] == ["lib121", "fr", "xyz"]
    assert found.superior == "(121) Light Infantry Battalion"


def test_the_name_by_which_it_was_found_is_told(named: Database) -> None:
    assert hit(named, "lib 114", UUID).by == "LIB 114"
    assert hit(named, "lib 114", UUID).likeness is Likeness.SAME
