"""The guard in front of the Cypher box: what is refused as text, and that a good question passes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.attacks import PAGE, read_figures, with_table
from graph.errors import QueryRefused
from graph.guarding import guard
from graph.tokens import tokens_of
from tests.unit.attempts import GOOD, REFUSED, SERVER_ENDS
from tests.unit.attempts_more import ENDS, PARAMETERS, REFUSED_TOO
from tests.unit.attempts_newest import ENDS_TOO, HONEST, NEWEST_REFUSED

ALL = {**REFUSED, **REFUSED_TOO, **NEWEST_REFUSED}
PASS = {**GOOD, **HONEST, **SERVER_ENDS, **ENDS, **ENDS_TOO}


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_an_attempt_is_refused_in_words_and_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(QueryRefused) as refused:
        guard(text)
    assert time.perf_counter() - began < 1
    message = str(refused.value)
    assert message and len(message) < 250


@pytest.mark.parametrize("text", PASS.values(), ids=PASS)
def test_a_question_passes(text: str) -> None:
    guard(text)


@pytest.mark.parametrize("dialect", ["CYPHER 5", "CYPHER 25", "cypher/**/25"])
def test_no_question_chooses_its_dialect(dialect: str) -> None:
    for text in (*ALL.values(), *PASS.values()):
        with pytest.raises(QueryRefused):
            guard(f"{dialect} {text}")


def test_there_are_enough_attempts() -> None:
    assert len(ALL) >= 250


# What the driver finds by itself when it packs them: see tests/real/test_attacks.py.
_PACKED = {"a number too large", "a set", "an object"}


@pytest.mark.parametrize("name", sorted(PARAMETERS.keys() - _PACKED))
def test_parameters_are_bounded(name: str) -> None:
    with pytest.raises(QueryRefused):
        guard("RETURN $x AS x", PARAMETERS[name])


@pytest.mark.parametrize("words", ["division", "infan*", "light~", '"light infantry" AND div*'])
def test_words_for_the_index_pass_as_text_and_as_a_parameter(words: str) -> None:
    guard(f"CALL db.index.fulltext.queryNodes('names', '{words}') YIELD node RETURN node")
    guard("CALL db.index.fulltext.queryNodes('names', $q) YIELD node RETURN node", {"q": words})


def test_a_bomb_for_the_index_is_no_parameter_either() -> None:
    with pytest.raises(QueryRefused):
        guard("CALL db.index.fulltext.queryNodes('names', $q) YIELD node RETURN node", {"q": "/(a|a)*b/"})


def test_the_table_of_the_docs_is_that_of_the_last_run_and_nothing_passed() -> None:
    found, page = read_figures(), PAGE.read_text(encoding="utf-8")
    assert with_table(page, found) == page
    assert not [name for kind in found["kinds"] for name in kind["passed"]]  # type: ignore[attr-defined]


def test_strings_comments_and_names_are_set_apart() -> None:
    text = "MATCH (n:`a b`) /* x */ WHERE n . id = 'it\\'s' // y\nRETURN $p, 1.5e3"
    found = [(token.kind, token.text) for token in tokens_of(text) if token.kind != "sign"]
    assert found == [
        ("word", "MATCH"),
        ("word", "n"),
        ("quoted", "`a b`"),
        ("word", "WHERE"),
        ("word", "n . id"),
        ("string", "'it\\'s'"),
        ("word", "RETURN"),
        ("parameter", "$p"),
        ("number", "1.5e3"),
    ]


@given(st.text(max_size=300))
def test_any_text_passes_or_is_refused(text: str) -> None:
    try:
        guard(text)
    except QueryRefused as refused:
        assert str(refused)
