"""A synthetic army with known truth, at the level of its units: arrays, no files, and no person but commanders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ontology.errors import CommandError
from synthesis.commanders import commanders
from synthesis.contagion import siblings, spread, tied
from synthesis.events import group
from synthesis.hazard import hazard, unmoved
from synthesis.movements import superiors
from synthesis.order_of_battle import Order, echelon_names, order_of_battle
from synthesis.patronage import patronage
from synthesis.reporting import outlets, reports
from synthesis.spec import Spec
from synthesis.strengths import strength_claims, strengths
from synthesis.tables import (
    NOBODY,
    Commanders,
    Defections,
    Events,
    Hazard,
    Outlets,
    Patronage,
    Reports,
    StrengthClaims,
    Superiors,
    Truth,
    Units,
)
from synthesis.truth import truth

_USUAL_PERSONS = 4
"""Persons on record a unit, where nobody asks for a number."""


@dataclass(frozen=True, slots=True)
class Army:
    """All that is true of an army and all that is said of it. See synthesis/tables.py for the shapes and units."""

    spec: Spec
    persons: int
    regions: int
    units: Units
    superiors: Superiors
    strengths: StrengthClaims
    commanders: Commanders
    patronage: Patronage
    hazard: Hazard
    defections: Defections
    events: Events
    outlets: Outlets
    reports: Reports
    truth: Truth


def make(spec: Spec) -> Army:
    """The army of a spec: always the same. Raises CommandError where it has too few persons."""
    order = order_of_battle(spec)
    units = _units(spec, order)
    ties = superiors(spec, order)
    chiefs = commanders(spec, order, order.regions)
    persons = _persons(spec, len(chiefs))
    patrons = patronage(spec, order, chiefs)
    rates = hazard(spec, units, order.regions)
    left = spread(
        spec, ties, siblings(units, ties), tied(units, chiefs, patrons), *unmoved(spec, units, rates)
    )
    defections, events = group(spec, order, ties, *left)
    media = outlets(spec, order.regions)
    told = reports(spec, order, units, ties, events, media)
    return Army(
        spec=spec,
        persons=persons,
        regions=order.regions,
        units=units,
        superiors=ties,
        strengths=strength_claims(spec, units),
        commanders=chiefs,
        patronage=patrons,
        hazard=rates,
        defections=defections,
        events=events,
        outlets=media,
        reports=told,
        truth=truth(spec, units, ties, rates, events, told),
    )


def _units(spec: Spec, order: Order) -> Units:
    ids, names, echelons = echelon_names(order)
    real, paper = strengths(spec, order)
    part_of = np.where(order.level > order.battalion_level, order.parent, NOBODY)
    battalions = order.battalions
    part_of[battalions] = battalions
    return Units(ids, names, echelons, order.level, order.region, order.start, real, paper, part_of)


def _persons(spec: Spec, commanders: int) -> int:
    if spec.persons is None:
        return commanders + _USUAL_PERSONS * spec.units
    if spec.persons < commanders:
        raise CommandError(
            f"{spec.persons:,} persons are too few for {spec.units:,} units.",
            hint=f"Their commanders alone are {commanders:,}; ask for as many at least.",
        )
    return spec.persons
