"""Counts that leave: whatever the events, nobody can be counted out by subtraction, nor by comparing two releases."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.releasing.counting import Event, Table, leaks_of

K = 5
KEYS = ("unit", "date", "mode")


def events(values: list[tuple[str, str, str]]) -> list[Event]:
    return [
        Event(f"e{n}", dict(zip(KEYS, value, strict=True)), 1, (f"p{n}",)) for n, value in enumerate(values)
    ]


some = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(["1", "2", ""]), st.sampled_from("xyz")), max_size=90
)


@given(some)
def test_no_cell_and_no_rest_is_small(values: list[tuple[str, str, str]]) -> None:
    told = {cell.path: (cell.events, cell.persons) for cell in Table(KEYS, K).cells(events(values))}
    for path, count in told.items():
        parts = [c[0] for p, c in told.items() if len(p) == len(path) + 1 and p[:-1] == path]
        rest = count[0] - sum(parts)
        assert count[0] >= K and (rest == 0 or rest >= K)
        true = Counter(v[: len(path)] for v in values)[tuple(value for _, value in path)]
        assert count[0] == true, "what is told is true"
    assert bool(told) == (len(values) >= K)


@given(some)
def test_nobody_stands_in_two_places_of_a_table(values: list[tuple[str, str, str]]) -> None:
    cells = list(Table(KEYS, K).cells(events(values)))
    who = [person for cell in cells for person in cell.who]
    assert len(who) == len(set(who))
    assert all(not cell.who or len(cell.who) >= K for cell in cells), "how many are known is a count too"
    assert len(values) - len(who) < K or len(values) < K, "only what is too few at the very top is lost"


def test_who_left_twice_is_told_once() -> None:
    twice = [Event(f"e{n:02}", {"unit": "AB"[n % 2]}, 1, (f"p{n % 10}",)) for n in range(40)]
    cells = list(Table(("unit",), K).cells(twice))
    who = [person for cell in cells for person in cell.who]
    assert sorted(who) == sorted({f"p{n}" for n in range(10)})


@given(some, some)
def test_two_releases_tell_no_few(
    first: list[tuple[str, str, str]], more: list[tuple[str, str, str]]
) -> None:
    then = {c.path: (c.events, c.persons) for c in Table(KEYS, K).cells(events(first))}
    now = {c.path: (c.events, c.persons) for c in Table(KEYS, K, [then]).cells(events(first + more))}
    for path in now.keys() & then.keys():
        assert now[path] == then[path] or abs(now[path][0] - then[path][0]) >= K
    assert not [why for path in now if (now[path] != then.get(path)) for why in leaks_of(path, now, then, K)]


def test_a_part_stays_behind_with_a_small_one() -> None:
    values = [("A", "1", "x")] * 2 + [("B", "1", "x")] * 6 + [("C", "1", "x")] * 9
    told = {cell.path: cell.events for cell in Table(("unit",), K).cells(events(values))}
    assert told == {(): 17, (("unit", "C"),): 9}, "B would give A back"


@pytest.mark.parametrize(("rest", "leaks"), [(0, 0), (3, 1), (5, 0)])
def test_the_gate_sees_a_rest(rest: int, leaks: int) -> None:
    told = {(): (20, 20), (("unit", "A"),): (20 - rest, 20 - rest)}
    assert len(list(leaks_of((), told, {}, K))) == leaks


def test_the_gate_sees_two_patterns_of_one_table() -> None:
    """Each is safe alone; together they leave three."""
    first = {(): (30, 30), (("unit", "A"),): (20, 20)}
    second = {(): (30, 30), (("unit", "B"),): (7, 7)}
    assert not list(leaks_of((), second, {}, K))
    assert list(leaks_of((), second, first, K))


def test_the_gate_sees_a_rest_that_changed_by_a_few() -> None:
    first = {(): (30, 30), (("unit", "A"),): (20, 20)}
    second = {(): (37, 37), (("unit", "A"),): (25, 25)}
    assert list(leaks_of((), second, first, K))
