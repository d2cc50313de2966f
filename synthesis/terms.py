"""The terms of the ontology that are used here, with how often each is drawn.

They are checked against the Model when this module is imported: a concept that was renamed fails here, by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ontology.errors import DeclarationError
from ontology.model import Model
from ontology.reading import load_model

TOP, REGIONAL, DIVISION, BATTALION, COMPANY = "armed-forces", "command", "division", "battalion", "company"
# The echelons from the top down to the battalion, by how many steps there are between the two.
LADDERS: Mapping[int, tuple[str, ...]] = {
    2: (TOP, REGIONAL, BATTALION),
    3: (TOP, REGIONAL, DIVISION, BATTALION),
    4: (TOP, REGIONAL, DIVISION, "brigade", BATTALION),
    5: (TOP, "bureau", REGIONAL, DIVISION, "brigade", BATTALION),
    6: (TOP, "bureau", REGIONAL, DIVISION, "brigade", "regiment", BATTALION),
}
COMMANDER_RANKS = {
    TOP: "senior-general",
    "bureau": "lieutenant-general",
    REGIONAL: "major-general",
    DIVISION: "brigadier-general",
    "brigade": "brigadier-general",
    "regiment": "colonel",
    BATTALION: "lieutenant-colonel",
}
COMMANDER, STAFF, MEMBER = "commander", "staff-officer", "member"
IN_COMMAND = "command"
REAL, ESTIMATE, ESTABLISHMENT = "real", "estimate", "establishment"
CONFIDENCES = ("high", "medium", "low")
BASES = {"academy-intake": 0.3, "former-command": 0.3, "region": 0.25, "family": 0.15}
GENDERS = {"male": 0.96, "female": 0.04}
BRANCHES = {
    "infantry": 0.7,
    "artillery": 0.08,
    "engineers": 0.06,
    "signals": 0.06,
    "armour": 0.05,
    "supply": 0.05,
}
ABOVE = "army"
"""The branch of everything above the battalion."""

RANKS = {
    "private": (0.42, 22.0),
    "lance-corporal": (0.19, 25.0),
    "corporal": (0.14, 28.0),
    "sergeant": (0.10, 32.0),
    "staff-sergeant": (0.05, 36.0),
    "warrant-officer-class-2": (0.03, 41.0),
    "second-lieutenant": (0.02, 24.0),
    "lieutenant": (0.02, 27.0),
    "captain": (0.02, 32.0),
    "major": (0.01, 38.0),
}
"""The soldiers of a battalion: share and mean age of each rank."""
STAFF_RANKS = {"captain": (0.5, 32.0), "major": (0.35, 39.0), "lieutenant-colonel": (0.15, 45.0)}
"""The officers in the staffs above."""
OFFICERS = frozenset({"second-lieutenant", "lieutenant", *STAFF_RANKS})

LEAVING = {
    "private": 1.5,
    "lance-corporal": 1.2,
    "corporal": 1.0,
    "sergeant": 0.8,
    "staff-sergeant": 0.6,
    "warrant-officer-class-2": 0.4,
    "second-lieutenant": 0.9,
    "lieutenant": 0.8,
    "captain": 0.6,
    "major": 0.3,
}
"""How often one of this rank leaves, against a corporal of the same age."""
YOUNGER = 0.05
"""How much oftener somebody leaves for each year that he is younger: by a factor of exp(0.05)."""

MODES = {
    "deserted": 8,
    "joined-armed-resistance": 6,
    "joined-non-violent-campaign": 6,
    "left-the-country": 3,
    "works-from-within": 2,
    "surrendered": 1,
    "unknown": 4,
}
DESTINATIONS = {
    "joined-armed-resistance": ("armed-resistance", "resistance-held-area"),
    "joined-non-violent-campaign": ("resistance-held-area", "border"),
    "deserted": ("civilian-life", "border", "unknown"),
    "left-the-country": ("neighbouring-country", "third-country"),
}
"""Where they go, by mode; the others stay or nobody says."""
MOTIVES = {
    "violence-against-civilians": 7,
    "grievance-against-the-institution": 6,
    "rejection-of-military-rule": 4,
    "bond-with-society": 3,
    "moral-objection-to-violence": 3,
    "sense-of-being-used": 2,
    "material-hardship": 2,
    "fatigue-and-defeat": 2,
    "better-prospect-elsewhere": 1,
}
OBSTACLES = {
    "fear-for-the-family": 6,
    "family-held-in-the-barracks": 5,
    "punishment": 5,
    "indoctrination": 4,
    "closed-military-society": 3,
    "control-and-surveillance": 3,
    "patron-client-hierarchy": 3,
    "economic-dependence": 2,
    "no-livelihood-afterwards": 2,
    "weak-ties-to-helpers": 1,
}
HELPS = {
    "defector-network": 5,
    "online-contact": 4,
    "strong-personal-ties": 4,
    "shelter-and-security": 3,
    "safe-haven-of-an-armed-organisation": 3,
    "stipend-and-care": 1,
    "spouses-and-family-groups": 1,
    "reward-for-weapons": 1,
}
ROUTES = {"on-leave": 4, "overland-route": 4, "from-the-field": 3, "across-the-border": 2}

USED: Mapping[str, Iterable[str]] = {
    "echelon": {COMPANY, *(name for ladder in LADDERS.values() for name in ladder)},
    "branch": {ABOVE, *BRANCHES},
    "rank": {*RANKS, *STAFF_RANKS, *LEAVING, *COMMANDER_RANKS.values()},
    "role": (COMMANDER, STAFF, MEMBER),
    "subordination-kind": (IN_COMMAND,),
    "strength-kind": (REAL, ESTIMATE, ESTABLISHMENT),
    "confidence": CONFIDENCES,
    "patronage-basis": BASES,
    "gender": GENDERS,
    "defection-mode": {*MODES, *DESTINATIONS},
    "destination": {one for some in DESTINATIONS.values() for one in some},
    "motive": MOTIVES,
    "obstacle": OBSTACLES,
    "support": {*HELPS, *ROUTES},
}


def check(model: Model, used: Mapping[str, Iterable[str]] = USED) -> None:
    """Raises DeclarationError for a term that the ontology does not have."""
    for name, terms in used.items():
        scheme = model.schemes.get(name)
        missing = sorted(set(terms) - set(scheme.concepts if scheme else ()))
        if missing:
            raise DeclarationError(
                f"synthesis draws {', '.join(missing)}, which the scheme {name} does not have."
            )


check(load_model())
