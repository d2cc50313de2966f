"""Days to months or quarters, always outwards: what is said stays true and says less."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ontology.time import DateError, Span, middle, parse

_MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Whole months, or whole quarters."""

    period: str

    def first(self, day: date) -> date:
        """The first day of the period that a day lies in."""
        size = _MONTHS[self.period]
        return date(day.year, day.month - (day.month - 1) % size, 1)

    def last(self, day: date) -> date:
        """The last day of the period that a day lies in."""
        month = self.first(day).month + _MONTHS[self.period] - 1
        return date(day.year, month, monthrange(day.year, month)[1])

    def name(self, day: date) -> str:
        """The period in EDTF: 2021-02, or 2021-33 for the first quarter of 2021."""
        if self.period == "month":
            return f"{day.year:04}-{day.month:02}"
        return f"{day.year:04}-{33 + (day.month - 1) // 3}"

    def coarse(self, text: str) -> str | None:
        """An EDTF text in whole periods; a year stays a year. None for a text that is no date."""
        try:
            span = parse(text)
        except DateError:
            return None
        if span.earliest is None or span.latest is None:
            return self._open(span)
        if (span.earliest, span.latest) == (date(span.earliest.year, 1, 1), date(span.earliest.year, 12, 31)):
            return f"{span.earliest.year:04}"
        first, last = self.name(span.earliest), self.name(span.latest)
        return first if first == last else f"{first}/{last}"

    def _open(self, span: Span) -> str | None:
        if span.earliest is not None:
            return f"{self.name(span.earliest)}/.."
        return f"../{self.name(span.latest)}" if span.latest is not None else None

    def of_event(self, text: str | None) -> str | None:
        """The period of the middle day of an event; None where its day is not known to a period or so."""
        try:
            span = parse(text) if text else Span(None, None)
        except DateError:
            return None
        day = middle(span) if span.earliest and span.latest else None
        return self.name(day) if day else None

    def bounds(self, found: dict[str, date | None]) -> dict[str, date | None]:
        """The four bounds of a fact, moved outwards to whole periods."""
        return {
            key: day and (self.first(day) if key.endswith("earliest") else self.last(day))
            for key, day in found.items()
        }
