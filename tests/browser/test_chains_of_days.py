"""The Command page's chain on a day, cut from one that was loaded for a window, is the chain of that day."""

from __future__ import annotations

from datetime import date

import pytest

from graph.chain import Chain, chain
from graph.connection import Database
from graph.period import period_chain
from ontology.reading import load_model
from views.pages.chains import EVER, chain_on, known_days
from views.pictures import chain_drawing

pytestmark = pytest.mark.browser

MODEL = load_model()


@pytest.mark.parametrize("subject", ["rmc-central", "synthetic-ib-1058"])
@pytest.mark.parametrize("day", [date(2015, 6, 1), date(2019, 3, 14), date(2021, 6, 1)])
def test_the_chain_of_a_window_on_a_day_is_that_of_the_day(
    demonstration: Database, subject: str, day: date
) -> None:
    (whole,) = period_chain(demonstration, MODEL, [subject], *EVER)
    cut = chain_on(whole, chain_drawing([whole], MODEL), day)
    assert _told(cut) == _told(chain(demonstration, MODEL, subject, day))
    days = known_days(whole)
    assert days is not None and days[0] <= date(2015, 6, 1) and days[1] <= date.today()  # noqa: DTZ011


def _told(found: Chain) -> set[tuple[str, str | None]]:
    ties = [(one.id, one.holds) for one in found.links]
    return {*ties, *((one.id, one.holds) for one in (*found.commanders, *found.posts))}
