"""The ontology's rules on claims, each by its name."""

from __future__ import annotations

import pytest

from graph.claims import Claim
from ingest.check import check_claims
from ontology.reading import load_model

MODEL = load_model()


def rules(*claims: Claim) -> list[tuple[str, str]]:
    return [(found.problem.key, found.problem.rule) for found in check_claims(MODEL, claims)]


def unit(predicate: str, value: str) -> Claim:
    return Claim("u1", "Unit", predicate, "s1", value=value)


def tie(predicate: str, object: str | None, **said: str) -> Claim:
    cls = MODEL.classes[predicate]
    return Claim(
        "u1", cls.end_class(cls.source), predicate, "s1", object=object, qualifiers=tuple(said.items())
    )


def test_good_claims_break_no_rule() -> None:
    assert (
        rules(
            unit("name", "1 Division"),
            unit("echelon", "division"),
            unit("start", "2014-05"),
            tie("Subordination", "u2", start="2014", end="2015-02", kind="anything"),
            tie("Strength", None, kind="establishment", low="10", best="10", high="12"),
        )
        == []
    )


@pytest.mark.parametrize(
    ("claim", "key", "rule"),
    [
        (unit("echelon", "batallion"), "echelon", "no term of echelon"),
        (unit("start", "2021-02-30"), "start", "a date that cannot be: the calendar has no such day"),
        (unit("start", "3/4/2014"), "start", "a date that cannot be"),
        (Claim("p1", "Place", "latitude", "s", value="91"), "latitude", "more than 90"),
        (Claim("p1", "Place", "latitude", "s", value="NaN"), "latitude", "not a decimal number"),
        (Claim("d1", "Defection", "count", "s", value="-1"), "count", "less than 0"),
        (Claim("d1", "Defection", "count", "s", value="1,200"), "count", "not a whole number"),
        (Claim("d1", "Defection", "count", "s", value="9" * 19), "count", "not a whole number"),
        (Claim(" ", "Unit", "name", "s", value="x"), "id", "an empty id"),
        (Claim("u" * 501, "Unit", "name", "s", value="x"), "id", "an id of more than one line"),
        (
            Claim("u", "Unit", "name", "s", value="x", confidence="sure"),
            "confidence",
            "no term of confidence",
        ),
        (tie("Subordination", "u1"), "superior", "a thing tied to itself"),
        (tie("Strength", None, low="9", best="5"), "low", "low is more than best"),
        (tie("Subordination", "u2", start="2015", end="2014"), "end", "an end before its start"),
        (
            tie("Subordination", "u2", first_cited="2015", last_cited="2014"),
            "last_cited",
            "last cited before it was",
        ),
    ],
)
def test_a_bad_claim_names_its_rule(claim: Claim, key: str, rule: str) -> None:
    ((found_key, found_rule),) = rules(claim)
    assert found_key == key
    assert found_rule.startswith(rule)


def test_rules_between_values_see_all_claims_of_a_row() -> None:
    count = Claim("d1", "Defection", "count", "s", value="5")
    high = Claim("d1", "Defection", "count_high", "s", value="4")
    assert rules(count, high) == [("count", "count is more than count_high")]
    assert rules(unit("start", "2015"), unit("end", "2014")) == [("end", "an end before its start")]


def test_the_two_dates_of_one_spell_are_put_together() -> None:
    first = tie("Subordination", "u2", start="2016", spell="2016/2015")
    last = tie("Subordination", "u2", end="2015", spell="2016/2015")
    assert rules(first, last) == [("end", "an end before its start")]


def test_a_start_and_an_end_in_the_same_year_are_in_order() -> None:
    assert rules(unit("start", "2015-06"), unit("end", "2015")) == []


def test_a_wrong_term_names_the_nearest() -> None:
    (found,) = check_claims(MODEL, [unit("echelon", "batallion")])
    assert "battalion" in found.problem.hint
