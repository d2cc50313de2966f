"""Schemes of terms: finding a term by what people write, and what is under what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.concepts import Concept, Scheme, folded, index_by_text
from ontology.reading import load_model

SCHEMES = load_model().schemes


def concept(notation: str, label: str = "", *alternatives: str, broader: tuple[str, ...] = ()) -> Concept:
    iri = f"https://example.org/{notation}"
    return Concept(iri, notation, {"en": label} if label else {}, alternatives, "", broader, None, None)


def scheme(*concepts: Concept) -> Scheme:
    held = {c.notation: c for c in concepts}
    return Scheme(
        "https://example.org/", "s", "S", "", open=False, concepts=held, _by_text=index_by_text(held)
    )


@pytest.mark.parametrize(
    "text", ["lieutenant-general", "Lieutenant General", "LT GEN", "  lt   gen ", "Lieutenant-General"]
)
def test_a_term_is_found_by_what_people_write(text: str) -> None:
    found = SCHEMES["rank"].find(text)
    assert found is not None and found.notation == "lieutenant-general"


def test_a_term_is_found_by_its_burmese_label() -> None:
    colonel = SCHEMES["rank"].concepts["colonel"]
    assert SCHEMES["rank"].find(colonel.labels["my"]) is colonel


@pytest.mark.parametrize("text", ["", "Warlord", "general-ish"])
def test_unknown_text_is_no_term(text: str) -> None:
    assert SCHEMES["rank"].find(text) is None


def test_a_notation_wins_over_a_label_and_a_label_over_an_alternative() -> None:
    terms = scheme(concept("a", "b", "c"), concept("b", "c"), concept("c", "x"))
    assert [getattr(terms.find(text), "notation", None) for text in "abcx"] == ["a", "b", "c", "c"]


def test_what_falls_under_what_at_any_depth() -> None:
    terms = scheme(concept("a"), concept("b", broader=("a",)), concept("c", broader=("b",)), concept("d"))
    assert terms.falls_under("c", "a") and terms.falls_under("a", "a") and not terms.falls_under("a", "c")
    assert not terms.falls_under("d", "a") and not terms.falls_under("unknown", "a")


def test_a_circle_of_terms_ends() -> None:
    terms = scheme(concept("a", broader=("b",)), concept("b", broader=("a",)), concept("c"))
    assert terms.falls_under("a", "b") and not terms.falls_under("a", "c")


def test_ordered_schemes_are_highest_first() -> None:
    ranks = list(SCHEMES["rank"].concepts)
    assert ranks.index("senior-general") < ranks.index("colonel") < ranks.index("private")
    assert [c.position for c in SCHEMES["confidence"].concepts.values()] == [1, 2, 3]


def test_a_term_without_an_english_label_shows_its_notation() -> None:
    assert concept("n").label == "n"
    assert (
        SCHEMES["rank"].label_of("colonel") == "Colonel" and SCHEMES["rank"].label_of("Warlord") == "Warlord"
    )


@pytest.mark.parametrize("name", SCHEMES)
def test_every_term_is_found_by_its_notation_and_under_what_is_there(name: str) -> None:
    terms = SCHEMES[name]
    for notation, term in terms.concepts.items():
        assert terms.find(notation) is term
        assert set(term.broader) <= set(terms.concepts)


@pytest.mark.parametrize("name", SCHEMES)
def test_no_text_stands_for_two_terms(name: str) -> None:
    owners: dict[str, set[str]] = {}
    for term in SCHEMES[name].concepts.values():
        for text in (term.notation, *term.labels.values(), *term.alternatives):
            owners.setdefault(folded(text), set()).add(term.notation)
    assert {text: who for text, who in owners.items() if len(who) > 1} == {}


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
