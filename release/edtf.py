"""The start and the end of a fact as EDTF, from its bounds."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from ontology.time import Bounds


def start_and_end(bounds: Bounds) -> dict[str, str]:
    """By the keys `start` and `end`: what is known of them; a side without any bound is left out."""
    sides = {
        "start": between(bounds.start_earliest, bounds.start_latest),
        "end": between(bounds.end_earliest, bounds.end_latest),
    }
    return {key: text for key, text in sides.items() if text is not None}


def between(earliest: date | None, latest: date | None) -> str | None:
    """A day between these two, either of them unknown: a day, a month or a year where it is one, else a set of level 2.

    >>> between(date(2015, 3, 1), date(2015, 3, 31))
    '2015-03'
    >>> between(None, date(2015, 3, 31))
    '[..2015-03-31]'
    """
    if earliest is None and latest is None:
        return None
    if earliest is None or latest is None:
        return f"[{earliest or ''}..{latest or ''}]"
    return _whole(earliest, latest) or f"[{earliest}..{latest}]"


def _whole(earliest: date, latest: date) -> str | None:
    if earliest == latest:
        return earliest.isoformat()
    if earliest.year == latest.year and earliest.day == 1:
        if (earliest.month, latest.month, latest.day) == (1, 12, 31):
            return f"{earliest.year:04}"
        if earliest.month == latest.month and latest.day == monthrange(latest.year, latest.month)[1]:
            return f"{earliest.year:04}-{earliest.month:02}"
    return None
