"""The evidence behind facts: claims for and against, their sources, and what was taken back."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from graph.connection import Database
from graph.errors import UnknownId
from graph.evidence import Evidence, FactEvidence, evidence
from graph.retiring import withdraw
from tests.real.facts import DAY, MODEL, load, posted, said, tie, under, unit

SHEET = "sheet:c/f.csv"
CLAIMS = [
    *unit("u1", "1 Division", "s1"),
    said("u1", "Unit", "name", "One Division", "s2", "medium", row=3),
    said("u1", "Unit", "name", "One Division", "s3", "high", row=4),
    said("u1", "Unit", "aliases", "1 Div", "s1"),
    said("u1", "Unit", "start", "1963", "s2", "medium"),
    *unit("u2", "Army"),
    under("u1", "u2", "s1", first_cited="2015-03", last_cited="2017", kind="command"),
    under("u1", "u2", "s2", last_cited="2017-06", first_cited="2016", kind="command"),
    posted("p1", "u1", "s1", role="commander", rank="major", confidence="low", start="2015"),
    posted("p1", "u1", "s2", role="commander", rank="colonel", confidence="high", start="2015"),
    tie("u1", "Unit", "Strength", None, "s1", kind="real", best="13", high="140"),
    tie("u1", "Unit", "Strength", None, "s2", "high", kind="real", best="132"),
    tie("u1", "Unit", "Garrison", "l1", "s3", start="2011-01-01", end="2012-05-04"),
    said("s1", "Source", "title", "Leadership", SHEET),
    said("s1", "Source", "archive_url", "https://archive.example/1", SHEET),
    said("s1", "Source", "published", "2017-07-20", SHEET),
    said("i1", "Incident", "description", "Shelling", "s1"),
]


@pytest.fixture
def loaded(empty: Database) -> Database:
    load(empty, CLAIMS)
    return empty


def of(database: Database, id: str) -> Evidence:
    return evidence(database, MODEL, id)


def fact(found: Evidence, what: str, other: str | None = None) -> FactEvidence:
    (one,) = (one for one in found.facts if one.what == what and other in (None, one.other))
    return one


def stands(one: FactEvidence) -> dict[str, bool]:
    return {claim.source.id: claim.stands for claim in one.claims}


def test_the_loser_of_a_dispute_does_not_stand(loaded: Database) -> None:
    found = of(loaded, "u1")
    assert (found.cls, found.name, found.more) == ("Unit", "One Division", 0)
    name = fact(found, "name")
    assert (name.value, name.conflicts) == ("One Division", ("name",))
    assert stands(name) == {"s1": False, "s2": True, "s3": True}


def test_confidence_and_sources_of_a_property_are_those_of_the_claims_that_stand(loaded: Database) -> None:
    found = of(loaded, "u1")
    name, alias, existence = (fact(found, what) for what in ("name", "aliases", "existence"))
    assert (name.confidence, name.sources) == ("high", 2)
    assert (alias.confidence, alias.sources) == ("low", 1)
    assert (existence.confidence, existence.words) == ("medium", "since 1963")


def test_sources_have_titles_dates_and_archives_and_claims_their_places(loaded: Database) -> None:
    (claim,) = (one for one in fact(of(loaded, "u1"), "name").claims if one.source.id == "s1")
    source = claim.source
    assert (source.title, source.published) == ("Leadership", "2017-07-20")
    assert source.archive_url == "https://archive.example/1"
    assert claim.places == ("c/unit.csv:2:name",)
    assert (claim.raw, claim.recorded, claim.retired) == ("1 Division", DAY, None)
    (bare,) = (one for one in fact(of(loaded, "u1"), "name").claims if one.source.id == "s2")
    assert (bare.source.id, bare.source.title) == ("s2", None)


def test_a_tie_tells_its_time_in_words(loaded: Database) -> None:
    chain = fact(of(loaded, "u1"), "Subordination")
    assert chain.words == "at the latest since March 2015, at least until June 2017"
    assert (chain.other, chain.value) == ("u2", "answers to Army (Command)")
    assert stands(chain) == {"s1": True, "s2": True} and chain.sources == 2


def test_the_rank_that_lost_does_not_stand(loaded: Database) -> None:
    for id in ("u1", "p1"):
        command = fact(of(loaded, id), "Command")
        assert command.conflicts == ("rank",)
        assert stands(command) == {"s1": False, "s2": True}
    assert fact(of(loaded, "p1"), "Command").value == "commands One Division (Commander, Colonel)"
    assert fact(of(loaded, "u1"), "Command").value == "p1 commands this (Commander, Colonel)"


def test_the_figure_that_lost_does_not_stand(loaded: Database) -> None:
    strength = fact(of(loaded, "u1"), "Strength")
    assert strength.conflicts == ("best",)
    assert stands(strength) == {"s1": False, "s2": True}
    assert "132" in strength.value and strength.other is None


@pytest.mark.parametrize("what", ["Subordination", "Command", "Strength", "Garrison"])
def test_a_fact_is_found_by_its_own_id(loaded: Database, what: str) -> None:
    whole = fact(of(loaded, "u1"), what)
    assert whole.id is not None
    found = of(loaded, whole.id)
    (one,) = found.facts
    assert (found.cls, found.id, one.id) == (what, whole.id, whole.id)
    assert {claim.id for claim in one.claims} == {claim.id for claim in whole.claims}
    assert stands(one) == stands(whole)


def test_a_claim_shows_the_fact_that_it_speaks_for_or_against(loaded: Database) -> None:
    loser = next(claim for claim in CLAIMS if claim.value == "1 Division")
    found = of(loaded, loser.id)
    assert (found.cls, found.name) == ("Claim", "name: 1 Division")
    assert found.facts[0].value == "One Division" and stands(found.facts[0])["s1"] is False


def test_a_thing_that_others_only_mention_has_their_ties(loaded: Database) -> None:
    found = of(loaded, "l1")
    assert (found.cls, found.name) == ("Place", "l1")
    (garrison,) = found.facts
    assert (garrison.value, garrison.other) == ("One Division garrisoned at this", "u1")
    assert garrison.words == "since 1 January 2011, until 4 May 2012"


def test_incoming_ties_are_evidence_too(loaded: Database) -> None:
    assert fact(of(loaded, "u2"), "Subordination").value == "One Division answers to this (Command)"


def test_a_thing_with_many_texts_for_a_caption_has_words_for_a_name(loaded: Database) -> None:
    assert of(loaded, "i1").name == "Shelling"


def test_a_link_that_lost_does_not_stand(empty: Database) -> None:
    load(
        empty,
        [
            tie("d1", "Defection", "from_unit", "u1", "s1"),
            tie("d1", "Defection", "from_unit", "u2", "s2", "high"),
        ],
    )
    link = fact(of(empty, "d1"), "from_unit")
    assert (link.other, link.conflicts) == ("u2", ("from_unit",))
    assert stands(link) == stands(fact(of(empty, "u2"), "from_unit")) == {"s1": False, "s2": True}


def test_retired_claims_are_shown_as_retired(loaded: Database) -> None:
    later = date(2026, 12, 1)
    withdraw(loaded, MODEL, "s2", later)
    found = of(loaded, "u1")
    name = fact(found, "name")
    assert stands(name) == {"s1": False, "s2": False, "s3": True}
    assert {claim.source.id: claim.retired for claim in name.claims}["s2"] == later
    assert stands(fact(found, "Subordination")) == {"s1": True}
    back = fact(found, "retired")
    assert {claim.source.id for claim in back.claims} == {"s2"} and not any(stands(back).values())
    # What others said of it and took back is there as well.
    assert fact(of(loaded, "u2"), "retired").claims[0].retired == later


def test_a_thing_of_which_all_is_taken_back_can_still_be_asked_for(empty: Database) -> None:
    load(empty, [*unit("u1", "Gone", "s1"), under("u1", "u2", "s1")])
    withdraw(empty, MODEL, "s1", date(2026, 12, 1))
    found = of(empty, "u1")
    assert (found.cls, found.name) == ("Unit", "u1")
    assert [one.what for one in found.facts] == ["name", "retired"]
    assert not any(claim.stands for one in found.facts for claim in one.claims)
    assert fact(found, "name").confidence is None


def test_an_unknown_id_is_said(loaded: Database) -> None:
    with pytest.raises(UnknownId, match="nobody"):
        of(loaded, "nobody")


def test_ties_beyond_what_is_listed_are_counted(empty: Database) -> None:
    load(empty, [under(f"u{number}", "top") for number in range(230)])
    found = of(empty, "top")
    assert (len(found.facts), found.more) == (200, 30)


def test_the_json_names_everything(loaded: Database) -> None:
    found = json.loads(json.dumps(of(loaded, "u1").as_json(), default=str))
    assert set(found) == {"id", "class", "name", "facts", "more", "replaces"}
    name = next(one for one in found["facts"] if one["what"] == "name")
    assert {"value", "conflicts", "confidence", "start_earliest", "claims"} <= set(name)
    assert {"id", "stands", "source", "places", "raw", "recorded", "retired"} <= set(name["claims"][0])
    assert set(name["claims"][0]["source"]) == {
        "id",
        "title",
        "publisher",
        "published",
        "url",
        "archive_url",
    }


def test_the_evidence_of_a_small_thing_is_quick(loaded: Database) -> None:
    for id in ("u1", str(fact(of(loaded, "u1"), "Command").id)):
        times = []
        for _ in range(10):
            began = time.perf_counter()
            of(loaded, id)
            times.append(time.perf_counter() - began)
        assert min(times) < 0.05


# ---- in sentences


def test_a_posting_is_told_by_its_role_from_both_ends(loaded: Database) -> None:
    (own,) = (one for one in of(loaded, "p1").facts if one.other == "u1")
    (seen,) = (one for one in of(loaded, "u1").facts if one.other == "p1")
    assert own.sentence == "commander (Colonel) of One Division since 2015"
    assert seen.sentence == "p1: commander (Colonel) since 2015"


def test_every_fact_is_told_with_its_time(loaded: Database) -> None:
    told = {one.what: one.sentence for one in of(loaded, "u1").facts}
    words = "at the latest since March 2015, at least until June 2017"
    assert told["Subordination"] == f"answers to Army (Command) {words}"
    assert told["Garrison"] == "garrisoned at l1 since 1 January 2011, until 4 May 2012"
    assert told["existence"] == "Existed since 1963"
    assert told["name"] == "Name: One Division"
    assert told["Strength"].endswith(", dates unknown")
