"""Two ids of one thing: read as one while a claim says so, in whatever order things came, and two again after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from graph.claims import Claim
from graph.connection import Database
from graph.deriving import count_waiting
from graph.evidence import evidence
from graph.loading import Loading
from graph.redirecting import follow, merge, unmerge
from graph.retiring import retire
from ontology.errors import CommandError
from tests.real.commanding import Ran, orbatlas
from tests.real.facts import DAY, MODEL, posted, said, tie, under, unit

KEY = MODEL.redirect.key


def replaced(id: str, by: str, source: str = "s2", cls: str = "Unit", **more: str) -> Claim:
    return tie(id, cls, KEY, by, source, **more)


def one_by_one(database: Database, batches: Sequence[Sequence[Claim]]) -> None:
    """Each batch an ingest of its own, its facts derived."""
    for claims in batches:
        loading = Loading(database, MODEL, "c", DAY)
        loading.add([[claim] for claim in claims])
        loading.finish()


def everything(database: Database) -> tuple[list[Any], list[Any]]:
    """All nodes and edges of facts."""
    nodes = database.read(
        "MATCH (e:Entity) RETURN e.id AS id, labels(e) AS labels, properties(e) AS held ORDER BY e.id"
    )
    edges = database.read(
        "MATCH (a:Entity)-[r]->(b:Entity) RETURN a.id AS a, type(r) AS type, b.id AS b, properties(r) AS held"
    )
    return [_text(row) for row in nodes], sorted(_text(row) for row in edges)


def _text(row: dict[str, Any]) -> str:
    """A row without the order in which Neo4j keeps properties, which means nothing."""
    return str(sorted({**row, "held": sorted(row["held"].items())}.items()))


STORY: tuple[tuple[Claim, ...], ...] = (
    (*unit("x", "The X", "s1"), under("x", "top", "s1", first_cited="2019", last_cited="2020")),
    (*unit("y", "The Y", "s2"), under("low", "y", "s2"), said("y", "Unit", "name", "The Y", "s3")),
    (
        posted("p", "x", "s1", role="commander", spell="1"),
        posted("p", "y", "s2", role="commander", spell="1"),
    ),
    (replaced("x", "y"),),
    (under("low", "x", "s4"), said("s2", "Source", "title", "Two", "s2")),
)


def test_any_order_gives_the_same_facts(empty: Database) -> None:
    from tests.conftest import clear

    expected = None
    for order in list(permutations(STORY))[::11]:
        clear(empty)
        one_by_one(empty, order)
        found = everything(empty)
        expected = expected or found
        assert found == expected
        assert count_waiting(empty) == 0


def test_the_kept_one_has_what_is_claimed_of_both(empty: Database) -> None:
    one_by_one(empty, STORY)
    nodes = {
        row["id"]: row
        for row in empty.read("MATCH (e:Entity) RETURN e.id AS id, labels(e) AS labels, e AS e")
    }
    assert set(nodes["x"]["labels"]) == {"Entity", "Replaced"}
    assert nodes["y"]["e"]["name"] == "The Y" and nodes["y"]["e"]["aliases"] == ["The X"]
    edges = empty.read(
        "MATCH (a)-[r]->(b) RETURN a.id AS a, type(r) AS t, b.id AS b, r.sources AS n ORDER BY a, t"
    )
    assert [tuple(row.values()) for row in edges if row["a"] != "s2"] == [
        ("low", "SUBORDINATE_TO", "y", 2),
        ("p", "COMMANDS", "y", 2),
        ("x", "REPLACED_BY", "y", 1),
        ("y", "SUBORDINATE_TO", "top", 1),
    ]  # fmt: skip


def test_taken_back_they_are_two_again(empty: Database) -> None:
    without = [claims for claims in STORY if claims[0].predicate != KEY]
    one_by_one(empty, without)
    before = everything(empty)
    one_by_one(empty, [(replaced("x", "y"),)])
    assert everything(empty) != before
    unmerge(empty, MODEL, "x", DAY)
    assert everything(empty) == before


def test_a_chain_of_ids_leads_to_its_end_and_a_circle_nowhere(empty: Database) -> None:
    claims = [*unit("a", "A"), *unit("b", "B"), *unit("c", "C"), replaced("a", "b"), replaced("b", "c")]
    one_by_one(empty, [claims])
    assert follow(empty, MODEL, ["a", "b", "c", "d"]) == {"a": "c", "b": "c", "c": "c", "d": "d"}
    one_by_one(empty, [[replaced("c", "a", "s9")]])
    assert follow(empty, MODEL, ["a", "b", "c"]) == {"a": "a", "b": "b", "c": "c"}
    units = empty.read("MATCH (u:Unit) RETURN u.id AS id, u.name AS name ORDER BY id")
    assert [(row["id"], row["name"]) for row in units] == [("a", "A"), ("b", "B"), ("c", "C")]


def test_the_best_supported_way_is_taken_and_the_other_is_a_conflict(empty: Database) -> None:
    surer = replace(replaced("a", "c", "s5"), confidence="high")
    one_by_one(empty, [[*unit("a", "A"), *unit("b", "B"), *unit("c", "C"), replaced("a", "b"), surer]])
    assert follow(empty, MODEL, ["a"]) == {"a": "c"}
    retire(empty, MODEL, [surer], DAY)
    one_by_one(empty, [[]])
    assert follow(empty, MODEL, ["a"]) == {"a": "b"}
    assert empty.read("MATCH (u:Unit {id: 'c'}) RETURN u.name AS name, u.aliases AS others") == [
        {"name": "C", "others": None}
    ]


def test_a_tie_to_itself_is_left_out_and_its_claim_kept(empty: Database) -> None:
    one_by_one(empty, [[*unit("a", "A"), *unit("b", "B"), under("a", "b"), replaced("a", "b")]])
    assert empty.read("MATCH ()-[r:SUBORDINATE_TO]->() RETURN r") == []
    assert empty.read("MATCH (c:Claim {predicate: 'Subordination'}) RETURN c.retired AS retired") == [
        {"retired": None}
    ]


def test_merge_refuses_what_cannot_be_one(empty: Database) -> None:
    one_by_one(
        empty, [[*unit("a", "A"), *unit("b", "B"), posted("p", "a"), said("s1", "Source", "title", "One")]]
    )
    for id, into, source, words in (
        ("a", "p", "s1", "class"),
        ("a", "z", "s1", "'z'"),
        ("a", "b", "s7", "'s7'"),
        ("s1", "s1", "s1", "not merged"),
        ("a", "a", "s1", "replace each other"),
    ):
        with pytest.raises(CommandError, match=words):
            merge(empty, MODEL, id, into, source, DAY)
    assert merge(empty, MODEL, "a", "b", "s1", DAY, note="the same number")
    assert not merge(empty, MODEL, "a", "b", "s1", DAY, note="the same number")
    with pytest.raises(CommandError, match="replace each other"):
        merge(empty, MODEL, "b", "a", "s1", DAY)


def test_the_evidence_tells_of_which_id_it_was_said(empty: Database) -> None:
    one_by_one(empty, [*STORY, (under("x", "y", "s6"),)])
    asked, kept = evidence(empty, MODEL, "x"), evidence(empty, MODEL, "y")
    assert asked == kept and kept.id == "y" and kept.replaces == ("x",)
    found = {fact.what: fact for fact in kept.facts}
    (alias,) = found["aliases"].claims
    assert alias.stands and alias.said_of == ("x",) and alias.says.endswith("(said of x)")
    ties = [
        claim
        for fact in kept.facts
        if fact.what == "Subordination" and fact.other == "low"
        for claim in fact.claims
    ]
    assert {claim.said_of for claim in ties} == {(), ("x",)} and all(claim.stands for claim in ties)
    (between,) = [fact for fact in kept.facts if fact.label == "Claim"]
    assert [claim.stands for claim in between.claims] == [False]
    assert any(fact.what == KEY and fact.other == "x" for fact in kept.facts)


def test_the_commands(empty: Database, environment: Mapping[str, str], tmp_path: Path) -> None:
    named = [said("s1", "Source", "title", "One"), *unit("top", "Top")]
    one_by_one(empty, [[*named, *unit("a", "A"), *unit("b", "B"), under("a", "top"), posted("p", "a")]])

    def run(*words: object, code: int = 0) -> Ran:
        return orbatlas(*words, environment=environment, cwd=tmp_path, code=code)

    told = ("--source", "s1", "--confidence", "high", "--note", "one number")
    assert "a is kept under b" in run("merge", "a", "b", *told).err
    assert "says already" in run("merge", "a", "b", *told).err
    chain = run("chain", "a", "--format", "json")
    assert "a is kept under b" in chain.err
    assert [link["superior"] for link in chain.json()["links"]] == ["top"]
    shown = run("evidence", "a", "--format", "json").json()
    assert (shown["id"], shown["replaces"]) == ("b", ["a"])
    run("draw", "a", "-o", tmp_path / "a.html")
    assert "1 claim that a is kept under b taken back" in run("unmerge", "a").err
    assert follow(empty, MODEL, ["a"]) == {"a": "a"}
    run("merge", "a", "p", "--source", "s1", code=2)
    run("merge", "a", "b", "--source", "x", code=2)
    run("merge", "a", "b", "--source", "s1", "--confidence", "sure", code=2)
    run("unmerge", "a", code=2)
