"""Where people leave in large groups, intervals must not promise more than the events can tell."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.army import Window
from analysis.details import Detail
from analysis.patterns import patterns
from analysis.poisson import garwood

WINDOW = Window(date(2021, 2, 1), date(2021, 3, 31))
FEBRUARY, MARCH = date(2021, 2, 5).toordinal(), date(2021, 3, 5).toordinal()


def test_an_interval_holds_its_own_count_beside_a_large_group() -> None:
    """One person in February, a hundred at once in March: February's interval must hold 1."""
    found = patterns([Detail("a", FEBRUARY, 1), Detail("b", MARCH, 100)], WINDOW)
    for month in found.months:
        assert month.low <= month.persons <= month.high


def test_one_group_of_thirty_is_one_observation() -> None:
    """Its month has the interval of one event, in persons: 30 x (0.0253 to 5.572)."""
    single = [Detail(f"a{number}", FEBRUARY, 1) for number in range(970)]
    march = patterns([*single, Detail("b", MARCH, 30)], WINDOW).months[1]
    assert (march.low, march.high) == pytest.approx((30 * 0.025318, 30 * 5.571643), rel=1e-4)


def test_a_row_of_one_large_group_rests_on_its_own_number() -> None:
    """p = 0.03 of 1,000: (0.97^2 x 900 + 0.03^2 x 970) / 1000^2 is the variance, so 0.0291 / 0.000848 = 34.3 cases."""
    single = [Detail(f"a{number}", FEBRUARY, 1, rank="private") for number in range(970)]
    found = patterns([*single, Detail("b", MARCH, 30, rank="captain")], WINDOW)
    captain = next(
        row for one in found.patterns if one.name == "rank" for row in one.rows if row.key == ("captain",)
    )
    assert (captain.share_low, captain.share_high) == pytest.approx((0.0054, 0.1492), abs=1e-3)
    assert found.effective > 500


@given(st.floats(0.001, 400))
def test_the_interval_of_a_fraction_holds_it(count: float) -> None:
    low, high = garwood(np.array([count]))
    assert low[0] <= count <= high[0]
