"""docs/performance.md tells the figures that were measured, and the ratios are formed as they say."""

from __future__ import annotations

from dataclasses import replace

from bench.figures import Figure, Results, rows
from bench.figures import read as figures_of
from bench.pages import filled
from bench.performance_page import PAGE, PICTURES, drawable, measured, parts

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


def test_sizes_of_one_comparison_are_drawn_together() -> None:
    some = (FIGURE, replace(FIGURE, size=10_000), replace(FIGURE, what="another"))
    assert [(what, len(figures)) for what, figures in drawable(Results("x", some))] == [("loading", 2)]
