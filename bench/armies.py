"""A synthetic army as the leak measure reads it, without files and without a database."""

from __future__ import annotations

import numpy as np

from analysis.army import AFTER, BEFORE, NOWHERE, Army, Events, Spans, Strengths, Ties, Units, Whole
from ontology.reading import load_model
from synthesis.army import Army as Synthetic
from synthesis.tables import FOREVER, Reports, StrengthClaims
from synthesis.tables import Events as Happened


def as_reported(made: Synthetic) -> Army:
    """The tables that an ingest of the army's files leads to: of each event what its main report says."""
    count = len(made.units)
    return Army(
        units=Units(
            ids=made.units.ids,
            names=made.units.names,
            echelons=made.units.echelons,
            placeholder=np.zeros(count, dtype=np.bool_),
            exists=Spans(made.units.start, np.full(count, AFTER)),
        ),
        ties=_ties(made),
        strengths=_strengths(made.strengths),
        events=_events(made.reports, made.events),
    )


def _ties(made: Synthetic) -> Ties:
    spans = Spans(made.superiors.first, _open(made.superiors.last))
    return Ties(made.superiors.unit, made.superiors.parent, spans, spans)


def _open(last: Whole) -> Whole:
    return np.where(last >= FOREVER, AFTER, last)


def _strengths(claims: StrengthClaims) -> Strengths:
    scheme = load_model().schemes["strength-kind"].concepts
    position = np.array([scheme[kind].position or len(scheme) for kind in claims.kinds], dtype=np.int64)
    spans = Spans(claims.first, np.full(len(claims), AFTER))
    return Strengths(
        unit=claims.unit,
        kind=position[claims.kind],
        preference=np.lexsort((-claims.first, claims.confidence)).argsort(),
        certain=Spans(np.ones(len(claims), np.int64), np.zeros(len(claims), np.int64)),
        possible=spans,
        low=claims.low.astype(np.float64),
        best=claims.best.astype(np.float64),
        high=claims.high.astype(np.float64),
    )


def _events(reports: Reports, happened: Happened) -> Events:
    main = np.flatnonzero(reports.main)
    days = Spans(reports.first[main], reports.last[main])
    assert days.start.min(initial=1) > BEFORE
    return Events(
        ids=tuple(happened.id(event) for event in reports.event[main].tolist()),
        unit=np.where(reports.unit[main] < 0, NOWHERE, reports.unit[main]),
        days=days,
        middle=(days.start + days.end) // 2,
        low=reports.low[main],
        count=reports.count[main],
        high=reports.high[main],
        assumed=np.zeros(len(main), dtype=np.bool_),
    )
