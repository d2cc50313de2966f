"""The guard in front of the Cypher box: what is refused as text, and that a good question passes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import QueryRefused
from graph.guarding import guard
from graph.tokens import tokens_of
from tests.unit.attempts import GOOD, REFUSED, SERVER_ENDS


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_an_attempt_is_refused_in_words_and_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(QueryRefused) as refused:
        guard(text)
    assert time.perf_counter() - began < 1
    message = str(refused.value)
    assert message and len(message) < 250


@pytest.mark.parametrize("text", [*GOOD.values(), *SERVER_ENDS.values()], ids=[*GOOD, *SERVER_ENDS])
def test_a_question_passes(text: str) -> None:
    guard(text)


def test_there_are_enough_attempts() -> None:
    assert len(REFUSED) >= 80


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
