"""Patron-client ties between commanders: along academy intake, former command, home region and family."""

from __future__ import annotations

import numpy as np

from synthesis.order_of_battle import Order
from synthesis.spec import Part, Spec
from synthesis.tables import Commanders, Patronage, Whole
from synthesis.terms import BASES

INTAKE, FORMER_COMMAND, REGION, FAMILY = BASES
_CLIENTS = 0.55
_SINCE = (2005, 2019)


def patronage(spec: Spec, order: Order, commanders: Commanders) -> Patronage:
    """About every second commander has a patron, who commanded something at the same time or at another."""
    random = spec.random(Part.PATRONS)
    names = tuple(BASES)
    some = (random.random(len(commanders)) < _CLIENTS) & (order.parent[commanders.unit] >= 0)
    client = np.flatnonzero(some)
    basis = random.choice(len(names), len(client), p=list(BASES.values()))
    patron = np.empty(len(client), dtype=np.int64)
    family = np.zeros(len(commanders), dtype=np.int64)
    keys = {INTAKE: commanders.intake, REGION: commanders.home, FAMILY: family}
    for number, name in enumerate(names):
        of = np.flatnonzero(basis == number)
        if name == FORMER_COMMAND:
            patron[of] = _of_the_superior(random, order, commanders, client[of])
        else:
            patron[of] = _with_the_same(random, keys[name], client[of])
    since = random.integers(*_SINCE, len(client), endpoint=True)
    good = patron != client
    return Patronage(names, client[good], patron[good], basis[good], since[good])


def _with_the_same(random: np.random.Generator, key: Whole, client: Whole) -> Whole:
    """Any commander with the same key; the client himself where there is no other."""
    order = np.argsort(key, kind="stable")
    keys = key[order]
    low = np.searchsorted(keys, key[client], side="left")
    high = np.searchsorted(keys, key[client], side="right")
    return np.asarray(order[random.integers(low, high)], dtype=np.int64)


def _of_the_superior(
    random: np.random.Generator, order: Order, commanders: Commanders, client: Whole
) -> Whole:
    """A commander of the unit above, under whom the client served before."""
    above = order.parent[commanders.unit[client]]
    low = np.searchsorted(commanders.unit, above, side="left")
    high = np.searchsorted(commanders.unit, above, side="right")
    return random.integers(low, high)
