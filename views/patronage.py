"""Patronage drawn and told: rings of clients, shares of commanders, rates of defection with their intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import isinf
from typing import Any

from analysis.belonging import PER, Leaving
from analysis.patronage import Ratio, Share
from graph.following import Compared, Group
from graph.patronage import Bond, Bonds, Held, Holding, Rings
from graph.surroundings import patronage_tie, person_class
from graph.synthetic import SYNTHETIC
from ontology.model import Model
from ontology.time import Holds
from ontology.timewords import in_words, told
from views.network import Drawing, Edge, Node, Spell, make_drawing

SMALL = "These are small numbers: the interval says how little they settle."


def rings_drawing(
    found: Rings, names: Mapping[str, str], model: Model, bonds_on: Any, *, synthetic: bool
) -> Drawing:
    """A patron in the middle, clients around, and theirs around these."""
    tie, cls = str(patronage_tie(model).edge), person_class(model)
    nodes = [
        Node(
            id,
            names.get(id, id),
            cls,
            (ring_words(ring),) if ring else (),
            focus=not ring,
            synthetic=id.startswith(SYNTHETIC),
        )
        for id, ring in found.ring.items()
    ]
    edges = [
        Edge(
            bond.client,
            bond.patron,
            tie,
            (told(basis_of(bond, model), bond.bounds),),
            bond.bounds.holds_on(bonds_on) if bonds_on else None,
            bond.conflict,
            (_spell(bond, model),),
        )
        for bond in found.ties
    ]
    title = f"{names.get(found.patron, found.patron)}: clients and theirs"
    return make_drawing(title, nodes, edges, on=bonds_on, synthetic=synthetic, layout="rings")


def _spell(bond: Bond, model: Model) -> Spell:
    words = told(basis_of(bond, model), bond.bounds)
    return Spell(bond.fact, bond.bounds, words, bond.confidence, bond.conflict, bond.claims)


def basis_of(bond: Bond, model: Model) -> str:
    """The basis of a tie by its label; what the tie is called where none is known."""
    tie = patronage_tie(model)
    scheme = tie.by_key["basis"].prop.scheme
    return (scheme.label_of(bond.basis) if scheme and bond.basis else bond.basis) or str(tie.phrase)


def ring_words(ring: int) -> str:
    """What a ring is: clients, their clients, and so on."""
    return {1: "client", 2: "client of a client"}.get(ring, f"{ring} steps below")


def rings_told(found: Rings, name: str) -> str:
    """How many stand on each ring."""
    counts = Counter(found.ring.values())
    parts = [f"{counts[ring]:,} on ring {ring}" for ring in sorted(counts) if ring]
    more = f"; {found.left_out:,} more stand farther out and are not drawn" if found.left_out else ""
    return f"Below {name}: {', '.join(parts) or 'nobody'}{more}."


# ---- numbers


def percent(share: float) -> str:
    """A share as percent: whole ones from ten on, else with one decimal."""
    return f"{share * 100:.0f} %" if share >= 0.1 or share == 0 else f"{share * 100:.1f} %"


def share_told(share: Share) -> str:
    """Count, share and interval in one line: "4 of 12 (33 %, between 10 % and 65 %)"."""
    if share.value is None:
        return "0 of 0"
    between = f"between {percent(share.low)} and {percent(share.high)}"
    return f"{share.count:,} of {share.of:,} ({percent(share.value)}, {between})"


def ratio_told(ratio: Ratio) -> str:
    """How many times as often, with the interval."""
    high = "any number" if isinf(ratio.high) else f"{ratio.high:.2g}"
    if ratio.value is None:
        return f"how many times as often cannot be told (between {ratio.low:.2g} and {high})"
    return f"{ratio.value:.2g} times as often (between {ratio.low:.2g} and {high})"


def held_told(held: Held | None, found: Holding, name: str, unit: str, when: str) -> str:
    """The share of a unit's commanders who belong to one patron, in words."""
    if not found.commanders:
        return f"No commander of {unit} is known {when}."
    if held is None:
        return f"None of the {found.commanders:,} commanders of {unit} {when} is known to belong to {name}."
    through = held.share.count - held.direct
    possible = held.share.count - held.certain
    return (
        f"Of the commanders of {unit} {when}, {share_told(held.share)} belong to {name}: {held.direct:,} directly, "
        f"{through:,} through clients; {held.certain:,} certainly, {possible:,} only possibly."
    )


def group_told(group: Group) -> str:
    """How many of some are named as defectors, and how often that is: count, share, person-years, rate, intervals."""
    return f"{share_told(group.share)}; {rate_told(group.leaving)}"


def rate_told(found: Leaving) -> str:
    """A rate with its person-years and its interval."""
    if found.rate is None or found.low is None or found.high is None:
        return "in no person-years, so there is no rate"
    between = f"between {found.low:,.1f} and {found.high:,.1f}"
    return f"{found.rate:,.1f} per {PER:,} person-years ({between}; {found.person_years:,.1f} person-years)"


def compared_told(found: Compared, name: str, whose: str) -> str:
    """How often the clients of a patron defect beside the others, in words; an association, and said to be one."""
    return (
        f"Of the {whose} of {name}, {group_told(found.own)}. Of the clients of other patrons, "
        f"{group_told(found.others)}. Beside these, per person-year: {ratio_told(found.ratio)}. This is "
        "an association and not a cause."
    )


CAUTION = (
    "An association, and no cause: clients of one patron also share units, regions, ranks and years, and who is named "
    "as a defector depends on who reports. Only persons whom a source names are counted."
)


def bond_row(bond: Bond, found: Rings, names: Mapping[str, str], model: Model, on: Any) -> dict[str, Any]:
    """A tie as a row of a table."""
    holds = bond.bounds.holds_on(on) if on else None
    return {
        "ring": found.ring.get(bond.client),
        "client": names.get(bond.client, bond.client),
        "patron": names.get(bond.patron, bond.patron),
        "basis": basis_of(bond, model),
        "when": in_words(bond.bounds),
        "holds": {Holds.CERTAIN: "certain", Holds.POSSIBLE: "possible"}.get(holds) if holds else None,
        "claims": bond.claims,
        "fact": bond.fact,
    }


def when(bonds: Bonds) -> str:
    """The time of which something is told."""
    return f"on {bonds.on.isoformat()}" if bonds.on else "over all time"
