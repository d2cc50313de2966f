"""The ids of claims, and the sets in which a run remembers ids: both must hold for ever, however they are computed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import Claim, read_as
from graph.seen import SeenIds

TEXT = st.text(st.characters())
MAYBE = st.none() | TEXT


def as_first_written(claim: Claim) -> str:
    """The id by its definition: JSON without spaces, hashed."""
    stated = [
        claim.subject_class, claim.subject, claim.predicate, claim.value, claim.object, claim.language,
        sorted(claim.qualifiers), claim.source, claim.confidence,
    ]  # fmt: skip
    text = json.dumps(stated, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


QUALIFIERS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)


@given(st.builds(Claim, TEXT, TEXT, TEXT, TEXT, MAYBE, MAYBE, MAYBE, QUALIFIERS, MAYBE))
def test_an_id_is_what_it_always_was(claim: Claim) -> None:
    assert claim.id == as_first_written(claim)


@pytest.mark.parametrize(
    ("claim", "id"),
    [
        (
            Claim("u1", "Unit", "name", "s1", "1 Division", confidence="low"),
            "ca080f0574ffb400c10000b18ce8e1a1",
        ),
        (
            Claim(
                "p1",
                "Person",
                "Posting",
                "s2",
                object="u1",
                qualifiers=(("start", "2010"), ("role", "commander")),
            ),
            "6bd17546fa54e41a818c6f8e2575db73",
        ),
        (
            Claim("မ", "Unit", "name", 's"1\\', "a\nb\u200b", language="my"),
            "89f2f8424ba35466a04abb8931823d58",
        ),
    ],
)
def test_known_ids(claim: Claim, id: str) -> None:
    assert claim.id == id


def test_a_changed_claim_has_another_id_unless_it_is_only_read_otherwise() -> None:
    claim = Claim("u1", "Unit", "name", "s1", "1 Division")
    assert replace(claim, subject="u2").id == Claim("u2", "Unit", "name", "s1", "1 Division").id != claim.id
    assert read_as(claim, subject="u2").id == claim.id
    assert Claim("u1", "Unit", "name", "s1", known_id="known").id == "known"


def test_ids_are_remembered_one_by_one_and_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.seen._RECENT", 64)
    rng = np.random.default_rng(1)
    seen, texts = SeenIds(), set[str]()
    for _ in range(60):
        some = [f"id{n}" for n in rng.integers(0, 900, size=40)]
        fresh = [text not in texts and text not in some[:place] for place, text in enumerate(some)]
        assert seen.have(some) == [text in texts for text in some]
        if rng.random() < 0.5:
            assert seen.add_all(some) == fresh
        else:
            assert [seen.add(text) for text in some] == fresh
        texts.update(some)
        assert len(seen) == len(texts)
    assert all(text in seen for text in texts) and "other" not in seen and 7 not in seen
