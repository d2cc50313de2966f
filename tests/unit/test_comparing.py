"""Two days of a network beside one another: what came, went and changed, and how sure it is."""

from __future__ import annotations

from datetime import date

from ontology.reading import load_model
from ontology.time import Bounds, Holds
from views.comparing import FIELDS, Comparison, Mark, compare, rows, there_on
from views.network import Drawing, Edge, Node, Spell, make_drawing

MODEL = load_model()
CHAIN = str(MODEL.serving("chain").edge)
COMMAND = str(MODEL.serving("command").edge)
FIRST, LAST = date(2020, 1, 1), date(2021, 1, 1)
TURN = date(2020, 6, 30)


def span(start: date | None, end: date | None) -> Bounds:
    """From one day to another, both for certain; None is unknown."""
    return Bounds(start, start, end, end)


def tie(source: str, target: str, bounds: Bounds, words: str = "", edge: str = CHAIN) -> Edge:
    return Edge(source, target, edge, spells=(Spell(f"{source}-{target}-{words}", bounds, words),))


UNTIL, SINCE = span(date(2015, 1, 1), TURN), span(date(2020, 7, 1), date(2025, 1, 1))
ALWAYS = span(date(2000, 1, 1), date(2030, 1, 1))


def drawn(*edges: Edge, focus: str = "top", people: tuple[str, ...] = ()) -> Drawing:
    ids = sorted({end for edge in edges for end in (edge.source, edge.target)})
    nodes = [Node(id, id.upper(), "Person" if id in people else "Unit", focus=id == focus) for id in ids]
    return make_drawing("t", nodes, edges, period=(FIRST, LAST))


def said(found: Comparison) -> list[tuple[Mark, str]]:
    return [(change.mark, change.words) for change in found.changes]


def test_a_new_superior_is_one_change_with_both_facts_behind_it() -> None:
    found = compare(
        drawn(tie("a", "top", ALWAYS), tie("b", "top", ALWAYS), tie("x", "a", UNTIL), tie("x", "b", SINCE)),
        MODEL,
        FIRST,
        LAST,
    )
    assert said(found) == [(Mark.CHANGED, "X answers to B, before A")]
    assert found.changes[0].facts == ("x-b-", "x-a-")
    assert found.changes[0].id == f"x {CHAIN} b"


def test_the_order_in_which_the_days_are_given_changes_nothing() -> None:
    drawing = drawn(tie("a", "top", UNTIL))
    assert compare(drawing, MODEL, LAST, FIRST) == compare(drawing, MODEL, FIRST, LAST)


def test_a_new_commander_is_a_change_and_both_persons_are_told_of_once() -> None:
    found = compare(
        drawn(
            tie("old", "top", UNTIL, edge=COMMAND),
            tie("new", "top", SINCE, edge=COMMAND),
            people=("old", "new"),
        ),
        MODEL,
        FIRST,
        LAST,
    )
    assert said(found) == [(Mark.CHANGED, "NEW commands TOP, before OLD")]


def test_of_two_commanders_who_went_none_is_said_to_be_replaced() -> None:
    found = compare(
        drawn(
            tie("one", "top", UNTIL, edge=COMMAND),
            tie("two", "top", UNTIL, edge=COMMAND),
            tie("new", "top", SINCE, edge=COMMAND),
            people=("one", "two", "new"),
        ),
        MODEL,
        FIRST,
        LAST,
    )
    assert said(found) == [
        (Mark.CAME, "NEW commands TOP"),
        (Mark.WENT, "ONE commands TOP"),
        (Mark.WENT, "TWO commands TOP"),
    ]


def test_a_new_rank_of_the_same_commander_is_a_change() -> None:
    edge = Edge(
        "who", "top", COMMAND, spells=(Spell("1", UNTIL, "as colonel"), Spell("2", SINCE, "as general"))
    )
    found = compare(drawn(edge, people=("who",)), MODEL, FIRST, LAST)
    assert said(found) == [(Mark.CHANGED, "WHO commands TOP: as general, before as colonel")]


def test_what_hangs_on_a_thing_that_went_went_too() -> None:
    found = compare(drawn(tie("a", "top", UNTIL), tie("b", "a", ALWAYS)), MODEL, FIRST, LAST)
    assert {change.words for change in found.of(Mark.WENT)} == {
        "A",
        "B",
        "A answers to TOP",
        "B answers to A",
    }
    assert found.before.things == {"top", "a", "b"}
    assert found.after.things == {"top"}


def test_a_thing_that_no_longer_exists_went_though_its_ties_have_no_end() -> None:
    nodes = [Node("top", "TOP", "Unit", focus=True), Node("a", "A", "Unit", bounds=UNTIL)]
    drawing = make_drawing("t", nodes, [tie("a", "top", ALWAYS)], period=(FIRST, LAST))
    assert {change.words for change in compare(drawing, MODEL, FIRST, LAST).of(Mark.WENT)} == {
        "A",
        "A answers to TOP",
    }


def test_surer_and_less_sure_are_marks_of_their_own() -> None:
    fading = Bounds(date(2015, 1, 1), date(2015, 1, 1), TURN, None)
    growing = Bounds(None, date(2020, 7, 1), date(2025, 1, 1), None)
    found = compare(drawn(tie("a", "top", fading), tie("b", "top", growing)), MODEL, FIRST, LAST)
    assert said(found) == [(Mark.UNSURER, "A answers to TOP"), (Mark.SURER, "B answers to TOP")]
    assert (found.before.number(Holds.CERTAIN), found.before.number(Holds.POSSIBLE)) == (1, 1)


def test_what_only_possibly_came_says_so() -> None:
    maybe = Bounds(date(2020, 7, 1), None, None, None)
    found = compare(drawn(tie("a", "top", maybe)), MODEL, FIRST, LAST)
    assert (Mark.CAME, "A answers to TOP (possible)") in said(found)


def test_without_a_subject_what_has_no_tie_on_the_day_is_not_there() -> None:
    drawing = drawn(tie("a", "b", UNTIL), tie("c", "b", ALWAYS), focus="")
    assert there_on(drawing, MODEL, FIRST).things == {"a", "b", "c"}
    assert there_on(drawing, MODEL, LAST).things == {"b", "c"}


def test_the_rows_have_the_changes_first_and_every_field() -> None:
    found = compare(
        drawn(tie("a", "top", ALWAYS), tie("b", "top", ALWAYS), tie("x", "a", UNTIL), tie("x", "b", SINCE),
              tie("0", "a", UNTIL)),
        MODEL,
        FIRST,
        LAST,
    )  # fmt: skip
    told = rows(found)
    assert [row["change"] for row in told] == ["changed", "went", "went"]
    assert all(tuple(row) == FIELDS for row in told)
    assert told[0]["facts"] == "x-b-;x-a-"
    assert (told[0]["from"], told[0]["to"]) == ("2020-01-01", "2021-01-01")


def test_what_only_stands_beside_on_the_day_is_not_there() -> None:
    """A unit that moved: its first superior is no part of its chain any more, though both have the same top."""
    drawing = drawn(
        tie("x", "a", UNTIL),
        tie("x", "b", SINCE),
        tie("a", "top", ALWAYS),
        tie("b", "top", ALWAYS),
        focus="x",
    )
    assert there_on(drawing, MODEL, FIRST).things == {"x", "a", "top"}
    assert there_on(drawing, MODEL, LAST).things == {"x", "b", "top"}


def test_a_person_is_followed_through_the_units_of_the_day() -> None:
    drawing = drawn(
        tie("who", "a", UNTIL, edge=COMMAND),
        tie("who", "b", SINCE, edge=COMMAND),
        tie("other", "up", ALWAYS, edge=COMMAND),
        tie("a", "up", ALWAYS),
        tie("below", "b", ALWAYS),
        focus="who",
        people=("who", "other"),
    )
    assert there_on(drawing, MODEL, FIRST).things == {"who", "a", "up", "other"}
    assert there_on(drawing, MODEL, LAST).things == {"who", "b", "below"}
