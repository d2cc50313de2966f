"""The choice between all time and one day, as the pages have it that ask for either."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from views.pages.shared import FIRST_DAY, LAST_DAY, day_in_address


def day_or_ever(first: Any, second: Any, *, key: str) -> date | None:
    """The day that is asked for, None for all time: a switch in the first column, the day in the second.

    It begins with what the address names.
    """
    on = day_in_address()
    with first:
        whole = st.toggle("All time", value=on is None, key=f"{key}-all-time")
    if whole:
        return None
    with second:
        return st.date_input(
            "On the day",
            value=on or date.today(),  # noqa: DTZ011 - the user's own day
            min_value=FIRST_DAY,
            max_value=LAST_DAY,
            key=f"{key}-day",
        )
