"""How names are compared: accents, digits, ordinals, initials."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.likeness import Likeness, likest
from graph.search import lucene
from graph.spelling import folded, in_all_digits, name_words, parts, unspaced
from ontology.reading import load_model

MODEL = load_model()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Régiment", "regiment"),
        (unicodedata.normalize("NFD", "Régiment"), "regiment"),
        ("Łódź", "lodz"),
        ("Ærø", "aero"),
        ("Straße", "strasse"),
        ("Кайман", "каиман"),  # the breve of a Cyrillic letter is an accent too
        ("၁၁၄", "114"),
        ("११४", "114"),
        ("１１４", "114"),
        ("တပ်မ", "တပ်မ"),  # Burmese signs are no accents
    ],
)
def test_accents_and_digits_are_folded(text: str, plain: str) -> None:
    assert folded(text) == plain


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("114th Light Infantry Battalion", ["114", "light", "infantry", "battalion"]),
        ("(114) Light", ["114", "light"]),
        ("LIB114", ["lib", "114"]),
        ("2ème Régiment", ["2", "regiment"]),
        ("114A Company", ["114", "a", "company"]),
        ("တပ်မ၉၉", ["တပ်မ", "99"]),
    ],
)
def test_the_words_of_a_name(name: str, words: list[str]) -> None:
    assert name_words(name) == words


def test_only_two_or_three_letters_make_an_ordinal() -> None:
    assert parts("22nd") == ["22"]
    assert parts("22ndlib") == ["22", "ndlib"]


def test_a_number_is_known_in_every_script() -> None:
    forms = in_all_digits("114")
    assert forms[0] == "114" and "၁၁၄" in forms and "១១៤" in forms
    assert {folded(form) for form in forms} == {"114"}


def test_scripts_without_case_are_looked_into() -> None:
    assert unspaced("တပ်ရင်း") and not unspaced("battalion")
    assert "*တပ်ရင်း*" in lucene("တပ်ရင်း") and "*battalion" not in lucene("battalion")


def test_abbreviations_come_from_the_schemes() -> None:
    assert '"light infantry battalion"' in lucene("lib", MODEL)
    assert '"light infantry battalion"' not in lucene("lib")
    assert '"military operations command"' in lucene("MOC", MODEL)


@pytest.mark.parametrize(
    ("typed", "names", "likeness"),
    [
        ("lib 114", ["Light Infantry Battalion 114", "LIB-114"], Likeness.SAME),
        ("LIB 114", ["114th Light Infantry Battalion"], Likeness.ALL),
        ("114 light infantry battalion", ["LIB (114)"], Likeness.ALL),
        ("LIB 114", ["Staff of the 114th Light Infantry Battalion"], Likeness.WHOLE),
        ("LIB 114", ["Light Infantry of the 114th Battalion"], Likeness.NEAR),  # no neighbours, no initials
        ("infantry 114", ["114 Light Infantry"], Likeness.WHOLE),
        ("inf 114", ["114 Light Infantry"], Likeness.BEGUN),
        ("114", ["1140 Light Infantry"], Likeness.NEAR),
        ("ibrahim attahiru", ["Ibrahim", "General Attahiru"], Likeness.BEGUN),
        ("attaheru", ["Attahiru"], Likeness.NEAR),
        ("ndjamena", ["N’Djamena"], Likeness.ALL),
        ("၁၁၄", ["114"], Likeness.SAME),
        ("", ["114"], Likeness.NEAR),
        ("114", [], Likeness.NEAR),
    ],
)
def test_likeness(typed: str, names: list[str], likeness: Likeness) -> None:
    assert likest(typed, names).likeness is likeness


def test_the_name_that_was_meant_is_told() -> None:
    assert likest("LIB 114", ["Kyaw's Battalion", "LIB 114"]).name == "LIB 114"


@given(st.text(max_size=40))
def test_no_operator_of_the_index_comes_through(text: str) -> None:
    """All that is left of what was typed are letters, marks, digits and what joins them."""
    ours = set("()*~^\"/[]{}? ,-\t'’.")
    for char in lucene(text, MODEL):
        assert char in ours or char == "_" or unicodedata.category(char)[0] in "LMN"


@given(st.text(max_size=40))
def test_a_name_is_likest_itself(text: str) -> None:
    assert likest(text, [text]).likeness in (Likeness.SAME, Likeness.NEAR)
    assert bool(name_words(text)) == (likest(text, [text]).likeness is Likeness.SAME)
