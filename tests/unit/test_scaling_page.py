"""docs/scaling.md carries on what was measured, and says where nothing was."""

from __future__ import annotations

import pytest

from bench.pages import filled
from bench.scaling_page import PAGE, carried, parts


def test_the_page_tells_the_figures_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, parts())


def test_a_line_goes_on_through_its_last_two_points() -> None:
    assert carried([1, 2, 4], [10, 12, 20], 8) == pytest.approx(36)
    assert carried([10], [5], 40) == pytest.approx(20)
