"""docs/performance.md tells the figures that were measured, and the ratios are formed as they say."""

from __future__ import annotations

from dataclasses import replace

from bench.calls import asked_of
from bench.figures import Figure, Results, rows
from bench.figures import read as figures_of
from bench.pages import filled
from bench.performance_page import PAGE, PICTURES, SLOWEST, catalogs, drawable, measured, parts, with_notes
from bench.performance_summary import aimed, aims, growth, growths

FIGURE = Figure(
    "loading", "a peer", 1_000, "persons", ours=(2.0, 4.0, 1.0), peer=(20.0, 20.0, 20.0), of="claims"
)


def test_the_page_tells_the_figures_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, parts())


def test_a_benchmark_that_grows_has_its_picture() -> None:
    for bench in measured():
        if bench != "users":
            results = figures_of(bench)
            assert results.figures
            assert (PICTURES / f"performance-{bench}.svg").exists() == bool(drawable(results))


def test_a_ratio_is_formed_run_by_run_for_the_same_amount() -> None:
    assert FIGURE.ratios == (10.0, 5.0, 20.0)
    assert FIGURE.ratio == 10.0
    part = replace(FIGURE, amount=100, peer_amount=10)
    assert part.ratio == 100.0


def test_a_limit_is_a_peer_for_every_run() -> None:
    limit = replace(FIGURE, peer=(2.0,), at_least=1.0)
    assert limit.ratios == (1.0, 0.5, 2.0)
    assert limit.met
    assert replace(limit, at_least=1.1).met is False
    assert replace(limit, at_least=None).met is None


def test_a_missed_aim_is_said() -> None:
    told = rows([replace(FIGURE, at_least=100)])[0]
    assert "missed" in told["aim"]
    assert told["spread"] == "5–20"


def test_one_run_has_no_spread() -> None:
    assert rows([replace(FIGURE, ours=(2.0,))])[0]["spread"] == "one run"


def test_sizes_of_one_comparison_are_drawn_together() -> None:
    some = (FIGURE, replace(FIGURE, size=10_000), replace(FIGURE, what="another"))
    assert [(what, len(figures)) for what, figures in drawable(Results("x", some))] == [("loading", 2)]


# ---- the two tables at the top


QUERIES = tuple(
    replace(FIGURE, what=f"query q{n}", ours=(n / 100,), peer=(1.0,), of="", at_least=1.0,
            note=f"{n:,} rows, with unit u{n}; 20 units, 1,000 persons.")
    for n in range(1, 15)
)  # fmt: skip


def test_an_aim_is_told_at_the_largest_size_and_of_the_catalog_by_its_slowest_query() -> None:
    small, large = replace(FIGURE, at_least=1.0), replace(FIGURE, at_least=1.0, size=10_000)
    without = replace(FIGURE, what="another")
    assert aimed([small, large, without, *QUERIES]) == [large, QUERIES[-1]]


def test_a_missed_aim_stands_below_with_what_the_bare_way_reaches() -> None:
    missed = replace(FIGURE, at_least=100.0)
    bare = replace(FIGURE, peer_name="written bare", peer=(2.0, 2.0, 2.0), at_least=0.5)
    told = aims([Results("x", (missed, bare))])
    assert told.startswith("1 of 2 aims are met")
    assert "- Missed: loading, beside a peer: 10 of 100. The bare way itself reaches 10." in told


def test_a_cost_in_step_with_its_size_has_the_exponent_one() -> None:
    more = replace(FIGURE, size=10_000, amount=10.0, ours=(20.0,))
    most = replace(FIGURE, size=100_000, amount=100.0, ours=(2_000.0,))
    (one,) = growths([FIGURE, more, most])
    assert round(one.exponent(), 2) == 1.5
    assert round(one.exponent(-2), 2) == 2.0
    assert growth([Results("x", (FIGURE, more, most))]).splitlines()[-1].split(" | ")[-4:] == [
        "100 times", "1,000 times", "1.50", "2.00 |",
    ]  # fmt: skip


def test_the_queries_of_the_catalog_are_added_up() -> None:
    larger = [replace(query, size=10_000, ours=(query.ours[0] * 10,)) for query in QUERIES]
    (one,) = growths([*QUERIES, *larger])
    assert [round(cost, 2) for _, cost in one.points] == [1.05, 10.5]


# ---- tables of a benchmark


def test_a_note_is_told_once_and_its_rows_point_to_it() -> None:
    noted = replace(FIGURE, note="A sentence.")
    told = with_notes([noted, FIGURE, replace(noted, size=10_000)]).splitlines()
    assert "aim" not in told[0]
    assert [line.split(" | ")[-1] for line in told[:5]] == ["note |", "--- |", "1 |", " |", "1 |"]
    assert told[-1] == "1. A sentence."


def test_the_slowest_queries_have_rows_and_the_others_are_counted() -> None:
    (told,) = catalogs([FIGURE, *QUERIES])
    assert "14 queries, with 20 units, 1,000 persons, each held against" in told
    lines = [line for line in told.splitlines() if line.startswith("| q")][1:]
    assert len(lines) == SLOWEST
    assert lines[0].startswith("| q14 | 14 | unit u14 | 0.14 s |")
    assert told.splitlines()[-1] == "The other 4 take 0.04 s at most."


def test_a_query_that_takes_too_long_is_told() -> None:
    slow = replace(QUERIES[0], ours=(3.0,))
    assert "1 of them takes longer" in next(catalogs([*QUERIES, slow]))


def test_every_note_of_the_catalog_is_understood() -> None:
    figures = figures_of("calls").figures if "calls" in measured() else ()
    for note in (figure.note for figure in figures if figure.what.startswith("query ")):
        number, values, army = asked_of(note)
        assert number.replace(",", "").isdigit()
        assert values
        assert "persons" in army
