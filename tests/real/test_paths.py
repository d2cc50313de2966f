"""How persons and units hang together, on small graphs whose ways are known."""

from __future__ import annotations

import time
from datetime import date

import pytest

from graph.connection import Database
from graph.errors import UnknownId
from graph.evidence import evidence
from graph.paths import Ways, find_ways
from graph.surroundings import CROWD, Tie
from ontology.errors import CommandError
from ontology.time import Holds
from tests.conftest import clear
from tests.real.asking import MODEL, load, posted, says, tie, under, with_schema
from views.ways import headline, told_steps, ways_drawing

DAY = date(2021, 6, 1)
WHOLE = {"start": "2015", "end": "2025"}


@pytest.fixture(scope="module")
def graph(database: Database) -> Database:
    clear(database)
    load(
        with_schema(database),
        says("ann", "Person", "name", "Ann"),
        says("unit", "Unit", "name", "1 Battalion"),
        # Patronage: ann and bea have one patron.
        tie("ann", "Person", "Patronage", "pat", basis="family", **WHOLE),
        tie("bea", "Person", "Patronage", "pat", **WHOLE),
        # Shared postings: ann and cid were in one unit for certain, ann and dan possibly, ann and eve never at once.
        posted("ann", "unit", role="staff-officer", start="2016", end="2019"),
        posted("cid", "unit", role="staff-officer", start="2018", end="2020"),
        posted("dan", "unit", role="staff-officer", first_cited="2021", last_cited="2022"),
        posted("eve", "unit", role="staff-officer", start="2020-06", end="2022"),
        # Command: unit and twin are under one brigade; alone is under nothing.
        under("unit", "brigade", **WHOLE),
        under("twin", "brigade", start="2022", end="2025"),
        posted("fay", "twin", role="commander", **WHOLE),
        says("alone", "Unit", "name", "Alone"),
        # Intake: gus and hal are of one, nothing else ties them.
        says("gus", "Person", "intake", "Intake 7"),
        says("hal", "Person", "intake", "Intake 7"),
        says("ian", "Person", "intake", "Intake 8"),
        says("town", "Place", "name", "Town"),
    )
    return database


def ways(graph: Database, one: str, other: str, on: date | None = None, *kinds: Tie) -> Ways:
    return find_ways(graph, MODEL, one, other, on=on, kinds=kinds or tuple(Tie))


def shapes(found: Ways) -> list[list[tuple[Tie, str | None]]]:
    return [[(step.kind, step.via) for step in way.steps] for way in found.ways]


def test_one_patron_ties_two_clients(graph: Database) -> None:
    found = ways(graph, "ann", "bea")
    assert found.ways[0].things == ("ann", "pat", "bea")
    assert shapes(found)[0] == [(Tie.PATRONAGE, None), (Tie.PATRONAGE, None)]
    assert found.ways[0].together is Holds.CERTAIN
    assert ways(graph, "ann", "bea", None, Tie.COMMAND, Tie.POSTING, Tie.INTAKE).ways == ()


def test_a_shared_posting_is_certain_or_possible_or_none(graph: Database) -> None:
    certain = ways(graph, "ann", "cid", None, Tie.POSTING).ways[0]
    assert [(step.via, step.holds) for step in certain.steps] == [("unit", Holds.CERTAIN)]
    bounds = certain.steps[0].bounds
    assert (bounds.start_earliest, bounds.start_latest) == (date(2018, 1, 1), date(2018, 12, 31))
    assert (bounds.end_earliest, bounds.end_latest) == (date(2019, 1, 1), date(2019, 12, 31))
    possible = ways(graph, "ann", "dan", None, Tie.POSTING).ways[0]
    assert possible.steps[0].holds is Holds.POSSIBLE
    # Ann had left when eve came: only over somebody who served with both, and over no more of them than one.
    assert [way.things for way in ways(graph, "ann", "eve", None, Tie.POSTING).ways] == [
        ("ann", "cid", "eve"),
        ("ann", "dan", "eve"),
    ]


def test_the_size_of_the_unit_is_told(graph: Database) -> None:
    way = ways(graph, "ann", "cid", None, Tie.POSTING).ways[0]
    assert way.steps[0].size == 4


def test_two_units_hang_together_through_the_one_above(graph: Database) -> None:
    (way,) = ways(graph, "unit", "twin").ways
    assert way.things == ("unit", "brigade", "twin")
    assert [(step.source, step.target, step.type) for step in way.steps] == [
        ("unit", "brigade", "SUBORDINATE_TO"),
        ("twin", "brigade", "SUBORDINATE_TO"),
    ]


def test_on_a_day_only_ties_of_that_day_are_taken(graph: Database) -> None:
    assert ways(graph, "unit", "twin", DAY).ways == ()
    (later,) = ways(graph, "unit", "twin", date(2023, 6, 1)).ways
    assert [step.holds for step in later.steps] == [Holds.CERTAIN, Holds.CERTAIN]
    assert ways(graph, "ann", "cid", DAY, Tie.POSTING).ways == ()
    then = ways(graph, "ann", "cid", date(2019, 6, 1), Tie.POSTING).ways[0]
    assert then.steps[0].holds is Holds.POSSIBLE


def test_an_intake_ties_and_has_no_time(graph: Database) -> None:
    (way,) = ways(graph, "gus", "hal", DAY).ways
    assert (way.steps[0].via, way.steps[0].size, way.together) == ("Intake 7", 2, None)
    assert ways(graph, "gus", "ian").ways == ()


def test_a_person_and_a_unit(graph: Database) -> None:
    found = ways(graph, "fay", "unit")
    assert found.ways[0].things == ("fay", "twin", "brigade", "unit")
    assert [step.type for step in found.ways[0].steps] == ["COMMANDS", "SUBORDINATE_TO", "SUBORDINATE_TO"]


def test_persons_are_not_tied_by_a_unit_in_which_they_never_met(graph: Database) -> None:
    for way in ways(graph, "ann", "eve").ways:
        assert "unit" not in way.things


def test_two_that_do_not_hang_together_have_no_way(graph: Database) -> None:
    found = ways(graph, "ann", "alone")
    assert (found.ways, set(found.things)) == ((), {"ann", "alone"})


def test_each_step_has_its_evidence_and_its_words(graph: Database) -> None:
    for pair in (("ann", "bea"), ("ann", "cid"), ("gus", "hal"), ("fay", "unit")):
        found = ways(graph, *pair)
        for way in found.ways:
            for step in told_steps(way, found, MODEL):
                assert step.words and step.evidence
                for id in step.evidence:
                    assert any(fact.claims for fact in evidence(graph, MODEL, id).facts), (pair, id)
    found = ways(graph, "ann", "cid", None, Tie.POSTING)
    told, *_ = told_steps(found.ways[0], found, MODEL)
    assert told.words == (
        "Ann and cid served in 1 Battalion (known there: 4), certainly at the same time: since 2018, until 2019"
    )
    assert headline(found.ways[0], found) == "1 step directly · certainly all at one time"


def test_the_drawing_has_every_fact_of_every_way(graph: Database) -> None:
    found = ways(graph, "ann", "cid")
    drawing = ways_drawing(found, MODEL)
    facts = {fact.id for way in found.ways for step in way.steps for fact in step.facts}
    assert {spell.id for edge in drawing.edges for spell in edge.spells} == facts
    assert {node.id for node in drawing.nodes if node.focus} == {"ann", "cid"}
    intake = ways_drawing(ways(graph, "gus", "hal"), MODEL)
    (edge,) = intake.edges
    assert {edge.source, edge.target} == {"gus", "hal"} and "Intake 7" in edge.spells[0].words


def test_what_cannot_be_asked_is_said(graph: Database) -> None:
    with pytest.raises(UnknownId, match="nobody"):
        ways(graph, "ann", "nobody")
    with pytest.raises(CommandError, match="same thing"):
        ways(graph, "ann", "ann")
    with pytest.raises(CommandError, match="neither a person nor a unit"):
        ways(graph, "ann", "town")


@pytest.fixture(scope="module")
def crowded(graph: Database) -> Database:
    """Besides: a unit in which three hundred served, a patron of as many, and a small unit with two of them."""
    many = [f"x{number}" for number in range(300)]
    load(
        graph,
        *(posted(one, "crowd", role="staff-officer", **WHOLE) for one in many),
        *(tie(one, "Person", "Patronage", "great", **WHOLE) for one in many),
        posted("x1", "small", role="staff-officer", **WHOLE),
        posted("x2", "small", role="staff-officer", **WHOLE),
        tie("x1", "Person", "Patronage", "minor", **WHOLE),
        tie("x3", "Person", "Patronage", "minor", **WHOLE),
    )
    return graph


def test_a_small_unit_is_nearer_than_a_large_one_and_a_hub_is_found_still(crowded: Database) -> None:
    found = ways(crowded, "x1", "x2")
    assert found.ways[0].steps[0].via == "small"
    assert {step.via for way in found.ways for step in way.steps} >= {"small", "crowd"}
    assert ways(crowded, "x1", "x3").ways[0].things == ("x1", "minor", "x3")
    (step,) = ways(crowded, "x8", "x9", None, Tie.POSTING).ways[0].steps
    assert (step.via, step.size) == ("crowd", 300) and step.size > CROWD


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [("x5", "x6", True), ("x5", "great", True), ("x5", "crowd", True), ("x5", "ann", False)],
)
def test_hubs_do_not_take_long(crowded: Database, one: str, other: str, known: bool) -> None:
    ways(crowded, "x1", "x2")
    began = time.perf_counter()
    found = ways(crowded, one, other)
    assert time.perf_counter() - began < 3
    assert bool(found.ways) is known


def test_at_most_so_many_ways_the_shortest_first(crowded: Database) -> None:
    found = ways(crowded, "x1", "x2")
    assert 1 < len(found.ways) <= 5
    assert [way.cost for way in found.ways] == sorted(way.cost for way in found.ways)
    assert len({(way.things, tuple(step.via for step in way.steps)) for way in found.ways}) == len(found.ways)
    assert len(find_ways(crowded, MODEL, "x1", "x2", limit=1).ways) == 1
