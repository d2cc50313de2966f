"""The rule from claims to facts, on cases worked by hand and on its properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import Claim
from graph.facts import TieFact
from graph.resolve import resolve
from ontology.errors import UnknownTerm
from ontology.reading import load_model
from ontology.time import Bounds, Holds

MODEL = load_model()
TODAY = date(2026, 11, 22)


def says(
    predicate: str, value: str | None = None, source: str = "s1", confidence: str | None = "low", **more: str
) -> Claim:
    """A claim about the unit u."""
    object_ = more.pop("object", None)
    return Claim(
        "u",
        "Unit",
        predicate,
        source,
        value,
        object_,
        None,
        tuple(sorted(more.items())),
        confidence,
        recorded=TODAY,
    )


def answers(source: str = "s1", to: str = "p", confidence: str = "low", **qualifiers: str) -> Claim:
    """A claim that u answers to a superior."""
    return says("Subordination", source=source, confidence=confidence, object=to, **qualifiers)


def ties(*claims: Claim) -> list[TieFact]:
    return list(resolve(MODEL, claims).ties)


def test_no_claims_no_facts() -> None:
    facts = resolve(MODEL, [])
    assert facts.entity is None and facts.ties == ()


def test_confidence_beats_number() -> None:
    facts = resolve(
        MODEL, [says("name", "A", "s1"), says("name", "A", "s2"), says("name", "B", "s3", "high")]
    )
    assert facts.entity is not None
    assert facts.entity.values["name"] == "B"
    assert facts.entity.support.conflicts == ("name",)
    assert len(facts.entity.support.claims) == 3 and facts.entity.support.sources == 3


def test_number_of_sources_beats_the_latest() -> None:
    later = replace(says("name", "B", "s3"), recorded=date(2027, 1, 1))
    facts = resolve(MODEL, [says("name", "A", "s1"), says("name", "A", "s2"), later])
    assert facts.entity is not None and facts.entity.values["name"] == "A"


def test_the_latest_beats_the_text() -> None:
    later = replace(says("name", "B", "s2"), recorded=date(2027, 1, 1))
    facts = resolve(MODEL, [says("name", "A", "s1"), later])
    assert facts.entity is not None and facts.entity.values["name"] == "B"


def test_many_values_are_no_conflict() -> None:
    facts = resolve(MODEL, [says("aliases", "B"), says("aliases", "A")])
    assert facts.entity is not None
    assert facts.entity.values["aliases"] == ("A", "B") and facts.entity.support.conflicts == ()


def test_a_units_dates_become_its_bounds() -> None:
    facts = resolve(MODEL, [says("first_cited", "2010"), says("end", "2015-06")])
    assert facts.entity is not None
    assert facts.entity.bounds == Bounds(None, date(2010, 12, 31), date(2015, 6, 1), date(2015, 6, 30))


def test_overlapping_spans_are_one_fact() -> None:
    (tie,) = ties(
        answers("s1", start="2010", end="2014"), answers("s2", first_cited="2012", last_cited="2013")
    )
    assert tie.support.sources == 2
    assert tie.bounds == Bounds(date(2010, 1, 1), date(2010, 12, 31), date(2014, 1, 1), date(2014, 12, 31))


def test_spans_that_meet_are_one_fact_and_a_gap_makes_two() -> None:
    first = answers("s1", start="2010-01-01", end="2011-12-31")
    assert len(ties(first, answers("s2", start="2012-01-01", end="2012-05-01"))) == 1
    assert len(ties(first, answers("s2", start="2012-01-02", end="2012-05-01"))) == 2


def test_another_kind_or_superior_is_another_fact() -> None:
    assert (
        len(
            ties(
                answers(kind="command", first_cited="2010"),
                answers(kind="administrative", first_cited="2010"),
            )
        )
        == 2
    )
    assert len(ties(answers(to="p", first_cited="2010"), answers(to="q", first_cited="2010"))) == 2


def test_one_spell_joins_dates_of_several_sources() -> None:
    spell = "2010/2014"
    (tie,) = ties(
        answers("s1", first_cited="2010", spell=spell), answers("s2", last_cited="2014", spell=spell)
    )
    assert tie.bounds == Bounds(None, date(2010, 12, 31), date(2014, 1, 1), None)
    assert tie.bounds.holds_on(date(2012, 6, 1)) is Holds.CERTAIN


def test_a_source_silent_on_the_kind_goes_with_its_spell() -> None:
    spell = "2010/2014"
    (tie,) = ties(
        answers("s1", kind="command", first_cited="2010", spell=spell),
        answers("s2", last_cited="2014", spell=spell),
    )
    assert tie.values["kind"] == "command" and tie.support.sources == 2


def test_a_silent_claim_behind_two_roles_gives_two_ids() -> None:
    spell = "2010/2014"
    both = ties(
        answers("s0", spell=spell, first_cited="2010"),
        answers("s1", kind="command", spell=spell),
        answers("s2", kind="administrative", spell=spell),
    )
    assert len({tie.id for tie in both}) == 2


def test_two_stints_keep_their_own_ranks() -> None:
    """The same person commands the same unit twice."""
    first = Claim(
        "x",
        "Person",
        "Posting",
        "s",
        object="u",
        qualifiers=(("end", "2012"), ("rank", "major"), ("role", "commander"), ("start", "2010")),
    )
    second = Claim(
        "x",
        "Person",
        "Posting",
        "s",
        object="u",
        qualifiers=(("end", "2018"), ("rank", "colonel"), ("role", "commander"), ("start", "2016")),
    )
    found = sorted(resolve(MODEL, [second, first]).ties, key=lambda tie: str(tie.bounds.start_earliest))
    assert [(tie.cls, tie.values["rank"], tie.bounds.start_earliest) for tie in found] == [
        ("Command", "major", date(2010, 1, 1)),
        ("Command", "colonel", date(2016, 1, 1)),
    ]


def test_other_roles_are_postings() -> None:
    claim = Claim("x", "Person", "Posting", "s", object="u", qualifiers=(("role", "spokesperson"),))
    assert resolve(MODEL, [claim]).ties[0].cls == "Posting"


def test_a_link_keeps_one_object_and_names_the_conflict() -> None:
    low = Claim("d", "Defection", "from_unit", "s1", object="a", confidence="low")
    high = Claim("d", "Defection", "from_unit", "s2", object="b", confidence="high")
    (tie,) = resolve(MODEL, [low, high]).ties
    assert tie.target == "b" and tie.link and tie.support.conflicts == ("from_unit",)
    assert set(tie.support.claims) == {low.id, high.id}


def test_strengths_of_one_kind_conflict_and_of_two_kinds_do_not() -> None:
    def strength(source: str, kind: str, best: str) -> Claim:
        return says("Strength", source=source, best=best, kind=kind, start="2021")

    found = ties(
        strength("s1", "real", "132"), strength("s2", "real", "200"), strength("s3", "establishment", "857")
    )
    assert sorted((tie.values["kind"], tie.support.conflicts) for tie in found) == [
        ("establishment", ()),
        ("real", ("best",)),
    ]


def test_claims_of_another_ontology_are_named() -> None:
    with pytest.raises(UnknownTerm, match="wheels"):
        resolve(MODEL, [says("wheels", "4")])


def test_figures_of_a_measurement_come_from_one_claim() -> None:
    """A lowest figure of one source and a best one of another would be a statement that nobody made."""

    def strength(source: str, confidence: str, **figures: str) -> Claim:
        return says(
            "Strength", source=source, confidence=confidence, kind="estimate", start="2021", **figures
        )

    (tie,) = ties(strength("s1", "low", low="300000"), strength("s2", "high", best="150000"))
    assert tie.values["best"] == 150000 and "low" not in tie.values
    (tie,) = ties(
        strength("s1", "low", low="1", best="2"), strength("s2", "high", low="5", best="9", high="9")
    )
    assert (tie.values["low"], tie.values["best"], tie.values["high"]) == (5, 9, 9)
    assert tie.support.conflicts == ("best", "low")


def test_contradicting_dates_are_marked() -> None:
    (tie,) = ties(
        answers("s1", start="2015", last_cited="2018"), answers("s2", first_cited="2013", last_cited="2016")
    )
    assert tie.support.conflicts == ("start",)
    assert tie.bounds.start_earliest is None and tie.bounds.start_latest == date(2015, 12, 31)


YEARS = st.integers(2000, 2020).map(str)
TIES = st.builds(
    answers,
    st.sampled_from(["s1", "s2", "s3"]),
    st.sampled_from(["p", "q"]),
    st.sampled_from(["low", "medium", "high"]),
    kind=st.sampled_from(["command", "administrative"]),
    first_cited=YEARS,
    last_cited=YEARS,
)
OWN = st.builds(
    says,
    st.just("name"),
    st.sampled_from("ABC"),
    st.sampled_from(["s1", "s2"]),
    st.sampled_from(["low", "high"]),
)


@given(st.lists(TIES | OWN, max_size=8), st.randoms())
def test_neither_order_nor_repetition_matters(claims: list[Claim], random: object) -> None:
    shuffled = [*claims, *claims[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(MODEL, shuffled) == resolve(MODEL, claims)


@given(st.lists(TIES | OWN, max_size=8))
def test_every_claim_stands_behind_a_fact(claims: list[Claim]) -> None:
    facts = resolve(MODEL, claims)
    behind = {id for tie in facts.ties for id in tie.support.claims}
    behind |= set(facts.entity.support.claims) if facts.entity else set()
    assert behind == {claim.id for claim in claims}


@given(st.lists(TIES, max_size=8))
def test_fact_ids_are_unique(claims: list[Claim]) -> None:
    found = ties(*claims)
    assert len({tie.id for tie in found}) == len(found)
