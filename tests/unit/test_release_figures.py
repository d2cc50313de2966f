"""Figures of units that leave: whatever they are, none is small, and none gives a small one back by subtraction."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from release.releasing.figures import (
    Figure,
    Part,
    Times,
    from_notes,
    held_back,
    leaks_in,
    noted,
    times_of,
)

K = 5
GROUP = ("Strength", "real", "best")
EARLY = (date(2020, 1, 1), date(2020, 12, 31))
LATE = (date(2021, 1, 1), date(2021, 12, 31))
EVER = times_of(None, None)
NONE: frozenset[Figure] = frozenset()


def figure(unit: str, value: int, times: Times = EARLY) -> Figure:
    return Figure(unit, GROUP, times, value)


def under(whole: str, *units: str, times: Times = EVER) -> list[Part]:
    return [Part(whole, unit, times) for unit in units]


def kept(figures: set[Figure], parts: list[Part] = [], before: frozenset[Figure] = NONE) -> set[Figure]:  # noqa: B006
    return figures - held_back(figures, [before] if before else [], parts, K)


def test_a_small_one_stays() -> None:
    assert kept({figure("a", 4), figure("b", 5)}) == {figure("b", 5)}


def test_a_whole_that_gives_a_small_part_back_stays() -> None:
    parts = under("w", "a", "b", "c")
    told = {figure("w", 703), figure("a", 300), figure("b", 400), figure("c", 3)}
    assert kept(told, parts) == {figure("a", 300), figure("b", 400)}
    whole = {figure("w", 700), figure("a", 300), figure("b", 400)}
    assert kept(whole, parts) == whole, "nothing is left of it"


def test_a_unit_without_a_figure_is_known_by_what_hangs_under_it() -> None:
    parts = [*under("w", "a", "m"), *under("m", "b", "c")]
    told = {figure("w", 703), figure("a", 300), figure("b", 150), figure("c", 250)}
    assert kept(told, parts) == told - {figure("w", 703)}


def test_what_was_no_part_at_that_time_is_not_subtracted() -> None:
    told = {figure("w", 303), figure("a", 300)}
    assert kept(told, under("w", "a", times=LATE)) == told
    assert kept(told, under("w", "a", times=EARLY)) == {figure("a", 300)}


def test_a_change_of_a_few_is_not_told() -> None:
    """Four hundred and twelve before, four hundred and nine after: three have left."""
    assert kept({figure("a", 412), figure("a", 409, LATE)}) == {figure("a", 412)}
    larger = {figure("a", 412), figure("a", 400, LATE)}
    assert kept(larger) == larger
    opinions = {figure("a", 412), figure("a", 409)}
    assert kept(opinions) == opinions, "two opinions on the same time are no change"


def test_of_a_row_of_changes_no_more_than_must_stays() -> None:
    row = {figure("a", 412 - 3 * n, (date(2020 + n, 1, 1), date(2020 + n, 12, 31))) for n in range(5)}
    assert sorted(one.value for one in kept(row)) == [400, 406, 412]


def test_a_release_before_weighs_on_the_next() -> None:
    before = frozenset({figure("a", 412)})
    assert kept({figure("a", 409, LATE)}, before=before) == set()
    assert kept({figure("a", 412)}, before=before) == {figure("a", 412)}, "nothing new is told"
    parts = under("w", "a", "b")
    whole = frozenset({figure("w", 703)})
    assert kept({figure("a", 300), figure("b", 400)}, parts, whole) == set()


def test_figures_come_back_from_their_notes() -> None:
    told = {figure("a", 7), figure("ဗ:1 | x", 9, EVER)}
    assert from_notes(noted(told)) == told


some = st.sets(
    st.builds(figure, st.sampled_from("wmabc"), st.integers(0, 30), st.sampled_from([EARLY, LATE])),
    max_size=12,
)
TREE = [*under("w", "m", "c"), *under("m", "a", "b")]


@given(some, some)
def test_by_trying_everything(figures: set[Figure], earlier: set[Figure]) -> None:
    """A reader who tries every combination, with an earlier release beside this one, finds no few."""
    earlier = {one for one in earlier if one.value >= K}
    told = kept(figures, TREE, frozenset(earlier))
    assert not list(leaks_in(frozenset(told), frozenset(earlier), TREE, K))
    assert all(one.value >= K for one in told)
    for times in (EARLY, LATE):
        at = {u: [f.value for f in told if f.unit == u and f.times == times] for u in "wmabc"}
        for whole, parts in (("w", "mc"), ("m", "ab"), ("w", "abc")):
            if parts == "abc" and at["m"] and not at["a"] + at["b"]:
                continue  # who subtracts c alone forgets m
            held = [at[part] for part in parts if at[part]]
            for chosen in product(at[whole], *held) if held else ():
                assert not 0 < chosen[0] - sum(chosen[1:]) < K


@pytest.mark.parametrize("size", [200])
def test_many_parts_of_large_figures_are_no_burden(size: int) -> None:
    parts = under("w", *(f"u{n}" for n in range(size)))
    told = {figure(f"u{n}", 500 + n) for n in range(size)}
    total = sum(one.value for one in told)
    assert kept({*told, figure("w", total + 2)}, parts) == told
