"""The measure is about as sure as it says, on few armies; docs/leaks.md has the figures of many."""

from __future__ import annotations

from bench.calibration import Figures, check, figures, settings
from bench.leaks_page import PAGE, parts
from bench.pages import filled
from synthesis.spec import Reporting

ARMIES, UNITS = range(1, 13), 1_200


def test_intervals_hold_the_truth_and_the_shrunk_ranking_is_the_better_one() -> None:
    found = measured(0.0, Reporting.EVEN)
    assert 0.93 <= found.covered_shrunk <= 0.97
    assert found.covered_exact >= 0.95
    assert 0.86 <= found.covered_rank <= 0.95
    assert found.error_shrunk < found.error_raw
    assert found.top_shrunk > found.top_raw
    promised, kept, number = found.p_top["0.05 to 0.2"]
    assert number > 100
    assert abs(promised - kept) < 0.04


def test_contagion_and_uneven_reporting_cost_what_the_docs_say() -> None:
    """The armies with both on are measured worse; a check that saw no difference would check nothing."""
    assert measured(0.3, Reporting.UNEVEN).top_shrunk < measured(0.0, Reporting.EVEN).top_shrunk


def test_the_figures_of_the_docs_are_those_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, parts())


def measured(contagion: float, reporting: Reporting) -> Figures:
    checked = [check(settings(UNITS, seed, contagion, reporting)) for seed in ARMIES]
    return figures(checked, contagion, reporting)
